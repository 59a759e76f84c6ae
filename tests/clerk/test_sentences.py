"""Promises of the words at the counter: none missing, none a trap."""

import re

import pytest

from abrigo.clerk.sentences import MISSPELT, REFUSED, fenced, say, say_misspelt
from abrigo.facts.wire import Misspelt
from abrigo.rules.refusals import Refusal, Why


@pytest.mark.parametrize("why", list(Why))
def test_every_reason_has_a_sentence_and_a_way_out_in_both_languages(why):
    words = REFUSED[str(why)]
    assert len(words) == 4
    assert all(text.strip().endswith((".", "...")) for text in words)
    assert words[0] != words[2]


def test_no_sentence_stands_for_a_reason_no_rule_gives():
    assert set(REFUSED) <= {str(why) for why in Why}


@pytest.mark.parametrize("words", [*REFUSED.values(), *MISSPELT.values()])
def test_both_languages_say_the_same_things(words):
    for en, es in ((words[0], words[2]), (words[1], words[3])):
        assert sorted(re.findall(r"{(?:about|n)}", en)) == sorted(re.findall(r"{(?:about|n)}", es))


def test_what_was_typed_is_never_read_as_a_pattern():
    said = say(Refusal(Why.BAND_MALFORMED, ("{n}{0.__class__}%s",)), "en")
    assert "{n}{0.__class__}%s" in said.sentence


def test_what_was_typed_cannot_break_the_line_or_turn_it_around():
    said = say(Refusal(Why.BAND_MALFORMED, ("a\u202eb\n\x07c" + "x" * 500,)), "es")
    assert "\u202e" not in said.sentence
    assert "\n" not in said.sentence
    assert len(said.sentence) < 200


def test_words_of_another_direction_are_fenced_in():
    assert fenced("שרה") == "\u2068שרה\u2069"
    assert fenced("N-12") == "N-12"


def test_a_refusal_without_particulars_still_reads():
    for why in Why:
        assert "{" not in say(Refusal(why), "es").sentence


def test_a_choice_names_the_possible_answers():
    assert "female, male" in say_misspelt(Misspelt("sex", "not-one-of:female,male"), "en").remedy


def test_a_code_without_words_is_still_spoken():
    assert "strange" in say_misspelt(Misspelt("x", "strange"), "en").sentence
