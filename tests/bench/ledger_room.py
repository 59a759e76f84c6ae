"""What the ledger's benches share: a fresh house in this process, a writer that acknowledges, and a judge of what is left."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
KEY = b"k" * 32
WORDS = {
    "kind": "sighting.seen",
    "fact": {"person": "0b1a2c3d-1111-4222-8333-123456789abc", "site": "site-3", "said": {"at": 1734886800000, "by": "staff-7"},
             "note": "Vista en el patio por la cuidadora de turno; señal débil, sin novedad."},
    "ver": 1,
}  # fmt: skip


def apart(file: str, short: bool) -> dict[str, Any]:
    """Run a bench in a process of its own, so that it may fork, kill and replace databases; its figures come back."""
    with tempfile.TemporaryDirectory(prefix="abrigo-bench-", ignore_cleanup_errors=True) as folder:
        done = subprocess.run(
            [sys.executable, file, "short" if short else "long", folder],
            stdout=subprocess.PIPE, text=True, check=True, env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def so_far(**figures: int) -> None:
    """A long form says how far it has come, so that one which is stopped has still shown something."""
    print(json.dumps(figures), file=sys.stderr, flush=True)


def open_house(url: str, folder: str) -> None:
    """Django with the ledger alone, on this database; tables made if they are not there."""
    os.environ["ABRIGO_HOME"] = f"{folder}/home"
    os.environ["ABRIGO_DATABASE_URL"] = url
    from django.conf import settings

    from abrigo.house.settings import database

    if not settings.configured:
        import django

        settings.configure(
            DATABASES={"default": database(url)}, ABRIGO_HOME=Path(folder) / "home", ABRIGO_NODE="bench", USE_TZ=True,
            INSTALLED_APPS=["abrigo.ledger", "abrigo.vault"], DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        )  # fmt: skip
        django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    connection.close()


def write_for_ever(acknowledge: int, most: int | None = None, register: bool = True) -> None:
    """Append one or seven entries a transaction and, only after COMMIT, put their ids on the pipe `acknowledge`."""
    from django.db import connection, transaction

    from abrigo.ledger import pen
    from abrigo.ledger.chain import Device
    from abrigo.ledger.durability import steady

    device, turn = Device(b"d" * 32), 0
    if register:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS bench_seen (place integer PRIMARY KEY, pos integer NOT NULL)")
    while most is None or turn < most:
        turn += 1
        try:
            with steady(), connection.wrap_database_errors, transaction.atomic():
                written = pen.append(device, [pen.Draft(WORDS, KEY)] * (1 if turn % 3 else 7), rec=turn, took=turn)
                if register:
                    with connection.cursor() as cursor:
                        cursor.execute(
                            "INSERT INTO bench_seen (place, pos) VALUES (%s, %s) "
                            "ON CONFLICT (place) DO UPDATE SET pos = excluded.pos",
                            (turn % 5, written[-1].pos),
                        )
        except Exception:  # noqa: BLE001 - an I/O error was refused to the writer, so it owes nothing for these
            connection.close()
            continue
        os.write(acknowledge, b"".join(one.id for one in written))


def judge(entries: Iterator[tuple[int, int, bytes, bytes]], size: int, edge: bytes, acknowledged: set[bytes]) -> str:
    """ "ok", or what is wrong with what is left: rows are (pos, seq, id, header) in order."""
    from abrigo.ledger.chain import entry_id, parse_header
    from abrigo.ledger.codec import b64
    from abrigo.ledger.merkle import Frontier

    log, prev, here = Frontier(), "", set()
    for place, (pos, seq, name, header) in enumerate(entries):
        if (known := _READ.get(header)) is None:
            known = _READ[header] = entry_id(bytes(header)), parse_header(bytes(header)).prev
        if pos != place or seq != place + 1 or known != (bytes(name), prev):
            return "corrupt"
        prev = b64(bytes(name))
        here.add(bytes(name))
        log.append(bytes(name))
    if (log.size, log.dump()) != (size, bytes(edge)):
        return "corrupt"
    return "ok" if acknowledged <= here else "lost"


_READ: dict[bytes, tuple[bytes, str]] = {}  # headers that stood on an earlier disk are not parsed again


@contextmanager
def a_postgres(folder: str, port: int = 0) -> Iterator[tuple[str, Path, Any]]:
    """A PostgreSQL of our own: its URL, its data folder, and a function that starts it again after it was killed."""
    import shutil
    import socket
    import time

    homes = sorted(Path("/usr/lib/postgresql").glob("*/bin")) + [Path(p).parent for p in [shutil.which("initdb")] if p]
    if not homes:
        raise FileNotFoundError("no PostgreSQL binaries")
    data = Path(folder) / "pg"
    if not port:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
    who: dict[str, Any] = {}
    if os.geteuid() == 0:
        import pwd

        nobody = pwd.getpwnam("nobody")
        who = {"user": nobody.pw_uid, "group": nobody.pw_gid}
        Path(folder).chmod(0o755)
        data.mkdir()
        os.chown(data, nobody.pw_uid, nobody.pw_gid)
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/", **who}
    subprocess.run([homes[-1] / "initdb", "-D", data, "-U", "abrigo", "-A", "trust", "-E", "UTF8"], check=True, **quiet)
    served: list[subprocess.Popen] = []

    def start() -> None:
        (data / "postmaster.pid").unlink(missing_ok=True)
        served.append(
            subprocess.Popen(
                [homes[-1] / "postgres", "-D", data, "-p", str(port), "-c", "listen_addresses=127.0.0.1", "-k", ""],
                **quiet,
            )
        )
        import psycopg

        for _ in range(400):
            try:
                psycopg.connect(f"postgresql://abrigo@127.0.0.1:{port}/postgres").close()
                return
            except psycopg.OperationalError:
                time.sleep(0.05)
        raise TimeoutError("PostgreSQL did not start")

    start()
    try:
        yield f"postgresql://abrigo@127.0.0.1:{port}/postgres", data, start
    finally:
        served[-1].send_signal(signal.SIGINT)  # at once, without waiting for whoever is still connected
        served[-1].wait()
