"""The parts of a name: which words carry it, which only join, address or abbreviate."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from abrigo.names.letters import Script, fold, plain, script_of


class Kind(StrEnum):
    """What a word does in a name; decides how much it weighs."""

    NAME = "name"
    SHORT = "short"
    INITIAL = "initial"
    PARTICLE = "particle"
    TITLE = "title"


WEIGHT = {Kind.NAME: 1.0, Kind.SHORT: 0.6, Kind.INITIAL: 0.3, Kind.PARTICLE: 0.12, Kind.TITLE: 0.08}


@dataclass(frozen=True, slots=True)
class Part:
    """One word of a name: folded for comparison, as written for showing, and what it does."""

    word: str
    shown: str
    kind: Kind
    script: Script


# Words that bind names together. They are often left out, so they may not carry a match.
_PARTICLES = """
de del la las los el lo y e da das do dos di du des van von der den ter ten zu zur vom of the and le bin ibn ben
bat bint bath bar bas abu abou umm um al el ul ad as an ar az at ould wuld vuld oglu ogly kizi kyzy uulu st san
santa saint ap ab ferch mac mc o בן בת בר אבן אבו אום אל ה די דה דע דער דו לה ואן וואן פון פאן דל דן بن ابن بنت
ابو ابي ام ال ول ولد د دي دو لا فان فون اوغلو ибн бин бинт абу аль эль оглы кызы уулу де ди да дю ван фон дер ла
ле эд аш ас ат
"""
# How people are addressed; never part of who they are.
_TITLES = """
mr mrs ms miss mister dr dra doctor doctora prof profesor professor sr sra srta senor senora senorita don dona
lic licda ing arq abg phd md sir dame lord lady rabbi rabi rabino rabina rav rabbanit rebbe rebe reb rebbetzin
rebetzin hazan jajam cantor hadj hajj haj haji hajji hagi al-hajj sheikh shaikh shaykh sheik cheikh jeque mullah
mulla mawlawi maulvi maulana molla imam ayatollah sayyid sayed seyed sidi ustaz hafiz qari padre fray sor
hermano hermana hno hna monsenor father sister brother reverend rev pastor jr jnr junior snr hijo viuda vda capt
captain capitan col coronel gen general sgt president presidente saint king queen prince princess הרב רב רבי ר
ר' רבנית הרבנית מר גברת גב גב' דר ד"ר דוקטור פרופ פרופ' רעב רעבע רעביצן הרבי אדמור חכם האדמור שליטא זל السيد
السيده سيد الشيخ شيخ الحاج حاج الحاجه حاجي دكتور الدكتور د الدكتوره استاذ الاستاذ مولانا ملا الامام امام آقای
خانم دکتر حاجی господин госпожа г-н г-жа доктор рабби раввин шейх хаджи мулла
"""
TITLES = frozenset(fold(w) for t in _TITLES.split() for w in (t, t.replace("'", ""), t.replace('"', "")))
PARTICLES = frozenset(fold(w) for w in _PARTICLES.split())
# Words that writers run together with the next: the joined form is filed too.
_FUSING = """
al el ul ad as an ar az at abd abdul abu abou umm bin ibn ben de del della di du da la le les van von der den mac mc
o d l san santa st saint bar bat bou ould
בן בר בת אבו אל דה לה ואן פון بن ابن ابو ال عبد دي فان де ди ван фон аль эль абд абу
ибн бин бен
"""
FUSING = frozenset(fold(w) for w in _FUSING.split())
# Numbers of rulers and of grandsons: short, but they tell one from the other.
NUMERALS = frozenset(["ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii", "xiii", "xiv", "xv", "xvi"])
_SPLIT = re.compile(r"[\s\-\u05be\u2010-\u2015,./;:|()\[\]{}_+&\\<>!?¿¡*#@=\"]+")


@lru_cache(maxsize=4096)
def part(text: str) -> tuple[Part, ...]:
    """The parts of the name written in `text`, in its order. Empty when no letter of any name is left.

    At most 12 parts of at most 40 letters each: a longer text is no name, and must not stop a night's work.
    """
    words = _SPLIT.split(text[:800] if text.isascii() else plain(text[:800]))
    found = [one for shown in words if (one := _one(shown)) is not None]
    if found and all(p.kind in (Kind.TITLE, Kind.PARTICLE) for p in found):
        found = [Part(p.word, p.shown, Kind.SHORT, p.script) for p in found]
    return tuple(found[:12])


@lru_cache(maxsize=65536)
def _one(shown: str) -> Part | None:
    word = fold(shown)[:40]
    return Part(word, shown, _kind(word, shown), script_of(word)) if word.strip("'") else None


def _kind(word: str, shown: str) -> Kind:
    letters = word.rstrip("'")
    if word in TITLES and len(letters) > 1:
        return Kind.TITLE
    if word in PARTICLES:
        return Kind.INITIAL if len(letters) == 1 and shown.isupper() else Kind.PARTICLE
    if len(letters) == 1:
        return Kind.INITIAL
    return Kind.SHORT if len(letters) == 2 or word in NUMERALS else Kind.NAME


def joined(parts: tuple[Part, ...]) -> list[tuple[int, int, str]]:
    """Neighbours written as one word: (first, last, word). "al aridi" and "alaridi" are one name."""
    words = [p.word for p in parts]
    pairs = [(i, i + 1, words[i] + words[i + 1]) for i in range(len(words) - 1)]
    middle = [
        (i, i + 2, "".join(words[i : i + 3])) for i in range(len(words) - 2) if parts[i + 1].kind is Kind.PARTICLE
    ]
    return pairs + middle
