"""Who is kept together and who is kept apart; parting with a plan; and how far a claim of kinship stands."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from abrigo.clerk.record import Ask
from abrigo.desk import shown
from abrigo.desk.door import Visit, page, sees
from abrigo.desk.orders import scanned
from abrigo.desk.releases import view_of, view_questions
from abrigo.desk.sheets import Question, Sheet, fill
from abrigo.desk.typed import Typed, by_band
from abrigo.desk.words import word
from abrigo.facts.identity import KinStanding
from abrigo.facts.kinds import BondId, ClaimId, PersonId
from abrigo.facts.nearness import Closeness, Distance
from abrigo.facts.views import View
from abrigo.facts.wire import from_ms
from abrigo.registers import cards, people
from abrigo.registers import kinship as households
from abrigo.registers.cards import CardLine
from abrigo.registers.people import PersonLine
from abrigo.rules.kin import DecideKin
from abrigo.rules.nearness import DecideSplit, EndBond, KeepApart, KeepTogether

EVERY = 100_000


def may_see(visit: Visit) -> bool:
    """Whoever places and moves children, and the ombudsman."""
    seen = sees(visit)
    return seen.names and seen.places and (visit.may("change-unit") or visit.may("keep-together") or seen.trace)


@page
def nearness(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not may_see(visit):
        raise Http404
    together = cards.ask(visit.viewer, visit.operation, "together", status=["kept", "split"], limit=EVERY)
    apart = cards.ask(visit.viewer, visit.operation, "apart", status=["kept"], limit=EVERY)
    ids = {c.person for c in (*together, *apart)} | {c.body["other"] for c in apart if c.body["other"]}
    lines = people.ask(visit.viewer, visit.operation, people=sorted(ids), merged=True, limit=EVERY)
    named = {p["id"]: p for p in shown.people(visit, lines)}
    bonds: dict[str, list[CardLine]] = {}
    for card in together:
        bonds.setdefault(card.title, []).append(card)
    seen: set[str] = set()
    kept = [c for c in apart if not (c.title in seen or seen.add(c.title))]  # type: ignore[func-returns-value]
    context = {
        "here": "kinship",
        "together": [_bond(visit, bond, members, named) for bond, members in bonds.items()],
        "apart": [_apart(visit, c, named) for c in kept],
    }
    return render(request, "desk/nearness.html", context)


def _bond(visit: Visit, bond: str, members: Sequence[CardLine], named: dict[str, Any]) -> dict[str, Any]:
    one = members[0].body
    return {
        "id": bond, "closeness": one["closeness"], "reason": one["reason"], "by": visit.staff(one["by"]),
        "members": [
            {"person": named.get(c.person), "split": c.status == "split", "why": c.body.get("split_reason", ""),
             "contact": c.body.get("contact", ""), "review": _when(c.body.get("review")),
             "late": c.status == "split" and c.body["review"] < int(visit.now.timestamp() * 1000)}
            for c in members if c.person in named
        ],
    }  # fmt: skip


def _when(ms: int | None) -> Any:
    return from_ms(ms) if ms is not None else None


def _apart(visit: Visit, card: CardLine, named: dict[str, Any]) -> dict[str, Any]:
    body = card.body
    return {
        "id": card.title, "person": named.get(card.person), "other": named.get(body["other"]),
        "other_name": body["other_name"], "distance": body["distance"], "basis": body["basis"], "ends": card.due,
        "review": from_ms(body["review"]), "late": from_ms(body["review"]) <= visit.now,
        "over": card.overdue(visit.now), "by": visit.staff(body["by"]),
    }  # fmt: skip


@page
def keep_together(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not visit.may("keep-together"):
        raise Http404
    offered = people.ask(visit.viewer, visit.operation, limit=EVERY)
    sheet = Sheet(
        title=_("Keep together"), here="kinship", back=reverse("desk:nearness"), submit=_("Keep them together"),
        people=offered, ticked=tuple(request.GET.getlist("people")),
        lead=_("No dormitory list and no departing bus parts them, unless somebody decides the split, with a plan."),
        questions=(
            Question("closeness", _("What binds them"), "choice", options=[(c.value, word(c)) for c in Closeness]),
            Question("reason", _("Why"), "textarea", required=True),
        ),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        closeness = form.choice("closeness", [c.value for c in Closeness], _("Say what binds them."))
        if form.errors:
            return []
        act = KeepTogether(
            visit.operation, BondId("bond-" + form.id), form.people(offered), Closeness(closeness),
            form.text("reason"), form.at,
        )  # fmt: skip
        return [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, lambda _a: _("Written down."))


@page
def keep_apart(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not visit.may("keep-apart"):
        raise Http404
    lines = people.ask(visit.viewer, visit.operation, limit=EVERY)
    sheet = Sheet(
        title=_("Keep apart"), here="kinship", back=reverse("desk:nearness"), submit=_("Keep them apart"),
        lead=_(
            "Not in one room, not on one bus, not in one visit. It is somebody's word and no finding; it has an end."
        ),
        questions=(
            Question("mark", _("Wristband or line of the register"), required=True),
            Question("other_mark", _("From whom: band or line, if they are with us")),
            Question("other_name", _("Or from whom, by name, if they are outside")),
            Question("distance", _("Why"), "choice", options=[(d.value, word(d)) for d in Distance]),
            Question("basis", _("Basis"), required=True),
            Question("ends", _("Until"), "datetime-local", required=True),
            Question("review", _("Looked at again on"), "datetime-local", required=True),
            *view_questions(),
        ),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        view = _asked_first(form)
        one = _marked(form, lines, "mark")
        other = _marked(form, lines, "other_mark") if form.text("other_mark") else None
        distance = form.choice("distance", [d.value for d in Distance], _("Say why."))
        if form.errors or one is None:
            return []
        act = KeepApart(
            visit.operation, BondId("bond-" + form.id), PersonId(one.id), Distance(distance), form.text("basis"),
            form.at, form.when("ends"), form.when("review"), PersonId(other.id) if other else None,
            # Also by name: whoever is kept apart may come to the gate as a visitor, and a visit knows names only.
            form.text("other_name") or (other.shown if other else ""), view,
        )  # fmt: skip
        return [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, lambda _a: _("Written down."))


def _marked(form: Typed, lines: Sequence[PersonLine], name: str) -> PersonLine | None:
    mark = form.text(name)
    found = by_band(lines, mark) or next((p for p in lines if p.line and p.line.upper() == mark.upper()), None)
    if found is None:
        form.wrong(name, _("Nobody in our care has this band or line."))
    return found


@page
def split(request: HttpRequest, visit: Visit, bond: str, person: str) -> HttpResponse:
    line = people.one(visit.viewer, visit.operation, person)
    if line is None or not visit.may("decide-split"):
        raise Http404
    sheet = Sheet(
        title=_("Part one from the others"), here="kinship", back=reverse("desk:nearness"),
        submit=_("Decide the split"), person=shown.person(visit, line),
        lead=_("A reason, how they stay in touch, and the day somebody looks at it again."),
        questions=(
            Question("reason", _("Why"), "textarea", required=True),
            Question("contact", _("How and how often they see or hear each other"), "textarea", required=True),
            Question("review", _("Looked at again on"), "datetime-local", required=True),
            *view_questions(),
        ),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        view = _asked_first(form)
        act = DecideSplit(
            visit.operation, BondId(bond), PersonId(line.id), form.text("reason"), form.text("contact"), form.at,
            form.when("review"), view,
        )  # fmt: skip
        return [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, lambda _a: _("Written down."))


def _asked_first(form: Typed) -> View | None:
    """At a desk nobody is parted or kept apart unasked: their words are written, or why there are none."""
    view = view_of(form)
    if view is None:
        form.wrong("absent", _("Write what the child wants, or why nobody could ask."))
    return view


@page
def end(request: HttpRequest, visit: Visit, bond: str) -> HttpResponse:
    if not visit.may("end-bond"):
        raise Http404
    sheet = Sheet(
        title=_("This no longer holds"), here="kinship", back=reverse("desk:nearness"), submit=_("End it"),
        questions=(Question("reason", _("Why"), "textarea", required=True),),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        return [Ask(form.id, EndBond(visit.operation, BondId(bond), form.text("reason"), form.at))]

    return fill(request, visit, sheet, asked, lambda _a: _("Written down."))


@page
def decide_kin(request: HttpRequest, visit: Visit, person: str, claim: str) -> HttpResponse:
    """One claim of kinship, and how far it stands: by whoever decides, with a reason and the paper it rests on."""
    line = people.one(visit.viewer, visit.operation, person)
    family = households.of(visit.viewer, visit.operation, person) if line else None
    tie = next((t for t in family.ties if t.claim == claim and t.person == person), None) if family else None
    if line is None or tie is None or not visit.may("decide-kin"):
        raise Http404
    named = {m.id: m.shown for m in family.members} if family else {}
    told = {"relation": word(tie.relation), "name": named.get(tie.other) or tie.other_name, "by": tie.speaker or "—"}
    sheet = Sheet(
        title=_("How far does this claim stand?"), here="kinship", back=reverse("desk:household", args=[person]),
        submit=_("Decide"), person=shown.person(visit, line), files=True,
        lead=_("%(relation)s: %(name)s, said by %(by)s. Rival claims stay beside it, whatever is decided.") % told,
        questions=(
            Question("standing", _("It stands as"), "choice", options=[(s.value, word(s)) for s in KinStanding]),
            Question("reason", _("Why"), "textarea", required=True),
            Question("evidence", _("The paper it rests on"), "file", hint=_("PDF, JPEG or PNG; sealed as it is.")),
        ),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        standing = form.choice("standing", [s.value for s in KinStanding], _("Say how far it stands."))
        digest = scanned(request, form, "evidence", "decide-kin")
        if form.errors:
            return []
        act = DecideKin(
            visit.operation, PersonId(line.id), ClaimId(claim), KinStanding(standing), form.text("reason"), form.at,
            digest,
        )  # fmt: skip
        return [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, lambda _a: _("Decided and written down."))
