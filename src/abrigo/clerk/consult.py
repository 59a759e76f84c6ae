"""Consult: a question about the record, asked by someone, answered from one consistent reading."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import transaction

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
    with transaction.atomic():
        memory = Memory(reader.size())
        answer = question(viewer, memory)
    memory.publish()
    return answer


def recall(viewer: Viewer, room: Room[K], stream: str) -> K:
    """What a room knows of a stream now."""
    return consult(viewer, lambda _, memory: memory.recall(room, stream))


def size_at(instant: datetime) -> int:
    """How many entries this node had taken by that instant (UTC): what could be known then."""
    return reader.size_at(to_ms(instant))
