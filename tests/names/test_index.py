"""A child registered under one spelling is found under another, and nobody is found by a name that is none."""

import pytest

from abrigo.names import Index, Said, Tie


@pytest.fixture
def index() -> Index:
    index = Index()
    index.add("L-1", ["יוסף לוי", "Jose Levi"], age=9, sex="m")
    index.add("L-2", "Malka Weiss de León", age=(6, 8), sex="f")
    index.add("L-3", "محمد عبدالله")
    index.add("L-4", ["NN", "no quiso decir su nombre"])
    index.add("L-5", "García López, María José")
    index.add("L-6", "Chaya Sara Goldstein", age=4)
    index.add("L-7", "Binyomin Friedman")
    return index


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("Yossi Levy", "L-1"),
        ("Иосиф Леви", "L-1"),
        ("يوسف ليفي", "L-1"),
        ("יאסל לעווי", "L-1"),
        ("Levi, José", "L-1"),
        ("J Levi", "L-1"),
        ("Queenie Weis", "L-2"),
        ("מלכה ווייס", "L-2"),
        ("Rabbi Mohamed Abd Allah", "L-3"),
        ("מוחמד עבד אללה", "L-3"),
        ("Maria Lopez", "L-5"),
        ("María José López García", "L-5"),
        ("Mariajose Garcia", "L-5"),
        ("חיה שרה גולדשטיין", "L-6"),
        ("Jaia Goldstein", "L-6"),
        ("Гольдштейн Хая", "L-6"),
        ("Benny Fridman", "L-7"),
        ("בנימין פרידמן", "L-7"),
    ],
)
def test_any_spelling_in_any_script_finds_the_person(index: Index, asked: str, meant: str) -> None:
    assert index.search(asked)[0].id == meant


def test_the_claim_that_matched_is_named(index: Index) -> None:
    found = index.search("Jose Levi")[0]
    assert (found.claim, found.claim_number) == ("Jose Levi", 1)
    found = index.search("יוסף לוי")[0]
    assert (found.claim, found.claim_number, found.score) == ("יוסף לוי", 0, 1.0)


def test_each_reason_names_the_two_words_and_their_tie(index: Index) -> None:
    reasons = {(r.tie, r.asked, r.claimed) for r in index.search("Queenie Weis")[0].reasons}
    assert (Tie.GROUP, "Queenie", "Malka") in reasons
    assert (Tie.SPELLED, "Weis", "Weiss") in reasons
    assert (Tie.ONLY_CLAIMED, "", "León") in reasons


@pytest.mark.parametrize("asked", ["NN", "desconocido", "no quiso decir", "", "🙂", "123", "unknown", "*", "%", "?"])
def test_what_is_no_name_finds_nobody(index: Index, asked: str) -> None:
    assert index.search(asked) == []


def test_what_is_no_name_is_never_filed(index: Index) -> None:
    assert index.add("L-9", ["NN", "withheld", "Ana"]) == (Said.UNKNOWN, Said.WITHHELD, Said.NAME)
    assert [c.id for c in index.search("Ana")][:1] == ["L-9"]
    assert index.search("Ana")[0].claim_number == 2


def test_what_was_added_is_found_at_once(index: Index) -> None:
    assert index.search("Zusha Abramovitch") == [] or index.search("Zusha Abramovitch")[0].score < 0.6
    index.add("L-10", "זושא אבראמאוויטש")
    assert index.search("Zusha Abramovitch")[0].id == "L-10"


def test_a_second_claim_joins_the_first(index: Index) -> None:
    index.add("L-3", "Muhammad Abdallah")
    found = index.search("Muhammad Abdallah")
    assert [c.id for c in found].count("L-3") == 1
    assert (found[0].id, found[0].claim_number) == ("L-3", 1)


def test_who_was_removed_is_not_found(index: Index) -> None:
    assert index.remove("L-1")
    assert "L-1" not in [c.id for c in index.search("Yossi Levy")]
    assert not index.remove("L-1")


def test_removing_and_adding_again_gives_back_the_same_answer(index: Index) -> None:
    before = index.search("Yossi Levy")[0]
    index.remove("L-1")
    index.add("L-1", ["יוסף לוי", "Jose Levi"], age=9, sex="m")
    assert index.search("Yossi Levy")[0] == before


def test_age_and_sex_move_the_order_and_hide_nobody() -> None:
    index = Index()
    index.add("young", "Sara Levi", age=3, sex="f")
    index.add("old", "Sara Levi", age=15, sex="f")
    assert [c.id for c in index.search("Sara Levi", age=14)] == ["old", "young"]
    assert [c.id for c in index.search("Sara Levi", age=4, sex="m")] == ["young", "old"]
    assert index.search("Sara Levi", age=4, sex="m")[0].sex_fits is False
    assert index.search("Sara Levi")[0].age_fits is None


def test_a_stranger_scores_low(index: Index) -> None:
    assert all(c.score < 0.6 for c in index.search("Wolfgang Amadeus Mozart"))


def test_the_limit_is_kept(index: Index) -> None:
    assert len(index.search("Levi", limit=1)) == 1
    assert index.search("Levi", limit=0) == []
