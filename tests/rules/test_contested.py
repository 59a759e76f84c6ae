"""A child said to be in two places is counted once, whatever is said, in whatever order, until somebody went to see."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as some

from abrigo.facts.contests import Checked, ContestRaised, ContestResolved, PlaceClaim
from abrigo.facts.intake import PersonReceived, Tally
from abrigo.facts.kinds import Said, Unsaid
from abrigo.facts.movement import Boarded, LeaveBegan, LeaveEnded, LeaveKind
from abrigo.facts.sightings import How, Seen
from abrigo.rules.whereabouts import SUM, Moment, State, recall

DAWN = datetime(2025, 12, 19, 12, tzinfo=UTC)
WORDS = ("seen", "boarded", "out", "back", "contested", "resolved")


def said(n: int) -> Said:
    return Said("ana", DAWN + timedelta(minutes=n))


def fact(word: str, site: str, n: int) -> object:
    match word:
        case "seen":
            return Seen("c1", site, None, How.BY_SIGHT, said(n))
        case "boarded":
            return Boarded("c1", "t1", "bus", DAWN + timedelta(days=1), said(n))
        case "out":
            return LeaveBegan("c1", "l1", LeaveKind.HOSPITAL, "hospital", "", None, said(n))
        case "back":
            return LeaveEnded("c1", "l1", site, None, said(n))
        case "contested":
            claims = tuple(PlaceClaim(s, "ana", n, s, n) for s in ("a", "b"))
            return ContestRaised("op", "c1", "q1", claims, said(n))
    return ContestResolved("op", "c1", "q1", site, None, Checked.SIGHT, "", said(n))


STORY = some.lists(some.tuples(some.sampled_from(WORDS), some.sampled_from("ab")), max_size=12)


@settings(max_examples=200, deadline=None)
@given(STORY)
def test_the_child_stands_in_one_part_of_the_sum_and_is_never_present_while_the_question_is_open(story):
    received = PersonReceived("op", "c1", "a", None, "w", "t", Tally.CHILD, Unsaid.NOT_ASKED, None, said(0))
    told = [Moment(0, received), *(Moment(n, fact(w, s, n)) for n, (w, s) in enumerate(story, 1))]
    known = recall(told)
    assert known.state in SUM
    asked = False
    for word, _ in story:
        asked = word == "contested" or (asked and word != "resolved")
    assert (known.contested is not None) == asked
    if asked:
        assert known.state is State.UNACCOUNTED


def test_the_order_of_arrival_changes_nothing():
    received = PersonReceived("op", "c1", "a", None, "w", "t", Tally.CHILD, Unsaid.NOT_ASKED, None, said(0))
    later = [fact("seen", "b", 1), fact("contested", "a", 2), fact("seen", "a", 3), fact("resolved", "b", 4)]
    ends = {
        recall([Moment(0, received), *(Moment(n, f) for n, f in enumerate(order, 1))]) for order in permutations(later)
    }
    assert len(ends) == 1
    assert ends.pop().site == "b"
