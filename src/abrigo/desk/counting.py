"""A roll call as one pair of eyes sees it: who is left, who was found, and nothing of what the other counter said."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from django.http import Http404

from abrigo.desk import shown
from abrigo.desk.door import Visit, sees
from abrigo.registers import cards, people
from abrigo.registers.cards import CardLine
from abrigo.registers.people import PersonLine
from abrigo.rules.rollcalls import ROLL_CALLS, RollCall
from abrigo.rules.whereabouts import HERE

LEFT: Final = "left"
FOUND: Final = "here"
NOT_FOUND: Final = "not-here"
ELSEWHERE: Final = "elsewhere"
MARKS: Final = {LEFT: ".", FOUND: "h", NOT_FOUND: "n", ELSEWHERE: "e"}
# Names of those the counters do not agree on are shown from this round on: both have then counted everyone twice.
NAMES_FROM_ROUND: Final = 3


@dataclass(frozen=True, slots=True)
class Count:
    """One roll call and, for whoever counts, one counter of it (0: a reader who does not count)."""

    card: CardLine
    known: RollCall
    counter: int

    @property
    def id(self) -> str:
        return self.card.id

    @property
    def two(self) -> bool:
        return len(self.known.counters) == 2

    @property
    def closed(self) -> bool:
        return self.known.closed is not None

    @property
    def expected(self) -> int:
        return len(self.known.opened.expected) if self.known.opened else 0

    @property
    def finished(self) -> bool:
        """This counter has said they are done and waits for the other."""
        return self.counter in self.known.finished

    @property
    def all_finished(self) -> bool:
        return set(self.known.counters) == self.known.finished

    @property
    def names_differ(self) -> tuple[str, ...]:
        return self.known.differ() if self.known.round >= NAMES_FROM_ROUND else ()

    @property
    def turn(self) -> str:
        """Changes when an open page must be drawn anew, and says nothing of any answer."""
        done = "".join(str(c) for c in sorted(self.known.finished))
        return f"{self.card.status}.{self.known.round}.{done}.{bool(self.known.interrupted):d}"


def find(visit: Visit, rollcall: str, asked: str = "") -> Count:
    """404 for what is not theirs, the same as for what does not exist. `asked`: the counter they would like to be."""
    card = cards.one(visit.viewer, visit.operation, "rollcall", rollcall)
    seen = sees(visit)
    if card is None or (seen.own_site_only and card.site != visit.viewer.site):
        raise Http404
    if not seen.places:
        # A roll call may be named after a dormitory: without sight of places its name and unit are kept back.
        card = replace(card, title="", body={**card.body, "unit": "", "reason": ""})
    known: RollCall = visit.consult(lambda _, memory: memory.recall(ROLL_CALLS, f"rollcall:{rollcall}"))
    return Count(card, known, counter_of(visit, known, asked))


def counter_of(visit: Visit, known: RollCall, asked: str = "") -> int:
    """Whose eyes: a counter who has answered stays that counter; otherwise the one asked for, while it is free."""
    if not visit.may("answer-roll-call") or not sees(visit).names:
        return 0
    if len(known.counters) == 1:
        return 1
    mine = [c for c, hand in known.hands.items() if hand == visit.viewer.staff]
    if mine:
        return mine[0]
    wanted = int(asked) if asked in ("1", "2") else 0
    return wanted if wanted and wanted not in known.hands else 0


# -- the calls ------------------------------------------------------------------


def calls(visit: Visit, count: Count) -> list[dict[str, Any]]:
    """Every person of the frozen list in the order of the paper sheet, with this counter's answer and no other's."""
    opened = count.known.opened
    if opened is None or not sees(visit).names:
        return []
    found = {line.id: line for line in expected(visit, count)}
    said = count.known.said(count.counter or 1) if (count.counter or not count.two) else {}
    drawn = []
    for i, person in enumerate(opened.expected):
        line, answer = found.get(person), said.get(person)
        drawn.append(
            {
                "i": i,
                "id": person,
                "answer": _answer(answer.present if answer else None, line, count),
                "at": answer.said.at if answer else None,
                "how": str(answer.how) if answer else "",
                **_looks(visit, line),
            }
        )
    return sorted(drawn, key=lambda c: c["order"])


def expected(visit: Visit, count: Count) -> list[PersonLine]:
    opened = count.known.opened
    ids = list(opened.expected) if opened else []
    return people.ask(visit.viewer, visit.operation, people=ids, merged=True, limit=len(ids) + 1)


def _answer(present: bool | None, line: PersonLine | None, count: Count) -> str:  # noqa: FBT001 - three answers
    if present:
        return FOUND
    # On a bus or in hospital meanwhile: accounted for elsewhere, nobody needs to look for them here.
    if line is None or line.where.state not in HERE or line.where.site != count.card.site:
        return ELSEWHERE
    return LEFT if present is None else NOT_FOUND


def _looks(visit: Visit, line: PersonLine | None) -> dict[str, Any]:
    if line is None:
        return {"band": "", "digits": "", "person": None, "unit": "", "unit_id": "", "order": ("~", "~", "~", "")}
    unit = visit.place(line.where.unit)
    return {
        "band": line.band,
        "digits": digits(line.band),
        "person": shown.person(visit, line),
        "unit": unit,
        "unit_id": line.where.unit or "",
        "order": (unit or "~", line.band or "~", line.line, line.id),
    }


def digits(band: str) -> str:
    """What a tired thumb types for a band: E061 is 61."""
    return "".join(re.findall(r"\d", band)).lstrip("0")


def by_band(drawn: Sequence[dict[str, Any]], typed: str) -> list[dict[str, Any]]:
    """Whose band this is: the exact text, else the same digits. More than one: nobody is guessed."""
    wanted = typed.strip().upper()
    exact = [c for c in drawn if c["band"] and c["band"] == wanted]
    if exact or not digits(wanted):
        return exact
    return [c for c in drawn if c["digits"] == digits(wanted)] if wanted.isdigit() else []


def tallied(drawn: Iterable[dict[str, Any]]) -> dict[str, int]:
    """How many of each answer, with underscores for templates: left, here, not_here, elsewhere."""
    numbers = dict.fromkeys(("left", "here", "not_here", "elsewhere"), 0)
    for call in drawn:
        numbers[call["answer"].replace("-", "_")] += 1
    return numbers


def marks(drawn: Sequence[dict[str, Any]]) -> str:
    """One letter a person in the order of the frozen list: a whole roll call in as many bytes as it has people."""
    return "".join(MARKS[c["answer"]] for c in sorted(drawn, key=lambda c: c["i"]))


def grouped(drawn: Sequence[dict[str, Any]], *answers: str) -> list[dict[str, Any]]:
    return [c for c in drawn if c["answer"] in answers]


def units(drawn: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The units of the list, with how many are left in each."""
    found: dict[str, dict[str, Any]] = {}
    for call in drawn:
        unit = found.setdefault(call["unit_id"], {"id": call["unit_id"], "name": call["unit"], "n": 0, "left": 0})
        unit["n"] += 1
        unit["left"] += call["answer"] == LEFT
    return sorted((u for u in found.values() if u["id"]), key=lambda u: u["name"])


# -- times ----------------------------------------------------------------------


def tapped_at(text: str, opened: datetime, now: datetime) -> datetime:
    """When the thumb fell, as the page says it (ISO, UTC): a tap may wait for the network. Never before the list was
    frozen and never after now; unreadable means now.
    """
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        return now
    if told.tzinfo is None:
        return now
    whole = told.astimezone(UTC).replace(microsecond=told.microsecond // 1000 * 1000)
    return min(max(whole, opened), now)
