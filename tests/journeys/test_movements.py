"""A bus at the door at two in the morning: boarded by band, counted off at the other end, nobody lost between."""

import pytest

pytestmark = pytest.mark.django_db
PAGES = ("/movements", "/movements/transits/open", "/movements/handovers/give", "/movements/out?of_site=centro",
         "/movements/units?of_site=centro", "/sites")  # fmt: skip


def open_manifest(sitting) -> str:
    page = sitting.page
    sitting.open("/movements/transits/open")
    page.fill("#id_manifest", "B-7")
    page.select_option("#id_vehicle", "bus")
    page.select_option("#id_origin", "centro")
    page.select_option("#id_destination", "casa")
    page.fill("#id_escorts", "Sargenta Chub")
    page.get_by_role("button", name="Abrir y abordar").click()
    page.wait_for_selector("[data-pick]")
    return sitting.at()


def ticked(sitting) -> str:
    return sitting.page.locator("[data-picked]").first.inner_text()


def test_a_bus_is_boarded_by_band_by_tap_and_by_unit_and_taken_off_by_name(sit):
    director = sit("director")
    page = director.page
    url = open_manifest(director)
    assert director.fit() == []
    page.fill("[data-pick-band]", "3")
    page.press("[data-pick-band]", "Enter")
    assert ticked(director) == "1"
    page.fill("[data-pick-band]", "99")
    page.press("[data-pick-band]", "Enter")
    page.wait_for_selector(".toast")
    assert "Nadie de esta lista lleva ese brazalete" in page.locator(".toast").first.inner_text()
    page.fill("[data-pick-band]", "")
    page.locator(".pick-group").filter(has_text="Sur").get_by_role("button").click()
    assert ticked(director) == "5"  # N-03, and of the south N-02, N-04, N-06, N-10 (N-08 is in hospital)
    page.get_by_role("button", name="Subir a bordo 5").click()
    page.wait_for_selector("text=5 personas a bordo")
    page.get_by_role("button", name="Salir con 5 a bordo").click()
    assert "B-7" in page.locator("#confirm-sentence").inner_text()
    director.confirm()
    page.wait_for_selector("text=B-7 ha salido")
    guard = sit("guard", site="casa")
    guard.open(url)
    assert guard.fit() == []
    for band in ("N-03", "2", "4"):
        guard.page.fill("[data-pick-band]", band)
        guard.page.press("[data-pick-band]", "Enter")
    guard.page.get_by_role("button", name="Llegaron 3", exact=True).click()
    guard.page.wait_for_selector("text=3 llegaron")
    guard.page.locator("[data-pick-all]").first.click()
    guard.page.get_by_role("button", name="No llegaron 2").click()
    guard.confirm()
    guard.page.wait_for_selector("text=está cerrado")
    assert guard.page.locator(".state.is-unaccounted").count() == 2
    assert guard.complaints == director.complaints == []


def test_it_works_without_scripts_and_by_typing_the_bands(sit):
    plain = sit("director", scripts=False)
    page = plain.page
    plain.open("/movements/transits/open")
    page.select_option("#id_vehicle", "bus")
    page.select_option("#id_origin", "centro")
    page.select_option("#id_destination", "casa")
    page.get_by_role("button", name="Abrir y abordar").click()
    page.fill("[name=band]", "N-01 N-05")
    page.get_by_role("button", name="Subir a bordo").click()
    assert "2 personas a bordo" in page.inner_text("main")


def test_a_list_is_given_by_one_office_and_taken_by_another(operation, viewer, sit):
    viewer("director", username="taker", agency="police")
    giver = sit("director")
    giver.open("/movements/handovers/give")
    giver.page.select_option("#id_taker", "police")
    for band in ("1", "2"):
        giver.page.fill("[data-pick-band]", band)
        giver.page.press("[data-pick-band]", "Enter")
    giver.page.get_by_role("button", name="Entregar 2").click()
    giver.confirm()
    giver.page.wait_for_selector(".two-sides")
    assert giver.fit() == []
    assert giver.page.locator(".not-taken").count() == 2
    giver.open("/board")
    assert "2 entregadas y no recibidas" in giver.page.inner_text("main")


@pytest.mark.parametrize(("language", "width"), [("es", 360), ("he", 360), ("he", 1280), ("en", 1280)])
def test_every_page_of_movements_is_fit_in_both_directions(sit, language, width):
    director = sit("director", language=language, width=width)
    for path in PAGES:
        assert director.open(path) == 200
        assert (path, director.fit()) == (path, [])
    assert director.complaints == []


def test_the_keyboard_alone_reaches_a_manifest(sit):
    director = sit("director", width=1280)
    director.open("/movements")
    director.page.keyboard.press("t")
    director.page.wait_for_url("**/movements/transits/open")
    director.page.keyboard.press("Tab")
    assert director.page.evaluate("document.activeElement.className") == "skip"
