"""The registers in the order they fold an entry. A new register is one line here."""

from collections.abc import Callable
from typing import Final

from abrigo.registers import cards, custody, grants, people, places, threads, whereabouts
from abrigo.registers.book import Book, Noted

APPLY: Final[tuple[Callable[[Book, Noted], None], ...]] = (
    threads.apply,
    places.apply,
    people.apply,
    whereabouts.apply,
    custody.apply,
    cards.apply,
    grants.apply,
)


def apply(book: Book, noted: Noted) -> None:
    for fold in APPLY:
        fold(book, noted)
