"""Power cuts, recorded and replayed: every disk that could be left is built, and no acknowledged entry may be missing.

A writer runs through our own door while iotrace.so notes each write, cut, sync and unlink. Then, at moments of that
record, disks are built in which all that was synced is there, and each write that was not is kept, lost or torn at
512 bytes, each for itself; an unlink that was not synced may come back. On half of the records one fsync in twenty
answers EIO and the pages it should have saved are dropped. Controls (synchronous=NORMAL, a drive that ignores flushes)
must fail: a test that cannot see the harm proves nothing.
"""

import json
import os
import random
import shutil
import struct
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import ledger_room as room

TURNS = 120


def run(short: bool) -> dict[str, Any]:
    """Figures: cuts, lost (disks without an acknowledged entry, unreadable or corrupt), controls_failed, traces."""
    return room.apart(__file__, short)


@dataclass(frozen=True, slots=True)
class Note:
    kind: str
    name: str
    offset: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class Drive:
    """`lies`: answers each flush at once and keeps nothing for certain."""

    lies: bool = False


def recorded(folder: Path, seed: int, *, eio: bool = False, normal: bool = False) -> list[Note]:
    """A fresh record of the writer: TURNS transactions, checkpoints of the WAL in between."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "src").mkdir(parents=True)
    read, write = os.pipe()
    env = os.environ | {
        "LD_PRELOAD": str(folder.parent / "iotrace.so"), "IOTRACE_DIR": str(folder / "src"), "IOTRACE_LOG": str(folder / "notes"),
        "IOTRACE_ACK": str(write), "IOTRACE_DICE": str(seed), "PYTHONPATH": str(room.ROOT / "src"),
    } | ({"IOTRACE_FAIL": "0.05"} if eio else {})  # fmt: skip
    subprocess.run(
        [sys.executable, __file__, "writer", str(folder), str(write), "NORMAL" if normal else "FULL"],
        check=True, env=env, pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(read)
    os.close(write)
    return list(notes(folder / "notes"))


def notes(file: Path) -> Iterator[Note]:
    raw, at = file.read_bytes(), 0
    while at < len(raw):
        kind, named, offset, length = struct.unpack_from("<4Q", raw, at)
        at += 32
        name = Path(raw[at : at + named].decode()).name
        at += named
        body = raw[at : at + length] if chr(kind) in "WA" else b""
        at += len(body)
        yield Note(chr(kind), name, offset, body)


def writer(folder: str, acknowledge: int, synchronous: str) -> None:
    """The process that is listened to."""
    url = f"sqlite:///{folder}/src/book.sqlite3"
    room.open_house(url, folder)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA synchronous={synchronous}")
        cursor.execute("PRAGMA wal_autocheckpoint=40")
    room.write_for_ever(acknowledge, TURNS)


class Disk:
    """What the platter holds (`files`), and what was asked of it since the last flush (`waiting`)."""

    def __init__(self, drive: Drive) -> None:
        self.drive = drive
        self.files: dict[str, bytearray] = {}
        self.waiting: dict[str, list[Note]] = {}
        self.gone: list[tuple[str, bytearray, list[Note]]] = []
        self.acknowledged: set[bytes] = set()

    def hear(self, note: Note, dice: random.Random) -> None:
        name = note.name
        if note.kind == "A":
            self.acknowledged |= {note.raw[i : i + 32] for i in range(0, len(note.raw), 32)}
        elif note.kind == "C":
            self.files.setdefault(name, bytearray())
            self.waiting.setdefault(name, [])
        elif note.kind in "WT":
            self.files.setdefault(name, bytearray())
            self.waiting.setdefault(name, []).append(note)
        elif note.kind == "U" and name in self.files:
            self.gone.append((name, self.files.pop(name), self.waiting.pop(name, [])))
        elif note.kind == "F":  # the kernel dropped some of these pages and will not say so again
            self._settle(name, [one for one in self.waiting.get(name, []) if dice.random() < 0.5])
        elif note.kind == "S" and not self.drive.lies:
            if name == "src":
                self.gone.clear()
            self._settle(name, self.waiting.get(name, []))

    def _settle(self, name: str, done: list[Note]) -> None:
        for one in done:
            put(self.files[name], one)
        self.waiting[name] = []

    def after_the_cut(self, dice: random.Random) -> dict[str, bytearray]:
        left = {name: bytearray(raw) for name, raw in self.files.items()}
        waiting = dict(self.waiting)
        if self.gone and dice.random() < 0.5 and self.gone[-1][0] not in left:
            name, raw, rest = self.gone[-1]
            left[name], waiting[name] = bytearray(raw), rest
        for name, rest in waiting.items():
            whole, share = dice.random() < 0.2, dice.random()
            for one in rest:
                if not whole and dice.random() >= share:
                    continue
                if whole or one.kind != "W" or len(one.raw) <= 512 or dice.random() < 0.7:
                    put(left[name], one)
                    continue
                for sector in range(0, len(one.raw), 512):  # torn: some sectors of the write arrived, some did not
                    if dice.random() < 0.5:
                        put(left[name], Note("W", name, one.offset + sector, one.raw[sector : sector + 512]))
        return left


def put(file: bytearray, note: Note) -> None:
    end = note.offset + len(note.raw)
    if len(file) < end:
        file.extend(bytes(end - len(file)))
    if note.kind == "W":
        file[note.offset : end] = note.raw
    else:
        del file[note.offset :]


def cuts(record: list[Note], count: int, dice: random.Random, drive: Drive, place: Path) -> Counter[str]:
    """Judge `count` disks. The record is heard once; cuts are made on the way, most of them right after an ack."""
    first = next(i for i, note in enumerate(record) if note.kind == "A")
    told = [i + 1 for i, note in enumerate(record) if note.kind == "A"]
    moments = Counter(dice.choice(told) if n % 2 else dice.randrange(first + 1, len(record)) for n in range(count))
    disk, found = Disk(drive), Counter[str]()
    for at, note in enumerate(record):
        for _ in range(moments.get(at, 0)):
            found[judged(disk.after_the_cut(dice), disk.acknowledged, place)] += 1
        disk.hear(note, dice)
    return found


def judged(files: dict[str, bytearray], acknowledged: set[bytes], place: Path) -> str:
    import pysqlite3

    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for name, raw in files.items():
        (place / name).write_bytes(raw)
    try:
        book = pysqlite3.connect(str(place / "book.sqlite3"))
        try:
            if book.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                return "corrupt"
            size, edge, prev_pos = *book.execute("SELECT size, edge FROM ledger_head").fetchone(), None
            newest = book.execute("SELECT max(pos) FROM bench_seen").fetchone()[0]
            rows = book.execute("SELECT pos, seq, id, header FROM ledger_entry ORDER BY pos")
            found = room.judge(rows, size, edge, acknowledged)
            return found if found != "ok" or newest in (prev_pos, size - 1) else "corrupt"
        finally:
            book.close()
    except (pysqlite3.DatabaseError, TypeError):
        return "unreadable"


def main(short: bool, folder: Path) -> dict[str, Any]:
    fast = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else folder
    place = fast / f"abrigo-cut-{os.getpid()}"
    source = Path(__file__).with_name("iotrace.c")
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", str(folder / "iotrace.so"), str(source), "-ldl"], check=True)
    went_on = range(int(os.environ.get("ABRIGO_BENCH_FROM", "0")), 100)  # a long run that was stopped goes on from here
    seeds, each = ((0, 3, 15), 400) if short else (went_on, 10_000)  # in 3 and 15 a failed flush once cost entries
    found, control = Counter[str](), {}
    try:
        for seed in seeds:
            record = recorded(folder / "trace", seed, eio=seed % 2 == 1)
            found += cuts(record, each, random.Random(seed), Drive(), place)
            room.so_far(trace=seed, cuts=found.total(), lost=found.total() - found["ok"])
        few = 60 if short else 600
        weak = recorded(folder / "trace", 1, normal=True)
        control["normal"] = cuts(weak, few, random.Random(1), Drive(), place)
        honest = recorded(folder / "trace", 2)
        control["lying_drive"] = cuts(honest, few, random.Random(2), Drive(lies=True), place)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return {
        "cuts": found.total(), "lost": found.total() - found["ok"], "traces": len(seeds),
        "controls": len(control), "controls_failed": sum(one["ok"] < one.total() for one in control.values()),
        "controls_found": {name: dict(one) for name, one in control.items()}, "found": dict(found),
    }  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1] == "writer":
        writer(sys.argv[2], int(sys.argv[3]), sys.argv[4])
    else:
        print(json.dumps(main(sys.argv[1] == "short", Path(sys.argv[2]))))
