"""Phones as witnesses: each takes a checkpoint home and may sign that it saw it, so that nobody can quietly rewrite."""

from base64 import b64encode
from datetime import datetime, timedelta
from typing import Any, Final

from abrigo.clerk import witnesses
from abrigo.clerk.checkpoint import checkpoint
from abrigo.clerk.device import node_device
from abrigo.facts.wire import to_ms
from abrigo.ledger import checkpoints, notes
from abrigo.ledger.codec import Refused, b64

FRESH: Final = timedelta(minutes=1)


def checkpoint_for(seen: int, now: datetime) -> dict[str, Any] | None:
    """The newest checkpoint, at most a minute behind, with the proof that it continues the one a phone holds."""
    newest = checkpoints.latest()
    if newest is None or to_ms(now) - newest.took > FRESH // timedelta(milliseconds=1):
        newest = checkpoint(now)
    if newest is None:
        return None
    old = seen if 0 < seen <= newest.size else 0
    proof = [b64encode(p).decode() for p in witnesses.proof(old, newest.size)]
    key = checkpoints.key_of(node_device()).text()
    return {
        "note": newest.note, "key": key, "size": newest.size, "root": b64(newest.root), "old": old, "proof": proof
    }  # fmt: skip


def cosigned(witness: str, public: bytes, line: str, now: datetime) -> bool:
    """Keeps a phone's line under the checkpoint it was made for; False when it is under none of ours."""
    key = notes.Key(witness, notes.WITNESS_KEY, public)
    for found in reversed(checkpoints.every()[-20:]):
        try:
            at = notes.cosigned_at(found.note.rstrip("\n") + "\n" + line.strip("\n") + "\n", key)
        except (Refused, ValueError):
            continue
        if at is not None:
            checkpoints.cosigned(found.size, witness, line.strip("\n"), at=to_ms(now))
            return True
    return False
