"""A child's file on a phone and right to left: read, asked about a moment, and given out once it is written."""

import pytest

pytestmark = pytest.mark.django_db


def test_the_attorney_reads_a_file_tells_an_earlier_stay_and_gives_the_paper_out(operation, sit):
    operation.must("offer-health-check", check="r", people=["c1"])
    desk = sit("child-attorney", language="es")
    desk.open("/people/c1/before")
    for name, value in (("place", "Lev Tova"), ("country", "MX"), ("since", "2014"), ("source", "su tía")):
        desk.page.fill(f"#id_{name}", value)
    desk.page.locator("main form button[type=submit]").last.click()
    desk.page.wait_for_selector(".route-line svg")
    said = desk.page.locator("main").inner_text()
    assert "Lev Tova, MX" in said
    assert "Lo que no se sabe" in said
    desk.page.fill("#id_to", "Juzgado B")
    with desk.page.expect_download() as waiting:
        desk.page.get_by_role("button", name="Papel (PDF)").click()
    assert waiting.value.suggested_filename.startswith("dis-")
    desk.open("/people/c1/file")
    assert "Juzgado B" in desk.page.locator("main").inner_text()


@pytest.mark.parametrize("language", ["es", "he"])
def test_the_page_is_whole_on_the_smallest_phone(operation, sit, language):
    desk = sit("child-attorney", language=language)
    desk.open("/people/c1/file")
    assert desk.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert desk.fit() == []
