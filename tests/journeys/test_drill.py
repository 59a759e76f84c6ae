"""The drill as a person sees it: the numbers of R1, R2, R3 and the board read off the pages of `./abrigo demo`."""

import re

import pytest

pytestmark = pytest.mark.timeout(240)
CHILDREN = {"es": r"(\d+) NNA", "he": r"(\d+) ילד", "en": r"(\d+) child(?:ren)?"}
DISPUTED = {"es": r"(\d+) sin determinar", "he": r"(\d+) לא נקבע", "en": r"(\d+) undetermined"}
ADULTS = {"es": r"(\d+) adult", "he": r"(\d+) בגיר", "en": r"(\d+) adults?"}


@pytest.fixture(scope="module")
def director(demo):
    page = demo.sit("director", language="es", width=1100)
    yield page
    page.context.close()


def split(text: str, language: str = "es") -> tuple[int, int]:
    """`155 NNA · 3 sin determinar · 40 adultos` as children (the disputed among them: in doubt a child) and adults."""

    def first(pattern: str) -> int:
        found = re.search(pattern, text)
        return int(found[1]) if found else 0

    return first(CHILDREN[language]) + first(DISPUTED[language]), first(ADULTS[language])


def board(page, demo) -> dict[str, int]:
    """What each tile says, by the state its link opens; `sum` is the line that adds them up, as it is written."""
    page.goto(demo.address + "board")
    tiles = page.evaluate(
        """() => [...document.querySelectorAll('#board-live a.tile')].map(a =>
          [new URL(a.href).searchParams.get('state') || 'received', parseInt(a.querySelector('.n').textContent)])"""
    )
    return {**dict(tiles), "sum": page.inner_text(".adds-up .num")}


def rollcall(page, demo, name: str, language: str = "es") -> dict[str, tuple[int, tuple[int, int]]]:
    """Of a signed roll call: expected, found, not found; each with its children and adults."""
    page.goto(demo.address + "rollcalls")
    page.get_by_role("link", name=name, exact=True).click()
    page.wait_for_selector("ul.result")
    parts = page.eval_on_selector_all(
        "ul.result > li", "all => all.slice(0, 3).map(e => e.innerText.replaceAll('\\n', ' '))"
    )
    said = []
    for part in parts:
        number, rest = re.match(r"\s*(\d+)\s(.*)", part, re.DOTALL).groups()
        said.append((int(number), split(rest, language)))
    return dict(zip(("expected", "found", "lost"), said, strict=True))


def move_to(page, demo, event: str) -> None:
    page.goto(demo.address + "board")
    page.select_option("#demo-to", event)
    page.locator(".demo button").click()
    page.wait_for_load_state("load")


def the_demonstration_opens_in_the_middle_of_the_breach(demo, director):
    said = board(director, demo)
    assert said.pop("sum") == "200 = 174 + 0 + 2 + 24 + 0 + 0 + 0 + 0"
    assert (said["received"], said["present"], said["out-with-authority"], said["unaccounted"]) == (200, 174, 2, 24)
    lost = director.inner_text("a.tile.is-unaccounted")
    assert split(lost) == (22, 2)
    assert "18:4" in director.inner_text("header.top .hour")
    assert director.locator(".adds-up.no").count() == 0


def the_number_opens_its_names_and_there_are_as_many(demo, director):
    director.goto(demo.address + "board")
    director.locator("a.tile.is-unaccounted").click()
    director.wait_for_selector("ul.people")
    assert director.locator("ul.people > li").count() == 24


def r1_found_124_children_of_158_and_38_adults_of_40(demo, director):
    said = rollcall(director, demo, "R1")
    assert said == {"expected": (198, (158, 40)), "found": (162, (124, 38)), "lost": (36, (34, 2))}


def r1_says_the_same_from_right_to_left(demo):
    page = demo.sit("director", language="he", width=1100)
    said = rollcall(page, demo, "R1", "he")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    page.context.close()
    assert said == {"expected": (198, (158, 40)), "found": (162, (124, 38)), "lost": (36, (34, 2))}


def a_guard_reads_the_same_r1_on_a_phone(demo):
    page = demo.sit("guard", width=360)
    said = rollcall(page, demo, "R1")
    page.context.close()
    assert (said["expected"][0], said["found"][0], said["lost"]) == (198, 162, (36, (34, 2)))


def an_open_board_moves_on_by_itself_when_the_clock_is_moved(demo, director):
    watching = demo.sit("attorney", width=1100)
    board(watching, demo)
    move_to(director, demo, "22")
    watching.locator("a.tile.is-unaccounted .n", has_text=re.compile(r"^\s*21\s*$")).wait_for(timeout=10_000)
    watching.context.close()


def r2_found_139_children_and_lacks_19(demo, director):
    said = rollcall(director, demo, "R2")
    assert said["expected"][1] == (158, 40)
    assert (said["found"][1][0], said["lost"][1][0]) == (139, 19)
    assert board(director, demo)["unaccounted"] == 21  # and two adults


def r3_found_154_children_and_lacks_4(demo, director):
    move_to(director, demo, "25")
    said = rollcall(director, demo, "R3")
    assert (said["expected"][1][0], said["found"][1][0], said["lost"][1][0]) == (158, 154, 4)
    assert rollcall(director, demo, "R1")["lost"] == (36, (34, 2)), "an earlier count still says what it said"


def a_review_of_ages_years_later_changes_no_earlier_count(demo, director):
    move_to(director, demo, "34")
    assert rollcall(director, demo, "R1") == {
        "expected": (198, (158, 40)), "found": (162, (124, 38)), "lost": (36, (34, 2))
    }  # fmt: skip
    said = board(director, demo)
    assert said["received"] == 200
    assert split(director.inner_text("a.tile.is-received")) == (157, 43)


def test_every_number_of_the_drill_is_read_off_the_pages_as_the_night_goes_on(demo, director):
    """One story in order: the clock of a demonstration only moves on. Each step above is a promise of its own."""
    the_demonstration_opens_in_the_middle_of_the_breach(demo, director)
    the_number_opens_its_names_and_there_are_as_many(demo, director)
    r1_found_124_children_of_158_and_38_adults_of_40(demo, director)
    r1_says_the_same_from_right_to_left(demo)
    a_guard_reads_the_same_r1_on_a_phone(demo)
    an_open_board_moves_on_by_itself_when_the_clock_is_moved(demo, director)
    r2_found_139_children_and_lacks_19(demo, director)
    r3_found_154_children_and_lacks_4(demo, director)
    a_review_of_ages_years_later_changes_no_earlier_count(demo, director)
