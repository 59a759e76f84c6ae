"""Accords. One number with its list: every agency signs the same digest, or says by name where its own differs."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType
from typing import Final

from abrigo.facts.accords import (
    AccordAnswered,
    AccordProposed,
    AccordReached,
    AccordSigned,
    AccordWithdrawn,
    Definition,
    DifferenceExplained,
    ListLine,
    Reason,
)
from abrigo.facts.index import Fact
from abrigo.facts.kinds import AccordId, AgencyId, OperationId, PersonId, SiteId
from abrigo.rules.claims import whole_sheets
from abrigo.rules.past import Counted, Hand, Need, Past, Room, Stream
from abrigo.rules.places import known_places, places_of, refuse_place
from abrigo.rules.refusals import Refusal, Why

# -- acts ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ProposeAccord:
    """`people` as whoever asks had them from the registers about `cut`; `digest` is `list_digest` of what was read.

    The list is counted again when the act is taken, whichever door it came by: nobody signs a list that the ledger
    does not say.
    """

    operation: OperationId
    accord: AccordId
    definition: Definition
    cut: datetime
    sites: tuple[SiteId, ...]
    agencies: tuple[AgencyId, ...]
    people: tuple[PersonId, ...]
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SignAccord:
    operation: OperationId
    accord: AccordId
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AnswerAccord:
    """This agency counts another number. A line said twice is kept twice: that may be the difference."""

    operation: OperationId
    accord: AccordId
    number: int
    lines: tuple[ListLine, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class ExplainDifference:
    """Why one line of `agency`'s list and ours differ; `words` name the line when it is of no person we know."""

    operation: OperationId
    accord: AccordId
    agency: AgencyId
    person: PersonId | None
    words: str
    reason: Reason
    at: datetime


@dataclass(frozen=True, slots=True)
class WithdrawAccord:
    operation: OperationId
    accord: AccordId
    reason: str
    at: datetime


Act = ProposeAccord | SignAccord | AnswerAccord | ExplainDifference | WithdrawAccord

# -- the list and its digest ------------------------------------------------------


def canonical_list(
    operation: OperationId,
    definition: Definition,
    cut: datetime,
    sites: Iterable[SiteId],
    people: Iterable[PersonId],
) -> str:
    """The text whose sha256 the agencies sign. Anyone holding the printed list can write it out again by hand:

        abrigo accord 1
        operation <id>
        definition <children-present, ...>
        cut <UTC, to the millisecond: 2025-12-22T00:40:00.000Z>
        sites <how many; 0 means every site>
        <id of each site, one a line, sorted>
        people <how many>
        <id of each person, one a line, sorted>

    Sorted by code point; UTF-8; every line, also the last, ends in one line feed (0A). No names, so that the printed
    list of ids may be checked by someone who may not know the names.
    """
    instant = cut.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
    places, names = sorted(sites), sorted(people)
    lines = [
        "abrigo accord 1",
        f"operation {operation}",
        f"definition {definition.value}",
        f"cut {instant}",
        f"sites {len(places)}",
        *places,
        f"people {len(names)}",
        *names,
    ]
    return "".join(f"{line}\n" for line in lines)


def list_digest(
    operation: OperationId,
    definition: Definition,
    cut: datetime,
    sites: Iterable[SiteId],
    people: Iterable[PersonId],
) -> str:
    """sha256 of the canonical list, 64 lower-case hex digits."""
    return sha256(canonical_list(operation, definition, cut, sites, people).encode()).hexdigest()


# -- what is known --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Accord:
    """One accord. An agency that answered may still sign; its answer stays readable and no longer stands."""

    proposed: AccordProposed | None = None
    signed: dict[AgencyId, AccordSigned] = field(default_factory=dict)
    answered: dict[AgencyId, AccordAnswered] = field(default_factory=dict)
    explained: tuple[DifferenceExplained, ...] = ()
    said_reached: AccordReached | None = None
    withdrawn: AccordWithdrawn | None = None

    @property
    def signers(self) -> tuple[AgencyId, ...]:
        """Invited agencies that signed this very list, in the order they were invited."""
        if self.proposed is None:
            return ()
        digest = self.proposed.digest
        return tuple(a for a in self.proposed.agencies if a in self.signed and self.signed[a].digest == digest)

    @property
    def waiting(self) -> tuple[AgencyId, ...]:
        return () if self.proposed is None else tuple(a for a in self.proposed.agencies if a not in self.signers)

    @property
    def standing(self) -> dict[AgencyId, AccordAnswered]:
        """The last answer of each agency that has not signed since."""
        return {agency: answer for agency, answer in self.answered.items() if agency not in self.signers}

    @property
    def reached(self) -> bool:
        """Everyone has signed; also when two last signatures met only afterwards and neither could say so."""
        return self.proposed is not None and not self.waiting and self.withdrawn is None


def learn(known: Accord, fact: Fact) -> Accord:
    match fact:
        case AccordProposed():
            return replace(known, proposed=known.proposed or fact)
        case AccordSigned(agency=agency):
            return known if agency in known.signed else replace(known, signed={**known.signed, agency: fact})
        case AccordAnswered(agency=agency):
            return replace(known, answered={**known.answered, agency: fact})
        case DifferenceExplained():
            return replace(known, explained=(*known.explained, fact))
        case AccordReached():
            return replace(known, said_reached=known.said_reached or fact)
        case AccordWithdrawn():
            return replace(known, withdrawn=known.withdrawn or fact)
        case _:
            return known


ACCORDS: Final = Room("accords", Accord(), learn)


def accord_of(accord: AccordId) -> Stream:
    return Stream(ACCORDS, f"accord:{accord}")


def known_accord(past: Past, accord: AccordId) -> Accord:
    return past.of(ACCORDS, f"accord:{accord}")


# -- decisions ------------------------------------------------------------------


def needs(act: Act, past: Past) -> Iterable[Need]:
    yield accord_of(act.accord)
    if isinstance(act, ProposeAccord):
        yield places_of(act.operation)
        yield counted_for(act)


def counted_for(act: ProposeAccord) -> Counted:
    """The list the registers give for what is proposed."""
    return Counted(act.operation, act.definition, act.cut, tuple(sorted(act.sites)))


def decide(past: Past, act: Act, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if isinstance(act, ProposeAccord):
        return propose(past, act, hand)
    known = known_accord(past, act.accord)
    proposed = known.proposed
    if proposed is None or proposed.operation != act.operation:
        return Refusal(Why.UNKNOWN_ACCORD, (act.accord,))
    if hand.agency not in proposed.agencies and not (isinstance(act, WithdrawAccord) and hand.by == proposed.said.by):
        return Refusal(Why.NOT_INVITED, (hand.agency,))
    if known.withdrawn is not None:
        return Refusal(Why.ACCORD_ENDED, (act.accord,))
    match act:
        case SignAccord():
            return sign(known, proposed, act, hand)
        case AnswerAccord():
            return answer(known, act, hand)
        case ExplainDifference():
            return explain(known, proposed, act, hand)
        case WithdrawAccord():
            return withdraw(known, act, hand)


def propose(past: Past, act: ProposeAccord, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if no := _refuse_places(past, act) or _refuse_agencies(past, act) or _refuse_ids(act):
        return no
    if known_accord(past, act.accord).proposed is not None:
        return Refusal(Why.ACCORD_EXISTS, (act.accord,))
    if act.cut > hand.now:
        return Refusal(Why.CUT_IN_THE_FUTURE, ("cut",))
    if act.digest != list_digest(act.operation, act.definition, act.cut, act.sites, act.people):
        # What was read and what arrived are two lists; nobody signs before that is known.
        return Refusal(Why.DIGEST_DIFFERS)
    if apart := set(act.people) ^ set(past.counted(counted_for(act))):
        # Written on since it was read, or never what the ledger said: either way four agencies would sign it.
        return Refusal(Why.LIST_DIFFERS, tuple(sorted(apart)))
    return (
        AccordProposed(
            act.operation,
            act.accord,
            act.definition,
            act.cut,
            tuple(sorted(act.sites)),
            act.agencies,
            tuple(sorted(act.people)),
            act.digest,
            hand.known_at,
            hand.said,
        ),
    )


def _refuse_places(past: Past, act: ProposeAccord) -> Refusal | None:
    places = known_places(past, act.operation)
    if places.opened is None:
        return Refusal(Why.UNKNOWN_OPERATION, (act.operation,))
    for site in act.sites:
        if no := refuse_place(places, site):
            return no
    return None


def _refuse_agencies(past: Past, act: ProposeAccord) -> Refusal | None:
    """Invited are agencies of the operation; an operation opened without naming any leaves it open."""
    if not act.agencies:
        return Refusal(Why.EMPTY_LIST, ("agencies",))
    opened = known_places(past, act.operation).opened
    if opened is not None and opened.agencies and (other := [a for a in act.agencies if a not in opened.agencies]):
        return Refusal(Why.NOT_INVITED, tuple(other))
    return None


def _refuse_ids(act: ProposeAccord) -> Refusal | None:
    """Nobody twice; and every id fits on one printed line, or two different lists could share a digest."""
    for ids in (act.agencies, act.sites, act.people):
        if twice := sorted(i for i, times in Counter[str](ids).items() if times > 1):
            return Refusal(Why.NAMED_TWICE, tuple(twice))
    if bad := [i for i in (act.operation, *act.sites, *act.people) if not i.isprintable() or " " in i or not i]:
        return Refusal(Why.ID_MALFORMED, tuple(bad))
    return None


def sign(known: Accord, proposed: AccordProposed, act: SignAccord, hand: Hand) -> tuple[Fact, ...] | Refusal:
    """The last signature and the accord itself are one decision: nobody has to press a second button."""
    if hand.agency in known.signed:
        return Refusal(Why.ALREADY_SIGNED, (hand.agency,))
    if act.digest != proposed.digest:
        return Refusal(Why.DIGEST_DIFFERS)
    signed = AccordSigned(act.operation, act.accord, hand.agency, act.digest, hand.said)
    if not learn(known, signed).reached:
        return (signed,)
    number = len(proposed.people)
    return (signed, AccordReached(act.operation, act.accord, number, proposed.digest, hand.said))


def answer(known: Accord, act: AnswerAccord, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if hand.agency in known.signed:
        return Refusal(Why.ALREADY_SIGNED, (hand.agency,))
    if act.number < 0:
        return Refusal(Why.VALUE_NEGATIVE, ("number",))
    if blank := [str(i) for i, line in enumerate(act.lines) if line.person is None and not line.words.strip()]:
        return Refusal(Why.LINE_EMPTY, tuple(blank))
    return (AccordAnswered(act.operation, act.accord, hand.agency, act.number, act.lines, hand.said),)


def explain(known: Accord, proposed: AccordProposed, act: ExplainDifference, hand: Hand) -> tuple[Fact, ...] | Refusal:
    given = known.answered.get(act.agency)
    if given is None:
        return Refusal(Why.NOT_ANSWERED, (act.agency,))
    line = _key(act.person, act.words)
    if line not in {_key(d.person, d.words) for d in differences(proposed, given).lines}:
        return Refusal(Why.NOT_A_DIFFERENCE, line[:1])
    return (
        DifferenceExplained(
            act.operation, act.accord, act.agency, act.person, act.words.strip(), act.reason, hand.said
        ),
    )


def withdraw(known: Accord, act: WithdrawAccord, hand: Hand) -> tuple[Fact, ...] | Refusal:
    if known.reached:
        # A number that was agreed was agreed; if it proves wrong a new accord says so beside it.
        return Refusal(Why.ACCORD_ENDED, (act.accord,))
    if not act.reason.strip():
        return Refusal(Why.REASON_REQUIRED)
    return (AccordWithdrawn(act.operation, act.accord, act.reason, hand.said),)


# -- differences, by name -----------------------------------------------------------


class Side(StrEnum):
    """Seen from the proposed list."""

    YOURS_NOT_MINE = "yours-not-mine"
    MINE_NOT_YOURS = "mine-not-yours"


@dataclass(frozen=True, slots=True)
class Difference:
    """One line one list has and the other has not. `decided`: somebody explained it; else `reason` is a likely one."""

    side: Side
    person: PersonId | None
    words: str
    reason: Reason
    sheet: str = ""
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Differences:
    """`mine` and `yours` are the two numbers; `unlisted`: how many of yours came without a line (may be negative)."""

    mine: int
    yours: int
    unlisted: int
    lines: tuple[Difference, ...]


NO_REASONS: Final[Mapping[PersonId, Reason]] = MappingProxyType({})
NO_SHEETS: Final[Mapping[str, frozenset[PersonId]]] = MappingProxyType({})


def differences(
    proposed: AccordProposed,
    given: AccordAnswered,
    *,
    likely: Mapping[PersonId, Reason] = NO_REASONS,
    sheets: Mapping[str, frozenset[PersonId]] = NO_SHEETS,
    explained: Iterable[DifferenceExplained] = (),
) -> Differences:
    """The two lists, line against line.

    `likely`: what the registers suggest for a person (adult by one reading, never in custody, out with authority,
    came later). `sheets`: papers an office may have left out whole, and who of the proposed list stands on each.
    An answer without any line is a bare number: nobody can be named, all of it is `unlisted`.
    """
    decided = {_key(e.person, e.words): e.reason for e in explained if e.agency == given.agency}
    found = (*_yours(proposed, given, likely), *_mine(proposed, given, likely, sheets)) if given.lines else ()
    lines = tuple(
        replace(line, reason=decided[key], decided=True) if (key := _key(line.person, line.words)) in decided else line
        for line in found
    )
    return Differences(len(proposed.people), given.number, given.number - len(given.lines), lines)


def _yours(proposed: AccordProposed, given: AccordAnswered, likely: Mapping[PersonId, Reason]) -> Iterator[Difference]:
    mine = set(proposed.people)
    seen: set[tuple[str, ...]] = set()
    for line in given.lines:
        key = _key(line.person, line.words)
        if key in seen:
            yield Difference(Side.YOURS_NOT_MINE, line.person, line.words, Reason.DUPLICATE_LINE)
        elif line.person is None or line.person not in mine:
            reason = Reason.UNKNOWN if line.person is None else likely.get(line.person, Reason.UNKNOWN)
            yield Difference(Side.YOURS_NOT_MINE, line.person, line.words, reason)
        seen.add(key)


def _mine(
    proposed: AccordProposed,
    given: AccordAnswered,
    likely: Mapping[PersonId, Reason],
    sheets: Mapping[str, frozenset[PersonId]],
) -> Iterator[Difference]:
    missing = frozenset(proposed.people) - {line.person for line in given.lines}
    on = {person: sheet for sheet, people in whole_sheets(missing, sheets) for person in people}
    for person in sorted(missing):
        reason = Reason.SHEET_MISSING if person in on else likely.get(person, Reason.UNKNOWN)
        yield Difference(Side.MINE_NOT_YOURS, person, "", reason, on.get(person, ""))


def _key(person: PersonId | None, words: str) -> tuple[str, ...]:
    """A line is its person; without one, its words whatever the capitals and blanks."""
    return (person,) if person is not None else ("", " ".join(words.split()).casefold())


# -- read aloud ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AccordParts:
    """All the agreed sentence needs and nothing that may not be said aloud: no place, no name, no id of a person.

    `everywhere`: every site of the operation, else only `sites` of them (a number). `reached_at` is the last signature;
    None while the number is not agreed, and then nothing of this is to be read out as agreed. `known_at` is the log
    size the list rests on: with `digest` it is what anyone can later check.
    """

    definition: Definition
    number: int
    cut: datetime
    everywhere: bool
    sites: int
    signed: tuple[AgencyId, ...]
    waiting: tuple[AgencyId, ...]
    reached_at: datetime | None
    digest: str
    known_at: int
    withdrawn: bool


def accord_parts(known: Accord) -> AccordParts | None:
    """None when nothing was proposed under this id."""
    if known.proposed is None:
        return None
    proposed = known.proposed
    return AccordParts(
        definition=proposed.definition,
        number=len(proposed.people),
        cut=proposed.cut,
        everywhere=not proposed.sites,
        sites=len(proposed.sites),
        signed=known.signers,
        waiting=known.waiting,
        reached_at=max(known.signed[a].said.at for a in known.signers) if known.reached else None,
        digest=proposed.digest,
        known_at=proposed.known_at,
        withdrawn=known.withdrawn is not None,
    )
