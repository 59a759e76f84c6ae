"""./abrigo witness: another office watches this log, and signs only a log that continues the one it saw before.

    ./abrigo witness --key                                      this witness's own key, to be invited with
    ./abrigo witness --log KEY --with http://127.0.0.1:8400/    fetch, check, write down, sign, send the signature
    ./abrigo witness --log KEY --from NOTE --to LINE            the same by files: a stick is enough
    ./abrigo witness --note NAME --to NOTE                      at the house: what goes to that witness on a stick
    ./abrigo witness --take LINE                                at the house: what came back from it
    ./abrigo witness --show                                     what was seen, of which log

What was seen is written down, durably, before anything is signed: a witness that forgets signs two histories. It needs
no database of the house it watches and sees no word of anybody.
"""

import argparse
import json
import os
import sys
import urllib.error
import urllib.request
from base64 import b64decode
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


def main(argv: list[str]) -> int:
    """0 signed; 1 refused: this log is not to be trusted (the reason is said and kept); 2 usage; 3 unreachable."""
    told = _parser().parse_args(argv)
    import django

    django.setup()
    from abrigo.ledger import notes
    from abrigo.ledger.codec import Refused

    if told.note or told.take:
        return _at_the_house(told)
    own = notes.Key(told.name, notes.WITNESS_KEY, _public())
    if told.key:
        print(own.text())
        return 0
    if told.show:
        for path in sorted(_folder().glob("*.json")):
            kept = json.loads(path.read_text(encoding="utf-8"))
            print(f"  {kept['log']}: {kept['size']} entries, last signed {kept['at']}")
        return 0
    if not told.log or not (told.url or (told.source and told.to)):
        print("abrigo: give --log KEY and --with ADDRESS, or --from NOTE and --to LINE.", file=sys.stderr)
        return 2
    try:
        log = notes.Key.of(told.log)
    except Refused:
        print("abrigo: --log is no ledger's key: take the line that house shows on its Ledger page.", file=sys.stderr)
        return 2
    return _watch(told, own, log)


def _at_the_house(told: argparse.Namespace) -> int:
    """The other side of the stick: this house's own log, for a witness it invited."""
    from abrigo.clerk import witnesses
    from abrigo.clerk.clock import wall
    from abrigo.ledger.codec import Refused

    try:
        if told.take:
            point = witnesses.take_file(Path(told.take).read_bytes(), wall())
            print(f"  witnessed up to {point.size} entries")
            return 0
        said = witnesses.note_for(told.note, told.since, wall())
        Path(told.to or "note.json").write_text(json.dumps(said), encoding="utf-8")
    except Refused as no:
        print(f"abrigo: {no.code}", file=sys.stderr)
        return 1
    except OSError as no:
        print(f"abrigo: {no.filename}: {no.strerror}", file=sys.stderr)
        return 3
    print(f"  {told.to or 'note.json'}: {said['size']} entries, with proof from {said['old']}")
    return 0


def _watch(told: argparse.Namespace, own: Any, log: Any) -> int:
    from abrigo.ledger import notes, witness
    from abrigo.ledger.codec import Refused

    kept = _held(log)
    held = None if kept is None else notes.Tree(log.name, kept["size"], b64decode(kept["root"]))
    old = held.size if held else 0
    said: dict[str, Any] = {}
    try:
        said = _ask(told, own, old) if told.url else json.loads(Path(told.source).read_text(encoding="utf-8"))
        if said.get("old", old) != old:
            print(f"abrigo: this note goes on from {said['old']} entries, we saw {old}: ask the house for one"
                  f" with --since {old}.", file=sys.stderr)  # fmt: skip
            return 3
        proof = tuple(_part(p) for p in said["proof"])
        tree = witness.consider(held, witness.Asked(old, proof, said["note"]), log)
    except Refused as no:
        _keep_evidence(log, no.code, said["note"])
        print(f"abrigo: NOT SIGNED: {no.code}. The note is kept in {_folder().name}/evidence.", file=sys.stderr)
        if told.url and no.code in ("two-histories", "inconsistent"):
            _send(told, own, "evidence", {"note": said["note"]})
        return 1
    except (OSError, KeyError, ValueError, TypeError) as no:
        print(f"abrigo: the log did not answer: {no}", file=sys.stderr)
        return 1 if isinstance(no, urllib.error.HTTPError) and no.code == 409 else 3
    from abrigo.clerk.clock import wall

    now = wall()
    _hold(log, tree, said["note"], now)  # durable before the signature leaves
    line = witness.cosign(tree, own.name, own.public, _sign, int(now.timestamp()))
    if told.to:
        Path(told.to).write_text(json.dumps({"size": tree.size, "line": line, "name": own.name}), encoding="utf-8")
    else:
        try:
            _send(told, own, "cosignature", {"size": tree.size, "line": line})
        except OSError as no:
            print(f"abrigo: signed, but not taken: {no}", file=sys.stderr)
            return 3
    print(f"  witnessed: {log.name}, {tree.size} entries, from {old}")
    return 0


def _ask(told: argparse.Namespace, own: Any, old: int) -> dict[str, Any]:
    return _send(told, own, "checkpoint", {"old": old})


def _send(told: argparse.Namespace, own: Any, what: str, said: dict[str, Any]) -> dict[str, Any]:
    from abrigo.clerk.clock import wall
    from abrigo.clerk.nodes import spoken
    from abrigo.facts.wire import to_ms
    from abrigo.ledger.codec import b64

    asked = urlsplit(told.url)
    if asked.scheme not in ("http", "https"):
        raise ValueError("give an address: http://... or https://...")
    body, ms = json.dumps(said).encode(), to_ms(wall())
    path = f"{asked.path.rstrip('/')}/api/ledger/witness/{what}"
    request = urllib.request.Request(f"{told.url.rstrip('/')}/api/ledger/witness/{what}", data=body, method="POST")  # noqa: S310
    request.add_header("Authorization", f"Abrigo-Witness {own.name}.{ms}.{b64(_sign(spoken('POST', path, ms, body)))}")
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        told_back: dict[str, Any] = json.loads(answer.read(1 << 20))
    return told_back


# -- what a witness keeps ---------------------------------------------------------------


def _folder() -> Path:
    from django.conf import settings

    folder: Path = settings.ABRIGO_HOME / "witness"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _held(log: Any) -> dict[str, Any] | None:
    path = _folder() / f"{log.hash().hex()}.json"
    kept: dict[str, Any] | None = json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
    return kept


def _hold(log: Any, tree: Any, note: str, now: datetime) -> None:
    from base64 import b64encode

    from abrigo.vault.secrets import settle

    path = _folder() / f"{log.hash().hex()}.json"
    said = {"log": log.name, "size": tree.size, "root": b64encode(tree.root).decode(), "note": note}
    fresh = path.with_suffix(".fresh")
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(said | {"at": now.isoformat()}, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    settle(path.parent)


def _keep_evidence(log: Any, code: str, note: str) -> None:
    folder = _folder() / "evidence"
    folder.mkdir(exist_ok=True, mode=0o700)
    held = _held(log)
    number = len(list(folder.iterdir())) + 1
    said = {"code": code, "note": note, "held": held["note"] if held else ""}
    (folder / f"{number:04}-{code}.json").write_text(json.dumps(said), encoding="utf-8")


def _public() -> bytes:
    from nacl.signing import SigningKey

    from abrigo.vault import secrets

    return bytes(SigningKey(secrets.secret("witness.secret")).verify_key)


def _sign(message: bytes) -> bytes:
    from nacl.signing import SigningKey

    from abrigo.vault import secrets

    return SigningKey(secrets.secret("witness.secret")).sign(message).signature


def _part(text: str) -> bytes:
    from abrigo.ledger.codec import unb64

    return unb64(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./abrigo witness", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--name", default=os.environ.get("ABRIGO_NODE", "witness") + ".example/witness")
    parser.add_argument("--key", action="store_true", help="print this witness's key")
    parser.add_argument("--show", action="store_true", help="print what was seen")
    parser.add_argument("--log", default="", help="key of the log that is watched, as its house prints it")
    parser.add_argument("--with", dest="url", default="", help="address of the house")
    parser.add_argument("--from", dest="source", default="", help="a note on a stick")
    parser.add_argument("--note", default="", metavar="NAME", help="at the house: write the note for this witness")
    parser.add_argument("--since", type=int, default=None, help="with --note: from how many entries they saw")
    parser.add_argument("--take", default="", metavar="LINE", help="at the house: the file that came back")
    parser.add_argument("--to", default="", help="where to write the signature")
    return parser
