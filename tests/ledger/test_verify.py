"""What we export, a stranger checks with one file that is not part of us; and no alteration passes."""

import gzip
import json
import random
import subprocess
import sys
from base64 import b64encode
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from django.db import connection, transaction
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from abrigo.ledger import bundle, checkpoints, notes, pen, verify
from abrigo.ledger.chain import Device, kid_of
from abrigo.ledger.codec import b64, unb64
from abrigo.ledger.dictionaries import BY_NUMBER

_spec = spec_from_file_location("tamper", Path(__file__).parents[1] / "bench" / "tamper.py")
tamper = module_from_spec(_spec)
_spec.loader.exec_module(tamper)

VECTORS = Path(__file__).parents[1] / "vectors"
NODE, PHONE = Device(b"n" * 32), Device(b"p" * 32)
WITNESSES = [("mp.example/w", Device(b"1" * 32)), ("pgn.example/w", Device(b"2" * 32))]
ANA, RUI = b"a" * 32, b"r" * 32


def witness_key(name: str, device: Device) -> notes.Key:
    return notes.Key(name, notes.WITNESS_KEY, unb64(device.id))


def policy() -> dict:
    return {
        "log": checkpoints.key_of(NODE).text(),
        "witnesses": [witness_key(*w).text() for w in WITNESSES],
        "quorum": 2,
        "devices": [NODE.id],
    }


def a_log(children: int = 2, entries: int = 23) -> tuple[checkpoints.Checkpoint, str]:
    """Two children's entries by two devices, the phone enrolled by the node; a checkpoint two witnesses have seen."""
    keys = [ANA, RUI][:children]
    phone = [PHONE.at(0, "")]
    with transaction.atomic():
        pen.append(NODE, [pen.Draft({"kind": "device.enrolled", "dev": PHONE.id}, None)], rec=1, took=1)
        for n in range(entries):
            words = {"kind": "sighting.seen", "n": n, "note": "vista en el patio, señal débil"}
            if n % 3:
                pen.append(NODE, [pen.Draft(words, keys[n % children])], rec=n, took=n)
            else:
                entry = phone[0].seal(words, keys[n % children], n)
                pen.take_in([(entry.header, entry.sig, entry.box)], took=n)
    point = checkpoints.issue(NODE, took=99)
    tree = notes.signed_by(point.note, checkpoints.key_of(NODE))
    lines = [notes.cosign(tree, witness_key(*w), w[1].sign, 1_777_000_000) for w in WITNESSES]
    return point, point.note + "".join(line + "\n" for line in lines)


def text(lines) -> list[str]:
    return [line.decode() for line in lines]


def test_the_whole_log_is_proven_and_opened_with_all_keys(book):
    point, note = a_log()
    said = []
    lines = text(bundle.operation(point, {kid_of(ANA): ANA, kid_of(RUI): RUI}, note))
    found = verify.verify(lines, policy(), lambda place, words: said.append(words.get("n")))
    assert found["problems"] == found["gaps"] == found["forks"] == found["unenrolled"] == []
    assert (found["size"], found["entries"], found["opened"], found["devices"], found["withheld"]) == (24, 24, 24, 2, 0)
    assert found["witnesses"] == {name: 1_777_000_000 for name, _ in WITNESSES}
    assert said == [None, *range(23)]


def test_one_childs_dossier_is_proven_and_holds_nothing_of_another(book):
    point, note = a_log()
    mine = [entry.pos for entry in bundle.reader.sealed_under(kid_of(ANA))]
    lines = text(bundle.dossier(point, mine, {kid_of(ANA): ANA, kid_of(RUI): RUI}, note))
    found = verify.verify(lines, policy())
    assert (found["problems"], found["entries"], found["opened"]) == ([], 13, 13)  # hers, and the phone's enrolment
    theirs = bundle.reader.sealed_under(kid_of(RUI))
    whole = "\n".join(lines)
    assert not any(b64(e.box)[:40] in whole or e.header.decode()[:60] in whole for e in theirs)
    assert b64(kid_of(RUI)) not in whole


def test_after_another_childs_words_are_shredded_the_log_still_verifies(book):
    point, note = a_log()
    with transaction.atomic(), connection.cursor() as cursor:
        for entry in bundle.reader.sealed_under(kid_of(RUI)):
            cursor.execute("INSERT INTO ledger_shredded (pos, ground) VALUES (%s, 0)", (entry.pos,))
            cursor.execute("DELETE FROM ledger_box WHERE pos = %s", (entry.pos,))
    found = verify.verify(text(bundle.operation(point, {kid_of(ANA): ANA}, note)), policy())
    assert (found["problems"], found["opened"], found["withheld"]) == ([], 13, 11)


def test_an_empty_log_is_a_log(book):
    point = checkpoints.issue(NODE, took=1)
    found = verify.verify(text(bundle.operation(point, {})), {})
    assert (found["problems"], found["size"]) == ([], 0)


def test_a_fork_and_a_hole_are_listed(book):
    device = Device(b"x" * 32)
    made = [device.seal({"n": n}, ANA, 1) for n in range(4)]
    twin = device.at(1, b64(made[0].id)).seal({"n": 99}, ANA, 1)
    with transaction.atomic():
        pen.take_in([(e.header, e.sig, e.box) for e in (made[0], made[1], twin, made[3])], took=1)
    found = verify.verify(text(bundle.operation(checkpoints.issue(NODE, took=1), {})), {})
    assert (found["problems"], found["forks"], found["gaps"]) == ([], [[device.id, 2]], [[device.id, 3]])


def test_a_device_nobody_enrolled_is_named(book):
    point, note = a_log()
    strict = {**policy(), "devices": [WITNESSES[0][1].id]}
    found = verify.verify(text(bundle.operation(point, {}, note)), strict)
    assert found["unenrolled"] == sorted([NODE.id, PHONE.id])


def test_a_log_that_its_owner_did_not_sign_or_too_few_have_seen_is_refused(book):
    point, note = a_log()
    other = notes.Key(checkpoints.origin(), notes.LOG_KEY, unb64(PHONE.id)).text()
    for wrong_policy, wrong_note, code in (
        ({**policy(), "log": other}, note, "unsigned"),
        (policy(), point.note, "witnesses"),
        ({**policy(), "quorum": 3}, note, "witnesses"),
        ({**policy(), "log": policy()["log"].replace("+", "x+", 1)}, note, "policy"),
    ):
        with pytest.raises(verify.Wrong, match=code):
            verify.verify(text(bundle.operation(point, {}, wrong_note)), wrong_policy)


def test_a_hash_that_an_expert_reads_on_paper_is_held_against_the_bundle(book, tmp_path):
    point, note = a_log()
    file, rules = tmp_path / "log.abrigo", tmp_path / "policy.json"
    with file.open("wb") as out:
        bundle.write(bundle.operation(point, {}, note), out)
    rules.write_text(json.dumps(policy()))

    def run(*more: str) -> subprocess.CompletedProcess:
        alone = [sys.executable, "-I", verify.__file__, str(file), *more]
        return subprocess.run(alone, capture_output=True, text=True, check=False, cwd=tmp_path)

    good = run(str(rules), "--json", f"--printed={point.short()}")
    assert good.returncode == 0, good.stdout + good.stderr
    assert json.loads(good.stdout.splitlines()[-1])["entries"] == 24
    assert "Nothing is wrong" in good.stdout
    assert run(str(rules), "--printed=24/AAAAAAAAAAAA").returncode == 1
    assert run(str(tmp_path / "none")).returncode == 2
    file.write_bytes(file.read_bytes()[:-40])  # a copy that was cut short
    cut = run(str(rules))
    assert (cut.returncode, "first at line 25" in cut.stdout) == (1, True)


def missed(lines: list[str], rules: dict, dice: random.Random, count: int) -> list[list[str]]:
    through = []
    for copy in tamper.alterations(lines, dice, count):
        try:
            if not verify.verify(copy, rules)["problems"]:
                through.append(copy)
        except Exception:  # noqa: BLE001 - refusing outright is noticing
            continue
    return through


@pytest.mark.parametrize("what", ["operation", "dossier"])
def test_no_alteration_of_a_bundle_passes(book, what):
    if book != "sqlite":
        pytest.skip("the bundle is the same bytes")
    point, note = a_log()
    keys = {kid_of(ANA): ANA, kid_of(RUI): RUI}
    lines = text(
        bundle.operation(point, keys, note) if what == "operation" else bundle.dossier(point, range(24), keys, note)
    )
    assert verify.verify(lines, policy())["problems"] == []
    through = missed(lines, policy(), random.Random(5), 400)
    if what == "dossier":  # leaving an entry out is what a dossier is; all else must be noticed
        through = [copy for copy in through if not set(copy) < set(lines)]
    assert through == []


def test_the_file_stays_short_enough_to_be_read_and_imports_nothing_of_ours():
    source = Path(verify.__file__).read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 120
    assert "abrigo." not in "".join(line for line in source.splitlines() if "import" in line)


def test_the_verifier_knows_every_dictionary_in_use():
    used = {str(number): verify.sha(words).hex() for number, words in BY_NUMBER.items()}
    assert used == verify.DICTIONARIES


def test_its_rule_for_signatures_is_libsodiums_on_every_edge():
    cases = json.loads(gzip.decompress((VECTORS / "ed25519-edges.json.gz").read_bytes()))
    for case in cases:
        key, sig, message = bytes.fromhex(case["key"]), bytes.fromhex(case["sig"]), case["msg"].encode()
        try:
            VerifyKey(key).verify(message, sig)
            sodium = True
        except BadSignatureError:
            sodium = False
        try:
            verify.signed(key, message, sig)
            ours = True
        except Exception:  # noqa: BLE001
            ours = False
        assert ours == sodium, case["number"]


def test_a_note_quoted_by_others_is_read_the_same_way():
    tree = notes.Tree("abrigo.example/hq", 5, b"r" * 32)
    key = notes.Key("abrigo.example/hq", notes.LOG_KEY, unb64(NODE.id))
    size, root, seen = verify.read_note(notes.sign(tree, key, NODE.sign), {"log": key.text()})
    assert (size, b64encode(root).decode(), seen) == (5, b64encode(b"r" * 32).decode(), {})
