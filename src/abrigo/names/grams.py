"""The pieces of a word that its vector is summed from: letters in ones to fours, and its bones, hashed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from abrigo.names.letters import Script, script_of
from abrigo.names.skeleton import bones

Hashes = NDArray[np.uint32]
Owners = NDArray[np.int64]

_SCRIPTS = {s: i + 1 for i, s in enumerate(Script)}
_WEAK = {
    Script.LATIN: dict.fromkeys(map(ord, "aeiouyhw")),
    Script.HEBREW: dict.fromkeys(map(ord, "אהוי'ע")),
    Script.ARABIC: dict.fromkeys(map(ord, "اويهعەۆێ")),
    Script.CYRILLIC: dict.fromkeys(map(ord, "аеиоуыэюяйьъ")),
    Script.OTHER: {},
}
_EDGE_LEFT, _EDGE_RIGHT = "\x01", "\x02"
_MIX, _START = np.uint32(0x9E3779B1), np.uint32(0x811C9DC5)
_SHIFT = np.uint32(15)


def hashed(words: Sequence[str]) -> tuple[Hashes, Owners]:
    """The hash of every piece of every folded word, and for each the place of its word. Same on every machine.

    Letter pieces are marked with their script; those of the bones are shared by all scripts.
    """
    scripts = [script_of(w) for w in words]
    marks = np.array([_SCRIPTS[s] for s in scripts], np.uint32)
    every = np.arange(len(words))
    strong = [w[:1] + w[1:].translate(_WEAK[s]) for w, s in zip(words, scripts, strict=True)]
    skeletons = [bones(w)[:2] for w in words]
    flat = [b for bs in skeletons for b in bs]
    owners = np.repeat(every, [len(bs) for bs in skeletons])
    parts = [
        _pieces(words, marks, every, (1, 2, 3, 4), whole=False),
        _pieces(strong, marks + np.uint32(16), every, (2, 3, 4), whole=True),
        _pieces(flat, np.full(len(flat), 64, np.uint32), owners, (2, 3, 4), whole=True),
    ]
    return np.concatenate([h for h, _ in parts]), np.concatenate([o for _, o in parts])


def _pieces(
    texts: Sequence[str], marks: Hashes, owners: Owners, sizes: tuple[int, ...], *, whole: bool
) -> tuple[Hashes, Owners]:
    if not texts:
        return np.zeros(0, np.uint32), np.zeros(0, np.int64)
    edged = [f"{_EDGE_LEFT}{t}{_EDGE_RIGHT}" for t in texts]
    lengths = np.array([len(e) for e in edged])
    letters = np.frombuffer("".join(edged).encode("utf-32-le"), np.uint32)
    ends = np.cumsum(lengths)
    place = np.repeat(np.arange(len(edged)), lengths)
    left = np.repeat(ends, lengths) - np.arange(len(letters))  # letters from here to the end of the word
    state = np.full(len(letters), _START, np.uint32)
    hashes, holders = [], []
    padded = np.concatenate([letters, np.zeros(max(sizes), np.uint32)])
    for size in range(1, max(sizes) + 1):
        state = _stir(state, padded[size - 1 : size - 1 + len(letters)])
        if size in sizes:
            keep = left >= size
            if size == 1:
                keep &= letters > 2
            hashes.append(_stir(state[keep], marks[place[keep]] * np.uint32(8) + np.uint32(size)))
            holders.append(owners[place[keep]])
    if whole:
        sums = _stir(letters, left.astype(np.uint32))
        total = np.add.reduceat(sums, ends - lengths, dtype=np.uint32)
        hashes.append(_stir(total, marks * np.uint32(8)))
        holders.append(owners)
    return np.concatenate(hashes), np.concatenate(holders)


def _stir(state: Hashes, more: Hashes) -> Hashes:
    mixed: Hashes = (state ^ more) * _MIX
    return mixed ^ (mixed >> _SHIFT)
