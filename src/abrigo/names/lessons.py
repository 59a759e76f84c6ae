"""What is learned from: pairs of spellings of one name, cleaned, invented and laid out; nothing else is ever read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

from abrigo.names.invented import invent
from abrigo.names.letters import Script, fold, plain, script_of
from abrigo.names.likeness import by_letters
from abrigo.names.parts import part

Pair: TypeAlias = tuple[str, str]

_LEAST_LIKE = 0.3  # below this the public file paired a title, a translation or another person
_MOST_RESPELLINGS = 120_000
_INVENTED = {"yiddish": 50_000, "persian": 40_000, "kurdish": 15_000}


@dataclass(frozen=True, slots=True)
class Lessons:
    """Pairs (word in some script, Latin word), folded; `across` by script and `respelled` Latin with Latin."""

    across: Mapping[Script, tuple[Pair, ...]]
    invented: Mapping[str, tuple[Pair, ...]]
    respelled: tuple[Pair, ...]


def lessons(
    tokens: Iterable[Pair], names: Iterable[Pair], *, barred: frozenset[str] = frozenset(), seed: int = 7
) -> Lessons:
    """Lay out the lessons from word pairs and whole-name pairs (native, Latin).

    Words in `barred` (folded) are left out on either side: how a strict measurement holds names back.
    """
    across: dict[Script, dict[Pair, None]] = defaultdict(dict)
    for native, latin in [*_folded(tokens), *_aligned(names)]:
        if native not in barred and latin not in barred:
            across[script_of(native)][native, latin] = None
    kept = {s: _plausible(list(across[s])) for s in (Script.HEBREW, Script.ARABIC, Script.CYRILLIC)}
    return Lessons(kept, _invented(kept[Script.CYRILLIC], seed), _respelled(kept, seed))


def _folded(pairs: Iterable[Pair]) -> Iterable[Pair]:
    for a, b in pairs:
        native, latin = fold(plain(a)), fold(plain(b))
        if 2 <= len(native) <= 20 and 2 <= len(latin) <= 20 and script_of(latin) is Script.LATIN:
            yield native, latin


def _aligned(names: Iterable[Pair]) -> Iterable[Pair]:
    """Words of whole names that stand at the same place, when both names have as many."""
    for a, b in names:
        left, right = [p.word for p in part(a)], [p.word for p in part(b)]
        if len(left) == len(right):
            yield from ((x, y) for x, y in zip(left, right, strict=True) if len(x) > 1 and len(y) > 1)


def _plausible(pairs: list[Pair]) -> tuple[Pair, ...]:
    by_native: dict[str, list[str]] = defaultdict(list)
    for native, latin in pairs:
        by_native[native].append(latin)
    return tuple(
        (native, latin)
        for native, latins in by_native.items()
        for latin, score in zip(latins, by_letters(native, latins).tolist(), strict=True)
        if score >= _LEAST_LIKE
    )


def _invented(cyrillic: tuple[Pair, ...], seed: int) -> dict[str, tuple[Pair, ...]]:
    out = {}
    for number, (kind, many) in enumerate(_INVENTED.items()):
        chance = Random(seed + number)  # noqa: S311 - lessons are drawn, nothing secret is
        drawn = chance.sample(cyrillic, min(many, len(cyrillic)))
        pairs = ((invent(kind, native, latin, chance), latin) for native, latin in drawn)
        out[kind] = tuple(dict.fromkeys(p for p in pairs if len(p[0]) > 1))
    return out


def _respelled(across: Mapping[Script, tuple[Pair, ...]], seed: int) -> tuple[Pair, ...]:
    """Latin words that some other script writes alike, and that resemble each other."""
    found: dict[Pair, None] = {}
    for pairs in across.values():
        by_native: dict[str, list[str]] = defaultdict(list)
        for native, latin in pairs:
            by_native[native].append(latin)
        for latins in by_native.values():
            if 2 <= len(latins) <= 12:
                for i, one in enumerate(sorted(latins)):
                    others = sorted(latins)[i + 1 :]
                    found.update(
                        ((one, o), None)
                        for o, s in zip(others, by_letters(one, others).tolist(), strict=True)
                        if s > 0.35
                    )
    mixed = sorted(found)
    Random(seed).shuffle(mixed)  # noqa: S311
    return tuple(mixed[:_MOST_RESPELLINGS])
