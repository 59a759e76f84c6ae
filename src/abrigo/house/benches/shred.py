"""One child's words destroyed as two people do it: then every file is searched for the key, what opens it, the words.

It goes through clerk/shredding.carry_out, with a form half filled about the child.
Searched: the database with its free pages and write-ahead log (on PostgreSQL the whole data folder), the house's home
with its sealed files, and a backup made before, unpacked: there the wrapped key may lie, but nothing that opens it.
The control stops after the deletion, as one who trusts DELETE would: it must find something.
"""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

from abrigo.house import throwaway

CHILD, WORDS = "p000003", "Xochiquétzal-Ñandú-de-las-Nieves"


def run(short: bool) -> dict[str, Any]:  # noqa: FBT001 - the form of every bench
    children = "60" if short else "10000"
    figures: dict[str, Any] = {"bytes_left": 0, "controls": 0, "controls_failed": 0, "log_verifies": True}
    with throwaway.postgres() as server:
        for name, url in (("sqlite", None), ("postgres", server)):
            if name == "postgres" and url is None:
                continue
            found = throwaway.apart("shred", children, url=url)
            figures["bytes_left"] += found["left"]["bytes"]
            figures["controls"] += 1
            figures["controls_failed"] += found["after_delete"]["bytes"] > 0
            figures["log_verifies"] &= found["log_verifies"]
            figures[name] = found
    return figures


def measure(children: int) -> dict[str, Any]:
    throwaway.stand_up()
    people = throwaway.open_operation(children)
    _tell(people[3])
    from abrigo.clerk import backup, shredding
    from abrigo.ledger import reader
    from abrigo.vault import keys, secrets, store
    from abrigo.vault.models import Wrapped

    subject = f"person:{CHILD}"
    key = keys.key_for(subject)
    digest = store.put(WORDS.encode() * 50, key)
    _say("add-photo", {"person": CHILD, "digest": digest, "media_type": "image/jpeg", "size": 9, "authorised_by": "d"})
    _half_written(key)
    kept = gzip.compress(b"\n".join([*backup.entries(reader.size()), *backup.keyring()]))
    wrap = bytes(Wrapped.objects.get(subject=subject).wrap)
    old = secrets.secret("epoch-1.secret")
    sought = {"key": key, "epoch_secret": old, "words": WORDS.encode()}

    then = _ask_for_it()
    finish, shredding.finish = shredding.finish, lambda: None  # the control: as if deleting were all
    (gone,) = shredding.carry_out(then)
    shredding.finish = finish
    after_delete = _search(sought, kept)
    assert shredding.waiting()
    shredding.carry_out(then)  # as the next night would: what was stopped is made final
    assert gone.person == CHILD
    assert not shredding.waiting()
    _recycle()
    left = _search(sought, kept)
    opened = sum(_opens(wrap, subject, secret) for secret in _secrets())
    return {"left": left, "after_delete": after_delete, "old_wraps_that_open": opened, "log_verifies": _verifies()}


def _half_written(key: bytes) -> None:
    """A row typed at the intake table and a form begun, both about the child."""
    from abrigo.desk.models import Draft, FormDraft
    from abrigo.vault import store

    row = {"staff": "st-bench", "id": "d1", "operation": throwaway.OPERATION, "began": 1, "person": CHILD}
    Draft.objects.create(**row, body=json.dumps({"name": WORDS}, ensure_ascii=False))
    FormDraft.objects.create(**row, form="f", digest=store.put(WORDS.encode(), key))


def _ask_for_it() -> Any:
    """As two people do it on the page, after the child has died. Out: the instant at which it is due."""
    from dataclasses import replace
    from datetime import timedelta

    at = throwaway.BEGAN
    dead = {"place": {"words": "Hospital", "country": ""}, "certified_by": "Dra. X"}
    _say("record-death", {"person": CHILD, **dead})
    _say("ask-shredding", {"shredding": "s1", "whose": CHILD, "basis": "Ley 1, artículo 2"})
    another = replace(throwaway.someone(), staff="st-two", device="x")
    _say("confirm-shredding", {"shredding": "s1", "whose": CHILD}, another)
    return at + timedelta(days=31)


def _tell(person: str) -> None:
    claim = {"claim": f"{person}/secret", "text": WORDS, "speaker": person, "language": "es", "script": "Latn"}
    _say("claim-name", {"person": person, **claim})


def _say(act: str, fields: dict[str, Any], viewer: Any = None) -> None:
    from abrigo.clerk.record import record
    from abrigo.facts.wire import spelling
    from abrigo.rules.index import ACTS

    plain = {"operation": throwaway.OPERATION, "at": throwaway.BEGAN.isoformat(), **fields}
    plain = {name: value for name, value in plain.items() if name in ACTS[act].act.__dataclass_fields__}
    asked = spelling(ACTS[act].act, "iso").read(plain, "")
    answer = record(viewer or throwaway.someone(), asked, id=f"bench-{act}", now=throwaway.BEGAN)
    assert answer.taken, (act, answer.refusal)


def _recycle() -> None:
    """On PostgreSQL, what the runbook has its administrator do: by itself the server keeps old pieces of its log to
    write into again, with the words still in them.
    """
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ALTER SYSTEM SET wal_recycle = off")
            cursor.execute("SELECT pg_reload_conf()")
            cursor.execute("SELECT pg_switch_wal()")
            cursor.execute("CHECKPOINT")
            cursor.execute("CHECKPOINT")


def _search(sought: dict[str, bytes], kept: bytes) -> dict[str, Any]:
    """How often each secret stands in any file, and how many bytes that is."""
    found: dict[str, dict[str, int]] = {name: {} for name in sought}
    for place, raw in [*_files(), ("backup", gzip.decompress(kept))]:
        for name, secret in sought.items():
            if times := raw.count(secret):
                found[name][place] = found[name].get(place, 0) + times
    total = sum(len(sought[name]) * sum(where.values()) for name, where in found.items())
    return {"bytes": total} | {name: where for name, where in found.items() if where}


def _files() -> list[tuple[str, bytes]]:
    from django.conf import settings
    from django.db import connection

    home = Path(settings.ABRIGO_HOME)
    folders = [("home", home)]
    if connection.vendor == "sqlite":
        file = Path(str(connection.settings_dict["NAME"]))
        folders += [("database", each) for each in file.parent.glob(f"{file.name}*")]
    else:
        with connection.cursor() as cursor:
            cursor.execute("SHOW data_directory")
            data = Path(cursor.fetchone()[0])
        folders += [("wal", data / "pg_wal"), ("database", data / "base")]
    files = [(name, f) for name, top in folders for f in ([top] if top.is_file() else top.rglob("*")) if f.is_file()]
    return [(name, f.read_bytes()) for name, f in files]


def _secrets() -> list[bytes]:
    from django.conf import settings

    held = [f.read_bytes() for f in Path(settings.ABRIGO_HOME).glob("*.secret")]
    return [secret for secret in held if len(secret) == 32]


def _opens(wrap: bytes, subject: str, secret: bytes) -> bool:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        AESGCM(secret).decrypt(wrap[:12], wrap[12:], f"abrigo/wrap/1\n1\n{subject}".encode())
    except InvalidTag:
        return False
    return True


def _verifies() -> bool:
    from django.db import transaction

    from abrigo.clerk.device import node_device
    from abrigo.ledger import bundle, checkpoints, verify
    from abrigo.vault import keys

    with transaction.atomic():
        point = checkpoints.issue(node_device(), took=1)
    lines = [line.decode() for line in bundle.operation(point, keys.all_by_kid())]
    found = verify.verify(lines, {"log": checkpoints.key_of(node_device()).text()})
    return not found["problems"] and found["withheld"] > 0


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
