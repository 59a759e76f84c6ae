# ruff: noqa: E501 - a table of sentences, one a line
"""What is said of a form that cannot be filled, and of an answer a form does not take: the fault, then the way out."""

from typing import Final

from abrigo.rules.form_sheet import Fault

Pair = tuple[str, str]  # English, Spanish

FAULTS: Final[dict[str, Pair]] = {
    "too-many-rows": ("More rows than a form may have. Split it in two.", "Más filas de las que admite un formulario. Divídalo en dos."),
    "nothing-asked": ("Nothing is asked. Add a question to the survey sheet.", "No pregunta nada. Agregue una pregunta a la hoja survey."),
    "no-title": ("The form has no title. Write form_title in the settings sheet.", "El formulario no tiene título. Escriba form_title en la hoja settings."),
    "no-version": ("The form has no version, or one too long. Write version in the settings sheet.", "Falta la versión, o es demasiado larga. Escriba version en la hoja settings."),
    "languages": ("The languages cannot be told apart. Name each once: label::Español (es).", "Los idiomas no se distinguen. Nombre cada uno una vez: label::Español (es)."),
    "compartment": ("Answers belong to claims, case, health or investigation. Write one of them.", "Las respuestas son de claims, case, health o investigation. Escriba una de ellas."),
    "bad-name": ("A name begins with a letter and has letters, digits, _, - or . only: {about}", "Un nombre empieza con letra y sólo tiene letras, cifras, _, - o .: {about}"),
    "name-twice": ("This name stands twice (first in the row in brackets). Rename one: {about}", "Este nombre está dos veces (la primera en la fila entre paréntesis). Cambie uno: {about}"),
    "bad-choice": ("A choice needs a name without spaces: {about}", "Una opción necesita un nombre sin espacios: {about}"),
    "choice-twice": ("This choice stands twice in its list (first in the row in brackets). Rename one: {about}", "Esta opción está dos veces en su lista (la primera en la fila entre paréntesis). Cambie una: {about}"),
    "no-such-list": ("There is no such list in the choices sheet. Add it, or correct its name: {about}", "No existe esa lista en la hoja choices. Agréguela o corrija su nombre: {about}"),
    "no-label": ("Nobody can read this row: write its label. {about}", "Nadie puede leer esta fila: escriba su label. {about}"),
    "label-too-long": ("This sentence is longer than a screen. Shorten it.", "Esta frase es más larga que una pantalla. Acórtela."),
    "range": ("A range goes from a number up to another by steps: start=0 end=10 step=1. Correct it: {about}", "Un rango va de un número a otro mayor por pasos: start=0 end=10 step=1. Corríjalo: {about}"),
    "no-calculation": ("This row works nothing out. Write its calculation: {about}", "Esta fila no calcula nada. Escriba su calculation: {about}"),
    "end-without-begin": ("This ends what was not begun. Remove it, or add its begin.", "Esto termina lo que no empezó. Quítelo o agregue su begin."),
    "never-closed": ("This group or repeat is never ended. Add its end row: {about}", "Este grupo o repetición no termina. Agregue su fila end: {about}"),
    "too-deep": ("Groups within groups within groups: nobody finds the way. Flatten them.", "Grupos dentro de grupos: nadie encuentra el camino. Aplánelos."),
    "no-such-question": ("No row has this name. Correct it or add the row: {about}", "Ninguna fila tiene ese nombre. Corríjalo o agregue la fila: {about}"),
    "bare-word": ("A word by itself means nothing here. Put it in quotes, or write ${{{about}}}.", "Una palabra suelta no dice nada aquí. Póngala entre comillas o escriba ${{{about}}}."),
    "itself": ("A dot means the answer itself, which is not there yet. Use it in constraint only.", "Un punto es la propia respuesta, que aún no existe. Úselo sólo en constraint."),
    "circle": ("These rows wait for one another, so none can ever be asked. Break the circle: {about}", "Estas filas se esperan unas a otras y ninguna puede preguntarse. Rompa el círculo: {about}"),
    "expression-too-long": ("The expression is too long. Split it with calculate rows.", "La expresión es demasiado larga. Divídala con filas calculate."),
    "expression-too-deep": ("Too many brackets within brackets. Split it with calculate rows.", "Demasiados paréntesis anidados. Divídala con filas calculate."),
    "expression-not-expected": ("The expression cannot be read from here on; paths like ../x are written ${{x}}: {about}", "La expresión no se entiende desde aquí; rutas como ../x se escriben ${{x}}: {about}"),
    "expression-cut-off": ("The expression breaks off. Complete it.", "La expresión queda cortada. Complétela."),
    "expression-bracket": ("A bracket is not closed. Close it.", "Falta cerrar un paréntesis. Ciérrelo."),
    "expression-unknown-function": ("The house does not work this out: {about}. The guide lists what it does.", "La casa no calcula esto: {about}. La guía dice qué sí."),
    "expression-outside-the-form": ("{about} looks into a table outside of the form, which nobody could read back in ten years. Put the list into the choices sheet.", "{about} busca en una tabla fuera del formulario, que nadie podría releer en diez años. Ponga la lista en la hoja choices."),
    "expression-arguments": ("Too few or too many things in the brackets of {about}.", "Faltan o sobran cosas en los paréntesis de {about}."),
    "expression-needs-a-question": ("{about} asks about a question: write ${{its_name}} in its brackets.", "{about} trata de una pregunta: escriba ${{su_nombre}} en sus paréntesis."),
    "expression-pattern": ("This pattern cannot be read. Correct it: {about}", "Este patrón no se entiende. Corríjalo: {about}"),
    "expression-pattern-too-long": ("This pattern is too long. Shorten it.", "Este patrón es demasiado largo. Acórtelo."),
    "expression-pattern-not-written-out": ("A pattern is written out in quotes, not worked out.", "Un patrón se escribe entre comillas, no se calcula."),
    "expression-pattern-never-ends": ("This pattern could be tried for hours: no * or + within another, three at most. {about}", "Este patrón podría tardar horas: ningún * o + dentro de otro, tres como máximo. {about}"),
    # of a workbook
    "no-survey": ("There is no survey sheet. Name the sheet of questions survey.", "No hay hoja survey. Llame survey a la hoja de preguntas."),
    "no-column": ("This column is missing. Add it: {about}", "Falta esta columna. Agréguela: {about}"),
    "unknown-type": ("The house has no such kind of question: {about}. The guide lists those it has.", "La casa no tiene esa clase de pregunta: {about}. La guía dice cuáles tiene."),
    "from-a-file": ("Lists that lie in another file or sheet do not travel with the form. Put the list into the choices sheet: {about}", "Las listas de otro archivo u hoja no viajan con el formulario. Ponga la lista en la hoja choices: {about}"),
    "from-answers": ("A list made of earlier answers is not built here. Name a list of the choices sheet: {about}", "Aquí no se arma una lista con respuestas anteriores. Nombre una lista de la hoja choices: {about}"),
    "other-filtered": ('"or_other" has no columns to filter by. Add the choice and a text row of your own, or leave out the filter.', '"or_other" no tiene columnas que filtrar. Agregue usted la opción y una fila de texto, o quite el filtro.'),
    "trigger": ("Here a calculation follows every answer; one that waits for a single row would say something else. Remove the trigger: {about}", "Aquí un cálculo sigue a cada respuesta; uno que espera a una sola fila diría otra cosa. Quite el trigger: {about}"),
    "search": ("search() looks into a table outside of the form. Put the list into the choices sheet and use choice_filter.", "search() busca en una tabla fuera del formulario. Ponga la lista en la hoja choices y use choice_filter."),
    "media-left-out": ("Pictures and sounds of a question are not shown here; the column is left out: {about}", "Las imágenes y sonidos de una pregunta no se muestran aquí; la columna queda fuera: {about}"),
    "sheet-left-out": ("The house does not use this sheet; it is left out: {about}", "La casa no usa esta hoja; queda fuera: {about}"),
    "setting-left-out": ("The house does not use this setting; it is left out: {about}", "La casa no usa este ajuste; queda fuera: {about}"),
    "parameters-left-out": ("These parameters change how a list looks, not what it means; they are left out: {about}", "Estos parámetros cambian el aspecto de la lista, no lo que dice; quedan fuera: {about}"),
    "not-collected": ("Positions, pictures and recordings are not collected by forms; photos and exhibits have pages of their own. Remove it: {about}", "Posiciones, imágenes y grabaciones no se recogen con formularios; las fotos e indicios tienen su página. Quítelo: {about}"),
    "formula": ("A formula stands here; nobody works it out. Write the words themselves: {about}", "Aquí hay una fórmula; nadie la calcula. Escriba las palabras: {about}"),
    "column-ignored": ("The house does not use this column; it is left out: {about}", "La casa no usa esta columna; queda fuera: {about}"),
    "row-ignored": ("The house writes this down by itself; the row is left out: {about}", "La casa anota esto por sí misma; la fila queda fuera: {about}"),
    "not-translated": ("Not said in every language; the first language is shown instead: {about}", "No está dicho en todos los idiomas; se muestra el primero: {about}"),
    "version-given": ("No version was written; it got the first letters of the file's digest: {about}", "No traía versión; recibió las primeras letras del resumen del archivo: {about}"),
}  # fmt: skip

WRONG: Final[dict[str, Pair]] = {
    "required": ("An answer is needed.", "Hace falta una respuesta."),
    "constraint": ("The form does not take this answer.", "El formulario no acepta esta respuesta."),
    "not-a-number": ("Write a number in digits.", "Escriba un número con cifras."),
    "not-in-range": (
        "Outside of the range, or between two of its steps.",
        "Fuera del rango, o entre dos de sus pasos.",
    ),
    "not-ranked": ("Give every choice a place, each once.", "Dé un lugar a cada opción, una sola vez."),
    "not-a-date": ("This is no day of the calendar.", "Esto no es un día del calendario."),
    "not-a-time": ("This is no hour of the day.", "Esto no es una hora del día."),
    "not-a-choice": ("Choose from the list.", "Elija de la lista."),
    "too-long": ("Too long. Shorten it.", "Demasiado largo. Acórtelo."),
    "too-many-turns": ("No more than a hundred turns.", "No más de cien repeticiones."),
    "unknown-question": ("The form has no such question.", "El formulario no tiene esa pregunta."),
    "not-asked": ("This is not asked now.", "Esto no se pregunta ahora."),
}


def fault(told: Fault, language: str) -> str:
    return _in(FAULTS[told.code], language).format(about=told.about)


def wrong(code: str, language: str) -> str:
    return _in(WRONG[code], language)


def _in(pair: Pair, language: str) -> str:
    return pair[0] if language[:2] != "es" else pair[1]
