"""Promises of case work in the rules: after any history nothing is closed by one hand or over what is open unsaid."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as some
from tests.rules.conftest import Paper

from abrigo.facts.casework import ConcernKind, PlanKind, StepOutcome
from abrigo.facts.operations import SiteKind
from abrigo.rules import casework, places
from abrigo.rules.casework import CASES
from abrigo.rules.refusals import Refusal, Why
from abrigo.rules.response import shipped

KINDS = ("concern", "plan", "done", "close", "close-open", "sign", "refuse")


def step(paper, kind, n, by):
    """One act of a random history; refusals are part of it."""
    who = {"person": "a", "by": by}
    match kind:
        case "concern":
            told = {"kind": ConcernKind.NEGLECT, "speaker": "s", "observed": "o", "urgency": "today"}
            return paper.ask(casework.RaiseConcern, concern=f"c{n}", **who, **told)
        case "plan":
            due = paper.now + timedelta(days=1)
            return paper.ask(casework.PlanStep, step=f"p{n}", kind=PlanKind.ACTION, words="w", who="x", due=due, **who)
        case "done":
            return paper.ask(casework.AnswerStep, step=f"p{n}", outcome=StepOutcome.DONE, **who)
        case "close" | "close-open":
            left = "moved abroad" if kind == "close-open" else ""
            return paper.ask(casework.ProposeClosure, step=f"z{n}", reason="r", left_open=left, **who)
        case _:
            agreed = kind == "sign"
            return paper.ask(casework.SignStep, step=f"z{n}", agreed=agreed, words="" if agreed else "no", **who)


@settings(max_examples=120, deadline=None)
@given(
    some.lists(
        some.tuples(some.sampled_from(KINDS), some.integers(0, 2), some.sampled_from(["ana", "luz"])), max_size=18
    )
)
def test_no_history_closes_a_case_by_one_hand_or_over_what_is_open_unsaid(acts):
    paper = Paper()
    paper.must(places.OpenOperation, name="El Encino", zone="America/Guatemala", agencies=("welfare", "attorney"))
    paper.must(places.OpenSite, site="acacias", name="a", kind=SiteKind.CENTRE, agency="welfare")
    paper.must(places.OpenSite, site="headquarters", name="h", kind=SiteKind.HEADQUARTERS, agency="welfare")
    paper.child("a")
    known = CASES.empty
    for kind, n, by in acts:
        answer = step(paper, kind, n, by)
        for fact in () if isinstance(answer, Refusal) else answer:
            known = CASES.learn(known, fact)
        if known.closed is not None:
            signed = known.signed[known.closed.step]
            assert signed.agreed
            assert signed.said.by != known.closed.said.by
            assert not known.to_do or known.closed.left_open


def test_the_hour_to_act_by_follows_the_agencys_table(paper):
    paper.child("a")
    for n, (code, response) in enumerate(shipped().items()):
        (fact,) = paper.must(
            casework.RaiseConcern, person="a", concern=f"c{n}", kind=ConcernKind.OTHER, speaker="s", observed="o",
            urgency=code,
        )  # fmt: skip
        assert fact.act_by == fact.said.at + response.within


def test_what_is_not_there_cannot_be_answered(paper):
    paper.child("a")
    assert paper.why(casework.AnswerStep, person="a", step="p", outcome=StepOutcome.DONE) is Why.UNKNOWN_PLAN_STEP
    assert paper.why(casework.SignStep, person="a", step="p", agreed=True) is Why.UNKNOWN_PLAN_STEP
    told = {"person": "a", "kind": PlanKind.VISIT, "words": "w", "who": "x"}
    due = paper.now + timedelta(days=1)
    assert paper.why(casework.PlanStep, step="p", due=due, concern="c", **told) is Why.UNKNOWN_CONCERN
    assert paper.why(casework.PlanStep, step="p", due=paper.now - timedelta(days=1), **told) is Why.DUE_BEFORE_NOW
