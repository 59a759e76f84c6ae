"""Every page there is to reach: for each kind of person, in three languages, on a bad phone, with a keyboard, on paper."""

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error

pytestmark = pytest.mark.timeout(400)
MOST = 100_000  # bytes over the wire for a page opened for the first time
PATTERN = re.compile(r"/(?=[\w-]*\d)[\w-]{2,}(?=/|$)")


def kind_of(url: str) -> str:
    """The address without ids and without questions: one page of each kind is looked at."""
    return PATTERN.sub("/*", urlsplit(url).path)


def links(page) -> list[str]:
    found = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
    here = urlsplit(page.url).netloc
    return [u.split("#")[0] for u in found if urlsplit(u).netloc == here]


LOOK = """() => {
  const html = document.documentElement, hidden = e => getComputedStyle(e).display === 'none';
  return {
    lang: html.lang, dir: html.dir, title: document.title, h1: document.querySelectorAll('main h1').length,
    wide: html.scrollWidth - innerWidth,
    widest: [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1 ||
      e.getBoundingClientRect().left < -1).slice(0, 3).map(e => e.outerHTML.slice(0, 120)),
    inline: [...document.querySelectorAll('[style],script:not([src]):not([type="application/json"]),[onclick]')].map(e => e.outerHTML.slice(0, 120)),
    unreachable: [...document.querySelectorAll('main a[href], main button, main input:not([type=hidden]), main select, main textarea')]
      .filter(e => e.tabIndex < 0 && !e.disabled && e.offsetParent).map(e => e.outerHTML.slice(0, 120)),
  };
}"""


def look_at(page, language: str) -> list[str]:
    """What is wrong with the page that lies open, in words."""
    seen = page.evaluate(LOOK)
    wrong = []
    if seen["lang"] != language or seen["dir"] != ("rtl" if language in ("he", "ar", "yi") else "ltr"):
        wrong.append(f"language {seen['lang']} {seen['dir']}")
    if not seen["title"].strip() or seen["h1"] != 1:
        wrong.append(f"title {seen['title']!r}, {seen['h1']} headings")
    if seen["wide"] > 0:
        wrong.append(f"{seen['wide']} px too wide: {seen['widest']}")
    wrong += [f"inline: {e}" for e in seen["inline"]]
    wrong += [f"no key reaches: {e}" for e in seen["unreachable"]]
    for each in Axe().run(page).response["violations"]:
        wrong.append(f"axe {each['id']}: {each['nodes'][0]['html'][:140]}")
    return wrong


@pytest.mark.parametrize(
    ("user", "language", "width"),
    [
        ("director", "en", 360),
        ("director", "he", 360),
        ("guard", "es", 360),
        ("press", "es", 360),
        ("admin1", "es", 360),
    ],
)
def test_every_page_one_can_reach_is_whole(demo, user, language, width):
    page = demo.sit(user, language=language, width=width)
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(f"{m.type}: {m.text}") if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: complaints.append(str(e)))
    strangers: list[str] = []
    page.on(
        "request",
        lambda r: (
            None if r.url.startswith(demo.address) or r.url[:5] in ("data:", "blob:") else strangers.append(r.url)
        ),
    )
    queue, seen, wrong = [demo.address], set(), {}
    while queue:
        url = queue.pop(0)
        kind = kind_of(url)
        if kind in seen or "/static/" in url:
            continue
        seen.add(kind)
        try:
            answer = page.goto(url)
        except Error as said:
            if "Download is starting" in str(said):
                continue  # a file to keep, no page to look at
            raise
        if "html" not in (answer.headers.get("content-type") or ""):
            if answer.status >= 400:
                wrong[f"{user} {language} {urlsplit(url).path}"] = [f"a link leads to {answer.status}"]
            complaints.clear()
            continue
        faults = look_at(page, language)
        if "/receipt" in url:  # it speaks the language of whoever asked for a child, not the reader's
            faults = [f for f in faults if not f.startswith("language ")]
        if kind == "/verify":  # one file that is kept whole and says everything in two languages at once
            faults = [f for f in faults if not f.startswith(("language ", "inline: "))]
        if answer.status >= 400:
            faults.append(f"a link leads to {answer.status}")
        faults += complaints
        complaints.clear()
        if faults:
            wrong[f"{user} {language} {urlsplit(url).path}"] = faults
        queue += links(page)
    page.context.close()
    assert strangers == []
    assert len(seen) >= {"director": 20, "guard": 10}.get(user, 3), seen
    assert wrong == {}, "\n".join(f"{where}: {fault}" for where, faults in wrong.items() for fault in faults)


@pytest.mark.parametrize("path", ["signin", "board", "people", "rollcalls", "incidents", "intake"])
def test_a_page_opened_for_the_first_time_on_a_bad_phone_costs_less_than_a_hundred_kilobytes(demo, path):
    page = demo.sit("director")
    if path == "signin":
        page.context.clear_cookies()
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    costs: list[int] = []
    wire.on("Network.loadingFinished", lambda e: costs.append(e["encodedDataLength"]))
    page.goto(demo.address + path, wait_until="networkidle" if path == "signin" else "load")
    page.wait_for_timeout(300)
    page.context.close()
    assert 3_000 < sum(costs) < MOST, (path, costs)


@pytest.mark.parametrize("path", ["board", "people", "roster"])
def test_on_paper_there_is_the_list_and_no_navigation(demo, path):
    page = demo.sit("director", width=1000)
    page.goto(demo.address + path)
    page.emulate_media(media="print")
    shown = page.eval_on_selector_all(
        "header.top form, header.top button, nav, .demo, .toasts, footer.foot, form button",
        "all => all.filter(e => e.offsetParent).map(e => e.outerHTML.slice(0, 90))",
    )
    page.context.close()
    assert shown == []


def test_the_board_is_reached_and_read_by_keyboard_alone(demo):
    page = demo.sit("director", width=1000)
    page.goto(demo.address + "board")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.getAttribute('href') || ''"))
        if any("people?state=unaccounted" in r for r in reached):
            break
    assert any("people?state=unaccounted" in r for r in reached), reached
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "unaccounted" in url)
    page.context.close()
