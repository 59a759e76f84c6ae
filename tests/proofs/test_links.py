"""Whatever is linked, rejected, split, brought in or run out, clusters are what an oracle says; undone, nothing is left.

The oracle knows sets and pairs only. The rules decide, the registers fold; on paper many times, and through the clerk
on both databases.
"""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from abrigo.facts.index import Fact
from abrigo.facts.intake import Tally
from abrigo.facts.operations import SiteKind
from abrigo.facts.streams import streams_of
from abrigo.registers import index as registers
from abrigo.registers.book import MemoryBook, Noted, compact
from abrigo.registers.models import CustodyLine, Person, Whereabout
from abrigo.rules import identity, intake, places
from abrigo.rules.identity import Verdict
from abrigo.rules.index import ACTS, NAME_OF
from abrigo.rules.past import Hand, Past
from abrigo.rules.refusals import Refusal, Why
from abrigo.rules.whereabouts import WHEREABOUTS, Moment, recall

DAWN = datetime(2025, 12, 19, 12, tzinfo=UTC)
START = tuple("abcdef")


class Oracle:
    """Who is whose record, and which pairs were told apart: pairs and sets, nothing of ours."""

    def __init__(self) -> None:
        self.links: dict[str, tuple[str, str]] = {}  # candidate -> (not counted, counted)
        self.apart: set[frozenset[str]] = set()

    def above(self) -> dict[str, str]:
        return dict(self.links.values())

    def root(self, person: str) -> str:
        above = self.above()
        while person in above:
            person = above[person]
        return person

    def clusters(self, people) -> set[frozenset[str]]:
        found: dict[str, set[str]] = {}
        for person in people:
            found.setdefault(self.root(person), set()).add(person)
        return {frozenset(c) for c in found.values()}

    def may_link(self, person: str, counted: str) -> bool:
        if person in self.above() or self.root(counted) == person:
            return False
        one, other = ({p for p in self.everyone if self.root(p) == self.root(x)} for x in (person, counted))
        own = frozenset((person, counted))
        return not any(frozenset((a, b)) in self.apart - {own} for a in one for b in other)

    everyone: set[str]


class Links(RuleBasedStateMachine):
    """The real rules and the real registers, in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[Fact] = []
        self.book = MemoryBook()
        self.now = DAWN
        self.oracle = Oracle()
        self.pairs: dict[str, tuple[str, str]] = {}  # candidate -> the two
        self.claims: list[tuple[str, str]] = []

    # -- a house of paper -----------------------------------------------------

    def ask(self, act, by="ana", **parts):
        self.now += timedelta(minutes=1)
        if "operation" in act.__dataclass_fields__:
            parts.setdefault("operation", "op")
        asked = act(at=self.now, **parts)
        line, past = ACTS[NAME_OF[act]], Past()
        for _ in range(len(self.written) + 2):
            wanted = [n for n in line.needs(asked, past) if not past.has(n.room, n.id)]
            if not wanted:
                break
            past = Past({**past.streams, **{(n.room.name, n.id): self.room(n) for n in wanted}}, {}, {})
        answer = line.decide(past, asked, Hand(by, "welfare", self.now, self.now))
        if not isinstance(answer, Refusal):
            for fact in answer:
                self.write(fact)
        return answer

    def write(self, fact: Fact) -> None:
        pos = len(self.written)
        self.written.append(fact)
        for stream in streams_of(fact):
            self.book.remember(stream, Moment(pos, fact))
        registers.apply(self.book, Noted(pos, pos.to_bytes(32), int(self.now.timestamp() * 1000), fact))

    def room(self, need):
        moments = [Moment(i, f) for i, f in enumerate(self.written) if need.id in streams_of(f)]
        if need.room is WHEREABOUTS:
            return recall(moments)
        known = need.room.empty
        for moment in moments:
            known = need.room.learn(known, moment.fact)
        return known

    def bytes(self) -> str:
        """Everything the registers say of persons: who, where, in whose custody."""
        return compact({t.__name__: list(self.book.sorted_rows(t)) for t in (Person, Whereabout, CustodyLine)})

    # -- what happens -----------------------------------------------------------

    @initialize()
    def opened(self) -> None:
        self.ask(places.OpenOperation, name="op", zone="UTC", agencies=("welfare",))
        self.ask(places.OpenSite, site="s", name="s", kind=SiteKind.CENTRE, agency="welfare")
        self.people: list[str] = []
        for person in START:
            self.come(person)

    def come(self, person: str) -> None:
        done = self.ask(intake.Receive, person=person, site="s", tag=person, tally=Tally.CHILD)
        assert not isinstance(done, Refusal)
        self.people.append(person)
        self.oracle.everyone = set(self.people)

    @rule()
    def import_somebody(self) -> None:
        if len(self.people) < 9:
            self.come(f"i{len(self.people)}")

    @rule(one=st.integers(0, 8), other=st.integers(0, 8))
    def propose(self, one: int, other: int) -> None:
        a, b = self.people[one % len(self.people)], self.people[other % len(self.people)]
        candidate = f"k{len(self.pairs)}"
        known = any({a, b} == {*p} for p in self.pairs.values())
        done = self.ask(identity.ProposeCandidate, candidate=candidate, person=a, other=b, reasons=("x",))
        assert isinstance(done, Refusal) == (a == b or known)
        if not isinstance(done, Refusal):
            self.pairs[candidate] = (a, b)

    @precondition(lambda self: self.pairs)
    @rule(which=st.integers(0, 40), turned=st.booleans())
    def link(self, which: int, *, turned: bool) -> None:
        candidate, (a, b) = list(self.pairs.items())[which % len(self.pairs)]
        person, counted = (b, a) if turned else (a, b)
        held = frozenset((a, b)) in self.oracle.apart
        may = candidate not in self.oracle.links and not held and self.oracle.may_link(person, counted)
        done = self.decide(candidate, Verdict.SAME, counted)
        assert isinstance(done, Refusal) != may, (person, counted, done)
        if may:
            self.oracle.links[candidate] = (person, counted)

    @precondition(lambda self: self.pairs)
    @rule(which=st.integers(0, 40))
    def reject(self, which: int) -> None:
        candidate, (a, b) = list(self.pairs.items())[which % len(self.pairs)]
        may = frozenset((a, b)) not in self.oracle.apart and self.oracle.root(a) != self.oracle.root(b)
        done = self.decide(candidate, Verdict.NOT_THE_SAME)
        assert isinstance(done, Refusal) != may, done
        if may:
            self.oracle.apart.add(frozenset((a, b)))

    @precondition(lambda self: self.oracle.apart)
    @rule(which=st.integers(0, 40))
    def reopen(self, which: int) -> None:
        held = sorted(self.oracle.apart, key=sorted)[which % len(self.oracle.apart)]
        candidate = next(c for c, p in self.pairs.items() if {*p} == held)
        assert not isinstance(self.decide(candidate, Verdict.CANNOT_TELL), Refusal)
        self.oracle.apart.discard(held)

    @precondition(lambda self: self.oracle.links)
    @rule(which=st.integers(0, 40))
    def unlink_or_split(self, which: int) -> None:
        """The last link of a chain, or one in its middle: then the cluster falls in two, each whole."""
        candidate = list(self.oracle.links)[which % len(self.oracle.links)]
        assert not isinstance(self.ask(identity.Unlink, candidate=candidate, reason="mistaken"), Refusal)
        del self.oracle.links[candidate]

    @rule(who=st.integers(0, 8))
    def hear(self, who: int) -> None:
        person = self.people[who % len(self.people)]
        claim = f"n{len(self.written)}"
        told = {"person": person, "claim": claim, "text": "Ixchel", "speaker": "lent register"}
        assert not isinstance(self.ask(identity.ClaimName, **told), Refusal)
        self.claims.append((person, claim))

    @precondition(lambda self: self.claims)
    @rule(which=st.integers(0, 40))
    def expire(self, which: int) -> None:
        person, claim = self.claims.pop(which % len(self.claims))
        gone = self.ask(identity.WithdrawClaim, person=person, claim=claim, reason="the lent register ran out")
        assert not isinstance(gone, Refusal)

    def decide(self, candidate, verdict, counted=None):
        return self.ask(
            identity.DecideCandidate, by="rui", candidate=candidate, verdict=verdict, reason="seen", counted=counted
        )

    # -- what always holds ------------------------------------------------------

    @invariant()
    def clusters_are_the_oracle_s(self) -> None:
        if not hasattr(self, "people"):
            return
        same = {p: self.book.get(Person, p)["same_as"] for p in self.people}
        assert {p: s for p, s in same.items() if s} == self.oracle.above()
        counted = {p for p in self.people if not self.book.get(Whereabout, p)["same_as"]}
        assert counted == {self.oracle.root(p) for p in self.people}
        assert len(counted) == len(self.oracle.clusters(self.people))

    @invariant()
    def nobody_held_apart_is_one(self) -> None:
        for held in self.oracle.apart:
            a, b = held
            assert self.oracle.root(a) != self.oracle.root(b)

    def teardown(self) -> None:
        """Undone in whatever order it stands, everything a person's registers say is what it was: byte for byte."""
        if not hasattr(self, "people"):
            return
        for candidate in list(self.oracle.links):
            assert not isinstance(self.ask(identity.Unlink, candidate=candidate, reason="undo"), Refusal)
        never = Links()
        never.written = [f for f in self.written if type(f).__name__ not in DECISIONS]
        for pos, fact in enumerate(never.written):
            for stream in streams_of(fact):
                never.book.remember(stream, Moment(pos, fact))
            at = self.written.index(fact)
            registers.apply(never.book, Noted(at, at.to_bytes(32), 0, fact))
        assert self.bytes() == never.bytes()


DECISIONS = {"CandidateRaised", "Linked", "HeldApart", "LeftOpen", "Unlinked"}
TestLinks = Links.TestCase
TestLinks.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), database=None
)


# -- through the clerk, on both databases ---------------------------------------------------------


@pytest.mark.django_db
def test_through_the_clerk_a_night_of_links_undone_leaves_every_register_as_it_was(operation):
    def said():
        tables = (Person, Whereabout, CustodyLine)
        return compact({t.__name__: list(t.objects.order_by("pk").values()) for t in tables})

    people = [f"c{n}" for n in range(1, 9)]
    before, chance, linked = said(), random.Random(5), {}
    for n in range(40):
        a, b = chance.sample(people, 2)
        candidate = f"{min(a, b)}-{max(a, b)}"
        operation.do("propose-candidate", "intake-worker", candidate=candidate, person=a, other=b, reasons=["x"])
        verdict = chance.choice(["same", "same", "same", "same", "not-the-same", "cannot-tell"])
        given = {"counted": b} if verdict == "same" else {}
        done = operation.do("decide-candidate", candidate=candidate, verdict=verdict, reason="seen", **given)
        if done.refusal is None and verdict == "same":
            linked[candidate] = (a, b)
        if linked and n % 5 == 4:
            undone = chance.choice(sorted(linked))
            operation.must("unlink", candidate=undone, reason="mistaken")
            del linked[undone]
        above = dict(Person.objects.exclude(same_as="").values_list("id", "same_as"))
        assert above == dict(linked.values())
        assert dict(Whereabout.objects.exclude(same_as="").values_list("person", "same_as")) == above
    assert linked, "the night must leave something to undo"
    for candidate in sorted(linked):
        operation.must("unlink", candidate=candidate, reason="undo")
    assert said() == before


@pytest.mark.django_db
def test_a_no_holds_against_every_detour(operation):
    for candidate, a, b in (("k1", "c1", "c2"), ("k2", "c1", "c3"), ("k3", "c2", "c3")):
        operation.must("propose-candidate", "intake-worker", candidate=candidate, person=a, other=b, reasons=["x"])
    operation.must("decide-candidate", candidate="k1", verdict="not-the-same", reason="two girls stood there")
    operation.must("decide-candidate", candidate="k2", verdict="same", counted="c3", reason="seen")
    no = operation.do("decide-candidate", candidate="k3", verdict="same", counted="c3", reason="seen").refusal
    assert (no.why, set(no.about)) == (Why.HELD_APART, {"c1", "c2"})
    operation.must("unlink", candidate="k2", reason="it was another")
    operation.must("decide-candidate", candidate="k3", verdict="same", counted="c3", reason="seen")


@pytest.mark.django_db
def test_who_is_one_through_others_is_not_told_apart_without_undoing_that(operation):
    for candidate, a, b in (("k1", "c1", "c3"), ("k2", "c2", "c3"), ("k3", "c1", "c2")):
        operation.must("propose-candidate", "intake-worker", candidate=candidate, person=a, other=b, reasons=["x"])
    for candidate in ("k1", "k2"):
        operation.must("decide-candidate", candidate=candidate, verdict="same", counted="c3", reason="seen")
    no = operation.do("decide-candidate", candidate="k3", verdict="not-the-same", reason="seen").refusal
    assert no.why is Why.COUNTED_AS_ONE
