"""Whatever the keyboard, the spreadsheet or the old system did to a name, its letters come out the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abrigo.names import fold, part, plain


def words(text: str) -> list[str]:
    return [p.word for p in part(text)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("יוֹסֵף בֶּן־דָּוִד", "יוסף בן דוד"),  # vowel points and the Hebrew hyphen
        ("ﬡבר\ufb35", "אברו"),  # presentation forms
        ("מינדל ײַ װײס", "מינדל יי ווייס"),  # Yiddish ligatures
        ("םירמ ןהכ", "כהן מרים"),  # drawn right to left, stored left to right
        ("محـــمد عليّ", "محمد علي"),  # tatweel and shadda
        ("\ufee3\ufea4\ufee4\ufeaa", "محمد"),  # presentation forms
        ("یکتا کریمی", "يكتا كريمي"),  # Persian letters for the same sounds
        ("أحمد", "احمد"),
        ("Yo\u200bs\u00adef", "Yosef"),  # zero width and soft hyphen
        ("\u202eמשה\u202c", "משה"),
        ("Yоsеf", "Yosef"),  # Cyrillic o and e inside a Latin word
        ("Мoшe", "Моше"),  # Latin o and e inside a Cyrillic word
        ("JosÃ©", "José"),  # UTF-8 read as Western
        ("éùøàì", "ישראל"),  # Hebrew code page read as Western
        ("MUÑOZ  núñez", "munoz nunez"),
        ("Ｍａｒｉａ", "maria"),
        ("O\u2019Brien", "O'Brien"),
    ],
)
def test_one_name_however_it_was_stored(written: str, meant: str) -> None:
    assert words(written) == words(meant)


def test_hebrew_in_its_right_order_is_not_turned_around() -> None:
    assert words("שלום כהן") == ["שלומ", "כהנ"]


def test_geresh_changes_the_sound_and_is_kept() -> None:
    assert fold("ג׳ורג'") != fold("גורג")


def test_a_half_space_parts_two_words() -> None:
    assert words("نجم\u200cالدین") == ["نجم", "الدين"]


def test_four_hundred_letters_are_cut_and_not_compared_forever() -> None:
    assert len(part("a" * 400)[0].word) <= 40
    assert len(part("ab " * 200)) <= 12


@given(st.text(max_size=60))
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    assert plain(plain(text)) is not None
    for p in part(text):
        assert p.word == fold(p.word)


@pytest.mark.parametrize("text", ["", " ", "🙂", "12", "--", "׳", "'"])
def test_what_has_no_letter_has_no_parts(text: str) -> None:
    assert part(text) == ()
