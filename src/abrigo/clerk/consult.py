"""Consult: a question about the record, asked by someone, answered from one consistent reading."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

from django.db import connection, transaction

from abrigo.clerk.memory import Memory
from abrigo.facts.wire import to_ms
from abrigo.ledger import reader
from abrigo.rules.access import Viewer
from abrigo.rules.past import Room

T = TypeVar("T")
K = TypeVar("K")


def consult(viewer: Viewer, question: Callable[[Viewer, Memory], T]) -> T:
    """In: who asks, and a question that takes the viewer first. Out: its answer.

    The room where purposes, quotas and the entry written before the answer will stand; today it gives one reading
    of the past and shares what was read.
    """
    with one_reading():
        memory = Memory(reader.size())
        answer = question(viewer, memory)
    memory.publish()
    return answer


@contextmanager
def one_reading() -> Iterator[None]:
    """A transaction that reads and never writes. On SQLite every other one takes the writer's lock as it begins: a
    hundred screens looking into an incident would stand in line before the hand that writes who was found."""
    reading = connection.vendor == "sqlite" and not connection.in_atomic_block
    kept = getattr(connection, "transaction_mode", None)
    if reading:
        connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            if reading:
                connection.transaction_mode = kept  # type: ignore[attr-defined]
            yield
    finally:
        if reading:
            connection.transaction_mode = kept  # type: ignore[attr-defined]


def recall(viewer: Viewer, room: Room[K], stream: str) -> K:
    """What a room knows of a stream now."""
    return consult(viewer, lambda _, memory: memory.recall(room, stream))


def size_at(instant: datetime) -> int:
    """How many entries this node had taken by that instant (UTC): what could be known then."""
    return reader.size_at(to_ms(instant))
