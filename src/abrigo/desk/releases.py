"""Releases: proposed by one, countersigned by another or refused; in error; and deaths, certified."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from abrigo.clerk.record import Ask
from abrigo.desk import shown
from abrigo.desk.door import Visit, page, sees
from abrigo.desk.orders import scanned
from abrigo.desk.refused import refused
from abrigo.desk.sheets import Question, Sheet, fill
from abrigo.desk.stepup import ask_again
from abrigo.desk.typed import Typed, by_band, typed
from abrigo.desk.words import word
from abrigo.facts.kinds import OrderId, PersonId, Place, ReleaseId
from abrigo.facts.release import Outcome
from abrigo.facts.views import View
from abrigo.registers import cards, people
from abrigo.registers.cards import CardLine
from abrigo.registers.people import PersonLine
from abrigo.rules.release import (
    CountersignRelease,
    FollowUp,
    ProposeRelease,
    RecordDeath,
    RefuseRelease,
    ReportReleasedInError,
)
from abrigo.rules.whereabouts import State
from abrigo.staff.models import new_id
from abrigo.staff.sittings import is_fresh

EVERY = 100_000


def may_see(visit: Visit) -> bool:
    """Whoever lets children go, and the ombudsman: where a child went to is not for every eye."""
    seen = sees(visit)
    return seen.names and seen.places and (visit.may("propose-release") or seen.trace)


def _back(visit: Visit) -> str:
    """Whoever writes down a death does not see everybody who left: no button leads where nothing is theirs."""
    return reverse("desk:releases" if may_see(visit) else "desk:people")


@page
def releases(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not may_see(visit):
        raise Http404
    found = cards.ask(visit.viewer, visit.operation, "release", limit=EVERY)
    ids = sorted({c.person for c in found})
    lines = people.ask(visit.viewer, visit.operation, people=ids, merged=True, limit=EVERY)
    named = {p["id"]: p for p in shown.people(visit, lines)}
    rows = [_row(visit, c, named.get(c.person)) for c in found]
    context = {
        "here": "releases",
        "proposed": [r for r in rows if r["status"] == "proposed"],
        "held": [r for r in rows if r["status"] == "proposed" and r["held"]],
        "in_error": [r for r in rows if r["status"] == "in-error"],
        "ended": [r for r in rows if r["status"] not in ("proposed", "in-error")],
    }
    return render(request, "desk/releases.html", context)


def _row(visit: Visit, card: CardLine, person: dict[str, Any] | None) -> dict[str, Any]:
    body = card.body
    return {
        "url": reverse("desk:release", args=[card.id]),
        "person": person,
        "status": card.status,
        "outcome": body["outcome"],
        "recipient": body["recipient"],
        "ground": body["ground"],
        "identity_seen": body["identity_seen"],
        "child_view": body["child_view"],
        "at": card.at,
        "changed_at": card.changed_at,
        "by": visit.staff(body["proposed_by"]),
        "mine": body["proposed_by"] == visit.viewer.staff,
        "countersigned_by": visit.staff(body.get("countersigned_by")),
        "view": body.get("view"),
        "order": body.get("order", ""),
        "called_back": body.get("called_back", ""),
        "consent": body.get("consent", ""),
        "photos": sum(bool(body.get(p)) for p in ("photo_of_recipient", "photo_of_person")),
        "photos_absent": body.get("photos_absent", ""),
        "held": bool(body.get("held_by")) and body.get("held_by") != visit.viewer.staff,
        "reason": body.get("reason", "") or body.get("words", ""),
    }


# -- proposing ----------------------------------------------------------------------


@page
def propose(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not visit.may("propose-release"):
        raise Http404
    line = people.one(visit.viewer, visit.operation, request.GET.get("person", ""))
    if line is None:
        return whom(request, visit, _("Propose a release"), "desk:propose_release")
    sheet = Sheet(
        title=_("Propose a release"), here="releases", back=reverse("desk:releases"), submit=_("Propose"),
        lead=_("Nothing ends yet: another person must countersign. Everything is looked at again then."),
        person=shown.person(visit, line), questions=_release_questions(visit), files=True,
        confirm=_("Propose that %(who)s leaves our care?") % {"who": line.band or line.line or line.tag},
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        outcome = form.choice("outcome", [o.value for o in Outcome], _("Choose what this is."))
        place = form.text("place")
        act = ProposeRelease(
            visit.operation, ReleaseId("rel-" + form.id), PersonId(line.id), Outcome(outcome or Outcome.REUNIFIED),
            form.text("recipient"), form.text("identity_seen"), form.text("ground"), form.at,
            form.text("child_view"), Place(place, form.text("country")) if place else None,
            OrderId(order) if (order := form.text("order")) else None, form.text("called_back"), form.text("consent"),
            view_of(form), scanned(request, form, "photo_of_recipient", "propose-release"),
            scanned(request, form, "photo_of_person", "propose-release"), form.text("photos_absent"),
            form.until("document_until"),
        )  # fmt: skip
        return [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, lambda _a: _("Proposed. It waits for a second person."))


def _release_questions(visit: Visit) -> tuple[Question, ...]:
    orders = [(c.id, c.title) for c in cards.ask(visit.viewer, visit.operation, "order", status=["in-force"])]
    return (
        Question("outcome", _("What this is"), "choice", options=[(o.value, word(o)) for o in Outcome]),
        Question("recipient", _("To whom"), required=True),
        Question("identity_seen", _("How their identity was seen"), required=True,
                 hint=_("A document, a person who knows them; what they only say is not enough.")),
        Question("document_until", _("The document is valid until"), "date",
                 hint=_("As it says; empty if it says none.")),
        Question("ground", _("On what ground"), "textarea", required=True),
        *view_questions(),
        Question("photo_of_recipient", _("Photograph of the recipient"), "file"),
        Question("photo_of_person", _("Photograph of the child today"), "file"),
        Question("photos_absent", _("Or why a photograph is missing"), hint=_("For a child never both empty.")),
        Question("place", _("Where to")),
        Question("country", _("Country (two letters)")),
        Question("consent", _("Consent of the receiving State"), hint=_("For a placement abroad.")),
        Question("order", _("The judge's order"), "select", options=orders,
                 hint=_("While an incident is open nothing else opens the door.")),
        Question("called_back", _("Who at the court answered, and at which number"),
                 hint=_("A number the house already had, never one on the paper.")),
    )  # fmt: skip


def view_questions() -> tuple[Question, ...]:
    """What was asked of a child and what it said; or why nobody could ask."""
    return (
        Question("said_words", _("What the child wants"), "textarea", hint=_("In the child's own words.")),
        Question("asked", _("What the child was asked")),
        Question("how", _("How and where it was asked")),
        Question("language", _("In which language")),
        Question("through", _("Through whom"), hint=_("An interpreter, a companion; empty: nobody between.")),
        Question("weighed", _("How it was weighed"), "textarea"),
        Question("absent", _("Or why the child's view is absent"), "textarea", hint=_("For a child never both empty.")),
    )


def view_of(form: Typed) -> View | None:
    """None when nothing at all was written: for an adult nobody asks."""
    told = [form.text(n) for n in ("asked", "how", "language", "through", "said_words", "weighed", "absent")]
    return View(*told) if any(told) else None


def whom(
    request: HttpRequest, visit: Visit, title: str, onward: str, *, here: str = "releases", back: str = ""
) -> HttpResponse:
    """First: whom it is about, by band or by line of the register."""
    sheet = Sheet(
        title=title, here=here, back=back or _back(visit), submit=_("Go on"),
        questions=(Question("mark", _("Wristband or line of the register"), required=True),),
    )  # fmt: skip
    if request.method == "POST":
        mark = request.POST.get("mark", "").strip()
        lines = people.ask(visit.viewer, visit.operation, limit=EVERY)
        found = by_band(lines, mark) or _by_line(lines, mark)
        if found is not None:
            return redirect(f"{reverse(onward)}?person={found.id}")

    def asked(form: Typed) -> list[Ask]:
        form.wrong("mark", _("Nobody in our care has this band or line."))
        return []

    return fill(request, visit, sheet, asked, lambda _a: "")


def _by_line(lines: list[PersonLine], mark: str) -> PersonLine | None:
    plain = mark.upper()
    found = [line for line in lines if plain and plain in (line.line.upper(), line.tag.upper())]
    return found[0] if len(found) == 1 else None


# -- one release ----------------------------------------------------------------------


@page
def release(request: HttpRequest, visit: Visit, release: str) -> HttpResponse:
    """Countersign, refuse, or report that it went to the wrong hands: the same page, by what the form says."""
    card = cards.one(visit.viewer, visit.operation, "release", release) if may_see(visit) else None
    line = people.one(visit.viewer, visit.operation, card.person) if card else None
    if card is None or line is None:
        raise Http404
    visits = cards.ask(visit.viewer, visit.operation, "follow-up", person=card.person)
    context = {
        "here": "releases",
        "visits": [(c, visit.staff(c.body["by"])) for c in visits if c.title == release],
        "id": release,
        "r": _row(visit, card, shown.person(visit, line)),
        "orders": cards.ask(visit.viewer, visit.operation, "order", status=["in-force"]),
        "form_id": new_id(),
        "given": {},
    }
    if request.method != "POST":
        return render(request, "desk/release.html", context)
    if request.POST.get("step") not in _TAKEN_BACK and not is_fresh(visit.viewer):
        return ask_again(request, request.path, status=403)
    form = typed(request, visit)
    act = _step(form, ReleaseId(release), PersonId(line.id))
    told: dict[str, Any] = {"errors": form.errors}
    if not form.errors:
        answer = visit.record(act, form.id)
        if answer.refusal is None:
            messages.success(request, _("Written down."))
            return redirect("desk:release", release)
        told = {"refusal": refused(visit, answer.refusal)}
    again = context | told | {"given": request.POST, "form_id": form.id}
    return render(request, "desk/release.html", again, status=422)


_TAKEN_BACK = frozenset({"refuse", "follow-up", "in-error"})  # whatever else is pressed lets somebody go


def _step(
    form: Typed, release: ReleaseId, person: PersonId
) -> CountersignRelease | RefuseRelease | FollowUp | ReportReleasedInError:
    operation = form.visit.operation
    match form.post.get("step"):
        case "refuse":
            return RefuseRelease(operation, release, person, form.text("reason", _("Write why.")), form.at)
        case "follow-up":
            words = form.text("reason", _("Write how they were found."))
            seen = form.post.get("child_seen") == "yes"
            return FollowUp(operation, release, person, seen, words, form.at, form.when("next_due"))
        case "in-error":
            words = form.text("reason", _("Write what happened."))
            return ReportReleasedInError(operation, release, person, words, form.at)
        case _:
            order = form.post.get("order", "")
            cited = OrderId(order) if order else None
            # The second button looks like the first: who is made to press one presses this, and nobody beside sees it.
            not_free = form.post.get("step") == "countersign-later"
            return CountersignRelease(operation, release, person, form.at, cited, not_free)


# -- death --------------------------------------------------------------------------------


@page
def death(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not visit.may("record-death"):
        raise Http404
    line = people.one(visit.viewer, visit.operation, request.GET.get("person", ""))
    if line is None or line.where.state is State.DIED:
        return whom(request, visit, _("Record a death"), "desk:death")
    sheet = Sheet(
        title=_("Record a death"), here="releases", back=_back(visit), submit=_("Record"),
        lead=_("The record is frozen from here and never deleted. Whoever asks will be told who certified it."),
        person=shown.person(visit, line),
        questions=(
            Question("place", _("Where"), required=True),
            Question("country", _("Country (two letters)")),
            Question("certified_by", _("Who certified it"), required=True),
        ),
        confirm=_("Record that %(who)s has died?") % {"who": line.band or line.line or line.tag},
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        place = Place(form.text("place", _("Write where.")), form.text("country"))
        certifier = form.text("certified_by", _("Write who certified it."))
        return [Ask(form.id, RecordDeath(visit.operation, PersonId(line.id), place, certifier, form.at))]

    return fill(request, visit, sheet, asked, lambda _a: _("Recorded."))
