"""An office's own response times and offences: taken when whole, and a house does not start on half a table."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from abrigo.house import practice
from abrigo.rules import offences, response

TIMES = "- urgency: at-once\n  es: de inmediato\n  en: at once\n  hours: 2\n"
OFFENCE = """offence: own-offence
name: {es: Propia, en: Our own}
source: Ley 1, artículo 2
elements:
  - {code: act, es: el acto, en: the act}
"""


@pytest.fixture(autouse=True)
def ours_again():
    yield
    practice.adopt("")


def folder(tmp_path, times: str = "", offence: str = ""):
    (tmp_path / "offence").mkdir()
    if times:
        (tmp_path / "response.yaml").write_text(times)
    if offence:
        (tmp_path / "offence" / "own.yaml").write_text(offence)
    return str(tmp_path)


def test_an_office_s_own_times_are_the_only_ones_and_its_offences_stand_beside_ours(tmp_path):
    before = set(offences.shipped())
    practice.adopt(folder(tmp_path, TIMES, OFFENCE))
    assert list(response.shipped()) == ["at-once"]
    assert response.shipped()["at-once"].within == timedelta(hours=2)
    assert set(offences.shipped()) == before | {"own-offence"}


@pytest.mark.parametrize(("times", "offence", "said"), [
    ("- urgency: x\n  es: a\n  en: b\n", "", "response.yaml: line 0: hours is missing"),
    (TIMES + TIMES, "", "the word stands twice"),
    ("", OFFENCE.split("elements", maxsplit=1)[0], "own.yaml: elements: is missing; every template names its offence"),
    ("", OFFENCE.replace("en: the act", "fr: l'acte"), r"own.yaml: elements\[0\]: needs its words in Spanish"),
    ("", OFFENCE + "  - {code: act, es: otra, en: again}\n", "two elements share a code; give each its own"),
    ("", "a: [", "this is not YAML; check the indentation"),
])  # fmt: skip
def test_half_a_table_stops_the_start_and_is_named(tmp_path, times, offence, said):
    with pytest.raises(ImproperlyConfigured, match=said):
        practice.adopt(folder(tmp_path, times, offence))


def test_a_folder_that_is_not_there_is_not_taken_for_an_empty_one(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="there is no folder"):
        practice.adopt(str(tmp_path / "nowhere"))
