"""What holds for every room: it hears every fact and refuses none, and knows nobody of another operation."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pkgutil import iter_modules
from typing import NewType, get_args, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import abrigo.rules
from abrigo.facts.incidents import IncidentKind
from abrigo.facts.index import KINDS
from abrigo.facts.kinds import PersonId, SiteId, UnitId
from abrigo.facts.wire import spelling
from abrigo.rules import incidents, rollcalls
from abrigo.rules.index import ACTS
from abrigo.rules.past import Room
from abrigo.rules.refusals import Refusal

MODULES = [import_module(f"abrigo.rules.{m.name}") for m in iter_modules(abrigo.rules.__path__)]
ROOMS = {room.name: room for module in MODULES for room in vars(module).values() if isinstance(room, Room)}
INSTANTS = st.integers(0, 500).map(lambda m: datetime(2025, 12, 19, 12, tzinfo=UTC) + timedelta(minutes=m))
OUR_PLACES = {SiteId: "acacias", UnitId: "north"}
WORDS = st.sampled_from(["a", "b", "x1", "court B"])


def anything(hint):
    """A value of a type as facts and acts spell it: few words, so that ids meet."""
    if hint is datetime:
        return INSTANTS
    if hint in OUR_PLACES:
        return st.just(OUR_PLACES[hint])
    if hint is str or isinstance(hint, NewType):
        return WORDS
    if hint is int:
        return st.integers(0, 20)
    if getattr(hint, "__origin__", None) is tuple:
        return st.lists(anything(get_args(hint)[0]), min_size=1, max_size=2, unique=True).map(tuple)
    if get_args(hint):
        return st.one_of(*(anything(h) for h in get_args(hint)))
    if hasattr(hint, "__dataclass_fields__"):
        hints = get_type_hints(hint)
        return st.builds(hint, **{f.name: anything(hints[f.name]) for f in fields(hint)})
    return st.from_type(hint)


FACTS = st.one_of(*(anything(cls) for cls, _ in KINDS.values()))


@pytest.mark.parametrize("name", sorted(ROOMS))
def test_a_room_hears_every_fact_and_refuses_none(name):
    room = ROOMS[name]

    @settings(max_examples=60, deadline=None)
    @given(st.lists(FACTS, max_size=12))
    def hears(facts):
        known = room.empty
        for fact in facts:
            known = room.learn(known, fact)
        assert type(known) is type(room.empty) or room.empty is None

    hears()


def test_no_two_rooms_share_a_name():
    found = [room for module in MODULES for room in vars(module).values() if isinstance(room, Room)]
    assert len({id(room) for room in found}) == len(ROOMS)


@pytest.mark.parametrize("name", sorted(ACTS))
def test_an_act_says_when_and_is_read_back_as_it_was_written(name):
    act = ACTS[name].act
    assert get_type_hints(act)["at"] is datetime
    words = spelling(act, "iso")

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(anything(act))
    def reads(one):
        assert words.read(words.write(one), "") == one

    reads()


# Acts that may name somebody of an earlier operation, and say so.
MAY_NAME_OTHERS = {"claim-kin": "other", "propose-candidate": "other"}


def _people(act):
    """The fields of an act that name one person or several."""
    hints = get_type_hints(act)
    for f in fields(act):
        hint = hints[f.name]
        if hint is PersonId or PersonId in get_args(hint):
            yield f.name, getattr(hint, "__origin__", None) is tuple


NAMING = sorted(name for name, line in ACTS.items() if "operation" in get_type_hints(line.act) and [*_people(line.act)])


@pytest.mark.parametrize("name", NAMING)
def test_nobody_of_another_operation_is_written_about_from_here(paper, elsewhere, name):
    far, act = elsewhere("far"), ACTS[name].act
    paper.child("near")
    paper.must(rollcalls.OpenRollCall, rollcall="a", name="R1", site="acacias")
    paper.must(incidents.OpenIncident, operation="other", incident="b", kind=IncidentKind.FIRE, site="far")

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(anything(act))
    def names(one):
        named = {field: (far,) if many else far for field, many in _people(act)}
        one = replace(one, operation="encino", **named)
        before = list(paper.written)
        answer = paper.ask(act, **{f.name: getattr(one, f.name) for f in fields(one)})
        paper.written = before
        if not isinstance(answer, Refusal):
            assert not [f for f in answer if getattr(f, "person", None) == far]

    names()
