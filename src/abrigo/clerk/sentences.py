"""What the clerk says at the counter: one sentence and one way out for every code, in English and Spanish.

Rules refuse with codes; pages, programs, imports and phones all speak these words, so that a refusal read aloud over
the telephone means the same on both ends. Placeholders are filled only with what the sender typed or with a number:
`{about}` (cleaned, cut short, fenced against right-to-left disorder) and `{n}`. Never a name, never a place.
"""

import unicodedata
from dataclasses import dataclass
from typing import Final

from abrigo.facts.wire import Misspelt
from abrigo.rules.refusals import Refusal

Words = tuple[str, str, str, str]  # English sentence, English remedy, Spanish sentence, Spanish remedy


@dataclass(frozen=True, slots=True)
class Spoken:
    """A code put into words of one language."""

    sentence: str
    remedy: str


LANGUAGES: Final = ("es", "en")

REFUSED: Final[dict[str, Words]] = {
    # every act
    "not-allowed": (
        "Your role does not include this act.",
        "Ask a colleague whose role includes it, or your director.",
        "Su función no incluye este acto.",
        "Pídalo a un colega cuya función lo incluya, o a la dirección.",
    ),
    "from-the-future": (
        "The time you gave lies in the future.",
        "Check the date and the clock of your device, then send it again.",
        "La hora indicada está en el futuro.",
        "Revise la fecha y el reloj de su equipo y envíelo de nuevo.",
    ),
    "id-used-for-another-act": (
        "This id was already used for a different act. The first one stands; this one was not written.",
        "Give the new act an id of its own.",
        "Este identificador ya se usó para otro acto. El primero vale; este no se escribió.",
        "Dé al nuevo acto un identificador propio.",
    ),
    "kept-apart": (
        "These are kept apart, and this would bring them together.",
        "Choose another place, hour or person. Whoever set it can end it, with a reason.",
        "Se dispuso que estén separados, y esto los juntaría.",
        "Elija otro lugar, hora o persona. Quien lo dispuso puede ponerle fin, con un motivo.",
    ),
    "kept-together": (
        "These are kept together, and this would part them.",
        "Take the others along, or decide the split first: a reason, a contact plan and a day to look at it again.",
        "Se dispuso que estén juntos, y esto los separaría.",
        "Lleve también a los demás, o decida antes la separación: un motivo, un plan de contacto y un día de revisión.",
    ),
    "bond-exists": (
        "This was already written down under this id.",
        "Open it and read what stands there.",
        "Esto ya se anotó con este identificador.",
        "Ábralo y lea lo que dice.",
    ),
    "unknown-bond": (
        "No such bond holds for this person.",
        "Look at who is kept together and who is kept apart.",
        "No hay tal vínculo vigente para esta persona.",
        "Vea quiénes van juntos y quiénes separados.",
    ),
    "two-are-needed": (
        "At least two different people are needed.",
        "Tick everyone it is about, each once.",
        "Hacen falta al menos dos personas distintas.",
        "Marque a todas las personas, cada una una vez.",
    ),
    "contact-plan-required": (
        "Whoever is parted keeps in touch: there is no contact plan.",
        "Write how and how often they will see or hear each other.",
        "Quien es separado sigue en contacto: falta el plan de contacto.",
        "Escriba cómo y cada cuánto se verán o se hablarán.",
    ),
    "visit-exists": (
        "A visit with this id was already asked for.",
        "Open it instead of asking again.",
        "Ya se pidió una visita con este identificador.",
        "Ábrala en vez de pedirla otra vez.",
    ),
    "unknown-visit": (
        "There is no such visit of this child.",
        "Look at the calendar of visits.",
        "No hay tal visita a esta niña o niño.",
        "Vea el calendario de visitas.",
    ),
    "visit-over": (
        "The hour of this visit has passed.",
        "Ask for a new one.",
        "La hora de esta visita ya pasó.",
        "Pida una nueva.",
    ),
    "visitor-required": (
        "Nobody is named as the visitor.",
        "Write the name as they give it.",
        "No se nombra a quien visita.",
        "Escriba el nombre como lo dice.",
    ),
    "supervisor-required": (
        "Nobody is named who watches.",
        "Write who will be in the room.",
        "No se nombra a quien supervisa.",
        "Escriba quién estará en la sala.",
    ),
    "supervision-required": (
        "A court allows this visitor only with somebody watching.",
        "Approve it as supervised, and say who watches.",
        "Un juzgado permite a esta persona solo con supervisión.",
        "Apruébela como supervisada y diga quién supervisa.",
    ),
    "no-visit-now": (
        "No visit is approved for this hour.",
        "Do not let them in to a child. Take their request: they get a receipt at once.",
        "No hay visita aprobada para esta hora.",
        "No deje pasar hasta una niña o niño. Tome su solicitud: reciben un comprobante al momento.",
    ),
    "not-the-visitor": (
        "This visit was approved for somebody else.",
        "Compare the document with the name of the visit. Take their own request.",
        "Esta visita se aprobó para otra persona.",
        "Compare el documento con el nombre de la visita. Tome su propia solicitud.",
    ),
    "identity-not-seen": (
        "Their name and what was seen of their identity are missing.",
        "Ask for a document and write which one, or that there was none.",
        "Falta su nombre o lo que se vio de su identidad.",
        "Pida un documento y anote cuál, o que no había.",
    ),
    "document-expired": (
        "The document they show has ended.",
        "Ask for another. If somebody who knows them vouches, write who and how instead of the document's date.",
        "El documento que muestran está vencido.",
        "Pida otro. Si responde por ellos alguien que los conoce, anote quién y cómo en lugar de la fecha.",
    ),
    "band-of-a-child": (
        "They hold the wristband of a child in their hand.",
        "Keep the band, do not let them in, and look for the child now.",
        "Tiene en la mano el brazalete de una niña o niño.",
        "Guarde el brazalete, no deje pasar y busque a la niña o niño ahora.",
    ),
    "attempt-exists": (
        "This answer at the gate is already written.",
        "Nothing else is needed.",
        "Esta respuesta en el portón ya está escrita.",
        "No hace falta nada más.",
    ),
    "evidence-required": (
        "Documented, DNA and found by a court need the paper they rest on.",
        "Attach the scanned paper, or leave the claim as asserted.",
        "Documentada, ADN o hallada por un juzgado necesitan el papel en que se apoyan.",
        "Adjunte el papel escaneado, o deje la afirmación como dicha.",
    ),
    "stay-exists": (
        "An earlier stay was already told under this id.",
        "Open the child's page; give another stay an id of its own.",
        "Ya se anotó una estancia anterior con este identificador.",
        "Abra la página de la niña o el niño; dé a otra estancia un identificador propio.",
    ),
    "unknown-stay": (
        "There is no such earlier stay of this child.",
        "Open the child's page and choose from the stays that are told there.",
        "No hay tal estancia anterior de esta niña o niño.",
        "Abra su página y elija entre las estancias que constan allí.",
    ),
    "source-required": (
        "Nobody is named who says so.",
        "Write who says it: a person, an office, a paper.",
        "No consta quién lo dice.",
        "Escriba quién lo dice: una persona, una oficina, un documento.",
    ),
    "day-unreadable": (
        "No day can be read from this: {about}.",
        "Write a year, a month or a day: 2014, 2014-03 or 2014-03-05. Leave it empty when nobody can say.",
        "No se puede leer un día en: {about}.",
        "Escriba un año, un mes o un día: 2014, 2014-03 o 2014-03-05. Déjelo vacío si nadie puede decirlo.",
    ),
    "disclosure-exists": (
        "Something was already given out under this number.",
        "Open the file again: it is given a new number each time.",
        "Ya se entregó algo con este número.",
        "Abra de nuevo el expediente: cada vez recibe un número nuevo.",
    ),
    "one-child": (
        "Nothing is given out about many children at once.",
        "Name one child. Only exhibits may be given out for the operation as a whole.",
        "No se entrega nada sobre varias niñas o niños a la vez.",
        "Nombre a una niña o un niño. Solo los indicios pueden entregarse de todo el operativo.",
    ),
    "reader-required": (
        "An individual file is made for a named kind of reader, and nothing else is.",
        "Say whom the file is for: judge, guardian, family, receiving agency, or the child.",
        "Un expediente individual se hace para un tipo de lector; lo demás, no.",
        "Diga para quién es: juez, representante, familia, institución que recibe, o la niña o el niño.",
    ),
    "still-in-our-care": (
        "This person is in our care: what is known of them is needed.",
        "Ask again when the care has ended.",
        "Esta persona está a nuestro cuidado: lo que se sabe de ella hace falta.",
        "Pídalo de nuevo cuando el cuidado haya terminado.",
    ),
    "shredding-asked": (
        "Somebody has already asked that these words be destroyed.",
        "Open the request and confirm or stop it.",
        "Alguien ya pidió destruir estas palabras.",
        "Abra la petición y confírmela o deténgala.",
    ),
    "no-shredding": (
        "There is no such request, or it was stopped or carried out.",
        "Open the person's page and look at what is asked there.",
        "No hay tal petición, o se detuvo o ya se cumplió.",
        "Abra la página de la persona y vea qué se pide allí.",
    ),
    "words-held": (
        "It was ordered that these words be kept.",
        "Read the order. Only a court or the child's attorney lifts it.",
        "Está ordenado conservar estas palabras.",
        "Lea la orden. Solo un juzgado o la procuraduría la levanta.",
    ),
    "hold-exists": (
        "This order to keep is already written.",
        "Give a new order an id of its own.",
        "Esta orden de conservar ya está escrita.",
        "Dé a una orden nueva un identificador propio.",
    ),
    "unknown-hold": (
        "There is no such order to keep, or it was lifted.",
        "Open the person's page and read which orders stand.",
        "No hay tal orden de conservar, o ya se levantó.",
        "Abra la página de la persona y vea qué órdenes están vigentes.",
    ),
    "record-exists": (
        "A note with this id is already written about this child.",
        "Open the child's health page and read it there.",
        "Ya hay una nota con este identificador sobre esta niña o niño.",
        "Abra su página de salud y léala allí.",
    ),
    "unknown-record": (
        "There is no such note of this kind about this child.",
        "Open the child's health page and correct the note from there.",
        "No hay tal nota de este tipo sobre esta niña o niño.",
        "Abra su página de salud y corrija la nota desde allí.",
    ),
    "record-corrected": (
        "This note was corrected before.",
        "Correct the newer note, which stands in its place.",
        "Esta nota ya fue corregida.",
        "Corrija la nota más nueva, que está en su lugar.",
    ),
    "part-wrong": (
        "This cannot be: {about}.",
        "Look at the number, its unit and the decimal point, and write it again.",
        "Esto no puede ser: {about}.",
        "Revise el número, su unidad y el punto decimal, y escríbalo de nuevo.",
    ),
    "unknown-medicine": (
        "This child is not on that medicine.",
        "Open the child's health page and choose the medicine there.",
        "Esta niña o niño no toma ese medicamento.",
        "Abra su página de salud y elija allí el medicamento.",
    ),
    "dose-too-soon": (
        "A dose was given less than half the time ago that lies between two doses.",
        "Look who gave it. If it is right all the same, write the reason beside it.",
        "Se dio una dosis hace menos de la mitad del tiempo entre dos dosis.",
        "Mire quién la dio. Si aun así es correcto, escriba el motivo.",
    ),
    "need-exists": (
        "A need with this id is or was already written.",
        "Give the new one an id of its own.",
        "Ya hay o hubo una necesidad con este identificador.",
        "Dé a la nueva un identificador propio.",
    ),
    "unknown-need": (
        "There is no such need, or it was deleted.",
        "Load the page again.",
        "No hay tal necesidad, o fue borrada.",
        "Cargue la página de nuevo.",
    ),
    "lock-exists": (
        "This lock is already written.",
        "Give the new one an id of its own.",
        "Este cierre ya está escrito.",
        "Dé al nuevo un identificador propio.",
    ),
    "unknown-lock": (
        "No such room was written as locked here.",
        "Open the site's page and choose it there.",
        "Aquí no hay escrita tal sala cerrada.",
        "Abra la página del centro y elíjala allí.",
    ),
    "lock-opened": (
        "This room was already unlocked.",
        "If it is locked again, write that down as a new lock.",
        "Esta sala ya fue abierta.",
        "Si se cierra otra vez, anótelo como un cierre nuevo.",
    ),
    "lock-too-long": (
        "A room may be locked like this for {about} minutes at most.",
        "Unlock it by then, or look again and write down anew why it must stay locked.",
        "Una sala puede estar cerrada así {about} minutos como máximo.",
        "Ábrala antes, o mire de nuevo y anote otra vez por qué debe seguir cerrada.",
    ),
    "fire-check-required": (
        "Nobody has found the ways out free within the last day.",
        "Leave it open. Walk the ways out, write down the fire check, and only then lock it.",
        "Nadie ha comprobado en el último día que las salidas estén libres.",
        "Déjela abierta. Recorra las salidas, anote la revisión de incendio y solo entonces cierre.",
    ),
    "concern-exists": (
        "This concern is already written.",
        "Give the new one an id of its own.",
        "Esta preocupación ya está escrita.",
        "Dé a la nueva un identificador propio.",
    ),
    "unknown-concern": (
        "There is no such concern about this child.",
        "Open the child's case and choose it there.",
        "No hay tal preocupación sobre esta niña o niño.",
        "Abra su caso y elíjala allí.",
    ),
    "unknown-urgency": (
        "{about} is not one of your agency's response times.",
        "Choose when somebody must act.",
        "{about} no es uno de los plazos de respuesta de su institución.",
        "Elija cuándo debe actuar alguien.",
    ),
    "plan-step-exists": (
        "This step is already written in this child's case.",
        "Give the new one an id of its own.",
        "Este paso ya está escrito en este caso.",
        "Dé al nuevo un identificador propio.",
    ),
    "unknown-plan-step": (
        "There is no such step in this child's case.",
        "Open the child's case and choose it there.",
        "No hay tal paso en este caso.",
        "Abra el caso y elíjalo allí.",
    ),
    "steps-open": (
        "Something in this case is still to be done.",
        "Finish it, or write why the case may close although it is open.",
        "Algo en este caso está por hacer.",
        "Termínelo, o escriba por qué el caso puede cerrarse aunque esté pendiente.",
    ),
    "unknown-contest": (
        "There is no such question about this person.",
        "Open the person's page and look at what is asked there.",
        "No hay tal pregunta sobre esta persona.",
        "Abra la página de la persona y vea qué se pregunta allí.",
    ),
    "contest-resolved": (
        "Somebody has already said where this person is.",
        "Read the answer on the person's page. If it is wrong, write down what you see as a sighting.",
        "Alguien ya dijo dónde está esta persona.",
        "Lea la respuesta en su página. Si no es cierta, anote lo que usted ve como avistamiento.",
    ),
    "checked-before-asked": (
        "This check is older than the question.",
        "Go and see now, or telephone; then write it down with the hour of that.",
        "Esta comprobación es anterior a la pregunta.",
        "Vaya a ver ahora, o llame; luego anótelo con esa hora.",
    ),
    "empty-list": (
        "The list names nobody.",
        "Choose at least one person.",
        "La lista no nombra a nadie.",
        "Elija al menos una persona.",
    ),
    "named-twice": (
        "Someone stands twice in the list.",
        "Leave each person in it once.",
        "Alguien aparece dos veces en la lista.",
        "Deje a cada persona una sola vez.",
    ),
    "id-malformed": (
        "One of the ids holds a space or a hidden character.",
        "Write ids without spaces, as they are shown.",
        "Uno de los identificadores lleva un espacio o un carácter oculto.",
        "Escríbalos sin espacios, tal como se muestran.",
    ),
    # places
    "unknown-operation": (
        "There is no such operation for you.",
        "Check which operation you are working in, or ask whoever opens accounts to add you to it.",
        "No hay tal operación para usted.",
        "Revise en qué operación trabaja, o pida a quien abre las cuentas que le incluya.",
    ),
    "operation-exists": (
        "This operation is already open.",
        "Nothing more is needed; go on with its sites.",
        "Esta operación ya está abierta.",
        "No hace falta nada más; siga con sus sitios.",
    ),
    "unknown-site": (
        "This site is not part of the operation.",
        "Choose a site from the list, or have it opened first.",
        "Este sitio no es parte de la operación.",
        "Elija un sitio de la lista, o pida que se abra primero.",
    ),
    "unknown-unit": (
        "This unit is not part of the site.",
        "Choose a unit of that site, or leave the unit open.",
        "Esta unidad no es parte del sitio.",
        "Elija una unidad de ese sitio, o deje la unidad abierta.",
    ),
    "site-exists": (
        "A place with this id is already open.",
        "Use it, or give the new place another id.",
        "Ya hay un lugar abierto con este identificador.",
        "Úselo, o dé otro identificador al lugar nuevo.",
    ),
    "not-a-vehicle": (
        "The transport named is not a vehicle.",
        "Choose a site of the kind vehicle, or open the bus as one first.",
        "El transporte indicado no es un vehículo.",
        "Elija un sitio del tipo vehículo, o abra primero el bus como tal.",
    ),
    "same-place": (
        "Both sides are the same.",
        "Choose a different place or office for the other side.",
        "Los dos lados son el mismo.",
        "Elija otro lugar u otra institución para el otro lado.",
    ),
    # persons
    "unknown-person": (
        "Nobody is known by this id.",
        "Check the band or the list. If the person stands before you, register them now.",
        "No se conoce a nadie con este identificador.",
        "Revise el brazalete o la lista. Si la persona está ante usted, regístrela ahora.",
    ),
    "already-received": (
        "This person has already been received.",
        "Nothing is lost. To say that they are here now, record a sighting.",
        "Esta persona ya fue recibida.",
        "No se pierde nada. Para decir que está aquí ahora, anote que la vio.",
    ),
    "not-received": (
        "This person has not been received into care.",
        "Receive them first, with the minute and who holds them.",
        "Esta persona no ha sido recibida bajo protección.",
        "Recíbala primero, con la hora y quién la tiene.",
    ),
    "already-registered": (
        "This person already has a line in the register.",
        "To correct or complete it, add a description; the first line stays readable.",
        "Esta persona ya tiene una línea en el registro.",
        "Para corregirla o completarla, añada una descripción; la primera línea se conserva.",
    ),
    "not-in-our-care": (
        "This person is not in our care at that time.",
        "Check the person and the time. If they are here, record that you see them.",
        "Esta persona no está bajo nuestro cuidado a esa hora.",
        "Revise la persona y la hora. Si está aquí, anote que la ve.",
    ),
    "care-has-ended": (
        "For someone on this list our care has already ended.",
        "Take them off the list; if they are here all the same, record that you see them and tell your director.",
        "Para alguien de esta lista nuestro cuidado ya terminó.",
        "Quítelo de la lista; si aun así está aquí, anote que lo ve y avise a la dirección.",
    ),
    "band-in-use": (
        "Band {about} is on someone else's wrist.",
        "Look at the band again. If two children wear this number, give this one a new band now.",
        "El brazalete {about} lo lleva otra persona.",
        "Mire de nuevo el brazalete. Si dos niños llevan este número, dé uno nuevo a este ahora.",
    ),
    "band-malformed": (
        "{about} is not a band number.",
        "Type it as printed: letters and digits, no spaces.",
        "{about} no es un número de brazalete.",
        "Escríbalo como está impreso: letras y cifras, sin espacios.",
    ),
    "no-such-band": (
        "This person does not wear band {about}.",
        "Read the number again from the wrist.",
        "Esta persona no lleva el brazalete {about}.",
        "Lea de nuevo el número en la muñeca.",
    ),
    "not-a-stranger": (
        "This person is in our care and is not a stranger.",
        "Use the acts for persons in care.",
        "Esta persona está bajo nuestro cuidado; no es ajena.",
        "Use los actos para personas bajo cuidado.",
    ),
    "is-a-stranger": (
        "This person turned up without ever being in custody and is kept beside the count.",
        "Do not receive them. Say who they are when it is known, or propose that two records are the same person.",
        "Esta persona apareció sin haber estado bajo custodia y se lleva aparte del conteo.",
        "No la reciba. Diga quién es cuando se sepa, o proponga que dos fichas son la misma persona.",
    ),
    "unknown-attribute": (
        "{about} is not something the register line holds, or not one of its answers.",
        "Choose sex, clothing, language, marks, needs or who was holding them.",
        "{about} no es un dato de la línea del registro, o no es una de sus respuestas.",
        "Elija sexo, ropa, idioma, señas, necesidades o quién le tenía.",
    ),
    # identity
    "age-reversed": (
        "The age range is upside down.",
        "Put the lower age first.",
        "El rango de edad está invertido.",
        "Ponga primero la edad menor.",
    ),
    "age-implausible": (
        "This age cannot be right.",
        "Give whole years between 0 and 120; a wide range is fine.",
        "Esta edad no puede ser correcta.",
        "Dé años cumplidos entre 0 y 120; un rango amplio está bien.",
    ),
    "name-empty": (
        "A name was sent without a word in it.",
        "Write it as it was heard, in any script, or leave the name out: a child needs none to be registered.",
        "Se envió un nombre sin ninguna palabra.",
        "Escríbalo como se oyó, en cualquier escritura, o déjelo fuera: un niño puede registrarse sin nombre.",
    ),
    "relation-required": (
        "How the two are related is missing.",
        "Say it in a word: mother, brother, aunt ...",
        "Falta qué parentesco los une.",
        "Dígalo en una palabra: madre, hermano, tía ...",
    ),
    "claim-exists": (
        "A claim with this id is already written.",
        "Give the new claim an id of its own.",
        "Ya hay una afirmación escrita con este identificador.",
        "Dé a la nueva afirmación un identificador propio.",
    ),
    "unknown-claim": (
        "There is no such claim.",
        "Choose it from the list of what has been said.",
        "No existe tal afirmación.",
        "Elíjala de la lista de lo que se ha dicho.",
    ),
    "already-withdrawn": (
        "This claim has already been withdrawn.",
        "Nothing more is needed; it stays readable.",
        "Esta afirmación ya fue retirada.",
        "No hace falta nada más; se conserva legible.",
    ),
    "same-record": (
        "Both sides are the same record.",
        "Choose two different records.",
        "Los dos lados son la misma ficha.",
        "Elija dos fichas distintas.",
    ),
    "candidate-exists": (
        "These two are already waiting for a decision.",
        "Open that question and decide it there.",
        "Estas dos fichas ya esperan una decisión.",
        "Abra esa pregunta y decídala allí.",
    ),
    "unknown-candidate": (
        "There is no such question about two records.",
        "Choose it from the list of possible duplicates.",
        "No existe tal pregunta sobre dos fichas.",
        "Elíjala de la lista de posibles duplicados.",
    ),
    "already-decided": (
        "This has already been decided.",
        "If the decision was wrong, undo the link; both records come back as they were.",
        "Esto ya fue decidido.",
        "Si la decisión fue un error, deshaga la unión; las dos fichas vuelven como eran.",
    ),
    "reason-required": (
        "The reason is missing.",
        "Write it in a few words; someone will read it years from now.",
        "Falta el motivo.",
        "Escríbalo en pocas palabras; alguien lo leerá dentro de años.",
    ),
    "counted-not-named": (
        "The record to be counted must be one of the two.",
        "Say which of the two records stands for the person.",
        "La ficha que se cuenta debe ser una de las dos.",
        "Diga cuál de las dos fichas representa a la persona.",
    ),
    "link-in-a-circle": (
        "These records would each stand for the other.",
        "Look at the earlier link first; undo it if it was wrong.",
        "Estas fichas se representarían una a otra.",
        "Mire primero la unión anterior; deshágala si fue un error.",
    ),
    "held-apart": (
        "Two of the records this would make one person were held apart: somebody decided that they are not the same.",
        "Open that pair first. If what is known now says otherwise, reopen it with the reason, then decide this one.",
        "Dos de las fichas que así serían una persona se mantienen separadas: alguien decidió que no son la misma.",
        "Abra primero ese par. Si lo que hoy se sabe dice otra cosa, reábralo con el motivo y decida luego este.",
    ),
    "counted-as-one": (
        "These two are already counted as one person, through other links.",
        "Look at those links first; undo the one that was wrong, then decide this pair.",
        "Estas dos fichas ya cuentan como una sola persona, por otras uniones.",
        "Mire primero esas uniones; deshaga la que fue un error y decida luego este par.",
    ),
    "not-linked": (
        "These two records are not linked.",
        "There is nothing to undo.",
        "Estas dos fichas no están unidas.",
        "No hay nada que deshacer.",
    ),
    # movement and custody
    "transit-exists": (
        "A transfer with this id is already open.",
        "Use it, or give the new one another id.",
        "Ya hay un traslado abierto con este identificador.",
        "Úselo, o dé otro identificador al nuevo.",
    ),
    "unknown-transit": (
        "There is no such transfer.",
        "Choose it from the list of transfers under way.",
        "No existe tal traslado.",
        "Elíjalo de la lista de traslados en curso.",
    ),
    "transit-closed": (
        "This transfer has already ended.",
        "Open a new one for whoever still has to travel.",
        "Este traslado ya terminó.",
        "Abra otro para quien aún deba viajar.",
    ),
    "not-on-this-manifest": (
        "Someone named is not aboard this transfer.",
        "Check the manifest. Whoever is here and not on it: record that you see them.",
        "Alguien de los nombrados no va en este traslado.",
        "Revise el manifiesto. Quien esté aquí y no figure: anote que lo ve.",
    ),
    "not-at-this-site": (
        "Someone named is not at this site, as far as is known.",
        "If they stand before you, record that you see them; then do this again.",
        "Alguien de los nombrados no está en este sitio, según lo que se sabe.",
        "Si está ante usted, anote que lo ve; luego repita esto.",
    ),
    "already-boarded": (
        "Someone named is already aboard a vehicle.",
        "Let that transfer arrive first, or take them off this list.",
        "Alguien de los nombrados ya va en un vehículo.",
        "Deje que ese traslado llegue primero, o quítelo de esta lista.",
    ),
    "due-before-now": (
        "The time due lies before the time of leaving.",
        "Give a later time due.",
        "La hora prevista es anterior a la salida.",
        "Indique una hora prevista posterior.",
    ),
    "not-out": (
        "This person is not out with authority.",
        "If they are here, record that you see them.",
        "Esta persona no está fuera con autorización.",
        "Si está aquí, anote que la ve.",
    ),
    "already-out": (
        "This person is already out with authority.",
        "Record the return first, then the new leave.",
        "Esta persona ya está fuera con autorización.",
        "Anote primero el regreso, luego la nueva salida.",
    ),
    "not-held-by-you": (
        "Your office does not hold {n} of those named, so it cannot hand them over.",
        "Ask the office that holds them to hand over, or take them off the list.",
        "Su institución no tiene a {n} de los nombrados, así que no puede entregarlos.",
        "Pida a la institución que los tiene que los entregue, o quítelos de la lista.",
    ),
    "handover-exists": (
        "A handover with this id is already written.",
        "Use it, or give the new one another id.",
        "Ya hay un traspaso escrito con este identificador.",
        "Úselo, o dé otro identificador al nuevo.",
    ),
    "unknown-handover": (
        "There is no such handover.",
        "Choose it from the list of what is waiting to be taken.",
        "No existe tal traspaso.",
        "Elíjalo de la lista de lo que espera ser recibido.",
    ),
    "not-the-taker": (
        "This handover is meant for another office.",
        "Only the office it names can take it.",
        "Este traspaso es para otra institución.",
        "Solo la institución nombrada puede recibirlo.",
    ),
    "not-on-the-list": (
        "Someone named is not on this list.",
        "Check the names; whoever is here and not on the list: record that you see them.",
        "Alguien de los nombrados no está en esta lista.",
        "Revise los nombres; quien esté aquí y no figure: anote que lo ve.",
    ),
    "ground-required": (
        "The legal ground is missing.",
        "Give the order or article and who issued it. If there is none, leave the gap open: it will show.",
        "Falta el fundamento legal.",
        "Indique la resolución o el artículo y quién lo emitió. Si no hay, deje el vacío: se mostrará.",
    ),
    # roll call
    "roll-call-exists": (
        "A roll call with this id is already open.",
        "Go on with it, or give the new one another id.",
        "Ya hay un pase de lista con este identificador.",
        "Continúelo, o dé otro identificador al nuevo.",
    ),
    "unknown-roll-call": (
        "There is no such roll call.",
        "Choose it from the list, or open a new one.",
        "No existe tal pase de lista.",
        "Elíjalo de la lista, o abra uno nuevo.",
    ),
    "roll-call-closed": (
        "This roll call is closed and signed.",
        "What you see now is a sighting: record it, or open a new roll call.",
        "Este pase de lista está cerrado y firmado.",
        "Lo que ve ahora se anota como visto; o abra un nuevo pase de lista.",
    ),
    "roll-call-interrupted": (
        "This roll call was interrupted.",
        "Resume it first; nothing answered so far is lost.",
        "Este pase de lista fue interrumpido.",
        "Reanúdelo primero; no se pierde nada de lo respondido.",
    ),
    "nobody-expected": (
        "Nobody is expected here, so there is no list to call.",
        "Check the site and unit; whoever is here, record that you see them.",
        "No se espera a nadie aquí; no hay lista que pasar.",
        "Revise el sitio y la unidad; a quien esté aquí, anote que lo ve.",
    ),
    "no-such-counter": (
        "This roll call has no such counter.",
        "A roll call is counted by 1 or by 2; choose your number.",
        "Este pase de lista no tiene ese contador.",
        "Un pase de lista lo cuentan 1 o 2; elija su número.",
    ),
    "counter-is-another": (
        "Someone else already counts under number {about}.",
        "Take the other number: two counters must be two persons.",
        "Otra persona ya cuenta con el número {about}.",
        "Tome el otro número: dos contadores deben ser dos personas.",
    ),
    "counting-not-finished": (
        "Not every counter has finished.",
        "Wait for the other counter, or finish your own count.",
        "No todos los contadores han terminado.",
        "Espere al otro contador, o termine su conteo.",
    ),
    "counters-differ": (
        "The two counters differ.",
        "Both count again; the names on which they differ show after the second count.",
        "Los dos contadores difieren.",
        "Ambos cuentan de nuevo; los nombres en que difieren aparecen tras el segundo conteo.",
    ),
    "people-left": (
        "{n} on the list have no answer yet.",
        "Look for each; then answer, or name them as not found. Nobody is waved through.",
        "{n} de la lista aún no tienen respuesta.",
        "Busque a cada uno; luego responda, o nómbrelos como no encontrados. Nadie se da por presente.",
    ),
    # incidents and alerts
    "incident-exists": (
        "An incident with this id is already open.",
        "Go on in it, or give the new one another id.",
        "Ya hay un incidente con este identificador.",
        "Continúe en él, o dé otro identificador al nuevo.",
    ),
    "unknown-incident": (
        "There is no such incident.",
        "Choose it from the list of open incidents.",
        "No existe tal incidente.",
        "Elíjalo de la lista de incidentes abiertos.",
    ),
    "incident-closed": (
        "This incident is closed.",
        "If something new has happened, open a new incident.",
        "Este incidente está cerrado.",
        "Si ha ocurrido algo nuevo, abra otro incidente.",
    ),
    "incident-open-here": (
        "An incident is already open at this site.",
        "Work in that one: its list is already frozen.",
        "Ya hay un incidente abierto en este sitio.",
        "Trabaje en ese: su lista ya está fijada.",
    ),
    "people-without-state": (
        "{n} persons of this incident have no settled state yet.",
        "Find, locate or declare each of them; then close.",
        "{n} personas de este incidente aún no tienen un estado definido.",
        "Encuentre, ubique o declare a cada una; luego cierre.",
    ),
    "not-unaccounted": (
        "This person is not unaccounted for.",
        "Look at the last sighting; someone may just have seen them.",
        "Esta persona no está sin ubicar.",
        "Mire el último avistamiento; quizá alguien acaba de verla.",
    ),
    "since-after-found": (
        "The time since when they were inside lies after the time they were found.",
        "Give the earlier time first.",
        "La hora desde la que estaba dentro es posterior a la hora en que se le encontró.",
        "Indique primero la hora anterior.",
    ),
    "alert-exists": (
        "An alert with this id already exists.",
        "Use it, or give the new one another id.",
        "Ya existe una alerta con este identificador.",
        "Úsela, o dé otro identificador a la nueva.",
    ),
    "unknown-alert": (
        "There is no such alert for this person.",
        "Choose it from the list of alerts.",
        "No existe tal alerta para esta persona.",
        "Elíjala de la lista de alertas.",
    ),
    "alert-closed": (
        "This alert is closed.",
        "If the person is sought again, request a new alert.",
        "Esta alerta está cerrada.",
        "Si se busca de nuevo a la persona, solicite otra alerta.",
    ),
    "alert-not-requested": (
        "This alert was never requested.",
        "Request it first; no empty field holds it back.",
        "Esta alerta no fue solicitada.",
        "Solicítela primero; ningún campo vacío la detiene.",
    ),
    "not-yet-accepted": (
        "The alert has no number yet.",
        "Enter the number the alert unit gave; then go on.",
        "La alerta aún no tiene número.",
        "Anote el número que dio la unidad de alertas; luego continúe.",
    ),
    "not-verified-in-person": (
        "Nobody has yet seen this person with their own eyes.",
        "Record who saw them, where and when; a telephone call is not enough.",
        "Nadie ha visto aún a esta persona con sus propios ojos.",
        "Anote quién la vio, dónde y cuándo; una llamada no basta.",
    ),
    # orders, release
    "order-exists": (
        "An order with this id is already entered.",
        "Use it, or give the new one another id.",
        "Ya hay una resolución con este identificador.",
        "Úsela, o dé otro identificador a la nueva.",
    ),
    "unknown-order": (
        "There is no such order.",
        "Choose it from the list of orders, or enter it first.",
        "No existe tal resolución.",
        "Elíjala de la lista, o ingrésela primero.",
    ),
    "order-not-in-effect": (
        "This order is not in effect at that time.",
        "Check from when until when it runs, and whether a second person has confirmed it.",
        "Esta resolución no está vigente a esa hora.",
        "Revise desde cuándo y hasta cuándo rige, y si una segunda persona la confirmó.",
    ),
    "issuer-required": (
        "Who issued it is missing.",
        "Name the court or authority.",
        "Falta quién lo emitió.",
        "Nombre el juzgado o la autoridad.",
    ),
    "court-required": (
        "Which court was designated is missing.",
        "Name the court that now answers for the case.",
        "Falta qué juzgado fue designado.",
        "Nombre el juzgado que ahora conoce el caso.",
    ),
    "kind-required": (
        "What kind of restriction it is, is missing.",
        "Say it in a few words: no contact, supervised only, no transfer ...",
        "Falta qué clase de restricción es.",
        "Dígalo en pocas palabras: sin contacto, solo supervisado, sin traslado ...",
    ),
    "certifier-required": (
        "Who certified the death is missing.",
        "Name the physician or the authority.",
        "Falta quién certificó la muerte.",
        "Nombre al médico o a la autoridad.",
    ),
    "scope-required": (
        "What it covers is missing.",
        "Say which persons or which places it is about.",
        "Falta qué abarca.",
        "Diga de qué personas o de qué lugares trata.",
    ),
    "end-required": (
        "The end is missing.",
        "Say until when it holds: no limit on a child is without an end.",
        "Falta el final.",
        "Diga hasta cuándo vale: ningún límite sobre un niño carece de final.",
    ),
    "same-person": (
        "The same person may not do both: this needs a second pair of eyes.",
        "Ask a colleague with the right to decide it.",
        "La misma persona no puede hacer ambas cosas: hace falta una segunda firma.",
        "Pida a un colega con esa facultad que lo decida.",
    ),
    "ends-before-begins": (
        "The end lies before the beginning.",
        "Check the two dates.",
        "El final es anterior al comienzo.",
        "Revise las dos fechas.",
    ),
    "review-required": (
        "The date of review is missing.",
        "Say when this will be looked at again.",
        "Falta la fecha de revisión.",
        "Diga cuándo se volverá a examinar.",
    ),
    "country-required": (
        "The country is missing.",
        "Name the country of the consulate or of the place.",
        "Falta el país.",
        "Nombre el país del consulado o del lugar.",
    ),
    "negative-number": (
        "A number of persons cannot be below zero.",
        "Give 0 or more.",
        "Un número de personas no puede ser menor que cero.",
        "Indique 0 o más.",
    ),
    "group-list": (
        "A list of the whole group is not given out.",
        "Ask for one child at a time, with the ground for it; each request gets its answer.",
        "No se entrega una lista de todo el grupo.",
        "Solicite niño por niño, con su fundamento; cada solicitud tendrá respuesta.",
    ),
    "unknown-law": (
        "No deadlines of such a law ship with this house.",
        "Choose one of the laws on the list.",
        "Esta casa no trae plazos de esa ley.",
        "Elija una de las leyes de la lista.",
    ),
    "unknown-step": (
        "No deadline begins or ends with this step.",
        "Choose one of the steps on the list; what is not on it can be written as a statement.",
        "Ningún plazo empieza ni termina con este paso.",
        "Elija uno de los pasos de la lista; lo que no esté en ella puede escribirse como declaración.",
    ),
    "unknown-clock": (
        "There is no such deadline.",
        "Choose it from the board of deadlines.",
        "No hay tal plazo.",
        "Elíjalo en el tablero de plazos.",
    ),
    "hearing-day-required": (
        "A hearing that is set has a day and an hour.",
        "Write for when it is set.",
        "Una audiencia señalada tiene día y hora.",
        "Escriba para cuándo está señalada.",
    ),
    "no-extension": (
        "The law of this deadline allows no extension.",
        "If a judge has ordered otherwise, enter the order and its words.",
        "La ley de este plazo no permite prórroga.",
        "Si una jueza o un juez ordenó otra cosa, anote la resolución y sus palabras.",
    ),
    "extension-too-long": (
        "The law does not allow an extension that long.",
        "Write at most as many days as the board of deadlines names.",
        "La ley no permite una prórroga tan larga.",
        "Escriba a lo sumo los días que nombra el tablero de plazos.",
    ),
    "extension-spent": (
        "This deadline was already extended as often as the law allows, for {n} of them.",
        "Leave them out. If a judge has ordered otherwise, enter the order and its words.",
        "Este plazo ya se prorrogó cuantas veces permite la ley, para {n} de ellas.",
        "Déjelas fuera. Si una jueza o un juez ordenó otra cosa, anote la resolución y sus palabras.",
    ),
    "order-number-taken": (
        "This court already has an order of this number on record here.",
        "Compare the two papers and call the court back before you enter anything: one may be a copy, or forged.",
        "Este juzgado ya tiene aquí una resolución con ese número.",
        "Compare los dos papeles y llame al juzgado antes de anotar nada: uno puede ser copia, o falso.",
    ),
    "court-has-no-say": (
        "On record this court has said that the case is not its own.",
        "Call the court named by the higher court. If this court has taken the case up again, write that down first.",
        "Consta que este juzgado dijo que el caso no es suyo.",
        "Llame al juzgado que designó el superior. Si este retomó el caso, anótelo primero.",
    ),
    "order-names-others": (
        "The annex of this order names other persons, and not this one.",
        "Read the annex again; if the court meant this child, ask it for an order that says so.",
        "El anexo de esta resolución nombra a otras personas y no a esta.",
        "Lea de nuevo el anexo; si el juzgado se refería a esta niña o niño, pídale una resolución que lo diga.",
    ),
    "call-back-required": (
        "An order opens this door only after the court itself was called back.",
        "Call the court at a number the house already had, never at one on the paper, and write who answered.",
        "Una resolución abre esta puerta solo después de llamar de vuelta al propio juzgado.",
        "Llame al juzgado a un número que la casa ya tenía, nunca al del papel, y escriba quién respondió.",
    ),
    "consent-required": (
        "A placement abroad needs the consent of the receiving State.",
        "Write which authority consented, on which day and on what paper.",
        "Una colocación en el extranjero necesita el consentimiento del Estado que recibe.",
        "Escriba qué autoridad consintió, qué día y en qué documento.",
    ),
    "release-forbidden": (
        "A restriction in force keeps this release from happening.",
        "Read the restriction on the page of legal authority; only whoever issued it, or its end, lifts it.",
        "Una restricción vigente impide esta entrega.",
        "Lea la restricción en la página de fundamento legal; solo quien la dictó, o su término, la levanta.",
    ),
    "transfer-forbidden": (
        "A restriction in force keeps this person from being transferred.",
        "Read the restriction on the page of legal authority; only whoever issued it, or its end, lifts it.",
        "Una restricción vigente impide trasladar a esta persona.",
        "Lea la restricción en la página de fundamento legal; solo quien la dictó, o su término, la levanta.",
    ),
    "release-held": (
        "This release cannot be countersigned now.",
        "Leave it as it is. Another person will look at it.",
        "Esta entrega no puede contrafirmarse ahora.",
        "Déjela como está. Otra persona la revisará.",
    ),
    "decision-required": (
        "It is not said what was being decided.",
        "Write which decision the child was asked about.",
        "No se dice qué se estaba decidiendo.",
        "Escriba sobre qué decisión se preguntó.",
    ),
    "view-not-whole": (
        "What the child wants is not told whole.",
        "Write what was asked, how, in which language, what was said and how it was weighed; or only why it is absent.",
        "Lo que la niña o el niño quiere no está dicho entero.",
        "Escriba qué se preguntó, cómo, en qué idioma, qué dijo y cómo se tuvo en cuenta; o solo por qué falta.",
    ),
    "view-of-many": (
        "One child's words are not the words of many.",
        "For many at once write only why nobody asked them; then ask each, and write it down child by child.",
        "Las palabras de una niña o un niño no son las de muchos.",
        "Para varias personas a la vez escriba solo por qué nadie les preguntó; luego pregunte y anote de una en una.",
    ),
    "unknown-release": (
        "There is no such release.",
        "Choose it from the list of proposed releases.",
        "No existe tal entrega.",
        "Elíjala de la lista de entregas propuestas.",
    ),
    "release-exists": (
        "A release with this id is already proposed.",
        "Use it, or give the new one another id.",
        "Ya hay una entrega propuesta con este identificador.",
        "Úsela, o dé otro identificador a la nueva.",
    ),
    "recipient-required": (
        "Who receives the person is missing.",
        "Name them, as on the document they showed.",
        "Falta quién recibe a la persona.",
        "Nómbrelo como en el documento que mostró.",
    ),
    "still-a-child": (
        "By everything known this person may be a child, so they cannot leave alone.",
        "Name who receives them; if their age is decided, enter that decision first.",
        "Por todo lo que se sabe, esta persona puede ser menor de 18 años y no puede salir sola.",
        "Nombre a quien la recibe; si su edad ya se determinó, ingrese primero esa decisión.",
    ),
    "not-seen-with-us": (
        "As far as is known, this person is not with us now.",
        "If they stand before you, record that you see them; then go on.",
        "Según lo que se sabe, esta persona no está ahora con nosotros.",
        "Si está ante usted, anote que la ve; luego continúe.",
    ),
    "child-view-required": (
        "What the child wants is missing.",
        "Write the child's own words, or why they could not be asked.",
        "Falta la opinión de la niña o el niño.",
        "Escriba sus propias palabras, o por qué no se le pudo preguntar.",
    ),
    "identity-required": (
        "The document of the person who receives the child has not been noted.",
        "Note which document was seen and by whom.",
        "No se anotó el documento de quien recibe a la niña o el niño.",
        "Anote qué documento se vio y quién lo vio.",
    ),
    "incident-open": (
        "A breach that concerns this person is still open, and nobody leaves during a breach.",
        "Close the incident first, or name the order in effect that allows it.",
        "Sigue abierto un incidente que atañe a esta persona, y nadie sale durante un incidente.",
        "Cierre primero el incidente, o nombre la resolución vigente que lo permite.",
    ),
    "contact-forbidden": (
        "An order in effect forbids contact with this recipient.",
        "Do not hand the child over. Show the order to your director.",
        "Una resolución vigente prohíbe el contacto con quien recibe.",
        "No entregue a la niña o el niño. Muestre la resolución a la dirección.",
    ),
    "not-released": (
        "This person has not been released.",
        "Check the person; a release in error can only follow a release.",
        "Esta persona no ha sido entregada.",
        "Revise la persona; una entrega por error solo puede seguir a una entrega.",
    ),
    # care, families
    "check-exists": (
        "A health check with this id is already written.",
        "Use it, or give the new one another id.",
        "Ya hay un examen de salud con este identificador.",
        "Úselo, o dé otro identificador al nuevo.",
    ),
    "unknown-check": (
        "There is no such health check.",
        "Choose it from the list of checks offered.",
        "No existe tal examen de salud.",
        "Elíjalo de la lista de exámenes ofrecidos.",
    ),
    "next-offer-required": (
        "When the check will be offered again is missing.",
        "Give a day: saying no once is not saying no for ever.",
        "Falta cuándo se ofrecerá de nuevo el examen.",
        "Indique un día: decir que no una vez no es decir que no para siempre.",
    ),
    "already-answered": (
        "This has already been answered.",
        "Read the answer; if it has changed, open a new one.",
        "Esto ya fue respondido.",
        "Lea la respuesta; si cambió, abra otra.",
    ),
    "request-exists": (
        "A family request with this id is already written.",
        "Use it, or give the new one another id.",
        "Ya hay una solicitud de familiar con este identificador.",
        "Úsela, o dé otro identificador a la nueva.",
    ),
    "unknown-request": (
        "There is no such family request.",
        "Look for it by its receipt number.",
        "No existe tal solicitud de familiar.",
        "Búsquela por el número de su constancia.",
    ),
    "receipt-required": (
        "The receipt number is missing.",
        "Give the family its number and write it here.",
        "Falta el número de constancia.",
        "Dé a la familia su número y escríbalo aquí.",
    ),
    "appeal-required": (
        "How the family can object is missing.",
        "Say where and until when they can turn to.",
        "Falta cómo puede impugnar la familia.",
        "Diga a dónde y hasta cuándo pueden acudir.",
    ),
    "basis-required": (
        "What this rests on is missing.",
        "Name the document, the article or who said so.",
        "Falta en qué se apoya.",
        "Nombre el documento, el artículo o quién lo dijo.",
    ),
    # statements, accords
    "statement-exists": (
        "A statement with this id is already recorded.",
        "It is kept as it was; give the new one another id.",
        "Ya hay una declaración con este identificador.",
        "Se conserva como fue; dé otro identificador a la nueva.",
    ),
    "unknown-statement": (
        "There is no such statement.",
        "Choose it from the list, or record it first, word for word.",
        "No existe tal declaración.",
        "Elíjala de la lista, o anótela primero, palabra por palabra.",
    ),
    "speaker-required": (
        "Who said it is missing.",
        "Name the office, the person or the publication.",
        "Falta quién lo dijo.",
        "Nombre la institución, la persona o el medio.",
    ),
    "verbatim-required": (
        "The words themselves are missing.",
        "Write them exactly as they were said, also when they are wrong.",
        "Faltan las palabras mismas.",
        "Escríbalas exactamente como se dijeron, aunque estén equivocadas.",
    ),
    "digest-malformed": (
        "The digest is not one.",
        "A digest is 64 characters, 0 to 9 and a to f (SHA-256).",
        "El resumen digital no es válido.",
        "Son 64 caracteres, de 0 a 9 y de a a f (SHA-256).",
    ),
    "value-reversed": (
        "The lower number is above the higher one.",
        "Put the lower number first.",
        "El número menor está por encima del mayor.",
        "Ponga primero el número menor.",
    ),
    "value-negative": (
        "A count cannot be below zero.",
        "Give 0 or more.",
        "Un conteo no puede ser menor que cero.",
        "Indique 0 o más.",
    ),
    "said-earlier": (
        "The first claim was said before the other, so it cannot repeat, replace or retract it.",
        "Exchange the two, or choose another relation.",
        "La primera afirmación se dijo antes que la otra; no puede repetirla, reemplazarla ni retirarla.",
        "Intercámbielas, o elija otra relación.",
    ),
    "relation-does-not-hold": (
        "The two claims do not stand to each other that way.",
        "Compare subject, place, cut and number again; choose the relation that fits.",
        "Las dos afirmaciones no guardan esa relación.",
        "Compare de nuevo sujeto, lugar, corte y número; elija la relación que corresponda.",
    ),
    "already-related": (
        "This relation is already written.",
        "Nothing more is needed.",
        "Esta relación ya está escrita.",
        "No hace falta nada más.",
    ),
    "already-retracted": (
        "This claim has already been taken back by its speaker.",
        "Nothing more is needed; it stays readable.",
        "Quien hizo esta afirmación ya la retiró.",
        "No hace falta nada más; se conserva legible.",
    ),
    "only-the-speaker": (
        "Only the speaker can take their own words back.",
        "Record the new words of the speaker, or write that the two claims contradict.",
        "Solo quien habló puede retirar sus palabras.",
        "Anote las nuevas palabras de quien habló, o que las dos afirmaciones se contradicen.",
    ),
    "loan-exists": (
        "A lent register with this id is already here.",
        "Use it, or give the new one another id.",
        "Ya hay un registro prestado con este identificador.",
        "Úselo, o dé otro identificador al nuevo.",
    ),
    "unknown-loan": (
        "There is no lent register with this id here.",
        "Look at the list of lent registers.",
        "Aquí no hay ningún registro prestado con este identificador.",
        "Vea la lista de registros prestados.",
    ),
    "loan-has-ended": (
        "This register was already given back.",
        "If it is needed again, ask the lender and lay it down anew.",
        "Este registro ya fue devuelto.",
        "Si hace falta de nuevo, pídalo a quien lo prestó y cárguelo otra vez.",
    ),
    "loan-terms-required": (
        "A lent register needs its title, who lends it, what for, and on what terms.",
        "Write all four; the lender's letter says them.",
        "Un registro prestado necesita su título, quién lo presta, para qué y en qué condiciones.",
        "Escriba los cuatro; están en la carta de quien lo presta.",
    ),
    "loan-end-required": (
        "A loan ends on a day to come, a year from now at the latest.",
        "Write the day on which it is taken away.",
        "Un préstamo termina un día futuro, a más tardar dentro de un año.",
        "Escriba el día en que se retira.",
    ),
    "accord-exists": (
        "An agreed count with this id is already proposed.",
        "Use it, or give the new one another id.",
        "Ya hay un conteo acordado con este identificador.",
        "Úselo, o dé otro identificador al nuevo.",
    ),
    "unknown-accord": (
        "There is no such agreed count.",
        "Choose it from the list.",
        "No existe tal conteo acordado.",
        "Elíjalo de la lista.",
    ),
    "accord-ended": (
        "This agreed count has already ended.",
        "Propose a new one with today's cut.",
        "Este conteo acordado ya terminó.",
        "Proponga otro con el corte de hoy.",
    ),
    "not-invited": (
        "Your office was not asked to sign this count.",
        "Ask whoever proposed it to propose again with your office.",
        "No se pidió a su institución firmar este conteo.",
        "Pida a quien lo propuso que lo proponga de nuevo con su institución.",
    ),
    "already-signed": (
        "Your office has already signed.",
        "Nothing more is needed.",
        "Su institución ya firmó.",
        "No hace falta nada más.",
    ),
    "digest-differs": (
        "The list you looked at is not the list being signed.",
        "Open the list again, read it, and sign that one.",
        "La lista que miró no es la que se firma.",
        "Abra de nuevo la lista, léala y firme esa.",
    ),
    "list-differs": (
        "The list is not what the ledger says of that minute now: {n} differ.",
        "Something was written since it was read. Count again, read the new list, and propose that one.",
        "La lista no es lo que el registro dice ahora de ese minuto: hay {n} diferencias.",
        "Algo se escribió después de leerla. Vuelva a contar, lea la nueva lista y proponga esa.",
    ),
    "cut-in-the-future": (
        "The cut lies in the future.",
        "A count is about a minute that has passed; choose an earlier one.",
        "El corte está en el futuro.",
        "Un conteo trata de un minuto pasado; elija uno anterior.",
    ),
    "unknown-form": (
        "There is no such form in this operation.",
        "Choose one from the list of forms.",
        "No existe ese formulario en esta operación.",
        "Elija uno de la lista de formularios.",
    ),
    "form-exists": (
        "This form has already been written down.",
        "Open it in the list of forms.",
        "Ese formulario ya está anotado.",
        "Ábralo en la lista de formularios.",
    ),
    "form-faulty": (
        "This form cannot be filled as it stands: {about}.",
        "Correct these rows in its workbook and bring it in again.",
        "Ese formulario no puede llenarse como está: {about}.",
        "Corrija esas filas en su libro y vuelva a traerlo.",
    ),
    "form-version-exists": (
        "This operation already has this version of this form: {about}.",
        "Give the new one another version in its settings sheet.",
        "Esta operación ya tiene esa versión de ese formulario: {about}.",
        "Ponga otra versión en su hoja settings.",
    ),
    "form-not-published": (
        "This form has not been published yet.",
        "Somebody other than who brought it in publishes it first.",
        "Ese formulario todavía no está publicado.",
        "Primero lo publica otra persona, no quien lo trajo.",
    ),
    "form-published": (
        "This form is published already.",
        "Fill it, or bring in a new version.",
        "Ese formulario ya está publicado.",
        "Llénelo, o traiga una versión nueva.",
    ),
    "form-withdrawn": (
        "This form has been withdrawn.",
        "Fill the version in use; what was answered stays readable.",
        "Ese formulario fue retirado.",
        "Llene la versión en uso; lo que se respondió sigue legible.",
    ),
    "answers-exist": (
        "These answers have already been written down.",
        "Look at them on the child's page; correct them with new ones.",
        "Esas respuestas ya están anotadas.",
        "Véalas en la página de la niña o el niño; corríjalas con otras nuevas.",
    ),
    "answers-not-taken": (
        "The form does not take these answers: {about}.",
        "Each is named with its reason; correct them and send again.",
        "El formulario no acepta estas respuestas: {about}.",
        "Cada una está nombrada con su motivo; corríjalas y envíe otra vez.",
    ),
    "answers-corrected": (
        "These answers have been corrected already.",
        "Correct the newer ones.",
        "Esas respuestas ya fueron corregidas.",
        "Corrija las más nuevas.",
    ),
    "unknown-answers": (
        "There are no such answers of this child on this form.",
        "Choose them on the child's page.",
        "No hay tales respuestas de esta niña o este niño en ese formulario.",
        "Elíjalas en su página.",
    ),
    "unknown-exhibit": (
        "There is no such exhibit in this operation.",
        "Look it up by its number in the list of exhibits.",
        "No existe ese indicio en esta operación.",
        "Búsquelo por su número en la lista de indicios.",
    ),
    "exhibit-exists": (
        "This exhibit has already been written down.",
        "Open it in the list of exhibits.",
        "Ese indicio ya está anotado.",
        "Ábralo en la lista de indicios.",
    ),
    "exhibit-returned": (
        "This exhibit has been returned: its story has ended.",
        "If it is in somebody's hands again, collect it under a new number.",
        "Ese indicio fue devuelto: su historia terminó.",
        "Si volvió a manos de alguien, recójalo con un número nuevo.",
    ),
    "exhibit-under-way": (
        "It has been given, and nobody has said yet that they have it.",
        "Ask the one it was given to, to take it here first.",
        "Se entregó y nadie ha dicho todavía que lo tiene.",
        "Pida a quien lo recibe que primero lo confirme aquí.",
    ),
    "exhibit-number-required": (
        "An exhibit needs the number on its label.",
        "Write the number as it stands on the thing.",
        "Un indicio necesita el número de su etiqueta.",
        "Escriba el número tal como está en el objeto.",
    ),
    "exhibit-number-taken": (
        "Another exhibit already carries the number {about}.",
        "Look at the label again; if two things carry it, give this one a new number and say so in its words.",
        "Otro indicio ya lleva el número {about}.",
        "Mire otra vez la etiqueta; si dos objetos lo llevan, dé a este un número nuevo y dígalo en su descripción.",
    ),
    "exhibit-move-exists": (
        "This move has already been written down.",
        "Open the exhibit: it stands in its story.",
        "Ese movimiento ya está anotado.",
        "Abra el indicio: figura en su historia.",
    ),
    "not-the-holder": (
        "By the record somebody else holds this exhibit.",
        "Take it first, or write down the paper line that brought it to you.",
        "Según el registro, otra persona tiene este indicio.",
        "Recíbalo primero, o anote la línea de papel que lo trajo hasta usted.",
    ),
    "nothing-waits": (
        "Nothing of this exhibit waits to be taken.",
        "Look at its story: it may have been taken already.",
        "Nada de este indicio espera ser recibido.",
        "Mire su historia: quizá ya fue recibido.",
    ),
    "not-given-to-you": (
        "It was given to somebody else.",
        "The person it was given to takes it.",
        "Se entregó a otra persona.",
        "Lo recibe la persona a quien se entregó.",
    ),
    "words-required": (
        "Something was left empty that has to be said: {about}.",
        "Write it in plain words.",
        "Falta decir algo: {about}.",
        "Escríbalo con palabras sencillas.",
    ),
    "unknown-allegation": (
        "There is no such allegation in this operation.",
        "Open the list of allegations and choose it there.",
        "No existe ese señalamiento en esta operación.",
        "Abra la lista de señalamientos y elíjalo allí.",
    ),
    "allegation-exists": (
        "This allegation has already been written down.",
        "Open it in the list.",
        "Ese señalamiento ya está anotado.",
        "Ábralo en la lista.",
    ),
    "unknown-offence": (
        "There is no template for {about}.",
        "Choose one of those offered; a new template is a file with its source and its elements.",
        "No hay plantilla para {about}.",
        "Elija una de las ofrecidas; una plantilla nueva es un archivo con su fuente y sus elementos.",
    ),
    "unknown-element": (
        "{about} is no element of this allegation.",
        "Choose one of its elements.",
        "{about} no es un elemento de este señalamiento.",
        "Elija uno de sus elementos.",
    ),
    "not-in-allegation": (
        "This allegation does not name this child.",
        "Make an allegation that names them, or say that the piece is about the group.",
        "Este señalamiento no nombra a esa niña o ese niño.",
        "Haga uno que le nombre, o diga que la prueba trata del grupo.",
    ),
    "evidence-exists": (
        "This piece has already been weighed.",
        "Withdraw it with a reason to weigh it anew.",
        "Esa prueba ya fue valorada.",
        "Retírela con un motivo para valorarla de nuevo.",
    ),
    "unknown-evidence": (
        "There is no such piece.",
        "Open the matrix and choose it there.",
        "No existe esa prueba.",
        "Abra la matriz y elíjala allí.",
    ),
    "evidence-withdrawn": (
        "This piece has been withdrawn already.",
        "Nothing more needs to be done.",
        "Esa prueba ya fue retirada.",
        "No hace falta nada más.",
    ),
    "interview-exists": (
        "This interview has already been written down.",
        "Open the child's interviews.",
        "Esa entrevista ya está anotada.",
        "Abra las entrevistas de la niña o el niño.",
    ),
    "asked-before": (
        "This child has been interviewed before: {about} so far.",
        "Say why they must be asked again, or use what they have said already.",
        "Ya se entrevistó antes a esta niña o este niño: {about} hasta ahora.",
        "Diga por qué hay que volver a preguntar, o use lo que ya dijo.",
    ),
    "unknown-table": (
        "There is no such figure.",
        "Open the list of figures and choose it there.",
        "No existe esa cifra.",
        "Abra la lista de cifras y elíjala allí.",
    ),
    "table-exists": (
        "This figure has already been asked for.",
        "Open the list of figures: it stands there.",
        "Esa cifra ya se solicitó.",
        "Abra la lista de cifras: allí está.",
    ),
    "table-withdrawn": (
        "This figure was withdrawn before it was published.",
        "Ask for it again if it is needed.",
        "Esa cifra se retiró antes de publicarse.",
        "Solicítela de nuevo si hace falta.",
    ),
    "already-published": (
        "This figure has left the house and cannot be called back.",
        "If it is wrong, ask for a correction: old, new and why stand beside each other.",
        "Esa cifra ya salió y no puede retirarse.",
        "Si es errónea, solicite una corrección: lo anterior, lo nuevo y el motivo quedan juntos.",
    ),
    "already-corrected": (
        "This figure has been corrected already.",
        "Correct the newer one instead.",
        "Esa cifra ya fue corregida.",
        "Corrija la más reciente.",
    ),
    "corrects-another-thing": (
        "A correction counts the same thing, broken down in the same way.",
        "Ask for a new figure, or choose the one that counts this.",
        "Una corrección cuenta lo mismo, con el mismo desglose.",
        "Solicite una cifra nueva o elija la que cuenta esto.",
    ),
    "named-home": (
        "No table that leaves the house names a home: the children in it could be pointed at.",
        "Take the home out of the table; whole-operation figures can be broken down otherwise.",
        "Ninguna tabla que sale nombra un hogar: se podría señalar a quienes viven en él.",
        "Quite el hogar de la tabla; las cifras de toda la operación admiten otros desgloses.",
    ),
    "unknown-dimension": (
        "A table cannot be broken down by {about}.",
        "Choose among those the page offers.",
        "Una tabla no puede desglosarse por {about}.",
        "Elija entre los desgloses que ofrece la página.",
    ),
    "too-fine": (
        "A table is broken down by {about} things at most: finer ones point at a child.",
        "Take one away.",
        "Una tabla se desglosa por {about} cosas como máximo: más fina, señala a alguien.",
        "Quite una.",
    ),
    "health-by-age": (
        "Health is never shown by age outside the house.",
        "Ask for one of the two.",
        "Fuera de la casa la salud nunca se muestra por edad.",
        "Solicite una de las dos.",
    ),
    "indicator-beside": (
        "An indicator leaves the house alone or beside sex: crossed with more it would describe single children.",
        "Ask for the indicator alone, or beside sex.",
        "Un indicador sale de la casa solo o junto al sexo: cruzado con más describiría a niñas y niños concretos.",
        "Solicite el indicador solo, o junto al sexo.",
    ),
    "too-soon-again": (
        "The same table went out less than seven days from this cut; small differences between the two could be read.",
        "Choose a later cut, or correct the earlier one if it is wrong.",
        "La misma tabla salió a menos de siete días de este corte; se podrían leer pequeñas diferencias.",
        "Elija un corte posterior, o corrija la anterior si es errónea.",
    ),
    "nothing-to-print": (
        "Nothing in this table may leave: too few are counted, or what is out already would give them away.",
        "Read below the table why each cell stays in; publish one number by name, or wait.",
        "Nada de esta tabla puede salir: son muy pocas personas, o lo ya publicado las delataría.",
        "Lea bajo la tabla por qué se queda cada celda; publique un solo número por decisión expresa, o espere.",
    ),
    "line-empty": (
        "A line of the list is empty.",
        "Fill it in or take it out.",
        "Una línea de la lista está vacía.",
        "Complétela o quítela.",
    ),
    "not-answered": (
        "This office has not entered a count of its own.",
        "A difference can be explained once both counts are there.",
        "Esta institución no ha ingresado un conteo propio.",
        "Una diferencia puede explicarse cuando estén los dos conteos.",
    ),
    "not-a-difference": (
        "The two lists do not differ there.",
        "Choose a line that is in one list and not in the other.",
        "Las dos listas no difieren en eso.",
        "Elija una línea que esté en una lista y no en la otra.",
    ),
    # who may know
    "grant-exists": (
        "A request with this id is already there.",
        "Open it instead of asking again.",
        "Ya existe una solicitud con este identificador.",
        "Ábrala en lugar de pedir de nuevo.",
    ),
    "unknown-grant": (
        "There is no such right to know in this operation.",
        "Check the list of requests and rights.",
        "No hay tal permiso de conocer en este operativo.",
        "Revise la lista de solicitudes y permisos.",
    ),
    "grant-ended": (
        "This right has ended: refused, withdrawn or past its day.",
        "Ask for a new one if it is still needed.",
        "Este permiso terminó: rechazado, retirado o vencido.",
        "Pida uno nuevo si todavía hace falta.",
    ),
    "grant-too-long": (
        "A right to know is given for half a year at most.",
        "Choose an earlier day; it can be asked for again.",
        "Un permiso de conocer se da por medio año como máximo.",
        "Elija un día anterior; se puede volver a pedir.",
    ),
    "one-office-or-one-person": (
        "A right to know is for one office or for one person, never for both and never for nobody.",
        "Name either the office or the person.",
        "Un permiso de conocer es para una institución o para una persona; nunca para ambas ni para nadie.",
        "Nombre la institución o la persona.",
    ),
    "own-grant": (
        "Nobody gives a right to themselves, nor one they asked for.",
        "Two others must give it.",
        "Nadie se da un permiso, ni da el que pidió.",
        "Deben darlo otras dos personas.",
    ),
    "same-device": (
        "The other signature came from this same device. Two people sign on two devices.",
        "Sign on a device of your own.",
        "La otra firma se hizo en este mismo equipo. Dos personas firman en dos equipos.",
        "Firme en un equipo propio.",
    ),
    "photographs-required": (
        "A child leaves with a photograph of whoever takes them and one of the child of that day.",
        "Add both photographs, or write why one is missing.",
        "Una niña o un niño sale con la fotografía de quien lo recibe y una suya de ese día.",
        "Agregue las dos fotografías, o escriba por qué falta una.",
    ),
    "seen-since": (
        "Somebody of ours has seen this person after the minute you name.",
        "Give the minute at which they leave. What went wrong earlier is reported as what it was.",
        "Alguien de la casa vio a esta persona después del minuto que usted indica.",
        "Indique el minuto en que sale. Lo que salió mal antes se informa como lo que fue.",
    ),
    "signed-before-proposed": (
        "The second signature is dated before the proposal it signs.",
        "Sign at the minute you sign.",
        "La segunda firma tiene una hora anterior a la propuesta que firma.",
        "Firme con la hora en que firma.",
    ),
    "not-yours-to-read": (
        "This right is not given to you or your office.",
        "Whoever holds it says that they have read it.",
        "Este permiso no se dio a usted ni a su institución.",
        "Quien lo tiene dice que lo ha leído.",
    ),
    "override-exists": (
        "An emergency with this id was already called.",
        "Nothing more is needed; the first one stands.",
        "Ya se declaró una emergencia con este identificador.",
        "No hace falta nada más; vale la primera.",
    ),
    "unknown-override": (
        "There is no such emergency of this person.",
        "Check the list of open reviews.",
        "No hay tal emergencia de esta persona.",
        "Revise la lista de revisiones pendientes.",
    ),
    "override-unreviewed": (
        "Your last emergency has not been looked at yet by somebody else.",
        "Ask whoever reviews emergencies to look at it now; in danger, call them.",
        "Su última emergencia todavía no la ha revisado otra persona.",
        "Pida a quien revisa las emergencias que la vea ahora; si hay peligro, llame.",
    ),
    "own-override": (
        "Nobody reviews their own emergency.",
        "Somebody else must look at it.",
        "Nadie revisa su propia emergencia.",
        "Debe revisarla otra persona.",
    ),
    "only-yourself": (
        "An emergency is called in one's own name only.",
        "Whoever needs it signs in and calls it.",
        "Una emergencia solo se declara en nombre propio.",
        "Quien la necesita entra y la declara.",
    ),
}

MISSPELT: Final[dict[str, Words]] = {
    "required": (
        "A required field is missing.",
        "Fill it in.",
        "Falta un campo obligatorio.",
        "Complételo.",
    ),
    "unknown-field": (
        "There is no such field here.",
        "Take it out, or check its spelling.",
        "Aquí no existe ese campo.",
        "Quítelo, o revise cómo está escrito.",
    ),
    "not-an-object": (
        "Fields with names are expected here.",
        'Send an object: {"field": value}.',
        "Aquí se esperan campos con nombre.",
        'Envíe un objeto: {"campo": valor}.',
    ),
    "not-a-list": (
        "A list is expected here.",
        "Send a list, also when it holds one thing.",
        "Aquí se espera una lista.",
        "Envíe una lista, aunque tenga un solo elemento.",
    ),
    "not-text": (
        "Text is expected here, and this is not readable text.",
        "Send plain text in UTF-8, without hidden control characters.",
        "Aquí se espera texto, y esto no es texto legible.",
        "Envíe texto en UTF-8, sin caracteres de control ocultos.",
    ),
    "too-long": (
        "This is too long.",
        "Shorten it; keep a long text as a document and write what it says.",
        "Esto es demasiado largo.",
        "Acórtelo; guarde un texto largo como documento y anote lo que dice.",
    ),
    "not-yes-or-no": (
        "Yes or no is expected here.",
        "Send true or false.",
        "Aquí se espera sí o no.",
        "Envíe true o false.",
    ),
    "not-a-whole-number": (
        "A whole number is expected here.",
        "Send digits only, without a decimal point.",
        "Aquí se espera un número entero.",
        "Envíe solo cifras, sin punto decimal.",
    ),
    "not-an-instant": (
        "A date with a time is expected here.",
        "Write it like 2025-12-21T18:40:00-06:00.",
        "Aquí se espera una fecha con hora.",
        "Escríbala así: 2025-12-21T18:40:00-06:00.",
    ),
    "instant-without-zone": (
        "The time does not say in which zone it is.",
        "Add the zone: -06:00 for Guatemala, or Z for UTC.",
        "La hora no dice en qué zona está.",
        "Añada la zona: -06:00 para Guatemala, o Z para UTC.",
    ),
    "not-an-identifier": (
        "This is not an id.",
        "An id has between 1 and 80 characters.",
        "Esto no es un identificador.",
        "Un identificador tiene entre 1 y 80 caracteres.",
    ),
    "not-one-of": (
        "This is not one of the possible answers.",
        "Choose one of: {about}.",
        "Esta no es una de las respuestas posibles.",
        "Elija una de: {about}.",
    ),
}

UNFORESEEN: Final[Words] = (
    "This was refused ({about}).",
    "Nothing was written. Tell whoever looks after the system this code.",
    "Esto fue rechazado ({about}).",
    "No se escribió nada. Comunique este código a quien cuida el sistema.",
)
SHOWN_AT_MOST: Final = 60


def say(refusal: Refusal, language: str = "es") -> Spoken:
    """A refusal in words. Any language but English is answered in Spanish."""
    words = REFUSED.get(str(refusal.why))
    if words is None:
        return spoken(UNFORESEEN, language, str(refusal.why))
    return spoken(words, language, refusal.about[0] if refusal.about else "", len(refusal.about))


def say_misspelt(wrong: Misspelt, language: str = "es") -> Spoken:
    """Why a field could not be read. Never repeats what was sent; the field is named beside it."""
    code, _, choices = wrong.why.partition(":")
    words = MISSPELT.get(code)
    if words is None:
        return spoken(UNFORESEEN, language, code)
    return spoken(words, language, choices.replace(",", ", "), longest=1200)


def spoken(words: Words, language: str, about: str = "", n: int = 0, longest: int = SHOWN_AT_MOST) -> Spoken:
    sentence, remedy = words[:2] if language.startswith("en") else words[2:]
    return Spoken(_fill(sentence, about, n, longest), _fill(remedy, about, n, longest))


def _fill(text: str, about: str, n: int, longest: int) -> str:
    """Not str.format: what somebody typed is never read as a pattern, and is put in last so it is not read again."""
    return text.replace("{n}", str(n)).replace("{about}", fenced(about, longest))


def fenced(typed: str, longest: int = SHOWN_AT_MOST) -> str:
    """What was typed, made harmless to a sentence: no controls, one line, cut short, its direction kept to itself."""
    plain = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in typed[: longest * 4])
    plain = " ".join(plain.split())
    cut = plain if len(plain) <= longest else plain[: longest - 1] + "…"
    return f"\u2068{cut}\u2069" if cut and not cut.isascii() else cut or "…"
