"""The page of the ledger says what is signed and what is not; letting a house in takes two people who keep the house."""

import pytest

from abrigo.clerk import enrolment, nodes, witnesses
from abrigo.clerk.models import Node
from abrigo.facts.contests import ContestRaised, PlaceClaim
from abrigo.ledger import notes
from abrigo.registers.models import Card

CARD = "abrigo-node+laptop+" + "A" * 43 + "+" + "A" * 43
KEY = notes.Key("court.example/w", notes.WITNESS_KEY, b"k" * 32).text()


@pytest.mark.parametrize("role", ["guard", "press-officer", "nurse", "police", "intake-worker"])
def test_the_page_does_not_exist_for_whoever_does_not_look_after_the_record(at_desk, role):
    assert at_desk(role, site="centro").get("/ledger").status_code == 404


def test_what_nobody_has_witnessed_is_said(at_desk, operation):
    enrolment.begin(operation.now)
    page = at_desk("auditor").get("/ledger").content.decode()
    assert "Nobody outside this house watches the ledger yet" in page
    assert "abrigo-node+" in page
    assert "Nombre c1" not in page
    assert 'name="do"' not in page


def test_only_who_keeps_the_house_invites_a_witness(at_desk):
    asked = {"do": "witness", "key": KEY, "agency": "Juzgado"}
    assert at_desk("director").post("/ledger", asked).status_code == 404
    keeper = at_desk("administrator")
    assert keeper.post("/ledger", asked).status_code == 302
    assert witnesses.every(0)[0].agency == "Juzgado"
    wrong = keeper.post("/ledger", asked | {"key": "nonsense"})
    assert wrong.status_code == 422
    assert b"This is not the key of a witness" in wrong.content


def test_a_house_is_let_in_by_two_people_and_not_by_one(at_desk, operation):
    from nacl.signing import SigningKey

    from abrigo.ledger.codec import b64

    card = f"abrigo-node+laptop+{b64(bytes(SigningKey(b'l' * 32).verify_key))}+{b64(b'x' * 32)}"
    one = at_desk("administrator")
    told = {"do": "node", "card": card, "agency": "welfare", "words": "all"}
    assert one.post("/ledger", told).status_code == 302
    dev = Node.objects.get().dev
    alone = one.post("/ledger", {"do": "confirm", "dev": dev})
    assert alone.status_code == 422
    assert b"Who asked does not also confirm" in alone.content
    assert nodes.known(dev) is None
    operation.hands["administrator"] = operation.open_account("administrator", username="administrator-two")
    two = at_desk("administrator")
    assert two.post("/ledger", {"do": "confirm", "dev": dev}).status_code == 302
    assert nodes.known(dev) is not None
    assert two.post("/ledger", {"do": "revoke", "dev": dev}).status_code == 302
    assert nodes.known(dev) is None
    assert two.post("/ledger", {"do": "node", "card": "x"}).status_code == 422


def contest(operation) -> str:
    """Two houses' words about c1, as the node that met them writes the question."""
    from django.db import transaction

    from abrigo.clerk import contests
    from abrigo.clerk.memory import Memory
    from abrigo.facts.kinds import Said
    from abrigo.ledger import pen, reader

    claims = tuple(PlaceClaim(site, f"st-{site}", 1_766_000_000_000, site * 5, 1) for site in ("centro", "casa"))
    fact = ContestRaised("op", "c1", "q1", claims, Said("node:hq", operation.tick()))
    with transaction.atomic():
        pen.lock()
        contests._write([fact], Memory(reader.size()), operation.now)
    return "q1"


def test_a_question_stands_on_the_board_with_every_claim_until_somebody_went_to_see(at_desk, operation):
    contest(operation)
    director = at_desk("director")
    board = director.get("/board").content.decode()
    assert "Said to be in two places" in board
    assert "it adds up" in board
    for site in ("Centro", "Casa"):
        assert site in board
    person = director.get("/people/c1").content.decode()
    assert "No line is picked for being the newer" in person
    operation.tick()
    empty = director.post("/people/c1/contest", {"id": "i1", "contest": "q1"})
    assert empty.status_code == 422
    answered = director.post("/people/c1/contest", {"id": "i2", "contest": "q1", "site": "casa", "checked": "sight"})
    assert answered.status_code == 302
    assert Card.objects.get(kind="contest").status == "resolved"
    assert "Said to be in two places" not in director.get("/board").content.decode()
    again = director.post("/people/c1/contest", {"id": "i3", "contest": "q1", "site": "centro", "checked": "sight"})
    assert again.status_code == 422
    assert b"Somebody has already said where this person is" in again.content


def test_a_guard_does_not_learn_of_the_other_place(at_desk, operation):
    contest(operation)
    page = at_desk("guard", site="centro").get("/people/c1").content.decode()
    assert "two places" not in page
    assert at_desk("guard").post("/people/c1/contest", {"contest": "q1"}).status_code == 404


def test_a_childs_file_opens_for_who_may_read_it_and_stays_sealed_for_who_may_not(at_desk, operation):
    from abrigo.ledger import verify

    attorney = at_desk("child-attorney")
    cover = attorney.get("/people/c1/dossier").content.decode()
    assert "nothing of any other" in cover
    file = attorney.post("/people/c1/dossier").content
    said = []
    found = verify.verify(file.decode().removesuffix("\n").split("\n"), {}, lambda _, words: said.append(str(words)))
    assert found["problems"] == []
    assert "Nombre c1" in "".join(said)
    assert "Nombre c2" not in "".join(said)
    court = at_desk("court")
    sealed = court.post("/people/c1/dossier").content
    said.clear()
    found = verify.verify(sealed.decode().removesuffix("\n").split("\n"), {}, lambda _, words: said.append(str(words)))
    assert found["problems"] == []
    assert "Nombre" not in "".join(said)
    assert b'"k":' not in sealed
    assert at_desk("guard", site="centro").post("/people/c1/dossier").status_code == 404


def test_the_whole_ledger_goes_out_sealed(at_desk):
    file = at_desk("auditor").post("/ledger/file").content
    assert b'"k":' not in file
    assert file.count(b"\n") > 20
    assert at_desk("nurse").post("/ledger/file").status_code == 404


def test_a_witness_without_a_network_signs_by_a_stick(at_desk, operation, tmp_path, settings, capsys):
    import json

    from django.core.files.uploadedfile import SimpleUploadedFile

    from abrigo.house import witness_command

    own = ["--name", "court.example/w"]
    home = settings.ABRIGO_HOME
    settings.ABRIGO_HOME = tmp_path  # the witness's own drawer
    witness_command.main([*own, "--key"])
    settings.ABRIGO_HOME = home
    key = capsys.readouterr().out.strip()
    keeper = at_desk("administrator")
    assert keeper.post("/ledger", {"do": "witness", "key": key, "agency": "Juzgado"}).status_code == 302
    from abrigo.clerk.device import node_device
    from abrigo.ledger import checkpoints

    def by_stick() -> bytes:
        note = keeper.post("/ledger", {"do": "note", "name": "court.example/w"})
        assert note["Content-Disposition"].startswith("attachment")
        (tmp_path / "note").write_bytes(note.content)
        assert b"Nombre" not in note.content
        log = checkpoints.key_of(node_device()).text()
        words = [*own, "--log", log, "--from", str(tmp_path / "note"), "--to", str(tmp_path / "line")]
        settings.ABRIGO_HOME = tmp_path
        assert witness_command.main(words) == 0
        settings.ABRIGO_HOME = home
        return (tmp_path / "line").read_bytes()

    for _ in range(2):
        line = by_stick()
        sent = {"do": "line", "line": SimpleUploadedFile("line.json", line)}
        assert keeper.post("/ledger", sent).status_code == 302
        assert witnesses.every(0)[0].size == json.loads(line)["size"]
        operation.must("see", person="c1", site="centro", how="by-sight")
    torn = {"do": "line", "line": SimpleUploadedFile("line.json", line.replace(b"A", b"B"))}
    assert keeper.post("/ledger", torn).status_code == 422
    assert at_desk("director").post("/ledger", {"do": "note", "name": "court.example/w"}).status_code == 404
