"""Agreed numbers: why a name may stand on one list and not on the other, and whose a pasted line is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from abrigo.facts.accords import AccordProposed, Definition, ListLine, Reason
from abrigo.facts.identity import NameClaimed
from abrigo.facts.intake import BandGiven, PersonRegistered
from abrigo.facts.kinds import OperationId, PersonId
from abrigo.facts.movement import Boarded
from abrigo.facts.wire import to_ms
from abrigo.ledger import reader
from abrigo.registers import answers, stories
from abrigo.registers.models import Card
from abrigo.registers.stories import Past, Shelf, Story
from abrigo.rules.ages import Category
from abrigo.rules.intake import clean_band
from abrigo.rules.whereabouts import State


@dataclass(frozen=True, slots=True)
class Likely:
    """What the registers suggest about a difference; nobody has decided it."""

    reasons: dict[PersonId, Reason]
    sheets: dict[str, frozenset[PersonId]]


def likely(past: Past, proposed: AccordProposed) -> Likely:
    """Why another office may have, or lack, each name; and the papers it may have left out whole."""
    shelf = stories.read(past, proposed.operation)
    mine = frozenset(proposed.people)
    then = frozenset(
        answers.definition_list(
            past,
            proposed.operation,
            proposed.definition,
            proposed.cut,
            proposed.sites,
            size=reader.size_at(to_ms(proposed.cut)),
        )
    )
    found = {s.person: _reason(s, proposed, s.person in mine, s.person in then) for s in shelf.stories.values()}
    return Likely(
        {person: reason for person, reason in found.items() if reason is not Reason.UNKNOWN},
        _sheets(shelf, proposed, mine),
    )


def _reason(story: Story, proposed: AccordProposed, mine: bool, then: bool) -> Reason:  # noqa: FBT001 - on either list
    children = proposed.definition is not Definition.PERSONS_RECEIVED
    where, reading = story.at(proposed.cut), story.age(proposed.cut)
    if not any(w.in_custody for _, w in story.steps):
        return Reason.NEVER_IN_CUSTODY
    if mine is not then:
        return Reason.LATER_CUT  # it was told, or taken back, only after the minute the list is about
    if children and (reading.category is Category.UNDETERMINED or (story.tally == "child") is not reading.protected):
        return Reason.AGE_READING
    if where.state is State.OUT:
        return Reason.OUT_WITH_AUTHORITY
    if not mine and where.state is State.NOBODY:
        return Reason.LATER_CUT  # received only afterwards
    if len(story.members) > 1 and mine:
        return Reason.DUPLICATE_LINE
    return Reason.UNKNOWN


def _sheets(shelf: Shelf, proposed: AccordProposed, mine: frozenset[PersonId]) -> dict[str, frozenset[PersonId]]:
    titles = dict(Card.objects.filter(kind="transit", operation=proposed.operation).values_list("id", "title"))
    found: dict[str, set[PersonId]] = {}
    for person in mine & shelf.stories.keys():
        for fact in shelf.stories[person].facts(Boarded, PersonRegistered):
            sheet = titles.get(fact.transit, fact.transit) if isinstance(fact, Boarded) else fact.source
            if sheet and fact.said.at <= proposed.cut:
                found.setdefault(sheet, set()).add(person)
    # One name alone is a name: to call it a sheet would blame a paper.
    return {sheet: frozenset(people) for sheet, people in sorted(found.items()) if len(people) > 1}


# -- whose is a line -------------------------------------------------------------------


def whose(past: Past, operation: OperationId, lines: Iterable[str]) -> tuple[ListLine, ...]:
    """Each pasted line as a person we know, or as its own words: by band, register line, or a name only one bears.

    Two who share a name are nobody's line: a guess here would hide the very child the two lists differ by.
    """
    shelf = stories.read(past, operation)
    known = shelf.draw("lines", lambda: _known(tuple(shelf.stories.values())))
    return tuple(_line(text, known) for text in lines if text.strip())


def _line(text: str, known: dict[str, set[PersonId]]) -> ListLine:
    words = " ".join(text.split())
    for key in (clean_band(words), words.casefold()):
        people = known.get(key, set())
        if len(people) == 1:
            [person] = people
            return ListLine(person, words)
    return ListLine(None, words)


def _known(people: Sequence[Story]) -> dict[str, set[PersonId]]:
    found: dict[str, set[PersonId]] = {}
    for story in people:
        for fact in story.facts(BandGiven, PersonRegistered, NameClaimed):
            match fact:
                case BandGiven():
                    keys = {clean_band(fact.band)}
                case PersonRegistered():
                    keys = {clean_band(fact.line), fact.line.casefold()}
                case _:
                    keys = {" ".join(fact.text.split()).casefold()}
            for key in keys - {""}:
                found.setdefault(key, set()).add(story.person)
    return found
