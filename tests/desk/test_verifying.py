"""A stranger checks without us: the page asks for no password and reaches nothing, an agreed number has its own proof."""

import json
import subprocess
import sys

from django.test import Client
from tests.desk.test_accords import agreed, propose

from abrigo.clerk import bundles
from abrigo.clerk.checkpoint import checkpoint
from abrigo.ledger import bundle, checkpoints, verify
from abrigo.vault import keys
from abrigo.vault.commitment import commitment


def lines_of(file: bytes) -> list[str]:
    return file.decode().removesuffix("\n").split("\n")


def test_the_page_asks_nobody_who_they_are_and_may_load_nothing(db):
    answer = Client().get("/verify")
    assert answer.status_code == 200
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-scripts" in policy
    assert "unsafe-inline" not in policy
    assert "connect-src" not in policy
    assert "Set-Cookie" not in answer
    kept = Client().get("/verify/file")
    assert kept.content == answer.content
    assert kept["Content-Disposition"].startswith("attachment")
    assert Client().post("/verify").status_code == 405


def test_the_door_and_the_agreed_number_lead_to_it(operation, at_desk):
    client = at_desk("director")
    agreed(client, operation)
    for address in ("/signin", "/check/n1"):
        assert b'href="/verify"' in Client().get(address).content


def test_an_agreed_number_is_proven_by_itself_and_names_nobody(operation, at_desk):
    client = at_desk("director")
    agreed(client, operation)
    file = client.get("/accords/n1/proof").content
    said = []
    found = verify.verify(lines_of(file), {}, lambda _, words: said.append(words))
    assert (found["what"], found["problems"]) == ("dossier", [])
    (reached,) = [w["fact"] for w in said if w.get("kind") == "accord.reached"]
    assert reached["number"] == 7
    assert reached["digest"] in client.get("/accords/n1").content.decode()
    assert {w["fact"]["agency"] for w in said if w.get("kind") == "accord.signed"} == {"welfare"}
    for secret in ("Nombre", "centro", '"people"', "N-01"):
        assert secret not in json.dumps(said)


def test_the_key_of_an_agreed_number_opens_nothing_else(operation, at_desk):
    client = at_desk("director")
    agreed(client, operation)
    own = {commitment(key): key for key in keys.of_subject("accord:n1")}
    assert len(own) == 1
    opened = []
    lines = [line.decode() for line in bundle.operation(checkpoint(operation.now), own)]
    verify.verify(lines, {}, lambda _, words: opened.append(words.get("kind")))
    sealed = {
        kind for kind in opened if kind and not str(kind).startswith(("device.", "node.", "key.", "entry.", "trace."))
    }
    assert sealed == {"accord.signed", "accord.reached"}


def test_a_number_under_discussion_has_no_proof(operation, at_desk):
    client = at_desk("director")
    propose(client, operation)
    assert client.get("/accords/n1/proof").status_code == 404
    assert client.get("/accords/none/proof").status_code == 404
    assert Client().get("/accords/n1/proof").status_code == 302


def test_a_printed_roster_carries_text_and_code_and_the_later_ledger_still_proves_it(operation, at_desk, tmp_path):
    from abrigo.desk.stamps import code_of

    paper = at_desk("director").get("/roster", {"site": "centro"}).content.decode()
    point = checkpoints.latest()
    assert point.short() in paper
    assert code_of(checkpoints.tree_of(point).text())["path"] in paper
    operation.must("see", person="c1", site="centro", how="by-sight")
    later = at_desk("auditor").post("/ledger/file").content
    file = tmp_path / "ledger.abrigo"
    file.write_bytes(later)
    assert len(lines_of(later)) - 1 > point.size

    def alone(text: str) -> int:
        words = [sys.executable, "-I", verify.__file__, str(file), f"--printed={text}"]
        return subprocess.run(words, capture_output=True, check=False).returncode

    assert alone(point.short()) == 0
    assert alone(f"{point.size}/AAAAAAAAAAAA") == 1
    assert alone(f"{point.size - 1}/{point.short().partition('/')[2]}") == 1
    assert alone("nonsense") == 1
    then = b"".join(line + b"\n" for line in bundles.whole_log(operation.now, readable=False, upto=point.size))
    assert verify.verify(lines_of(then), {})["size"] == point.size


def test_an_agreed_count_on_paper_carries_text_and_code(operation, at_desk):
    from abrigo.desk.stamps import code_of

    client = at_desk("director")
    agreed(client, operation)
    paper = client.get("/accords/n1/paper").content.decode()
    point = checkpoints.latest()
    assert point.short() in paper
    assert code_of(checkpoints.tree_of(point).text())["path"] in paper
    assert paper.count('class="qr"') == 2
