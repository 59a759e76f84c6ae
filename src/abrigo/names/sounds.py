"""How the letters of each script are written in Latin letters: by hand, from general knowledge of the scripts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from abrigo.names.letters import Script

# A line: letter(s), then Latin spellings, likeliest first. "-" is silence.
_HEBREW = """
א a e o i u - ae ai ei oa
אי i y ee ai e ei
או o u ou oo au ow oe
ב b v bb bh w
בו bo bu vo vu
ג g gu gg gh j
ג' j g dg dj gi
גז j g
ד d dd dh
ה h - a e ah eh he ha
ו v u o w ou oo ow ue vo vu wo eu oe
וו w v wu vo vu ve wo
וי oi oy ui vi wi wy oui uy eui
ז z s zz
ז' j zh g ge ž
ח h ch j kh hh - x
ט t tt th
י i y e ee ie ei ai j ey ay ye
יי ai ei ay ey y i yi ej aj ae ee
יו yu io yo iu u jo you
יא ia ya ea
כ ch k c kh h q kk x j
ל l ll el le
מ m mm em
נ n nn en
ס s c ss z ce
סק sk sc sch
ע a e o - i aa ea
פ p f ph pp ff
צ ts z tz c s cz zz tsa
צ' ch tch tsch c cz ci cs
ק k c q ck ch cc kk qu cq
קו co cu ko ku qu kw
קס x ks xx cs
ר r rr re er
ש sh s sch ch sz shi sc j
שט st sht stein
ת t th tt s
ת' th
טש ch tsch cz c tch
דז dz z ds
דזש j dj g
זש zh j ž z
' -
"""
_ARABIC = """
ا a e o i u - aa ae ea
اي i ai ay ei ey y ee
او u o ou au ow aw oo
ب b bb p
ت t tt th
ث th t s
ج j g dj gi dg zh
ح h hh
خ kh h ch j x k
د d dd dh
ذ dh z d th
ر r rr re
ز z s zz
س s c ss z
ش sh ch s sch sz
شت st sht cht
ص s ss c
ض d dh z dad
ط t tt
ظ z dh zh
ع a e - i aa o u
غ g gh gu j
ف f v ph ff
ق q k g gh c kh
ك k c ck g q ch cc
كو co cu ko ku qu kw
كس x ks
ل l ll el al
م m mm
ن n nn
ه h - a e ah eh
و w u o ou oo ow v au we wo ue
وو ou oo u w wo
ي y i ee e ie ei ai ey j iy
يو yu io yo iu eu you
يا ia ya ea
تش ch tch tsch cz c č
تس ts z tz c
دج j dj
پ p pp b
چ ch tch c cz j
ژ zh j g z
گ g gh j
ڤ v w
ۆ o ou oe oo u
ێ e ei ie ee
ە e a ah eh
ال al el
"""
_CYRILLIC = """
а a ah ae u
б b bb
в v w u wh
г g h gh gg
д d dd dh
е e ye ie je a ae yo o
ж zh j g ž z s
дж j g dg dj gi
з z s zz
и i y ee ie ea e
й y i j -
ай ai ay i y ei
ей ei ey ay ai a y
ой oi oy
к k c ck q ch kk cc qu
кс x ks
кв qu kv kw
л l ll le
м m mm
н n nn ne
о o a oh ho
п p pp
р r rr re
с s ss c sz z
т t tt th te
у u oo ou w o ew oe
уо wa wo ua
ф f ph ff th
х h kh ch j x
ц ts c tz z cz zz
ч ch c tch cz č tsch tj
ш sh s sch sz ch š
щ shch sch szcz
ъ - u
ы y i
ь - y e
э e a ae ai
ю yu u iu ju ew ue yoo
я ya ia ja a ea
ье ie ye je ier
ия ia iya ija
"""
_LATIN = """
a a aa ah e
b b bb v p
c c k s q ch ck
ch ch tch tsch c cz kh sh h tj
d d dd dh t
e e ee i ie a
f f ff ph v
g g gg gu gh j h k
h h kh -
i i y ee ie e j
j j y i g dj h zh kh
k k c q ck kh ch
l l ll
m m mm n
n n nn
o o u oo ou oh
oo u o
ou u o ow oo
p p pp b
ph f
q q k g gh
qu k c kw cu
r r rr
s s ss z c sz sh
sh sh sch ch s sz
sch sh s
t t tt th d
th t d
ts z tz c
tz ts z
u u ou oo o w v
v v w b f u
w w v u ou
x x ks j h
y y i j ie -
z z s ts zz
kh ch h j x
gh g
ai ay ei e y
ei ay ai ey
yu iu ju u
ya ia ja
"""

_PROBABLE = 0.62


def _read(block: str, *, double: bool = False) -> Mapping[str, Mapping[str, float]]:
    """Letter to spellings with weights: each next spelling is 0.62 as likely as the one before it."""
    table: dict[str, dict[str, float]] = {}
    for line in block.strip().splitlines():
        letters, *spellings = line.split()
        weights = {("" if s == "-" else s): _PROBABLE**i for i, s in enumerate(spellings) if s.isascii()}
        total = sum(weights.values())
        table[letters] = {s: w / total for s, w in weights.items()}
    if double:
        # A letter written twice sounds once; said for every letter so that no pair is forgotten.
        for letter in [x for x in table if len(x) == 1]:
            table.setdefault(letter * 2, table[letter])
    return MappingProxyType({k: MappingProxyType(v) for k, v in table.items()})


SPELLINGS: Mapping[Script, Mapping[str, Mapping[str, float]]] = MappingProxyType(
    {
        Script.HEBREW: _read(_HEBREW),
        Script.ARABIC: _read(_ARABIC),
        Script.CYRILLIC: _read(_CYRILLIC, double=True),
        Script.LATIN: _read(_LATIN, double=True),
    }
)
VOWELS = frozenset("aeiouyhw")
