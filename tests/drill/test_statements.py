"""The statements of the drill: eight public numbers with their true answers, from the registers themselves."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from abrigo.facts.accords import Definition
from abrigo.registers import answers, stories
from abrigo.registers.verdicts import verdicts
from abrigo.rules.claims import By, Stand, verdict_words

ORACLE = {
    "06": "consistent: earlier cut",
    "07": "differs by method: by eye; total agrees",
    "12": "differs by method: meals, 7 staff",
    "21": "contradicted: 19 unaccounted at that cut",
    "23": "consistent; contradicts 21",
    "24": "27 of ours and 1 unresolved",
    "36": "differs: one manifest of 6 omitted",
    "42": "differs by method: by eye",
}
# not asked by the oracle, and true all the same
ALSO = {
    "02": "differs by method: complaints, 109 unexplained",
    "04b": "not counted by the ledger; contradicts 04a",
    "18": "consistent",
    "22": "139 of ours and 1 unresolved",
    "25": "154 of ours and 1 unresolved",
    "26": "consistent",
}


def heard(drill, user="director"):
    return drill.consult(user, lambda viewer, memory: verdicts(viewer, memory, drill.operation))


def by_event(drill, user="director"):
    return {h.recorded.statement.removeprefix("st-"): h for h in heard(drill, user)}


@pytest.mark.parametrize(("event", "words"), (ORACLE | ALSO).items())
def test_each_public_number_has_its_true_answer(drill, event, words):
    said = by_event(drill)
    labels = {j.claim.claim: name for name, h in said.items() for j in h.claims}
    assert verdict_words(said[event].claims[0].verdict, labels) == words


def test_the_verdicts_are_those_of_the_oracle():
    path = Path(__file__).parents[2] / "scenarios" / "encino" / "expectations.json"
    if not path.exists():
        pytest.skip("this scenario ships no expectations")
    told = json.loads(path.read_text(encoding="utf-8")).get("statements", [])
    assert {s["event"]: s["verdict"] for s in told} == ORACLE


def test_every_claim_of_a_statement_is_judged_not_only_the_first(drill):
    assert {e: len(h.claims) for e, h in by_event(drill).items() if len(h.claims) > 1} == {"07": 2, "23": 2, "26": 3}


def test_all_located_is_contradicted_by_nineteen_names_and_by_another_office(drill):
    said = by_event(drill)
    [contradicted] = said["21"].claims
    assert len(contradicted.verdict.reasons[0].people) == 19
    assert len(contradicted.answer.unaccounted) == 19
    against = {b.claim for b in contradicted.beside if b.between.stand is Stand.CONTRADICT}
    assert against == {said["23"].claims[0].claim.claim}


def test_the_omitted_sheet_is_named_with_everyone_on_it(drill):
    [spoken] = by_event(drill)["36"].claims
    [reason] = spoken.verdict.reasons
    assert (reason.by, reason.sheet, len(reason.people), reason.certain) == (By.SHEET_MISSING, "M4", 6, True)
    counted = {p.person: p for p in spoken.answer.counted}
    assert {counted[p].sheets[0] for p in reason.people} == {"M4"}


def test_the_stranger_among_the_recovered_is_one_person_and_none_of_ours(drill):
    [spoken] = by_event(drill)["24"].claims
    assert spoken.verdict.reasons[0].people == spoken.answer.unresolved
    assert not set(spoken.answer.unresolved) & {p.person for p in spoken.answer.counted}


def test_what_was_told_late_is_not_in_what_was_known_then(drill):
    """The three found hidden at 20:40 were there at 17:40 all along; at 17:40 nobody could have said so."""
    [spoken] = by_event(drill)["18"].claims
    assert spoken.answer.by_eye == 127
    assert spoken.answer.value_then.high == 124


def test_a_verdict_is_drawn_from_the_log_as_it_is_now_and_not_from_an_earlier_one(drill):
    size = drill.consult("director", lambda _, memory: stories.read(memory, drill.operation).size)
    assert size == drill.consult("director", lambda _, memory: memory.committed)


def test_who_may_see_no_names_hears_the_verdict_and_no_name(drill):
    press = by_event(drill, "press")
    assert verdict_words(press["36"].claims[0].verdict) == ORACLE["36"]
    for one in press.values():
        for judged in one.claims:
            assert not judged.claim.bands
            assert not judged.answer.counted
            assert not judged.answer.unaccounted
            assert not judged.answer.by_site
            for reason in (*judged.verdict.reasons, *judged.verdict.possible):
                assert not reason.people
                assert not reason.words
                assert reason.site is None


@pytest.mark.parametrize("user", ["guard", "admin1"])
def test_who_keeps_one_door_or_no_count_hears_no_verdicts(drill, user):
    assert heard(drill, user) == ()


def test_a_viewer_of_another_operation_hears_nothing(drill):
    assert drill.consult("director", lambda v, memory: verdicts(v, memory, "elsewhere")) == ()


AT = {"R1": "2025-12-21T17:40-06:00", "R3": "2025-12-22T05:00-06:00", "end": "2026-07-07T12:00-06:00"}


@pytest.mark.parametrize(
    ("definition", "cut", "number"),
    [
        (Definition.PERSONS_RECEIVED, "R1", 200),
        (Definition.CHILDREN_RECEIVED, "R1", 157),
        (Definition.CHILDREN_UNACCOUNTED, "R1", 31),
        (Definition.CHILDREN_UNACCOUNTED, "R3", 4),
        (Definition.CHILDREN_PRESENT, "R3", 151),
        (Definition.CHILDREN_IN_CARE, "R3", 153),
        (Definition.CHILDREN_IN_CARE, "end", 60),
        (Definition.CHILDREN_UNACCOUNTED, "end", 2),
    ],
)
def test_the_list_behind_an_agreed_number_is_what_is_known_of_its_cut(drill, definition, cut, number):
    at = datetime.fromisoformat(AT[cut])
    found = drill.consult("director", lambda _, m: answers.definition_list(m, drill.operation, definition, at))
    assert len(set(found)) == len(found) == number
    assert list(found) == sorted(found)


def test_the_same_list_can_be_drawn_again_from_the_log_as_it_was_when_it_was_signed(drill):
    """At R1 of the evening 34 children were unaccounted; by what is known today three of them were hidden inside."""
    from abrigo.clerk.consult import size_at

    at = datetime.fromisoformat(AT["R1"])
    size = size_at(at)
    found = drill.consult(
        "director",
        lambda _, m: answers.definition_list(m, drill.operation, Definition.CHILDREN_UNACCOUNTED, at, size=size),
    )
    assert len(found) == 34


def test_a_list_of_one_place_holds_nobody_of_another(drill):
    at = datetime.fromisoformat(AT["R3"])

    def listed(*sites):
        return set(
            drill.consult(
                "director",
                lambda _, m: answers.definition_list(m, drill.operation, Definition.CHILDREN_PRESENT, at, sites),
            )
        )

    assert listed("acacias") == listed()
    assert listed("h1") == set()


def test_a_second_look_at_the_board_of_statements_reads_nothing_again(drill, django_assert_max_num_queries):
    """Cold it reads some two thousand entries; how long that takes is for a bench to say."""
    from abrigo.clerk import memory

    stories.forget()
    memory.forget()
    heard(drill)
    with django_assert_max_num_queries(60):
        heard(drill)
