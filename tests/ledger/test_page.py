"""The page that verifies in a browser gives the same answers as the file that verifies in Python, and uses no network."""

import gzip
import json
import random
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from abrigo.ledger import bundle, verify
from abrigo.ledger.chain import kid_of

_spec = spec_from_file_location("told", Path(__file__).with_name("test_verify.py"))
told = module_from_spec(_spec)
_spec.loader.exec_module(told)

PAGE = Path(verify.__file__).parent / "static" / "ledger" / "verify.html"
VECTORS = Path(__file__).parents[1] / "vectors"
MANY = """async ([bundles, policy]) => { const out = [];
  for (const lines of bundles) { try { out.push(await verify(lines, policy)); } catch (wrong) { out.push(null); } }
  return out; }"""


@pytest.fixture
def page(chromium):
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    asked = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto(PAGE.as_uri())
    yield page
    assert asked == [PAGE.as_uri()]
    context.close()


def python_says(lines: list[str], rules: dict) -> dict | None:
    try:
        return verify.verify(lines, rules)
    except Exception:  # noqa: BLE001 - refusing outright is an answer
        return None


def lines_only(found: dict | None) -> dict | None:
    return found and {**found, "problems": [number for number, _ in found["problems"]]}


@pytest.mark.parametrize("what", ["operation", "dossier"])
def test_two_implementations_agree_on_every_alteration(book, page, what):
    if book != "sqlite":
        pytest.skip("the bundle is the same bytes")
    point, note = told.a_log()
    keys = {kid_of(told.ANA): told.ANA, kid_of(told.RUI): told.RUI}
    lines = told.text(
        bundle.operation(point, keys, note) if what == "operation" else bundle.dossier(point, range(24), keys, note)
    )
    copies = [lines, *told.tamper.alterations(lines, random.Random(11), 150)]
    theirs = page.evaluate(MANY, [copies, told.policy()])
    assert theirs[0] == verify.verify(lines, told.policy())
    for copy, answer in zip(copies, theirs, strict=True):
        assert lines_only(answer) == lines_only(python_says(copy, told.policy())), [
            (a, b) for a, b in zip(copy, lines, strict=False) if a != b
        ][:1]


def test_the_browsers_rule_for_signatures_is_libsodiums_on_every_edge(page):
    cases = json.loads(gzip.decompress((VECTORS / "ed25519-edges.json.gz").read_bytes()))
    browser = page.evaluate(
        """async cases => { const bytes = h => Uint8Array.from(h.match(/../g) ?? [], x => parseInt(x, 16)), out = [];
        for (const c of cases) { try { await signed(bytes(c.key), UTF8.encode(c.msg), bytes(c.sig)); out.push(true); }
                                 catch { out.push(false); } }
        return out; }""",
        cases,
    )
    for case, taken in zip(cases, browser, strict=True):
        try:
            VerifyKey(bytes.fromhex(case["key"])).verify(case["msg"].encode(), bytes.fromhex(case["sig"]))
            sodium = True
        except BadSignatureError:
            sodium = False
        assert taken == sodium, case["number"]


def test_canonical_form_is_the_same_in_both(page):
    texts = [
        '{"a":1}', '{"a":1.0}', '{"a":1.5}', '{"a":-0}', '{"a":9007199254740991}', '{"a":9007199254740992}', '{"b":1,"a":2}',
        '{"a":1,"a":1}', '{"a":"\\u00e1"}', '{"a":"á"}', '{"á":1}', '{"a":"\\ud800"}', '{"a":"\\u2028"}', '{"a":"\u2028"}',
        '{"a":"\\u007f"}', '{"a":"\x7f"}', '{"a":"\\u001f"}', '{"a":"\\n"}', '{"a":"\\/"}', '{"10":1,"9":2}', '{"9":1,"10":2}',
        '{"__proto__":1}', "[]", "null", '"a"', "", "{}", '{"a":' * 33 + "1" + "}" * 33, '{"a":' * 34 + "1" + "}" * 34,
        '{"a":' + "[" * 32 + "]" * 32 + "}", '{"a":' + "[" * 33 + "]" * 33 + "}", '\ufeff{"a":1}', '{"a":NaN}', '{"a":1e3}',
        '{"a":[1,"x",null,true,{"b":false}]}', '{"a":"😀"}', '{"a":"\\ud83d\\ude00"}', '{"a":1}\n', '{"a":99999999999999999999}',
    ]  # fmt: skip
    browser = page.evaluate(
        "texts => texts.map(t => { try { spelled(t); return true; } catch { return false; } })", texts
    )
    for text, taken in zip(texts, browser, strict=True):
        try:
            verify.spelled(text)
            ours = True
        except Exception:  # noqa: BLE001
            ours = False
        assert taken == ours, text


def test_a_person_drops_a_file_and_reads_the_answer(book, page, tmp_path):
    if book != "sqlite":
        pytest.skip("the bundle is the same bytes")
    point, note = told.a_log()
    file, rules = tmp_path / "log.abrigo", tmp_path / "policy.json"
    with file.open("wb") as out:
        bundle.write(bundle.operation(point, {kid_of(told.ANA): told.ANA}, note), out)
    rules.write_text(json.dumps(told.policy()))
    page.set_input_files("#bundle", file)
    page.set_input_files("#policy", rules)
    page.fill("#printed", point.short())
    page.click("#go")
    from playwright.sync_api import expect

    expect(page.locator("#answer")).to_contain_text("Nothing is wrong")
    expect(page.locator("#answer")).to_contain_text("mp.example/w")
    expect(page.locator("#said tbody tr")).to_have_count(13)
    raw = bytearray(file.read_bytes())
    raw[raw.rindex(b'"s":"') + 20] ^= 1
    file.write_bytes(raw)
    page.set_input_files("#bundle", file)
    page.click("#go")
    expect(page.locator("#answer")).to_contain_text("WRONG")


def test_a_paper_older_than_the_ledger_is_held_against_it(book, page, tmp_path):
    if book != "sqlite":
        pytest.skip("the bundle is the same bytes")
    from base64 import b64encode

    from playwright.sync_api import expect

    point, note = told.a_log()
    lines = told.text(bundle.operation(point, {}, note))
    file = tmp_path / "log.abrigo"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    root = b64encode(verify.tree([verify.sha(b"\0" + json.loads(line)["h"].encode()) for line in lines[1:8]])).decode()
    answer = page.locator("#answer")
    for text, holds in (
        (f"7/{root[:12]}", True),
        (f"abrigo.example/n\n7\n{root}", True),
        (f"6/{root[:12]}", False),
        (f"99/{root[:12]}", False),
        ("nonsense", False),
    ):
        page.fill("#printed", text)
        page.set_input_files("#bundle", file)
        expect(answer).to_contain_text(
            "first 7 entries of this same log" if holds else "the paper tells another history"
        )
        page.set_input_files("#bundle", [])
    page.fill("#printed", note)
    page.click("#go")
    expect(answer).to_contain_text("Without trusted keys no signature can be checked")


def test_who_let_whom_in_is_drawn_with_who_confirmed_and_who_was_ended(page):
    told_ = page.evaluate(
        """() => { const chain = new Enrolments(), at = 1766000000000;
        chain.hear(0, {kind: "device.enrolled", dev: "HQ", holder: "sede", at}, "HQ");
        chain.hear(1, {kind: "device.enrolled", dev: "LAP", holder: "<b>laptop</b>", by: "ana", with: "berta", enrols: true, at}, "HQ");
        chain.hear(2, {kind: "device.enrolled", dev: "TAB", holder: "tableta", by: "eva", with: "noé", at}, "LAP");
        chain.hear(3, {kind: "device.revoked", dev: "TAB", last: 4, at}, "HQ");
        chain.draw(document.querySelector("#devices .tree"), new Set(["HQ"]));
        const deep = document.querySelector("#devices .tree > li > ul > li > ul > li");
        return [document.querySelectorAll("#devices .tree > li").length, deep.className, deep.innerText, document.querySelector("#devices").innerText, document.querySelectorAll("#devices b").length]; }"""
    )
    roots, ended, deep, all_, injected = told_
    assert (roots, ended, injected) == (1, "ended", 0)
    assert "eva" in deep
    assert "noé" in deep
    assert "up to its number 4" in deep
    assert "trusted keys" in all_


def test_the_page_is_readable_by_everybody(page):
    from axe_playwright_python.sync_playwright import Axe

    assert Axe().run(page).response["violations"] == []
