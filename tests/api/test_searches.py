"""A program looks for somebody by name: reasons with every answer, no list of everyone, nobody it may not see."""

import pytest

PATH = "/operations/op/search"


@pytest.fixture
def known(operation):
    operation.must(
        "claim-name",
        person="c7",
        claim="c7/h",
        text="\u05e4\u05e8\u05d9\u05d9\u05d3\u05d0 \u05d2\u05e8\u05d9\u05e0\u05e4\u05e2\u05dc\u05d3",
        speaker="ella",
        script="Hebr",
    )
    operation.must(
        "claim-kin", person="c5", claim="c5/k", relation="mother", other_name="Bathsheba Quartz", speaker="c5"
    )


def meant(answer):
    assert answer[0] == 200, answer
    return {m["person"]["id"]: m for m in answer[1]["meant"]}


def test_an_answer_says_what_was_heard_in_whose_words_and_why(program, known):
    found = meant(program().post(PATH, {"name": "Freida Grinfeld"}))["c7"]
    assert (found["heard"]["speaker"], found["heard"]["script"]) == ("ella", "Hebr")
    assert {t["tie"] for t in found["ties"]} <= {"sounds", "group", "spelled", "joined"}
    assert "score" not in str(found)


def test_somebody_is_found_by_what_their_mother_is_said_to_be_called(program, known):
    found = meant(program().post(PATH, {"kin": "Batsheva Quartz"}))
    assert found["c5"]["kin"]["relation"] == "mother"
    assert found["c5"]["heard"] is None


@pytest.mark.parametrize(
    ("name", "why"),
    [("", "search-empty"), ("*", "search-pattern"), ("%", "search-pattern"), ("a", "search-one-letter"),
     ("N*", "search-pattern"), ("\u05d0", "search-one-letter"), ("123", "search-no-letters"), ("NN", "search-no-name"),
     ("desconocido", "search-no-name"), ("\U0001f642", "search-no-letters"), ("\u200b", "search-empty")],
)  # fmt: skip
def test_there_is_no_way_to_leaf_through_children(program, name, why):
    status, answer = program().post(PATH, {"name": name})
    assert (status, answer) == (200, {"quiet": why, "meant": []})


def test_who_sees_no_names_is_refused_and_a_guard_finds_nobody_of_another_house(program, viewer, operation, key):
    assert program("press-officer").post(PATH, {"name": "Nombre"})[0] == 403
    operation.hands["guard"] = viewer("guard", username="guard", site="casa")
    assert meant(program("guard").post(PATH, {"name": "Nombre"})) == {}
    assert meant(program("guard").post(PATH, {"code": "N-01"})) == {}


def test_what_is_misspelt_is_named_and_nothing_is_guessed(program):
    status, problem = program().post(PATH, {"nome": "Frida"})
    assert (status, problem["field"], problem["code"]) == (422, "nome", "unknown-field")
    assert program().post(PATH, {"name": "x" * 401})[0] == 422
    assert program().post(PATH, {"name": "Frida", "limit": 500})[0] == 422
    assert program().post(PATH, b"not json")[0] == 400
    assert program().get(PATH)[0] == 405
