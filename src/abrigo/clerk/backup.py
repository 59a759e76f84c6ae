"""Everything the record needs to start again elsewhere, in plain lines; encrypting them is the caller's duty.

The node's own signing secret is not among them: a key never moves, and a house that is put back on another machine
goes on under a new device, which its log shows.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from abrigo.clerk import enrolment, rebuild
from abrigo.clerk.memory import forget
from abrigo.ledger import checkpoints, pen, reader
from abrigo.vault import custody, keys, secrets, store
from abrigo.vault.commitment import commitment
from abrigo.vault.models import Epoch, Wrapped

LINES_AT_ONCE = 1_000
TABLES = {
    "receipts": ("clerk_receipt", ("staff", "id", "act", "digest", "size", "took", "body")),
    "refused": ("clerk_refused", ("staff", "agency", "act", "why", "about", "digest", "took")),
    "stamps": ("clerk_stamp", ("size", "authority", "token", "asked_at", "time")),
    "parcels": (
        "clerk_parcel",
        (
            "device",
            "seq",
            "hash",
            "prev",
            "act_id",
            "act",
            "staff",
            "operation",
            "site",
            "subject",
            "sealed",
            "sig",
            "outcome",
            "why",
            "about",
            "entries",
            "sightings",
            "rec",
            "said",
            "at",
            "took",
            "settled",
            "settled_by",
            "settled_at",
            "settled_why",
        ),
    ),
    "shredded": ("ledger_shredded", ("pos", "ground")),
    "witnesses": ("clerk_witness", ("name", "key", "agency", "since", "by", "ended", "size", "at")),
    # Who looked, and who was told: a house put back without it would have forgotten what oversight is owed.
    "looks": (
        "clerk_look",
        (
            "pos",
            "at",
            "staff",
            "agency",
            "role",
            "device",
            "operation",
            "compartment",
            "purpose",
            "grant",
            "n",
            "beyond",
            "whom",
            "prev",
            "digest",
        ),
    ),
    "looked-at": ("clerk_lookedat", ("look", "person")),
    "alarms": ("clerk_alarm", ("at", "kind", "operation", "staff", "agency", "about", "n", "seen_by", "seen_at")),
    "honey": ("clerk_honey", ("person", "operation", "by", "at")),
    "nodes": (
        "clerk_node",
        (
            "dev",
            "name",
            "agency",
            "sealing",
            "words",
            "enrols",
            "url",
            "since",
            "asked_by",
            "confirmed_by",
            "ended",
            "have",
            "seen",
            "got",
        ),
    ),
}


class NotEmpty(Exception):
    """There is a record here already; a backup is put back into an empty house only."""


class Damaged(Exception):
    """The backup does not hold together: which part, and how."""


def entries(size: int) -> Iterator[bytes]:
    for one in reader.sealed(0, size):
        line = {"h": _text(one.header), "s": _text(one.sig), "took": one.took}
        if one.box is not None:
            line["b"] = _text(one.box)
        yield _line(line)


def keyring() -> Iterator[bytes]:
    """Every subject's key as it lies in the table: wrapped under an epoch secret, which is written beside."""
    for row in Wrapped.objects.order_by("subject").iterator(chunk_size=LINES_AT_ONCE):
        yield _line({"subject": row.subject, "kid": _text(row.kid), "epoch": row.epoch, "wrap": _text(row.wrap)})


def epoch_secrets() -> dict[str, bytes]:
    """What opens the keyring, save what lies with custodians: two of them bring it back before a restore."""
    away = {c.epoch for c in custody.every()}
    epochs = Wrapped.objects.order_by("epoch").values_list("epoch", flat=True).distinct()
    return {name: secrets.secret(name) for name in (f"epoch-{e}.secret" for e in epochs if e not in away)}


def sealed_files() -> Iterator[Path]:
    """Photographs and scans, sealed as they lie in the vault."""
    yield from store.files()


def put_back_file(name: str, sealed: bytes) -> None:
    store.put_back(name, sealed)


def rows(name: str) -> Iterator[bytes]:
    table, columns = TABLES[name]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_quoted(columns)} FROM {table} ORDER BY 1")  # noqa: S608 - our own names
        while found := cursor.fetchmany(LINES_AT_ONCE):
            for row in found:
                yield _line({c: _plain(v) for c, v in zip(columns, row, strict=True)})


def manifest() -> dict[str, Any]:
    """What the log is at this minute: its size and root. The put-back house must come to the same."""
    tree = checkpoints.tree()
    newest = checkpoints.latest()
    return {
        "format": 1,
        "node": settings.ABRIGO_NODE,
        "devices": enrolment.own_devices(),
        "custody": [{"epoch": c.epoch, "people": list(c.people), "check": c.check} for c in _with_people()],
        "size": tree.size,
        "root": _text(tree.root),
        "checkpoint": newest.note if newest else "",
    }


def _with_people() -> list[custody.Custody]:
    used = set(Wrapped.objects.values_list("epoch", flat=True))
    return [c for c in custody.every() if c.epoch in used]


def _joined(told: dict[str, Any]) -> None:
    """Raises Damaged unless two custodians have put back what this backup does not hold."""
    for row in told.get("custody", []):
        secret = secrets.held(keys.epoch_secret(row["epoch"]))
        if secret is None or commitment(secret).hex() != row["check"]:
            raise Damaged(f"its keys are with {', '.join(row['people'])}: two of them first (./abrigo key join)")


def put_back(parts: dict[str, Iterable[bytes]], secrets_by_name: dict[str, bytes], told: dict[str, Any]) -> int:
    """One transaction: keys, entries (each verified), receipts, registers. Out: entries put back."""
    if reader.size():
        raise NotEmpty
    _joined(told)
    fresh = [name for name in secrets_by_name if not secrets.path_of(name).exists()]
    if len(fresh) != len(secrets_by_name):
        raise NotEmpty
    try:
        for name, raw in secrets_by_name.items():
            path = secrets.path_of(name)
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
            path.write_bytes(raw)
        return _put_all(parts, told)
    except BaseException:
        for name in fresh:
            secrets.destroy(name)
        secrets.path_of(enrolment.BEFORE).unlink(missing_ok=True)  # a house that was not put back keeps no keys either
        raise


def _put_all(parts: dict[str, Iterable[bytes]], told: dict[str, Any]) -> int:
    enrolment.remember_devices(told.get("devices", []))  # before anything is folded: their word is this house's own
    with transaction.atomic():
        _put_keys(parts["keyring"])
        _put_entries(parts["entries"])
        tree = checkpoints.tree()
        if tree.size != told["size"] or _text(tree.root) != told["root"]:
            raise Damaged(f"entries: {tree.size} put back, {told['size']} expected, or another root")
        for name in TABLES:
            _put_rows(name, parts[name])
        # Keys are wrapped on under the epoch they came with; a first one here would never be rotated away.
        epochs = Wrapped.objects.values_list("epoch", flat=True)
        Epoch.objects.update(number=max([1, *epochs]))
        for row in told.get("custody", []):
            custody.mark(custody.Custody(row["epoch"], tuple(row["people"]), row["check"]))
    keys.forget()
    forget()
    return rebuild.rebuild()


def _put_keys(lines: Iterable[bytes]) -> None:
    with connection.cursor() as cursor:
        for line in lines:
            row = json.loads(line)
            cursor.execute(
                "INSERT INTO vault_wrapped (subject, kid, epoch, wrap) VALUES (%s, %s, %s, %s)",
                [row["subject"], b64decode(row["kid"]), row["epoch"], b64decode(row["wrap"])],
            )


def _put_entries(lines: Iterable[bytes]) -> None:
    """Each with the time this node took it, so that what was known when stays what it was."""
    told = map(json.loads, lines)
    for took, group in groupby(told, key=lambda line: line["took"]):
        batch = [(b64decode(x["h"]), b64decode(x["s"]), b64decode(x["b"]) if "b" in x else None) for x in group]
        taken = pen.take_in(batch, took=took)
        if taken.refused or len(taken.written) != len(batch):
            raise Damaged(f"entries: {taken.refused[:1] or 'one stands twice'}")


def _put_rows(name: str, lines: Iterable[bytes]) -> None:
    table, columns = TABLES[name]
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        for line in lines:
            row = json.loads(line)
            sql = f"INSERT INTO {table} ({_quoted(columns)}) VALUES ({marks})"  # noqa: S608 - our own names
            cursor.execute(sql, [_value(row[c]) for c in columns])


def _plain(value: Any) -> Any:
    return {"base64": _text(value)} if isinstance(value, bytes | memoryview) else value


def _value(plain: Any) -> Any:
    return b64decode(plain["base64"]) if isinstance(plain, dict) else plain


def _quoted(columns: Iterable[str]) -> str:
    return ", ".join(f'"{c}"' for c in columns)


def _text(raw: bytes | memoryview) -> str:
    return b64encode(bytes(raw)).decode()


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
