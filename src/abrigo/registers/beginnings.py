"""Words of names by how they begin: a name half typed already finds whom it may be."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from abrigo.names import Said, hear, part
from abrigo.names.letters import script_of
from abrigo.names.skeleton import bones

_FEWEST: Final = 2  # letters before a beginning is looked for
_FEWEST_SOUNDS: Final = 3  # sounds, when the letters are of another script
_LEAST, _SPAN, _OTHER_SCRIPT = 0.5, 0.4, 0.85


@dataclass(frozen=True, slots=True)
class Begun:
    """`asked` is how `word` of the `claim` of that person begins, in its letters or in its sounds; score 0 to 1."""

    person: str
    claim: str
    asked: str
    word: str
    score: float


class Beginnings:
    """Grows and shrinks with the register; a search reads only the words that begin so."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._sounds: list[tuple[str, str]] = []
        self._who: dict[str, dict[str, str]] = defaultdict(dict)  # word -> person -> the claim it stands in
        self._said: dict[str, set[str]] = {}  # person -> words

    def put(self, person: str, claims: Sequence[str]) -> None:
        """What is said of this person now; what had been said before is forgotten."""
        for word in self._said.pop(person, ()):
            self._who[word].pop(person, None)
        words: set[str] = set()
        for claim in claims:
            for each in part(claim) if hear(claim) is Said.NAME else ():
                if each.word not in self._who:
                    self._learn(each.word)
                self._who[each.word].setdefault(person, claim)
                words.add(each.word)
        if words:
            self._said[person] = words

    def _learn(self, word: str) -> None:
        insort(self._words, word)
        for sounds in bones(word):
            insort(self._sounds, (sounds, word))
        self._who[word] = {}

    def search(self, asked: str, limit: int) -> list[Begun]:
        """Whose names hold a word that begins like the last word asked, and every word before it, best first."""
        parts = part(asked)
        if not parts or len(parts[-1].word) < _FEWEST:
            return []
        before = [p.word for p in parts[:-1]]
        found: dict[str, Begun] = {}
        for word, share in self._beginning(parts[-1].word):
            for person, claim in self._who[word].items():
                if all(b in self._said[person] for b in before):
                    score = round(min(0.95, _LEAST + _SPAN * share + 0.05 * len(before)), 4)
                    if person not in found or score > found[person].score:
                        found[person] = Begun(person, claim, parts[-1].word, word, score)
        return sorted(found.values(), key=lambda b: (-b.score, b.person))[:limit]

    def _beginning(self, start: str) -> list[tuple[str, float]]:
        """Words that begin so, with the share of the word that was typed; a whole word is no beginning."""
        found: dict[str, float] = {}
        at = bisect_left(self._words, start)
        while at < len(self._words) and self._words[at].startswith(start):
            if self._words[at] != start:
                found[self._words[at]] = len(start) / len(self._words[at])
            at += 1
        for sounds in bones(start):
            if len(sounds) < _FEWEST_SOUNDS:
                continue
            at = bisect_left(self._sounds, (sounds, ""))
            while at < len(self._sounds) and self._sounds[at][0].startswith(sounds):
                theirs, word = self._sounds[at]
                if script_of(word) is not script_of(start):
                    found.setdefault(word, _OTHER_SCRIPT * len(sounds) / len(theirs))
                at += 1
        return list(found.items())
