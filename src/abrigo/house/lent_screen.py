"""The screen of lent registers: taken in on terms, laid beside ours, gone on their day."""

from datetime import datetime, time
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from abrigo.clerk import loans
from abrigo.desk.door import Visit, page
from abrigo.desk.refused import refused
from abrigo.exchange.lent.lines import LentReading, Trouble
from abrigo.exchange.lent.matching import matches
from abrigo.exchange.lent.reading import read_lent
from abrigo.exchange.rosters import limits
from abrigo.exchange.rosters.refusals import Refused, Why
from abrigo.exchange.rosters.sentences import REFUSALS
from abrigo.facts.kinds import ClaimId, LoanId, PersonId
from abrigo.facts.loans import RegisterKind
from abrigo.registers import cards, people
from abrigo.registers.cards import CardLine
from abrigo.rules.identity import ClaimName
from abrigo.rules.loans import EndLoan, LendRegister
from abrigo.rules.naming import follows
from abrigo.staff.models import new_id

EVERYONE: Final = 5000
SHOWN: Final = 100

KINDS: Final = {
    RegisterKind.CIVIL: gettext_lazy("Civil register"),
    RegisterKind.SCHOOL: gettext_lazy("School register"),
    RegisterKind.MISSING: gettext_lazy("Missing children"),
    RegisterKind.CASES: gettext_lazy("Cases of another system"),
}
TROUBLES: Final = {
    Trouble.NAME_UNKNOWN: gettext_lazy("Says that the name is unknown: kept as unknown, not as a name."),
    Trouble.NAME_WITHHELD: gettext_lazy("Says that the name is withheld: kept as withheld, not as a name."),
    Trouble.NAME_NO_LETTERS: gettext_lazy("No letters where a name should be: ask the lender."),
    Trouble.NAME_TOO_LONG: gettext_lazy("Longer than any name: look at the line in the file."),
    Trouble.NAME_HIDDEN_SIGNS: gettext_lazy(
        "Hidden signs, look-alike letters or letters back to front: compared in clean form."
    ),
    Trouble.DAY_UNREADABLE: gettext_lazy("No day can be read from this: it is not used."),
    Trouble.DAY_TO_COME: gettext_lazy("A day to come: it is not used."),
    Trouble.NO_ID: gettext_lazy("Without a number of its own: name the row to the lender."),
    Trouble.ID_TWICE: gettext_lazy("The same number twice: ask the lender which is right."),
    Trouble.GARBLED: gettext_lazy("Letters broken on the way: ask the lender for the file in UTF-8."),
}


def _mine(visit: Visit) -> None:
    if not visit.may("lend-register"):
        raise Http404


def _row(visit: Visit, card: CardLine) -> dict[str, Any]:
    ended = card.status == "ended"
    over = ended or card.due is None or card.due <= visit.now
    return {
        "id": card.id, "title": card.title, "kind": KINDS.get(card.body["kind"], card.body["kind"]), "until": card.due,
        "lender": card.body["lender"], "purpose": card.body["purpose"], "terms": card.body["terms"],
        "digest": card.body["digest"], "lines": card.body["lines"], "unmapped": card.body["unmapped"], "at": card.at,
        "ended": ended, "over": over, "reason": card.body.get("reason", ""),
    }  # fmt: skip


@page
def lent(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All that were ever lent; those whose day has come are taken away now, if the night has not done it."""
    _mine(visit)
    loans.sweep(visit.now)
    rows = [_row(visit, c) for c in cards.ask(visit.viewer, visit.operation, "loan")]
    return render(request, "desk/lent.html", {"here": "lent", "rows": rows})


@page
def take_in(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The file and the lender's terms, on one sheet. Nothing of it becomes a person here."""
    _mine(visit)
    if request.method != "POST":
        return _sheet(request, {"id": new_id()})
    upload = request.FILES.get("file")
    if upload is None or (upload.size or 0) > limits.BYTES:
        return _sheet(request, request.POST, sentence=_("Choose a file of at most 20 MB."))
    raw = upload.read()
    reading = read_lent(raw, (upload.name or "")[:120], visit.now.astimezone(visit.zone).date())
    if isinstance(reading, Refused):
        return _sheet(request, request.POST, sentence=_file(reading.why))
    try:
        until = datetime.combine(datetime.fromisoformat(request.POST.get("until", "")), time(23, 59), visit.zone)
        kind = RegisterKind(request.POST.get("kind", ""))
    except ValueError:
        return _sheet(request, request.POST, sentence=_("Write which register it is and the day on which it ends."))
    loan = LoanId("ln-" + request.POST.get("id", "")[:70])
    told = {k: request.POST.get(k, "") for k in ("title", "lender", "purpose", "terms")}
    digest = loans.put(visit.viewer, visit.operation, loan, raw)
    act = LendRegister(
        visit.operation, loan, kind, told["title"], told["lender"], told["purpose"], told["terms"], until, digest,
        len(reading.lines), visit.now, tuple(reading.unmapped),
    )  # fmt: skip
    answer = visit.record(act, request.POST.get("id", ""))
    if answer.refusal is not None:
        loans.put_back(loan, digest)
        return _sheet(request, request.POST, refusal=refused(visit, answer.refusal))
    messages.success(request, _("%(n)s lines taken in. Nobody was registered by it.") % {"n": len(reading.lines)})
    return redirect("lent_one", loan=loan)


def _file(why: Why) -> str:
    return REFUSALS[why][0 if (get_language() or "").startswith("en") else 1]


def _sheet(request: HttpRequest, given: Any, *, sentence: str = "", refusal: Any = None) -> HttpResponse:
    told = refusal or ({"why": "-", "sentence": sentence, "remedy": ""} if sentence else None)
    context = {"here": "lent", "given": given, "refusal": told, "kinds": [(str(k), v) for k, v in KINDS.items()]}
    return render(request, "desk/lent_new.html", context, status=422 if told else 200)


def _open(visit: Visit, loan: str) -> tuple[CardLine, LentReading | None]:
    """The loan, and what its file says while it lasts."""
    _mine(visit)
    card = cards.one(visit.viewer, visit.operation, "loan", loan)
    if card is None:
        raise Http404
    try:
        raw = loans.original(visit.viewer, visit.operation, LoanId(loan), visit.now)
    except LookupError:
        return card, None
    reading = read_lent(raw, "", visit.now.astimezone(visit.zone).date())
    return card, None if isinstance(reading, Refused) else reading


@page
def one(request: HttpRequest, visit: Visit, loan: str) -> HttpResponse:
    """One register: its terms, what could not be read, and who of ours may stand in it. Its list is never shown."""
    loans.sweep(visit.now)
    card, reading = _open(visit, loan)
    context: dict[str, Any] = {"here": "lent", "r": _row(visit, card), "form_id": new_id()}
    if reading is not None:
        ours = people.ask(visit.viewer, visit.operation, limit=EVERYONE)
        found = matches(ours, reading.lines, visit.now.astimezone(visit.zone).date())
        context |= {
            "form": reading.form,
            "unmapped": list(reading.unmapped.items()),
            "problems": [(p.row, p.field, TROUBLES[p.trouble]) for p in reading.problems[:SHOWN]],
            "more_problems": max(0, len(reading.problems) - SHOWN),
            "found": [
                {
                    "called": m.ours.called, "row": m.theirs.row, "name": m.seen.claim,
                    "also": [n for n in m.theirs.names if n != m.seen.claim], "born": m.theirs.born,
                    "age": m.theirs.age, "number": m.theirs.id, "score": round(100 * m.seen.score),
                    "parts": [(r.asked, r.claimed) for r in m.seen.reasons if r.asked and r.claimed],
                    "taken": any(n["text"] == m.seen.claim for n in m.ours.names), "id": m.ours.id,
                }
                for m in found[:SHOWN]
            ],
        }  # fmt: skip
    return render(request, "desk/lent_one.html", context)


@page
@require_POST
def take_name(request: HttpRequest, visit: Visit, loan: str) -> HttpResponse:
    """What the register says, as its claim about one of ours: said by the lender, never by us."""
    card, reading = _open(visit, loan)
    row, name = request.POST.get("row", ""), request.POST.get("name", "")
    line = next((x for x in reading.lines if str(x.row) == row and name in x.names), None) if reading else None
    person = people.one(visit.viewer, visit.operation, request.POST.get("person", ""))
    if line is None or person is None:
        raise Http404
    act = ClaimName(
        visit.operation, PersonId(person.id), ClaimId(follows(loan, row, person.id, name)), name, visit.now,
        speaker=f"{card.title} ({card.body['lender']}), {line.id or row}", supposed=True,
    )  # fmt: skip
    answer = visit.record(act, follows(loan, row, person.id, "name"))
    if answer.refusal is not None:
        messages.error(request, refused(visit, answer.refusal)["sentence"])
    else:
        messages.success(request, _("Written as what this register says. Nothing was merged."))
    return redirect("lent_one", loan=loan)


@page
@require_POST
def end(request: HttpRequest, visit: Visit, loan: str) -> HttpResponse:
    """Given back before its day: file and lines are gone at once."""
    _mine(visit)
    act = EndLoan(visit.operation, LoanId(loan), request.POST.get("reason", ""), visit.now)
    answer = visit.record(act, request.POST.get("id", ""))
    if answer.refusal is not None:
        messages.error(request, refused(visit, answer.refusal)["sentence"])
    else:
        loans.sweep(visit.now)
        messages.success(request, _("Given back. Its lines and its file are gone; that it was lent stays written."))
    return redirect("lent_one", loan=loan)
