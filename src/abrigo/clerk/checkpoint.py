"""A signed checkpoint of everything written so far: what a printed list or an agreed number rests on."""

from datetime import datetime

from django.db import transaction

from abrigo.clerk import lasting, trace
from abrigo.clerk.device import node_device
from abrigo.facts.wire import to_ms
from abrigo.ledger import checkpoints, pen, reader
from abrigo.ledger.checkpoints import Checkpoint


def checkpoint(now: datetime) -> Checkpoint | None:
    """The newest checkpoint when it covers the whole log, else a fresh one; None while the log is empty.

    Who looked is sealed first: whoever holds a checkpoint holds a word about the trace as well.
    """
    if reader.size():
        trace.seal(now)
    newest = checkpoints.latest()
    size = reader.size()
    if size == 0 or (newest is not None and newest.size == size):
        return newest
    with transaction.atomic():
        pen.lock()
        point = checkpoints.issue(node_device(), took=to_ms(now))
        lasting.sign(point, now)
        return point
