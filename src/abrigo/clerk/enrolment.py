"""Who may write into this record: what is said in the open of devices, and what an entry of each is worth."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from abrigo.clerk.device import node_device
from abrigo.facts.wire import to_ms
from abrigo.ledger import pen, reader
from abrigo.ledger.chain import Device
from abrigo.ledger.codec import Json, b64
from abrigo.ledger.devices import Devices, fold
from abrigo.ledger.driver import raw
from abrigo.ledger.have import runs
from abrigo.ledger.reader import Sealed
from abrigo.registers.book import LiveBook
from abrigo.vault import lent, shred
from abrigo.vault.secrets import path_of

FUTURE: Final = timedelta(minutes=5)  # a device's clock may run so far ahead; what it dates later is kept, not believed


def begin(now: datetime) -> bool:
    """At every start: finish a shredding that a power cut stopped, and see that the node's device is named.

    Out: whether this is the first start of this device. A house that was put back elsewhere goes on under a new one,
    which says first how much of the record it found.
    """
    shred.settle()
    own = node_device()
    with transaction.atomic():
        pen.lock()
        if any(said.get("kind") == "device.enrolled" and said.get("dev") == own.id for _, said in said_in_public()):
            return False
        card: dict[str, Json] = {
            "kind": "device.enrolled",
            "ver": 1,
            "dev": own.id,
            "holder": settings.ABRIGO_NODE,
            "sealing": b64(lent.public()),
            "at": to_ms(now),
        }
        announce(own, card, now)
        if found := heard_ranges(own.id):
            announce(own, {"kind": "node.heard", "ver": 1, "have": found}, now)
    return True


def announce(device: Device, payload: dict[str, Json], now: datetime) -> int:
    """Write in the open, in the caller's transaction. Out: the position."""
    took = to_ms(now)
    (written,) = pen.append(device, [pen.Draft(payload, None)], rec=took, took=took)
    book = LiveBook(lambda _: ())
    book.put_pulse(written.pos + 1)
    book.flush()
    return written.pos


def said_in_public(before: int | None = None) -> list[tuple[Sealed, dict[str, Json]]]:
    """Every public entry with its words, in order of arrival."""
    return [(one, reader.open_box(one, None)) for one in reader.sealed_under(b"", before) if one.box is not None]


def devices(before: int | None = None) -> Devices:
    """What each device's word is worth, by all that the first `before` entries say.

    Roots are this house's own devices: whoever is in the log and was never enrolled by another (the door refuses
    entries of devices nobody enrolled). So a house that was put back still believes what it wrote before.
    """
    public = said_in_public(before)
    own = own_devices()
    by_another = {
        str(said["dev"])
        for one, said in public
        if said.get("kind") == "device.enrolled" and said.get("dev") not in (one.dev, None)
    }
    rows = raw("SELECT DISTINCT dev FROM ledger_entry", ()).fetchall()
    roots = frozenset({*own} | ({str(row[0]) for row in rows} - by_another))
    heads = heads_of(roots, public)
    return fold(
        roots,
        [
            (one.dev, one.seq, one.rec, said)
            for one, said in public
            if one.dev in heads
            and (one.dev in roots or not (said.get("kind") == "device.revoked" and said.get("dev") in roots))
        ],
    )


BEFORE: Final = "devices.before"


def own_devices() -> list[str]:
    """This house's device, and those it wrote with before it was put back from a backup."""
    path = path_of(BEFORE)
    before = path.read_text(encoding="ascii").split() if path.exists() else []
    return [node_device().id, *before]


def remember_devices(devices: Sequence[str]) -> None:
    """Another house may have enrolled our old device as a stranger; here it stays one of our own."""
    if devices:
        path = path_of(BEFORE)
        path.touch(mode=0o600)
        path.write_text("\n".join(devices), encoding="ascii")


def heads_of(roots: Collection[str], public: Sequence[tuple[Sealed, dict[str, Json]]]) -> set[str]:
    """Whose word about other devices counts here: our own, and headquarters that ours enrolled as one."""
    heads = set(roots)
    for _ in range(8):
        more = {
            str(said.get("dev"))
            for one, said in public
            if one.dev in heads and said.get("kind") == "device.enrolled" and said.get("enrols") is True
        }
        if more <= heads:
            break
        heads |= more
    return heads


def vouching() -> set[str]:
    """As `heads_of`, by all that is written now."""
    return heads_of(devices().roots, said_in_public())


def heard_ranges(own: str) -> dict[str, Json]:
    """Numbers of every other device's entries that are here."""
    seen: dict[str, list[int]] = {}
    for dev, seq, _ in reader.places():
        if dev != own:
            seen.setdefault(dev, []).append(seq)
    return {dev: [[low, high] for low, high in runs(seqs)] for dev, seqs in seen.items()}


def future(took: int, at: datetime) -> bool:
    """Whether an entry dates what it says later than its arrival allows."""
    return to_ms(at) > took + int(FUTURE.total_seconds() * 1000)
