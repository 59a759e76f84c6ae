"""Promises of one agreed number at the clerk's counter: the list is counted again, whichever door it came by."""

from datetime import timedelta

import pytest

from abrigo.facts.accords import Definition
from abrigo.facts.kinds import OperationId, SiteId
from abrigo.rules.accords import list_digest
from abrigo.rules.refusals import Why

HERE = ("a1", "a2", "a3", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8")
CHILDREN_THERE = ("c1", "c2", "c3", "c4", "c5", "c6", "c7")


def propose(operation, people, definition=Definition.CHILDREN_PRESENT, cut=None, sites=("centro",), **more):
    cut = cut or operation.now
    digest = list_digest(OperationId("op"), definition, cut, [SiteId(s) for s in sites], people)
    told = {"accord": "n1", "definition": str(definition), "cut": cut.isoformat(), "agencies": ["welfare"]}
    return operation.do("propose-accord", **told, sites=list(sites), people=list(people), digest=digest, **more)


def test_the_list_of_the_registers_is_taken(operation):
    assert propose(operation, CHILDREN_THERE).taken


@pytest.mark.parametrize("people", [CHILDREN_THERE[1:], (*CHILDREN_THERE, "c8"), (*CHILDREN_THERE, "nobody"), ()])
def test_any_other_list_is_refused_and_names_whom_it_is_about(operation, people):
    answer = propose(operation, people)
    assert answer.refusal.why is Why.LIST_DIFFERS
    assert set(answer.refusal.about) == set(people) ^ set(CHILDREN_THERE)


def test_a_list_read_before_something_was_written_is_refused(operation):
    operation.must("see", person="c8", site="centro", how="band", at=operation.now)
    assert propose(operation, CHILDREN_THERE).refusal.why is Why.LIST_DIFFERS


def test_what_is_told_late_belongs_to_the_cut_it_is_about(operation):
    operation.must("open-incident", incident="i1", kind="forced-entry", site="centro", at=operation.tick(hours=1))
    breach = operation.now
    operation.must("find-inside", person="c1", site="centro", since=breach.isoformat(), at=operation.tick(hours=2))
    cut = breach + timedelta(minutes=30)
    assert propose(operation, (), cut=cut).refusal.why is Why.LIST_DIFFERS
    assert propose(operation, ("c1",), cut=cut, at=operation.tick()).taken


def test_every_site_and_everybody_is_a_list_too(operation):
    assert propose(operation, HERE, Definition.PERSONS_RECEIVED, sites=()).taken
