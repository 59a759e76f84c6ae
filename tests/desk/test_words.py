"""The words of the screen: every sentence has its Spanish, and what is compiled is what was written."""

import importlib
import importlib.util
import pkgutil
import sys
from enum import StrEnum
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import translation

import abrigo.facts
from abrigo.desk import words
from abrigo.rules.access import Role
from abrigo.rules.whereabouts import SUM, State

TOOL = Path(__file__).resolve().parents[2] / "tools" / "messages.py"


@pytest.fixture(scope="module")
def messages():
    spec = importlib.util.spec_from_file_location("messages_tool", TOOL)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    sys.modules["messages_tool"] = tool
    spec.loader.exec_module(tool)
    return tool


def test_no_sentence_is_left_without_spanish(messages):
    assert messages.missing(messages.updated("es", messages.template())) == []


@pytest.mark.parametrize("language", ["es", "he"])
def test_the_catalogue_holds_exactly_todays_sentences(messages, language):
    folder = messages.LOCALE / language / "LC_MESSAGES"
    now = messages.updated(language, messages.template())
    assert (folder / "django.po").read_bytes() == messages.po(now), "run tools/messages.py"
    assert (folder / "django.mo").read_bytes() == messages.mo(now), "run tools/messages.py"


@pytest.mark.parametrize("language", ["es", "he"])
def test_a_translation_keeps_the_places_where_names_and_numbers_go(messages, language):
    import re

    for message in messages.updated(language, messages.template()):
        wanted = set(re.findall(r"%\(\w+\)s", " ".join(message.id) if isinstance(message.id, tuple) else message.id))
        for said in messages.spoken(message):
            # One may be said in a word ("un día"), so the singular of a plural pair may leave its number out.
            assert not said or set(re.findall(r"%\(\w+\)s", said)) <= wanted
            assert not said or isinstance(message.id, tuple) or set(re.findall(r"%\(\w+\)s", said)) == wanted


def every_kind() -> list[type[StrEnum]]:
    """Every enumeration that can be written down, and the roles people sign in with."""
    rooms = [
        importlib.import_module(f"abrigo.facts.{room.name}") for room in pkgutil.iter_modules(abrigo.facts.__path__)
    ]
    named = [value for room in rooms for value in vars(room).values() if isinstance(value, type)]
    return [Role, State, *{k for k in named if issubclass(k, StrEnum) and k is not StrEnum}]


def test_no_code_reaches_the_screen_bare():
    bare = [f"{kind.__name__}.{one.name}" for kind in every_kind() for one in kind if not words.named(one)]
    assert bare == []


def test_the_states_stand_in_the_order_of_the_equation():
    assert list(words.STATES) == [state.value for state in SUM]


def test_a_strange_code_is_shown_and_not_hidden():
    assert words.word("never-heard-of") == "never-heard-of"


def drawn(text: str, **context: object) -> str:
    return Template("{% load desk %}" + text).render(Context(context))


def test_an_age_is_never_narrower_than_what_was_said():
    with translation.override("en"):
        assert drawn("{% years 9 11 %}") == "9 to 11 years"
        assert drawn("{% years 0 0 %}") == "under 1 year"
        assert drawn("{% years 16 None %}") == "16 years or more"
        assert drawn("{% years None None %}") == "age unknown"


def test_more_than_140_is_141_or_more():
    with translation.override("en"):
        assert drawn("{% interval 141 None %}") == "141 or more"


def test_one_child_among_a_thousand_is_still_seen_in_the_bar():
    states = [{"code": "present", "n": 999}, {"code": "missing", "n": 1}]
    assert 'class="f-missing"' in drawn("{% bar states %}", states=states)
    assert 'width="1.000%"' in drawn("{% bar states %}", states=states)


def test_a_name_cannot_become_markup():
    out = Template("{% include 'desk/parts/name.html' with name=name url='' %}").render(Context({"name": "<b>Ana</b>"}))
    assert "<b>" not in out


def test_the_frame_draws_itself_knowing_nothing():
    """The sign-in page has no viewer, no operation and no hour; a demonstration has its clock all the same."""
    from datetime import UTC, datetime

    demo = {"now": datetime(2025, 12, 22, 0, 40, tzinfo=UTC), "title": "x"}
    for known in ({}, {"demo": demo}):
        out = Template("{% extends 'desk/base.html' %}{% block content %}here{% endblock %}").render(Context(known))
        assert "here" in out
