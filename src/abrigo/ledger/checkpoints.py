"""Says in public, signed, how long the log is and what its root is, so that no one can quietly rewrite it after."""

from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from abrigo.ledger import models, notes
from abrigo.ledger.chain import Device
from abrigo.ledger.codec import unb64
from abrigo.ledger.frontier import Frontier


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`note` is the whole C2SP note; `took` is when this node signed it (ms, UTC)."""

    size: int
    root: bytes
    note: str
    took: int

    def short(self) -> str:
        """For print: size / first twelve letters of the root in base64."""
        return notes.Tree("", self.size, self.root).short()


def origin() -> str:
    return f"abrigo.example/{settings.ABRIGO_NODE}"


def key_of(device: Device) -> notes.Key:
    """The public key under which this node's checkpoints verify."""
    return notes.Key(origin(), notes.LOG_KEY, unb64(device.id))


def tree() -> notes.Tree:
    """This node's log as it stands now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT size, edge FROM ledger_head WHERE one = 1")
        size, edge = cursor.fetchone()
    return notes.Tree(origin(), size, Frontier.load(size, bytes(edge)).root())


def issue(device: Device, *, took: int) -> Checkpoint:
    """Sign the log as it is now and keep the note; the same length is signed only once."""
    now = tree()
    if (kept := at(now.size)) is not None:
        return kept
    note = notes.sign(now, key_of(device), device.sign)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_checkpoint (size, root, note, took) VALUES (%s, %s, %s, %s)",
            (now.size, now.root, note, took),
        )
    return Checkpoint(now.size, now.root, note, took)


def latest() -> Checkpoint | None:
    return _of(models.Checkpoint.objects.order_by("-size").first())


def every() -> list[Checkpoint]:
    """Each checkpoint this node has signed, the shortest log first."""
    return [found for row in models.Checkpoint.objects.order_by("size") if (found := _of(row)) is not None]


def at(size: int) -> Checkpoint | None:
    return _of(models.Checkpoint.objects.filter(size=size).first())


def not_after(size: int) -> Checkpoint | None:
    """The largest checkpoint that says no more than `size` entries: what a reader of that prefix can be shown."""
    return _of(models.Checkpoint.objects.filter(size__lte=size).order_by("-size").first())


def cosigned(size: int, witness: str, line: str, *, at: int) -> None:
    """Keep a witness's line under the checkpoint of that size; the same witness is kept once for each size."""
    if not models.Cosignature.objects.filter(size=size, witness=witness).exists():
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO ledger_cosignature (size, root, witness, line, at)"
                " SELECT size, root, %s, %s, %s FROM ledger_checkpoint WHERE size = %s",
                (witness, line, at, size),
            )


def tree_of(point: Checkpoint) -> notes.Tree:
    """What a checkpoint says, in the words a witness signs."""
    return notes.Tree(origin(), point.size, point.root)


def noted(point: Checkpoint) -> str:
    """The note with every witness's line under it: what goes into a bundle and into strangers' hands."""
    rows = models.Cosignature.objects.filter(size=point.size).order_by("number")
    return point.note + "".join(row.line + "\n" for row in rows)


def lasting_name() -> str:
    """Under which name this node itself cosigns its checkpoints a second time, with ML-DSA-44. It witnesses nothing."""
    return f"{origin()}/lasting"


def witnessed() -> Checkpoint | None:
    """The longest log that at least one witness has signed: another than this node itself."""
    row = models.Cosignature.objects.exclude(witness=lasting_name()).order_by("-size").first()
    return None if row is None else at(row.size)


def _of(row: models.Checkpoint | None) -> Checkpoint | None:
    return None if row is None else Checkpoint(row.size, bytes(row.root), row.note, row.took)
