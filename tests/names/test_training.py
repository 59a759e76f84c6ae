"""What is learned is learned from pairs alone, never from a barred word, and the same way every time."""

import numpy as np
import pytest

pytest.importorskip("scipy", reason="training needs scipy")

from abrigo.names.lessons import lessons
from abrigo.names.letters import Script
from abrigo.names.training import Plan, teach

PAIRS = [
    ("יוסף", "Yosef"), ("משה", "Moshe"), ("דוד", "David"), ("שלמה", "Shlomo"), ("רבקה", "Rivka"), ("שרה", "Sara"),
    ("גולדברג", "Goldberg"), ("רוזנברג", "Rosenberg"), ("שטיין", "Stein"), ("כהן", "Cohen"), ("כהן", "Kohen"),
    ("محمد", "Muhammad"), ("محمد", "Mohamed"), ("خالد", "Khaled"), ("حسن", "Hassan"), ("سليم", "Salim"),
    ("иван", "Ivan"), ("борис", "Boris"), ("ольга", "Olga"), ("гольдберг", "Goldberg"), ("розенберг", "Rosenberg"),
    ("משה", "Nabucodonosor"),
]  # fmt: skip
PLAN = Plan(size=16, rows=4000, least=1, rounds=4, batch=16, block=4, letter_rounds=2)


def taught(barred: frozenset[str] = frozenset()) -> object:
    return teach(PAIRS, [("דוד כהן", "David Cohen")], PLAN, barred=barred, about={}, tell=lambda _: None)


def test_learning_twice_gives_the_same_bits() -> None:
    one, two = taught(), taught()
    assert np.array_equal(one.space.rows, two.space.rows)
    assert np.array_equal(one.space.scales, two.space.scales)
    assert one.letters[Script.HEBREW].weights == two.letters[Script.HEBREW].weights


def test_a_barred_word_is_never_a_lesson() -> None:
    given = lessons(PAIRS, [("דוד כהן", "David Cohen")], barred=frozenset({"כהנ", "goldberg"}))
    words = {
        w for pairs in (*given.across.values(), *given.invented.values(), given.respelled) for p in pairs for w in p
    }
    assert "כהנ" not in words
    assert "goldberg" not in words
    assert "yosef" in words


def test_a_pair_that_cannot_be_one_name_is_not_learned() -> None:
    given = lessons(PAIRS, [])
    assert ("משה", "nabucodonosor") not in given.across[Script.HEBREW]
    assert ("משה", "moshe") in given.across[Script.HEBREW]


def test_yiddish_is_invented_from_the_sound() -> None:
    given = lessons(PAIRS, [])
    assert dict(given.invented["yiddish"])["ראזענבערג"] == "rosenberg"


def test_the_model_says_what_it_was_learned_from() -> None:
    told = taught().about
    assert "hebrew" in told["pairs"]
    assert "seed=7" in told["plan"]
