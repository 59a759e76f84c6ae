"""Carries out what two people asked for once its day has come: keys, boxes, files and every old copy of the words."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from django.conf import settings
from django.db import connection, transaction

from abrigo.clerk import enrolment, rebuild
from abrigo.clerk.device import node_device
from abrigo.clerk.left import decode, outline_of
from abrigo.clerk.memory import Memory, forget
from abrigo.clerk.models import Parcel, Piecemeal, Shown
from abrigo.facts.index import KIND_OF, Fact
from abrigo.facts.kinds import OperationId, PersonId, Said, ShreddingId, StaffId
from abrigo.facts.shredding import KeyDestroyed, Outlined
from abrigo.facts.streams import subject_of
from abrigo.facts.wire import spelling, to_ms
from abrigo.ledger import pen, reader
from abrigo.ledger.codec import Json, Refused
from abrigo.ledger.reader import Sealed
from abrigo.registers import names, stories
from abrigo.registers.models import Card
from abrigo.rules.shredding import WORDS
from abrigo.vault import keys, secrets, shred, store
from abrigo.vault.commitment import commitment
from abrigo.vault.models import Wrapped

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
# What lies half written elsewhere about a person: each clears its own and names the sealed files that go with it.
HALF_WRITTEN: Final[list[Callable[[PersonId], set[str]]]] = []
UNFINISHED: Final = "shredding.unfinished"  # a file: the words are out of the tables, old copies may still open


@dataclass(frozen=True, slots=True)
class Gone:
    """One person's words, destroyed. `entries`: how many lost their words; `outlined`: of how many an outline stays."""

    person: str
    entries: int
    outlined: int


def due(now: datetime) -> list[tuple[OperationId, ShreddingId, PersonId]]:
    """Whose day has come, and whom no order holds."""
    rows = Card.objects.filter(kind="shredding", status="confirmed", due__lte=to_ms(now))
    found = []
    for row in rows.order_by("due", "id"):
        memory = Memory(reader.size())
        if memory.recall(WORDS, f"person:{row.person}").due(now):
            found.append((OperationId(row.operation), ShreddingId(row.id), PersonId(row.person)))
    return found


def carry_out(now: datetime) -> list[Gone]:
    """Everything that is due, each whole; then every other key is wrapped anew and the old secret destroyed."""
    gone = [_destroy(*one, now) for one in due(now)]
    if gone or secrets.path_of(UNFINISHED).exists():
        finish()
    return gone


def finish() -> None:
    """What makes it final. Stopped by a power cut it is done again: the mark goes last."""
    shred.rotate()
    scrub()
    secrets.path_of(UNFINISHED).unlink(missing_ok=True)


def _destroy(operation: OperationId, shredding: ShreddingId, person: PersonId, now: datetime) -> Gone:
    """One transaction: the outline is written, boxes and keys go, the registers are folded again without the words."""
    with transaction.atomic():
        pen.lock()
        held = keys.of_subject(f"person:{person}")
        sealed = [one for key in held for one in reader.sealed_under(commitment(key))]
        kept = tuple(_outlines(sealed))
        said = Said(StaffId(f"node:{settings.ABRIGO_NODE}"), now)
        kids = tuple(commitment(key).hex() for key in held)
        fact = KeyDestroyed(operation, shredding, person, kids, kept, said)
        ground = _write(fact, now)
        _remove(person, kids, held, ground, now)
        rebuild.rebuild()
    return Gone(person, len(sealed), len(kept))


def follow(destroyed: KeyDestroyed, ground: int, now: datetime) -> None:
    """Another house of ours has destroyed these words: they go here too. In the caller's transaction, which folds."""
    held = keys.of_subject(f"person:{destroyed.whose}")
    _remove(destroyed.whose, destroyed.kids, held, ground, now)


def _remove(person: str, kids: tuple[str, ...], held: list[bytes], ground: int, now: datetime) -> None:
    path = secrets.path_of(UNFINISHED)
    path.touch(mode=0o600)
    secrets.settle(path.parent)
    files = {digest for key in held for digest in _files_of(person, key)}
    files |= {digest for clear in HALF_WRITTEN for digest in clear(PersonId(person))}
    transaction.on_commit(partial(_remove_files, files, held))
    known = {bytes.fromhex(kid) for kid in kids} | {commitment(key) for key in held}
    for kid in sorted(known):
        pen.shred(kid, ground=ground)
    subject = f"person:{person}"
    for name in Wrapped.objects.filter(kid__in=known).values_list("subject", flat=True):
        shred.destroy(name, asked=to_ms(now))
    Parcel.objects.filter(subject=subject).update(sealed=b"")
    Piecemeal.objects.filter(person=person).delete()
    Shown.objects.filter(person=person).delete()
    said: dict[str, Json] = {"kind": "key.gone", "ver": 1, "kids": [k.hex() for k in sorted(known)], "at": to_ms(now)}
    enrolment.announce(node_device(), said, now)
    transaction.on_commit(_forget)


def _remove_files(digests: set[str], held: list[bytes]) -> None:
    for key in held:
        for digest in digests:
            store.remove(digest, key)


def _forget() -> None:
    keys.forget()
    forget()
    stories.forget()
    names.forget()


def _outlines(sealed: list[Sealed]) -> Iterator[Outlined]:
    for one, fact, after in _facts(sealed):
        if (told := outline_of(one, fact, after)) is not None:
            yield told


def _facts(sealed: list[Sealed]) -> Iterator[tuple[Sealed, Fact, list[str]]]:
    by_kid = keys.keys_by_kid({one.kid for one in sealed})
    for one in sorted(sealed, key=lambda each: each.pos):
        if one.box is None:
            continue
        try:
            payload = reader.open_box(one, by_kid.get(one.kid))
            fact = decode(payload)
        except (Refused, KeyError, TypeError, ValueError):
            continue
        after = payload.get("after")
        if fact is not None:
            yield one, fact, [str(a) for a in after] if isinstance(after, list) else []


def _files_of(person: str, key: bytes) -> set[str]:
    """Digests of everything that was sealed for this person: what a fact cites by digest, and the pictures made of it.

    Whoever holds the key could look for a file by its digest; without the fact nobody knows what to look for.
    """
    found = {d for row in Shown.objects.filter(person=person) for d in (row.digest, row.full, row.thumb)}
    for _, fact, _ in _facts(reader.sealed_under(commitment(key))):
        plain = spelling(type(fact)).write(fact)
        found |= {v for v in plain.values() if isinstance(v, str) and _DIGEST.fullmatch(v)}
    return found


def _write(fact: KeyDestroyed, now: datetime) -> int:
    kind, ver = KIND_OF[type(fact)]
    payload = {"kind": kind, "ver": ver, "fact": spelling(type(fact)).write(fact)}
    took = to_ms(now)
    draft = pen.Draft(payload, keys.key_for(subject_of(fact)))
    (written,) = pen.append(node_device(), [draft], rec=took, took=took)
    return written.pos


def scrub() -> None:
    """Free pages are given back, the write-ahead log is cut. On PostgreSQL old pieces of its log go with its own
    recycling (docs/runbooks/shredding.md says how to hurry it)."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        for (table,) in cursor.fetchall():
            cursor.execute(f'VACUUM FULL "{table}"')


def waiting() -> bool:
    """Whether a destruction was stopped before it was final: `./abrigo shred` goes on with it."""
    return secrets.path_of(UNFINISHED).exists()
