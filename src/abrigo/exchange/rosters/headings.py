"""What a column means, by the words above it, in Spanish, English, Hebrew and Arabic."""

# ruff: noqa: E501, SIM905  word lists read better on long lines than one word to a line

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from abrigo.exchange.rosters.wording import plain


class Field(StrEnum):
    """What a column may hold. The last five are recognised in order to be left out."""

    INDEX = "index"
    BAND = "band"
    NAME = "name"
    SURNAMES = "surnames"
    GIVEN_NAMES = "given-names"
    SUPPOSED_NAME = "supposed-name"
    HEBREW_NAME = "hebrew-name"
    ARABIC_NAME = "arabic-name"
    SEX = "sex"
    SEX_FEMALE_MARK = "sex-female-mark"
    SEX_MALE_MARK = "sex-male-mark"
    AGE = "age"
    AGE_MONTHS = "age-months"
    BIRTH_DATE = "birth-date"
    TALLY = "child-or-adult"
    CLOTHING = "clothing"
    LANGUAGE = "language"
    MARKS = "marks"
    NEEDS = "needs"
    HELD_BY = "held-by"
    WHERE = "where"
    DATE = "date"
    TIME = "time"
    DATE_AND_TIME = "date-and-time"
    OTHER = "other"
    KIN = "kin"
    NOTES = "notes"
    PHONE = "phone"
    FORBIDDEN = "forbidden"


LEFT_OUT = frozenset({Field.OTHER, Field.KIN, Field.NOTES, Field.PHONE, Field.FORBIDDEN})
NAMES = frozenset(
    {Field.NAME, Field.SURNAMES, Field.GIVEN_NAMES, Field.SUPPOSED_NAME, Field.HEBREW_NAME, Field.ARABIC_NAME}
)

# A list of children with their faith or people beside each name has been the beginning of persecutions.
# Such a column is refused even when a person asks for it.
FAITH_OR_PEOPLE = (
    "religion religiones fe credo secta sectas culto iglesia confesion denominacion faith religious sect church creed "
    "etnia etnico etnica raza racial pueblo ladino ladina indigena maya judio judia ethnicity ethnic ethnicgroup race "
    "tribe caste tribu דת עדה קהילה לאום מוצא ديانة الديانة دين الدين طائفة الطائفة مذهب عرق العرق القومية"
).split()
FAITH_OR_PEOPLE_PHRASES = ("comunidad linguistica", "comunidad religiosa", "pertenencia", "autoidentificacion")

WORDS: dict[Field, str] = {
    Field.INDEX: "no|nº|n|num|numero|#|correlativo|item|orden|no de orden|number|row|line|linea|fila|מס|מספר|مسلسل|الرقم|رقم|م",
    Field.BAND: "brazalete|no de brazalete|numero de brazalete|pulsera|no de pulsera|numero de pulsera|manilla|banda"
    "|cinta|gafete|codigo|codigo nna|codigo de nna|codigo de brazalete|id|band|band no|band number|wristband"
    "|wristband no|bracelet|tag|צמיד|מספר צמיד|סוار|سوار|رقم السوار",
    Field.NAME: "nombre|nombres y apellidos|nombre y apellidos|nombre y apellido|apellidos y nombres|apellidos nombres"
    "|nombre completo|nombre del nna|nombre nna|nombre del niño|nombre de la niña|nombre del niño a|nombre del menor"
    "|nna|nombre de nna|niño a|name|full name|child name|name of child|childs name|names|שם|שם מלא|שם הילד|الاسم|اسم"
    "|الاسم الكامل|اسم الطفل",
    Field.SURNAMES: "apellido|apellidos|primer apellido|segundo apellido|apellido paterno|apellido materno|surname"
    "|surnames|last name|family name|שם משפחה|اللقب|اسم العائلة|الكنية|لقب",
    Field.GIVEN_NAMES: "nombres|primer nombre|segundo nombre|nombre de pila|first name|given name|given names|forename"
    "|שם פרטי|الاسم الاول",
    Field.SUPPOSED_NAME: "nombre supuesto|supuesto nombre|dice llamarse|alias|apodo|sobrenombre|otro nombre|otros nombres"
    "|conocido como|nickname|supposed name|known as|aka|also known as|says name is|כינוי|لقب الشهرة",
    Field.HEBREW_NAME: "nombre en hebreo|nombre hebreo|hebrew name|name in hebrew|שם בעברית|שם עברי",
    Field.ARABIC_NAME: "nombre en arabe|nombre arabe|arabic name|name in arabic|الاسم بالعربية",
    Field.SEX: "sexo|genero|sexo h m|sexo m f|sexo f m|sexo m h|h m|m f|f m|m h|sex|gender|sex m f|gender m f|niño niña"
    "|מין|מגדר|ז נ|الجنس|جنس|النوع",
    Field.AGE: "edad|edad aparente|edad aproximada|edad estimada|edad años|edad en años|años|años cumplidos|rango de edad"
    "|edad referida|age|apparent age|age years|age in years|estimated age|age range|years|גיל|גיל משוער|العمر|السن|عمر",
    Field.AGE_MONTHS: "meses|edad meses|edad en meses|age months|age in months|months|חודשים|اشهر",
    Field.BIRTH_DATE: "fecha de nacimiento|fecha nacimiento|f nac|fec nac|fecha nac|f nacimiento|nacimiento|fdn|dob"
    "|date of birth|birth date|birthdate|birthday|born|nacimiento fecha|תאריך לידה|تاريخ الميلاد|تاريخ الولادة",
    Field.TALLY: "categoria|tipo|tipo de persona|menor o adulto|niño o adulto|nna o adulto|nna adulto|menor adulto|grupo etario"
    "|category|type|child or adult|adult or child|child adult|ילד מבוגר|طفل بالغ|الفئة",
    Field.CLOTHING: "ropa|vestimenta|vestuario|prendas|ropa que viste|viste|como viste|descripcion de ropa|clothing|clothes"
    "|wearing|dress|בגדים|לבוש|الملابس|ملابس",
    Field.LANGUAGE: "idioma|idiomas|idioma materno|lengua|lengua materna|habla|idioma que habla|idioma escuchado"
    "|language|languages|language heard|mother tongue|speaks|שפה|שפת אם|اللغة|لغة",
    Field.MARKS: "señas|señas particulares|marcas|cicatrices|rasgos|descripcion fisica|distinguishing marks|marks|scars"
    "|סימנים|علامات|علامات مميزة",
    Field.NEEDS: "necesidades|necesidades especiales|dieta|alimentacion|needs|care needs|special needs|diet|צרכים"
    "|احتياجات",
    Field.HELD_BY: "acompañante|acompañado por|con quien|con quien estaba|con quien venia|con quien se encontraba|encargado"
    "|encargada|responsable|persona responsable|persona a cargo|a cargo de|en brazos de|entregado por|en poder de"
    "|held by|with whom|accompanied by|carer|caregiver|guardian|found with|נמצא עם|מלווה|برفقة|المرافق|مع من",
    Field.WHERE: "lugar|sitio|ubicacion|centro|hogar|albergue|bus|vehiculo|unidad|modulo|sede|lugar de ingreso"
    "|lugar de rescate|site|place|location|where|shelter|centre|center|unit|מקום|מיקום|المكان|الموقع|مكان",
    Field.DATE: "fecha|fecha de ingreso|fecha ingreso|fecha de rescate|fecha de llegada|fecha de registro|dia|ingreso fecha"
    "|date|date of entry|arrival date|admission date|registered on|intake date|תאריך|תאריך קליטה|التاريخ|تاريخ"
    "|تاريخ الدخول",
    Field.TIME: "hora|hora de ingreso|hora ingreso|hora de llegada|ingreso hora|time|arrival time|hour|שעה|الوقت|الساعة|وقت",
    Field.DATE_AND_TIME: "fecha y hora|fecha y hora de ingreso|fecha hora|ingreso|llegada|date and time|date time|datetime"
    "|arrived|arrival|when|cuando|תאריך ושעה|التاريخ والوقت",
    Field.KIN: "madre|padre|nombre de la madre|nombre del padre|nombre madre|nombre padre|mama|papa|tutor|hermanos"
    "|grupo de hermanos|parentesco|familia|mother|father|mothers name|fathers name|parents|siblings|relationship"
    "|relation|family|אם|אב|שם האם|שם האב|الام|الاب|اسم الام|اسم الاب|صلة القرابة",
    Field.NOTES: "observacion|observaciones|obs|notas|nota|comentarios|comentario|remarks|notes|note|comments|הערות|ملاحظات",
    Field.PHONE: "telefono|telefonos|tel|celular|cel|movil|whatsapp|no de telefono|numero de telefono|numero telefonico"
    "|contacto|phone|phone number|mobile|cell|telephone|contact|contact number|טלפון|נייד|الهاتف|هاتف|جوال|رقم الهاتف",
    Field.OTHER: "lugar de nacimiento|nacionalidad|pais|direccion|domicilio|dpi|cui|documento|no de documento|pasaporte"
    "|expediente|no de expediente|firma|huella|foto|fotografia|estado|estado de salud|salud|diagnostico|peso|talla"
    "|estatura|grado|escolaridad|nationality|country|address|document|passport|case no|signature|photo|health|weight"
    "|height|school|grade|place of birth|birthplace|אזרחות|כתובת|דרכון|الجنسية|العنوان|جواز السفر",
}
TABLE: dict[str, Field] = {
    plain(word): field for field, words in WORDS.items() for word in words.split("|") if plain(word)
}
PHRASES = sorted(
    ((words, field) for words, field in TABLE.items() if len(words) > 2 and field is not Field.INDEX),
    key=lambda one: -len(one[0]),
)
FEMALE_HEADS = frozenset(
    {
        "f",
        "femenino",
        "mujer",
        "mujeres",
        "niña",
        "niñas",
        "nina",
        "ninas",
        "female",
        "girl",
        "girls",
        "נ",
        "נקבה",
        "انثي",
        "انثى",
    }
)
MALE_HEADS = frozenset(
    {
        "h",
        "masculino",
        "hombre",
        "hombres",
        "niño",
        "niños",
        "nino",
        "ninos",
        "male",
        "boy",
        "boys",
        "v",
        "varon",
        "ז",
        "זכר",
        "ذكر",
    }
)


@dataclass(frozen=True, slots=True)
class Guess:
    """A meaning and how sure: 1.0 the very words, 0.7 the words among others, 0 not recognised."""

    field: Field
    confidence: float


UNKNOWN = Guess(Field.OTHER, 0.0)


def forbidden(heading: str) -> bool:
    """Whether the heading asks for a person's faith or people."""
    said = plain(heading)
    return any(word in FAITH_OR_PEOPLE for word in said.split()) or any(p in said for p in FAITH_OR_PEOPLE_PHRASES)


@lru_cache(maxsize=10_000)
def guess(heading: str) -> Guess:
    """The meaning of one heading."""
    said = plain(heading)
    if heading.strip() == "#":
        return Guess(Field.INDEX, 1.0)
    if not said or len(said) > 80:
        return UNKNOWN
    if forbidden(said):
        return Guess(Field.FORBIDDEN, 1.0)
    if said in TABLE:
        return Guess(TABLE[said], 1.0)
    return among_others(said)


def among_others(said: str) -> Guess:
    """The longest known phrase inside a longer heading. A heading about a mother is not about the child."""
    padded = f" {said} "
    if any(f" {word} " in padded for word in ("madre", "padre", "mother", "father", "tutor")):
        return Guess(Field.KIN, 0.7)
    for words, field in PHRASES:
        if f" {words} " in padded and len(said) < 50:
            return Guess(field, 0.7)
    return UNKNOWN


def guess_two_rows(top: str, under: str) -> Guess:
    """The meaning of a column with a heading over its heading: `Edad` over `Meses`, `Ingreso` over `Hora`."""
    if not plain(under) or plain(top) == plain(under):
        return guess(top)
    if not plain(top):
        return guess(under)
    if guess(top).field is Field.FORBIDDEN or guess(under).field is Field.FORBIDDEN:
        return Guess(Field.FORBIDDEN, 1.0)
    if guess(top).field is Field.SEX and (mark := sex_mark(under)):
        return Guess(mark, 0.9)
    joined = plain(f"{top} {under}")
    if joined in TABLE:
        return Guess(TABLE[joined], 1.0)
    if guess(top).field is Field.KIN:
        return Guess(Field.KIN, 0.7)
    best = max(guess(under), among_others(joined), key=lambda one: one.confidence)
    return best if best.confidence else guess(top)


def sex_mark(under: str) -> Field | None:
    """`H` or `F` as the heading of a column of crosses. `M` is decided by its neighbour, see `columns`."""
    said = under.strip().casefold()
    if said in FEMALE_HEADS or plain(said) in FEMALE_HEADS:
        return Field.SEX_FEMALE_MARK
    if said in MALE_HEADS or plain(said) in MALE_HEADS:
        return Field.SEX_MALE_MARK
    return None
