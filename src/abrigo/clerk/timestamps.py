"""Time stamps from outside (RFC 3161): an authority that knows nothing of us says when a checkpoint already existed."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final

from cryptography import x509
from django.db import transaction
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, VerifierBuilder, decode_timestamp_response
from rfc3161_client.errors import VerificationError
from rfc3161_client.tsp import PKIStatus

from abrigo.clerk.models import Stamp
from abrigo.facts.wire import from_ms, to_ms
from abrigo.ledger import checkpoints
from abrigo.ledger.checkpoints import Checkpoint

EVERY: Final = timedelta(hours=1)
SLOW_CLOCK: Final = timedelta(minutes=10)  # a token far from our own time is kept, and said to be so


class No(StrEnum):
    """Why there is no token, or why one is not believed."""

    NOTHING_WRITTEN = "nothing-written"
    NOT_YET = "not-yet"
    UNREADABLE = "unreadable"
    NOT_GRANTED = "not-granted"
    NOT_TRUSTED = "not-trusted"


class Refused(ValueError):
    def __init__(self, why: No, words: str = "") -> None:
        super().__init__(f"{why}: {words}" if words else str(why))
        self.why = why


@dataclass(frozen=True, slots=True)
class Told:
    """A token as kept: which checkpoint, which authority, the time it gives (UTC), whether it still verifies."""

    size: int
    authority: str
    time: datetime
    holds: bool
    far_off: bool


def wanted(now: datetime) -> Checkpoint:
    """The newest checkpoint, when it has no token and the last token is an hour old. Raises Refused."""
    newest = checkpoints.latest()
    if newest is None:
        raise Refused(No.NOTHING_WRITTEN)
    last = Stamp.objects.order_by("-asked_at").first()
    if last is not None and (last.size == newest.size or now - from_ms(last.asked_at) < EVERY):
        raise Refused(No.NOT_YET)
    return newest


def ask(
    point: Checkpoint,
    authority: str,
    roots: Sequence[x509.Certificate],
    send: Callable[[bytes], bytes],
    *,
    now: datetime,
) -> Told:
    """In: a checkpoint, the authority's name, its roots, and how to send it a request (DER in, DER out).

    Out: its token, checked and kept beside the checkpoint. What is sent is a digest of our signed note: it tells nobody
    how long our log is. Raises Refused; then nothing is kept.
    """
    request = (
        TimestampRequestBuilder().data(point.note.encode()).hash_algorithm(HashAlgorithm.SHA256)
        .nonce().cert_request(cert_request=True).build()
    )  # fmt: skip
    answer = send(request.as_bytes())
    response = _decoded(answer)
    verifier = VerifierBuilder.from_request(request)
    for root in roots:
        verifier = verifier.add_root_certificate(root)
    _believe(verifier, answer, point)
    time = response.tst_info.gen_time
    with transaction.atomic():
        Stamp.objects.update_or_create(
            size=point.size, authority=authority,
            defaults={"token": b64encode(answer).decode(), "asked_at": to_ms(now), "time": to_ms(time.astimezone(UTC))},
        )  # fmt: skip
    return Told(point.size, authority, time, holds=True, far_off=abs(time - now) > SLOW_CLOCK)


def _decoded(answer: bytes):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a class of the library, made in Rust
    try:
        response = decode_timestamp_response(answer)
    except ValueError:
        raise Refused(No.UNREADABLE) from None
    if PKIStatus(response.status) not in (PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS):
        raise Refused(No.NOT_GRANTED, ", ".join(response.status_string))
    return response


def _believe(verifier: VerifierBuilder, answer: bytes, point: Checkpoint) -> None:
    try:
        verifier.build().verify(_decoded(answer), sha256(point.note.encode()).digest())
    except VerificationError as no:
        raise Refused(No.NOT_TRUSTED, str(no)) from None


def every(roots: Sequence[x509.Certificate]) -> list[Told]:
    """Each token that was kept, checked again against these roots, the oldest first. No roots: none holds."""
    return [_told(row, roots) for row in Stamp.objects.order_by("size")]


def _told(row: Stamp, roots: Sequence[x509.Certificate]) -> Told:
    point, holds = checkpoints.at(row.size), False
    if point is not None and roots:
        verifier = VerifierBuilder()
        for root in roots:
            verifier = verifier.add_root_certificate(root)
        try:
            _believe(verifier, b64decode(row.token), point)
            holds = True
        except Refused:
            holds = False
    time = from_ms(row.time)
    return Told(row.size, row.authority, time, holds, abs(time - from_ms(row.asked_at)) > SLOW_CLOCK)


def latest() -> tuple[int, str, datetime] | None:
    """The newest token: size, authority, time (UTC); not checked again."""
    row = Stamp.objects.order_by("-size").first()
    return None if row is None else (row.size, row.authority, from_ms(row.time))
