"""Writing back to Primero: to no host that is on no list, once however often, and its no is told without its words."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from abrigo.exchange.primero import NotListed, Primero, Unwilling, case_of


class Theirs(BaseHTTPRequestHandler):
    """What Primero's API v2 answers, as its own pages describe it."""

    kept: dict = {}

    def log_message(self, *_told):
        pass

    def _body(self):
        return json.loads(self.rfile.read(int(self.headers["Content-Length"] or 0)))["data"]

    def _answer(self, status, told, **more):
        self.send_response(status)
        for name, value in more.items():
            self.send_header(name, value)
        self.end_headers()
        if told is not None:
            self.wfile.write(json.dumps(told).encode())

    def do_GET(self):
        rows = [{"id": str(n), "age": n} for n in range(5)]
        page = int(self.path.split("page=")[1].split("&")[0])
        self._answer(200, {"data": rows[(page - 1) * 2 : page * 2], "metadata": {"total": 5, "per": 2, "page": page}})

    def do_POST(self):
        case = self._body()
        if case["name_first"] == "away":
            return self._answer(302, None, Location="http://elsewhere.example/steal")
        if "age" not in case:
            errors = [{"status": 422, "resource": "cases", "message": "Sara's age is wrong", "detail": "age"}]
            return self._answer(422, {"errors": errors})
        self.kept[case["id"]] = case
        return self._answer(204, None)

    def do_PATCH(self):
        self.kept[self.path.rsplit("/", 1)[1]].update(self._body())
        self._answer(200, {"data": {}})


@pytest.fixture
def theirs() -> Iterator[str]:
    Theirs.kept = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), Theirs)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def door(host, allowed=None):
    return Primero(f"http://{host}", "t", frozenset({host} if allowed is None else allowed))


SARA = case_of(given="Sara", surnames="", sex="female", age=9)


def test_nothing_leaves_for_a_host_that_is_on_no_list(theirs):
    with pytest.raises(NotListed):
        door(theirs, allowed=()).write("c1", SARA)
    with pytest.raises(NotListed):
        Primero("http://primero.example", "t", frozenset({"primero.example"})).write("c1", SARA)
    assert Theirs.kept == {}


def test_a_case_sent_twice_is_one_case_and_can_be_changed(theirs):
    first, second = (door(theirs).write("c1", SARA) for _ in range(2))
    assert first == second
    assert Theirs.kept[first]["name_last"] == "Unknown"
    door(theirs).write("c1", {"age": 10}, theirs=first)
    assert Theirs.kept[first]["age"] == 10
    assert len(Theirs.kept) == 1


def test_an_id_that_is_none_of_theirs_is_not_put_in_an_address(theirs):
    with pytest.raises(ValueError, match="id of Primero"):
        door(theirs).write("c1", SARA, theirs="../users/1")


def test_a_no_names_the_fields_and_not_the_child(theirs):
    with pytest.raises(Unwilling) as no:
        door(theirs).write("c1", case_of(given="Sara", surnames="", sex="", age=None))
    assert str(no.value) == "422 age"


def test_a_detour_is_not_followed(theirs):
    with pytest.raises(Unwilling, match="302"):
        door(theirs).write("c1", {**SARA, "name_first": "away"})


def test_every_page_is_read_once(theirs):
    assert [c["age"] for c in door(theirs).cases(per=2)] == [0, 1, 2, 3, 4]


@pytest.fixture
def push(operation, settings, theirs, capsys):
    from abrigo.house import primero_command

    operation.hand("director")
    settings.ABRIGO_PRIMERO_URL, settings.ABRIGO_PRIMERO_TOKEN = f"http://{theirs}", "word"
    settings.ABRIGO_PRIMERO_HOSTS = frozenset({theirs})

    def pushed(*more, by="director", case="N-01"):
        code = primero_command.main(["push", case, "--operation", "op", "--as", by, *more])
        return code, capsys.readouterr()

    return pushed


@pytest.mark.django_db
def test_one_case_is_pushed_by_its_band_with_the_least_and_twice_is_once(push):
    assert push()[0] == 0
    code, said = push()
    assert code == 0
    assert list(Theirs.kept) == [said.out.strip()]
    (case,) = Theirs.kept.values()
    assert case.keys() == {"id", "name_first", "name_last", "sex", "age", "estimated"}
    assert (case["name_first"], case["estimated"]) == ("Nombre", True)


@pytest.mark.django_db
def test_nothing_is_pushed_to_a_host_on_no_list_nor_by_whoever_keeps_the_gate(push, settings, operation):
    operation.hand("guard")
    assert push(by="guard")[0] == 2
    assert push(case="nobody")[0] == 2
    settings.ABRIGO_PRIMERO_HOSTS = frozenset()
    assert push()[0] == 3
    settings.ABRIGO_PRIMERO_TOKEN = ""
    assert push()[0] == 2
    assert Theirs.kept == {}
