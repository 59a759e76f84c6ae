"""Coming into care: counted before any name, one band on one wrist."""

import pytest

from abrigo.facts.custody import AuthorityGiven
from abrigo.facts.identity import AgeClaimed, NameClaimed
from abrigo.facts.intake import (
    BandGiven,
    BandRemoved,
    PersonDescribed,
    PersonReceived,
    PersonRegistered,
    PersonSought,
    PhotoAdded,
    StrangerFound,
    StrangerIdentified,
    Tally,
)
from abrigo.facts.kinds import AgeMethod, AgeRange, Ground, Sex, Unsaid
from abrigo.facts.sightings import Seen
from abrigo.facts.wire import spelling
from abrigo.rules import intake
from abrigo.rules.intake import NameGiven, clean_band, intake_of
from abrigo.rules.refusals import Why
from abrigo.rules.whereabouts import State

CAME = {"person": "a", "site": "headquarters", "tag": "seat 4", "tally": Tally.CHILD}
LINE = {"person": "a", "site": "headquarters", "tally": Tally.CHILD, "line": "017"}
FOUND = {"person": "s", "site": "acacias", "tag": "s", "tally": Tally.CHILD, "circumstances": "swept in"}
GROUND = Ground("emergency protection", "child attorney")
PHOTO = {"digest": "ab" * 32, "media_type": "image/jpeg", "size": 5, "authorised_by": "court C"}


def kinds(facts):
    return [type(f) for f in facts]


# -- receiving ----------------------------------------------------------------------


def test_a_child_needs_no_name_to_be_counted(paper):
    assert kinds(paper.must(intake.Receive, **CAME)) == [PersonReceived]
    assert paper.where("a").state is State.PRESENT
    assert paper.where("a").site == "headquarters"


def test_from_the_first_minute_the_agency_whose_hand_received_answers(paper):
    (came,) = paper.must(intake.Receive, side="attorney", **CAME)
    assert came.agency == "attorney"


def test_a_ground_given_at_the_door_is_the_authority_of_the_first_day(paper):
    assert kinds(paper.must(intake.Receive, ground=GROUND, **CAME)) == [PersonReceived, AuthorityGiven]


def test_nobody_is_received_twice(paper):
    paper.must(intake.Receive, **CAME)
    assert paper.why(intake.Receive, **CAME) is Why.ALREADY_RECEIVED


def test_nobody_is_received_at_a_place_that_is_not_ours(paper):
    assert paper.why(intake.Receive, operation="zz", **CAME) is Why.UNKNOWN_OPERATION
    assert paper.why(intake.Receive, **CAME | {"site": "zz"}) is Why.UNKNOWN_SITE
    assert paper.why(intake.Receive, unit="north", **CAME) is Why.UNKNOWN_UNIT


# -- registering --------------------------------------------------------------------


def test_an_almost_empty_line_is_a_line_and_receives_who_nobody_had_received(paper):
    assert kinds(paper.must(intake.Register, **LINE)) == [PersonReceived, PersonRegistered]


def test_who_was_on_the_bus_list_is_seen_again_and_not_received_again(paper):
    paper.must(intake.Receive, **CAME)
    assert kinds(paper.must(intake.Register, **LINE)) == [Seen, PersonRegistered]


def test_a_line_written_by_telephone_does_not_say_that_anybody_was_seen(paper):
    paper.must(intake.Receive, **CAME | {"site": "acacias"})
    assert kinds(paper.must(intake.Register, by_phone=True, **LINE)) == [PersonRegistered]
    assert paper.where("a").site == "acacias"


def test_a_stranger_is_registered_without_entering_the_sum(paper):
    paper.must(intake.FindStranger, **FOUND)
    assert kinds(paper.must(intake.Register, **LINE | {"person": "s"})) == [Seen, PersonRegistered]
    assert paper.where("s").state is State.UNRESOLVED


def test_nobody_has_two_lines(paper):
    paper.must(intake.Register, **LINE)
    assert paper.why(intake.Register, **LINE) is Why.ALREADY_REGISTERED


def test_what_is_said_at_the_table_is_kept_as_claims_with_their_speaker(paper):
    names = (NameGiven("n1", " Yosef ", "himself"), NameGiven("n2", "José", "a guard", supposed=True))
    facts = paper.must(intake.Register, by="ana", names=names, apparent_age=AgeRange(7, 9), **LINE)
    assert kinds(facts) == [PersonReceived, PersonRegistered, AgeClaimed, NameClaimed, NameClaimed]
    assert (facts[2].method, facts[2].speaker) == (AgeMethod.BY_EYE, "ana")
    assert facts[3].text == "Yosef"


def test_a_line_with_a_bad_age_an_empty_name_or_an_unknown_place_is_not_written(paper):
    assert paper.why(intake.Register, apparent_age=AgeRange(9, 7), **LINE) is Why.AGE_REVERSED
    assert paper.why(intake.Register, apparent_age=AgeRange(121, None), **LINE) is Why.AGE_IMPLAUSIBLE
    assert paper.why(intake.Register, apparent_age=AgeRange(9, 131), **LINE) is Why.AGE_IMPLAUSIBLE
    assert paper.why(intake.Register, names=(NameGiven("n", " "),), **LINE) is Why.NAME_EMPTY
    assert paper.why(intake.Register, **LINE | {"site": "zz"}) is Why.UNKNOWN_SITE


def test_a_line_whose_band_is_taken_is_not_written_at_all(paper):
    paper.must(intake.Register, band="A-001", **LINE)
    assert paper.why(intake.Register, band="a-001", **LINE | {"person": "b"}) is Why.BAND_IN_USE
    assert paper.where("b").state is State.NOBODY


def test_nobody_of_another_operation_is_registered_here(paper, elsewhere):
    assert paper.why(intake.Register, **LINE | {"person": elsewhere("x")}) is Why.UNKNOWN_PERSON


def test_what_follows_from_a_long_id_can_still_be_read_back(paper):
    facts = paper.must(intake.Register, apparent_age=AgeRange(7, 9), **LINE | {"person": "p" * 80})
    for fact in facts:
        spelled = spelling(type(fact))
        assert spelled.read(spelled.write(fact), "") == fact


# -- describing ---------------------------------------------------------------------


def test_a_description_changes_what_it_names_and_nothing_else(paper):
    paper.must(intake.Register, clothing="blue dress", **LINE)
    assert kinds(paper.must(intake.Describe, person="a", attribute="marks", value=Unsaid.REFUSED)) == [PersonDescribed]
    assert paper.room(intake_of("a")).described == {"marks": Unsaid.REFUSED}


@pytest.mark.parametrize("attribute", ["religion", "ethnicity", "risk", "", "tally"])
def test_there_is_no_field_for_faith_origin_or_risk(paper, attribute):
    paper.must(intake.Receive, **CAME)
    assert paper.why(intake.Describe, person="a", attribute=attribute, value="x") is Why.UNKNOWN_ATTRIBUTE


def test_a_sex_is_one_of_three_or_unsaid(paper):
    paper.must(intake.Receive, **CAME)
    assert paper.why(intake.Describe, person="a", attribute="sex", value="x") is Why.UNKNOWN_ATTRIBUTE
    paper.must(intake.Describe, person="a", attribute="sex", value=Sex.FEMALE)
    paper.must(intake.Describe, person="a", attribute="sex", value=Unsaid.NOT_ASKED)


def test_nobody_is_described_or_photographed_whom_nobody_knows(paper):
    assert paper.why(intake.Describe, person="zz", attribute="marks", value="x") is Why.UNKNOWN_PERSON
    assert paper.why(intake.AddPhoto, person="zz", **PHOTO) is Why.UNKNOWN_PERSON
    paper.must(intake.Receive, **CAME)
    assert kinds(paper.must(intake.AddPhoto, person="a", **PHOTO)) == [PhotoAdded]


# -- bands --------------------------------------------------------------------------


def test_a_band_is_read_as_off_a_wrist_in_a_hurry():
    assert clean_band(" a-0 01 ") == "A-001"


def test_a_band_is_on_one_wrist_at_a_time(paper):
    paper.child("a")
    paper.child("b")
    assert kinds(paper.must(intake.GiveBand, person="a", band="A-1")) == [BandGiven]
    assert paper.must(intake.GiveBand, person="a", band="a-1") == ()  # it is on this wrist already
    assert paper.why(intake.GiveBand, person="b", band="A-1") is Why.BAND_IN_USE
    assert kinds(paper.must(intake.RemoveBand, person="a", band="a-1", reason="torn")) == [BandRemoved]
    paper.must(intake.GiveBand, person="b", band="A-1")
    assert paper.room(intake_of("a")).bands == ()


def test_the_same_number_may_be_on_another_wrist_in_another_operation(paper, elsewhere):
    paper.child("a")
    far = elsewhere("x")
    paper.must(intake.GiveBand, person="a", band="A-1")
    paper.must(intake.GiveBand, person=far, band="A-1", operation="other")


@pytest.mark.parametrize("band", ["-1", "", "ÑÑ", "A_1", "A" * 17])
def test_a_malformed_band_is_not_given(paper, band):
    paper.child("a")
    assert paper.why(intake.GiveBand, person="a", band=band) is Why.BAND_MALFORMED


def test_a_band_goes_only_to_somebody_of_this_operation(paper, elsewhere):
    assert paper.why(intake.GiveBand, person="zz", band="A-1") is Why.UNKNOWN_PERSON
    assert paper.why(intake.GiveBand, person=elsewhere("x"), band="A-1") is Why.UNKNOWN_PERSON


def test_a_band_is_taken_off_with_a_reason_and_only_by_who_wears_it(paper):
    paper.child("a")
    paper.must(intake.GiveBand, person="a", band="A-1")
    assert paper.why(intake.RemoveBand, person="a", band="A-1", reason=" ") is Why.REASON_REQUIRED
    assert paper.why(intake.RemoveBand, person="a", band="A-2", reason="x") is Why.NO_SUCH_BAND
    assert paper.why(intake.RemoveBand, person="zz", band="A-1", reason="x") is Why.UNKNOWN_PERSON


# -- strangers and the sought ----------------------------------------------------------


def test_a_stranger_is_kept_beside_the_sum_with_a_ground_of_their_own(paper):
    assert kinds(paper.must(intake.FindStranger, ground=GROUND, **FOUND)) == [StrangerFound, AuthorityGiven]
    assert paper.where("s").state is State.UNRESOLVED
    assert not paper.where("s").in_custody


def test_one_of_ours_is_not_found_as_a_stranger_nor_a_stranger_received(paper):
    paper.child("a")
    assert paper.why(intake.FindStranger, **FOUND | {"person": "a"}) is Why.ALREADY_RECEIVED
    assert paper.why(intake.FindStranger, **FOUND | {"site": "zz"}) is Why.UNKNOWN_SITE
    paper.must(intake.FindStranger, **FOUND)
    assert paper.why(intake.Receive, **CAME | {"person": "s"}) is Why.IS_A_STRANGER


def test_a_stranger_is_identified_on_a_basis_and_stays_outside_the_sum(paper, elsewhere):
    paper.must(intake.FindStranger, **FOUND)
    told = {"person": "s", "who": "Ana, of the village"}
    assert paper.why(intake.IdentifyStranger, basis=" ", **told) is Why.BASIS_REQUIRED
    assert paper.why(intake.IdentifyStranger, basis="x", operation="other", **told) is Why.NOT_A_STRANGER
    assert kinds(paper.must(intake.IdentifyStranger, basis="her mother", **told)) == [StrangerIdentified]
    assert paper.where("s").state is State.UNRESOLVED


def test_one_of_ours_is_not_identified_as_a_stranger(paper):
    paper.child("a")
    assert paper.why(intake.IdentifyStranger, person="a", who="x", basis="y") is Why.NOT_A_STRANGER


def test_who_is_only_sought_is_beside_the_sum_until_received(paper):
    assert kinds(paper.must(intake.SeekPerson, person="a", name="Rivka")) == [PersonSought]
    assert paper.where("a").state is State.SOUGHT
    assert paper.why(intake.SeekPerson, person="a", name="Rivka") is Why.ALREADY_RECEIVED
    assert paper.why(intake.SeekPerson, person="b", name="R", operation="zz") is Why.UNKNOWN_OPERATION
    paper.must(intake.Receive, **CAME)
    assert paper.where("a").state is State.PRESENT
