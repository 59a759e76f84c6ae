"""What was said when a name was asked for: a name, that nobody knows it, or that it is withheld."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from abrigo.names.letters import plain


class Said(StrEnum):
    """What an answer to "what is your name" was. Only NAME may ever be compared with a name."""

    NAME = "name"
    UNKNOWN = "unknown"
    WITHHELD = "withheld"
    NOTHING = "nothing"


# Phrases are parted by commas and compared whole, without case, marks or points.
_UNKNOWN = """
nn, n n, n, sn, s n, sin nombre, sin nombres, sin apellido, sin apellidos, no tiene nombre, no name, noname, unnamed,
without name, unknown, name unknown, unknown name, desconocido, desconocida, desconocidos, desconocidas, desconocidx,
nombre desconocido, se desconoce, desconoce, ignorado, ignorada, se ignora, no sabe, no se sabe, no lo sabe, no la sabe,
no sabe decir, no sabemos, dice que no sabe, no conocido, no identificado, no identificada, no identificados,
sin identificar, sin identificacion, sin datos, sin dato, no consta, no registrado, no registra, no recuerda,
nadie sabe,
does not know, doesnt know, dont know, do not know, nobody knows, not known, not recorded, not available, unk, unkn,
none, null, nil, na, n a, nan, no data, missing, unidentified, unidentified child, unidentified minor,
unidentified male, unidentified female, john doe, jane doe, baby doe, child, boy, girl, nino, nina, menor,
menor de edad,
bebe, baby, baby boy, baby girl, recien nacido, recien nacida, rn, newborn, infant, infante, lactante, minor,
nino sin nombre, nina sin nombre, nino no identificado, nina no identificada, fulano, fulana, fulano de tal,
fulana de tal, x, xx, xxx, xxxx, xxxxx, inconnu, inconnue, sans nom, desconhecido, desconhecida, sem nome, nao sabe,
sconosciuto, unbekannt, ohne name, tbd, por confirmar, por determinar, pendiente, to be confirmed, test, prueba,
אלמוני, אלמונית, פלוני, פלונית, פלוני אלמוני, לא ידוע, לא ידועה, לא ידועים, שם לא ידוע, לא יודע, לא יודעת, לא יודעים,
ללא שם, בלי שם, אין שם, תינוק, תינוקת, ילד, ילדה, אומבאקאנט, נישט באקאנט, ווייסט נישט, ווייס נישט, מען ווייסט נישט,
מע ווייסט נישט, אן א נאמען, קיינער ווייסט נישט,
مجهول, مجهولة, مجهول الهوية, مجهولة الهوية, غير معروف, غير معروفة, الاسم غير معروف, بدون اسم, بلا اسم, لا يعرف, لا تعرف,
لا نعرف, لا اعرف, رضيع, رضيعة, طفل, طفلة, ناشناس, نامعلوم, بی نام, نمی داند, نەناسراو,
неизвестно, неизвестный, неизвестная, неизвестен, имя неизвестно, без имени, не знает, ребенок, младенец,
невідомо, невідомий, невідома, імя невідоме
"""
_WITHHELD = """
no quiso decir, no quiso decirlo, no quiso dar, no quiso darlo, no quiso, no quiere decir, no quiere decirlo,
no quiere dar, no quiere, no dice, no dijo, no dio, no da, se nego, se nego a decir, se nego a dar, se niega,
se niega a decir, se niega a dar, se reserva, reservado, reservada, confidencial, anonimo, anonima, oculto, oculta,
bajo reserva, no proporciono, no proporciona, no declara, no declaro, no responde, no respondio, no contesta,
no contesto, guarda silencio, prefiere no decir, prefirio no decir, refused, refuses, refused to say,
refused to answer, refused to give, refuses to say, declined, declines, declined to answer, declined to say,
declined to give, would not say, wouldnt say, wont say, will not say, did not say, didnt say, not given, not disclosed,
undisclosed, not stated, withheld, confidential, anonymous, prefers not to say, prefer not to say, no answer,
no response, silent, redacted, protected, did not want to say, does not want to say, did not want to give,
לא רצה לומר, לא רצתה לומר, לא רצה להגיד, לא רצתה להגיד, לא רוצה לומר, לא רוצה להגיד, לא רצו לומר, סירב, סירבה,
סירב לומר, סירבה לומר, סירב למסור, סירבה למסור, מסרב, מסרבת, חסוי, חסויה, שם חסוי, לא אמר, לא אמרה, לא מסר, לא מסרה,
וויל נישט זאגן, האט נישט געזאגט, האט נישט געוואלט זאגן, זאגט נישט,
رفض, رفضت, رفض الاجابة, رفضت الاجابة, رفض ان يقول, رفضت ان تقول, رفض ذكر اسمه, رفضت ذكر اسمها, لا يريد ان يقول,
لا تريد ان تقول, لم يقل, لم تقل, سري, حجب, محجوب, نگفت, نمی گوید, نخواست بگوید, خودداری کرد,
отказался, отказалась, отказ, отказался назвать, отказалась назвать, не сказал, не сказала, скрыто, не назвал,
не назвала, відмовився, відмовилась, не хоче казати
"""
_ABOUT_A_NAME = re.compile(
    r"(?<=\S) (?:(?:su|el|la|los|las|sus|un|ningun|their|his|her|the|a|any|ni|o|y|or|and) )*"
    r"(?:nombre|nombres|apellido|apellidos|name|names|surname|identidad|identity|responder|answer)"
    r"(?: (?:ni|o|y|or|and) (?:su |sus |el )?(?:nombre|nombres|apellido|apellidos|name|surname))?$"
)
_LABEL = re.compile(r"^(?:el |su |the |his |her )?(?:nombre|nombres|name|names|apellido|surname)(?: es| is)? (?=\S)")


def hear(answer: str) -> Said:
    """Whether `answer` is a name, says that nobody knows it, says it is withheld, or says nothing at all.

    A child wrongly named "Desconocido" would match every other unnamed child: when in doubt about a whole
    phrase listed here, it is not a name.
    """
    if answer.isascii() and _FIRST_WORDS.isdisjoint(_WORD.findall(answer.casefold())):
        return Said.NAME if any(c.isalpha() for c in answer) else _without_letters(answer)
    bare = _bare(answer)
    if not any(c.isalpha() for c in bare):
        return _without_letters(answer)
    for words in (bare, _ABOUT_A_NAME.sub("", bare), _LABEL.sub("", bare)):
        if words in WITHHELD:
            return Said.WITHHELD
        if words in UNKNOWN:
            return Said.UNKNOWN
    if re.fullmatch(r"(?:(?:nn|xx+) ?)+", bare):
        return Said.UNKNOWN
    return Said.NAME


def _without_letters(answer: str) -> Said:
    return Said.UNKNOWN if re.fullmatch(r"[?¿.\-–—_*\s]*[?¿]+[?¿.\-–—_*\s]*", answer) else Said.NOTHING


def _bare(text: str) -> str:
    """Words only: no case, marks, points or apostrophes, one blank between."""
    folded = unicodedata.normalize("NFKD", plain(text).casefold().replace("'", "").replace('"', ""))
    kept = "".join(c if c.isalnum() else " " for c in folded if not unicodedata.combining(c))
    return " ".join(kept.split())


def _phrases(block: str) -> frozenset[str]:
    return frozenset(_bare(phrase) for phrase in block.replace("\n", " ").split(",") if phrase.strip())


UNKNOWN = _phrases(_UNKNOWN)
WITHHELD = _phrases(_WITHHELD)
# A name whose words are none of these needs no closer hearing: a million names are read in one go.
_WORD = re.compile(r"[a-z]+")
_FIRST_WORDS = frozenset(
    [w for phrase in UNKNOWN | WITHHELD for w in _WORD.findall(phrase)]
    + ["nombre", "nombres", "name", "names", "apellido", "apellidos", "surname", "identidad", "identity"]
    + ["x" * n for n in range(1, 41)]
)
