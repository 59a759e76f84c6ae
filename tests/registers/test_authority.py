"""Days of care and the ground they rest on: whatever nobody's authority covers is a gap, from its first minute."""

from datetime import UTC, datetime, timedelta

import pytest

from abrigo.clerk.consult import consult
from abrigo.facts.custody import AuthorityEnded, AuthorityGiven
from abrigo.facts.intake import PersonReceived
from abrigo.facts.kinds import Ground, OperationId, PersonId, Said, StaffId
from abrigo.facts.release import Outcome, Released, ReleasedInError
from abrigo.registers import authority
from abrigo.registers.authority import spans, why

DAY = timedelta(days=1)
START = datetime(2025, 12, 19, 12, tzinfo=UTC)
WHO = PersonId("p")


def said(days: float) -> Said:
    return Said(StaffId("s"), START + days * DAY)


def received(at: float = 0) -> PersonReceived:
    fields = dict.fromkeys(PersonReceived.__dataclass_fields__)
    return PersonReceived(**(fields | {"person": WHO, "operation": OperationId("op"), "said": said(at)}))


def given(at: float, basis: str = "order", begins: float | None = None, ends: float | None = None) -> AuthorityGiven:
    from_, until = (None if d is None else START + d * DAY for d in (begins, ends))
    return AuthorityGiven(WHO, Ground(basis, "court", begins=from_, ends=until), said(at))


def days(*facts) -> list[tuple[float, float | None, str | None]]:
    def of(instant):
        return None if instant is None else (instant - START) / DAY

    return [(of(s.begins), of(s.ends), s.ground.basis if s.ground else None) for s in spans(facts)]


def test_care_without_any_ground_is_one_open_gap():
    assert days(received()) == [(0, None, None)]


def test_whoever_never_came_to_us_has_no_days_to_explain():
    assert days(given(1)) == []


def test_the_days_before_the_first_ground_stay_a_gap():
    assert days(received(), given(3)) == [(0, 3, None), (3, None, "order")]


def test_a_ground_written_back_covers_from_the_day_it_begins():
    assert days(received(), given(3, begins=1)) == [(0, 1, None), (1, None, "order")]


def test_a_ground_that_began_before_we_had_her_covers_from_the_first_minute():
    assert days(received(), given(0.5, begins=-5)) == [(0, None, "order")]


def test_after_its_end_the_gap_begins_again():
    assert days(received(), given(0, ends=10)) == [(0, 10, "order"), (10, None, None)]


def test_the_next_ground_takes_its_place_and_leaves_no_gap_between():
    found = days(received(), given(0, "first", ends=10), given(5, "second", begins=8))
    assert found == [(0, 8, "first"), (8, None, "second")]


def test_a_ground_ended_by_hand_says_why_and_leaves_a_gap():
    facts = (received(), given(0, ends=30), AuthorityEnded(WHO, "revocada", said(4)))
    assert days(*facts) == [(0, 4, "order"), (4, None, None)]
    assert spans(facts)[0].ended_why == "revocada"


def test_no_gap_is_counted_after_care_has_ended_and_one_is_after_a_release_in_error():
    let_go = Released(WHO, "r", Outcome.REUNIFIED, "madre", "g", said(6))
    assert days(received(), given(0), let_go) == [(0, 6, "order")]
    wrong = ReleasedInError(WHO, "r", "otra persona", said(7))
    assert days(received(), given(0, ends=5), let_go, wrong) == [(0, 5, "order"), (5, 6, None), (7, None, None)]


@pytest.mark.parametrize(
    ("begins", "ends", "told"),
    [(None, None, "in-force"), (0, 100, "in-force"), (0, 2, "soon"), (0, 0, "expired"), (-9, -1, "expired"),
     (1, None, "not-begun")],
)  # fmt: skip
def test_a_ground_stands_as_its_days_say(begins, ends, told):
    from_, until = (None if d is None else START + d * DAY for d in (begins, ends))
    assert why(Ground("b", "i", begins=from_, ends=until), START) == told


def test_no_ground_is_told_as_none():
    assert why(None, START) == "none"


@pytest.mark.django_db
def test_the_timeline_is_only_for_who_may_see_the_person(operation):
    operation.must(
        "give-authority", people=["c1"], ground={"basis": "Medida de abrigo", "issuer": "Juzgado B", "article": "",
        "order": "", "begins": None, "ends": None},
    )  # fmt: skip
    ask = lambda role: consult(operation.hand(role), lambda v, past: authority.timeline(v, past, PersonId("c1")))  # noqa: E731
    seen = ask("director")
    assert [s.gap for s in seen] == [True, False]
    assert ask("press-officer") == ()
    assert ask("auditor") == ()
