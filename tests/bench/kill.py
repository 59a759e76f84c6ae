"""kill -9 at random moments: no acknowledged entry is lost, the chain, the tree and the register are whole."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import ledger_room as room


def run(short: bool) -> dict[str, Any]:
    """Figures: kills, lost (acknowledged entries missing), and per target the kills made and entries acknowledged."""
    return room.apart(__file__, short)


def murder(times: int, dice: random.Random, after: Any = None) -> tuple[int, int, int]:
    """Fork a writer, kill it, judge; (kills, acknowledged, lost)."""
    from django.db import connection

    acknowledged: set[bytes] = set()
    lost = 0
    for turn in range(times):
        if turn % 100 == 99:
            room.so_far(kills=turn + 1, acknowledged=len(acknowledged), lost=lost)
        connection.close()
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            try:
                room.write_for_ever(write)
            finally:
                os._exit(1)
        os.close(write)
        said = os.read(read, 32)
        time.sleep(dice.random() * 0.025)
        if after is not None:
            after()
        os.kill(child, signal.SIGKILL)
        while piece := os.read(read, 1 << 16):
            said += piece
        os.close(read)
        os.waitpid(child, 0)
        acknowledged |= {said[i : i + 32] for i in range(0, len(said) - 31, 32)}
        lost += verdict(acknowledged)
    return times, len(acknowledged), lost


def verdict(acknowledged: set[bytes]) -> int:
    """1 when something is wrong. All is read at one instant: the killed client's server may be finishing its commit."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pos, seq, id, header FROM ledger_entry ORDER BY pos")
        rows = cursor.fetchall()
        cursor.execute("SELECT size, edge FROM ledger_head")
        size, edge = cursor.fetchone()
        cursor.execute("SELECT max(pos) FROM bench_seen")
        newest = cursor.fetchone()[0]
    found = room.judge(iter(rows), size, edge, acknowledged)
    if found == "ok" and newest == size - 1:
        return 0
    print(f"{found}: {len(rows)} rows, head {size}, register {newest}", file=sys.stderr)
    return 1


def fresh_postgres(url: str, name: str) -> str:
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name}")
    return url.rsplit("/", 1)[0] + "/" + name


def main(short: bool, folder: str, target: str) -> dict[str, Any]:
    dice = random.Random(7)
    if target == "sqlite":
        room.open_house(f"sqlite:///{folder}/book.sqlite3", folder)
        kills, acked, lost = murder(60 if short else 4_000, dice)
        return {"kills": kills, "acknowledged": acked, "lost": lost}
    with room.a_postgres(folder) as (url, data, start):
        if target == "client":
            room.open_house(fresh_postgres(url, "kill"), folder)
            kills, acked, lost = murder(15 if short else 800, dice)
        else:
            room.open_house(fresh_postgres(url, "kill"), folder)
            kills, acked, lost = murder(3 if short else 200, dice, after=lambda: fell(data, start))
        return {"kills": kills, "acknowledged": acked, "lost": lost}


def fell(data: Path, start: Any) -> None:
    """The postmaster and all its children at once, then up again."""
    head = int((data / "postmaster.pid").read_text().splitlines()[0])
    tree = subprocess.run(["ps", "-o", "pid=", "--ppid", str(head)], capture_output=True, text=True, check=False)
    for one in [head, *map(int, tree.stdout.split())]:
        try:
            os.kill(one, signal.SIGKILL)
        except ProcessLookupError:
            continue
    time.sleep(0.05)
    start()


if __name__ == "__main__":
    brief, place = sys.argv[1] == "short", sys.argv[2]
    if len(sys.argv) == 4:
        print(json.dumps(main(brief, place, sys.argv[3])))
        sys.exit()
    total: dict[str, Any] = {"kills": 0, "lost": 0}
    for aim in ("sqlite", "client", "postmaster"):
        inside = Path(place) / aim
        inside.mkdir()
        inside.chmod(0o755)
        Path(place).chmod(0o755)
        done = subprocess.run(
            [sys.executable, __file__, sys.argv[1], str(inside), aim], stdout=subprocess.PIPE, check=False
        )
        if done.returncode:
            total[aim] = "not run"
            continue
        total[aim] = json.loads(done.stdout.splitlines()[-1])
        total["kills"] += total[aim]["kills"]
        total["lost"] += total[aim]["lost"]
    print(json.dumps(total))
