"""Which entries belong to which stream."""

from abrigo.facts.index import KIND_OF
from abrigo.facts.streams import streams_of
from abrigo.facts.wire import to_ms
from abrigo.registers.book import Book, Noted
from abrigo.registers.models import Thread


def apply(book: Book, noted: Noted) -> None:
    kind, _ = KIND_OF[type(noted.fact)]
    at = to_ms(noted.fact.said.at)
    for stream in streams_of(noted.fact):
        book.put(Thread, {"stream": stream, "pos": noted.pos, "at": at, "kind": kind})
