"""The numbers of the register: each new line gets the next one, and no two tables ever give out the same."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models.functions import Length

from abrigo.clerk.record import Answer, Ask, record_all
from abrigo.facts.kinds import OperationId
from abrigo.ledger import pen
from abrigo.registers.models import Person
from abrigo.rules.access import Viewer
from abrigo.rules.intake import Register

PREFIX: Final = "L-"


def record_numbered(viewer: Viewer, asks: Sequence[Ask], *, now: datetime) -> list[Answer]:
    """As `record_all`, giving every Register that names no line the next number of its operation.

    The number is chosen while the log is held, so two tables that save in the same instant get two numbers. An act sent
    again keeps the number it got the first time.
    """
    with transaction.atomic():
        pen.lock()
        return record_all(viewer, list(_numbered(asks)), now=now)


def _numbered(asks: Sequence[Ask]) -> Iterator[Ask]:
    last: dict[OperationId, int] = {}
    for ask in asks:
        act = ask.act
        if not isinstance(act, Register) or act.line:
            yield ask
            continue
        written = Person.objects.filter(id=act.person, registered_at__isnull=False).values_list("line", flat=True)
        if line := written.first():
            yield Ask(ask.id, replace(act, line=line))
            continue
        if act.operation not in last:
            last[act.operation] = _last(act.operation)
        last[act.operation] = number = last[act.operation] + 1
        yield Ask(ask.id, replace(act, line=f"{PREFIX}{number:03}"))


def _last(operation: OperationId) -> int:
    ours = Person.objects.filter(operation=operation, line__startswith=PREFIX)
    longest_first = ours.order_by(Length("line").desc(), "-line").values_list("line", flat=True)
    numbers = (line.removeprefix(PREFIX) for line in longest_first.iterator(chunk_size=50))
    return next((int(n) for n in numbers if n.isascii() and n.isdigit()), 0)
