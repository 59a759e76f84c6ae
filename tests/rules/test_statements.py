"""What the house promises about words spoken outside."""

from datetime import UTC, datetime, timedelta

import pytest

from abrigo.facts.kinds import AgencyId, ClaimId, Count, OperationId, SiteId, StaffId, StatementId
from abrigo.facts.operations import OperationOpened, SiteKind, SiteOpened
from abrigo.facts.statements import (
    ClaimsRelated,
    ClaimTaken,
    Method,
    Predicate,
    Qualifier,
    Relation,
    StatementRecorded,
    Subject,
)
from abrigo.facts.streams import streams_of
from abrigo.rules import places, statements
from abrigo.rules.index import ACTS, NAME_OF
from abrigo.rules.past import Hand, Past
from abrigo.rules.refusals import Refusal, Why

NOON = datetime(2025, 12, 19, 18, tzinfo=UTC)
HOUR = timedelta(hours=1)
OP = OperationId("encino")
HOME = SiteId("acacias")
ONE, TWO = StatementId("s1"), StatementId("s2")
A, B = ClaimId("a"), ClaimId("b")
HAND = Hand(StaffId("press-desk"), AgencyId("attorney"), NOON + HOUR, NOON + HOUR)


def said(**change):
    told = {
        "operation": OP,
        "statement": ONE,
        "speaker": "Interior",
        "capacity": "spokesman",
        "said_at": NOON,
        "medium": "press conference",
        "language": "es",
        "verbatim": "más de 140 niños",
        "at": NOON + HOUR,
    }
    return statements.RecordStatement(**{**told, **change})


def claim(**change):
    told = {
        "operation": OP,
        "statement": ONE,
        "claim": A,
        "subject": Subject.CHILDREN,
        "predicate": Predicate.REMOVED,
        "value": Count(141, None),
        "as_of": NOON,
        "at": NOON + HOUR,
    }
    return statements.TakeClaim(**{**told, **change})


def relation(relation, **change):
    told = {
        "operation": OP,
        "statement": TWO,
        "claim": B,
        "other_statement": ONE,
        "other": A,
        "relation": relation,
        "reason": "read out again the same evening",
        "at": NOON + HOUR,
    }
    return statements.RelateClaims(**{**told, **change})


def past(*facts):
    """Every stream the acts here may need, folded as the rooms fold them."""
    opened = (
        OperationOpened(OP, "El Encino", "America/Guatemala", (AgencyId("attorney"),), HAND.said),
        SiteOpened(OP, HOME, "Las Acacias", SiteKind.CENTRE, AgencyId("welfare"), None, HAND.said),
    )
    streams = {("places", places.places_stream(OP)): places.Places(), ("places", "places:nowhere"): places.Places()}
    streams |= {("statements", f"statement:{s}"): statements.Spoken() for s in (ONE, TWO, "s3")}
    rooms = {"places": places.PLACES, "statements": statements.STATEMENTS}
    for fact in (*opened, *facts):
        for stream in streams_of(fact):
            key = (stream.split(":")[0] + ("" if stream.startswith("places") else "s"), stream)
            streams[key] = rooms[key[0]].learn(streams[key], fact)
    return Past(streams)


def decided(act, *facts, hand=HAND):
    line = ACTS[NAME_OF[type(act)]]
    before = past(*facts)
    for need in line.needs(act, before):
        assert before.has(need.room, need.id), "leans on what it did not ask for"
    return line.decide(before, act, hand)


def facts_of(*acts, hand=HAND):
    told = ()
    for act in acts:
        made = decided(act, *told, hand=hand)
        assert not isinstance(made, Refusal), made
        told += made
    return told


def two_claims(speaker="Interior", second=None, **change):
    return facts_of(
        said(),
        claim(),
        said(statement=TWO, speaker=speaker, said_at=NOON + HOUR / 2),
        claim(statement=TWO, claim=B, **{"value": Count(160, 160), **change}),
        *([second] if second else []),
    )


# -- recording ----------------------------------------------------------------------


def test_what_was_said_is_kept_word_for_word():
    (fact,) = decided(said(verbatim="  más de 140, unos 160  "))
    assert isinstance(fact, StatementRecorded)
    assert fact.verbatim == "  más de 140, unos 160  "
    assert fact.said_at == NOON
    assert fact.said.at == NOON + HOUR


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"verbatim": " \n "}, Why.VERBATIM_REQUIRED),
        ({"speaker": " "}, Why.SPEAKER_REQUIRED),
        ({"said_at": HAND.now + timedelta(seconds=1)}, Why.FROM_THE_FUTURE),
        ({"source_digest": "abc"}, Why.DIGEST_MALFORMED),
        ({"source_digest": "A" * 64}, Why.DIGEST_MALFORMED),
        ({"operation": OperationId("nowhere")}, Why.UNKNOWN_OPERATION),
    ],
)
def test_a_statement_that_could_not_be_checked_later_is_refused(change, why):
    refused = decided(said(**change))
    assert isinstance(refused, Refusal)
    assert refused.why is why


def test_a_statement_is_not_recorded_twice_under_one_id():
    assert decided(said(verbatim="other words"), *facts_of(said())) == Refusal(Why.STATEMENT_EXISTS, (ONE,))


def test_a_statement_may_be_taken_down_the_minute_it_is_said():
    assert not isinstance(decided(said(said_at=HAND.now)), Refusal)


# -- claims -------------------------------------------------------------------------


def test_a_claim_keeps_its_list_with_every_repeated_line():
    (fact,) = decided(claim(bands=("N-1", "N-2", "N-1")), *facts_of(said()))
    assert isinstance(fact, ClaimTaken)
    assert fact.bands == ("N-1", "N-2", "N-1")


def test_a_claim_without_a_number_is_still_a_claim():
    (fact,) = decided(claim(value=None, qualifier=Qualifier.SOME), *facts_of(said()))
    assert fact.value is None


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"statement": StatementId("s3")}, Why.UNKNOWN_STATEMENT),
        ({"value": Count(5, 4)}, Why.VALUE_REVERSED),
        ({"value": Count(-1, 4)}, Why.VALUE_NEGATIVE),
        ({"as_of": NOON + timedelta(minutes=1)}, Why.CUT_IN_THE_FUTURE),
        ({"sites": (SiteId("elsewhere"),)}, Why.UNKNOWN_SITE),
        ({"sites": (HOME, HOME)}, Why.NAMED_TWICE),
    ],
)
def test_a_claim_nobody_could_have_made_is_refused(change, why):
    refused = decided(claim(**change), *facts_of(said()))
    assert isinstance(refused, Refusal)
    assert refused.why is why


def test_a_claim_is_not_taken_twice_under_one_id():
    assert decided(claim(value=None), *facts_of(said(), claim())) == Refusal(Why.CLAIM_EXISTS, (A,))


def test_a_claim_is_not_hung_on_another_operations_statement():
    refused = decided(claim(operation=OperationId("nowhere")), *facts_of(said()))
    assert refused == Refusal(Why.UNKNOWN_STATEMENT, (ONE,))


# -- relations ----------------------------------------------------------------------


def test_the_speaker_may_take_their_words_back():
    told = two_claims(speaker="  interior ")
    (fact,) = decided(relation(Relation.RETRACTS), *told)
    assert isinstance(fact, ClaimsRelated)
    after = past(*told, fact)
    assert statements.known_statement(after, ONE).retracted == {A}
    assert A in statements.known_statement(after, ONE).claims, "taken back is not gone"


def test_nobody_takes_back_the_words_of_another():
    assert decided(relation(Relation.RETRACTS), *two_claims(speaker="Police")) == Refusal(Why.ONLY_THE_SPEAKER, (A,))


def test_words_are_not_taken_back_twice():
    told = two_claims(second=relation(Relation.RETRACTS))
    assert decided(relation(Relation.RETRACTS), *told) == Refusal(Why.ALREADY_RETRACTED, (A,))


@pytest.mark.parametrize("kind", [Relation.REPEATS, Relation.SUPERSEDES, Relation.RETRACTS])
def test_what_was_said_before_cannot_answer_what_was_said_after(kind):
    turned = relation(kind, statement=ONE, claim=A, other_statement=TWO, other=B)
    assert decided(turned, *two_claims()) == Refusal(Why.SAID_EARLIER, (A, B))


def test_repeating_is_saying_the_same_of_the_same():
    assert not isinstance(decided(relation(Relation.REPEATS), *two_claims(speaker="A paper")), Refusal)
    for change in ({"value": Count(140, 140)}, {"subject": Subject.ADULTS}, {"predicate": Predicate.PRESENT}):
        refused = decided(relation(Relation.REPEATS), *two_claims(speaker="A paper", **change))
        assert refused == Refusal(Why.RELATION_DOES_NOT_HOLD, (B, A))


def test_a_wider_number_does_not_narrow():
    assert not isinstance(decided(relation(Relation.NARROWS), *two_claims()), Refusal)
    for value in (Count(141, None), Count(0, None)):
        assert isinstance(decided(relation(Relation.NARROWS), *two_claims(value=value)), Refusal)


def test_a_person_may_see_a_contradiction_and_must_say_why():
    assert not isinstance(decided(relation(Relation.CONTRADICTS), *two_claims(speaker="Police")), Refusal)
    assert decided(relation(Relation.CONTRADICTS, reason=" "), *two_claims()) == Refusal(Why.REASON_REQUIRED)


def test_a_relation_is_not_said_twice():
    told = two_claims(second=relation(Relation.CONTRADICTS))
    assert decided(relation(Relation.CONTRADICTS), *told) == Refusal(Why.ALREADY_RELATED, (B, A))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"other_statement": StatementId("s3")}, Why.UNKNOWN_STATEMENT),
        ({"claim": ClaimId("none")}, Why.UNKNOWN_CLAIM),
        ({"other": B}, Why.UNKNOWN_CLAIM),
        ({"other_statement": TWO, "other": B}, Why.SAME_RECORD),
    ],
)
def test_a_relation_needs_two_claims_that_are_there(change, why):
    refused = decided(relation(Relation.CONTRADICTS, **change), *two_claims())
    assert isinstance(refused, Refusal)
    assert refused.why is why


def test_both_statements_remember_a_relation_and_one_statement_only_once():
    (across,) = decided(relation(Relation.CONTRADICTS), *two_claims())
    assert set(streams_of(across)) == {"statement:s1", "statement:s2"}
    inside = facts_of(said(), claim(), claim(claim=B, subject=Subject.ADULTS))
    (within,) = decided(relation(Relation.CONTRADICTS, statement=ONE), *inside)
    assert streams_of(within) == ("statement:s1",)


def test_a_method_is_kept_as_it_was_said():
    (fact,) = decided(claim(method=Method.MEALS, note="205 meals, 7 of them staff"), *facts_of(said()))
    assert (fact.method, fact.note) == (Method.MEALS, "205 meals, 7 of them staff")
