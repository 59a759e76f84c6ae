"""What the clerk says of a public number: a verdict in plain words, and one agreed number to read aloud.

English and Spanish, as at the counter (see sentences.py); any language but English is answered in Spanish. Names of
persons never stand here. Names of sites only when the caller passes them in.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from babel.dates import format_datetime

from abrigo.facts.accords import Definition, Reason
from abrigo.facts.kinds import ClaimId, Count, SiteId
from abrigo.facts.statements import Method
from abrigo.rules.accords import AccordParts
from abrigo.rules.claims import Because, By, Standing, Verdict, ours_beside

Pair = tuple[str, str]  # English, Spanish
NO_LABELS: Final[Mapping[ClaimId, str]] = {}
NO_PLACES: Final[Mapping[SiteId, str]] = {}


@dataclass(frozen=True, slots=True)
class Told:
    """A verdict: what it is in one sentence, then why, a sentence each; `perhaps`: what would explain it as well."""

    headline: str
    lines: tuple[str, ...]
    perhaps: tuple[str, ...]

    @property
    def whole(self) -> str:
        return " ".join((self.headline, *self.lines))


def spoken_in(language: str) -> str:
    """The language these words come in for a reader of `language`."""
    return "en" if language.startswith("en") else "es"


@dataclass(frozen=True, slots=True)
class _Voice:
    english: bool
    zone: Callable[[datetime], datetime]
    labels: Mapping[ClaimId, str]
    places: Mapping[SiteId, str]

    def say(self, words: Pair, /, **filled: object) -> str:
        text = words[0] if self.english else words[1]
        for name, value in filled.items():
            text = text.replace("{" + name + "}", str(value))
        return text

    def some(self, n: int | None, one: Pair, many: Pair, /, **filled: object) -> str:
        return self.say(one if n == 1 else many, n=n, **filled)

    def minute(self, at: datetime) -> str:
        return minute(self.zone(at), english=self.english)

    def count(self, count: Count | None) -> str:
        if count is None:
            return "—"
        if count.high is None:
            return self.say(("{n} or more", "{n} o más"), n=count.low)
        if count.low == count.high:
            return str(count.low)
        return self.say(("{a} to {b}", "de {a} a {b}"), a=count.low, b=count.high)


def minute(local: datetime, *, english: bool) -> str:
    """A local instant in words that can be read aloud."""
    if english:
        return format_datetime(local, "d MMMM y 'at' HH:mm", locale="en")
    return format_datetime(local, "d 'de' MMMM 'de' y 'a las' HH:mm", locale="es")


# -- a verdict ----------------------------------------------------------------------

HEADLINES: Final[dict[Standing, Pair]] = {
    Standing.CONSISTENT: ("The ledger agrees.", "El registro concuerda."),
    Standing.DIFFERS: ("It differs from the ledger by definition.", "Difiere del registro por definición."),
    Standing.CONTRADICTED: ("The ledger contradicts it.", "El registro lo contradice."),
    Standing.NOT_COUNTED: ("The ledger does not count this.", "El registro no cuenta esto."),
}
LIKELY: Final[Pair] = ("Likely: {words}", "Probablemente: {words}")
TOTALS: Final[dict[bool, Pair]] = {
    True: (
        "Children and adults together agree with the ledger; only the split moves.",
        "Niñez y personas adultas, sumadas, concuerdan con el registro; solo se mueve el reparto.",
    ),
    False: (
        "Children and adults together do not agree with the ledger either.",
        "Niñez y personas adultas, sumadas, tampoco concuerdan con el registro.",
    ),
}
AGAINST: Final[Pair] = ("It contradicts: {label}.", "Contradice a: {label}.")


def tell(
    verdict: Verdict,
    language: str,
    zone: Callable[[datetime], datetime],
    *,
    labels: Mapping[ClaimId, str] = NO_LABELS,
    places: Mapping[SiteId, str] = NO_PLACES,
) -> Told:
    """In: a verdict, who reads (a language code), the operation's clock. `labels`: how to call the claims named."""
    voice = _Voice(language.startswith("en"), zone, labels, places)
    lines = [_because(voice, reason, verdict) for reason in verdict.reasons]
    if verdict.total_agrees is not None:
        lines.append(voice.say(TOTALS[verdict.total_agrees]))
    lines += [voice.say(AGAINST, label=labels.get(other, other)) for other in verdict.contradicts]
    perhaps = tuple(_because(voice, reason, verdict) for reason in verdict.possible)
    return Told(voice.say(HEADLINES[verdict.standing]), tuple(lines), perhaps)


def _because(voice: _Voice, reason: Because, verdict: Verdict) -> str:
    words = _reason(voice, reason, verdict)
    return words if reason.certain else voice.say(LIKELY, words=words[0].lower() + words[1:])


SIMPLE: Final[dict[By, tuple[Pair, Pair]]] = {
    By.ADULTS_INSIDE: (
        ("{n} adult is counted in.", "Incluye a {n} persona adulta."),
        ("{n} adults are counted in.", "Incluye a {n} personas adultas."),
    ),
    By.DUPLICATE_LINE: (
        ("{n} line is the same person a second time.", "{n} línea es la misma persona por segunda vez."),
        ("{n} lines are persons a second time.", "{n} líneas son personas por segunda vez."),
    ),
    By.STAFF_COUNTED_IN: (
        ("{n} of the staff is counted in.", "Incluye a {n} persona del personal."),
        ("{n} of the staff are counted in.", "Incluye a {n} personas del personal."),
    ),
    By.OUT_COUNTED_IN: (
        ("{n} who is out with authority is counted in.", "Incluye a {n} persona que está fuera con autorización."),
        ("{n} who are out with authority are counted in.", "Incluye a {n} personas que están fuera con autorización."),
    ),
    By.LINES_MISSING: (
        ("{n} of ours is not on the list.", "{n} persona nuestra no está en la lista."),
        ("{n} of ours are not on the list.", "{n} personas nuestras no están en la lista."),
    ),
    By.OWN_LIST: (
        ("The list that came with it has {n} line.", "La lista que la acompaña tiene {n} línea."),
        ("The list that came with it has {n} lines.", "La lista que la acompaña tiene {n} líneas."),
    ),
    By.UNACCOUNTED: (
        ("At that minute {n} was not accounted for.", "En ese minuto había {n} sin ubicar."),
        ("At that minute {n} were not accounted for.", "En ese minuto había {n} sin ubicar."),
    ),
}
MINUTES: Final[dict[By, Pair]] = {
    By.EARLIER_CUT: (
        "It is the number of an earlier minute: {n}, {at}.",
        "Es el número de un minuto anterior: {n}, {at}.",
    ),
    By.LATER_CUT: (
        "It is the number of a later minute: {n}, {at}.",
        "Es el número de un minuto posterior: {n}, {at}.",
    ),
}
KNOWN_THEN: Final[Pair] = (
    "So the ledger itself said at that minute; it has been corrected since.",
    "Así lo decía el propio registro en ese minuto; después se corrigió.",
)
OTHERS: Final[Pair] = ("Something else is counted.", "Se cuenta otra cosa.")
SHEET: Final[Pair] = (
    "One sheet was left out whole: {sheet}, with {n} persons.",
    "Se omitió una hoja entera: {sheet}, con {n} personas.",
)
SHEET_UNNAMED: Final[Pair] = ("A sheet of {n} persons was left out.", "Se omitió una hoja de {n} personas.")
NUMBER: Final[Pair] = (
    "The ledger says {known}; {left} remain that no definition explains.",
    "El registro dice {known}; quedan {left} que ninguna definición explica.",
)
AGES: Final[Pair] = (
    "It is one of the readings of the disputed ages: {known}.",
    "Es una de las lecturas de las edades en disputa: {known}.",
)
STRANGERS: Final[Pair] = (
    "{ours} are ours and {n} was never in our care.",
    "{ours} son de nuestra lista y {n} nunca estuvo bajo nuestro cuidado.",
)
STRANGERS_MANY: Final[Pair] = (
    "{ours} are ours and {n} were never in our care.",
    "{ours} son de nuestra lista y {n} nunca estuvieron bajo nuestro cuidado.",
)
AS_SEEN: Final[Pair] = ("By the ages as seen on arrival:", "Según las edades vistas al llegar:")
PLACE: Final[Pair] = ("It is the number of other places.", "Es el número de otros lugares.")
PLACE_NAMED: Final[Pair] = (
    "It is a number with or without {site}, which has {n}.",
    "Es un número con o sin {site}, que tiene {n}.",
)


def _reason(voice: _Voice, reason: Because, verdict: Verdict) -> str:
    n, known = reason.number, voice.count(verdict.known)
    if reason.by in SIMPLE:
        return voice.some(n, *SIMPLE[reason.by])
    match reason.by:
        case By.METHOD:
            return _method(voice, reason, verdict)
        case By.EARLIER_CUT | By.LATER_CUT:
            return voice.say(MINUTES[reason.by], n=n, at=voice.minute(reason.at) if reason.at else "—")
        case By.KNOWN_THEN:
            return voice.say(KNOWN_THEN)
        case By.PLACES:
            named = voice.places.get(reason.site) if reason.site else None
            return voice.say(PLACE_NAMED, n=n, site=named) if named else voice.say(PLACE)
        case By.AGE_READING:
            return voice.say(AGES, known=known)
        case By.STRANGER_COUNTED_IN:
            said = voice.some(n, STRANGERS, STRANGERS_MANY, ours=ours_beside(reason, verdict))
            return f"{voice.say(AS_SEEN)} {said}" if reason.method is Method.BY_EYE else said
        case By.SHEET_MISSING:
            return voice.say(SHEET, n=n, sheet=reason.sheet) if reason.sheet else voice.say(SHEET_UNNAMED, n=n)
        case By.LINES_NOT_OURS:
            return voice.some(n, *NOT_OURS, why=voice.say(WHY[reason.why or Reason.UNKNOWN]))
        case By.NUMBER:
            return voice.say(NUMBER, known=known, left=reason.left)
        case _:
            return voice.say(OTHERS)


NOT_OURS: Final[tuple[Pair, Pair]] = (
    ("{n} line on it is not in our count: {why}.", "{n} línea suya no está en nuestra cuenta: {why}."),
    ("{n} lines on it are not in our count: {why}.", "{n} líneas suyas no están en nuestra cuenta: {why}."),
)
WHY: Final[dict[Reason, Pair]] = {
    Reason.DUPLICATE_LINE: ("one person on two lines", "una persona en dos líneas"),
    Reason.AGE_READING: ("another reading of age", "otra lectura de la edad"),
    Reason.NEVER_IN_CUSTODY: ("never in our care", "nunca bajo nuestro cuidado"),
    Reason.SHEET_MISSING: ("a sheet left out", "una hoja omitida"),
    Reason.LATER_CUT: ("counted only later", "contada solo después"),
    Reason.OUT_WITH_AUTHORITY: ("out with authority", "fuera con autorización"),
    Reason.UNKNOWN: ("not known why", "no se sabe por qué"),
}
EYE: Final[Pair] = (
    "It was counted by eye. By eye on arrival ours were {n}; by name they are {known}.",
    "Se contó a ojo. A ojo, al llegar, eran {n}; por nombre son {known}.",
)
MEALS: Final[Pair] = (
    "Meals were counted, and {n} of the staff ate too.",
    "Se contaron comidas, y también comieron {n} del personal.",
)
COMPLAINTS: Final[Pair] = (
    "It was counted from complaints: names that were said, not persons who were seen.",
    "Se contó a partir de denuncias: nombres dichos, no personas vistas.",
)
BY_NUMBER: Final[Pair] = (
    "It was counted by number and not by name; the ledger says {known}.",
    "Se contó por número y no por nombre; el registro dice {known}.",
)
LEFT: Final[Pair] = (" {left} remain unexplained.", " Quedan {left} sin explicar.")


def _method(voice: _Voice, reason: Because, verdict: Verdict) -> str:
    known = voice.count(verdict.known)
    match reason.method:
        case Method.BY_EYE if reason.number is not None:
            said = voice.say(EYE, n=reason.number, known=known)
        case Method.MEALS if reason.number is not None:
            said = voice.say(MEALS, n=reason.number)
        case Method.COMPLAINTS:
            return voice.say(COMPLAINTS)
        case _:
            said = voice.say(BY_NUMBER, known=known)
    return said + (voice.say(LEFT, left=reason.left) if reason.left else "")


# -- one agreed number ------------------------------------------------------------------

DEFINED: Final[dict[Definition, Pair]] = {
    Definition.CHILDREN_RECEIVED: (
        "Children received into care in this operation by that minute.",
        "Niñas, niños y adolescentes recibidos en la operación hasta ese minuto.",
    ),
    Definition.CHILDREN_PRESENT: (
        "Children seen by us at one of our places and not known to have left.",
        "Niñas, niños y adolescentes vistos por nosotros en uno de nuestros lugares, sin noticia de que salieran.",
    ),
    Definition.CHILDREN_UNACCOUNTED: (
        "Children expected at a place and not seen there, those declared missing included.",
        "Niñas, niños y adolescentes esperados en un lugar y no vistos allí, incluidos los declarados desaparecidos.",
    ),
    Definition.CHILDREN_IN_CARE: (
        "Children present, in transit or out with authority.",
        "Niñas, niños y adolescentes presentes, en tránsito o fuera con autorización.",
    ),
    Definition.CHILDREN_RELEASED: (
        "Children released to their family or to whoever answers for them by law.",
        "Niñas, niños y adolescentes entregados a su familia o a quien por ley responde por ellos.",
    ),
    Definition.PERSONS_RECEIVED: (
        "All persons, children and adults, received in this operation by that minute.",
        "Todas las personas, niñez y adultas, recibidas en la operación hasta ese minuto.",
    ),
}
IN_DOUBT: Final[Pair] = (
    " Whoever's age is in doubt counts as a child.",
    " Quien tenga la edad en duda cuenta como niña, niño o adolescente.",
)
COUNTED: Final[dict[Definition, tuple[Pair, Pair]]] = {
    Definition.CHILDREN_RECEIVED: (
        ("{n} child had been received", "se había recibido a {n} niña, niño o adolescente"),
        ("{n} children had been received", "se había recibido a {n} niñas, niños y adolescentes"),
    ),
    Definition.CHILDREN_PRESENT: (
        ("{n} child was present", "estaba presente {n} niña, niño o adolescente"),
        ("{n} children were present", "estaban presentes {n} niñas, niños y adolescentes"),
    ),
    Definition.CHILDREN_UNACCOUNTED: (
        ("{n} child was not accounted for", "estaba sin ubicar {n} niña, niño o adolescente"),
        ("{n} children were not accounted for", "estaban sin ubicar {n} niñas, niños y adolescentes"),
    ),
    Definition.CHILDREN_IN_CARE: (
        ("{n} child was in care", "estaba bajo cuidado {n} niña, niño o adolescente"),
        ("{n} children were in care", "estaban bajo cuidado {n} niñas, niños y adolescentes"),
    ),
    Definition.CHILDREN_RELEASED: (
        ("{n} child had been released", "se había entregado a {n} niña, niño o adolescente"),
        ("{n} children had been released", "se había entregado a {n} niñas, niños y adolescentes"),
    ),
    Definition.PERSONS_RECEIVED: (
        ("{n} person had been received", "se había recibido a {n} persona"),
        (
            "{n} persons, children and adults, had been received",
            "se había recibido a {n} personas, entre niñas, niños, adolescentes y personas adultas",
        ),
    ),
}
SENTENCE: Final[Pair] = (
    "{who} have signed one number: on {cut}, local time, {counted}, {scope}. {proof}",
    "{who} firman un mismo número: el {cut}, hora local, {counted}, {scope}. {proof}",
)
SENTENCE_ONE: Final[Pair] = (
    "{who} has signed: on {cut}, local time, {counted}, {scope}. {proof}",
    "{who} firma: el {cut}, hora local, {counted}, {scope}. {proof}",
)
PROOF: Final[Pair] = (
    "Anyone can check it: ledger {size}, list {digest}.",
    "Cualquiera puede comprobarlo: registro {size}, lista {digest}.",
)
EVERYWHERE: Final[Pair] = ("in all places of the operation", "en todos los lugares de la operación")
IN_SOME: Final[tuple[Pair, Pair]] = (
    ("in one place of the operation", "en un lugar de la operación"),
    ("in {n} places of the operation", "en {n} lugares de la operación"),
)


def defined(definition: Definition, language: str) -> str:
    """What exactly is counted: it stands beside the number wherever it is shown."""
    voice = _Voice(language.startswith("en"), lambda at: at, NO_LABELS, NO_PLACES)
    doubt = "" if definition is Definition.PERSONS_RECEIVED else voice.say(IN_DOUBT)
    return voice.say(DEFINED[definition]) + doubt


def counted(definition: Definition, number: int, language: str) -> str:
    """ "154 children were present": what is counted and how many, as part of a sentence."""
    voice = _Voice(language.startswith("en"), lambda at: at, NO_LABELS, NO_PLACES)
    return voice.some(number, *COUNTED[definition])


def read_aloud(parts: AccordParts, language: str, zone: Callable[[datetime], datetime], agencies: Sequence[str]) -> str:
    """One sentence, safe before cameras: no name of a child, no place. Empty while the number is not agreed.

    `agencies`: the names of those who signed. It names the log size the list rests on and the list's digest, so that
    it is the same sentence whenever it is read.
    """
    if parts.reached_at is None or parts.withdrawn:
        return ""
    english = language.startswith("en")
    voice = _Voice(english, zone, NO_LABELS, NO_PLACES)
    return voice.say(
        SENTENCE_ONE if len(agencies) == 1 else SENTENCE,
        who=_listed(agencies, english=english),
        cut=voice.minute(parts.cut),
        counted=voice.some(parts.number, *COUNTED[parts.definition]),
        scope=voice.say(EVERYWHERE) if parts.everywhere else voice.some(parts.sites, *IN_SOME),
        proof=voice.say(PROOF, size=parts.known_at, digest=parts.digest[:12]),
    )


def _listed(names: Sequence[str], *, english: bool) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {'and' if english else 'y'} {names[-1]}"
