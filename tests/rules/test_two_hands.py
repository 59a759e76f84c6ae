"""No one hand: whatever is tried in whatever order, nothing ends, begins or binds without two people on two machines."""

from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from tests.rules.conftest import Paper

from abrigo.facts.incidents import IncidentKind
from abrigo.facts.kinds import AgencyId, Place
from abrigo.facts.operations import SiteKind
from abrigo.facts.orders import AnnexLine, OrderConfirmed, OrderEntered, RestrictionSet
from abrigo.facts.release import Outcome, Released, ReleaseHeld, ReleaseProposed, TransferredOut
from abrigo.rules import incidents, orders, places, release

assert AgencyId

# Three officials and one of them twice: "rui2" is rui's second account, on rui's machine.
PEOPLE = {"ana": "desk-1", "rui": "desk-2", "rui2": "desk-2", "eva": ""}
CHILDREN = ("a", "b", "c")
RECIPIENTS = ("Sara Nahón, madre", "NAHON Sara", "Leví Katz", "autoridad central")
HANDS = some.sampled_from(sorted(PEOPLE))
HOURS = some.integers(1, 60)


class Hands(RuleBasedStateMachine):
    """Thousands of orders, restrictions, incidents and releases, tried by people who may and people who may not."""

    releases = Bundle("releases")
    entered = Bundle("entered")

    @initialize()
    def opens(self) -> None:
        self.paper = Paper()
        self.n = 0
        self.paper.must(places.OpenOperation, name="x", zone="America/Guatemala", agencies=("welfare",))
        self.paper.must(places.OpenSite, site="acacias", name="x", kind=SiteKind.CENTRE, agency="welfare")
        for child in CHILDREN:
            self.paper.child(child)

    def _id(self, kind: str) -> str:
        self.n += 1
        return f"{kind}{self.n}"

    def _ask(self, act, by: str, **parts):
        return self.paper.ask(act, by=by, device=PEOPLE[by], **parts)

    @rule(hours=HOURS)
    def time_goes_by(self, hours: int) -> None:
        self.paper.tick(hours=hours)

    @rule(target=entered, by=HANDS, hours=some.integers(-5, 80), child=some.sampled_from([*CHILDREN, ""]),
          number=some.integers(1, 4), issuer=some.sampled_from(["court B", "court C"]))  # fmt: skip
    def an_order_comes(self, by, hours, child, number, issuer):
        id_ = self._id("o")
        annex = (AnnexLine(1, child, child),) if child else ()
        self._ask(orders.EnterOrder, by, order=id_, issuer=issuer, number=str(number), allows="release", annex=annex,
                  begins=self.paper.now, ends=self.paper.now + timedelta(hours=hours), verified_how="seal")  # fmt: skip
        return id_

    @rule(order=entered, by=HANDS)
    def somebody_confirms(self, order, by) -> None:
        self._ask(orders.ConfirmOrder, by, order=order, called_back="secretary of the court")

    @rule(by=HANDS, issuer=some.sampled_from(["court B", "court C"]))
    def a_court_declines(self, by, issuer) -> None:
        self._ask(orders.RecordDeclination, by, issuer=issuer, reason="territory")

    @rule(by=HANDS, child=some.sampled_from([*CHILDREN, None]), against=some.sampled_from(["Sara Nahon", "katz", ""]),
          kind=some.sampled_from([orders.NO_CONTACT, orders.SUPERVISED_ONLY, orders.NO_TRANSFER, orders.NO_RELEASE]),
          hours=HOURS)  # fmt: skip
    def a_restriction_is_set(self, by, child, against, kind, hours) -> None:
        now = self.paper.now
        self._ask(orders.SetRestriction, by, restriction=self._id("x"), kind=kind, basis="b", issuer="court C",
                  scope="s", begins=now, ends=now + timedelta(hours=hours), review=now, person=child,
                  against=against)  # fmt: skip

    @rule(by=HANDS)
    def the_gate_is_forced(self, by) -> None:
        self._ask(incidents.OpenIncident, by, incident=self._id("i"), kind=IncidentKind.FORCED_ENTRY, site="acacias")

    @rule(target=releases, by=HANDS, child=some.sampled_from(CHILDREN), to=some.sampled_from(RECIPIENTS),
          order=some.none() | entered,
          outcome=some.sampled_from([Outcome.REUNIFIED, Outcome.TRANSFERRED_AGENCY, Outcome.TRANSFERRED_ABROAD]))  # fmt: skip
    def a_release_is_proposed(self, by, child, to, order, outcome):
        id_ = self._id("r")
        self._ask(release.ProposeRelease, by, release=id_, person=child, outcome=outcome, recipient=to, order=order,
                  identity_seen="passport", ground="g", child_view="v", called_back="secretary", consent="note",
                  place=Place("w"))  # fmt: skip
        return id_, child

    @rule(named=releases, by=HANDS, order=some.none() | entered, free=some.booleans())
    def somebody_countersigns(self, named, by, order, free) -> None:
        id_, child = named
        self._ask(release.CountersignRelease, by, release=id_, person=child, order=order, not_free=not free)

    @invariant()
    def nothing_took_effect_by_one_hand_against_a_restriction_or_after_its_end(self) -> None:
        for n, fact in enumerate(self.paper.written if hasattr(self, "paper") else ()):
            before = self.paper.written[:n]
            if isinstance(fact, OrderConfirmed):
                first = next(f for f in before if isinstance(f, OrderEntered) and f.order == fact.order)
                assert_two_hands(first, fact)
                assert first.ends is None or fact.said.at < first.ends
            if isinstance(fact, Released | TransferredOut):
                ended_rightly(fact, before)


def assert_two_hands(first, second) -> None:
    assert first.said.by != second.said.by
    assert second.device, "a machine nobody can name"
    assert first.device != second.device


def ended_rightly(fact, before) -> None:
    """A slow second reading of what must hold of an end of custody, sharing nothing with the rule."""
    first = next(f for f in before if isinstance(f, ReleaseProposed) and f.release == fact.release)
    assert_two_hands(first, fact)
    assert not any(isinstance(f, ReleaseHeld) and f.release == fact.release for f in before)
    for f in before:
        if not isinstance(f, RestrictionSet) or f.person not in (None, fact.person):
            continue
        if not f.begins <= fact.said.at < f.ends:
            continue
        assert f.kind != orders.NO_RELEASE
        assert f.kind != orders.NO_TRANSFER or isinstance(fact, Released)
        if f.kind in (orders.NO_CONTACT, orders.SUPERVISED_ONLY):
            # Sara is kept away under both spellings of her name, Katz under his; nobody named is everybody.
            assert f.against
            assert not (f.against == "Sara Nahon" and "ara" in fact.recipient and "ah" in fact.recipient.lower())
            assert not (f.against == "katz" and "Katz" in fact.recipient)
    if first.order is not None:
        entered = next(f for f in before if isinstance(f, OrderEntered) and f.order == first.order)
        assert any(isinstance(f, OrderConfirmed) and f.order == first.order for f in before)
        assert entered.begins <= fact.said.at
        assert entered.ends is None or fact.said.at < entered.ends


TestHands = Hands.TestCase
TestHands.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
