"""What a stranger may check without us: the whole log, or one person's entries with proof of their place."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from abrigo.clerk.checkpoint import checkpoint
from abrigo.clerk.memory import Memory, positions
from abrigo.facts.accords import AccordReached, AccordSigned
from abrigo.facts.kinds import AccordId, PersonId
from abrigo.facts.streams import accord_key
from abrigo.ledger import bundle, checkpoints, reader
from abrigo.vault import keys
from abrigo.vault.commitment import commitment


class NothingWritten(LookupError):
    """There is no such person here, or nothing in the log at all."""


def whole_log(now: datetime, *, readable: bool, upto: int | None = None) -> Iterator[bytes]:
    """Every entry up to now, or up to an earlier checkpoint (`upto`: its length, as a paper carries it); the words only
    when `readable`. For an order that covers everybody, and for auditors without words: a sealed bundle proves the log
    and tells nothing of anyone.
    """
    point = checkpoint(now) if upto is None else checkpoints.at(upto)
    if point is None:
        raise NothingWritten
    return bundle.operation(point, keys.all_by_kid() if readable else {}, checkpoints.noted(point))


def some(people: Sequence[PersonId], at: Sequence[int], now: datetime) -> Iterator[bytes]:
    """These entries of these people's, with their words and the proof of each place; others' keys do not come along."""
    point = checkpoint(now)
    opened = {commitment(key): key for person in people for key in keys.of_subject(f"person:{person}")}
    if point is None or not at:
        raise NothingWritten
    return bundle.dossier(point, at, opened, checkpoints.noted(point))


def agreed(accord: AccordId, now: datetime) -> Iterator[bytes]:
    """One agreed number: who signed which digest and that all had, readable, each with proof of its place. No name, no
    place, no list: those stay under the operation's key, which does not come along.
    """
    told = Memory(reader.size()).history(f"accord:{accord}")
    if not any(isinstance(m.fact, AccordReached) for m in told):
        raise NothingWritten
    point = checkpoint(now)
    assert point is not None  # something is written
    opened = {commitment(key): key for key in keys.of_subject(accord_key(accord))}
    at = [m.pos for m in told if isinstance(m.fact, AccordSigned | AccordReached)]
    return bundle.dossier(point, at, opened, checkpoints.noted(point))


def dossier(person: PersonId, now: datetime, *, readable: bool = True) -> Iterator[bytes]:
    """This person's entries, with their words when `readable`; nothing of anybody else's: others' keys do not come
    along. Every witness's line stands under the checkpoint.
    """
    point = checkpoint(now)
    mine = positions(f"person:{person}", 0)
    if point is None or not mine:
        raise NothingWritten
    held = keys.of_subject(f"person:{person}")
    if not held:
        raise NothingWritten
    opened = {commitment(key): key for key in held} if readable else {}
    return bundle.dossier(point, mine, opened, checkpoints.noted(point))
