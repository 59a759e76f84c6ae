"""Entries from one machine to another over 400 kbit/s and 300 ms, against PouchDB with the same sealed documents.

Ours: the other side says what it has, one stream of dense records answers, urgent ones first; the receiver checks each
signature and box, writes them down durably a hundred at a time, and at the end says, signed, what it holds now.
PouchDB: `replicate.to` with its default batches, from a local database to a server of its own making (express-pouchdb).
"""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import ledger_room as room
from slow_line import ADDRESSES, SlowLine, possible

PEER = ("pouchdb@9.0.0", "express-pouchdb@4.2.0", "express@4")
PORT = "9011"


def run(short: bool) -> dict[str, Any]:
    """Figures: entries, seconds, pouchdb_seconds, ratio, bytes_per_entry, goodput (share of the line's bits)."""
    return room.apart(__file__, short)


def payloads(number: int) -> list[tuple[dict[str, Any], int]]:
    """Facts of a week as the house spells them, with random ids of the usual length; and whose key seals each."""
    dice, plain = random.Random(3), []
    ids = [f"{dice.getrandbits(128):032x}" for _ in range(400)]
    for n in range(number):
        child, at = dice.randrange(400), 1_734_886_800_000 + n * 4_000
        said = {"at": at - dice.randrange(3_000), "by": f"staff-{dice.randrange(150)}"}
        fact: dict[str, Any] = {"person": ids[child], "said": said}
        kind = dice.choice(["sighting.seen"] * 5 + ["rollcall.answered"] * 3 + ["custody.handed-over", "name.claimed"])
        if kind == "sighting.seen":
            fact |= {"how": "band", "site": f"s{dice.randrange(20)}", "unit": None}
        elif kind == "rollcall.answered":
            fact |= {"counter": 1, "how": "band", "medium": "screen", "present": True, "rollcall": f"rc{n // 3000}",
                     "site": f"s{dice.randrange(20)}", "unit": None}  # fmt: skip
        elif kind == "custody.handed-over":
            fact |= {"giver": "welfare", "handover": f"{dice.getrandbits(128):032x}", "taker": "health"}
        else:
            fact |= {"claim": f"{ids[child]}/n1", "language": "es", "script": "Latn", "speaker": "la niña o el niño",
                     "supposed": False, "text": f"Nombre Apellido {n}"}  # fmt: skip
        plain.append(({"kind": kind, "ver": 1, "fact": fact, "group": f"{dice.getrandbits(128):032x}"}, child))
    return plain


def made(number: int) -> list[Any]:
    from abrigo.ledger.chain import Device
    from abrigo.ledger.reader import Sealed

    device, dice = Device(b"9" * 32), random.Random(5)
    keys = [dice.randbytes(32) for _ in range(400)]
    entries = []
    for n, (payload, child) in enumerate(payloads(number)):
        e = device.seal(payload, keys[child], 1_734_886_800_000 + n * 4_000)
        entries.append(Sealed(n, e.id, e.dev, e.seq, n, n, e.kid, e.header, e.sig, e.box))
    return entries


def main(short: bool, folder: str) -> dict[str, Any]:
    number = 400 if short else 10_000
    if not possible():
        raise SystemExit("abrigo: a slow line needs root and /dev/net/tun")
    figures: dict[str, Any] = {"entries": number}
    with SlowLine() as line:
        figures |= ours(line, number, folder)
        figures |= theirs(line, number, folder)
    if figures.get("pouchdb_seconds"):
        figures["ratio"] = round(figures["pouchdb_seconds"] / figures["seconds"], 2)
    return figures


def ours(line: SlowLine, number: int, folder: str) -> dict[str, Any]:
    here = [sys.executable, __file__]
    quiet = {"env": os.environ | {"PYTHONPATH": str(room.ROOT / "src")}}
    node = line.start(1, [*here, "node", f"{folder}/node", ADDRESSES[1], PORT], **quiet)
    try:
        time.sleep(3)
        before = line.bytes[0]
        phone = line.start(0, [*here, "phone", ADDRESSES[1], PORT, str(number)], stdout=subprocess.PIPE, **quiet)
        said = json.loads(phone.communicate()[0].splitlines()[-1])
    finally:
        node.terminate()
        node.wait()
    assert said["held"] == number, said
    sent = line.bytes[0] - before
    return {
        "seconds": round(said["seconds"], 2), "bytes_per_entry": round(said["bytes"] / number, 1),
        "goodput": round(said["bytes"] * 8 / said["seconds"] / line.bits, 3), "wire_bytes": sent,
    }  # fmt: skip


def theirs(line: SlowLine, number: int, folder: str) -> dict[str, Any]:
    peer = room.ROOT / ".abrigo" / "peers" / "pouchdb"
    node = shutil.which("node")
    if node is None or not fetched(peer):
        return {"pouchdb_seconds": None, "ratio": None, "peer": "absent: needs Node and a registry of its packages"}
    from abrigo.ledger.codec import b64

    documents = Path(folder) / "documents.jsonl"
    with documents.open("w", encoding="utf-8") as out:
        for e in made(number):
            line_ = {"_id": "e" + b64(e.id), "h": e.header.decode(), "s": b64(e.sig), "b": b64(e.box)}
            out.write(json.dumps(line_) + "\n")
    script = str(Path(__file__).with_name("pouchdb.js"))
    env = os.environ | {"NODE_PATH": str(peer / "node_modules")}
    server = line.start(1, [node, script, "serve", f"{folder}/theirs", ADDRESSES[1], "9012"],
                        env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        time.sleep(4)
        before = line.bytes[0]
        client = line.start(0, [node, script, "send", f"{folder}/ours", str(documents),
                            f"http://{ADDRESSES[1]}:9012/db"], env=env, stdout=subprocess.PIPE)  # fmt: skip
        said = json.loads(client.communicate()[0].splitlines()[-1])
    finally:
        server.terminate()
        server.wait()
    assert said["written"] == number, said
    return {"pouchdb_seconds": round(said["seconds"], 2), "pouchdb_wire_bytes": line.bytes[0] - before,
            "peer": f"pouchdb {said['version']}, default batches"}  # fmt: skip


def fetched(peer: Path) -> bool:
    """The peer's packages in a place of the bench's own; whether they are there."""
    if (peer / "node_modules" / "express-pouchdb").exists():
        return True
    npm = shutil.which("npm")
    if npm is None:
        return False
    peer.mkdir(parents=True, exist_ok=True)
    (peer / "package.json").write_text('{"private": true}')
    try:
        done = subprocess.run([npm, "install", "--no-audit", "--no-fund", "--loglevel=error", *PEER], cwd=peer,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120, check=False)  # fmt: skip
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


# -- the two ends -----------------------------------------------------------------------------------------------------


def node_end(folder: str, host: str, port: str) -> None:
    """A node: GET says what it has; POST takes a stream of records, a hundred to a transaction, and signs a receipt."""
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    Path(folder).mkdir(parents=True, exist_ok=True)
    room.open_house(f"sqlite:///{folder}/book.sqlite3", folder)
    from django.db import connection, transaction

    from abrigo.ledger import dense, have, parcel, pen, reader
    from abrigo.ledger.chain import Device
    from abrigo.ledger.codec import canonical
    from abrigo.ledger.durability import steady

    device = Device(b"h" * 32)
    arrived: dict[str, float] = {}

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            if self.path == "/arrived":
                return self.answer(json.dumps(arrived).encode())
            books = have.Books.of(reader.places())
            return self.answer(canonical({"have": have.to_json(books.have())}))

        def do_POST(self) -> None:
            stream, waiting, since = dense.Reader(), [], time.monotonic()
            while size := int(self.rfile.readline(), 16):  # chunks, as they come
                waiting += stream.feed(self.rfile.read(size))
                self.rfile.readline()
                if len(waiting) >= 100 or time.monotonic() > since + 0.2:  # an alert does not wait for a hundred
                    self.keep(waiting)
                    waiting, since = [], time.monotonic()
            self.rfile.readline()
            self.keep(waiting)
            self.answer(parcel.receipt(device, have.Books.of(reader.places()).have(), 0))
            connection.close()

        def keep(self, waiting: list[Any]) -> None:
            with steady(), transaction.atomic():
                taken = pen.take_in(waiting, took=int(time.time() * 1000))
            assert not taken.refused, taken.refused[:1]
            arrived.update((one.id.hex(), time.time()) for one in taken.written)

        def answer(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    ThreadingHTTPServer((host, int(port)), Door).serve_forever()


def phone_end(host: str, port: str, number: int) -> None:
    """Asks what is there, sends the rest."""
    entries = made(number)
    began = time.time()
    line = connected(host, port)
    wanted = lacking(line, entries)
    sent: list[int] = []
    held = stream(line, iter(wanted), sent)
    print(json.dumps({"seconds": time.time() - began, "bytes": sum(sent), "held": held}))


def connected(host: str, port: str) -> Any:
    """No more on the way than the line holds in flight: what is urgent gets in front of the rest, not behind it."""
    import http.client
    import socket

    line = http.client.HTTPConnection(host, int(port))
    line.connect()
    line.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16_384)
    line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line


def lacking(line: Any, entries: list[Any]) -> list[Any]:
    from abrigo.ledger import have
    from abrigo.ledger.codec import parse

    by_place = {(e.dev, e.seq, e.id): e for e in entries}
    line.request("GET", "/have")
    theirs_have = have.from_json(parse(line.getresponse().read())["have"])
    return [by_place[place] for place in have.Books.of(by_place).missing(theirs_have)]


def stream(line: Any, entries: Any, sent: list[int]) -> int:
    """Records as they are made, a few at a time; out: how many entries the other side, signing, says it holds."""
    from itertools import islice

    from abrigo.ledger import dense, have
    from abrigo.ledger.codec import parse

    records = dense.pack(entries, lambda _kid: True)

    def pieces() -> Any:
        while some := b"".join(islice(records, 8)):
            sent.append(len(some))
            yield some

    line.request("POST", "/entries", pieces(), {"Transfer-Encoding": "chunked"}, encode_chunked=True)
    said, _, _sig = line.getresponse().read().partition(b"\n")
    return sum(high - low + 1 for ranges in have.from_json(parse(said)["have"]).values() for low, high, _ in ranges)


if __name__ == "__main__":
    if sys.argv[1] == "node":
        node_end(*sys.argv[2:5])
    elif sys.argv[1] == "phone":
        phone_end(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        print(json.dumps(main(sys.argv[1] == "short", sys.argv[2])))
