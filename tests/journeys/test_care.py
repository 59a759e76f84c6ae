"""A nurse, at a bedside, with a phone and her keyboard; a director at the door of a locked room; a case on paper."""

import pytest


@pytest.mark.parametrize("language", ["es", "he"])
def test_an_injury_is_pointed_at_and_written_down(sit, language):
    nurse = sit("nurse", language=language)
    assert nurse.open("/people/c1/health") == 200
    assert nurse.fit() == []
    nurse.page.locator("a[href*='side=front&region=left-hand'], a[href*='side=front&region=left-hand']").first.focus()
    nurse.page.keyboard.press("Enter")
    nurse.page.wait_for_url("**/note/injury**")
    assert nurse.page.locator("[name=part-region]").input_value() == "left-hand"
    assert nurse.fit() == []
    nurse.page.select_option("[name=part-what]", "burn")
    nurse.page.locator("form.sheet button[type=submit]").click()
    nurse.page.wait_for_url("**/people/c1/health")
    assert nurse.page.locator(".bodies .injured").count() == 1
    assert nurse.page.locator(".bodies ol li").count() == 1
    assert nurse.open("/people/c1/health/summary") == 200
    assert nurse.fit() == []
    assert nurse.complaints == []


def test_every_page_of_care_fits_a_phone_and_reads_aloud(sit):
    attorney = sit("child-attorney")
    for address in (
        "/people/c1/needs", "/people/c1/case", "/people/c1/case/concern", "/people/c1/case/plan", "/cases", "/shift",
        "/shift/centro", "/shift/centro/lock", "/people/c1/health/note/medicine",
    ):  # fmt: skip
        assert attorney.open(address) == 200, address
        assert attorney.fit() == [], address
