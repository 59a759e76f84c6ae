"""A night of hands: orders, restrictions, releases, visits, rights and bonds, tried by whoever may and may not.

Used twice: in short by the tests, and over thousands of nights by `./abrigo bench hands`. What must hold is read from
what was written by a second, slow reading that shares nothing with the rules.
"""

from collections import Counter
from datetime import timedelta
from typing import Any

from hypothesis import strategies as some
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.rules.conftest import Paper

from abrigo.facts.gate import GateAnswered, GateWord
from abrigo.facts.grants import (
    Compartment,
    GrantAsked,
    GrantGiven,
    GrantRefused,
    GrantSupported,
    GrantWithdrawn,
    Purpose,
)
from abrigo.facts.incidents import IncidentKind
from abrigo.facts.kinds import Place
from abrigo.facts.movement import UnitChanged
from abrigo.facts.nearness import ApartKept, BondEnded, Closeness, Distance, SplitDecided, TogetherKept
from abrigo.facts.operations import SiteKind
from abrigo.facts.orders import AnnexLine, OrderConfirmed, OrderEntered, RestrictionSet
from abrigo.facts.release import Outcome, Released, ReleaseHeld, ReleaseProposed, TransferredOut
from abrigo.facts.views import View
from abrigo.facts.visits import VisitApproved, VisitHeld, VisitRefused, VisitRequested
from abrigo.rules import gate, grants, incidents, movement, nearness, orders, places, release, visits

# Three officials and one of them twice: "rui2" is rui's second account, on rui's machine; eva's machine has no name.
PEOPLE = {"ana": "desk-1", "rui": "desk-2", "rui2": "desk-2", "eva": ""}
CHILDREN = ("a", "b", "c")
UNITS = ("u1", "u2")
RECIPIENTS = ("Sara Nahón, madre", "NAHON Sara", "Leví Katz", "autoridad central")
KEPT_AWAY = {"Sara Nahon": ("Sara Nahón, madre", "NAHON Sara"), "katz": ("Leví Katz",), "": RECIPIENTS}
CONTACT = (orders.NO_CONTACT, orders.SUPERVISED_ONLY)
HANDS = some.sampled_from(sorted(PEOPLE))
HOURS = some.integers(1, 60)
BACK = some.sampled_from([0, 0, 0, 1, 12, 50])  # hours a hand is dated back
CHILD = some.sampled_from(CHILDREN)
VIEW = View("con quién", "a solas", "es", "", "con mi tía", "se la oye", "")
SEEN: Counter[str] = Counter()  # what the nights of this process came to; a bench reports it


class Hands(RuleBasedStateMachine):
    """Whatever is tried in whatever order, and dated however far back."""

    releases = Bundle("releases")
    entered = Bundle("entered")
    asked = Bundle("asked")
    rights = Bundle("rights")
    bonds = Bundle("bonds")

    @initialize()
    def opens(self) -> None:
        self.paper = Paper()
        self.n = 0
        self.seen_to = 0
        self.heard: list[Any] = []  # the hour each fact was written, whatever hour it says of itself
        self.paper.must(places.OpenOperation, name="x", zone="America/Guatemala", agencies=("welfare", "court"))
        self.paper.must(places.OpenSite, site="acacias", name="x", kind=SiteKind.CENTRE, agency="welfare")
        for unit in UNITS:
            self.paper.must(places.OpenUnit, site="acacias", unit=unit, name=unit)
        for child in CHILDREN:
            self.paper.child(child)
        self.paper.must(movement.ChangeUnit, people=CHILDREN[:2], site="acacias", unit="u1")
        self._hear()
        SEEN["sequences"] += 1

    def _id(self, kind: str) -> str:
        self.n += 1
        return f"{kind}{self.n}"

    def _hear(self) -> None:
        self.heard += [self.paper.now] * (len(self.paper.written) - len(self.heard))

    def _ask(self, act: Any, by: str, back: int = 0, **parts: Any) -> None:
        self.paper.tick()
        at = self.paper.now - timedelta(hours=back) if back else self.paper.now
        self.paper.ask(act, by=by, device=PEOPLE[by], at=at, **parts)
        self._hear()
        SEEN["acts"] += 1

    @rule(hours=some.sampled_from([0.2, 0.5, 1, 6, 30]))
    def time_goes_by(self, hours: float) -> None:
        self.paper.tick(hours=hours)

    # -- what a court says --------------------------------------------------------

    @rule(target=entered, by=HANDS, hours=some.integers(-5, 80), child=some.sampled_from([*CHILDREN, ""]),
          number=some.integers(1, 4), issuer=some.sampled_from(["court B", "court C"]))  # fmt: skip
    def an_order_comes(self, by, hours, child, number, issuer):
        id_ = self._id("o")
        annex = (AnnexLine(1, child, child),) if child else ()
        self._ask(orders.EnterOrder, by, order=id_, issuer=issuer, number=str(number), allows="release", annex=annex,
                  begins=self.paper.now, ends=self.paper.now + timedelta(hours=hours), verified_how="seal")  # fmt: skip
        return id_

    @rule(order=entered, by=HANDS, back=BACK)
    def somebody_confirms(self, order, by, back) -> None:
        self._ask(orders.ConfirmOrder, by, back, order=order, called_back="secretary of the court")

    @rule(by=HANDS, issuer=some.sampled_from(["court B", "court C"]))
    def a_court_declines(self, by, issuer) -> None:
        self._ask(orders.RecordDeclination, by, issuer=issuer, reason="territory")

    @rule(by=HANDS, child=some.sampled_from([*CHILDREN, None]), against=some.sampled_from(sorted(KEPT_AWAY)),
          kind=some.sampled_from([*CONTACT, orders.NO_TRANSFER, orders.NO_RELEASE]), hours=HOURS)  # fmt: skip
    def a_restriction_is_set(self, by, child, against, kind, hours) -> None:
        now = self.paper.now
        self._ask(orders.SetRestriction, by, restriction=self._id("x"), kind=kind, basis="b", issuer="court C",
                  scope="s", begins=now, ends=now + timedelta(hours=hours), review=now, person=child,
                  against=against)  # fmt: skip

    @rule(by=HANDS)
    def the_gate_is_forced(self, by) -> None:
        self._ask(incidents.OpenIncident, by, incident=self._id("i"), kind=IncidentKind.FORCED_ENTRY, site="acacias")

    # -- release and transfer --------------------------------------------------------

    @rule(target=releases, by=HANDS, child=CHILD, to=some.sampled_from(RECIPIENTS), order=some.none() | entered,
          outcome=some.sampled_from([Outcome.REUNIFIED, Outcome.TRANSFERRED_AGENCY, Outcome.TRANSFERRED_ABROAD]),
          back=BACK)  # fmt: skip
    def a_release_is_proposed(self, by, child, to, order, outcome, back):
        id_ = self._id("r")
        self._ask(release.ProposeRelease, by, back, release=id_, person=child, outcome=outcome, recipient=to,
                  order=order, identity_seen="passport", ground="g", view=VIEW, called_back="secretary",
                  consent="note", place=Place("w"), photos_absent="no camera")  # fmt: skip
        return id_, child

    @rule(named=releases, by=HANDS, order=some.none() | entered, free=some.booleans(), back=BACK)
    def somebody_countersigns(self, named, by, order, free, back) -> None:
        id_, child = named
        self._ask(release.CountersignRelease, by, back, release=id_, person=child, order=order, not_free=not free)

    @rule(hands=some.tuples(HANDS, HANDS), child=CHILD, to=some.sampled_from(RECIPIENTS), order=some.none() | entered,
          outcome=some.sampled_from([Outcome.REUNIFIED, Outcome.TRANSFERRED_ABROAD]), back=BACK)  # fmt: skip
    def a_release_at_one_sitting(self, hands, child, to, order, outcome, back) -> None:
        named = self.a_release_is_proposed(hands[0], child, to, order, outcome, 0)
        self.somebody_countersigns(named, hands[1], order, True, back)

    # -- visits and the gate ------------------------------------------------------------

    @rule(
        target=asked,
        by=HANDS,
        child=CHILD,
        who=some.sampled_from(RECIPIENTS),
        wait=some.sampled_from([-3, 0, 0, 0, 1, 9, 30]),
    )
    def a_visit_is_asked_for(self, by, child, who, wait):
        id_, begins = self._id("v"), self.paper.now + timedelta(hours=wait)
        self._ask(visits.RequestVisit, by, visit=id_, person=child, visitor=who, begins=begins,
                  ends=begins + timedelta(hours=2))  # fmt: skip
        return id_, child, who

    @rule(named=asked, by=HANDS, watched=some.booleans(), back=BACK)
    def somebody_approves(self, named, by, watched, back) -> None:
        self._ask(visits.ApproveVisit, by, back, visit=named[0], person=named[1], view=VIEW, supervised=watched,
                  supervisor="the psychologist" if watched else "")  # fmt: skip

    @rule(named=asked, by=HANDS, held=some.booleans())
    def somebody_holds_or_refuses(self, named, by, held) -> None:
        act, more = (visits.HoldVisit, {}) if held else (visits.RefuseVisit, {"appeal": "court C"})
        self._ask(act, by, visit=named[0], person=named[1], reason="r", **more)

    @rule(named=asked, by=HANDS, band=some.booleans())
    def somebody_stands_at_the_gate(self, named, by, band) -> None:
        self._ask(gate.AnswerAtGate, by, attempt=self._id("t"), site="acacias", word=GateWord.IN, reason="r",
                  who=named[2], document="DPI", visit=named[0], person=named[1], band_in_hand=band)  # fmt: skip

    @rule(hands=some.tuples(HANDS, HANDS), child=CHILD, who=some.sampled_from(RECIPIENTS), watched=some.booleans())
    def a_visit_at_one_sitting(self, hands, child, who, watched) -> None:
        named = self.a_visit_is_asked_for(hands[0], child, who, 0)
        self.somebody_approves(named, hands[1], watched, 0)
        self.somebody_stands_at_the_gate(named, hands[0], False)

    @rule(hands=some.tuples(HANDS, HANDS, HANDS), gains=some.sampled_from([*sorted(PEOPLE), None]))
    def a_right_at_one_sitting(self, hands, gains) -> None:
        right = self.a_right_is_asked_for(hands[0], gains, 5)
        self.somebody_gives(right, hands[1], 0)
        self.somebody_gives(right, hands[2], 0)

    # -- rights ---------------------------------------------------------------------------

    @rule(target=rights, by=HANDS, gains=some.sampled_from([*sorted(PEOPLE), None]), hours=some.integers(1, 90))
    def a_right_is_asked_for(self, by, gains, hours):
        id_ = self._id("g")
        self._ask(grants.AskGrant, by, grant=id_, compartment=Compartment.WHEREABOUTS, purpose=next(iter(Purpose)),
                  until=self.paper.now + timedelta(hours=hours), staff=gains, words="w",
                  agency=None if gains else "court")  # fmt: skip
        return id_

    @rule(right=rights, by=HANDS, back=BACK)
    def somebody_gives(self, right, by, back) -> None:
        self._ask(grants.GiveGrant, by, back, grant=right)

    @rule(right=rights, by=HANDS, refuse=some.booleans())
    def somebody_takes_it_back(self, right, by, refuse) -> None:
        self._ask(grants.RefuseGrant if refuse else grants.WithdrawGrant, by, grant=right, reason="r")

    # -- together and apart ------------------------------------------------------------------

    @rule(target=bonds, by=HANDS, pair=some.sampled_from([("a", "b"), ("b", "c"), ("a", "c"), CHILDREN]))
    def some_are_kept_together(self, by, pair):
        id_ = self._id("k")
        self._ask(nearness.KeepTogether, by, bond=id_, people=pair, closeness=Closeness.SIBLINGS, reason="r")
        return id_

    @rule(target=bonds, by=HANDS, child=CHILD, other=some.sampled_from([*CHILDREN, *RECIPIENTS]), hours=HOURS)
    def some_are_kept_apart(self, by, child, other, hours):
        id_, now = self._id("k"), self.paper.now
        whom = {"other": other} if other in CHILDREN else {"other_name": other}
        self._ask(nearness.KeepApart, by, bond=id_, person=child, distance=Distance.AFRAID, basis="b",
                  ends=now + timedelta(hours=hours), review=now + timedelta(minutes=30), **whom)  # fmt: skip
        return id_

    @rule(bond=bonds, by=HANDS, child=CHILD, plan=some.sampled_from(["every Sunday", ""]))
    def a_split_is_decided(self, bond, by, child, plan) -> None:
        self._ask(nearness.DecideSplit, by, bond=bond, person=child, reason="r", contact=plan,
                  review=self.paper.now + timedelta(days=9))  # fmt: skip

    @rule(bond=bonds, by=HANDS)
    def a_bond_ends(self, bond, by) -> None:
        self._ask(nearness.EndBond, by, bond=bond, reason="r")

    @rule(by=HANDS, who=some.lists(CHILD, min_size=1, max_size=3, unique=True), unit=some.sampled_from(UNITS))
    def some_change_rooms(self, by, who, unit) -> None:
        self._ask(movement.ChangeUnit, by, people=tuple(who), site="acacias", unit=unit)

    @precondition(lambda self: hasattr(self, "paper"))
    @invariant()
    def nothing_took_effect_by_one_hand_against_a_restriction_or_after_its_end(self) -> None:
        for n in range(self.seen_to, len(self.paper.written)):
            fact, before, now = self.paper.written[n], self.paper.written[:n], self.heard[n]
            match fact:
                case OrderConfirmed():
                    order_rightly(fact, before, now)
                case Released() | TransferredOut():
                    ended_rightly(fact, before, now)
                case VisitApproved():
                    approved_rightly(fact, before, now)
                case GateAnswered(word=GateWord.IN):
                    let_in_rightly(fact, before)
                case GrantGiven():
                    given_rightly(fact, before, now)
                case UnitChanged():
                    placed_rightly(n, self.paper.written)
                case _:
                    continue
            SEEN[type(fact).__name__] += 1
        self.seen_to = len(self.paper.written)


# -- the second reading --------------------------------------------------------------------------


def assert_two_hands(first, second) -> None:
    assert first.said.by != second.said.by
    assert {first.said.by, second.said.by} != {"rui", "rui2"}, "one person, two accounts"
    assert second.device, "a machine nobody can name"
    assert first.device != second.device


def order_rightly(fact, before, now) -> None:
    first = next(f for f in before if isinstance(f, OrderEntered) and f.order == fact.order)
    assert_two_hands(first, fact)
    assert first.ends is None or now < first.ends
    assert not any(isinstance(f, OrderConfirmed) and f.order == fact.order for f in before)


def limits_on(person, before, *minutes):
    """Every restriction on somebody that held at one of these minutes, under the id it was last said."""
    told = [f for f in before if isinstance(f, RestrictionSet) and f.person in (None, person)]
    return [f for f in told if any(f.begins <= at < f.ends for at in minutes)]


def named_by(against: str, who: str) -> bool:
    return who in KEPT_AWAY[against]


def ended_rightly(fact, before, now) -> None:
    first = next(f for f in before if isinstance(f, ReleaseProposed) and f.release == fact.release)
    assert_two_hands(first, fact)
    assert first.view is not None, "the child was not asked"
    assert not any(isinstance(f, ReleaseHeld) and f.release == fact.release for f in before)
    assert not any(isinstance(f, Released | TransferredOut) and f.person == fact.person for f in before), "twice"
    for f in limits_on(fact.person, before, fact.said.at, now):
        assert f.kind != orders.NO_RELEASE
        assert f.kind != orders.NO_TRANSFER or isinstance(fact, Released)
        assert f.kind not in CONTACT or not named_by(f.against, fact.recipient)
    if first.order is not None:
        entered = next(f for f in before if isinstance(f, OrderEntered) and f.order == first.order)
        assert any(isinstance(f, OrderConfirmed) and f.order == first.order for f in before)
        assert entered.begins <= fact.said.at
        assert entered.ends is None or now < entered.ends


def approved_rightly(fact, before, now) -> None:
    asked = next(f for f in before if isinstance(f, VisitRequested) and f.visit == fact.visit)
    assert_two_hands(asked, fact)
    assert now < asked.ends, "over"
    assert not any(isinstance(f, VisitRefused) and f.visit == fact.visit for f in before)
    no_contact(asked, before, max(now, asked.begins), fact.supervised)


def no_contact(asked, before, at, supervised) -> None:
    for f in limits_on(asked.person, before, at):
        assert f.kind != orders.NO_CONTACT or not named_by(f.against, asked.visitor)
        assert f.kind != orders.SUPERVISED_ONLY or supervised or not named_by(f.against, asked.visitor)
    for f in apart(asked.person, before, at):
        assert f.other_name != asked.visitor


def let_in_rightly(fact, before) -> None:
    told = [f for f in before if isinstance(f, VisitApproved | VisitHeld | VisitRefused) and f.visit == fact.visit]
    assert isinstance(told[-1], VisitApproved), "the last word on it was not yes"
    asked = next(f for f in before if isinstance(f, VisitRequested) and f.visit == fact.visit)
    assert asked.begins - timedelta(minutes=30) <= fact.said.at < asked.ends
    assert not fact.band_in_hand
    no_contact(asked, before, fact.said.at, told[-1].supervised)


def given_rightly(fact, before, now) -> None:
    asked = next(f for f in before if isinstance(f, GrantAsked) and f.grant == fact.grant)
    first = next(f for f in before if isinstance(f, GrantSupported) and f.grant == fact.grant)
    assert_two_hands(first, fact)
    assert not {first.said.by, fact.said.by} & {asked.said.by, asked.staff}
    assert now < asked.until
    assert not any(isinstance(f, GrantRefused | GrantWithdrawn) and f.grant == fact.grant for f in before)


def apart(person, before, at):
    over = {f.bond for f in before if isinstance(f, BondEnded)}
    kept = [f for f in before if isinstance(f, ApartKept) and f.person == person and f.bond not in over]
    return [f for f in kept if at < f.ends]


def room_of(person, facts):
    return next((f.unit for f in reversed(facts) if isinstance(f, UnitChanged) and f.person == person), None)


def placed_rightly(n, written) -> None:
    """Read after the whole act: everybody it moved has the same minute. In a breach whoever can be brought out is."""
    fact = written[n]
    moved = {f.person for f in written if isinstance(f, UnitChanged) and f.said.at == fact.said.at}
    before = [f for f in written[:n] if not (isinstance(f, UnitChanged) and f.said.at == fact.said.at)]
    if any(type(f).__name__ == "Unconfirmed" for f in before):
        return
    gone = {f.person for f in before if isinstance(f, Released | TransferredOut)}
    for f in apart(fact.person, before, fact.said.at):
        if f.other is not None and f.other not in gone:
            there = f.other in moved or room_of(f.other, before) == fact.unit
            assert not there, "put side by side"
    over = {f.bond for f in before if isinstance(f, BondEnded)}
    split = {(f.person, f.bond) for f in before if isinstance(f, SplitDecided)}
    for f in before:
        if isinstance(f, TogetherKept) and f.person == fact.person and f.bond not in over:
            if (f.person, f.bond) in split:
                plan = next(s for s in before if isinstance(s, SplitDecided) and s.bond == f.bond)
                assert plan.contact, "parted without a plan"
                continue
            for other in set(f.people) - moved - gone:
                assert room_of(other, before) == fact.unit, "parted"
