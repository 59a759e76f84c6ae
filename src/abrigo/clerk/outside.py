"""What is said of what came from outside and was refused, or kept and not believed: a sentence and a way out each."""

from typing import Final

from abrigo.clerk.sentences import UNFORESEEN, Spoken, Words, spoken

OUTSIDE: Final[dict[str, Words]] = {
    "device-unknown": (
        "An entry of a device that nobody here has let in. It stays outside.",
        "If it is one of ours, let its house in; the next exchange brings the entry.",
        "Un asiento de un equipo que nadie aquí ha admitido. Queda fuera.",
        "Si es nuestro, admita esa casa; el próximo intercambio traerá el asiento.",
    ),
    "device-revoked": (
        "Written by a device after it was ended. Kept and passed on, not shown as the case.",
        "Read it. If it is true, an officer countersigns it.",
        "Escrito por un equipo después de dársele de baja. Se guarda y se transmite; no se muestra como un hecho.",
        "Léalo. Si es cierto, una persona responsable lo refrenda.",
    ),
    "device-expired": (
        "Written by a device after its time was over. Kept, not shown as the case.",
        "Let the device in anew, or countersign the entry.",
        "Escrito por un equipo cuyo plazo había terminado. Se guarda; no se muestra como un hecho.",
        "Admita de nuevo el equipo o refrende el asiento.",
    ),
    "unknown-kind": (
        "A kind of entry this release does not know. Kept and passed on.",
        "Update this house; the entry is then read.",
        "Una clase de asiento que esta versión no conoce. Se guarda y se transmite.",
        "Actualice esta casa; entonces se leerá.",
    ),
    "unreadable-fact": (
        "An entry whose words cannot be read as what they say they are. Kept.",
        "Tell whoever looks after the other house the device and number.",
        "Un asiento cuyas palabras no se leen como lo que dicen ser. Se guarda.",
        "Comunique el equipo y el número a quien cuida la otra casa.",
    ),
    "from-the-future": (
        "It says that it happened later than now. Kept, and it moves nobody.",
        "Check the clock of that device; an officer may countersign the entry.",
        "Dice que ocurrió después de ahora. Se guarda y no mueve a nadie.",
        "Revise el reloj de ese equipo; una persona responsable puede refrendarlo.",
    ),
    "fork": (
        "One device wrote two entries under one number: its key was copied, or it lies. Both are kept and shown.",
        "End this device and let in a new one.",
        "Un equipo escribió dos asientos con un mismo número: su clave fue copiada, o miente. Se guardan ambos.",
        "Dé de baja ese equipo y admita uno nuevo.",
    ),
    "signature": (
        "The signature does not fit what was signed: altered on the way, or not by this device.",
        "Exchange again. If it comes again, do not trust what lies between.",
        "La firma no corresponde: alterado en el camino, o no es de ese equipo.",
        "Intercambie otra vez. Si se repite, no confíe en el medio.",
    ),
    "box": (
        "The sealed words are not the ones that were signed.",
        "Exchange again; the other house has the right ones.",
        "Las palabras selladas no son las firmadas.",
        "Intercambie otra vez; la otra casa tiene las correctas.",
    ),
    "header-not-canonical": (
        "A header that is not in its one spelling.",
        "Exchange again; what was damaged comes whole.",
        "Un encabezado que no está en su única forma.",
        "Intercambie otra vez; lo dañado llegará entero.",
    ),
    "chain-start": (
        "An entry that says it is the first of its device and is not, or the other way round.",
        "Exchange again; what was damaged comes whole.",
        "Un asiento que dice ser el primero de su equipo y no lo es, o al revés.",
        "Intercambie otra vez; lo dañado llegará entero.",
    ),
    "cut-short": (
        "The parcel ends in the middle of a line. What was whole in it was taken.",
        "Exchange again; it goes on where it stopped.",
        "El paquete termina a media línea. Lo que venía entero se tomó.",
        "Intercambie otra vez; sigue donde se detuvo.",
    ),
    "parcel-form": (
        "This is not a parcel of a house.",
        "Check the file or the address.",
        "Esto no es un paquete de una casa.",
        "Revise el archivo o la dirección.",
    ),
    "parcel-too-large": (
        "More than one parcel may carry.",
        "Send it in parts.",
        "Más de lo que cabe en un paquete.",
        "Envíelo en partes.",
    ),
    "have-form": (
        "What the other house says it holds cannot be read.",
        "Both houses should be of one release; then exchange again.",
        "No se lee lo que la otra casa dice tener.",
        "Ambas casas deben tener la misma versión; luego intercambie otra vez.",
    ),
    "key-destroyed": (
        "A key that was destroyed here was sent again. It was not taken.",
        "The other house is to shred it too.",
        "Se envió de nuevo una clave que aquí fue destruida. No se tomó.",
        "La otra casa también debe destruirla.",
    ),
    "destroyed-elsewhere": (
        "A house that is not our headquarters says it destroyed somebody's words. Here they stay.",
        "Ask them on what basis; whoever agrees asks for it here, by two people.",
        "Una casa que no es nuestra sede dice que destruyó las palabras de alguien. Aquí se quedan.",
        "Pregunte con qué fundamento; si procede, pídalo aquí entre dos personas.",
    ),
    "held-here": (
        "Headquarters destroyed somebody's words that an order says are to be kept here. They stay.",
        "Tell headquarters of the order.",
        "La sede destruyó las palabras de alguien que aquí una orden manda conservar. Se quedan.",
        "Informe de la orden a la sede.",
    ),
    "key-not-for-us": (
        "A key that was not wrapped for this house.",
        "Compare the cards of both houses.",
        "Una clave que no venía envuelta para esta casa.",
        "Compare las tarjetas de ambas casas.",
    ),
    "unknown-node": (
        "This house was not let in here, or was ended.",
        "Two people let it in on the page of the houses.",
        "Esta casa no fue admitida aquí, o se le dio de baja.",
        "Dos personas la admiten en la página de las casas.",
    ),
    "node-known": (
        "This house is already in the list.",
        "Look at its line.",
        "Esta casa ya está en la lista.",
        "Mire su renglón.",
    ),
    "node-card": (
        "This is not the card of another house.",
        "Copy the whole line that the other house shows.",
        "Esto no es la tarjeta de otra casa.",
        "Copie entera la línea que muestra la otra casa.",
    ),
    "same-person": (
        "Who asked does not also confirm.",
        "Another person confirms.",
        "Quien pidió no confirma.",
        "Confirma otra persona.",
    ),
    "witness-form": (
        "This is not the file a witness gives back.",
        "Take the file that `./abrigo witness --from NOTE --to LINE` wrote.",
        "Este no es el archivo que devuelve un testigo.",
        "Tome el archivo que escribió `./abrigo witness --from NOTA --to LINEA`.",
    ),
    "unknown-witness": (
        "Nobody here invited this witness, or it was ended.",
        "Two letters are enough: its key, and who holds it. Then invite it.",
        "Nadie aquí invitó a este testigo, o terminó.",
        "Basta saber su clave y quién la tiene. Luego invítelo.",
    ),
    "witness-name-taken": (
        "A witness of this name has another key.",
        "A new key takes a new name.",
        "Un testigo con ese nombre tiene otra clave.",
        "Una clave nueva lleva un nombre nuevo.",
    ),
    "note-key": (
        "This is not the key of a witness.",
        "Copy the whole line: name+number+key.",
        "Esto no es la clave de un testigo.",
        "Copie la línea entera: nombre+número+clave.",
    ),
    "note-unsigned": (
        "The line carries no signature of this witness.",
        "The witness signs again with the key that was invited.",
        "La línea no lleva la firma de este testigo.",
        "El testigo firma de nuevo con la clave invitada.",
    ),
    "note-signature": (
        "The witness's signature does not fit this checkpoint.",
        "The witness fetches the checkpoint again and signs that.",
        "La firma del testigo no corresponde a este punto de control.",
        "El testigo obtiene de nuevo el punto de control y firma ese.",
    ),
    "note-form": (
        "This cannot be read as a checkpoint with its signatures.",
        "Fetch it again, whole.",
        "Esto no se lee como un punto de control con sus firmas.",
        "Obténgalo otra vez, entero.",
    ),
    "unknown-checkpoint": (
        "This house signed no checkpoint of that length.",
        "Ask for the newest one and sign that.",
        "Esta casa no firmó ningún punto de control de esa longitud.",
        "Pida el más nuevo y firme ese.",
    ),
    "checkpoint-backwards": (
        "The witness had already seen a longer log than this.",
        "A log does not become shorter. Was a house put back from a backup? Tell every witness. If not, find out why.",
        "El testigo ya había visto un libro más largo que este.",
        "Un libro no se acorta. Si la casa se restauró de un respaldo, avise a cada testigo; si no, averigüe por qué.",
    ),
    "log-shorter-than-witnessed": (
        "A witness holds a longer log than this house has.",
        "If a house was put back from a backup, tell every witness; if not, find out why.",
        "Un testigo tiene un libro más largo que el de esta casa.",
        "Si la casa se restauró de un respaldo, avise a cada testigo; si no, averigüe por qué.",
    ),
    "inconsistent": (
        "The longer log does not continue the one that was witnessed: history was changed.",
        "Keep both notes. Call the court and every other witness.",
        "El libro más largo no continúa el atestiguado: se cambió la historia.",
        "Guarde ambas notas. Avise al juzgado y a los demás testigos.",
    ),
    "two-histories": (
        "Two signed checkpoints of one length say two different things: history was changed.",
        "Keep both notes. Call the court and every other witness.",
        "Dos puntos de control firmados, de igual longitud, dicen cosas distintas: se cambió la historia.",
        "Guarde ambas notas. Avise al juzgado y a los demás testigos.",
    ),
}


def say(code: str, language: str) -> Spoken:
    words = OUTSIDE.get(code.removeprefix("box-") if code.startswith("box-") else code)
    return spoken(words or UNFORESEEN, language, "" if words else code)
