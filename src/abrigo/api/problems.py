"""The one shape in which the API says no: a code for programs, a sentence and a way out for people."""

from dataclasses import dataclass, field
from typing import Any, Final

from ninja import Schema

from abrigo.clerk.outside import OUTSIDE
from abrigo.clerk.record import Answer
from abrigo.clerk.sentences import MISSPELT, REFUSED, UNFORESEEN, fenced, spoken
from abrigo.clerk.sentences import Words as Catalogued
from abrigo.facts.wire import Misspelt
from abrigo.rules.refusals import Refusal, Why


class Words(Schema):
    """The same sentence in both languages of the house."""

    en: str
    es: str


class Outcome(Schema):
    """What one act of a refused list would have been."""

    id: str
    act: str
    taken: bool
    code: str = ""
    sentence: Words | None = None
    remedy: Words | None = None
    about: list[str] = []


class Problem(Schema):
    """Why nothing was written or shown. `field` names what to look at; `about` the persons or values by id."""

    code: str
    sentence: Words
    remedy: Words
    field: str = ""
    about: list[str] = []
    outcomes: list[Outcome] | None = None


@dataclass(eq=False, slots=True)  # not frozen: on its way up Python writes the way into it
class Trouble(Exception):
    """Carries a problem from wherever it was met to the answer."""

    status: int
    problem: Problem
    headers: dict[str, str] = field(default_factory=dict)


# What only this door has to say. (English, remedy, Spanish, remedy)
DOOR: Final[dict[str, Catalogued]] = {
    "not-signed-in": (
        "Nobody is signed in here.",
        "Sign in, or send the key you were given as: Authorization: Bearer ...",
        "Nadie ha iniciado sesión aquí.",
        "Inicie sesión, o envíe la clave que recibió así: Authorization: Bearer ...",
    ),
    "too-many-tries": (
        "Too many tries without a valid key from this address.",
        "Wait a minute, then try again with a valid key.",
        "Demasiados intentos sin una clave válida desde esta dirección.",
        "Espere un minuto e intente de nuevo con una clave válida.",
    ),
    "show-who-you-are": (
        "This takes showing once more who you are.",
        "Open /again in the same browser, show who you are, and send it again within ten minutes.",
        "Esto exige mostrar otra vez quién es usted.",
        "Abra /again en el mismo navegador, muestre quién es y envíelo de nuevo en menos de diez minutos.",
    ),
    "takes-a-person": (
        "This is not done with a program's key: a person must show who they are.",
        "Do it at a desk, signed in.",
        "Esto no se hace con la clave de un programa: una persona debe mostrar quién es.",
        "Hágalo en un escritorio, con sesión iniciada.",
    ),
    "nothing-to-give": (
        "There is nothing to give: {about}",
        "Nothing was written and nothing left.",
        "No hay nada que entregar: {about}",
        "No se escribió nada y no salió nada.",
    ),
    "page-token-missing": (
        "This request did not come from one of our pages.",
        "Open the page again and repeat; programs use a key instead of a session.",
        "Esta solicitud no vino de una de nuestras páginas.",
        "Abra de nuevo la página y repita; los programas usan una clave en lugar de una sesión.",
    ),
    "not-shown-to-you": (
        "Your role does not see this.",
        "Ask a colleague whose role does.",
        "Su función no ve esto.",
        "Pídalo a un colega cuya función lo vea.",
    ),
    "names-a-place": (
        "This names a place of ours, and it is printed for somebody outside.",
        "Say that the child is safe, never where.",
        "Esto nombra un lugar nuestro y se imprime para alguien de fuera.",
        "Diga que la niña o el niño está a salvo, nunca dónde.",
    ),
    "holds-a-telephone": (
        "This holds a telephone number, and it is printed for somebody outside.",
        "Leave it out: the way back is the receipt.",
        "Esto contiene un número de teléfono y se imprime para alguien de fuera.",
        "Quítelo: el camino de vuelta es el recibo.",
    ),
    "holds-a-road": (
        "This holds a road or an address, and it is printed for somebody outside.",
        "Say that the child is safe, never where.",
        "Esto contiene una calle o una dirección y se imprime para alguien de fuera.",
        "Diga que la niña o el niño está a salvo, nunca dónde.",
    ),
    "names-a-colleague": (
        "This names a colleague, and it is printed for somebody outside.",
        "Answer for the office.",
        "Esto nombra a un colega y se imprime para alguien de fuera.",
        "Responda en nombre de la oficina.",
    ),
    "not-found": (
        "There is nothing here for you.",
        "Check the address and the id.",
        "Aquí no hay nada para usted.",
        "Revise la dirección y el identificador.",
    ),
    "state-a-purpose": (
        "This is protected, and you have not said what you open it for.",
        "Choose the purpose of your shift in our pages; a program's key carries the purpose it was made with.",
        "Esto está protegido y no ha dicho para qué lo abre.",
        "Elija el motivo de su turno en nuestras páginas; la clave de un programa lleva el motivo con que se hizo.",
    ),
    "method-not-allowed": (
        "This address does not take that method.",
        "Questions are GET, acts are POST.",
        "Esta dirección no admite ese método.",
        "Las preguntas son GET, los actos son POST.",
    ),
    "body-too-large": (
        "This is more than one request may carry ({about}).",
        "Send it in smaller parts.",
        "Esto es más de lo que cabe en una solicitud ({about}).",
        "Envíelo en partes más pequeñas.",
    ),
    "too-many-acts": (
        "A list carries at most {about} acts.",
        "Send it in smaller parts; each part is written whole or not at all.",
        "Una lista lleva como máximo {about} actos.",
        "Envíela en partes; cada parte se escribe entera o nada.",
    ),
    "not-json": (
        "The body cannot be read as JSON.",
        "Send one JSON value in UTF-8. It stops being readable near character {about}.",
        "El cuerpo no puede leerse como JSON.",
        "Envíe un valor JSON en UTF-8. Deja de ser legible cerca del carácter {about}.",
    ),
    "not-utf-8": (
        "The body is not UTF-8 text.",
        "Save or send the text as UTF-8.",
        "El cuerpo no es texto UTF-8.",
        "Guarde o envíe el texto como UTF-8.",
    ),
    "too-deep": (
        "The body is nested too deep.",
        "No act needs more than a few levels; look for a list inside a list by mistake.",
        "El cuerpo tiene demasiados niveles.",
        "Ningún acto necesita más de unos pocos; busque una lista dentro de otra por error.",
    ),
    "named-twice-in-object": (
        "One field is written twice, and nobody can tell which was meant.",
        "Leave it in once.",
        "Un campo está escrito dos veces y no se sabe cuál vale.",
        "Déjelo una sola vez.",
    ),
    "out-of-range": (
        "This number is outside what is possible here.",
        "Look at the limits in the description of the field.",
        "Este número está fuera de lo posible aquí.",
        "Mire los límites en la descripción del campo.",
    ),
    "one-or-the-other": (
        "Only one of these two can be given.",
        "Leave one of them out.",
        "Solo puede darse uno de los dos.",
        "Deje fuera uno de ellos.",
    ),
    "list-refused": (
        "Nothing of this list was written, because {n} of its acts were refused.",
        "Each outcome says why. Correct those and send the whole list again.",
        "No se escribió nada de esta lista, porque {n} de sus actos fueron rechazados.",
        "Cada resultado dice por qué. Corrija esos y envíe de nuevo la lista entera.",
    ),
    "cannot-write-now": (
        "The record could not be reached.",
        "Nothing is lost: send it again with the same id; it is written once. Meanwhile use the printed roll.",
        "No se pudo acceder al registro.",
        "No se pierde nada: envíelo de nuevo con el mismo identificador; se escribe una vez. Use la lista impresa.",
    ),
    "our-mistake": (
        "Something went wrong on our side.",
        "Send it again with the same id: it is written at most once. Tell whoever looks after the system.",
        "Algo falló de nuestro lado.",
        "Envíelo de nuevo con el mismo identificador: se escribe como máximo una vez. Avise a quien cuida el sistema.",
    ),
}  # fmt: skip

CLOCK_OFF: Final[Catalogued] = (
    "Your clock differs from ours by more than five minutes. The act stands as you dated it.",
    "Set the clock, and check the times you gave.",
    "Su reloj difiere del nuestro en más de cinco minutos. El acto vale con la hora que usted le dio.",
    "Ajuste el reloj y revise las horas que dio.",
)

UNKNOWN: Final = frozenset(why for why in Why if why.startswith("unknown-") and why is not Why.UNKNOWN_ATTRIBUTE)


def status_of(refusal: Refusal) -> int:
    """422 is kept for what could not be read. What was read and refused is 409, or 404 for whom nobody knows."""
    if refusal.why is Why.NOT_ALLOWED:
        return 403
    return 404 if refusal.why in UNKNOWN else 409


def problem(code: str, *, field: str = "", about: str = "", n: int = 0) -> Problem:
    """A problem of this door, or any code of the counter."""
    words = DOOR.get(code) or REFUSED.get(code) or OUTSIDE.get(code) or UNFORESEEN
    return _said(code, words, field=field, about=about or (code if words is UNFORESEEN else ""), n=n)


def refused(refusal: Refusal, *, single: bool = False) -> Problem:
    """`single`: the act named one person, so naming them back says nothing, and would tell a known child of another
    office from one who does not exist."""
    code = str(refusal.why)
    said = problem(code, about=refusal.about[0] if refusal.about else "", n=len(refusal.about))
    hushed = single and refusal.why is Why.UNKNOWN_PERSON
    return said.model_copy(update={"about": [] if hushed else list(refusal.about)})


def misspelt(wrong: Misspelt) -> Trouble:
    code, _, choices = wrong.why.partition(":")
    words = MISSPELT.get(code) or DOOR.get(code) or UNFORESEEN
    # The field is named by whoever sent it, so it is fenced like anything else that was typed.
    return Trouble(
        422, _said(code, words, field=fenced(wrong.field, 120), about=choices.replace(",", ", "), longest=400)
    )


def trouble(status: int, code: str, *, headers: dict[str, str] | None = None, **told: Any) -> Trouble:
    return Trouble(status, problem(code, **told), headers or {})


def list_refused(answers: list[Answer], single: list[bool]) -> Trouble:
    outcomes = [_outcome(a, single=s) for a, s in zip(answers, single, strict=True)]
    n = sum(not a.taken for a in answers)
    return Trouble(409, problem("list-refused", n=n).model_copy(update={"outcomes": outcomes}))


def _outcome(answer: Answer, *, single: bool) -> Outcome:
    if answer.refusal is None:
        return Outcome(id=answer.id, act=answer.act, taken=True)
    why = refused(answer.refusal, single=single)
    return Outcome(
        id=answer.id, act=answer.act, taken=False,
        code=why.code, sentence=why.sentence, remedy=why.remedy, about=why.about,
    )  # fmt: skip


def both(words: Catalogued, about: str = "", n: int = 0, longest: int = 60) -> tuple[Words, Words]:
    """Sentence and remedy, each in both languages."""
    en, es = (spoken(words, language, about, n, longest) for language in ("en", "es"))
    return Words(en=en.sentence, es=es.sentence), Words(en=en.remedy, es=es.remedy)


def _said(code: str, words: Catalogued, *, field: str = "", about: str = "", n: int = 0, longest: int = 60) -> Problem:
    sentence, remedy = both(words, about, n, longest)
    return Problem(code=code, sentence=sentence, remedy=remedy, field=field)
