"""The keys a word is filed under, so that another spelling of it can be found."""

from __future__ import annotations

from collections.abc import Iterator

from abrigo.names.groups import groups
from abrigo.names.skeleton import bones


def trigrams(word: str) -> tuple[str, ...]:
    """The three-letter pieces of a folded word with its edges marked."""
    edged = f"^{word}$"
    return tuple(dict.fromkeys(edged[i : i + 3] for i in range(max(1, len(edged) - 2))))


def keys(word: str) -> Iterator[str]:
    """Everything a word is filed under: its given names, its bones, its three-letter pieces."""
    for group in groups(word):
        yield f"#{group}"
    for bone in bones(word):
        yield "~" + bone
    for gram in trigrams(word):
        yield "." + gram
