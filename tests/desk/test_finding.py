"""Finding one person from wherever one stands: any letters, half a word, a mother's name; and no list of everyone."""

import re

import pytest

from abrigo.registers import names

pytestmark = pytest.mark.django_db
LIVE = "/people/search/live"


@pytest.fixture
def known(operation):
    operation.must("claim-name", person="c7", claim="c7/h", text="פריידא גרינפעלד", speaker="la niña", script="Hebr")
    operation.must("claim-name", person="c3", claim="c3/g", text="Rivka Goldstein", speaker="su tía", supposed=True)
    operation.must("claim-kin", person="c5", claim="c5/k", relation="mother", other="a1", speaker="c5")
    operation.must("claim-name", person="a1", claim="a1/q", text="Bathsheba Quartz", speaker="ella")


def found(client, **sent) -> dict[str, str]:
    """Who is found, in order, each with what is said of why."""
    page = client.post(LIVE, sent).content.decode()
    parts = re.split(r'<article class="person', page)[1:]
    return {re.search(r'href="/people/([^"]+)"', p)[1]: re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", p)) for p in parts}


@pytest.mark.parametrize("asked", ["Freida Grinfeld", "Фрейда Гринфельд", "פריידה גרינפלד", "فريدا غرينفيلد", "Frieda"])
def test_a_name_is_found_from_any_letters_with_what_was_heard_and_in_whose_words(at_desk, known, asked):
    said = found(at_desk("director"), q=asked)["c7"]
    assert "heard as פריידא גרינפעלד" in said
    assert "in the words of la niña" in said
    assert "↔" in said


@pytest.mark.parametrize("half", ["Gold", "Golds", "Rivka Gol", "riv", "גולדש"])
def test_half_a_name_already_finds_whom_it_may_be(at_desk, known, half):
    assert "c3" in found(at_desk("director"), q=half), half


def test_somebody_is_found_by_a_mother_s_name_alone_and_moves_up_when_both_are_known(at_desk, known):
    client = at_desk("director")
    said = found(client, kin="Batsheva Kvarts")
    assert list(said) == ["c5"]
    assert "Bathsheba Quartz" in said["c5"]
    assert next(iter(found(client, q="Nombre", kin="Bathsheba Quartz"))) == "c5"


def test_a_relative_s_name_said_later_is_found_at_once_and_a_withdrawn_one_no_more(at_desk, known, operation):
    client = at_desk("director")
    assert found(client, kin="Zipporah Wunderlich") == {}
    operation.must("claim-name", person="a1", claim="a1/z", text="Zipporah Wunderlich", speaker="ella")
    assert list(found(client, kin="Zipporah Wunderlich")) == ["c5"]
    operation.must("withdraw-claim", person="c5", claim="c5/k", reason="era la tía")
    assert found(client, kin="Zipporah Wunderlich") == {}


def test_age_and_sex_move_the_order_and_hide_nobody(at_desk, known):
    client = at_desk("director")
    plain, aged = found(client, q="Nombre"), found(client, q="Nombre", age="30", sex="male")
    assert set(plain) == set(aged)
    assert "the ages do not agree" in aged["c1"]
    assert "another sex was noted" in aged["c1"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [("", "Type a band"), ("*", "no wildcards"), ("%", "no wildcards"), ("a", "One letter finds nobody"),
     ("ñ*", "no wildcards"), ("א", "One letter finds nobody"), ("777", "No band, line or tag is this"),
     ("NN", "This says that there is no name"), ("no quiso decir", "This says that there is no name"),
     ("\u200b", "Type a band"), ("🙂", "no letters of a name")],
)  # fmt: skip
def test_nothing_lists_everyone_and_the_screen_says_why(at_desk, asked, said):
    client = at_desk("director")
    page = client.post(LIVE, {"q": asked}).content.decode()
    assert said in page
    assert "/people/c" not in page
    assert said in client.post("/people/search", {"q": asked}).content.decode()


@pytest.mark.parametrize("odd", ["x" * 5000, "a b " * 300, "<script>alert(1)</script>", "' OR 1=1 --", "שָׂרָה" * 80])
def test_no_question_breaks_the_page(at_desk, odd):
    page = at_desk("director").post(LIVE, {"q": odd, "kin": odd, "age": odd, "sex": odd})
    assert page.status_code == 200
    assert b"<script>alert" not in page.content


def test_a_search_never_answers_with_more_than_twenty(at_desk, operation):
    for n in range(30):
        operation.must(
            "register",
            person=f"z{n}",
            site="centro",
            line=f"Z{n}",
            tally="child",
            names=[{"claim": f"z{n}/n", "text": "Ixchel Tun", "speaker": "x", "language": "es", "script": "Latn"}],
        )
    assert len(found(at_desk("director"), q="Ixchel Tun")) == names.MOST


def test_a_guard_finds_only_who_is_at_the_own_gate_and_no_relative_elsewhere(at_desk, known, operation):
    here = at_desk("guard", site="centro")
    assert "c7" in found(here, q="Freida Grinfeld")
    assert "c5" in found(here, kin="Bathsheba Quartz")
    operation.must("see", person="a1", site="casa", how="by-sight")
    assert found(here, kin="Bathsheba Quartz") == {}, "a mother of another house is not named at this gate"
    away = at_desk("guard", site="casa", username="guard-2")
    assert "c7" not in found(away, q="Freida Grinfeld")


def test_whoever_sees_no_names_has_nothing_to_look_for(at_desk):
    for role in ("press-officer", "auditor", "administrator"):
        client = at_desk(role)
        assert client.post(LIVE, {"q": "Nombre"}).status_code == 404
        assert client.post("/people/search", {"q": "Nombre"}).status_code == 403
        assert "data-find" not in client.get("/board").content.decode()


def test_the_question_stands_on_the_board_at_the_gate_and_among_people_and_in_no_address(at_desk):
    director = at_desk("director")
    for path in ("/board", "/people", "/strangers/new"):
        page = director.get(path).content.decode()
        assert 'action="/people/search"' in page, path
        form = page[page.index('action="/people/search"') - 40 :][:80]
        assert 'method="post"' in form
    assert at_desk("director").get(LIVE).status_code == 405
