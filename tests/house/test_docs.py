"""What the documents promise is there: every link leads somewhere, every command and every test they name exists."""

import re
from pathlib import Path

import pytest

from abrigo.house.__main__ import COMMANDS

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / n for n in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")])
PAGES += sorted((ROOT / "docs").rglob("*.md"))
NAMES = [str(p.relative_to(ROOT)) for p in PAGES]
BY_THE_ENTRY = {"test", "check", "lock", "setup", "help"}
PLACEHOLDERS = {"COMMAND"}


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as the common viewers of Markdown make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).strip().replace(" ", "-") for h in headings}


def is_dead(page: str, link: str) -> bool:
    place, _, anchor = link.partition("#")
    target = (ROOT / page).parent / place if place else ROOT / page
    return not target.exists() or bool(anchor and target.suffix == ".md" and anchor not in anchors(target))


@pytest.mark.parametrize("page", NAMES)
def test_no_link_leads_nowhere(page):
    links = re.findall(r"\]\(([^)\s]+)\)", read(page))
    assert [n for n in links if not re.match(r"[a-z]+:", n) and is_dead(page, n)] == []


@pytest.mark.parametrize("page", NAMES)
def test_no_command_is_told_that_is_not_there(page):
    shown = re.findall(r"(?:^|[`\s])\./abrigo ([A-Za-z-]+)", read(page), re.MULTILINE)
    assert set(shown) - set(COMMANDS) - BY_THE_ENTRY - PLACEHOLDERS == set()


@pytest.mark.parametrize("page", NAMES)
def test_no_file_is_named_that_is_not_there(page):
    named = re.findall(r"`((?:src|tests|docs|tools|scenarios)/[\w./-]+\.\w+)`", read(page))
    named = [n for n in named if "KIND" not in n]
    assert [n for n in named if not (ROOT / n).exists()] == []


@pytest.mark.parametrize("page", NAMES)
def test_no_paragraph_stands_twice(page):
    """Two writers who add the same line make a page nobody trusts to be whole."""
    lines = [x.strip() for x in read(page).splitlines() if len(x.strip()) > 60 and not x.startswith(("|", "    "))]
    assert sorted({x for x in lines if lines.count(x) > 1}) == []


def test_every_decision_is_on_the_list_of_documents():
    listed = re.findall(r"\(decisions/([\w-]+\.md)\)", read("docs/README.md"))
    assert sorted(listed) == listed == sorted(p.name for p in (ROOT / "docs" / "decisions").glob("*.md"))


def test_every_promise_of_the_threat_model_is_shown_by_a_test_or_said_not_to_hold():
    """A line that says neither would be read as a protection."""
    page = read("docs/threat-model.md").split("## Those who storm", 1)[1].split("## Out of reach", 1)[0]
    lines = [" ".join(x.split()) for x in re.findall(r"^- (.+?)(?=\n- |\n\n|\Z)", page, re.MULTILINE | re.DOTALL)]
    unmarked = [
        x for x in lines if "ot yet*" not in x and "see the litigant" not in x and "eld today*: `tests/" not in x
    ]
    assert len(lines) > 30
    assert unmarked == []


def test_every_page_is_reached_from_the_index():
    index = read("docs/README.md") + read("docs/guide/README.md")
    missing = [p for p in NAMES if p.startswith("docs/") and not p.endswith("README.md") and Path(p).name not in index]
    assert [p for p in missing if not p.startswith("docs/licences/")] == []
