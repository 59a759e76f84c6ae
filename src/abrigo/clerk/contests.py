"""Meets two houses' words about one child, and writes the question down as soon as both are here."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from abrigo.clerk import enrolment
from abrigo.clerk.device import node_device
from abrigo.clerk.memory import Memory
from abrigo.facts.contests import ContestRaised
from abrigo.facts.index import KIND_OF
from abrigo.facts.kinds import PersonId, Said, StaffId
from abrigo.facts.streams import subject_of
from abrigo.facts.wire import spelling, to_ms
from abrigo.ledger import pen, reader
from abrigo.registers import index as registers
from abrigo.registers.book import LiveBook, Noted
from abrigo.registers.models import Whereabout
from abrigo.rules.contests import PLACING, Ranges, Word, claim_of, contests, name_of
from abrigo.vault import keys

Knowledge = dict[str, list[tuple[int, dict[str, Ranges]]]]


def raise_for(positions: set[int], now: datetime) -> int:
    """Look at everybody these entries place somewhere; out: how many questions were opened. In the caller's
    transaction, so that no board is drawn between the two claims and the question.
    """
    memory = Memory(reader.size())
    touched = {f.person for _, f in memory.facts_at(sorted(positions)) if isinstance(f, PLACING)}
    if not touched:
        return 0
    heard = _heard()
    opened = 0
    for person in sorted(touched):
        opened += _raise(PersonId(person), memory, heard, now)
    return opened


def _raise(person: PersonId, memory: Memory, heard: Knowledge, now: datetime) -> int:
    row = Whereabout.objects.filter(person=person).values("operation").first()
    moments = memory.history(f"person:{person}")
    if row is None or not moments:
        return 0
    sealed = {one.pos: one for one in reader.sealed_at([m.pos for m in moments])}
    words = [
        Word(sealed[m.pos].dev, sealed[m.pos].seq, m.fact, _knew(heard, sealed[m.pos].dev, sealed[m.pos].seq))
        for m in moments
    ]
    if len({w.device for w in words}) < 2:
        return 0
    asked = {m.fact.contest for m in moments if isinstance(m.fact, ContestRaised)}
    facts = []
    for pair in contests(words):
        claims = tuple(claim_of(w) for w in pair)
        name = name_of(person, claims)
        if name not in asked:
            said = Said(StaffId(f"node:{settings.ABRIGO_NODE}"), now)
            facts.append(ContestRaised(row["operation"], person, name, claims, said))
    _write(facts, memory, now)
    return len(facts)


def _write(facts: Iterable[ContestRaised], memory: Memory, now: datetime) -> None:
    took = to_ms(now)
    for fact in facts:
        kind, ver = KIND_OF[type(fact)]
        payload = {"kind": kind, "ver": ver, "fact": spelling(type(fact)).write(fact)}
        draft = pen.Draft(payload, keys.key_for(subject_of(fact)))
        (written,) = pen.append(node_device(), [draft], rec=took, took=took)
        memory.wrote(written.pos, fact)
        book = LiveBook(memory.history)
        registers.apply(book, Noted(written.pos, written.id, took, fact))
        book.put_pulse(written.pos + 1)
        book.flush()


def _heard() -> Knowledge:
    """Of each device: from which of its numbers on it knew which numbers of the others."""
    found: Knowledge = {}
    for one, said in enrolment.said_in_public():
        have = said.get("have")
        if said.get("kind") == "node.heard" and isinstance(have, dict):
            ranges = {dev: _ranges(each) for dev, each in have.items()}
            found.setdefault(one.dev, []).append((one.seq, ranges))
    return found


def _ranges(said: object) -> Ranges:
    if not isinstance(said, list):
        return ()
    return [(each[0], each[1]) for each in said if isinstance(each, list) and len(each) == 2]


def _knew(heard: Knowledge, dev: str, seq: int) -> dict[str, Ranges]:
    knew: dict[str, list[tuple[int, int]]] = {}
    for number, ranges in heard.get(dev, ()):
        if number < seq:
            for other, each in ranges.items():
                knew.setdefault(other, []).extend(each)
    return dict(knew)
