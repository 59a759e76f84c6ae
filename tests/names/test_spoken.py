"""An answer that is not a name never becomes one."""

import pytest

from abrigo.names import Said, hear


@pytest.mark.parametrize(
    "answer",
    ["NN", "N.N.", "nn", "NN NN", "Desconocido", "DESCONOCIDA", "unknown", "No sabe su apellido", "nombre desconocido",
     "no se sabe", "???", "x", "recién nacido", "s/n", "לא ידוע", "פלוני אלמוני", "مجهول الهوية", "неизвестно",
     "ווייסט נישט", "Jane Doe", "niña", "n/a"],
)  # fmt: skip
def test_what_nobody_knows_is_unknown(answer: str) -> None:
    assert hear(answer) is Said.UNKNOWN


@pytest.mark.parametrize(
    "answer",
    ["no quiso decir", "No quiso decir su nombre", "se negó a dar su nombre", "refused to give name", "withheld",
     "prefiere no decir", "לא רצתה לומר", "סירב", "رفضت ذكر اسمها", "отказалась"],
)  # fmt: skip
def test_what_was_not_told_is_withheld(answer: str) -> None:
    assert hear(answer) is Said.WITHHELD


@pytest.mark.parametrize("answer", ["", "  ", "123", "🙂🙂", "---", "\u200b"])
def test_what_has_no_letters_says_nothing(answer: str) -> None:
    assert hear(answer) is Said.NOTHING


@pytest.mark.parametrize(
    "answer",
    ["Noa", "Nino Ramos", "María Reservado Paz", "Nina Pérez", "Juan N", "J. R.", "Nadie Lev", "Ana", "בת שבע", "X Æ",
     "Pendiente López", "No", "Roy Nunes", "Silent Mary", "Infante García"],
)  # fmt: skip
def test_a_name_that_resembles_a_refusal_is_still_a_name(answer: str) -> None:
    assert hear(answer) is Said.NAME
