"""Two names are told alike or apart for reasons that can be read out in court."""

import pytest

from abrigo.names import Tie, explain


def ties(a: str, b: str) -> list[Tie]:
    return [r.tie for r in explain(a, b).reasons]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("יעקב כהן", "Yankel Cohen"),
        ("Ester Rabinowitz", "אסתר רבינוביץ"),
        ("Abu Bakr al-Baghdadi", "ابو بكر البغدادي"),
        ("Владимир Жаботинский", "Vladimir Jabotinsky"),
        ("José Luis Pérez Gómez", "PEREZ GOMEZ Jose Luis"),
        ("Jose Luis Gomez Perez", "José Luis Pérez Gómez"),
    ],
)
def test_the_same_name_scores_well(a: str, b: str) -> None:
    assert explain(a, b).score > 0.6
    assert explain(b, a).score > 0.6


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("יעקב כהן", "Shlomo Levi"),
        ("Иван Петров", "Chaim Weiss"),
        ("Ana López", "Ruth Katz"),
        ("محمد علي", "David Cohen"),
    ],
)
def test_strangers_score_below_one_half(a: str, b: str) -> None:
    assert explain(a, b).score < 0.5


def test_other_order_is_said_and_costs_little() -> None:
    seen = explain("García López María", "María García López")
    assert not seen.same_order
    assert seen.score > 0.95


def test_two_parts_written_as_one_are_joined() -> None:
    assert Tie.JOINED in ties("Abd al Rahman", "Abdalrahman") or Tie.JOINED in ties("Mariajose", "Maria Jose")


def test_an_initial_says_a_little_and_a_wrong_one_nothing() -> None:
    assert Tie.INITIAL in ties("Y. Levi", "Yosef Levi")
    assert Tie.INITIAL not in ties("M. Levi", "Yosef Levi")


def test_a_title_does_not_make_two_people_alike() -> None:
    assert explain("Rabbi Moshe", "Rabbi Hershel").score < 0.5


def test_the_letters_are_laid_out() -> None:
    reason = next(r for r in explain("גולדשטיין", "Goldstein").reasons if r.tie is Tie.SOUNDS)
    assert "".join(s.left for s in reason.steps) == "גולדשטיינ"
    assert "".join(s.right for s in reason.steps) == "goldstein"


@pytest.mark.parametrize("nothing", ["", "NN", "withheld", "🙂"])
def test_what_is_no_name_is_like_nothing(nothing: str) -> None:
    assert explain(nothing, nothing).score == 0.0
    assert explain(nothing, "Ana").score == 0.0
