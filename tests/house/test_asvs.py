"""A row that claims a test names one that is there: of the standard's table, and of the twenty-five promises."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if re.match(r"\| \d", line)]
THREATS = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
PROMISES = dict(re.findall(r"^\| (\d+) \| (.+)\|$", THREATS, re.MULTILINE))


@pytest.mark.parametrize("page", [PAGE, THREATS], ids=["asvs", "threat model"])
def test_every_test_a_row_names_is_there(page):
    for path, _, name in re.findall(r"`(tests/[\w/]+\.py)(::(\w+))?`", page):
        assert (ROOT / path).exists(), path
        if name:
            assert re.search(rf"def {name}\(|^{name} = ", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE), name


def test_each_of_the_twenty_five_promises_names_the_test_that_shows_it():
    assert list(PROMISES) == [str(n) for n in range(1, 26)]
    assert [n for n, row in PROMISES.items() if "`tests/" not in row] == []


def test_no_row_says_met_without_showing_where():
    bare = [row for row in ROWS if "| met" in row and "tests/" not in row and "not yet" not in row]
    assert bare == []
