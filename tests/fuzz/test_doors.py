"""Hostile files and words at the doors people and programs really use: a sentence or a clean thing, never a broken page.

Each door is tried with the whole corpus in one house; the examples live in `hostile.py`, and whatever once broke stays there.
"""

import io
import json
import resource
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests.fuzz import hostile

from abrigo.clerk import clock
from abrigo.facts.wire import to_ms
from abrigo.house.benches.reference_phone import Answered, Ed25519Key, ReferencePhone
from abrigo.ledger import reader
from abrigo.staff import devices
from abrigo.staff.models import Account

pytestmark = pytest.mark.django_db
ANSWERED = {200, 302, 303, 400, 404, 409, 413, 415, 422, 429}
SAID = ('class="box refusal"', 'class="errors"', 'role="alert"', "field-error", '"sentence"', "could not be read")
MOST_MEMORY = 900 * 1024  # kB: above a picture of the most pixels we decode, far below what a small machine has


@pytest.fixture(autouse=True)
def within_bounds(db) -> Iterator[None]:
    """Whatever comes, the process does not grow past what the largest honest picture needs."""
    cache.clear()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_MEMORY


@pytest.fixture
def desk(operation) -> Callable[..., Client]:
    def sit(role: str) -> Client:
        client = Client(headers={"accept-language": "en"}, raise_request_exception=False)
        client.force_login(
            Account.objects.get(staff=operation.hand(role).staff), "django.contrib.auth.backends.ModelBackend"
        )
        client.cookies["django_language"] = "en"
        session = client.session
        session["purpose"], session["stepped_up"] = "care", to_ms(clock.wall())
        session.save()
        return client

    return sit


def broken(answer: Any) -> str:
    """Why this is no answer; nothing when it is one: taken, or refused in a sentence."""
    if answer.status_code not in ANSWERED:
        return str(answer.status_code)
    if answer.status_code in (400, 409, 413, 415, 422, 429):
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if not any(s.encode() in body for s in SAID):
            return f"{answer.status_code} without a sentence: {body[:200]!r}"
    return ""


def tried(files: dict[str, tuple[str, bytes]], send: Callable[[SimpleUploadedFile], Any]) -> dict[str, str]:
    told = {}
    for what, (name, raw) in files.items():
        file = SimpleUploadedFile("x", raw)
        file._name = name  # as a client that is no browser writes it
        if why := broken(send(file)):
            told[what] = why
    return told


# -- pictures, scans, recordings --------------------------------------------------


def test_a_hostile_picture_is_refused_in_words_or_shown_as_a_picture_and_nothing_else(desk, operation):
    client, taken = desk("director"), []

    def send(file: SimpleUploadedFile) -> Any:
        what = f"p{len(taken)}"
        answer = client.post("/people/c1/do/add-photo", {"id": what, "photo": file, "photo_by": "la dirección"})
        if answer.status_code == 302:
            served = client.get("/people/c1/photo/full")
            body = b"".join(served) if served.streaming else served.content
            assert served.status_code == 200
            assert body[:4] == b"RIFF"
            assert served["X-Content-Type-Options"] == "nosniff"
            for word in (hostile.GPS_WORDS, b"<script", b"<html", b"alert("):
                assert word not in body
            with Image.open(io.BytesIO(body)) as shown:
                assert not shown.getexif()
                assert not {"icc_profile", "xmp", "exif"} & shown.info.keys()
                assert getattr(shown, "n_frames", 1) == 1
        taken.append(answer.status_code)
        return answer

    assert tried(hostile.pictures(), send) == {}
    assert taken.count(302) >= 8, "or nothing was taken and nothing shown"
    assert 422 in taken


def test_no_scan_recording_or_source_breaks_its_form(desk):
    files = {k: v for k, v in hostile.pictures().items() if len(v[1]) < 50_000}
    director, police = desk("director"), desk("police")
    order = {"issuer": "Juzgado", "number": "1", "allows": "stay", "verified_how": "call"}
    exhibit = {"number": "I-1", "words": "una grabación", "where": "cámara", "basis": "auto 9", "person": ""}
    told = {
        "order": tried(files, lambda f: director.post("/authority/orders", order | {"id": "o", "paper": f})),
        "exhibit": tried(files, lambda f: police.post("/exhibits/new", exhibit | {"id": "e", "file": f})),
        "source": tried(
            dict(list(files.items())[::6]), lambda f: director.post("/statements/new", {"id": "s", "speaker": "x", "source": f})
        ),
    }  # fmt: skip
    assert told == {door: {} for door in told}


def test_a_stick_from_a_witness_that_is_none_is_refused_in_words(desk):
    client = desk("administrator")
    small = {k: v for k, v in hostile.registers().items() if k.startswith(("json", "laughs"))}
    assert tried(small, lambda f: client.post("/ledger", {"do": "line", "line": f})) == {}


# -- sheets, forms, registers -----------------------------------------------------


def test_a_hostile_list_writes_nobody_and_is_refused_in_words_or_laid_out_to_be_looked_at(desk, operation):
    client, before = desk("director"), reader.size()

    def send(file: SimpleUploadedFile) -> Any:
        answer = client.post("/intake/file", {"file": file})
        looked = client.get("/intake/file/check")
        if looked.status_code == 200:
            assert b"root:" not in looked.content
            book = client.get("/intake/file/problems")
            assert book.status_code == 200
            assert client.post("/intake/file/discard").status_code in (200, 302)
            return looked
        assert looked.status_code == 302
        return answer

    assert tried(hostile.sheets(), send) == {}
    assert reader.size() == before


def test_a_hostile_form_is_refused_cell_by_cell_or_drawn_without_running(desk):
    client = desk("director")

    def send(file: SimpleUploadedFile) -> Any:
        answer = client.post("/forms/new", {"file": file})
        for word in (b"<script>alert", b"<img src=x", b"root:x"):
            assert word not in answer.content
        return answer

    assert tried(hostile.forms() | some_sheets(), send) == {}


def some_sheets() -> dict[str, tuple[str, bytes]]:
    """The door of forms opens workbooks with the reader of lists: of each kind of harm, one."""
    return {
        k: v
        for k, v in hostile.sheets().items()
        if k.startswith(("a bomb of", "macros", "an outside", "laughs", "a zip"))
    }


def test_a_hostile_register_is_not_taken_in_and_says_why(desk):
    client = desk("director")
    form = {"id": "abc", "kind": "school", "title": "Escuela", "lender": "Ministerio", "purpose": "padres",
            "terms": "sin copias", "until": (operation_day()).isoformat()}  # fmt: skip
    count = iter(range(1000))

    def send(file: SimpleUploadedFile) -> Any:
        answer = client.post("/lent/new", form | {"id": f"l{next(count)}", "file": file})
        assert b"ha" * 400 not in answer.content
        return answer

    assert tried(hostile.registers(), send) == {}


def operation_day() -> Any:
    return (clock.now() + timedelta(days=20)).date()


# -- programs, phones and what a camera read --------------------------------------


def test_no_body_breaks_the_door_of_programs(operation, key):
    client = Client(raise_request_exception=False)
    heads = {"Authorization": f"Bearer {key(operation.hand('director'))}"}
    told, taken = {}, set()
    for address in ("/api/acts/take-headcount", "/api/acts", "/api/nodes/exchange"):
        for what, body in hostile.bodies().items():
            answer = client.post(address, body, content_type="application/json", headers=heads)
            code = json.loads(answer.content).get("code") if answer.status_code != 200 else ""
            if answer.status_code not in ANSWERED | {401} or code is None:
                told[f"{address}: {what}"] = (answer.status_code, answer.content[:200])
            if answer.status_code == 200:
                taken.add(what)
    assert told == {}
    assert taken <= {"minus nothing", "the most 64 bits hold", "a time before time"}, taken


def test_no_word_in_an_address_or_a_question_breaks_the_door(operation, key, desk):
    client = Client(raise_request_exception=False)
    heads = {"Authorization": f"Bearer {key(operation.hand('director'))}"}
    told = {}
    for word in (*hostile.CODES, "é" * 300, "c1/../c2", "c1;x", "c1%2f", "\ud800"):
        said = quote(word[:3000].encode("utf-8", "surrogatepass"), safe="")
        for path in (
            f"/api/operations/op/people/{said}", f"/api/operations/{said}/board", f"/api/operations/op/people?state={said}",
            f"/api/operations/op/people?limit={said}", f"/api/operations/op/board?at={said}", f"/api/receipts/{said}",
        ):  # fmt: skip
            answer = client.get(path, headers=heads)
            if answer.status_code >= 500:
                told[path[:120]] = answer.status_code
        for path in (
            f"/people/{said}",
            f"/check/{said}",
            f"/people?q={said}",
            f"/asknown?at={said}",
            f"/rollcalls/{said}",
        ):
            answer = desk("director").get(path)
            if answer.status_code >= 500:
                told[path[:120]] = answer.status_code
    assert told == {}


def test_whatever_a_camera_reads_off_a_band_is_nobody_or_somebody_and_no_broken_page(desk, operation):
    operation.must("open-roll-call", rollcall="r1", name="R1", site="centro")
    client, told = desk("director"), {}
    for n, code in enumerate(hostile.CODES):
        for path, field in (("/rollcalls/r1/answer", "band"), ("/find", "q"), ("/people", "q")):
            answer = client.post(path, {"id": f"q{n}", field: code, "how": "band", "present": "1"})
            if answer.status_code >= 500 or b"<img src=x" in answer.content or "\n" in str(answer.get("Location", "")):
                told[f"{path} {code[:30]!r}"] = answer.status_code
    assert told == {}


def test_no_parcel_of_a_phone_breaks_the_inbox_and_the_next_honest_one_is_taken(operation):
    client = Client(raise_request_exception=False)

    def line(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answered:
        kind = headers.get("Content-Type", "application/octet-stream")
        rest = {k: v for k, v in headers.items() if k != "Content-Type"}
        answer = client.generic(method, path, body, content_type=kind, headers=rest)
        return Answered(answer.status_code, answer.content, dict(answer.items()))

    phone = ReferencePhone(line, lambda: to_ms(clock.wall()), Ed25519Key())
    holder = operation.hand("intake-worker")
    code = devices.make_code(operation.hand("director"), holder.staff, "op", "centro", 72, now=clock.now())
    assert phone.enrol(code).status == 200
    devices.confirm(operation.hand("child-attorney"), phone.device, now=clock.now())
    told = {}
    for what, body in hostile.bodies().items():
        good = phone.say(
            "see", {"operation": "op", "person": "c1", "site": "centro", "how": "band", "at": clock.now().isoformat()}
        )
        whole = {"body": body.decode("latin-1"), "sig": good["sig"]}
        for sent in (body, {"parcels": [whole]}, {"parcels": [{**good, "sig": "A" * 86}]}, {"parcels": [good] * 3}):
            answered = phone.call("POST", "/pocket/v1/inbox", sent)
            if answered.status >= 500:
                told[what] = answered.body[:200]
        cache.clear()
    for what, body in hostile.bodies().items():
        for path in ("/pocket/v1/enrol", "/pocket/v1/bundle", "/pocket/v1/witness", "/pocket/v1/gate"):
            if client.post(path, body, content_type="application/json").status_code >= 500:
                told[f"{path} {what}"] = "500"
    assert told == {}


def test_no_passkey_that_is_none_breaks_the_door_for_a_stranger(operation):
    client, told = Client(raise_request_exception=False, headers={"accept-language": "en"}), {}
    for what, body in hostile.bodies().items():
        client.post("/signin/key/offer", {"username": "director"})
        answer = client.post("/signin/key", {"answer": body.decode("latin-1"), "purpose": "care"})
        if answer.status_code not in (302, 400, 422, 429) or "_auth_user_id" in client.session:
            told[what] = answer.status_code
    assert told == {}
