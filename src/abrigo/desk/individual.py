"""One child's file: read on the screen as of any moment, and given out as paper or as a file once that is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from json import dumps
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from abrigo.clerk import bundles
from abrigo.clerk.checkpoint import checkpoint
from abrigo.desk import individual_paper, shown
from abrigo.desk.accords import agencies_of
from abrigo.desk.door import Visit, page
from abrigo.desk.individual_words import READERS, Wording, lead, sections
from abrigo.desk.past import Asked, settle, typed
from abrigo.desk.refused import refused
from abrigo.desk.stamps import stamped
from abrigo.desk.stepup import ask_again
from abrigo.desk.typed import typed as read_form
from abrigo.desk.words import word
from abrigo.facts.disclosures import Given, Reader
from abrigo.facts.grants import Compartment, Purpose
from abrigo.facts.kinds import DisclosureId, OrderId, PersonId
from abrigo.ledger import checkpoints
from abrigo.ledger.codec import canonical
from abrigo.registers import cards, individual, people
from abrigo.registers.individual import Individual, plain
from abrigo.rules.disclosures import LANGUAGES, Disclose, allowed
from abrigo.rules.policy import USUAL, reach
from abrigo.rules.refusals import Refusal
from abrigo.staff.models import new_id
from abrigo.staff.sittings import is_fresh

FORMS: Final = ("pdf", "json")
TONGUES: Final = {"es": "español", "en": "English", "he": "עברית"}
# With proofs of every entry, words included: for who may read all of it anyway, and decides by it.
WITH_PROOFS: Final = frozenset({Reader.JUDGE, Reader.GUARDIAN})


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which file: for whom, about when, by what was written until when."""

    reader: Reader
    when: Asked


@page
def file(request: HttpRequest, visit: Visit, person: str) -> HttpResponse:
    """The file on the screen. A moment or a reader that is none is said, and nothing is guessed."""
    enter(visit, person)
    errors: list[dict[str, str]] = []
    wanted = wanted_of(visit, request.GET, errors)
    found = read_file(visit, person, wanted)
    return draw(request, visit, found, wanted, errors=errors, status=422 if errors else 200)


def enter(visit: Visit, person: str) -> None:
    if not visit.may("disclose") or people.one(visit.viewer, visit.operation, person) is None:
        raise Http404


def wanted_of(visit: Visit, told: Mapping[str, str], errors: list[dict[str, str]]) -> Wanted:
    reader = told.get("for", "") or Reader.GUARDIAN.value
    if reader not in set(Reader):
        sentence = _("There is no file for such a reader. Choose one of the list.")
        errors.append({"field_id": "id_for", "sentence": sentence})
        reader = Reader.FAMILY.value  # the one that says least
    known, about = told.get("known", "").strip(), told.get("about", "").strip()
    try:
        when = settle(visit, known, about) if known or about else Asked(visit.now, visit.now, _now(visit))
    except (ValueError, OverflowError):
        errors.append({"field_id": "id_about", "sentence": _("This is not a date and an hour.")})
        when = Asked(visit.now, visit.now, _now(visit))
    return Wanted(Reader(reader), when)


def _now(visit: Visit) -> int:
    size: int = visit.consult(lambda _viewer, memory: memory.committed)
    return size


def read_file(visit: Visit, person: str, wanted: Wanted) -> Individual:
    when = wanted.when
    found: Individual | None = visit.consult(
        lambda viewer, memory: individual.ask(
            viewer, memory, visit.operation, PersonId(person), known_at=when.size, about=when.about
        )
    )
    if found is None:
        raise Http404
    return found


def draw(
    request: HttpRequest, visit: Visit, found: Individual, wanted: Wanted, *, status: int = 200, **more: Any
) -> HttpResponse:
    w = Wording(visit.zone, agencies_of())
    own = allowed(found.contents, wanted.reader)
    line = people.one(visit.viewer, visit.operation, found.person)
    assert line is not None
    language = (get_language() or "es")[:2]
    stops = individual_paper.stops(found, own, _minute(visit))
    context = {
        "here": "people",
        "person": shown.person(visit, found.line or line),
        "on_record": found.line is not None,
        "counted_as": found.counted_as,
        "lead": list(lead(found, wanted.reader, w, wanted.when.known)) if found.line else [],
        "sections": sections(found, wanted.reader, w) if found.line else [],
        "route": individual_paper.route(stops, language) if stops else None,
        "readers": [(r.value, name) for r, name in READERS.items()],
        "reader": wanted.reader.value,
        "known": typed(visit, wanted.when.known),
        "about": typed(visit, wanted.when.about),
        "languages": TONGUES.items(),
        "language": language if language in LANGUAGES else "es",
        "purposes": [(p.value, word(p)) for p in Purpose],
        "purpose": (visit.viewer.purpose or USUAL[visit.viewer.role]).value,
        "id": new_id(),
        "orders": orders_about(visit, found),
        "given": {},
        "checkpoint": stamped(checkpoint(visit.now), visit.now),
    }
    return render(request, "desk/individual.html", context | more, status=status)


def orders_about(visit: Visit, found: Individual) -> list[tuple[str, str]]:
    """Those on file whose list names this child, and those that have no list: what a disclosure may rest on."""
    entered = cards.ask(visit.viewer, visit.operation, "order", limit=1000)
    mine = (c for c in entered if not c.body["annex"] or any(x["person"] == found.person for x in c.body["annex"]))
    return [(c.id, c.title) for c in mine]


def _minute(visit: Visit) -> Callable[[datetime], str]:
    """In digits alone: beside a drawn stop no word can turn the line around."""
    return lambda at: f"{at.astimezone(visit.zone):%Y-%m-%d %H:%M}"


# -- given out ---------------------------------------------------------------------------


@page
@require_POST
def give(request: HttpRequest, visit: Visit, person: str) -> HttpResponse:
    """Written first: what, for whom, to whom, for what. Then the file, and never before."""
    enter(visit, person)
    if not is_fresh(visit.viewer):
        return ask_again(request, reverse("desk:individual", args=[person]), status=403)
    form = read_form(request, visit)
    wanted = wanted_of(visit, request.POST.dict(), form.errors)
    to = form.text("to", _("Write to whom it is given."))
    purpose = form.choice("purpose", [p.value for p in Purpose], _("Say what it is given for."))
    language = form.choice("language", LANGUAGES, _("Choose a language."))
    kind = form.choice("form", FORMS, _("Choose paper or file."))
    found = read_file(visit, person, wanted)
    if found.line is None:
        form.wrong("about", _("At that moment nobody had written about this child: there is nothing to give."))
    if form.errors:
        return draw(request, visit, found, wanted, status=422, errors=form.errors, given=request.POST)
    out = given_out(
        visit, found, wanted, form.id, to=to, purpose=purpose, language=language, kind=kind, order=form.text("order")
    )
    if isinstance(out, Refusal):
        told = refused(visit, out)
        return draw(request, visit, found, wanted, status=422, refusal=told, given=request.POST)
    return _sent(out[1], kind, out[0])


def given_out(
    visit: Visit, found: Individual, wanted: Wanted, id_: str, *, to: str, purpose: str, language: str, kind: str,
    order: str = "",
) -> tuple[Disclose, bytes] | Refusal:  # fmt: skip
    """Written down as given out; and only then made, on paper (pdf) or for a program (json)."""
    act = _act(visit, id_, found, wanted, to=to, purpose=purpose, language=language, order=order)
    answer = visit.record(act, id_)
    if answer.refusal is not None:
        return answer.refusal
    with individual_paper.speaking(language):
        return act, paper(visit, found, wanted, act) if kind == "pdf" else machine(visit, found, wanted, act)


def _act(visit: Visit, id_: str, found: Individual, wanted: Wanted, **told: str) -> Disclose:
    return Disclose(
        visit.operation, DisclosureId("dis-" + id_), Given.FILE, told["to"], Purpose(told["purpose"]), found.about,
        found.known_at, digest(found, wanted.reader), visit.now, found.person, wanted.reader, told["language"],
        OrderId(told["order"]) if told["order"] else None,
    )  # fmt: skip


def _sent(body: bytes, kind: str, act: Disclose) -> HttpResponse:
    """The name of the file is the number of the disclosure, and names nobody."""
    types = {"pdf": "application/pdf", "json": "application/json; charset=utf-8"}
    answer = HttpResponse(body, content_type=types[kind])
    answer["Content-Disposition"] = f'attachment; filename="{act.disclosure}.{kind}"'
    return answer


def said(found: Individual, reader: Reader) -> dict[str, Any]:
    """What the file says, in plain values: the same for the same child, reader and two times, wherever it is made."""
    return {
        "person": found.person, "reader": reader.value, "about": plain(found.about), "known_at": found.known_at,
        "contents": plain(allowed(found.contents, reader)),
    }  # fmt: skip


def digest(found: Individual, reader: Reader) -> str:
    return sha256(canonical(said(found, reader))).hexdigest()


def machine(visit: Visit, found: Individual, wanted: Wanted, act: Disclose) -> bytes:
    """The same for a program, with its digest and the checkpoint; for a judge or guardian with proof of each entry."""
    point = checkpoint(visit.now)
    told: dict[str, Any] = {"abrigo": "individual/1", **said(found, wanted.reader), "digest": act.digest}
    told |= {"disclosure": act.disclosure, "checkpoint": checkpoints.noted(point) if point else ""}
    if wanted.reader in WITH_PROOFS and _reads_all(visit, found):
        lines = bundles.some([found.person], found.entries, visit.now)
        told["proofs"] = [line.decode() for line in lines]
    return dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _reads_all(visit: Visit, found: Individual) -> bool:
    """A proof holds the whole entry: whoever may not read one compartment of this child hands none out."""
    site = found.line.where.site or "" if found.line else ""
    return all(reach(visit.viewer, c, visit.operation).takes(found.person, site) for c in Compartment)


def paper(visit: Visit, found: Individual, wanted: Wanted, act: Disclose) -> bytes:
    w = Wording(visit.zone, agencies_of())
    own = allowed(found.contents, wanted.reader)
    stamp = stamped(checkpoint(visit.now), visit.now)
    assert stamp is not None  # the disclosure itself is written
    sheet = individual_paper.Sheet(
        act.language, _("Individual file"), list(lead(found, wanted.reader, w, wanted.when.known)),
        sections(found, wanted.reader, w), individual_paper.stops(found, own, _minute(visit)),
        f"{act.disclosure[-8:]} · {w.at(visit.now)}",
        _("Copy %(number)s, made for %(reader)s on %(at)s.") % {
            "number": act.disclosure, "reader": READERS[wanted.reader], "at": w.at(visit.now)},
        _rests(act, stamp, visit.now, w), stamp["qr"],
    )  # fmt: skip
    return individual_paper.pdf(sheet)


def _rests(act: Disclose, stamp: dict[str, Any], now: datetime, w: Wording) -> list[str]:
    """What a stranger checks it against, in three lines."""
    return [
        _("Given out under number %(number)s, written down before it left, %(at)s.") % {
            "number": act.disclosure, "at": w.at(now)},
        _("Digest of what it says (SHA-256): %(digest)s") % {"digest": act.digest},
        _("Ledger checkpoint %(number)s: %(digest)s") % {"number": stamp["number"], "digest": stamp["digest"]},
    ]  # fmt: skip
