"""The individual file put into words: the same sections, tables and sentences for the screen and for the paper."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from abrigo.desk.deadlines import title as clock_title
from abrigo.desk.templatetags.desk import years
from abrigo.desk.words import word
from abrigo.facts.disclosures import Reader
from abrigo.facts.health import HealthKind
from abrigo.registers.individual import Individual
from abrigo.registers.people import UNSAID
from abrigo.rules.disclosures import ALLOWED, Part, allowed
from abrigo.rules.health import FIELDS, Form
from abrigo.rules.packs import shipped

Fields = Mapping[str, Any]
Lines = Sequence[Fields]

TITLES: Final[Mapping[Part, Promise]] = {
    Part.WHO: gettext_lazy("Who"),
    Part.NAMES: gettext_lazy("Names as said"),
    Part.AGES: gettext_lazy("Age as said"),
    Part.KIN: gettext_lazy("Kin, as claimed"),
    Part.NEEDS: gettext_lazy("Language, needs and description"),
    Part.GROUNDS: gettext_lazy("On what ground, for this child"),
    Part.WHERE: gettext_lazy("Where, and who answered, day by day"),
    Part.BEFORE: gettext_lazy("Where the child lived before"),
    Part.ORDERS: gettext_lazy("Court orders"),
    Part.LIMITS: gettext_lazy("Restrictions"),
    Part.DEADLINES: gettext_lazy("Deadlines"),
    Part.HEALTH: gettext_lazy("Health checks"),
    Part.CLINICAL: gettext_lazy("What clinicians wrote"),
    Part.CONCERNS: gettext_lazy("Concerns, and what is answered to them"),
    Part.PLAN: gettext_lazy("The plan, and what came of it"),
    Part.WEIGHED: gettext_lazy("Assessments, best interests and closure"),
    Part.WORDS: gettext_lazy("What the child said"),
    Part.INTERVIEWS: gettext_lazy("How often the child was interviewed"),
    Part.ALLEGATIONS: gettext_lazy("What others say that concerns this child"),
    Part.CONTESTED: gettext_lazy("What is contested"),
    Part.UNKNOWN: gettext_lazy("What is not known"),
    Part.GIVEN_OUT: gettext_lazy("To whom something of this file was given"),
}

# A part with nothing in it says so: an empty space could mean that nobody looked.
NOTHING: Final[Mapping[Part, Promise]] = {
    Part.NAMES: gettext_lazy("Nobody has said a name."),
    Part.AGES: gettext_lazy("Nobody has said an age."),
    Part.KIN: gettext_lazy("Nobody has said who their kin are."),
    Part.NEEDS: gettext_lazy("Nothing was written about language, needs or appearance."),
    Part.GROUNDS: gettext_lazy("No day in our care is on record until then."),
    Part.WHERE: gettext_lazy("Nothing was written about where the child was."),
    Part.BEFORE: gettext_lazy("Nobody has told where the child lived before."),
    Part.ORDERS: gettext_lazy("No court order that covers this child is on record."),
    Part.LIMITS: gettext_lazy("No restriction is on record."),
    Part.DEADLINES: gettext_lazy("No deadline was running that this house knows of."),
    Part.HEALTH: gettext_lazy("No health check was offered, by what is written."),
    Part.CLINICAL: gettext_lazy("Nobody has written a note about this child’s health."),
    Part.CONCERNS: gettext_lazy("No concern is on record."),
    Part.PLAN: gettext_lazy("No step is planned for this child."),
    Part.WEIGHED: gettext_lazy("Nobody has written an assessment or weighed this child’s best interests."),
    Part.WORDS: gettext_lazy("The child has not been heard, by what is written."),
    Part.INTERVIEWS: gettext_lazy("No interview is on record."),
    Part.ALLEGATIONS: gettext_lazy(
        "No allegation names this child. What is said of a group is not said of this child."
    ),
    Part.CONTESTED: gettext_lazy("Nothing on record contradicts itself."),
    Part.UNKNOWN: gettext_lazy("None of the questions this house asks is without an answer."),
    Part.GIVEN_OUT: gettext_lazy("Nothing was given to anybody."),
}

UNKNOWN: Final[Mapping[str, Promise]] = {
    "no-name": gettext_lazy("What the child is called: nobody has said a name that stands."),
    "age-not-established": gettext_lazy("The age: no court, document or assessment says it."),
    "no-language": gettext_lazy("Which language the child speaks."),
    "no-kin": gettext_lazy("Who the parents are, or any other kin."),
    "where-unknown": gettext_lazy("Where the child is: unaccounted for or missing at this moment."),
    "no-ground-now": gettext_lazy("On what legal ground the child is held at this moment: none is on record."),
    "no-order-names-them": gettext_lazy("What a court decided about this child: no confirmed order names them."),
    "never-seen-by-a-clinician": gettext_lazy("How the child’s health is: no clinician has seen them."),
    "never-heard": gettext_lazy("What the child wants: nobody has written down their words."),
    "no-earlier-stay": gettext_lazy("Where the child lived before."),
    "concern-not-looked-into": gettext_lazy("What there is to a concern: nobody has looked into it."),
    "no-allergies-written": gettext_lazy("Whether the child has allergies: nobody has written that they asked."),
}

CONTESTED: Final[Mapping[str, Promise]] = {
    "names": gettext_lazy("More than one name stands."),
    "age": gettext_lazy("Child or adult: what was said differs, and the child is protected as a child."),
    "rival-mother": gettext_lazy("More than one person is claimed as mother."),
    "rival-father": gettext_lazy("More than one person is claimed as father."),
    "same-person": gettext_lazy("Another record may be the same child; nobody has decided."),
    "two-places": gettext_lazy("Two houses placed the child in two places, and nobody has gone to see."),
    "concern-answered": gettext_lazy("A concern is answered or appealed; what is said to it stands beside it."),
    "unconfirmed": gettext_lazy("Every sighting before an incident stopped counting; nobody has seen the child since."),
}

READERS: Final[Mapping[Reader, Promise]] = {
    Reader.JUDGE: gettext_lazy("the judge"),
    Reader.GUARDIAN: gettext_lazy("the guardian or child attorney"),
    Reader.FAMILY: gettext_lazy("the family"),
    Reader.RECEIVING: gettext_lazy("the agency that receives the child"),
    Reader.CHILD: gettext_lazy("the child, later"),
}

STANDINGS: Final[Mapping[str, Promise]] = {
    "in-care": gettext_lazy("in protective care"),
    "not-accounted": gettext_lazy("not accounted for at this moment"),
    "care-ended": gettext_lazy("protective care has ended"),
    "died": gettext_lazy("died"),
}


@dataclass
class Section:
    """`facts` pairs of label and value; `table` with its head; `quotes` with who says so under each."""

    id: str
    title: str
    notes: list[str] = field(default_factory=list)
    strong: list[str] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    quotes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def labelled(self) -> list[list[tuple[str, str]]]:
        """Each cell with the head of its column: on a small screen a row is a card."""
        return [list(zip(self.head, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Wording:
    """In which zone, what offices are called, and how far the file may be told: everything but what it says."""

    zone: tzinfo
    agencies: Mapping[str, str]

    def at(self, instant: datetime | None) -> str:
        if instant is None:
            return "—"
        local = instant.astimezone(self.zone)
        return f"{date_format(local, 'j M Y')}, {local:%H:%M}"


def sections(file: Individual, reader: Reader, w: Wording) -> list[Section]:
    """Every part this reader's file has, in order; what is empty or kept back says so."""
    contents = allowed(file.contents, reader)
    found = []
    for part in Part:
        if part not in ALLOWED[reader] or (part not in contents and part not in file.hidden):
            continue
        section = Section(str(part), str(TITLES[part]))
        if part in file.hidden:
            section.strong.append(_("Left out: the office that made this file does not see this part."))
        elif not contents[part]:
            section.notes.append(str(NOTHING[part]))
        else:
            _TELL[part](section, contents[part], w)
        found.append(section)
    return found


Column = tuple[str, str, Callable[[Fields], str]]  # its head, the field it needs, how it is said


def _table(section: Section, lines: Lines, columns: Sequence[Column]) -> None:
    """Columns whose field no line has were not named for this reader: they are not there."""
    here = [c for c in columns if any(c[1] in line for line in lines)]
    section.head = [head for head, _field, _say in here]
    section.rows = [[say(line) or "—" for _head, _field, say in here] for line in lines]


def _number() -> Column:
    return (_("Entry"), "entry", lambda f: str(f["entry"]))


def _told(value: str) -> str:
    """A register column: a value, or which of the four ways of having none."""
    if value.startswith(UNSAID):
        return str(word(value.removeprefix(UNSAID)))
    return str(word(value)) if value else _("not written")


def _said(f: Fields, name: str) -> str:
    text = str(f[name])
    gone = f.get("withdrawn", "")
    return f"{text} ({_('taken back')}: {gone})" if gone else text


# -- who -----------------------------------------------------------------------------


def _who(s: Section, lines: Lines, w: Wording) -> None:
    f = lines[0]
    told: list[tuple[str, str, Callable[[], str]]] = [
        ("line", _("Register line"), lambda: f["line"] or _("none")),
        ("band", _("Wristband"), lambda: f["band"] or _("none")),
        ("sex", _("Sex"), lambda: _told(f["sex"])),
        ("category", _("Read as"), lambda: str(word(f["category"]))),
        ("low", _("Age"), lambda: years(f["low"], f["high"])),
        ("standing", _("Now"), lambda: str(STANDINGS.get(f["standing"], word(f["standing"])))),
        ("state", _("State"), lambda: str(word(f["state"]))),
        ("since", _("Since"), lambda: w.at(f["since"])),
        ("received", _("Received"), lambda: w.at(f["received"])),
    ]
    s.facts = [(label, say()) for name, label, say in told if name in f]


def _names(s: Section, lines: Lines, w: Wording) -> None:
    _table(s, lines, [
        (_("Name"), "text", lambda f: _said(f, "text")),
        (_("According to"), "speaker", lambda f: f["speaker"] or _("nobody noted who")),
        (_("Language"), "language", lambda f: str(word(f["language"]))),
        (_("Supposed"), "supposed", lambda f: _("yes") if f["supposed"] else _("no")),
        (_("Said on"), "at", lambda f: w.at(f["at"])), _number(),
    ])  # fmt: skip


def _ages(s: Section, lines: Lines, w: Wording) -> None:
    def age(f: Fields) -> str:
        told = years(f["low"], f["high"])
        return f"{told} ({_('taken back')}: {f['withdrawn']})" if f.get("withdrawn") else told

    _table(s, lines, [
        (_("Age"), "low", age), (_("How"), "how", lambda f: str(word(f["how"]))),
        (_("According to"), "speaker", lambda f: f["speaker"]),
        (_("Said on"), "at", lambda f: w.at(f["at"])), _number(),
    ])  # fmt: skip


def _kin(s: Section, lines: Lines, w: Wording) -> None:
    _table(s, lines, [
        (_("Relation"), "relation", lambda f: str(word(f["relation"]))),
        (_("Name"), "name", lambda f: _said(f, "name")),
        (_("According to"), "speaker", lambda f: f["speaker"] or _("nobody noted who")),
        (_("Said on"), "at", lambda f: w.at(f["at"])), _number(),
    ])  # fmt: skip


LABELS: Final[Mapping[str, Promise]] = {
    "language": gettext_lazy("Language heard"), "needs": gettext_lazy("Needs"), "marks": gettext_lazy("Marks"),
    "clothing": gettext_lazy("Clothing on arrival"),
}  # fmt: skip


def _needs(s: Section, lines: Lines, _w: Wording) -> None:
    s.facts = [(str(LABELS[f["name"]]), _told(f["text"])) for f in lines]


# -- ground, where, before --------------------------------------------------------------


def _grounds(s: Section, lines: Lines, w: Wording) -> None:
    gaps = sum(bool(f["gap"]) for f in lines)
    if gaps:
        s.strong.append(_("Days without any legal authority on record: %(n)s stretches.") % {"n": gaps})
    gap = _("no ground on record")
    _table(s, lines, [
        (_("From"), "begins", lambda f: w.at(f["begins"])),
        (_("Until"), "ends", lambda f: w.at(f["ends"]) if f["ends"] else _("still")),
        (_("Ground"), "gap", lambda f: gap if f["gap"] else ", ".join(
            p for p in (f.get("basis", ""), f.get("article", "")) if p) or _("a ground is on record")),
        (_("Who issued it"), "issuer", lambda f: " ".join(p for p in (f["issuer"], f["order"]) if p)),
        (_("Written on"), "told_at", lambda f: w.at(f["told_at"])),
    ])  # fmt: skip


def _where(s: Section, lines: Lines, w: Wording) -> None:
    unseen = _("not shown to the office that made this file")
    _table(s, lines, [
        (_("From"), "begins", lambda f: w.at(f["begins"])),
        (_("Until"), "ends", lambda f: w.at(f["ends"]) if f["ends"] else _("still")),
        (_("State"), "state", lambda f: str(word(f["state"]))),
        (_("Place"), "place", lambda f: unseen if f["place"] is None else f["place"]),
        (_("Who answered"), "holder", lambda f: w.agencies.get(f["holder"], f["holder"]) or _("nobody of ours")),
        (_("Together with"), "together", lambda f: ", ".join(f["together"])),
    ])  # fmt: skip


def _before(s: Section, lines: Lines, w: Wording) -> None:
    nobody = _("nobody could say")
    _table(s, lines, [
        (_("From"), "since", lambda f: f["since"] or nobody), (_("Until"), "until", lambda f: f["until"] or nobody),
        (_("Place"), "place", lambda f: ", ".join(p for p in (_said(f, "place"), f["country"]) if p)),
        (_("Part of"), "under", lambda f: f["under"]), (_("According to"), "source", lambda f: f["source"]),
        (_("Written on"), "at", lambda f: w.at(f["at"])), _number(),
    ])  # fmt: skip


# -- the law ---------------------------------------------------------------------------------


def _orders(s: Section, lines: Lines, w: Wording) -> None:
    unconfirmed = _("not yet by a second person")
    _table(s, lines, [
        (_("Court"), "issuer", lambda f: " ".join(p for p in (f["issuer"], f["number"]) if p)),
        (_("It says"), "allows", lambda f: f["allows"]),
        (_("Names this child"), "named", lambda f: _("yes") if f["named"] else _("no: it has no list")),
        (_("From"), "begins", lambda f: w.at(f["begins"])),
        (_("Until"), "ends", lambda f: w.at(f["ends"]) if f["ends"] else _("no end was written")),
        (_("Confirmed"), "confirmed", lambda f: w.at(f["confirmed"]) if f["confirmed"] else unconfirmed),
        _number(),
    ])  # fmt: skip


def _limits(s: Section, lines: Lines, w: Wording) -> None:
    def kind(f: Fields) -> str:
        told = str(word(f["kind"]))
        return f"{told} ({_('for everyone here')})" if f.get("everyone") else told

    _table(s, lines, [
        (_("Restriction"), "kind", kind), (_("Against"), "against", lambda f: f["against"]),
        (_("Ground"), "basis", lambda f: ", ".join(p for p in (f["basis"], f["issuer"]) if p)),
        (_("From"), "begins", lambda f: w.at(f["begins"])),
        (_("Until"), "ends", lambda f: f"{w.at(f['ends'])} ({_('expired')})" if f["over"] else w.at(f["ends"])),
        (_("Review"), "review", lambda f: w.at(f["review"])), _number(),
    ])  # fmt: skip


def _deadlines(s: Section, lines: Lines, w: Wording) -> None:
    clocks = {c.id: c for pack in shipped().values() for c in pack.clocks}
    late = sum(f["state"] == "overdue" for f in lines)
    if late:
        told = _("Overdue, with no recorded act: %(n)s. That is not to say that nothing was done.")
        s.strong.append(told % {"n": late})
    _table(s, lines, [
        (_("Deadline"), "clock", lambda f: clock_title(clocks[f["clock"]]) if f["clock"] in clocks else f["clock"]),
        (_("By which law"), "basis", lambda f: f["basis"] if f["verified"] else f"{f['basis']} ({_('unverified')})"),
        (_("Whose duty"), "owed_by", lambda f: str(word(f["owed_by"]))), (_("due"), "due", lambda f: w.at(f["due"])),
        (_("State"), "state", lambda f: str(word(f["state"]))),
        (_("Met on"), "met_at", lambda f: w.at(f["met_at"]) if f["met_at"] else _("no recorded act")),
    ])  # fmt: skip


# -- behind a wall ---------------------------------------------------------------------------------


def _health(s: Section, lines: Lines, w: Wording) -> None:
    waiting = _("offered, not yet answered")
    _table(s, lines, [
        (_("Date"), "at", lambda f: w.at(f["at"])),
        (_("Health check"), "kind", lambda f: str(word(f["outcome"])) if f["outcome"] else waiting),
        (_("Next offer"), "next", lambda f: w.at(f["next"])), _number(),
    ])  # fmt: skip


def _parts_of(kind: str, told: Sequence[Sequence[Any]], w: Wording) -> str:
    """Label, value and unit of each part of a note, a moment in the zone of the operation."""
    choices = {f.name for f in FIELDS[HealthKind(kind)] if f.form is Form.CHOICE}

    def said(name: str, value: Any) -> str:
        return w.at(value) if isinstance(value, datetime) else str(word(f"h-{value}")) if name in choices else value

    return " · ".join(f"{word(f'h-{name}')}: {said(name, value)} {unit}".strip() for name, value, unit in told)


def _clinical(s: Section, lines: Lines, w: Wording) -> None:
    if not any("told" in f for f in lines):
        s.notes.append(_("Only what goes with the child to whoever cares for them next."))
    _table(s, lines, [
        (_("Date"), "at", lambda f: w.at(f["at"])), (_("About"), "kind", lambda f: str(word(f"h-{f['kind']}"))),
        (_("Note"), "told", lambda f: _parts_of(f["kind"], f["told"], w)),
        (_("Note"), "travels", lambda f: _parts_of(f["kind"], f["travels"], w)),
        (_("Beside it"), "words", lambda f: f["words"]), _number(),
    ])  # fmt: skip


def _concerns(s: Section, lines: Lines, w: Wording) -> None:
    """Words of whoever says them, and the answers under each: neither is a finding."""
    s.notes.append(_("What somebody saw or heard. Nothing here is a finding."))
    for f in lines:
        kind = str(word(f["kind"]))
        said = _("%(kind)s: “%(words)s”") % {"kind": kind, "words": f["observed"]}
        if f.get("speaker"):
            said = _("%(kind)s. %(who)s says: “%(words)s”") % {
                "kind": kind, "who": f["speaker"], "words": f["observed"]}  # fmt: skip
        foot = [w.at(f["at"])]
        if "act_by" in f:
            foot.append(_("somebody must act until %(at)s") % {"at": w.at(f["act_by"])})
        foot.append(_("looked into") if f["looked"] else _("nobody has looked into it"))
        foot += [_replied(r, w) for r in f.get("replies", f.get("answered", ()))] or [_("nobody has answered it")]
        s.quotes.append((said, " · ".join(foot)))


def _replied(reply: Fields, w: Wording) -> str:
    who = " ".join(p for p in (str(word(reply["kind"])), reply.get("speaker", "")) if p)
    said = {"who": who, "words": reply["words"], "at": w.at(reply["at"])}
    return _("%(who)s: “%(words)s” (%(at)s)") % said


def _plan(s: Section, lines: Lines, w: Wording) -> None:
    late = sum(bool(f.get("late")) for f in lines)
    if late:
        s.strong.append(_("Overdue steps of the plan: %(n)s.") % {"n": late})

    def came(f: Fields) -> str:
        told = [", ".join(p for p in (str(word(a["outcome"])), a["words"], w.at(a["at"])) if p) for a in f["answers"]]
        return "; ".join(told) or _("nothing yet")

    _table(s, lines, [
        (_("Step"), "kind", lambda f: str(word(f["kind"]))), (_("What"), "words", lambda f: f["words"]),
        (_("Who"), "who", lambda f: f["who"]), (_("Until"), "due", lambda f: w.at(f["due"])),
        (_("What came of it"), "answers", came), _number(),
    ])  # fmt: skip


RECORDS: Final[Mapping[str, Promise]] = {
    "assessment": gettext_lazy("Assessment"), "best-interests": gettext_lazy("Best interests"),
    "closure": gettext_lazy("Closure"), "found": gettext_lazy("Found"), "strengths": gettext_lazy("Strengths"),
    "question": gettext_lazy("Question"), "options": gettext_lazy("What could be done"),
    "weighed": gettext_lazy("How it was weighed"), "conclusion": gettext_lazy("Conclusion"),
    "reason": gettext_lazy("Why"), "left-open": gettext_lazy("Why although something is open"),
}  # fmt: skip


def _weighed(s: Section, lines: Lines, w: Wording) -> None:
    def child(f: Fields) -> str:
        return f["view"] or (_("Not heard: %(why)s") % {"why": f["absent"]} if f["absent"] else "")

    def signed(f: Fields) -> str:
        told = {"signed": _("signed by a second person"), "given-back": _("given back by a second person")}
        return ": ".join(p for p in (told.get(f["signed"], _("waits for a second person")), f.get("words", "")) if p)

    _table(s, lines, [
        (_("Date"), "at", lambda f: w.at(f["at"])), (_("What"), "kind", lambda f: str(RECORDS[f["kind"]])),
        (_("Words"), "told", lambda f: " · ".join(f"{RECORDS[name]}: {text}" for name, text in f["told"])),
        (_("The child says"), "view", child), (_("Second hand"), "signed", signed), _number(),
    ])  # fmt: skip


def _words(s: Section, lines: Lines, w: Wording) -> None:
    for f in lines:
        foot = [str(word(f["decision"])), w.at(f["at"])]
        foot += [f"{label}: {word(f[name])}" for name, label in _HEARD().items() if f.get(name)]
        s.quotes.append((f["words"] or _("Not heard: %(why)s") % {"why": word(f["absent"])}, " · ".join(foot)))


def _HEARD() -> dict[str, str]:  # noqa: N802 - a table made anew in each language
    return {
        "asked": _("asked"), "how": _("how"), "language": _("language"), "through": _("through"),
        "weighed": _("how it was weighed"),
    }  # fmt: skip


def _interviews(s: Section, lines: Lines, w: Wording) -> None:
    if len(lines) > 1:
        s.strong.append(_("Interviewed %(n)s times. Each further time needs a reason.") % {"n": len(lines)})
    _table(s, lines, [
        (_("Date"), "at", lambda f: w.at(f["at"])), (_("By whom"), "interviewer", lambda f: f["interviewer"]),
        (_("Protocol"), "protocol", lambda f: f["protocol"] or _("none")),
        (_("Language"), "language", lambda f: str(word(f["language"]))),
        (_("Interpreter"), "interpreter", lambda f: f["interpreter"] or _("none")),
        (_("Recorded"), "recorded", lambda f: _("yes") if f["recorded"] else _("no")), _number(),
    ])  # fmt: skip


def _allegations(s: Section, lines: Lines, w: Wording) -> None:
    s.notes.append(_("These are words of those who say them. None of them is a finding."))
    for f in lines:
        said = _("%(who)s said that: “%(words)s”") % {"who": f["speaker"], "words": f["words"]}
        foot = [w.at(f["at"]), str(word("standing-" + f["standing"]))]
        foot += [_turn(turn, w) for turn in f["turns"]]
        own = _("no evidence about this child is on record")
        if f["own"]:
            own = _("evidence about this child is on record")
        if f["standing"] == "dismissed":
            foot.append(_("Dismissed: whoever quotes this allegation must say so."))
        s.quotes.append((said, " · ".join([*foot, own])))


def _turn(turn: Fields, w: Wording) -> str:
    parts = [turn["by"], turn["source"], w.at(turn["at"]), turn["reason"]]
    return f"{word('standing-' + turn['standing'])}: " + ", ".join(p for p in parts if p)


# -- contested, unknown, given out ---------------------------------------------------------------


def _contested(s: Section, lines: Lines, _w: Wording) -> None:
    for f in lines:
        claims = f.get("claims", ())
        s.strong.append(" ".join([str(CONTESTED[f["code"]]), " / ".join(claims)]).strip())


def _unknown(s: Section, lines: Lines, _w: Wording) -> None:
    s.strong = [str(UNKNOWN[f["code"]]) for f in lines]


def _given(s: Section, lines: Lines, w: Wording) -> None:
    def what(f: Fields) -> str:
        told = str(word("given-" + f["given"]))
        return f"{told}: {READERS[Reader(f['reader'])]}" if f["reader"] else told

    _table(s, lines, [
        (_("Date"), "at", lambda f: w.at(f["at"])), (_("What"), "given", what), (_("To whom"), "to", lambda f: f["to"]),
        (_("For what"), "purpose", lambda f: str(word(f["purpose"]))),
        (_("Under which order"), "order", lambda f: f["order"] or "—"), _number(),
    ])  # fmt: skip


_TELL: Final[Mapping[Part, Callable[[Section, Lines, Wording], None]]] = {
    Part.WHO: _who, Part.NAMES: _names, Part.AGES: _ages, Part.KIN: _kin, Part.NEEDS: _needs, Part.GROUNDS: _grounds,
    Part.WHERE: _where, Part.BEFORE: _before, Part.ORDERS: _orders, Part.LIMITS: _limits, Part.DEADLINES: _deadlines,
    Part.HEALTH: _health, Part.CLINICAL: _clinical, Part.CONCERNS: _concerns, Part.PLAN: _plan, Part.WEIGHED: _weighed,
    Part.WORDS: _words, Part.INTERVIEWS: _interviews,
    Part.ALLEGATIONS: _allegations, Part.CONTESTED: _contested, Part.UNKNOWN: _unknown, Part.GIVEN_OUT: _given,
}  # fmt: skip


def lead(file: Individual, reader: Reader, w: Wording, known: datetime) -> Iterator[str]:
    """What stands above it all: its two times, for whom, and what it is not."""
    yield _("About: %(about)s. By what was written until: %(known)s.") % {
        "about": w.at(file.about), "known": w.at(known)
    }  # fmt: skip
    yield _("Made for %(reader)s from a list of what may stand in it; other parts are not in it at all.") % {
        "reader": READERS[reader]
    }  # fmt: skip
    yield _("What was said is told as said, by whoever said it. This file concludes nothing.")
