"""What each code says to a person: why a file is refused, what is in doubt, what to do. Spanish and English."""

# ruff: noqa: E501  a sentence stays on one line, to be read and translated whole

from abrigo.exchange.rosters.problems import Code, Remedy, Weight
from abrigo.exchange.rosters.refusals import Why

Sentence = tuple[str, str]
"""Spanish, English."""

REFUSALS: dict[Why, Sentence] = {
    Why.EMPTY: ("El archivo está vacío.", "The file is empty."),
    Why.TOO_BIG: (
        "El archivo pasa de 20 MB. Quite las imágenes o divídalo.",
        "The file is over 20 MB. Remove pictures or split it.",
    ),
    Why.NOT_A_SPREADSHEET: ("No es una hoja de cálculo ni un CSV.", "This is neither a spreadsheet nor a CSV."),
    Why.WEB_PAGE: (
        "Es una página web con nombre de hoja de cálculo. Ábrala y guárdela como .xlsx.",
        "This is a web page named as a spreadsheet. Open it and save it as .xlsx.",
    ),
    Why.PASSWORD: ("Tiene contraseña. Guarde una copia sin contraseña.", "It has a password. Save a copy without one."),
    Why.DAMAGED: (
        "El archivo está dañado o incompleto. Pídalo otra vez.",
        "The file is damaged or incomplete. Ask for it again.",
    ),
    Why.UNPACKS_TOO_BIG: (
        "Al descomprimirse sería demasiado grande; no se abrió.",
        "It would unpack to far too much; it was not opened.",
    ),
    Why.TOO_MANY_SHEETS: ("Tiene demasiadas hojas.", "It has too many sheets."),
    Why.TOO_MANY_ROWS: (
        "Llega más allá de la fila 20 000. Borre lo que hay abajo o divídalo.",
        "It reaches beyond row 20,000. Clear what lies below or split it.",
    ),
    Why.TOO_MANY_COLUMNS: (
        "Llega más allá de la columna 200. Borre lo que hay a la derecha.",
        "It reaches beyond column 200. Clear what lies to the right.",
    ),
    Why.TOO_HEAVY: (
        "No se pudo abrir con el tiempo y la memoria permitidos.",
        "It could not be opened within the time and memory allowed.",
    ),
}
CODES: dict[Code, Sentence] = {
    Code.ENCODING_GUESSED: (
        "El alfabeto del archivo se dedujo; compruebe los acentos.",
        "The alphabet of the file was inferred; check the accents.",
    ),
    Code.NUL_REMOVED: ("Había bytes nulos; se quitaron.", "There were null bytes; they were left out."),
    Code.QUOTES_BROKEN: ("Las comillas de esta fila no cierran.", "The quotes in this row do not close."),
    Code.FORMULA: ("Es una fórmula; no se calculó.", "This is a formula; it was not calculated."),
    Code.FORMULAS_UNSEEN: (
        "En este formato no se distinguen fórmulas de valores.",
        "In this format formulas cannot be told from values.",
    ),
    Code.MACROS: ("El archivo trae macros; no se ejecutaron.", "The file carries macros; none was run."),
    Code.HIDDEN_SHEET: ("Hoja oculta; también se leyó.", "Hidden sheet; it was read too."),
    Code.CELL_TOO_LONG: ("La celda tiene más de 2000 caracteres.", "The cell has more than 2,000 characters."),
    Code.LETTERS_LOST: ("Se perdieron letras antes de llegar aquí.", "Letters were lost before it came here."),
    Code.LETTERS_GARBLED: ("Letras cambiadas (Ã©, Ã±).", "Garbled letters (Ã©, Ã±)."),
    Code.CELL_ERROR: ("La celda contiene un error de la hoja de cálculo.", "The cell holds a spreadsheet error."),
    Code.NO_HEADER: ("No se reconoció la fila de encabezados.", "No row of headings was recognised."),
    Code.COLUMN_UNMAPPED: ("Esta columna no se importa.", "This column is not imported."),
    Code.COLUMN_TWICE: (
        "Otra columna ya dice lo mismo; esta no se importa.",
        "Another column already says this; this one is not imported.",
    ),
    Code.PHONE_COLUMN: ("Los teléfonos no se importan.", "Telephone numbers are not imported."),
    Code.FORBIDDEN_COLUMN: (
        "No se guarda la fe ni el pueblo de nadie: una lista así pone en peligro a la niñez que debe proteger. Registre cuidados (dieta, idioma) en su lugar.",
        "Nobody's faith or people is kept: such a list endangers the children it should protect. Record care needs (diet, language) instead.",
    ),
    Code.UNPLACED: (
        "La fila tiene algo, pero en ninguna columna conocida.",
        "The row holds something, but in no column we know.",
    ),
    Code.TOTAL_DIFFERS: (
        "El total escrito no es el de las filas leídas (escrito / leídas).",
        "The stated total is not the rows read (stated / read).",
    ),
    Code.LOOKS_LIKE_TOTAL: ("¿Es una persona o un total?", "Is this a person or a total?"),
    Code.NOTHING_KNOWN: ("La fila no dice nada de nadie.", "The row says nothing about anybody."),
    Code.MERGED_FILL: ("Valor tomado de una celda combinada.", "Value taken from a merged cell."),
    Code.SEX_UNCLEAR: (
        "No se sabe qué significa esta letra o palabra.",
        "It is not clear what this letter or word stands for.",
    ),
    Code.SEX_TWICE: ("Están marcadas las dos columnas.", "Both columns are marked."),
    Code.AGE_UNCLEAR: ("No se entiende la edad.", "The age cannot be read."),
    Code.AGE_BECAME_DATE: (
        "La hoja de cálculo convirtió la edad en fecha (5-6 en 5 de junio).",
        "The spreadsheet turned the age into a date (5-6 into 5 June).",
    ),
    Code.AGE_IMPOSSIBLE: ("Edad imposible.", "Impossible age."),
    Code.AGE_AND_BIRTH_DIFFER: (
        "La edad y la fecha de nacimiento no concuerdan; se guardan ambas.",
        "Age and birth date do not agree; both are kept.",
    ),
    Code.TALLY_AND_AGE_DIFFER: (
        "Contada como niña, niño o adulto, contra la edad escrita; se guardan ambas lecturas.",
        "Counted as child or adult against the age written; both readings are kept.",
    ),
    Code.TALLY_UNCLEAR: (
        "No se entiende si es niña, niño o persona adulta.",
        "It is not clear whether this is a child or an adult.",
    ),
    Code.DATE_UNCLEAR: ("No se entiende la fecha.", "The date cannot be read."),
    Code.DATE_MONTH_FIRST: ("Fecha leída con el mes primero.", "Date read with the month first."),
    Code.DATE_IN_FUTURE: ("La fecha está en el futuro.", "The date lies in the future."),
    Code.TIME_UNCLEAR: ("No se entiende la hora.", "The time cannot be read."),
    Code.PLACE_UNKNOWN: ("Ningún lugar abierto se llama así.", "No open place has this name."),
    Code.BAND_ODD: (
        "El número de brazalete no es válido (letras, cifras y guiones, hasta 16).",
        "The band number is not valid (letters, digits and dashes, up to 16).",
    ),
    Code.BAND_TWICE: ("El mismo brazalete está en otra fila.", "Another row has the same band."),
    Code.NAME_NOT_A_NAME: (
        "Parece una descripción, no un nombre; se guarda como se dijo.",
        "It looks like a description, not a name; it is kept as said.",
    ),
    Code.NAME_REVERSED: (
        "El nombre en hebreo parece escrito al revés; se guarda como está.",
        "The Hebrew name looks written backwards; it is kept as it is.",
    ),
    Code.NAME_HAS_DIGITS: ("El nombre lleva cifras; se guarda como está.", "The name has digits; it is kept as it is."),
    Code.PHONE_REMOVED: ("Se omitió un número de teléfono.", "A telephone number was left out."),
    Code.PERHAPS_SAME: (
        "Quizá sea la misma persona que en la fila indicada. No se unió nada.",
        "Perhaps the same person as in the row shown. Nothing was merged.",
    ),
}
REMEDIES: dict[Remedy, Sentence] = {
    Remedy.CORRECT_CELL: ("Corrija la celda según el papel.", "Correct the cell from the paper."),
    Remedy.CHOOSE_COLUMN: (
        "Elija qué significa la columna, o déjela fuera.",
        "Choose what the column means, or leave it out.",
    ),
    Remedy.CHOOSE_PLACE: ("Elija el lugar.", "Choose the place."),
    Remedy.CHOOSE_HEADER: ("Señale la fila de encabezados.", "Point out the row of headings."),
    Remedy.ANSWER_LETTER: (
        "Diga qué significa la letra en esta lista.",
        "Say what the letter stands for in this list.",
    ),
    Remedy.COMPARE_PEOPLE: ("Compare a las personas y decida.", "Compare the people and decide."),
    Remedy.CHECK_BAND: ("Revise el brazalete en la muñeca.", "Check the band on the wrist."),
    Remedy.COUNT_AGAIN: ("Cuente de nuevo las filas.", "Count the rows again."),
    Remedy.CHECK_ON_PAPER: ("Compruébelo en el papel.", "Check it on the paper."),
    Remedy.SAVE_AS_VALUES: ("Pegue los valores en lugar de la fórmula.", "Paste the value in place of the formula."),
    Remedy.SAVE_AS_UTF8: ("Guarde el original como .xlsx o CSV UTF-8.", "Save the original as .xlsx or UTF-8 CSV."),
    Remedy.SHORTEN: ("Acorte el texto.", "Shorten the text."),
    Remedy.REMOVE_COLUMN: ("Quite la columna del archivo.", "Remove the column from the file."),
    Remedy.NOTHING: ("Nada que hacer.", "Nothing to do."),
}
WEIGHTS: dict[Weight, Sentence] = {
    Weight.STOPS: ("Impide importar", "Stops the import"),
    Weight.ASKS: ("Pide respuesta", "Asks for an answer"),
    Weight.TELLS: ("Aviso", "Notice"),
}
