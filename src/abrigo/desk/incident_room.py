"""What the incident room shows: who is unaccounted, by unit, last seen when; the sentence to say aloud; the log."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from abrigo.desk import shown, words
from abrigo.desk.door import Visit, sees
from abrigo.facts.alerts import AlertRequested
from abrigo.facts.incidents import IncidentClosed, IncidentNoted, IncidentOpened, IncidentRoomMoved, MissingDeclared
from abrigo.facts.sightings import BroughtBack, FoundInside, LocatedOutside
from abrigo.registers import cards, people
from abrigo.registers.cards import CardLine
from abrigo.registers.people import PersonLine
from abrigo.rules.incidents import INCIDENTS, Incident
from abrigo.rules.whereabouts import Moment, State

GONE: Final = (State.UNACCOUNTED, State.MISSING)
Told = FoundInside | LocatedOutside | BroughtBack | MissingDeclared | AlertRequested
# Acts of one hand within this time are one line of the log: twelve children out of one van.
SAME_LINE_SECONDS: Final = 300


@dataclass(frozen=True, slots=True)
class Numbers:
    """Everybody on the frozen list, once: seen + unaccounted + missing + elsewhere = expected."""

    expected: int
    seen: int
    unaccounted: int
    missing: int
    children: int  # of the unaccounted, the undetermined counted with them: in doubt somebody is a child
    undetermined: int
    adults: int

    @property
    def elsewhere(self) -> int:
        return self.expected - self.seen - self.unaccounted - self.missing


@dataclass
class IncidentSeen:
    """One incident as this viewer may see it."""

    card: CardLine
    known: Incident
    moments: list[Moment]
    lines: list[PersonLine]
    alerts: dict[str, CardLine] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.card.id

    @property
    def opened(self) -> IncidentOpened:
        assert self.known.opened is not None
        return self.known.opened

    @property
    def gone(self) -> list[PersonLine]:
        return [line for line in self.lines if line.where.state in GONE]

    @property
    def numbers(self) -> Numbers:
        lost = [line.category for line in self.lines if line.where.state is State.UNACCOUNTED]
        return Numbers(
            expected=len(self.opened.expected),
            seen=sum(line.where.state is State.PRESENT for line in self.lines),
            unaccounted=len(lost),
            missing=sum(line.where.state is State.MISSING for line in self.lines),
            children=sum(c != "adult" for c in lost),
            undetermined=lost.count("undetermined"),
            adults=lost.count("adult"),
        )


def find(visit: Visit, incident: str) -> IncidentSeen:
    """404 for what is not theirs, the same as for what does not exist. Needs sight of names."""
    card = cards.one(visit.viewer, visit.operation, "incident", incident)
    if card is None or not may_look(visit, card) or not sees(visit).names:
        raise Http404
    known, moments = visit.consult(
        lambda _viewer, memory: (
            memory.recall(INCIDENTS, f"incident:{incident}"),
            memory.history(f"incident:{incident}"),
        )
    )
    expected = list(known.opened.expected) if known.opened else []
    lines = people.ask(visit.viewer, visit.operation, people=expected, merged=True, limit=len(expected) + 1)
    return IncidentSeen(card, known, moments, lines, alerts_of(visit))


def may_look(visit: Visit, card: CardLine) -> bool:
    """A guard sees the incidents of the own gate, and those that are run from it."""
    return not sees(visit).own_site_only or visit.viewer.site in (card.site, card.body.get("room"))


def site_name(visit: Visit, site: str | None) -> str:
    """Where it is; empty for who sees no places."""
    return visit.place(site) if sees(visit).places else ""


def alerts_of(visit: Visit) -> dict[str, CardLine]:
    """The alert of each person: the open one, else the newest."""
    found: dict[str, CardLine] = {}
    for card in cards.ask(visit.viewer, visit.operation, "alert", limit=5000):  # newest first
        kept = found.get(card.person)
        if kept is None or (kept.status == "closed" and card.status != "closed"):
            found[card.person] = card
    return found


# -- numbers in words -----------------------------------------------------------


def summary(numbers: Numbers, at: datetime) -> str:
    """One sentence to say over the telephone: no name, nothing that helps anybody find a child."""
    told = {
        "time": f"{at:%H:%M}",
        "expected": numbers.expected,
        "seen": numbers.seen,
        "rest": numbers.unaccounted,
        "who": split(numbers),
    }
    if not numbers.unaccounted:
        said = [_("At %(time)s: %(expected)s expected, %(seen)s seen, nobody unaccounted.") % told]
    else:
        said = [_("At %(time)s: %(expected)s expected, %(seen)s seen, %(rest)s not yet: %(who)s.") % told]
    if numbers.missing:
        said.append(
            ngettext("%(n)s declared missing.", "%(n)s declared missing.", numbers.missing) % {"n": numbers.missing}
        )
    if numbers.elsewhere:
        said.append(_("%(n)s accounted for elsewhere.") % {"n": numbers.elsewhere})
    return " ".join(said)


def split(numbers: Numbers) -> str:
    children = ngettext("%(n)s child", "%(n)s children", numbers.children) % {"n": numbers.children}
    if numbers.undetermined:
        children = _("%(children)s (%(n)s of disputed age)") % {"children": children, "n": numbers.undetermined}
    adults = ngettext("%(n)s adult", "%(n)s adults", numbers.adults) % {"n": numbers.adults}
    if numbers.children and numbers.adults:
        return _("%(children)s and %(adults)s") % {"children": children, "adults": adults}
    return children if numbers.children else adults


def countdown(visit: Visit, seen: IncidentSeen) -> dict[str, Any]:
    """As parts/countdown.html draws it."""
    numbers = seen.numbers
    return {
        "kind": words.word(seen.opened.kind.value),
        "site": site_name(visit, seen.opened.site),
        "opened_at": seen.opened.said.at,
        "unaccounted": numbers.unaccounted,
        "missing": numbers.missing,
        "found": numbers.seen,
        "list_url": reverse("desk:incident_list", args=[seen.id]),
        "summary": summary(numbers, visit.now.astimezone(visit.zone)),
    }


# -- names ----------------------------------------------------------------------


def by_unit(visit: Visit, seen: IncidentSeen, lines: Sequence[PersonLine]) -> list[dict[str, Any]]:
    """People by the unit they belong to, each with their alert. By name of the unit: a list that changes its order
    with every tap puts another child under the thumb.
    """
    drawn = shown.people(visit, lines)
    groups: dict[str, dict[str, Any]] = {}
    for person, line in zip(drawn, lines, strict=True):
        person["alert"] = seen.alerts.get(line.id)
        person["located"] = line.where.located  # kept back with the rest of the whereabouts
        person["clothing"] = "" if line.clothing.startswith("?") else line.clothing
        name = person["unit"] or person["site"]
        groups.setdefault(name, {"name": name, "people": []})["people"].append(person)
    return sorted(groups.values(), key=lambda g: g["name"])


# -- the log --------------------------------------------------------------------


def log(visit: Visit, seen: IncidentSeen) -> list[dict[str, Any]]:
    """Newest first. Lines people wrote with what was added to them, and what was done, each with its hour and hand.

    Who sees no places reads that something was done and by whom: free text may name the very home another page hides.
    """
    names = {line.id: " ".join(p for p in (line.band, line.shown) if p) or line.tag for line in seen.lines}
    visit.learn_staff([m.fact.said.by for m in seen.moments])
    lines = _done(visit, seen.moments, names)
    if sees(visit).places:
        lines += [*_written(visit, seen), *_counted(visit, seen)]
    return sorted(lines, key=lambda line: line["at"], reverse=True)


def notes(visit: Visit, seen: IncidentSeen) -> list[dict[str, Any]]:
    """The lines people wrote, in order, numbered as they are said aloud."""
    written = sorted(seen.known.notes.values(), key=lambda n: n.said.at) if sees(visit).places else []
    return [
        {"id": n.note, "n": i, "at": n.said.at, "words": n.words, "adds_to": n.adds_to, "by": visit.staff(n.said.by)}
        for i, n in enumerate(written, start=1)
    ]


def _written(visit: Visit, seen: IncidentSeen) -> list[dict[str, Any]]:
    """An addendum stands under the line it completes, however deep: the first words stay as they were."""
    numbered = {n["id"]: {**n, "kind": "note", "added": []} for n in notes(visit, seen)}
    top: list[dict[str, Any]] = []
    for note in numbered.values():
        above = numbered.get(note["adds_to"])
        (top if above is None else above["added"]).append(note)
    return top


def _done(visit: Visit, moments: Iterable[Moment], names: dict[str, str]) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []
    for moment in moments:
        fact = moment.fact
        match fact:
            case IncidentOpened():
                frozen = _("List frozen: %(n)s expected.") % {"n": len(fact.expected)}
                kind = str(words.word(fact.kind.value)).capitalize()
                lines.append(_line(visit, fact, f"{kind}. {frozen}", fact.words))
            case IncidentRoomMoved() if sees(visit).places:
                lines.append(_line(visit, fact, _("Run from %(place)s now.") % {"place": visit.place(fact.room)}))
            case IncidentClosed():
                lines.append(_line(visit, fact, _("Closed and signed."), fact.words))
            case FoundInside() | LocatedOutside() | BroughtBack() | MissingDeclared() | AlertRequested():
                _gather(visit, lines, fact, names.get(fact.person, ""))
            case IncidentNoted():
                pass  # written by people: see _written
            case _:
                pass
    return lines


def _line(visit: Visit, fact: Any, what: str, words_said: str = "") -> dict[str, Any]:
    said = words_said if sees(visit).places else ""
    return {"kind": "done", "at": fact.said.at, "by": visit.staff(fact.said.by), "what": what, "words": said}


def _gather(visit: Visit, lines: list[dict[str, Any]], fact: Told, name: str) -> None:
    what = _what(visit, fact)
    last = lines[-1] if lines else None
    same = last is not None and "last" in last and last["what"] == what and last["by"] == visit.staff(fact.said.by)
    if last is not None and same and (fact.said.at - last["last"]).total_seconds() <= SAME_LINE_SECONDS:
        last["people"].append(name)
        last["last"] = fact.said.at
        return
    lines.append({**_line(visit, fact, what), "people": [name], "last": fact.said.at})


def _what(visit: Visit, fact: Told) -> str:
    places = sees(visit).places
    match fact:
        case FoundInside():
            since = fact.since.astimezone(visit.zone)
            return _("Found inside, there since %(hour)s") % {"hour": f"{since:%H:%M}"}
        case LocatedOutside():
            if not places:
                return _("Located outside")
            return _("Located outside: %(place)s, says %(source)s") % {
                "place": fact.place.words,
                "source": fact.source,
            }
        case BroughtBack():
            if not places:
                return _("Brought back")
            return _("Brought back by %(who)s") % {"who": fact.brought_by}
        case MissingDeclared():
            return _("Declared missing")
        case AlertRequested():
            return _("Alerts requested")


def _counted(visit: Visit, seen: IncidentSeen) -> list[dict[str, Any]]:
    """Roll calls signed at this site while the incident was open."""
    found = cards.ask(visit.viewer, visit.operation, "rollcall", status=["closed"], site=seen.card.site)
    end = seen.known.closed.said.at if seen.known.closed else visit.now
    lines = []
    for card in found:
        if seen.card.at <= card.changed_at <= end:
            body = card.body
            told = {"name": card.title, "here": body["answered"], "expected": body["expected"]}
            what = _("Roll call %(name)s signed: %(here)s of %(expected)s found.") % told
            lines.append(
                {"kind": "done", "at": card.changed_at, "by": visit.staff(body.get("signed_by")), "what": what,
                 "url": reverse("desk:rollcall", args=[card.id])}
            )  # fmt: skip
    return lines
