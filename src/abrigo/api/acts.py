"""Acts: every act of the house under its own name, answered with a receipt that quotes the entries written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NewType

from django.http import HttpRequest
from ninja import Router, Schema

from abrigo.api import bodies, shapes
from abrigo.api.problems import (
    CLOCK_OFF,
    Problem,
    Trouble,
    Words,
    both,
    list_refused,
    misspelt,
    refused,
    status_of,
    trouble,
)
from abrigo.api.questions import Id, caller, instant, question
from abrigo.clerk import clock
from abrigo.clerk.record import Answer, Ask, receipt, record, record_all
from abrigo.facts.wire import Misspelt, from_ms, spelling
from abrigo.rules.access import STEPS_UP
from abrigo.rules.index import ACTS, NAME_OF
from abrigo.staff.outward import TOLD_OUTSIDE, leak
from abrigo.staff.sittings import is_fresh

router = Router(tags=["acts"])

ONE_ACT: Final = 1024 * 1024  # bytes: a manifest of a thousand people and a long statement fit
MANY_ACTS: Final = 16 * 1024 * 1024
AT_MOST: Final = 1000
CLOCKS_MAY_DIFFER: Final = 300  # seconds

NO: Final = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 429, 503), Problem)
SENT_AT: Final = {
    "name": "Sent-At",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "format": "date-time"},
    "description": "The sender's own clock when it sent this; the receipt says how far it is off.",
}
ActId = NewType("ActId", str)


@dataclass(frozen=True, slots=True)
class _Label:
    id: ActId


class Written(Schema):
    """One entry of the ledger: its kind, its position in this node's log, and its id (hex)."""

    kind: str
    pos: int
    id: str


class Clock(Schema):
    """What the sender's clock said. It informs; it never reorders anything."""

    sent_at: datetime
    ahead_seconds: float
    warning: Words | None = None
    remedy: Words | None = None


class Receipt(Schema):
    """The act is durable. `size`: entries in the log once it was answered; `took`: this node's clock, UTC."""

    id: str
    act: str
    taken: bool = True
    again: bool
    size: int
    took: datetime
    entries: list[Written]
    clock: Clock | None = None


def read_ask(plain: Any, name: str, where: str = "") -> Ask:
    """One act as it was sent: the sender's id beside its fields. Raises Trouble 422 naming the field."""
    if not isinstance(plain, dict):
        raise misspelt(Misspelt(where or "body", "not-an-object"))
    if plain.get("act", name) != name:
        raise misspelt(Misspelt(f"{where}.act" if where else "act", f"not-one-of:{name}"))
    label = {k: v for k, v in plain.items() if k == "id"}
    fields = {k: v for k, v in plain.items() if k not in ("id", "act")}
    try:
        told: _Label = spelling(_Label, "iso").read(label, where)
        return Ask(told.id, spelling(ACTS[name].act, "iso").read(fields, where))
    except Misspelt as wrong:
        raise misspelt(wrong) from None


def _body(shape: shapes.Shape) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": shape}}}


def _register(name: str) -> None:
    body = {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": shapes.REF + shapes.component(name)}}},
    }
    told = shapes.act_shape(name).get("description", "")

    def act(request: HttpRequest) -> Receipt:
        now = clock.now()
        sent = instant(request.headers.get("Sent-At"), "Sent-At")
        asked = read_ask(bodies.read(request, ONE_ACT), name)
        shown_again(request, [asked])
        kept_inside([asked])
        answer = record(caller(request), asked.act, id=asked.id, now=now)
        if answer.refusal is not None:
            raise Trouble(status_of(answer.refusal), refused(answer.refusal, single=_single(asked)))
        return receipt_of(answer, sent, now)

    router.post(
        f"/acts/{name}",
        response={200: Receipt} | NO,
        operation_id=f"act_{name.replace('-', '_')}",
        summary=name.replace("-", " ").capitalize(),
        description=told,
        openapi_extra={"requestBody": body, "parameters": [SENT_AT]},
    )(act)


for _name in ACTS:
    _register(_name)

_ANY_ACT: Final = {"oneOf": [{"$ref": f"{shapes.REF}Listed{shapes.component(n)}"} for n in ACTS]}
_LIST_BODY: Final = _body({"type": "array", "minItems": 1, "maxItems": AT_MOST, "items": _ANY_ACT})


@router.post(
    "/acts",
    response={200: list[Receipt]} | NO,
    operation_id="acts",
    openapi_extra={"requestBody": _LIST_BODY, "parameters": [SENT_AT]},
)
def acts(request: HttpRequest) -> list[Receipt]:
    """Several acts in one transaction: all are written, or none and each says what it would have been."""
    now = clock.now()
    sent = instant(request.headers.get("Sent-At"), "Sent-At")
    asks = read_list(bodies.read(request, MANY_ACTS))
    shown_again(request, asks)
    kept_inside(asks)
    answers = record_all(caller(request), asks, now=now)
    if any(not a.taken for a in answers):
        raise list_refused(answers, [_single(a) for a in asks])
    return [receipt_of(a, sent, now) for a in answers]


def shown_again(request: HttpRequest, asks: Iterable[Ask]) -> None:
    """The same step as at a desk: what weighs is not done beside it with a cookie left open, or with a key."""
    viewer = caller(request)
    if any(NAME_OF[type(a.act)] in STEPS_UP for a in asks) and not is_fresh(viewer):
        raise trouble(403, "show-who-you-are" if viewer.session else "takes-a-person")


def kept_inside(asks: Iterable[Ask]) -> None:
    """An answer to a relative is printed as it was written, a refused visit told so: read first, as at a desk."""
    for asked in asks:
        for field in TOLD_OUTSIDE.get(NAME_OF[type(asked.act)], ()):
            if (told := leak(asked.act.operation, getattr(asked.act, field))) is not None:
                raise trouble(422, told.value, field=field)


def read_list(plain: Any) -> list[Ask]:
    if not isinstance(plain, list):
        raise misspelt(Misspelt("body", "not-a-list"))
    if not plain:
        raise trouble(422, "empty-list", field="body")
    if len(plain) > AT_MOST:
        raise trouble(422, "too-many-acts", field="body", about=str(AT_MOST))
    return [read_ask(one, _named(one, f"[{n}]"), f"[{n}]") for n, one in enumerate(plain)]


def _named(plain: Any, where: str) -> str:
    if not isinstance(plain, dict):
        raise misspelt(Misspelt(where, "not-an-object"))
    if "act" not in plain:
        raise misspelt(Misspelt(f"{where}.act", "required"))
    name = plain["act"]
    if not isinstance(name, str) or name not in ACTS:
        raise misspelt(Misspelt(f"{where}.act", "not-one-of:" + ",".join(ACTS)))
    return name


@question(router, "/receipts/{id}", Receipt)
def receipt_by_id(request: HttpRequest, id: Id) -> Receipt:  # noqa: A002 - the sender's word
    """The receipt of an act this caller sent: after a cut line, whether it was written, without sending it again."""
    answer = receipt(caller(request), id)
    if answer is None:
        raise trouble(404, "not-found")
    return receipt_of(answer, None, clock.now())


def receipt_of(answer: Answer, sent: datetime | None, now: datetime) -> Receipt:
    return Receipt(
        id=answer.id,
        act=answer.act,
        again=answer.again,
        size=answer.size,
        took=from_ms(answer.took),
        entries=[Written(kind=e.kind, pos=e.pos, id=e.id) for e in answer.entries],
        clock=None if sent is None else clock_of(sent, now),
    )


def clock_of(sent: datetime, now: datetime) -> Clock:
    ahead = (sent - now).total_seconds()
    if abs(ahead) <= CLOCKS_MAY_DIFFER:
        return Clock(sent_at=sent, ahead_seconds=ahead)
    warning, remedy = both(CLOCK_OFF)
    return Clock(sent_at=sent, ahead_seconds=ahead, warning=warning, remedy=remedy)


def _single(asked: Ask) -> bool:
    return hasattr(asked.act, "person")
