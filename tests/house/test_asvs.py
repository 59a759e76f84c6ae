"""A row that claims a test names one that is there: of the standard's table, and of the twenty-five promises."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if re.match(r"\| \d", line)]
# Which requirements there are of each level in the standard's version 5.0.0: section, and its numbers.
LEVEL_1 = """1.2:1-5 1.3:1-2 1.5:1 2.1:1 2.2:1-2 2.3:1 3.2:1-2 3.3:1 3.4:1-2 3.5:1-3 4.1:1 4.4:1 5.2:1-2 5.3:1-2 6.1:1 6.2:1-8
6.3:1-2 6.4:1-2 7.2:1-4 7.4:1-2 8.1:1 8.2:1-2 8.3:1 9.1:1-3 9.2:1 10.4:1-5 11.3:1-2 11.4:1 12.1:1 12.2:1-2 13.4:1 14.2:1
14.3:1 15.1:1 15.2:1 15.3:1"""
LEVEL_2 = """1.1:1-2 1.2:6-9 1.3:3-11 1.4:1-3 1.5:2 2.1:2-3 2.2:3 2.3:2-4 2.4:1 3.3:2-4 3.4:3-6 3.5:4-5 3.7:1-2 4.1:2-3 4.2:1
4.3:1-2 4.4:2-4 5.1:1 5.2:3 5.4:1-3 6.1:2-3 6.2:9-12 6.3:3-4 6.4:3-4 6.5:1-5 6.6:1-3 6.8:1-4 7.1:1-3 7.3:1-2 7.4:3-5
7.5:1-2 7.6:1-2 8.1:2 8.2:3 8.4:1 9.2:2-4 10.1:1-2 10.2:1-2 10.3:1-4 10.4:6-11 10.5:1-5 10.6:1-2 10.7:1-3 11.1:1-2 11.2:1-3
11.3:3 11.4:2-4 11.5:1 11.6:1 12.1:2-3 12.3:1-4 13.1:1 13.2:1-5 13.3:1-2 13.4:2-5 14.1:1-2 14.2:2-4 14.3:2-3 15.1:2-3
15.2:2-3 15.3:2-7 16.1:1 16.2:1-5 16.3:1-4 16.4:1-3 16.5:1-3 17.1:1 17.2:1-4 17.3:1-2"""
STANDS = ("met", "by construction", "in part", "not met", "not shown", "not ours", "does not apply", "**deviation**")
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


def numbers(said):
    for section in said.split():
        name, _, span = section.partition(":")
        low, _, high = span.partition("-")
        yield from (f"{name}.{n}" for n in range(int(low), int(high or low) + 1))


def test_every_requirement_of_levels_one_and_two_has_one_row_and_says_how_it_stands():
    told = [[cell.strip() for cell in row.strip("|").split("|")] for row in ROWS]
    for level, said, count in (("1", LEVEL_1, 70), ("2", LEVEL_2, 183)):
        there = [row[0] for row in told if row[1] == level]
        assert len(there) == count
        assert sorted(there) == sorted(numbers(said))
    assert [row[0] for row in told if not row[3].startswith(STANDS)] == []


def test_the_sum_at_the_head_of_the_table_is_that_of_its_rows():
    told = [row.strip("|").split("|")[3].strip() for row in ROWS if row.split("|")[2].strip() != "3"]
    said = dict(
        zip(
            ("met", "by construction", "in part"),
            re.findall(r"(\d+) (?:met,|by construction,|in part,)", PAGE),
            strict=True,
        )
    )
    assert {how: sum(t.startswith(how) for t in told) for how in said} == {k: int(v) for k, v in said.items()}
