"""Deadlines and authority in a real browser: on a bad phone, right to left, and with nothing axe can find."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "width"), [("es", 360), ("he", 360), ("en", 1280)])
def test_the_board_and_the_days_of_a_child_fit_and_can_be_read(operation, sit, language, width):
    operation.must("record-step", people=["c1", "c2"], step="court.file-received", court="Juzgado A")
    ground = {"basis": "Abrigo", "issuer": "Juzgado B", "article": "", "order": "B-1", "begins": None, "ends": None}
    operation.must("give-authority", people=["c1"], ground=ground)
    desk = sit("director", language=language, width=width)
    for path in ("/deadlines", "/authority/of/c1", "/consulates", "/authority/of/c1/heard"):
        assert desk.open(path) == 200, path
        assert desk.fit() == [], path
    assert desk.complaints == []


def test_a_step_is_written_down_with_the_keyboard_and_meets_its_deadline(operation, sit):
    operation.must("record-step", people=["c1"], step="court.file-received", court="Juzgado A")
    desk = sit("director", language="en", width=360)
    desk.open("/deadlines/step?person=c1")
    desk.page.select_option("[name=step]", "hearing.first")
    desk.page.locator("main form button[type=submit]").last.press("Enter")
    desk.page.wait_for_url("**/deadlines")
    desk.open("/deadlines?clock=gt.hearing.first&state=met-late")  # the browser's own clock is months later
    assert desk.page.get_by_text("the first hearing was held").count()
