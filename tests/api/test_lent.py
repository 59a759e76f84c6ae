"""Lent registers and pairs over the wire: laid beside ours by whoever may, listed to nobody else, gone when over."""

import io
from datetime import timedelta

import pytest
from django.test import Client

from abrigo.clerk import loans
from abrigo.clerk.clock import now
from abrigo.registers.models import Card
from abrigo.staff.models import Account

FILE = b"id,name,sexo,fecha_nacimiento,grado\n1,Sarah Nunez,F,2016-03-02,3\n2,NN,F,,4\n3,Somebody Else,M,2009-01-01,4\n"
LOANS = "/operations/op/loans"


@pytest.fixture
def lent(operation):
    """A school's list, lent at the desk; one of ours is called as a line of it is."""
    operation.must("claim-name", person="c1", claim="n-c1", text="שרה נוניז", speaker="ella misma")
    client = Client()
    account = Account.objects.get(staff=operation.hand("director").staff)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    file = io.BytesIO(FILE)
    file.name = "escuela.csv"
    terms = {"title": "Escuela", "lender": "Ministerio", "purpose": "hallar familias", "terms": "sin copias"}
    until = (now() + timedelta(days=30)).date().isoformat()
    client.post("/lent/new", {"file": file, "id": "abc", "kind": "school", "until": until} | terms)
    return "ln-abc"


def test_a_program_lays_a_register_beside_ours_and_reads_its_pairs_and_never_its_list(program, lent):
    _, [loan] = program().get(LOANS)
    assert (loan["id"], loan["lines"], loan["unmapped"], loan["over"]) == (lent, 3, ["grado"], False)
    assert program().get(f"{LOANS}/{lent}/link") == (200, {"done": 0, "of": 0})
    status, done = program().post(f"{LOANS}/{lent}/link", {})
    assert (status, done["lines"], done["proposed"] > 0) == (200, 3, True)
    assert program().post(f"{LOANS}/{lent}/link", {})[1]["proposed"] == 0, "asked twice, proposed once"
    _, pairs = program().get(f"{LOANS}/{lent}/pairs")
    assert ("c1", 2, "open") in [(p["person"], p["row"], p["status"]) for p in pairs]
    assert "Somebody Else" not in str(pairs)
    assert program().get(f"{LOANS}/{lent}/pairs", status="same") == (200, [])
    assert program().get(f"{LOANS}/{lent}/pairs", stauts="same")[0] == 422


def test_who_lends_nothing_reads_nothing_and_no_other_register_exists(program, lent):
    for role in ("press-officer", "police", "auditor", "administrator"):
        for path in (LOANS, f"{LOANS}/{lent}/pairs", f"{LOANS}/{lent}/link"):
            assert program(role).get(path)[0] == 403
        assert program(role).post(f"{LOANS}/{lent}/link", {})[0] == 403
    assert program().get(f"{LOANS}/ln-none/pairs")[0] == 404
    assert program().post(f"{LOANS}/ln-none/link", {})[0] == 404


def test_a_register_given_back_has_no_pairs_and_is_laid_beside_nobody(program, lent):
    program().post(f"{LOANS}/{lent}/link", {})
    assert program().act("end-loan", loan=lent, reason="devuelto", at=now().isoformat())[0] == 200
    loans.sweep(now())
    assert program().get(f"{LOANS}/{lent}/pairs") == (200, [])
    status, why = program().post(f"{LOANS}/{lent}/link", {})
    assert (status, why["code"]) == (409, "loan-has-ended")
    _, [loan] = program().get(LOANS)
    assert (loan["over"], loan["ended_because"]) == (True, "devuelto")
    assert Card.objects.filter(kind="loan").count() == 1, "that it was lent stays written"


def test_a_pair_is_read_whole_and_a_group_explains_itself(program, operation):
    operation.must("propose-candidate", "intake-worker", candidate="k1", person="c1", other="c2", reasons=["same-sex"])
    status, pair = program().get("/operations/op/candidates/k1")
    assert (status, pair["one"]["id"], pair["other"]["id"], pair["counted"]) == (200, "c1", "c2", None)
    operation.must("decide-candidate", candidate="k1", verdict="same", counted="c2", reason="una sola")
    _, pair = program().get("/operations/op/candidates/k1")
    assert pair["counted"] == "c2"
    assert [s["reason"] for s in pair["history"]][-1] == "una sola"
    _, [group] = program().get("/operations/op/clusters")
    assert (group["counted"], [(m["person"], m["candidate"], m["reason"]) for m in group["members"]]) == (
        "c2", [("c1", "k1", "una sola")]
    )  # fmt: skip


def test_who_sees_one_house_only_decides_nothing_and_reads_no_pair(program, operation, viewer):
    operation.must("propose-candidate", "intake-worker", candidate="k1", person="c1", other="c2", reasons=["same-sex"])
    operation.hands["guard"] = viewer("guard", username="guard", site="centro")
    assert program("guard").get("/operations/op/candidates/k1")[0] == 404
    assert program("guard").get("/operations/op/clusters")[0] == 403
    assert program().get("/operations/op/candidates/none")[0] == 404
