"""One agreed number, counted again for anyone who asks: no name, no place, nothing that was not signed."""

from dataclasses import dataclass

from django.db import transaction

from abrigo.clerk.memory import Memory
from abrigo.facts.accords import AccordSigned
from abrigo.facts.kinds import AccordId, OperationId
from abrigo.ledger import checkpoints, reader
from abrigo.ledger.checkpoints import Checkpoint
from abrigo.registers import answers
from abrigo.registers.models import Place
from abrigo.rules.accords import ACCORDS, AccordParts, accord_parts, list_digest


@dataclass(frozen=True, slots=True)
class Checked:
    """`again`: how many the ledger counts when it is asked once more, by what it knew when the list was drawn.

    `same`: that list has the digest that was signed. `checkpoint`: the newest one that covers the last signature.
    """

    operation: OperationId
    zone: str
    parts: AccordParts
    again: int
    same: bool
    checkpoint: Checkpoint | None


def check(accord: AccordId) -> Checked | None:
    """None when there is no such accord, or it is not agreed: a number under discussion is nobody's yet."""
    with transaction.atomic():
        memory = Memory(reader.size())
        known = memory.recall(ACCORDS, f"accord:{accord}")
        parts = accord_parts(known)
        if parts is None or known.proposed is None or parts.reached_at is None:
            return None
        proposed = known.proposed
        people = answers.definition_list(
            memory, proposed.operation, proposed.definition, proposed.cut, proposed.sites, size=proposed.known_at
        )
        digest = list_digest(proposed.operation, proposed.definition, proposed.cut, proposed.sites, people)
        newest = checkpoints.latest()
        zone = Place.objects.filter(id=proposed.operation).values_list("zone", flat=True).first() or "UTC"
        signed = [m.pos for m in memory.history(f"accord:{accord}") if isinstance(m.fact, AccordSigned)]
    memory.publish()
    covers = newest if newest is not None and newest.size > max(signed) else None
    return Checked(proposed.operation, zone, parts, len(people), digest == parts.digest, covers)
