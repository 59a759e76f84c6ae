"""A phone on a bad line: 160 answers of a roll call to their receipts, and a roster of 500 with faces, real HTTP.

400 kbit/s each way and 300 ms there and back (tests/bench/slow_line.py); a fresh connection each time; the server waits
for its disk. Over TLS add one round trip.
"""

import http.client
import io
import json
import os
import queue
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from slow_line import ADDRESSES, SlowLine, possible

ROOT = Path(__file__).resolve().parents[2]
PORT = 9031
ANSWERS = 160
FACES_AT_ONCE = 50


def run(short: bool) -> dict[str, Any]:
    """Figures: answers, answers_s (best and median), answers_bytes, roster, roster_s, roster_bytes, faces."""
    if not possible():
        raise SystemExit("abrigo: a slow line needs root and /dev/net/tun")
    from abrigo.house import throwaway

    throwaway.stand_up()
    from abrigo.house import onlooker

    people = throwaway.open_operation(120 if short else 500)
    holder, second = onlooker.account("intake-worker", "s0"), onlooker.account("director", "s0")
    third = onlooker.account("child-attorney")
    faces = photographed(people, third)
    code = code_for(second, holder)
    env = os.environ | {
        "ABRIGO_HOSTS": ADDRESSES[1], "DJANGO_SETTINGS_MODULE": "abrigo.house.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }  # fmt: skip
    from django.db import connections

    connections.close_all()
    serve = f"import django; django.setup(); from abrigo.house import web; web.serve('{ADDRESSES[1]}', {PORT})"
    with SlowLine() as line:
        server = line.start(1, [sys.executable, "-c", serve], env=env, stdout=sys.stderr)
        try:
            phone = line.start(0, [sys.executable, __file__, code], env=env, stdout=subprocess.PIPE)
            confirm(third, phone)
            said: dict[str, Any] = json.loads(phone.communicate(timeout=300)[0].splitlines()[-1])
        finally:
            server.terminate()
            server.wait(20)
    return {"answers": ANSWERS, "roster": len(people), "faces": faces} | said


def photographed(people: list[str], who: Any) -> int:
    """A face-like picture for everyone: noise does not compress, so nobody is flattered."""
    from PIL import Image, ImageFilter

    from abrigo.clerk import photos
    from abrigo.clerk.record import Ask, record_all
    from abrigo.facts.kinds import PersonId
    from abrigo.rules.intake import AddPhoto
    from abrigo.staff.viewer import viewer_of

    viewer, now, asks = viewer_of(who), datetime.now(UTC), []
    dice = random.Random(7)
    for n, person in enumerate(people):
        small = Image.frombytes("RGB", (24, 32), dice.randbytes(24 * 32 * 3))
        out = io.BytesIO()
        small.resize((240, 320), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(2)).save(out, "JPEG")
        kept = photos.put(viewer, PersonId(person), out.getvalue())
        asks.append(Ask(f"photo-{n}", AddPhoto(PersonId(person), kept.digest, kept.media_type, kept.size, "b", now)))
    assert all(a.taken for a in record_all(viewer, asks, now=now))
    return len(asks)


def code_for(second: Any, holder: Any) -> str:
    from abrigo.staff import devices
    from abrigo.staff.viewer import viewer_of

    return devices.make_code(viewer_of(second), holder.staff, "op", "s0", 12, now=datetime.now(UTC))


def confirm(third: Any, phone: "subprocess.Popen[str]") -> None:
    from abrigo.staff import devices
    from abrigo.staff.models import Device
    from abrigo.staff.viewer import viewer_of

    while phone.poll() is None:
        if held := Device.objects.filter(state="waiting").first():
            devices.confirm(viewer_of(third), held.id, now=datetime.now(UTC))
            break
        time.sleep(0.2)
    from django.db import connections

    connections.close_all()


# -- on the phone's side of the line ---------------------------------------------------------------


class Wire:
    """One connection that stays open for a few calls, as a browser's does; counts what it carries."""

    def __init__(self) -> None:
        self.connection: http.client.HTTPConnection | None = None
        self.bytes = 0

    def hang_up(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection, self.bytes = None, 0

    def beside(self) -> "Wire":
        """A second connection; what it carries is counted with this one."""
        self.more = Wire()
        return self.more

    def __call__(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Any:
        from abrigo.house.benches.reference_phone import Answered

        if self.connection is None:
            self.connection = http.client.HTTPConnection(ADDRESSES[1], PORT, timeout=120)
        self.connection.request(method, path, body or None, headers | {"Accept-Encoding": "gzip"})
        answer = self.connection.getresponse()
        raw = answer.read()
        self.bytes += len(body) + len(raw) + 600
        if answer.headers.get("Content-Encoding") == "gzip":
            import gzip

            raw = gzip.decompress(raw)
        return Answered(answer.status, raw, dict(answer.headers))


def on_the_phone(code: str) -> dict[str, Any]:
    from abrigo.house.benches.reference_phone import ReferencePhone

    wire = Wire()
    phone = ReferencePhone(wire, lambda: time.time_ns() // 1_000_000)
    for _ in range(100):
        try:
            enrolled = phone.enrol(code)
            break
        except OSError:
            wire.hang_up()
            time.sleep(0.3)
    assert enrolled.status == 200, enrolled.body
    while phone.call("GET", "/pocket/v1/me").json()["state"] != "enrolled":
        time.sleep(0.5)
    return roster(phone, wire) | roll_calls(phone, wire)


def roster(phone: Any, wire: Wire) -> dict[str, Any]:
    wire.hang_up()
    began = time.monotonic()
    told = phone.bundle()
    people = [p["id"] for p in told["people"]]
    listed = time.monotonic() - began
    asked = queue.SimpleQueue[list[str]]()
    for low in range(0, len(people), FACES_AT_ONCE):
        asked.put(people[low : low + FACES_AT_ONCE])
    with ThreadPoolExecutor(2) as two:  # as the app does: while one answer is on the line, the house prepares the other
        faces = sum(two.map(lambda lane: pictures(phone, lane, asked), (wire, wire.beside())))
    took = time.monotonic() - began
    assert faces == len(people), (faces, len(people))
    return {
        "roster_s": round(took, 2),
        "roster_names_s": round(listed, 2),
        "roster_bytes": wire.bytes + wire.more.bytes,
    }


def pictures(phone: Any, lane: "Wire", asked: "queue.SimpleQueue[list[str]]") -> int:
    """How many faces one of two connections brought."""
    from abrigo.house.benches.reference_phone import ReferencePhone

    mine = ReferencePhone(lane, phone.clock, phone.key)
    got = 0
    while True:
        try:
            people = asked.get_nowait()
        except queue.Empty:
            return got
        got += mine.call("POST", "/pocket/v1/thumbs", {"people": people}).body.count(b'"digest":"')


def roll_calls(phone: Any, wire: Wire) -> dict[str, Any]:
    people = [p["id"] for p in phone.bundle()["people"]][:ANSWERS]
    took, sent = [], 0
    for n in range(3):
        at = datetime.now(UTC).isoformat()
        roll = sha256(f"{n}".encode()).hexdigest()[:32]
        phone.say("open-roll-call", {"operation": "op", "rollcall": roll, "name": f"R{n}", "site": "s0", "at": at})
        assert phone.send().json()["receipts"][0]["outcome"] == "taken"
        for person in (people * 2)[:ANSWERS]:
            phone.say("answer-roll-call", {"operation": "op", "rollcall": roll, "person": person, "present": True,
                                           "counter": 0, "at": datetime.now(UTC).isoformat()},
                      scans=[])  # fmt: skip
        wire.hang_up()
        began = time.monotonic()
        got = phone.send().json()["receipts"]
        took.append(time.monotonic() - began)
        sent = wire.bytes
        assert len(got) == ANSWERS
        assert {r["outcome"] for r in got} == {"taken"}
    return {"answers_s": round(sorted(took)[1], 2), "answers_best_s": round(min(took), 2), "answers_bytes": sent}


if __name__ == "__main__":
    print(json.dumps(on_the_phone(sys.argv[1])), flush=True)
