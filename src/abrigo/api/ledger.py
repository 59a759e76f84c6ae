"""The ledger as machines speak of it: houses that exchange entries, witnesses that sign, and its state in numbers.

A house and a witness sign each request with their own key: `Authorization: Abrigo-Node NAME.MS.SIGNATURE` (or
Abrigo-Witness), over method, path, minute and body. An account's key or session opens none of this.
"""

import json
import zlib
from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey
from ninja import Router, Schema

from abrigo.api.callers import turned_away
from abrigo.api.problems import Trouble, trouble
from abrigo.api.questions import caller, question
from abrigo.clerk import apart, clock, nodes, standing, witnesses
from abrigo.clerk.checkpoint import checkpoint
from abrigo.clerk.models import Witness
from abrigo.facts.wire import to_ms
from abrigo.ledger import notes, parcel
from abrigo.ledger.codec import Refused, b64, unb64
from abrigo.rules.access import reads_ledger, sight

router = Router(tags=["ledger"])
WINDOW_MS: Final = 5 * 60_000  # a request that was overheard is of no use later; what it does twice it does once


class Standing(Schema):
    """The ledger in numbers; instants are milliseconds since 1970, UTC."""

    size: int
    checkpoint: str
    witnessed: int
    witnesses: list[dict[str, Any]]
    gaps: list[dict[str, Any]]
    forks: list[dict[str, Any]]
    nodes: list[dict[str, Any]]
    declined: list[dict[str, Any]]
    durable: list[str]


@question(router, "/ledger", Standing)
def ledger(request: HttpRequest) -> dict[str, Any]:
    """How long the log is, who has witnessed it, what is missing by number, and what was refused."""
    if not reads_ledger(caller(request)):
        raise trouble(403, "not-shown-to-you")
    return standing.in_numbers()


class Apart(Schema):
    """An entry that is here and not shown as the case; instants ISO 8601. `aside`: why it was left aside, if it was."""

    entry: str
    place: int
    device: str
    number: int
    why: str
    kind: str
    person: str
    site: str
    by: str
    at: str | None
    rec: str
    took: str
    may_pass: bool
    aside: str
    aside_by: str


@question(router, "/ledger/apart", list[Apart])
def lying_apart(request: HttpRequest) -> list[dict[str, Any]]:
    """What waits for a decision, and what was left aside. Deciding takes a person who has just shown who they are."""
    viewer = caller(request)
    if not apart.may_countersign(viewer):
        raise trouble(403, "not-shown-to-you")
    found = {a.entry: a for operation in sorted(viewer.operations) for a in apart.ask(viewer, operation)}
    return [_apart(a, sight(viewer).places) for a in found.values()]


def _apart(a: apart.Apart, places: bool) -> dict[str, Any]:  # noqa: FBT001
    told = {name: getattr(a, name) for name in Apart.model_fields if name not in ("at", "rec", "took")}
    at = None if a.at is None else a.at.isoformat()
    return told | {"site": a.site if places else "", "at": at, "rec": a.rec.isoformat(), "took": a.took.isoformat()}


# -- machines ----------------------------------------------------------------------------


def _signed(request: HttpRequest, scheme: str, key_of: Callable[[str], bytes | None]) -> tuple[str, bytes]:
    """Who calls, and the body they signed; anybody else hears what a stranger hears."""
    try:
        body = request.body
    except RequestDataTooBig:
        raise trouble(413, "body-too-large") from None
    word, _, said = request.headers.get("Authorization", "").partition(" ")
    rest, _, sig = said.rpartition(".")
    name, _, ms = rest.rpartition(".")
    public = key_of(name) if word == scheme and ms.isascii() and ms.isdecimal() and len(ms) < 16 else None
    if public is None or abs(to_ms(clock.wall()) - int(ms)) > WINDOW_MS:
        raise turned_away(request)
    try:
        VerifyKey(public).verify(nodes.spoken(request.method or "", request.path, int(ms), body), unb64(sig))
    except (BadSignatureError, ValueError):
        raise turned_away(request) from None
    return name, body


def _node_key(dev: str) -> bytes | None:
    return unb64(dev) if nodes.known(dev) is not None else None


def _witness_key(name: str) -> bytes | None:
    row = Witness.objects.filter(name=name, ended=None).first()
    return None if row is None else notes.Key.of(row.key).public


def _no(refused: Refused) -> Trouble:
    return trouble(409, refused.code)


@router.post("/nodes/exchange", auth=None, include_in_schema=False)
def exchange(request: HttpRequest) -> HttpResponse:
    """One envelope in, one out, both gzipped: what we hold, signed, and what the other lacks, the urgent first."""
    dev, body = _signed(request, "Abrigo-Node", _node_key)
    node = nodes.known(dev)
    assert node is not None
    minute = clock.now()
    nodes.heard_reads(node, request.headers.get(nodes.READS_HEADER, ""))
    try:
        plain = b"".join(parcel.swell([body]))
        came = nodes.take(node, plain, minute)
    except Refused as no:
        witnesses.decline(node.name, "parcel", no.code, "", "", minute)
        raise _no(no) from None
    except zlib.error:
        raise trouble(400, "parcel-form") from None
    at_once = nodes.heard_at_once(request.headers.get(nodes.AT_ONCE_HEADER, ""))
    told = b"".join(parcel.shrink(nodes.envelope(node, minute, came.theirs, came.want, at_once)))
    answer = HttpResponse(told, content_type="application/vnd.abrigo.parcel")
    answer[nodes.READS_HEADER] = str(nodes.READS)
    answer["Abrigo-Came"] = json.dumps(
        {"written": came.written, "refused": len(came.refused), "kept": len(came.kept), "contests": came.contests}
    )
    return answer


@router.post("/ledger/witness/checkpoint", auth=None, include_in_schema=False)
def to_be_witnessed(request: HttpRequest) -> HttpResponse:
    """The newest checkpoint, and proof that it continues the one the witness holds (`old`)."""
    name, body = _signed(request, "Abrigo-Witness", _witness_key)
    old = _whole(_object(body), "old")
    point = checkpoint(clock.now())
    if point is None:
        raise trouble(404, "not-found")
    if old > point.size:
        witnesses.decline(name, "checkpoint", "log-shorter-than-witnessed", f"{old}", "", clock.now())
        raise trouble(409, "checkpoint-backwards")
    proof = witnesses.proof(old, point.size)
    return _json({"note": point.note, "size": point.size, "proof": [b64(part) for part in proof]})


@router.post("/ledger/witness/cosignature", auth=None, include_in_schema=False)
def witnessed(request: HttpRequest) -> HttpResponse:
    """A witness's line under one of our checkpoints; refused with its reason, which is kept."""
    name, body = _signed(request, "Abrigo-Witness", _witness_key)
    said = _object(body)
    try:
        point = witnesses.take(name, _whole(said, "size"), str(said.get("line", "")), clock.now())
    except Refused as no:
        raise _no(no) from None
    return _json({"size": point.size, "taken": True})


@router.post("/ledger/witness/evidence", auth=None, include_in_schema=False)
def evidence(request: HttpRequest) -> HttpResponse:
    """A checkpoint with our signature that does not fit what this log says now."""
    name, body = _signed(request, "Abrigo-Witness", _witness_key)
    try:
        witnesses.accuse(name, str(_object(body).get("note", "")), clock.now())
    except Refused as no:
        raise _no(no) from None
    return _json({"consistent": True})


def _object(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise trouble(400, "not-json") from None
    if not isinstance(said, dict):
        raise trouble(400, "not-json")
    return said


def _whole(said: dict[str, Any], name: str) -> int:
    value = said.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
        raise trouble(422, "out-of-range", field=name)
    return value


def _json(told: dict[str, Any]) -> HttpResponse:
    return HttpResponse(json.dumps(told), content_type="application/json; charset=utf-8")
