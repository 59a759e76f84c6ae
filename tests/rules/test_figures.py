"""Figures for outside: one hand asks, another lets out, what was read is what leaves, and nothing is called back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from abrigo.facts.accords import Definition
from abrigo.facts.figures import Cell, Dimension, TablePublished
from abrigo.facts.kinds import AgencyId, OperationId, PersonId, StaffId, TableId
from abrigo.facts.operations import OperationOpened
from abrigo.rules import figures
from abrigo.rules.figures import (
    FIGURES,
    MET,
    NOT_MET,
    Figures,
    ProposeTable,
    PublishTable,
    WithdrawTable,
    cells_of,
    counted_for,
    learn,
    printed,
    shares,
    table_digest,
)
from abrigo.rules.past import Hand, Past
from abrigo.rules.places import PLACES
from abrigo.rules.places import learn as learn_places
from abrigo.rules.refusals import Refusal, Why

NOW = datetime(2025, 12, 29, 12, tzinfo=UTC)
OP = OperationId("op")
T = TableId("t")


def hand(by: str = "press", at: datetime = NOW) -> Hand:
    return Hand(StaffId(by), AgencyId("welfare"), at, at, 77)


def people(girls: int = 30, boys: int = 30) -> dict[PersonId, tuple[str, ...]]:
    return {PersonId(f"g{i}"): ("female",) for i in range(girls)} | {PersonId(f"b{i}"): ("male",) for i in range(boys)}


class Office:
    """A past of its own: what was recorded, and who is counted whenever somebody asks."""

    def __init__(self) -> None:
        self.known = Figures()
        self.there = people()
        opened = OperationOpened(OP, "Op", "America/Guatemala", (AgencyId("welfare"),), hand().said)
        self.places = learn_places(PLACES.empty, opened)

    def told(self, proposed):
        return self.there if proposed.by else dict.fromkeys(self.there, ())

    def past(self) -> Past:
        streams = {(FIGURES.name, f"figures:{OP}"): self.known, (PLACES.name, f"places:{OP}"): self.places}
        return Past(streams, tables={counted_for(p): self.told(p) for p in self.known.proposed.values()})

    def do(self, act, by="press", at=NOW):
        said = figures.decide(self.past(), act, hand(by, at))
        if not isinstance(said, Refusal):
            for fact in said:
                self.known = learn(self.known, fact)
        return said

    def propose(self, table=T, by=("sex",), **more):
        act = ProposeTable(OP, table, Definition.CHILDREN_IN_CARE, NOW - timedelta(hours=1), by, NOW)
        return self.do(replace(act, **more))

    def digest(self, table=T) -> str:
        proposed = self.known.proposed[table]
        told = {t: self.told(self.known.proposed[t]) for t in (*self.known.published, table)}
        return table_digest(proposed, cells_of(proposed, printed(self.known, proposed, told)))

    def publish(self, table=T, by="director", digest=None):
        return self.do(PublishTable(OP, table, digest or self.digest(table), NOW), by)


@pytest.fixture
def office() -> Office:
    return Office()


def why(said) -> Why:
    assert isinstance(said, Refusal), said
    return said.why


def test_a_table_leaves_when_a_second_person_lets_it_out(office):
    office.propose()
    (fact,) = office.publish()
    assert isinstance(fact, TablePublished)
    assert {cell.key: cell.value for cell in fact.cells}["female",] == 30


def test_who_asked_for_it_may_not_let_it_out(office):
    office.propose()
    assert why(office.publish(by="press")) is Why.SAME_PERSON


def test_what_was_read_is_what_leaves(office):
    office.propose()
    read = office.digest()
    office.there = people(girls=36)
    assert why(office.publish(digest=read)) is Why.DIGEST_DIFFERS


def test_nothing_that_is_out_is_called_back(office):
    office.propose()
    office.publish()
    assert why(office.do(WithdrawTable(OP, T, "wrong", NOW), "director")) is Why.ALREADY_PUBLISHED
    assert why(office.publish()) is Why.ALREADY_PUBLISHED


def test_what_nobody_saw_is_withdrawn_with_a_reason(office):
    office.propose()
    assert why(office.do(WithdrawTable(OP, T, " ", NOW))) is Why.REASON_REQUIRED
    office.do(WithdrawTable(OP, T, "not needed", NOW))
    assert why(office.do(PublishTable(OP, T, "0" * 64, NOW), "director")) is Why.TABLE_WITHDRAWN


def test_no_table_names_a_home(office):
    for named in ("site", "unit", "home"):
        assert why(office.propose(by=("sex", named))) is Why.NAMED_HOME


def test_health_is_never_shown_by_age(office):
    assert why(office.propose(by=("seen-by-a-clinician", "age-group"))) is Why.HEALTH_BY_AGE


def test_a_table_too_fine_twice_or_by_a_thing_nobody_knows_is_refused(office):
    assert why(office.propose(by=("sex", "age-group", "state", "time-in-care"))) is Why.TOO_FINE
    assert why(office.propose(by=("sex", "sex"))) is Why.NAMED_TWICE
    assert why(office.propose(by=("nationality",))) is Why.UNKNOWN_DIMENSION
    assert why(office.propose(by=("faith",))) is Why.UNKNOWN_DIMENSION


def test_a_count_of_tomorrow_is_refused(office):
    assert why(office.propose(cut=NOW + timedelta(days=1))) is Why.CUT_IN_THE_FUTURE


def test_the_same_table_does_not_leave_twice_in_a_week(office):
    office.propose()
    office.publish()
    assert why(office.propose(TableId("t2"), cut=NOW - timedelta(days=6, hours=23))) is Why.TOO_SOON_AGAIN
    assert not isinstance(office.propose(TableId("t3"), cut=NOW - timedelta(days=8)), Refusal)


def test_one_number_leaves_exactly_however_small_and_however_often(office):
    office.there = people(girls=2, boys=2)
    for name in ("h1", "h2"):
        assert not isinstance(office.propose(TableId(name), by=()), Refusal)
        (fact,) = office.publish(TableId(name))
        assert [cell.value for cell in fact.cells] == [4]


def test_a_table_about_too_few_prints_nothing_and_says_so(office):
    office.there = people(girls=3, boys=2)
    office.propose()
    assert why(office.publish()) is Why.NOTHING_TO_PRINT


def test_a_correction_needs_a_reason_and_stands_beside_what_it_corrects(office):
    office.propose()
    office.publish()
    again = {"table": TableId("t2"), "corrects": T}
    assert why(office.propose(**again)) is Why.REASON_REQUIRED
    assert why(office.propose(**again, by=(), reason="a sheet was missing")) is Why.CORRECTS_ANOTHER_THING
    office.there = people(girls=36)
    office.propose(**again, reason="a sheet was missing")
    assert not isinstance(office.publish(TableId("t2")), Refusal)
    assert office.known.corrected_by(T) == "t2"
    assert T in office.known.published
    assert why(office.propose(TableId("t3"), corrects=T, reason="again")) is Why.ALREADY_CORRECTED


def test_a_correction_of_what_never_left_is_refused(office):
    office.propose()
    assert why(office.propose(TableId("t2"), corrects=T, reason="a sheet was missing")) is Why.UNKNOWN_TABLE


def test_the_same_table_is_not_asked_for_twice(office):
    office.propose()
    assert why(office.propose()) is Why.TABLE_EXISTS
    assert why(office.do(PublishTable(OP, TableId("other"), "0" * 64, NOW), "director")) is Why.UNKNOWN_TABLE


def test_a_line_that_can_hold_nobody_costs_no_other_line(office):
    """No line for adults among children; none for "not known" while everybody's sex is known."""
    office.propose()
    (fact,) = office.publish()
    assert {cell.key for cell in fact.cells} == {("female",), ("male",), ("*",)}
    assert all(cell.value is not None for cell in fact.cells)


def test_one_child_whose_sex_is_not_known_gets_a_line_that_is_hidden(office):
    office.there = people() | {PersonId("x"): ("not-known",)}
    office.propose()
    (fact,) = office.publish()
    assert {cell.key: cell.value for cell in fact.cells}["not-known",] is None


def test_an_indicator_leaves_alone_or_beside_sex_and_beside_nothing_else(office):
    assert not isinstance(office.propose(by=("reviewed-in-time",)), Refusal)
    assert not isinstance(office.propose(table=TableId("u"), by=("sex", "hearing-in-time")), Refusal)
    for beside in ("age-group", "state", "time-in-care", "seen-by-a-clinician", "assessed-with-a-plan"):
        assert why(office.propose(table=TableId(beside), by=("consulate-told", beside))) is Why.INDICATOR_BESIDE


def test_a_share_is_reckoned_from_the_printed_cells_and_from_nothing_else():
    by = (Dimension.SEX, Dimension.PLANNED)
    cells = [
        Cell(("female", MET), 20),
        Cell(("female", NOT_MET), 25),
        Cell(("female", "*"), 45),
        Cell(("male", MET), None),
        Cell(("male", NOT_MET), 30),
        Cell(("male", "*"), 40),
        Cell(("*", MET), 30),
        Cell(("*", NOT_MET), 60),
        Cell(("*", "*"), 85),
    ]
    assert shares(by, cells) == {("female", "*"): 45, ("male", "*"): None, ("*", "*"): 35}
    assert shares((Dimension.SEX,), [Cell(("female",), 20), Cell(("*",), 40)]) == {}


def test_an_indicator_met_for_nearly_everyone_is_not_printed_and_has_no_share(office):
    office.there = {PersonId(f"p{i}"): (MET if i else NOT_MET,) for i in range(60)}
    office.propose(by=("assessed-with-a-plan",))
    (fact,) = office.publish()
    assert {cell.key: cell.value for cell in fact.cells} == {(MET,): None, (NOT_MET,): None, ("*",): 60}
    assert shares((Dimension.PLANNED,), fact.cells) == {("*",): None}
