"""Other offices watch this log: which of them, what each has signed, and how a line that is not sound is answered."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from abrigo.clerk.checkpoint import checkpoint
from abrigo.clerk.models import Declined, Witness
from abrigo.facts.wire import to_ms
from abrigo.ledger import bundle, checkpoints, notes
from abrigo.ledger.checkpoints import Checkpoint
from abrigo.ledger.codec import Refused, b64
from abrigo.ledger.merkle import EMPTY, Tree


@dataclass(frozen=True, slots=True)
class Watched:
    """One witness as the status page tells of it. `behind`: entries written since it last signed."""

    name: str
    agency: str
    since: int
    size: int
    at: int | None
    behind: int
    ended: int | None


def invite(key: str, agency: str, *, by: str, now: datetime) -> Witness:
    """A witness is its key: who holds it signs as it. Refused("note-key") for what is not a witness's key."""
    told = notes.Key.of(key.strip())
    if told.kind != notes.WITNESS_KEY:
        raise Refused("note-key")
    row, fresh = Witness.objects.get_or_create(
        name=told.name, defaults={"key": told.text(), "agency": agency[:80], "since": to_ms(now), "by": by}
    )
    if not fresh and row.key != told.text():
        raise Refused("witness-name-taken")
    return row


def end(name: str, now: datetime) -> None:
    """What it signed stays signed; from now on nothing new of it is taken."""
    Witness.objects.filter(name=name, ended=None).update(ended=to_ms(now))


def proof(old: int, size: int) -> tuple[bytes, ...]:
    """That the log of `size` continues the log of `old`. LookupError for sizes that cannot be."""
    if not 0 < old <= size:
        return ()
    return tuple(Tree(bundle.leaves(size)).consistency(old, size))


def note_for(name: str, since: int | None, now: datetime) -> dict[str, Any]:
    """What goes to a witness on a stick: the newest checkpoint, and proof that it continues the `since` entries they
    saw (None: those they last signed). Refused: unknown-witness, unknown-checkpoint (nothing written, or not so long).
    """
    row = Witness.objects.filter(name=name, ended=None).first()
    if row is None:
        raise Refused("unknown-witness")
    point = checkpoint(now)
    old = row.size if since is None else since
    if point is None or not 0 <= old <= point.size:
        raise Refused("unknown-checkpoint")
    return {"note": point.note, "size": point.size, "old": old, "proof": [b64(p) for p in proof(old, point.size)]}


def take_file(raw: bytes, now: datetime) -> Checkpoint:
    """The witness's answer, as it came back. Refused: witness-form, and whatever `take` refuses."""
    try:
        said = json.loads(raw)
        name, size, line = said["name"], said["size"], said["line"]
    except (ValueError, KeyError, TypeError, RecursionError) as wrong:
        raise Refused("witness-form") from wrong
    if not (isinstance(name, str) and isinstance(line, str) and type(size) is int and 0 <= size < 2**53):
        raise Refused("witness-form")
    return take(name, size, line, now)


def take(name: str, size: int, line: str, now: datetime) -> Checkpoint:
    """Keep a witness's line under the checkpoint of that size.

    Refused, each kept with its reason: unknown-witness, checkpoint-backwards (it had signed a longer log already),
    unknown-checkpoint, two-histories (its signature is sound and over another root: evidence), note-signature.
    """
    try:
        with transaction.atomic():
            return _take(name, size, line, now)
    except Refused as no:
        decline(name, "cosignature", no.code, f"{size}", line[:2000], now)
        raise


def _take(name: str, size: int, line: str, now: datetime) -> Checkpoint:
    row = Witness.objects.select_for_update().filter(name=name, ended=None).first()
    if row is None:
        raise Refused("unknown-witness")
    point = checkpoints.at(size)
    if point is None:
        raise Refused("unknown-checkpoint")
    if size < row.size:
        raise Refused("checkpoint-backwards")
    key = notes.Key.of(row.key)
    if notes.cosigned_at(f"{point.note}{line.strip()}\n", key) is None:
        raise Refused("note-unsigned")
    checkpoints.cosigned(size, name, line.strip(), at=to_ms(now))
    row.size, row.at = size, to_ms(now)
    row.save(update_fields=["size", "at"])
    return point


def accuse(name: str, note: str, now: datetime) -> None:
    """A witness shows a checkpoint that carries our signature and another history: both are kept for the court.

    Raises Refused: `two-histories` when our own key signed it and our log does not have that root; otherwise why it
    is no evidence.
    """
    from abrigo.clerk.device import node_device

    tree = notes.signed_by(note, checkpoints.key_of(node_device()))
    leaves = bundle.leaves(tree.size)
    root = Tree(leaves).root(tree.size) if len(leaves) == tree.size and leaves else EMPTY
    if root != tree.root:
        decline(name, "checkpoint", "two-histories", f"{tree.size}", note[:4000], now)
        raise Refused("two-histories")


def every(size: int) -> list[Watched]:
    rows = Witness.objects.order_by("ended", "agency", "name")
    return [Watched(r.name, r.agency, r.since, r.size, r.at, size - r.size if r.size else size, r.ended) for r in rows]


def decline(source: str, what: str, code: str, about: str, proof: str, now: datetime) -> None:
    """Written down once; the same refusal again only tells when it was last met."""
    Declined.objects.update_or_create(
        source=source[:200], what=what, code=code[:60], about=about[:200],
        defaults={"at": to_ms(now), "proof": proof},
    )  # fmt: skip
