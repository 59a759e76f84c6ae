"""How the ledger stands, for whoever runs the house and whoever doubts it: numbers and names of machines, no word."""

import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection

from abrigo.clerk import enrolment, witnesses
from abrigo.clerk.device import node_device
from abrigo.clerk.models import Declined, Node
from abrigo.facts.wire import to_ms
from abrigo.ledger import checkpoints, durability, reader
from abrigo.ledger.driver import raw

SHOWN: Final = 50
BACKUP_MARK: Final = "backup.last"
LATE_BACKUP_MS: Final = 26 * 3_600_000  # one a night, and two hours to notice


@dataclass(frozen=True, slots=True)
class Chain:
    """One device as this log has it. `last`: its highest number here; `missing`: how many below it are not here."""

    dev: str
    holder: str
    entries: int
    last: int
    missing: int
    worth: str
    own: bool


def chains() -> list[Chain]:
    known = enrolment.devices()
    own = node_device().id
    rows = raw("SELECT dev, count(DISTINCT seq), max(seq), count(*), max(rec) FROM ledger_entry GROUP BY dev", ())
    found = []
    for dev, held, last, entries, rec in rows.fetchall():
        holder = known.known[dev].holder if dev in known.known else ""
        worth = str(known.standing(dev, int(last), int(rec)))
        found.append(Chain(dev, holder, int(entries), int(last), int(last) - int(held), worth, own=dev == own))
    return sorted(found, key=lambda c: (not c.own, c.holder, c.dev))


def gaps() -> list[dict[str, Any]]:
    """Numbers of each device that are not here although a later one is."""
    sql = (
        "SELECT dev, seq + 1, nxt - 1 FROM (SELECT dev, seq, lead(seq) OVER (PARTITION BY dev ORDER BY seq) AS nxt"
        " FROM (SELECT DISTINCT dev, seq FROM ledger_entry) d) x WHERE nxt > seq + 1"
    )
    found = [{"dev": dev, "from": int(low), "to": int(high)} for dev, low, high in raw(sql, ()).fetchall()]
    firsts = raw("SELECT dev, min(seq) FROM ledger_entry GROUP BY dev", ()).fetchall()
    found += [{"dev": dev, "from": 1, "to": int(first) - 1} for dev, first in firsts if first > 1]
    return sorted(found, key=lambda g: (g["dev"], g["from"]))[:SHOWN]


def forks() -> list[dict[str, Any]]:
    """Numbers under which a device wrote twice: a copied key, or a lie. Both are kept."""
    sql = "SELECT dev, seq, count(*) FROM ledger_entry GROUP BY dev, seq HAVING count(*) > 1 ORDER BY dev, seq"
    return [{"dev": dev, "number": int(seq), "entries": int(n)} for dev, seq, n in raw(sql, ()).fetchall()][:SHOWN]


@dataclass(frozen=True, slots=True)
class Other:
    """Another house. `here`: entries of the operation that it says it holds; `lacks`: of ours, how many it does not."""

    name: str
    dev: str
    agency: str
    words: str
    url: str
    waiting: bool
    asked_by: str
    ended: int | None
    seen: int | None
    got: int
    lacks: int


def others() -> list[Other]:
    held = {dev: int(n) for dev, n in raw("SELECT dev, count(DISTINCT seq) FROM ledger_entry GROUP BY dev", ())}
    found = []
    for row in Node.objects.order_by("ended", "name"):
        have = json.loads(row.have)
        there = {dev: sum(high - low + 1 for low, high, _ in ranges) for dev, ranges in have.items()}
        lacks = sum(max(0, n - there.get(dev, 0)) for dev, n in held.items())
        found.append(
            Other(
                row.name, row.dev, row.agency, row.words, row.url, not row.confirmed_by, row.asked_by, row.ended,
                row.seen, row.got, lacks,
            )
        )  # fmt: skip
    return found


def declined() -> list[dict[str, Any]]:
    rows = Declined.objects.order_by("-at", "-number")[:SHOWN]
    return [{"at": r.at, "source": r.source, "what": r.what, "code": r.code, "about": r.about} for r in rows]


def backed_up() -> int | None:
    """When the last backup of this house was written and read back (ms); None when there is none."""
    mark: Path = settings.ABRIGO_HOME / BACKUP_MARK
    try:
        return int(mark.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def mark_backup(now: datetime) -> None:
    mark: Path = settings.ABRIGO_HOME / BACKUP_MARK
    mark.touch(mode=0o600)
    mark.write_text(str(to_ms(now)), encoding="ascii")


def disk_free() -> tuple[int, int]:
    """Bytes free and in all, where this house keeps its files."""
    told = shutil.disk_usage(settings.ABRIGO_HOME)
    return told.free, told.total


def engine() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        version = cursor.fetchone()[0]
    return f"{'SQLite' if connection.vendor == 'sqlite' else 'PostgreSQL'} {version}"


def in_numbers() -> dict[str, Any]:
    size, newest, seen = reader.size(), checkpoints.latest(), checkpoints.witnessed()
    return {
        "size": size,
        "checkpoint": newest.short() if newest else "",
        "witnessed": seen.size if seen else 0,
        "witnesses": [
            {"name": w.name, "agency": w.agency, "size": w.size, "at": w.at, "behind": w.behind, "ended": w.ended}
            for w in witnesses.every(size)
        ],
        "gaps": gaps(),
        "forks": forks(),
        "nodes": [
            {"name": o.name, "dev": o.dev, "agency": o.agency, "words": o.words, "seen": o.seen, "lacks": o.lacks}
            for o in others()
        ],
        "declined": declined(),
        "durable": [p.code for p in durability.problems()],
    }
