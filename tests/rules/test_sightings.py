"""Sightings: what a person saw is never refused, only naming nobody or nowhere is."""

from datetime import timedelta

import pytest

from abrigo.facts.incidents import IncidentKind
from abrigo.facts.kinds import Place
from abrigo.facts.sightings import BroughtBack, FoundInside, How, LocatedOutside, Seen, SeenElsewhere
from abrigo.rules import incidents, release, sightings
from abrigo.rules.refusals import Why
from abrigo.rules.whereabouts import State

SEE = {"person": "a", "site": "headquarters", "how": How.BAND}
AWAY = {"person": "a", "place": Place("a village", "GT"), "source": "a neighbour"}


@pytest.fixture
def child(paper):
    return paper.child("a")


def kind(facts):
    (fact,) = facts
    return type(fact)


def test_who_is_seen_at_another_site_is_there_whatever_the_list_says(paper, child):
    assert kind(paper.must(sightings.See, **SEE)) is Seen
    assert (paper.where("a").site, paper.where("a").state) == ("headquarters", State.PRESENT)


def test_a_sighting_after_the_end_is_kept_beside_it_and_raises_nobody(paper, child):
    paper.must(release.RecordDeath, person="a", place=Place("hospital"), certified_by="Dr. Paz")
    paper.must(sightings.See, **SEE)
    known = paper.where("a")
    assert (known.state, known.seen_site) == (State.DIED, "headquarters")


def test_a_sighting_names_somebody_of_this_operation_and_a_place_of_ours(paper, child, elsewhere):
    found, far = {"person": "a", "site": "headquarters"}, elsewhere("x")
    for act, parts in (
        (sightings.See, SEE),
        (sightings.FindInside, found | {"since": paper.now}),
        (sightings.BringBack, found | {"brought_by": "police"}),
    ):
        assert paper.why(act, **parts | {"person": "zz"}) is Why.UNKNOWN_PERSON
        assert paper.why(act, **parts | {"person": far}) is Why.UNKNOWN_PERSON
        assert paper.why(act, **parts | {"site": "zz"}) is Why.UNKNOWN_SITE
        assert paper.why(act, **parts | {"unit": "north"}) is Why.UNKNOWN_UNIT
    assert paper.why(sightings.LocateOutside, **AWAY | {"person": "zz"}) is Why.UNKNOWN_PERSON


def test_who_was_hidden_inside_was_there_since_a_moment_that_has_been(paper, child):
    paper.must(incidents.OpenIncident, incident="i1", kind=IncidentKind.FORCED_ENTRY, site="acacias")
    inside = {"person": "a", "site": "acacias", "incident": "i1"}
    later = paper.now + timedelta(hours=9)
    assert paper.why(sightings.FindInside, since=later, **inside) is Why.SINCE_AFTER_FOUND
    assert paper.where("a").state is State.UNACCOUNTED
    assert kind(paper.must(sightings.FindInside, since=paper.now - timedelta(hours=1), **inside)) is FoundInside
    assert paper.where("a").state is State.PRESENT


def test_where_somebody_says_they_are_is_not_where_one_of_ours_has_seen_them(paper, child):
    paper.must(incidents.OpenIncident, incident="i1", kind=IncidentKind.FORCED_ENTRY, site="acacias")
    assert kind(paper.must(sightings.LocateOutside, **AWAY)) is LocatedOutside
    assert paper.where("a").state is State.UNACCOUNTED
    assert paper.where("a").located == "a village, GT"
    back = {"person": "a", "site": "acacias", "brought_by": "police"}
    assert kind(paper.must(sightings.BringBack, **back)) is BroughtBack
    assert (paper.where("a").state, paper.where("a").located) == (State.PRESENT, "")


def test_a_border_hit_is_kept_for_whoever_has_left_us_and_changes_no_state(paper, child):
    paper.must(release.RecordDeath, person="a", place=Place("hospital"), certified_by="Dr. Paz")
    facts = paper.must(sightings.ReportSeenElsewhere, in_company_of="parents", **AWAY)
    assert kind(facts) is SeenElsewhere
    assert paper.where("a").state is State.DIED
