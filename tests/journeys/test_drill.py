"""The drill as a person sees it: the numbers of R1, R2, R3 and the board read off the pages of `./abrigo demo`."""

import re

import pytest

pytestmark = pytest.mark.timeout(240)


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def states(page, path: str = "board") -> dict[str, int]:
    """The row of states on the board: code -> number, as drawn; `received` is their announced sum."""
    page.goto(page.demo + path)
    page.wait_for_selector("#board-live")
    return page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('#board-live .count a[href*="state="]')]
          .map(a => [new URL(a.href).searchParams.get('state'), parseInt(a.textContent.match(/\\d+/)[0])]))"""
    )
