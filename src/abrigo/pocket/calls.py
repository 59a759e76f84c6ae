"""What a phone may call: one function an address, each as docs/pocket.md says it."""

from typing import Any, Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from abrigo.clerk import clock, kept, parcels, piecemeal, watching
from abrigo.clerk import phone_sentences as words
from abrigo.clerk.parcels import Have, Receipt, Sent
from abrigo.facts.kinds import PersonId
from abrigo.facts.wire import from_ms, to_ms
from abrigo.ledger.codec import unb64
from abrigo.pocket import bundle as bundles
from abrigo.pocket import faces
from abrigo.pocket import forms as carried_forms
from abrigo.pocket import gate as gates
from abrigo.pocket.door import Call, No, may_try, public, read_object, signed, told, was_wrong
from abrigo.registers import places, pulse
from abrigo.staff import devices
from abrigo.staff.devices import NotEnrolled, Offer
from abrigo.staff.models import Device
from abrigo.vault.photo import PhotoRefused

PARCELS_AT_MOST: Final = 500
STATUS: Final = {"code-unknown": 404, "enrolment-malformed": 422}


@public
def enrol(request: HttpRequest, language: str) -> HttpResponse:  # noqa: ARG001 - the door answers in it
    """A code and a new key become a waiting device."""
    asked = read_object(request.body[:20_000])
    given = {w: asked.get(w, "") for w in ("code", "alg", "key", "sig", "label")}
    if asked.get("v") != 1 or not all(isinstance(v, str) and len(v) <= 200 for v in given.values()):
        raise No(422, "enrolment-malformed")
    may_try(request, devices.read_code(given["code"]))
    now = clock.now()
    try:
        held = devices.bring(Offer(**given), now=now)
    except NotEnrolled as no:
        was_wrong(request)
        raise No(STATUS.get(no.why, 422), no.why) from None
    viewer = devices.holder(held)
    named = places.ask(viewer, next(iter(viewer.operations)))
    site = named[held.site].name if held.site in named else ""
    return told(
        {"device": held.id, "state": held.state, "fingerprint": held.fingerprint, "holder": held.account.name,
         "site": site, "until": held.until, "server": to_ms(now)}
    )  # fmt: skip


@signed(method="GET", waiting=True)
def me(request: HttpRequest, call: Call) -> HttpResponse:  # noqa: ARG001 - nothing more is asked
    return told(_me(call))


def _me(call: Call) -> dict[str, Any]:
    held, viewer = call.device, call.viewer
    standing = {
        "device": held.id, "state": held.state, "label": held.label, "fingerprint": held.fingerprint,
        "until": held.until, "server": to_ms(call.now), "ahead": held.ahead,
        "site": {"id": held.site, "name": ""}, "operation": {"id": held.operation, "name": "", "zone": "UTC"},
        "holder": {
            "staff": viewer.staff, "name": viewer.name, "role": str(viewer.role), "language": held.account.language,
        },
        "agency": viewer.agency, "have": _have(parcels.have(held.id)), "person_needed": kept.of_device(held.id),
    }  # fmt: skip
    if held.state == "waiting":
        return standing
    known = places.ask(viewer, call.operation)
    if call.operation in known:
        own = known[call.operation]
        standing["operation"] = {"id": own.id, "name": own.name, "zone": own.zone}
    if held.site in known:
        standing["site"] = {"id": held.site, "name": known[held.site].name}
    return standing


@signed(method="GET")
def bundle(request: HttpRequest, call: Call) -> HttpResponse:
    """Tonight's roster, whole, or word that nothing was written since."""
    since, until = _whole(request, "have", -1), from_ms(call.device.until)
    if since == pulse.ask():
        expires = to_ms(bundles.expires(call.now, until))
        have = _have(parcels.have(call.device.id))
        return told({"pos": since, "unchanged": True, "server": to_ms(call.now), "expires": expires, "have": have})
    drawn = bundles.draw(
        call.viewer, call.operation, call.site, now=call.now, until=until, seen=_whole(request, "seen", 0)
    )
    return told({**drawn, "me": _me(call)})


@signed(method="POST")
def thumbs(request: HttpRequest, call: Call) -> HttpResponse:  # noqa: ARG001 - its body is in the call
    ids = read_object(call.body).get("people")
    if not isinstance(ids, list) or len(ids) > faces.AT_MOST or not all(isinstance(i, str) for i in ids):
        raise No(422, "misspelt", "people")
    pictures = faces.small(call.viewer, call.operation, ids)
    return HttpResponse(pictures, content_type="application/vnd.abrigo.thumbs")


@signed(method="POST")
def gate(request: HttpRequest, call: Call) -> HttpResponse:  # noqa: ARG001 - its body is in the call
    """Who stands there, looked up: the words are in the body, for an address is written down by every proxy."""
    return told(gates.answer(call, read_object(call.body)))


@signed(method="GET")
def forms(request: HttpRequest, call: Call) -> HttpResponse:
    """The forms its holder may answer, whole, or word that the phone has them."""
    return told(carried_forms.carried(call.viewer, call.operation, request.GET.get("have", "")[:40]))


@signed(method="GET")
def sentences(request: HttpRequest, call: Call) -> HttpResponse:
    language = (request.GET.get("lang") or call.language)[:5]
    said = "en" if language.startswith("en") else "es"
    return told({"lang": said, "words": words.every(said)})


# -- the inbox --------------------------------------------------------------------


@signed(method="POST", after_the_end=True, any_app=True)
def inbox(request: HttpRequest, call: Call) -> HttpResponse:  # noqa: ARG001 - its body is in the call
    if call.device.state in ("waiting", "refused"):
        raise No(403, "not-confirmed")
    asked = read_object(call.body).get("parcels")
    if not isinstance(asked, list):
        raise No(422, "misspelt", "parcels")
    if len(asked) > PARCELS_AT_MOST:
        raise No(413, "body-too-large", about=str(PARCELS_AT_MOST))
    sent = [_sent(one, n) for n, one in enumerate(asked)]
    with transaction.atomic():
        taken = parcels.take_in(call.sender(), sent, now=call.now)
        Device.objects.filter(id=call.device.id).update(waits=kept.of_device(call.device.id))
    return told(
        {"v": 1, "receipts": [_receipt(r, call.language) for r in taken], "have": _have(parcels.have(call.device.id)),
         "server": to_ms(call.now), "ahead": call.device.ahead, "gone": call.gone}
    )  # fmt: skip


def _sent(one: Any, n: int) -> Sent:
    if not isinstance(one, dict) or not isinstance(one.get("body"), str) or not isinstance(one.get("sig"), str):
        raise No(422, "misspelt", f"parcels[{n}]")
    return Sent(one["body"], one["sig"][:200])


def _receipt(one: Receipt, language: str) -> dict[str, Any]:
    spoken = words.say(one.why, language, one.about[0] if one.about else "", len(one.about)) if one.why else None
    return {
        "seq": one.seq, "id": one.id, "hash": one.hash, "outcome": one.outcome, "why": one.why,
        "sentence": spoken.sentence if spoken else "", "remedy": spoken.remedy if spoken else "", "again": one.again,
        "entries": [{"kind": k, "pos": p, "id": i} for k, p, i in one.entries], "sightings": one.sightings,
        "at": one.at, "said": one.said,
    }  # fmt: skip


def _have(have: Have) -> dict[str, Any]:
    told: dict[str, Any] = {"last": have.last, "missing": [list(hole) for hole in have.missing]}
    return told | ({"headquarters": have.headquarters} if have.headquarters else {})


@signed(method="POST", after_the_end=True, any_app=True)
def receipts(request: HttpRequest, call: Call) -> HttpResponse:  # noqa: ARG001 - its body is in the call
    seqs = read_object(call.body).get("seqs")
    if not isinstance(seqs, list) or len(seqs) > PARCELS_AT_MOST or not all(type(n) is int for n in seqs):
        raise No(422, "misspelt", "seqs")
    found = parcels.receipts(call.device.id, [n for n in seqs if 0 < n < 2**53])
    return told(
        {"receipts": [_receipt(r, call.language) for r in found], "have": _have(parcels.have(call.device.id)),
         "gone": call.gone}
    )  # fmt: skip


# -- photos, and witnessing -------------------------------------------------------


@signed(method="GET,PUT", after_the_end=True)
def photo(request: HttpRequest, call: Call, digest: str) -> HttpResponse:
    """One photo in pieces. A device that is gone may still deliver what its acts named while it was here."""
    person = PersonId(request.GET.get("person", "")[:80])
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise No(404, "photo-not-told")
    try:
        if request.method == "GET":
            return told(piecemeal.stands(call.viewer, call.operation, person, digest))
        if len(call.body) > piecemeal.PIECE:
            raise No(413, "body-too-large", about="256 kB")
        return told(piecemeal.put(call.viewer, call.operation, person, digest, _whole(request, "offset", 0), call.body))
    except LookupError:
        raise No(404, "photo-not-told") from None
    except piecemeal.WrongOffset as wrong:
        raise No(409, "offset-wrong", more={"have": wrong.have, "size": wrong.size, "done": False}) from None
    except PermissionError:
        raise No(404, "photo-not-told") from None
    except PhotoRefused as refused:
        raise No(422, refused.code) from None


@signed(method="POST")
def witness(request: HttpRequest, call: Call) -> HttpResponse:  # noqa: ARG001 - its body is in the call
    line = call.body.decode("utf-8", "replace")
    if len(line) > 400 or not _cosigned(call, line):
        raise No(422, "note-unsigned")
    return told({})


def _cosigned(call: Call, line: str) -> bool:
    return watching.cosigned(f"phone/{call.device.id}", unb64(call.device.key), line, call.now)


def _whole(request: HttpRequest, name: str, otherwise: int) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else otherwise
