"""A lent register laid beside an operation: who may be whom goes on the table, and nothing is merged."""

import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from abrigo.clerk import loans
from abrigo.clerk.record import Ask, record_each
from abrigo.exchange.lent.lines import LentLine, LentReading
from abrigo.exchange.lent.reading import read_lent
from abrigo.exchange.lent.weighing import Laid, Ours, age_on, lay
from abrigo.exchange.rosters.refusals import Refused
from abrigo.facts.kinds import AgeMethod, AgeRange, CandidateId, ClaimId, LoanId, OperationId, PersonId
from abrigo.facts.wire import to_ms
from abrigo.registers import cards, lent
from abrigo.registers.cards import CardLine
from abrigo.registers.people import PersonLine
from abrigo.rules.access import Viewer, may_do
from abrigo.rules.identity import ClaimAge, ClaimName, WithdrawClaim
from abrigo.rules.intake import Describe
from abrigo.rules.loans import ProposeLent
from abrigo.rules.naming import follows

_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Linked:
    """`people` of ours and `lines` of theirs; `proposed` pairs newly on the table; `known` those that lay there or were
    decided, and nothing new was said since."""

    people: int
    lines: int
    proposed: int
    known: int


def read(viewer: Viewer, operation: OperationId, loan: str, now: datetime, today: date) -> LentReading:
    """What a loan's file says. LookupError when it is not lent to this viewer, or no longer."""
    reading = read_lent(loans.original(viewer, operation, LoanId(loan), now), "", today)
    if isinstance(reading, Refused):
        raise LookupError("unreadable")  # noqa: TRY004 - what cannot be read is not there
    return reading


def may_link(viewer: Viewer) -> bool:
    return may_do(viewer, "propose-lent")


def link(
    viewer: Viewer,
    operation: OperationId,
    loan: str,
    now: datetime,
    today: date,
    told: Callable[[int, int], None] = lambda _done, _of: None,
) -> Linked:
    """Lays the register beside everyone the viewer may see. LookupError as `read`; PermissionError for whoever may not.

    Whoever runs it raises the pairs. Run again it proposes nothing twice.
    """
    if not may_link(viewer):
        raise PermissionError("propose-lent")
    reading = read(viewer, operation, loan, now, today)
    ours = [Ours(line, kin) for line, kin in lent.everyone(viewer, operation)]
    before = {c.id: c for c in cards.ask(viewer, operation, "lent-pair", limit=lent.EVERYONE)}
    laid = list(lay(ours, reading.lines, today, told))
    card = cards.one(viewer, operation, "loan", loan)
    lender = "" if card is None else str(card.body["lender"])
    asks = []
    for pair in laid:
        line = digest(operation, lender, pair.theirs)
        candidate = CandidateId(sha256(f"{pair.ours.line.id}|{line}".encode()).hexdigest()[:32])
        if _is_news(pair.ours.line, before.get(candidate), loan):
            asks.append(_ask(operation, loan, pair, line, candidate, now))
    taken = 0
    for at in range(0, len(asks), _AT_ONCE):
        taken += sum(a.taken for a in record_each(viewer, asks[at : at + _AT_ONCE], now=now))
    return Linked(len(ours), len(reading.lines), taken, len(laid) - taken)


def _is_news(person: PersonLine, card: CardLine | None, loan: str) -> bool:
    """The rule decides; this only spares asking it what it must refuse."""
    if card is None or (card.status == "open" and card.body["loan"] != loan):
        return True
    if card.status != "not-the-same":
        return False
    since = to_ms(card.changed_at)
    return any(c["said"]["at"] > since for c in (*person.names, *person.ages)) or not person.names


def _ask(operation: OperationId, loan: str, pair: Laid, line: str, candidate: CandidateId, now: datetime) -> Ask:
    act = ProposeLent(
        operation, candidate, PersonId(pair.ours.line.id), LoanId(loan), line, pair.theirs.row, pair.percent,
        pair.reasons, now,
    )  # fmt: skip
    return Ask(follows("lent", candidate, loan, str(to_ms(now))), act)


def digest(operation: OperationId, lender: str, line: LentLine) -> str:
    """What a line says, under the operation's own key: the same line lent again is known again, and whoever has no
    such key cannot try names against it."""
    told = json.dumps([lender, line.id, line.names, line.sex, line.born, line.age, line.kin], ensure_ascii=False)
    return loans.keyed(operation, told.encode())[:32]


def line_of(operation: OperationId, lender: str, pair: CardLine, lines: Sequence[LentLine]) -> LentLine | None:
    """The line a pair speaks of, as long as the file says what it said."""
    there = (x for x in lines if x.row == pair.body["row"])
    return next((x for x in there if hmac.compare_digest(digest(operation, lender, x), pair.body["line"])), None)


def claims(
    operation: OperationId, pair: CardLine, line: LentLine, person: PersonLine, speaker: str, now: datetime, today: date
) -> list[Ask]:
    """What the register says, as the lender's word about one of ours: names, age, and the sex where nobody had told it.

    A name already said in the same letters is not said again.
    """
    who, known = PersonId(person.id), {n["text"] for n in person.names if not n.get("withdrawn")}
    told: list[tuple[str, object]] = [
        (f"n{n}", ClaimName(operation, who, _claim(pair, f"n{n}", now), name, now, speaker=speaker, supposed=True))
        for n, name in enumerate(line.names) if name not in known
    ]  # fmt: skip
    years = age_on(line, today)
    if years is not None:
        method = AgeMethod.DOCUMENT if line.born else AgeMethod.STATED_BY_OTHER
        age = ClaimAge(operation, who, _claim(pair, "age", now), AgeRange(years, years), method, now, speaker=speaker)
        told.append(("age", age))
    if line.sex and (not person.sex or person.sex.startswith("?")):
        told.append(("sex", Describe(who, "sex", line.sex, now)))
    return [Ask(follows(pair.id, what, str(to_ms(now))), act) for what, act in told]


def withdrawals(operation: OperationId, pair: CardLine, person: PersonLine, reason: str, now: datetime) -> list[Ask]:
    """What was claimed because of this pair, taken back: the two were not one after all."""
    made = [
        c["claim"] for c in (*person.names, *person.ages)
        if str(c["claim"]).startswith(f"{pair.id}/") and not c.get("withdrawn")
    ]  # fmt: skip
    return [
        Ask(follows(str(c), "back"), WithdrawClaim(operation, PersonId(person.id), ClaimId(str(c)), reason, now))
        for c in made
    ]


def _claim(pair: CardLine, what: str, now: datetime) -> ClaimId:
    return ClaimId(follows(pair.id, what, str(to_ms(now))))
