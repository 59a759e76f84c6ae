"""A guard's phone through one bad night: a real browser, a real house, no network, both killed, and nothing lost."""

import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

sys.path.insert(0, str(Path(__file__).parent))
from pocket_phone import DURESS, PIN, House, Phone
from qr import film


@pytest.fixture(scope="module")
def house(tmp_path_factory: Any) -> Iterator[House]:
    home = tmp_path_factory.mktemp("pocket-house")
    house = House(home)
    yield house
    house.close()


@pytest.fixture
def phone(house: House, chromium: Any, tmp_path: Path) -> Iterator[Phone]:
    phone = Phone(chromium, tmp_path / "phone", house.address, film(["K-001"], tmp_path / "band.y4m"))
    yield phone
    phone.kill()


def dump(folder: Path) -> bytes:
    """Every byte the browser keeps of us, as a thief with a cable has it."""
    return b"\n".join(p.read_bytes() for p in folder.rglob("*") if p.is_file() and not p.is_symlink())


def clear_words(raw: bytes, words: list[str]) -> list[str]:
    return [w for w in words if w.encode() in raw or w.encode("utf-16-le") in raw]


PLANTED = [
    "María López",
    "José Pérez",
    "רבקה כהן",
    "Ana Tzoc",
    "N-001",
    "N-087",
    "N-1003",
    "Casa Alfa",
    "K-001",
    "Centro Alma",
    "suéter azul",
    "Marta Ixcoy",
]


def test_everything_acknowledged_arrives_exactly_once_after_a_night_without_a_network(house: House, phone: Phone):
    device = phone.enrol(house)
    page = phone.page
    expect(page.locator("html[data-offline=ready]")).to_be_attached(timeout=20_000)
    assert phone.fit() == []

    # The house is killed and the network is gone: the app opens all the same, where the link points.
    house.kill()
    phone.context.set_offline(True)
    page.reload()
    phone.unlock()
    expect(page.locator(".people .person").first).to_be_visible()
    page.goto(house.address + "/pocket/anywhere#intake")
    phone.unlock()

    # A child with no name, by camera alone.
    page.locator(".scanner .main").click()
    expect(page.locator(".band-told .band")).to_have_text("K-001", timeout=15_000)
    page.locator("#photo").click()
    expect(page.locator(".shot video")).to_be_visible()
    page.locator("#photo").click()
    expect(page.locator(".shot img")).to_be_visible()
    for words in ("Niña / mujer", "5–8", "Nadie"):
        page.get_by_role("button", name=words).click()
    assert phone.fit() == []
    page.locator("#save").click()
    expect(page.locator("#told")).to_contain_text("K-001")

    # Two children cannot wear one band, and the phone says so without a house.
    page.locator(".scanner .main").click()
    expect(page.locator("dialog")).to_contain_text("K-001", timeout=15_000)
    page.locator("dialog button").first.click()

    # A roll call of 161, and the battery falls out in the middle.
    phone.go("count")
    page.locator("button.big").first.click()
    expect(page.locator("li[data-person]")).to_have_count(161)
    answer(page, 80)
    expect(page.locator(".number")).to_have_text("Faltan 81")
    phone.kill()
    page = phone.on(online=False)
    phone.open("/pocket/#count")
    phone.unlock()
    expect(page.locator(".number")).to_have_text("Faltan 81")
    answer(page, 81)
    expect(page.locator("li[data-person]")).to_have_count(0)

    # The gate is forced while the phone is locked.
    page.locator("#top .icon-only").click()
    page.locator("button.red").click()
    page.locator("dialog button.red").first.click()
    expect(page.locator("#told")).to_contain_text("congelada")
    raw = dump(phone.path)
    assert clear_words(raw, PLANTED) == []
    phone.unlock()
    page.locator("#top a.alarm").click()
    expect(page.locator("li[data-person]").first).to_be_visible()
    page.locator("li[data-person] button").first.click()
    waits = 166  # child, photo, roll call, 161 answers, incident, one seen
    expect(page.locator("html")).to_have_attribute("data-waiting", str(waits))

    # The house comes back, and the line with it.
    house.open_doors()
    phone.context.set_offline(False)
    phone.go("outbox")
    page.locator("button.big").click()
    expect(page.locator("html")).to_have_attribute("data-waiting", "0", timeout=30_000)
    held = house.ask("parcels", device)
    assert [p["seq"] for p in held] == list(range(1, waits + 1))
    assert {p["outcome"] for p in held} == {"taken"}, [p for p in held if p["outcome"] != "taken"]
    assert len({p["id"] for p in held}) == waits
    places = [tuple(e) for p in held for e in p["entries"]]
    assert len(places) == len(set(places)) >= waits
    assert sum(p["act"] == "answer-roll-call" for p in held) == 161
    assert phone.complaints == []

    # Revoked: at first contact the list is gone, and nothing of it stays readable.
    house.ask("revoke", device)
    page.locator("button.big").click()
    expect(page.locator("h1")).to_have_text("revocado", timeout=20_000)
    assert clear_words(dump(phone.path), PLANTED) == []


def answer(page: Page, times: int) -> None:
    """As fast as the phone takes them: each tap waits for the line it answered to be gone."""
    page.evaluate(
        """async (times) => {
          for (let n = 0; n < times; n++) {
            const line = document.querySelector("li[data-person]"), id = line.dataset.person;
            line.querySelector("button.main").click();
            while (document.querySelector(`ul[aria-label] li[data-person="${id}"]`)) await new Promise((r) => setTimeout(r, 2));
          }
        }""",
        times,
    )


HOLD = """(name) => new Promise((done) => {
  const asked = indexedDB.open("abrigo-pocket");
  asked.onsuccess = () => {
    const all = asked.result.transaction(name).objectStore(name).count();
    all.onsuccess = () => (asked.result.close(), done(all.result));
  };
})"""
NO_MORE_WAITING = """() => new Promise((done) => {
  const asked = indexedDB.open("abrigo-pocket");
  asked.onsuccess = () => {
    const tx = asked.result.transaction("plain", "readwrite"), store = tx.objectStore("plain");
    store.get("me").onsuccess = (e) => store.put({ ...e.target.result, waitUntil: 0 }, "me");
    tx.oncomplete = () => (asked.result.close(), done());
  };
})"""


HEADS = {"intake": "ילדה או ילד חדשים", "gate": "שער", "incident": "אירוע", "more": "עוד"}


def test_a_thief_reads_nothing_a_threat_is_heard_and_what_was_recorded_survives_both(house: House, phone: Phone):
    device = phone.enrol(house, "alfa", duress=DURESS)
    page = phone.page

    # Read from right to left, in the dark, by one thumb.
    page.locator("#top a[href='#more']").click()
    page.get_by_role("button", name="עברית").click()
    expect(page.locator("html[dir=rtl]")).to_be_attached()
    for place in ("tonight", "count", "move", "outbox"):
        phone.go(place)
        assert phone.fit() == [], place
    for place in ("intake", "gate", "incident", "more"):
        page.evaluate("to => void (location.hash = to)", place)
        expect(page.locator("main h1")).to_have_text(HEADS[place])
        assert phone.fit() == [], place

    # Recorded without a network, then the phone is held by somebody who guesses.
    phone.context.set_offline(True)
    phone.go("count")
    page.locator(".typed input, button.big").first.wait_for()
    page.locator("button.big").first.click()
    page.locator(".typed input").fill("Z-999")
    page.locator(".typed button").click()
    expect(page.locator("html")).to_have_attribute("data-waiting", "2")
    page.locator("#top .icon-only").click()
    for guess in range(8):
        page.fill("#pin", f"00000{guess}")
        page.locator("form.pin [type=submit]").click()
        expect(page.locator(".pin-told")).not_to_have_text(re.compile("…|^$"), timeout=20_000)
    assert page.evaluate(HOLD, "roster") == 0
    assert page.evaluate(HOLD, "outbox") == 2
    assert clear_words(dump(phone.path), [*PLANTED, "Z-999"]) == []
    page.fill("#pin", PIN)
    page.locator("form.pin [type=submit]").click()
    expect(page.locator(".pin-told")).to_be_visible()  # locked out: not even the right one, yet
    page.evaluate(NO_MORE_WAITING)
    phone.unlock()
    expect(page.locator("#top .net")).to_contain_text("Abrigo")  # no list without contact
    phone.context.set_offline(False)
    phone.go("outbox")
    page.locator("button.big").click()
    expect(page.locator("html")).to_have_attribute("data-waiting", "0", timeout=30_000)
    phone.go("tonight")
    expect(page.locator(".people .person").first).to_be_visible(timeout=20_000)

    # Somebody holds the guard's arm: an empty list, and a notice nobody sees.
    page.locator("#top .icon-only").click()
    phone.unlock(DURESS)
    expect(page.locator(".people .person")).to_have_count(0)
    for _ in range(100):
        held = house.ask("parcels", device)
        if held[-1]["act"] == "duress":
            break
        time.sleep(0.1)
    assert [p["act"] for p in held] == ["open-roll-call", "scan", "duress"]
    phone.go("outbox")
    expect(page.locator(".kept")).to_have_count(0)
    assert page.evaluate(HOLD, "roster") == 0
    assert phone.complaints == []


def test_whatever_goes_wrong_is_said_plainly_and_nothing_is_lost(house: House, chromium: Any, tmp_path: Path):
    phone = Phone(
        chromium, tmp_path / "phone", house.address, film(["https://example.org/menu"], tmp_path / "menu.y4m")
    )
    try:
        device = phone.enrol(house, "beta")
        page = phone.page
        # A code of something else.
        page.locator(".scanner .main").click()
        expect(page.locator(".scan-told")).to_have_text("Ese código no es un brazalete.", timeout=20_000)
        # An app too old for the house still delivers what it recorded.
        page.route(
            "**/pocket/v1/**", lambda route: route.continue_(headers={**route.request.headers, "abrigo-app": "0"})
        )
        phone.go("count")
        page.locator("button.big").first.click()
        expect(page.locator(".notice")).to_contain_text("más antigua", timeout=20_000)
        assert [p["act"] for p in house.ask("parcels", device)] == ["open-roll-call"]
        page.unroute_all()
        # And one newer than the house, brought from another, is not called older.
        page.route(
            "**/pocket/v1/**", lambda route: route.continue_(headers={**route.request.headers, "abrigo-app": "99"})
        )
        phone.go("outbox")
        page.get_by_role("button", name="Enviar ahora").click()
        expect(page.locator(".notice", has_text="más nueva que la casa")).to_be_visible(timeout=20_000)
        expect(page.locator(".notice", has_text="más antigua")).to_have_count(0)
        page.unroute_all()
        page.get_by_role("button", name="Enviar ahora").click()
        expect(page.locator(".notice", has_text="más nueva")).to_have_count(0, timeout=20_000)
        phone.go("count")
        # A phone that is full: it says that it did not keep it, and keeps what it had.
        page.evaluate("""() => {
          const add = IDBObjectStore.prototype.add;
          IDBObjectStore.prototype.add = () => { throw new DOMException("", "QuotaExceededError"); };
          setTimeout(() => (IDBObjectStore.prototype.add = add), 1500);
        }""")
        before = page.locator("li[data-person]").count()
        page.locator("li[data-person] button.main").first.click()
        expect(page.locator("#told")).to_contain_text("NO SE GUARDÓ")
        expect(page.locator("li[data-person]")).to_have_count(before)
        page.wait_for_timeout(1500)
        # No camera: typed.
        page.evaluate(
            "() => { navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError'); }; }"
        )
        page.locator(".scanner .main").click()
        expect(page.locator(".scan-told")).to_contain_text("La cámara fue rechazada")
        left = page.locator("li[data-person]").count()
        page.locator(".typed input").fill("n-2003")
        page.locator(".typed button").click()
        expect(page.locator("li[data-person]")).to_have_count(left - 1)
        # A clock three days off is said, and changes nothing else.
        page.add_init_script("{ const now = Date.now; Date.now = () => now() + 3 * 86400e3; }")
        phone.open("/pocket/")
        phone.unlock()
        expect(page.locator(".notice")).to_contain_text("4320 min", timeout=20_000)
        # A window that keeps nothing says so at the door.
        page.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('', 'InvalidStateError'); }")
        phone.open("/pocket/")
        expect(page.locator(".notice")).to_contain_text("no guarda nada")
    finally:
        phone.kill()
