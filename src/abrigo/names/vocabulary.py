"""Every word of every name once, with the keys by which another spelling of it can be found."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from abrigo.names.groups import groups
from abrigo.names.letters import Script, script_of
from abrigo.names.likeness import GROUP_LIKENESS, alike
from abrigo.names.skeleton import bones

Numbers = NDArray[np.int32]
Weights = NDArray[np.float32]

MOST_BY_BONES = 600
_LEAST_SHARED = 0.34
_LEAST_LIKE = 0.3


def trigrams(word: str) -> tuple[str, ...]:
    """The three-letter pieces of a folded word with its edges marked."""
    edged = f"^{word}$"
    return tuple(dict.fromkeys(edged[i : i + 3] for i in range(max(1, len(edged) - 2))))


def keys(word: str) -> Iterator[str]:
    """Everything a word is filed under: itself, its given names, its bones, its three-letter pieces."""
    yield "=" + word
    for group in groups(word):
        yield f"#{group}"
    for bone in bones(word):
        yield "~" + bone
    for gram in trigrams(word):
        yield "." + gram


class Vocabulary:
    """Words in the order they first came, growing one at a time."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._numbers: dict[str, int] = {}
        self._filed: dict[str, list[int]] = {}

    def number(self, word: str) -> int:
        """The number of `word`, given now if it is new."""
        found = self._numbers.get(word)
        if found is None:
            found = self._numbers[word] = len(self.words)
            self.words.append(word)
            for key in keys(word):
                self._filed.setdefault(key, []).append(found)
        return found

    def near(self, word: str) -> tuple[Numbers, Weights]:
        """Numbers of the words that may be another form of `word`, with their likeness from 0 to 1."""
        found: dict[int, float] = {}
        self._by_bones(word, found)
        self._by_pieces(word, found)
        for group in groups(word):
            for number in self._filed.get(f"#{group}", ()):
                found[number] = max(found.get(number, 0.0), GROUP_LIKENESS)
        for number in self._filed.get("=" + word, ()):
            found[number] = 1.0
        return np.fromiter(found.keys(), np.int32, len(found)), np.fromiter(found.values(), np.float32, len(found))

    def _by_bones(self, word: str, found: dict[int, float]) -> None:
        near = {n for bone in bones(word) for n in self._filed.get("~" + bone, ())}
        numbers = sorted(near, key=lambda n: (abs(len(self.words[n]) - len(word)), n))[:MOST_BY_BONES]
        likeness = alike(word, [self.words[n] for n in numbers])
        found.update((n, s) for n, s in zip(numbers, likeness.tolist(), strict=True) if s > _LEAST_LIKE)

    def _by_pieces(self, word: str, found: dict[int, float]) -> None:
        if script_of(word) is Script.OTHER and len(word) < 2:
            return
        pieces = trigrams(word)
        shared: dict[int, int] = {}
        for piece in pieces:
            for number in self._filed.get("." + piece, ()):
                shared[number] = shared.get(number, 0) + 1
        least = _LEAST_SHARED * len(pieces)
        numbers = [n for n, count in shared.items() if count >= least and n not in found]
        likeness = alike(word, [self.words[n] for n in numbers])
        found.update((n, s) for n, s in zip(numbers, likeness.tolist(), strict=True) if s > _LEAST_LIKE)
