"""The four ways of not answering, by the words people write for them in a cell."""

# ruff: noqa: E501, SIM905  word lists read better on long lines than one word to a line

from abrigo.exchange.rosters.wording import plain
from abrigo.facts.kinds import Unsaid

WORDS: dict[Unsaid, str] = {
    # Asked or looked, and nobody knows.
    Unsaid.UNKNOWN: "desconocido|desconocida|se desconoce|no se sabe|no sabe|nadie sabe|no lo sabe|ignorado|se ignora|nd|n d"
    "|sd|s d|n a|na|sin dato|sin datos|sin informacion|no disponible|no determinado|indeterminado|no identificado|x|xx|xxx"
    "|no identificada|unknown|not known|dont know|doesnt know|does not know|no data|לא ידוע|غير معروف|مجهول|لا يعرف",
    # Somebody knows and keeps it.
    Unsaid.WITHHELD: "reservado|reservada|confidencial|bajo reserva|retenido|no proporcionado|no proporcionada|no proporcionan"
    "|no lo proporcionan|lo ocultan|ocultado|no informan|no quisieron informar|withheld|not disclosed|undisclosed"
    "|confidential|sealed|חסוי|سري",
    # The person was asked and would not say.
    Unsaid.REFUSED: "no quiso decir|no quiso|no quiere decir|no quiso responder|no quiso dar|se niega|se nego|se rehusa"
    "|se rehuso|rehuso|rehusa|no responde|no respondio|no contesta|no contesto|no quiere|prefiere no decir"
    "|prefirio no decir|refused|refuses|declined|declines|would not say|wont say|prefers not to say|מסרב|מסרבת|סירב|סירבה"
    "|رفض|رفضت|يرفض",
    # Nobody has asked yet.
    Unsaid.NOT_ASKED: "no se pregunto|no se le pregunto|no preguntado|no preguntada|sin preguntar|por preguntar|pendiente"
    "|pendiente de preguntar|not asked|not yet asked|to be asked|pending|no consultado|לא נשאל|לא נשאלה|لم يسال",
}
TABLE = {plain(word): unsaid for unsaid, words in WORDS.items() for word in words.split("|")}
NAMELESS = frozenset(
    plain(word)
    for word in (
        "nn|n n|nn nn|sin nombre|no tiene nombre|sin identificar|no name|unnamed|unidentified|no identificado|no identificada"
        "|desconoce nombre|bebe|bebe sin nombre|recien nacido|recien nacida|rn|infante|baby|newborn|infant|תינוק|תינוקת|بلا اسم"
    ).split("|")
)


def unsaid(words: str) -> Unsaid | None:
    """Which of the four a cell says, None when it says something else. A bare dash or question mark is `unknown`."""
    said = plain(words)
    if not said:
        return Unsaid.UNKNOWN if words.strip() else None
    return TABLE.get(said)
