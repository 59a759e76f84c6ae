"""The phones' own threshold: a request is believed for its signature, never for a cookie, and says no in words."""

import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import wraps
from hashlib import sha256
from typing import Any, Concatenate, Final, ParamSpec

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from abrigo.clerk import clock
from abrigo.clerk import phone_sentences as words
from abrigo.clerk.parcels import Sender
from abrigo.clerk.signatures import verified
from abrigo.facts.kinds import OperationId, SiteId
from abrigo.facts.wire import from_ms, to_ms
from abrigo.ledger.codec import unb64
from abrigo.rules.access import Viewer
from abrigo.staff import devices
from abrigo.staff.models import Device

P = ParamSpec("P")
APP: Final = 1  # the version of docs/pocket.md spoken here
SENT_AT_MOST: Final = 4 * 1024 * 1024
OPENED_AT_MOST: Final = 16 * 1024 * 1024
TRIES_A_MINUTE: Final = 10
WRONG_CODES_A_MINUTE: Final = 60  # from one address: a whole muster types its codes behind one hotspot


@dataclass(eq=False, slots=True)  # not frozen: on its way up Python writes the way into it
class No(Exception):
    """An answer no: status, code, and what stands beside it."""

    status: int
    code: str
    where: str = ""
    about: str = ""
    gone: str = ""
    more: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """One signed request: which device, whose, when by both clocks, and what it brought."""

    device: Device
    viewer: Viewer
    now: datetime
    ahead: timedelta  # the phone's clock minus a true one
    drill: timedelta  # a true one minus the clock of a demonstration
    gone: str
    language: str
    body: bytes

    @property
    def operation(self) -> OperationId:
        return OperationId(self.device.operation)

    @property
    def site(self) -> SiteId:
        return SiteId(self.device.site)

    def sender(self) -> Sender:
        held = self.device
        return Sender(
            held.id, held.alg, unb64(held.key), self.viewer, self.operation, self.site,
            held.confirmed_at or held.asked_at, held.until, self.ahead, self.drill, held.last, self.gone,
        )  # fmt: skip


View = Callable[Concatenate[HttpRequest, Call, P], HttpResponse]


def signed(
    *, method: str, waiting: bool = False, after_the_end: bool = False, any_app: bool = False
) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """`waiting`: also for a device nobody has confirmed. `after_the_end`: also for one that is gone."""

    def door(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @csrf_exempt  # no cookie is read here: there is nothing a foreign page could borrow
        @wraps(view)
        def threshold(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            language = spoken_language(request)
            try:
                _only(request, method)
                call = _call(request, language)
                _may_come_in(call, request, waiting=waiting, after_the_end=after_the_end, any_app=any_app)
                answer = view(request, call, *args, **kwargs)
            except No as no:
                answer = said(no, language)
            except OperationalError:
                answer = said(No(503, "cannot-write-now", headers={"Retry-After": "5"}), language)
            return _stamped(answer, request)

        return threshold

    return door


def public(view: Callable[[HttpRequest, str], HttpResponse]) -> Callable[[HttpRequest], HttpResponseBase]:
    """For the one address a device may call before it is known."""

    @csrf_exempt
    @wraps(view)
    def threshold(request: HttpRequest) -> HttpResponseBase:
        language = spoken_language(request)
        try:
            _only(request, "POST")
            answer = view(request, language)
        except No as no:
            answer = said(no, language)
        except OperationalError:
            answer = said(No(503, "cannot-write-now", headers={"Retry-After": "5"}), language)
        return _stamped(answer, request)

    return threshold


def _only(request: HttpRequest, methods: str) -> None:
    if request.method not in methods.split(","):
        raise No(405, "method-not-allowed", headers={"Allow": methods.replace(",", ", ")})


def spoken_language(request: HttpRequest) -> str:
    told = request.headers.get("Accept-Language", "es").split(",")[0].split("-")[0].strip().lower()
    return told if told.isalpha() and len(told) <= 3 else "es"


# -- who is it --------------------------------------------------------------------


def _call(request: HttpRequest, language: str) -> Call:
    heads = {w: request.headers.get(f"Abrigo-{w}", "") for w in ("Device", "Time", "Nonce", "Signature")}
    body = _bytes(request)
    held = Device.objects.select_related("account").filter(id=heads["Device"][:40]).first()
    if held is None:
        slow_down(request)
        raise No(401, "device-unknown")
    time = heads["Time"]
    if not (time.isascii() and time.isdigit() and len(time) <= 15 and len(heads["Nonce"]) == 22):
        raise No(401, "signature-wrong")
    path = request.get_full_path()
    message = "\n".join(("abrigo/request/1", request.method or "", path, held.id, time, heads["Nonce"],
                         sha256(body).hexdigest(), ""))  # fmt: skip
    try:
        sig = unb64(heads["Signature"])
    except ValueError:
        sig = b""
    if not verified(held.alg, unb64(held.key), sig, message.encode()):
        slow_down(request)
        raise No(401, "signature-wrong")
    if not devices.marked(held, heads["Nonce"]):
        raise No(401, "replayed")
    now = clock.now()
    phone = from_ms(int(time))
    request.ahead = phone - clock.wall()  # type: ignore[attr-defined]
    held.seen_at, held.ahead = to_ms(now), to_ms(phone) - to_ms(clock.wall())
    held.app = request.headers.get("Abrigo-App", "")[:20]
    Device.objects.filter(id=held.id).update(seen_at=held.seen_at, ahead=held.ahead, app=held.app)
    gone, viewer = devices.gone(held, now), devices.holder(held)
    request.viewer = viewer  # type: ignore[attr-defined]  # what it is handed is written down before it leaves
    drill = clock.wall() - now if settings.ABRIGO_DEMO else timedelta(0)
    return Call(held, viewer, now, phone - clock.wall(), drill, gone, language, _unpacked(request, body))


def _may_come_in(call: Call, request: HttpRequest, *, waiting: bool, after_the_end: bool, any_app: bool) -> None:
    if call.gone and not after_the_end:
        raise No(410, "gone", gone=call.gone)
    if call.device.state == "waiting" and not waiting:
        raise No(403, "not-confirmed")
    app = request.headers.get("Abrigo-App", "")
    if not any_app and app != str(APP):
        older = not (app.isascii() and app.isdigit()) or int(app) < APP
        raise No(426, "app-too-old" if older else "app-too-new")


def _bytes(request: HttpRequest) -> bytes:
    try:
        body = request.body
    except (RequestDataTooBig, UnreadablePostError) as cut:
        raise No(413, "body-too-large", about="4 MB") from cut
    if len(body) > SENT_AT_MOST:
        raise No(413, "body-too-large", about="4 MB")
    return body


def _unpacked(request: HttpRequest, body: bytes) -> bytes:
    """What was sent, opened: never more than is allowed, however small it was packed."""
    packing = request.headers.get("Content-Encoding", "")
    if packing in ("", "identity"):
        return body
    if packing != "gzip":
        raise No(415, "not-json")
    opener = zlib.decompressobj(wbits=31)
    try:
        whole = opener.decompress(body, OPENED_AT_MOST + 1)
    except zlib.error as bad:
        raise No(400, "not-json") from bad
    if len(whole) > OPENED_AT_MOST or opener.unconsumed_tail:
        raise No(413, "body-too-large", about="16 MB")
    if not opener.eof:
        raise No(400, "not-json")
    return whole


def slow_down(request: HttpRequest) -> None:
    """A thief who guesses is slowed by address; a device whose signature holds never is."""
    if _once_more(f"pocket-turned-away:{_address(request)}") > TRIES_A_MINUTE:
        raise _too_many()


def may_try(request: HttpRequest, code: str) -> None:
    """A code is tried ten times a minute, by whomever; an address is heard until it has been wrong too often."""
    wrong = cache.get(f"pocket-wrong-code:{_address(request)}", 0)
    if wrong > WRONG_CODES_A_MINUTE or _once_more(f"pocket-code:{_digest(code)}") > TRIES_A_MINUTE:
        raise _too_many()


def was_wrong(request: HttpRequest) -> None:
    _once_more(f"pocket-wrong-code:{_address(request)}")


def _digest(code: str) -> str:
    return sha256(code.encode("utf-8", "replace")).hexdigest()[:32]


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _too_many() -> No:
    return No(429, "too-many-tries", headers={"Retry-After": "60"})


def _once_more(key: str) -> int:
    """How often within this minute, this time included."""
    if cache.add(key, 1, timeout=60):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:  # the minute ended between the two lines
        return 1


# -- saying -----------------------------------------------------------------------


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object in a body. No 400 or 422 for anything else."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as bad:
        raise No(400, "not-json") from bad
    if not isinstance(value, dict):
        raise No(422, "misspelt", "body")
    return value


def said(no: No, language: str) -> HttpResponse:
    spoken = words.say(no.code, language, no.about)
    body = {"code": no.code, "sentence": spoken.sentence, "remedy": spoken.remedy, "field": no.where, "gone": no.gone}
    return told(body | no.more, status=no.status, headers=no.headers)


def told(body: dict[str, Any], *, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return HttpResponse(text, status=status, content_type="application/json; charset=utf-8", headers=headers)


def _stamped(answer: HttpResponse, request: HttpRequest) -> HttpResponse:
    answer["Abrigo-Server"] = str(to_ms(clock.wall()))
    if (ahead := getattr(request, "ahead", None)) is not None:
        answer["Abrigo-Ahead"] = str(ahead // timedelta(milliseconds=1))
    answer["Cache-Control"] = "no-store"
    return answer
