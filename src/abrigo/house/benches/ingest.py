"""Entries made elsewhere, in hundreds: each checked (form, signature, box), numbered, hashed into the log, durable.

Against the same bytes as bare rows, a hundred in a transaction, by the bare driver. Folding them is not in it: what
came from elsewhere is folded by the clerk, and its cost is the bench of rebuilding.
"""

import json
import os
import sys
import time
from typing import Any

from abrigo.house import throwaway

BATCH = 100


def run(short: bool) -> dict[str, Any]:  # noqa: FBT001 - the form of every bench
    batches, rounds = ("20", "3") if short else ("100", "6")
    figures: dict[str, Any] = {}
    with throwaway.postgres() as server:
        for name, url in (("sqlite", None), ("postgres", server)):
            if name == "postgres" and url is None:
                continue
            found = throwaway.apart("ingest", batches, rounds, url=url)
            figures |= {f"{name}_batch100_ratio": found.pop("ratio")}
            figures |= {f"{name}_{figure}": value for figure, value in found.items()}
    return figures


def measure(batches: int, rounds: int) -> dict[str, Any]:
    throwaway.stand_up()
    from django.db import transaction

    from abrigo.ledger import pen

    phones = [parcels(batches // 4 or 1) for _ in range(4 * rounds)]  # four phones a round, never seen before
    raw, spent = raw_batches(), {"raw": 0.0, "ours": 0.0}
    written = 0
    for number in range(rounds):
        began = time.perf_counter()
        for _ in range(batches):
            raw()
        spent["raw"] += time.perf_counter() - began
        began = time.perf_counter()
        for phone in phones[4 * number : 4 * number + 4]:
            for parcel in phone:
                with transaction.atomic():
                    taken = pen.take_in(parcel, took=written)
                written += len(taken.written)
        spent["ours"] += time.perf_counter() - began
    rows = rounds * batches * BATCH
    assert written == rounds * 4 * (batches // 4 or 1) * BATCH
    ours, bare = written / spent["ours"], rows / spent["raw"]
    return {"ratio": round(ours / bare, 3), "per_s": round(ours), "raw_per_s": round(bare)}


def parcels(number: int) -> list[list[tuple[bytes, bytes, bytes | None]]]:
    """What one phone wrote, in hundreds: sightings and handovers of some forty children."""
    from abrigo.ledger.chain import Device

    device, keys = Device(os.urandom(32)), [os.urandom(32) for _ in range(40)]
    made: list[list[tuple[bytes, bytes, bytes | None]]] = []
    for batch in range(number):
        some: list[tuple[bytes, bytes, bytes | None]] = []
        for n in range(BATCH):
            fact = {"person": f"p{n % 40:06}", "site": "s0", "how": "band", "unit": None,
                    "said": {"at": 1_734_886_800_000 + batch * 9_000 + n, "by": "st-7"}}  # fmt: skip
            payload: Any = {"kind": "sighting.seen", "ver": 1, "fact": fact, "group": f"g{batch}-{n}"}
            entry = device.seal(payload, keys[n % 40], 1_734_886_800_000 + n)
            some.append((entry.header, entry.sig, entry.box))
        made.append(some)
    return made


def raw_batches() -> Any:
    """A hundred rows of an entry's size, committed together by a bare connection of the same settings."""
    from django.conf import settings

    told: dict[str, Any] = settings.DATABASES["default"]
    row = (1, os.urandom(32), os.urandom(16), os.urandom(230), os.urandom(64), os.urandom(200))
    columns = "(pos {}, seq BIGINT, id {b}, kid {b}, header {b}, sig {b}, box {b})"
    insert = "INSERT INTO raw (seq, id, kid, header, sig, box) VALUES ({})"
    if "sqlite" in told["ENGINE"]:
        import sqlite3

        bare = sqlite3.connect(f"{told['NAME']}.raw", isolation_level=None)
        bare.execute("PRAGMA journal_mode=WAL")
        bare.execute("PRAGMA synchronous=FULL")
        bare.execute("CREATE TABLE raw " + columns.format("INTEGER PRIMARY KEY", b="BLOB"))

        def one() -> None:
            bare.execute("BEGIN IMMEDIATE")
            bare.executemany(insert.format("?, ?, ?, ?, ?, ?"), [row] * BATCH)
            bare.execute("COMMIT")

        return one
    import psycopg

    server = psycopg.connect(
        host=told["HOST"], port=told["PORT"], user=told["USER"], password=told["PASSWORD"] or None,
        dbname=told["NAME"], autocommit=True,
    )  # fmt: skip
    server.execute("CREATE TABLE raw " + columns.format("BIGSERIAL PRIMARY KEY", b="BYTEA"))

    def many() -> None:
        with server.transaction(), server.cursor(binary=True) as cursor:
            cursor.executemany(insert.format("%s, %s, %s, %s, %s, %s"), [row] * BATCH)

    return many


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]), int(sys.argv[2]))))
