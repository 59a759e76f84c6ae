"""A stranger's whole audit of an exported operation, against nothing but its signatures checked one after another.

The audit reads every line, checks form, signature, place in the log, box, and opens and reads every box. Both sides
use the one package the stranger needs. Rounds alternate; the bundle is read from a file as a stranger would.
"""

import importlib
import json
import random
import sys
import time
from pathlib import Path
from typing import Any

from abrigo.house import throwaway
from abrigo.house.benches.rebuild import invented, write_ledger


def run(short: bool) -> dict[str, Any]:  # noqa: FBT001 - the form of every bench
    return throwaway.apart("audit", *(("12000", "3") if short else ("1000000", "1")), url=None)


def measure(entries: int, rounds: int) -> dict[str, Any]:
    throwaway.stand_up()
    from django.conf import settings
    from django.db import transaction

    from abrigo.clerk.device import node_device
    from abrigo.ledger import bundle, checkpoints, reader
    from abrigo.vault import keys

    write_ledger(invented(entries, random.Random(7)))  # noqa: S311 - a bench
    with transaction.atomic():
        point = checkpoints.issue(node_device(), took=1)
    file = Path(settings.ABRIGO_HOME) / "bundle.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as out:
        size = bundle.write(bundle.operation(point, keys.all_by_kid()), out)
    policy = {"log": checkpoints.key_of(node_device()).text()}
    messages = [(b"abrigo/entry/1\n" + s.header, s.sig) for s in reader.sealed()]
    spent: dict[str, list[float]] = {"audit": [], "bare": []}
    for _ in range(rounds):
        spent["bare"].append(bare(node_device().id, messages))
        spent["audit"].append(audited(file, policy, len(messages)))
    ours, floor = min(spent["audit"]), min(spent["bare"])
    return {
        "entries_per_s": round(len(messages) / ours), "ratio_to_bare_signatures": round(floor / ours, 3),
        "bare_per_s": round(len(messages) / floor), "entries": len(messages), "seconds": round(ours, 2),
        "bytes_per_entry": round(size / len(messages)),
    }  # fmt: skip


def bare(dev: str, messages: list[tuple[bytes, bytes]]) -> float:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from abrigo.ledger.codec import unb64

    key = Ed25519PublicKey.from_public_bytes(unb64(dev))
    began = time.perf_counter()
    for message, sig in messages:
        key.verify(sig, message)
    return time.perf_counter() - began


def audited(file: Path, policy: dict[str, Any], entries: int) -> float:
    from abrigo.ledger import verify

    importlib.reload(verify)  # a stranger reads a bundle once: nothing is remembered from the round before
    began = time.perf_counter()
    with file.open(encoding="utf-8", newline="") as lines:
        found = verify.verify(lines.read().removesuffix("\n").split("\n"), policy)
    took = time.perf_counter() - began
    assert not found["problems"], found["problems"][:3]
    assert found["opened"] == found["entries"] == entries
    return took


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]), int(sys.argv[2]))))
