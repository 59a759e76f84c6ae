"""What a phone is told when the answer is no: the words of the counter, and the few that only phones call for."""

from typing import Final

from abrigo.clerk.sentences import MISSPELT, REFUSED, UNFORESEEN, Spoken, Words, spoken

POCKET: Final[dict[str, Words]] = {
    "device-unknown": (
        "This phone is not known here.",
        "Enrol it at a desk. What it recorded stays on it until then.",
        "Este teléfono no es conocido aquí.",
        "Regístrelo en un escritorio. Lo que anotó queda en él hasta entonces.",
    ),
    "signature-wrong": (
        "What came does not bear this phone's signature.",
        "Open the app again. If it goes on, enrol the phone anew; keep the old one's outbox.",
        "Lo que llegó no lleva la firma de este teléfono.",
        "Abra de nuevo la aplicación. Si continúa, registre otra vez el teléfono; conserve su bandeja de salida.",
    ),
    "replayed": (
        "This was already sent once.",
        "Nothing to do: the phone sends it again by itself.",
        "Esto ya se envió una vez.",
        "No hay nada que hacer: el teléfono lo envía de nuevo por sí mismo.",
    ),
    "not-confirmed": (
        "A second person has not confirmed this phone yet.",
        "Have them read the twelve digits off your screen at a desk.",
        "Una segunda persona aún no ha confirmado este teléfono.",
        "Pídale que lea los doce dígitos de su pantalla en un escritorio.",
    ),
    "gone": (
        "This phone's time here has ended.",
        "What it recorded is still taken and shown to a person. Ask at a desk for a new enrolment.",
        "El tiempo de este teléfono aquí ha terminado.",
        "Lo que anotó todavía se recibe y lo verá una persona. Pida un nuevo registro en un escritorio.",
    ),
    "app-too-old": (
        "The app on this phone is older than the house.",
        "Keep it open while it updates itself. Nothing it recorded is lost.",
        "La aplicación de este teléfono es más antigua que la casa.",
        "Déjela abierta mientras se actualiza. Nada de lo que anotó se pierde.",
    ),
    "app-too-new": (
        "The app on this phone is newer than the house.",
        "Open it again at this house's own address. Nothing it recorded is lost.",
        "La aplicación de este teléfono es más nueva que la casa.",
        "Ábrala de nuevo en la dirección de esta casa. Nada de lo que anotó se pierde.",
    ),
    "code-unknown": (
        "This code is not good, or no longer.",
        "Look at the letters again; a code lasts ten minutes. Otherwise ask for a new one.",
        "Este código no vale, o ya no.",
        "Mire de nuevo las letras; un código dura diez minutos. Si no, pida otro.",
    ),
    "enrolment-malformed": (
        "The phone's key or its signature cannot be read.",
        "Open the app again and scan the code again.",
        "No se puede leer la clave del teléfono o su firma.",
        "Abra de nuevo la aplicación y escanee otra vez el código.",
    ),
    "too-many-tries": (
        "Too many tries from here.",
        "Wait a minute, then try again.",
        "Demasiados intentos desde aquí.",
        "Espere un minuto e intente de nuevo.",
    ),
    "method-not-allowed": (
        "This address does not take that method.",
        "Update the app.",
        "Esta dirección no admite ese método.",
        "Actualice la aplicación.",
    ),
    "misspelt": (
        "Something in it cannot be read.",
        "A person will look at it. Update the app if it comes again.",
        "Algo en ello no se puede leer.",
        "Lo verá una persona. Actualice la aplicación si se repite.",
    ),
    "not-found": (
        "There is nothing here for you.",
        "Go back and look again.",
        "Aquí no hay nada para usted.",
        "Vuelva atrás y mire de nuevo.",
    ),
    "not-json": (
        "What came cannot be read.",
        "The phone sends it again; if it goes on, update the app.",
        "Lo que llegó no se puede leer.",
        "El teléfono lo envía de nuevo; si continúa, actualice la aplicación.",
    ),
    "body-too-large": (
        "This is more than one sending may carry.",
        "The phone sends it in smaller parts.",
        "Esto es más de lo que cabe en un envío.",
        "El teléfono lo envía en partes más pequeñas.",
    ),
    "cannot-write-now": (
        "The record could not be reached.",
        "Nothing is lost: the phone sends it again. Meanwhile use the printed roll.",
        "No se pudo acceder al registro.",
        "No se pierde nada: el teléfono lo envía de nuevo. Mientras tanto use la lista impresa.",
    ),
    "parcel-unreadable": (
        "The house could not read this act.",
        "Keep the phone and show it to whoever looks after the system.",
        "La casa no pudo leer este acto.",
        "Conserve el teléfono y muéstrelo a quien cuida el sistema.",
    ),
    "device-gone": (
        "This phone had ended when it came. It is kept.",
        "A person will look at it.",
        "Este teléfono ya había terminado cuando llegó. Queda guardado.",
        "Lo verá una persona.",
    ),
    "forked": (
        "Two acts of this phone bear the same number. Both are kept.",
        "A person will look at them. Enrol the phone anew.",
        "Dos actos de este teléfono llevan el mismo número. Ambos quedan guardados.",
        "Los verá una persona. Registre de nuevo el teléfono.",
    ),
    "unknown-version": (
        "This act is written in a form the house does not know.",
        "It is kept; a person will look at it.",
        "Este acto está escrito en una forma que la casa no conoce.",
        "Queda guardado; lo verá una persona.",
    ),
    "not-from-a-phone": (
        "This is not done from a phone.",
        "It is kept; do it at a desk.",
        "Esto no se hace desde un teléfono.",
        "Queda guardado; hágalo en un escritorio.",
    ),
    "told-too-late": (
        "The time it gives lies before this phone could know it.",
        "It is kept; a person will look at the time.",
        "La hora que da es anterior a lo que este teléfono podía saber.",
        "Queda guardado; una persona verá la hora.",
    ),
    "offset-wrong": (
        "This piece does not follow the last one.",
        "The phone goes on from where the house stands.",
        "Esta pieza no sigue a la última.",
        "El teléfono continúa desde donde está la casa.",
    ),
    "photo-not-told": (
        "No act names this photo yet.",
        "The phone sends the act first.",
        "Ningún acto nombra todavía esta foto.",
        "El teléfono envía primero el acto.",
    ),
    "photo-digest-wrong": (
        "The photo that came is not the one that was named.",
        "The phone sends it again from the beginning.",
        "La foto que llegó no es la que se nombró.",
        "El teléfono la envía de nuevo desde el principio.",
    ),
    "photo-damaged": (
        "The photo cannot be opened.",
        "Take it again.",
        "La foto no se puede abrir.",
        "Tómela de nuevo.",
    ),
    "photo-unknown-type": (
        "This is not a photo we can open.",
        "Take it again.",
        "Esto no es una foto que podamos abrir.",
        "Tómela de nuevo.",
    ),
    "photo-too-large": (
        "The photo is too large.",
        "Take it again.",
        "La foto es demasiado grande.",
        "Tómela de nuevo.",
    ),
    "note-unsigned": (
        "This is not this phone's signature under our checkpoint.",
        "Nothing to do here.",
        "Esta no es la firma de este teléfono bajo nuestro punto de control.",
        "No hay nada que hacer aquí.",
    ),
}  # fmt: skip


def say(code: str, language: str, about: str = "", n: int = 0) -> Spoken:
    words = POCKET.get(code) or REFUSED.get(code) or MISSPELT.get(code) or UNFORESEEN
    return spoken(words, language, about or (code if words is UNFORESEEN else ""), n)


def every(language: str) -> dict[str, list[str]]:
    """Each code with its sentence and its way out, placeholders as they stand."""
    english = language.startswith("en")
    return {
        code: [words[0], words[1]] if english else [words[2], words[3]]
        for code, words in {**REFUSED, **MISSPELT, **POCKET}.items()
    }
