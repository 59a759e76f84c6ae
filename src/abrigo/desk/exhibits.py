"""Exhibits: where each thing was found, whose hands it was ever in, and every hole in that record, said aloud."""

from hashlib import sha256
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from abrigo.clerk.record import Ask
from abrigo.desk.door import Visit, page, sees
from abrigo.desk.sheets import Question, Sheet, fill
from abrigo.desk.stamps import code_of
from abrigo.desk.typed import Typed
from abrigo.facts.kinds import ExhibitId, MoveId, PersonId, StaffId
from abrigo.registers import cards, people
from abrigo.rules.exhibits import (
    EXHIBITS,
    CollectExhibit,
    CopyExhibit,
    Exhibit,
    GiveExhibit,
    OpenSeal,
    ReturnExhibit,
    TakeExhibit,
    TellExhibitMove,
)
from abrigo.staff.models import Account, new_id


@page
def board(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every exhibit by its number; what waits for this person's hands stands first."""
    if not cards.may_list(visit.viewer, visit.operation, "exhibit"):
        raise Http404
    found = cards.ask(visit.viewer, visit.operation, "exhibit", limit=5000)
    visit.learn_staff([c.body.get("holder") for c in found])
    lines = [
        {
            "url": reverse("desk:exhibit", args=[c.id]),
            "number": c.body["number"],
            "words": c.title,
            "status": c.status,
            "holder": visit.staff(c.body.get("holder")),
            "copy": bool(c.body.get("of")),
            "breaks": len(_known(visit, c.id).story.breaks),
            "mine": c.body.get("to") == visit.viewer.staff,
        }
        for c in found
    ]
    lines.sort(key=lambda line: (not line["mine"], line["number"].zfill(12)))
    return render(request, "desk/exhibits.html", {"here": "investigation", "exhibits": lines, "give_id": new_id()})


def _known(visit: Visit, exhibit: str) -> Exhibit:
    found: Exhibit = visit.consult(lambda _viewer, memory: memory.recall(EXHIBITS, f"exhibit:{exhibit}"))
    return found


def _card(visit: Visit, exhibit: str) -> cards.CardLine:
    card = cards.one(visit.viewer, visit.operation, "exhibit", exhibit)
    if card is None:
        raise Http404
    return card


@page
def label(request: HttpRequest, visit: Visit, exhibit: str) -> HttpResponse:
    """What is stuck on the bag: number, seal, when and where, and a code that opens its page. No child's name."""
    card = _card(visit, exhibit)
    known = _known(visit, exhibit)
    context = {
        "here": "investigation",
        "card": card,
        "collected": known.collected,
        "seal": known.story.seal,
        "qr": code_of(request.build_absolute_uri(reverse("desk:exhibit", args=[exhibit]))),
    }
    return render(request, "desk/exhibit_label.html", context)


@page
def exhibit(request: HttpRequest, visit: Visit, exhibit: str) -> HttpResponse:
    """Its label, its story from hand to hand, its breaks, its copies; and what may be done with it now."""
    card = _card(visit, exhibit)
    known = _known(visit, exhibit)
    assert known.collected is not None
    story = known.story
    visit.learn_staff([h for s in story.steps for h in (s.gave, s.took)])
    about = ""
    if known.collected.person and sees(visit).names:
        of = people.ask(visit.viewer, visit.operation, people=[known.collected.person])
        about = of[0].shown or of[0].band if of else ""
    context = {
        "here": "investigation",
        "card": card,
        "collected": known.collected,
        "by": visit.staff(known.collected.said.by),
        "about": about,
        "steps": [{"step": s, "gave": visit.staff(s.gave), "took": visit.staff(s.took)} for s in story.steps],
        "breaks": [
            {"by": f"break-{b.by}", "at": b.at, "expected": visit.staff(b.expected), "found": visit.staff(b.found)}
            for b in story.breaks
        ],
        "holder": visit.staff(story.holder),
        "seal": story.seal,
        "waiting": story.waiting,
        "ended": story.ended,
        "copies": [c for c in (cards.one(visit.viewer, visit.operation, "exhibit", i) for i in known.copies) if c],
        "holds": story.holder == visit.viewer.staff and not story.waiting and not story.ended,
        "takes": bool(story.waiting) and card.body.get("to") == visit.viewer.staff,
    }
    return render(request, "desk/exhibit.html", context)


def _sheet(title: str, submit: str, back: str, questions: tuple[Question, ...], **more: Any) -> Sheet:
    return Sheet(title=title, here="investigation", back=back, submit=submit, questions=questions, **more)


@page
def collect(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Number, what it is, where it was found, under what, its seal; a file's digest is reckoned and the file let go."""
    if not visit.may("collect-exhibit"):
        raise Http404
    listed = people.ask(visit.viewer, visit.operation, limit=5000) if sees(visit).names else []
    mine = cards.may_list(visit.viewer, visit.operation, "exhibit")
    sheet = _sheet(
        _("A thing or file as proof"), _("Write it down"), reverse("desk:exhibits") if mine else reverse("desk:board"),
        (
            Question("number", _("Number on its label"), required=True),
            Question("words", _("What it is"), "textarea", required=True),
            Question("where", _("Where it was found"), required=True),
            Question("basis", _("Under which warrant or article"), required=True),
            Question("seal", _("Seal number"), hint=_("Empty: it is not sealed.")),
            Question("collector", _("Who found it, when it was not you")),
            Question("person", _("About which child"), "select",
                     options=[("", _("about no one child")), *((p.id, f"{p.band} {p.shown}".strip()) for p in listed)]),
            Question("digest", _("Digest of the file (sha256)"), hint=_("64 letters and digits; or choose the file.")),
            Question("file", _("The file itself"), "file", hint=_("Only its digest is kept here.")),
        ),
        files=True,
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        number = form.text("number", _("Write the number on its label."))
        words, where = form.text("words", _("Say what it is.")), form.text("where", _("Say where it was found."))
        basis = form.text("basis", _("Say under which warrant or article."))
        person = form.choice("person", [p.id for p in listed])
        digest = digest_of(request, form)
        act = CollectExhibit(
            visit.operation, ExhibitId("x-" + form.id), number, words, where, basis, form.at,
            PersonId(person) if person else None, form.text("collector"), form.text("seal"), digest,
        )  # fmt: skip
        return [] if form.errors else [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, lambda _a: _("Written down. It is in your hands."))


def digest_of(request: HttpRequest, form: Typed, *, needed: str = "") -> str:
    """Of the file that was chosen, which is let go again, or as typed. Both, and not the same: one of them is wrong."""
    told = form.text("digest", "" if request.FILES.get("file") else needed).lower()
    file = request.FILES.get("file")
    if file is None:
        return told
    found = reckoned(file)
    if told and told != found:
        form.wrong("file", _not_the_file(file.size or 0))
    return found


def reckoned(file: UploadedFile) -> str:
    running = sha256()
    for chunk in file.chunks():
        running.update(chunk)
    return running.hexdigest()


def _not_the_file(size: int) -> str:
    told = _("This file does not have that digest: it was cut off on the way (%(size)s bytes came), or it is another.")
    return told % {"size": size} + " " + _("Fetch it again from where it was recorded; nothing was written.")


@page
def check(request: HttpRequest, visit: Visit, exhibit: str) -> HttpResponse:
    """Whether a file is the one that was collected. It is read, compared and let go; nothing is written."""
    card = _card(visit, exhibit)
    written = str(card.body.get("digest") or "")
    if not written:
        raise Http404
    context: dict[str, Any] = {"here": "investigation", "card": card, "digest": written}
    if request.method != "POST":
        return render(request, "desk/exhibit_check.html", context)
    file = request.FILES.get("file")
    if file is None:
        wrong = [{"field_id": "id_file", "sentence": _("Choose the file.")}]
        return render(request, "desk/exhibit_check.html", context | {"errors": wrong}, status=422)
    if reckoned(file) != written:
        wrong = [{"field_id": "id_file", "sentence": _not_the_file(file.size or 0)}]
        return render(request, "desk/exhibit_check.html", context | {"errors": wrong}, status=422)
    return render(request, "desk/exhibit_check.html", context | {"same": True})


def colleagues(visit: Visit) -> list[tuple[str, str]]:
    """Everyone of this operation who may hold an exhibit, but oneself: staff id and name."""
    from abrigo.rules.access import MAY, Role

    roles = [r.value for r in Role if "take-exhibit" in MAY[r]]
    found = Account.objects.filter(is_active=True, role__in=roles).exclude(staff=visit.viewer.staff).order_by("name")
    return [(a.staff, f"{a.name}") for a in found if visit.operation in a.operations]


@page
def give(request: HttpRequest, visit: Visit, exhibit: str) -> HttpResponse:
    card = _card(visit, exhibit)
    if not visit.may("give-exhibit"):
        raise Http404
    hands = colleagues(visit)
    sheet = _sheet(
        _("Give exhibit %(number)s") % {"number": card.body["number"]}, _("Give it"),
        reverse("desk:exhibit", args=[exhibit]),
        (
            Question("to", _("To whom"), "select", options=hands, required=True),
            Question("purpose", _("What for"), required=True),
            Question("seal", _("Seal number, as it is on it now"), value=_known(visit, exhibit).story.seal),
            Question("condition", _("How it looks")),
        ),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        to = form.choice("to", [s for s, _n in hands], _("Say who takes it."))
        purpose = form.text("purpose", _("Say what for."))
        act = GiveExhibit(
            visit.operation, ExhibitId(exhibit), MoveId("mv-" + form.id), StaffId(to), purpose, form.at,
            form.text("seal"), form.text("condition"),
        )  # fmt: skip
        return [] if form.errors else [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, lambda _a: _("Given. It is theirs when they say that they have it."))


@page
def take(request: HttpRequest, visit: Visit, exhibit: str) -> HttpResponse:
    card = _card(visit, exhibit)
    if not visit.may("take-exhibit"):
        raise Http404
    sheet = _sheet(
        _("Take exhibit %(number)s") % {"number": card.body["number"]}, _("I have it"),
        reverse("desk:exhibit", args=[exhibit]),
        (
            Question("seal", _("Seal number, as you find it"), hint=_("Another seal is written down too.")),
            Question("condition", _("How it looks")),
        ),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        move = MoveId(str(card.body.get("move") or ""))
        act = TakeExhibit(visit.operation, ExhibitId(exhibit), move, form.at, form.text("seal"), form.text("condition"))
        return [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, lambda _a: _("It is in your hands."))


@page
def tell(request: HttpRequest, visit: Visit, exhibit: str) -> HttpResponse:
    """A line of another office's paper log, as it stands."""
    _card(visit, exhibit)
    if not visit.may("tell-exhibit-move"):
        raise Http404
    sheet = _sheet(
        _("A line of a paper log"), _("Write it down"), reverse("desk:exhibit", args=[exhibit]),
        (
            Question("gave", _("Who gave"), required=True),
            Question("took", _("Who took"), required=True),
            Question("purpose", _("What for")),
            Question("seal", _("Seal number"), value=_known(visit, exhibit).story.seal),
            Question("digest", _("Digest of the scanned paper (sha256)")),
        ),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        gave, took = form.text("gave", _("Say who gave it.")), form.text("took", _("Say who took it."))
        act = TellExhibitMove(
            visit.operation, ExhibitId(exhibit), MoveId("mv-" + form.id), gave, took, form.text("purpose"), form.at,
            form.text("seal"), form.text("digest").lower(),
        )  # fmt: skip
        return [] if form.errors else [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, lambda _a: _("Written down as the paper has it."))


@page
def open_seal(request: HttpRequest, visit: Visit, exhibit: str) -> HttpResponse:
    _card(visit, exhibit)
    if not visit.may("open-seal"):
        raise Http404
    old = _known(visit, exhibit).story.seal
    sheet = _sheet(
        _("Open the seal"), _("Write it down"), reverse("desk:exhibit", args=[exhibit]),
        (
            Question("old", _("Seal that was opened"), value=old),
            Question("new", _("New seal number"), hint=_("Empty: it stays open.")),
            Question("reason", _("Why"), required=True),
        ),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        reason = form.text("reason", _("Say why it was opened."))
        act = OpenSeal(visit.operation, ExhibitId(exhibit), form.text("old"), form.text("new"), reason, form.at)
        return [] if form.errors else [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, lambda _a: _("Written down."))


@page
def copy(request: HttpRequest, visit: Visit, exhibit: str) -> HttpResponse:
    """A working copy: a number and a digest of its own, and how it was made."""
    _card(visit, exhibit)
    if not visit.may("copy-exhibit"):
        raise Http404
    sheet = _sheet(
        _("A working copy"), _("Write it down"), reverse("desk:exhibit", args=[exhibit]),
        (
            Question("number", _("Number on its label"), required=True),
            Question("method", _("How it was made"), required=True),
            Question("digest", _("Digest of the file (sha256)"), hint=_("64 letters and digits; or choose the file.")),
            Question("file", _("The file itself"), "file", hint=_("Only its digest is kept here.")),
        ),
        files=True,
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        number = form.text("number", _("Write the number on its label."))
        method = form.text("method", _("Say how it was made."))
        digest = digest_of(request, form, needed=_("Give its digest."))
        act = CopyExhibit(
            visit.operation, ExhibitId("x-" + form.id), ExhibitId(exhibit), number, digest, method, form.at
        )
        return [] if form.errors else [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, lambda _a: _("The copy is written down."))


@page
def give_back(request: HttpRequest, visit: Visit, exhibit: str) -> HttpResponse:
    _card(visit, exhibit)
    if not visit.may("return-exhibit"):
        raise Http404
    sheet = _sheet(
        _("Return it"), _("Return it"), reverse("desk:exhibit", args=[exhibit]),
        (
            Question("to", _("To whom"), required=True),
            Question("ground", _("By which order or article"), required=True),
        ),
        confirm=_("Its story ends here. Return it?"),
    )  # fmt: skip

    def asked(form: Typed) -> list[Ask]:
        to, ground = form.text("to", _("Say to whom.")), form.text("ground", _("Say by which order or article."))
        act = ReturnExhibit(visit.operation, ExhibitId(exhibit), to, ground, form.at)
        return [] if form.errors else [Ask(form.id, act)]

    return fill(request, visit, sheet, asked, lambda _a: _("Returned."))
