"""The screen of lent registers: taken in on terms, laid beside ours, gone on their day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from abrigo.clerk import loans
from abrigo.clerk.record import Ask
from abrigo.desk import matches, shown
from abrigo.desk.door import Visit, page
from abrigo.desk.refused import refused
from abrigo.desk.typed import typed
from abrigo.desk.words import word
from abrigo.exchange.lent.lines import LentLine, LentReading, Trouble
from abrigo.exchange.lent.linking import claims, line_of, link, may_link, withdrawals
from abrigo.exchange.lent.reading import read_lent
from abrigo.exchange.lent.weighing import Laid, Ours, age_on, weigh
from abrigo.exchange.rosters import limits
from abrigo.exchange.rosters.refusals import Refused, Why
from abrigo.exchange.rosters.sentences import REFUSALS
from abrigo.facts.kinds import CandidateId, LoanId
from abrigo.facts.loans import LentVerdict, RegisterKind
from abrigo.house.under_way import UnderWay
from abrigo.registers import cards, people
from abrigo.registers import lent as lent_pairs
from abrigo.registers.cards import CardLine
from abrigo.registers.people import PersonLine
from abrigo.rules.loans import DecideLent, EndLoan, LendRegister
from abrigo.staff.models import new_id

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
    reading = read_lent(raw, (upload.name or "")[:120], _today(visit))
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
    reading = read_lent(raw, "", _today(visit))
    return card, None if isinstance(reading, Refused) else reading


@page
def one(request: HttpRequest, visit: Visit, loan: str) -> HttpResponse:
    """One register: its terms, what could not be read, and who of ours may stand in it. Its list is never shown."""
    loans.sweep(visit.now)
    card, reading = _open(visit, loan)
    context: dict[str, Any] = {"here": "lent", "r": _row(visit, card), "form_id": new_id()}
    if reading is not None:
        pairs = lent_pairs.pairs(visit.viewer, visit.operation, visit.now, loan=loan)
        waiting = [p for p in pairs if p.status == "open"]
        context |= {
            "form": reading.form,
            "unmapped": list(reading.unmapped.items()),
            "problems": [(p.row, p.field, TROUBLES[p.trouble]) for p in reading.problems[:SHOWN]],
            "more_problems": max(0, len(reading.problems) - SHOWN),
            "found": _found(visit, waiting[:SHOWN]),
            "waiting": len(waiting),
            "decided": len(pairs) - len(waiting),
            "may_link": may_link(visit.viewer),
        }
    return render(request, "desk/lent_one.html", context)


def _found(visit: Visit, pairs: Sequence[CardLine]) -> list[dict[str, Any]]:
    lines = people.ask(visit.viewer, visit.operation, people=sorted({p.person for p in pairs}), merged=True, limit=5000)
    known = {line.id: line for line in lines}
    return [
        {"called": known[p.person].called, "url": reverse("lent_pair", args=[p.body["loan"], p.id]),
         "row": p.body["row"], "percent": p.body["percent"], "reasons": p.body["reasons"]}
        for p in pairs if p.person in known
    ]  # fmt: skip


@page
@require_POST
def link_now(request: HttpRequest, visit: Visit, loan: str) -> HttpResponse:
    """The register laid beside everyone of the operation. Whoever waits sees how far it is."""
    _mine(visit)
    if cards.one(visit.viewer, visit.operation, "loan", loan) is None or not may_link(visit.viewer):
        raise Http404
    try:
        with UnderWay(visit.viewer.staff) as watch:
            done = link(visit.viewer, visit.operation, loan, visit.now, _today(visit), watch.told)
    except LookupError:
        messages.error(request, _("Its day has come: nothing can be looked up in it any more."))
        return redirect("lent_one", loan=loan)
    told = {"people": done.people, "lines": done.lines, "proposed": done.proposed}
    messages.success(
        request, _("%(people)s people laid beside %(lines)s lines: %(proposed)s new pairs to look at.") % told
    )
    return redirect("lent_one", loan=loan)


def _today(visit: Visit) -> date:
    return visit.now.astimezone(visit.zone).date()


@page
def pair(request: HttpRequest, visit: Visit, loan: str, candidate: str) -> HttpResponse:
    """One of ours beside one line: field by field, what each weighs, and three answers. Nothing here merges."""
    told = _pair(visit, loan, candidate)
    if request.method != "POST":
        return render(request, "desk/lent_pair.html", told.drawn(visit))
    form = typed(request, visit)
    verdict = form.choice("verdict", [v.value for v in LentVerdict], _("Choose one of the three answers."))
    reason = form.text("reason", _("Write why: it is read by whoever doubts it later."))
    if form.errors:
        return render(
            request, "desk/lent_pair.html", told.drawn(visit, request.POST) | {"errors": form.errors}, status=422
        )
    answers = visit.record_all(_decision(visit, told, LentVerdict(verdict), reason, form.id))
    no = next((a.refusal for a in answers if a.refusal is not None), None)
    if no is not None:
        context = told.drawn(visit, request.POST) | {"refusal": refused(visit, no)}
        return render(request, "desk/lent_pair.html", context, status=422)
    messages.success(request, _("Decided: %(verdict)s.") % {"verdict": word(verdict)})
    return redirect("lent_pair", loan, candidate)


def _decision(visit: Visit, told: "Told", verdict: LentVerdict, reason: str, form: str) -> list[Ask]:
    """The answer, and with it what follows: the lender's word written down, or taken back. All or none."""
    act = DecideLent(visit.operation, CandidateId(told.card.id), verdict, reason, visit.now)
    asks = [Ask(form, act)]
    if verdict is LentVerdict.SAME and told.line is not None:
        speaker = f"{told.loan.title} ({told.loan.body['lender']}), {told.line.id or told.line.row}"
        asks += claims(visit.operation, told.card, told.line, told.person, speaker, visit.now, _today(visit))
    if verdict is LentVerdict.CANNOT_TELL and told.card.status == "same":
        asks += withdrawals(visit.operation, told.card, told.person, reason, visit.now)
    return asks


@dataclass(frozen=True, slots=True)
class Told:
    """A pair as a person needs it; `line` and `laid` None when the file is gone or says it no more."""

    card: CardLine
    loan: CardLine
    person: PersonLine
    line: LentLine | None
    laid: Laid | None

    def drawn(self, visit: Visit, given: Any = None) -> dict[str, Any]:
        said = claimed = None
        if self.laid is not None:
            claimed = self.laid.seen.claim
            said = next((s.ours for s in self.laid.steps if s.code in ("same-name", "like-name")), None)
        return {
            "here": "lent", "r": _row(visit, self.loan), "id": self.card.id, "given": given or {},
            "form_id": given.get("id") if given else new_id(), "person": shown.person(visit, self.person),
            "status": self.card.status, "reason": self.card.body.get("reason", ""),
            "by": visit.staff(self.card.body.get("decided_by")), "raised_by": visit.staff(self.card.body["by"]),
            "raised_at": self.card.at, "fields": self._fields(visit),
            "said": said, "claimed": claimed, "ties": matches.ties(self.laid.seen.reasons) if self.laid else [],
            "percent": self.laid.percent if self.laid else self.card.body["percent"],
            "steps": _waterfall(self.laid) if self.laid else None, "reasons": self.card.body["reasons"],
            "verdicts": [(v.value, word(v)) for v in LentVerdict], "row": self.card.body["row"],
        }  # fmt: skip

    def _fields(self, visit: Visit) -> list[dict[str, Any]]:
        if self.line is None:
            return []
        line, person = self.line, self.person
        age, ours_kin = age_on(line, _today(visit)), self.laid.ours.kin if self.laid else ()
        told_age = " · ".join(filter(None, ["" if age is None else str(age), line.born]))
        rows = [
            (_("Names, as said"), [n["text"] for n in person.names if not n.get("withdrawn")], list(line.names)),
            (_("Age"), [{"age": shown.age(person)}], [told_age]),
            (_("Sex"), [_sex(person.sex)], [_sex(line.sex)]),
            (_("Mother, father and others named"), [n for _k, n in ours_kin], [n for _k, n in line.kin]),
            (_("Places it names"), [], [f"{k}: {v}" for k, v in line.places]),
            (_("Number in that register"), [], [line.id]),
        ]
        return [
            {"title": t, "one": [v for v in a if v], "other": [v for v in b if v]}
            for t, a, b in rows
            if any(a) or any(b)
        ]


def _sex(told: str) -> str:
    return str(word(told)) if told and not told.startswith("?") else ""


def _pair(visit: Visit, loan: str, candidate: str) -> Told:
    card, reading = _open(visit, loan)
    found = lent_pairs.one(visit.viewer, visit.operation, visit.now, candidate)
    known = None if found is None else lent_pairs.of(visit.viewer, visit.operation, found.person)
    if found is None or known is None or found.body["loan"] != loan:
        raise Http404
    line = laid = None
    if reading is not None:
        line = line_of(visit.operation, str(card.body["lender"]), found, reading.lines)
        # What was written down because of this very pair says nothing for it.
        before = tuple(n for n in known[0].names if not str(n["claim"]).startswith(f"{found.id}/"))
        ours = Ours(replace(known[0], names=before), known[1])
        laid = None if line is None else weigh(ours, line, reading.lines, _today(visit))
    return Told(found, card, known[0], line, laid)


_WIDE: Final = 260


def _waterfall(laid: Laid) -> list[dict[str, Any]]:
    """From what is known before to the sum, one bar each; lengths for an SVG of _WIDE."""
    bars, at = [], 0.0
    steps = [
        (s.code, s.weight, *((_sex(s.ours), _sex(s.theirs)) if s.code.endswith("-sex") else (s.ours, s.theirs)))
        for s in laid.steps
    ]
    for code, weight, ours, theirs in (("lent-before", laid.before, "", ""), *steps):
        bars.append((code, at, at + weight, weight, ours, theirs))
        at += weight
    low, high = (f([x for b in bars for x in b[1:3]]) for f in (min, max))
    scale = _WIDE / max(1e-9, high - low)
    return [
        {"code": code, "x": round((min(a, b) - low) * scale, 1), "wide": round(max(1.0, abs(b - a) * scale), 1),
         "for": w >= 0, "weight": f"{w:+.1f}", "ours": ours, "theirs": theirs, "zero": round(-low * scale, 1)}
        for code, a, b, w, ours, theirs in bars
    ]  # fmt: skip


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
