"""Phones in the matrix: docs/access.md and the doors say the same."""

from pathlib import Path

from abrigo.clerk import kept
from abrigo.rules.access import MAY, Role
from abrigo.staff.devices import CONFIRM, ENROL, REVOKE

ROWS = {
    "make a code for a phone": ENROL,
    "confirm it, as a second person": CONFIRM,
    "end a phone": REVOKE,
    "settle what phones brought": kept.SETTLE,
    "give up a site (`lose-site`)": {r for r in Role if "lose-site" in MAY[r]},
}
COLUMNS = ("guard", "intake-worker", "director", "child-attorney", "administrator")


def test_the_page_and_the_doors_say_the_same_of_phones():
    page = (Path(__file__).parents[2] / "docs" / "access.md").read_text(encoding="utf-8").split("## Phones", 1)[1]
    for name, roles in ROWS.items():
        (row,) = [line for line in page.splitlines() if line.startswith(f"| {name} |")]
        cells = [c.strip() for c in row.strip("|").split("|")][1:6]
        marked = {c for c, cell in zip(COLUMNS, cells, strict=True) if cell in ("x", "own agency")}
        assert marked == {str(r) for r in roles}, name
