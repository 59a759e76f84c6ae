"""./abrigo restore FILE: start again from a backup, in an empty house. docs/runbooks/restore.md walks through it.

--rehearse does it in a home that is thrown away afterwards, with a watch running, and touches nothing of this house.
--seen NOTE holds the result against a checkpoint that others have: what a witness keeps, or a printed one.
"""

import argparse
import contextlib
import io
import json
import os
import sys
import tarfile
import tempfile
import time
from pathlib import Path
from typing import Any

from abrigo.house.backup_command import passphrase


def main(argv: list[str]) -> int:
    """0 put back and verified; 1 damaged or wrong passphrase (nothing changed); 2 usage; 3 this house is not empty."""
    told = _parser().parse_args(argv)
    if not told.rehearse:
        return _restore(told)
    with tempfile.TemporaryDirectory(prefix="abrigo-rehearsal-") as home:
        os.environ["ABRIGO_HOME"] = home
        os.environ.pop("ABRIGO_DATABASE_URL", None)
        return _restore(told)


def _restore(told: argparse.Namespace) -> int:
    began = time.monotonic()
    try:
        sealed = Path(told.file).read_bytes()
    except OSError as missing:
        print(f"abrigo: {told.file}: {missing.strerror}", file=sys.stderr)
        return 1
    plain = decrypt(sealed, told)
    if plain is None:
        print("abrigo: this passphrase or key does not open the backup, or the file is damaged.", file=sys.stderr)
        return 1
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from abrigo.clerk import backup
    from abrigo.house.verify_command import verify_log

    if told.share and (no := _joined(told.share)):
        return no
    try:
        entries, before = put_back(plain)
    except backup.NotEmpty:
        print("abrigo: this house already holds a record. A backup is put back into an empty one.", file=sys.stderr)
        return 3
    except (backup.Damaged, tarfile.TarError, KeyError, ValueError) as bad:
        print(f"abrigo: the backup does not hold together: {bad}. Nothing was changed.", file=sys.stderr)
        return 1
    report = verify_log(quiet=True)
    said: dict[str, Any] = {"entries": entries, "problems": report["problems"]}
    if told.seen:
        said |= against(Path(told.seen).read_text(encoding="utf-8"), before["devices"])
    said["seconds"] = round(time.monotonic() - began, 1)
    print(json.dumps(said) if told.json else _in_words(said, rehearsed=told.rehearse))
    return 1 if report["problems"] or said.get("seen") in ("another-history", "note-unsigned") else 0


def against(text: str, devices: list[str]) -> dict[str, Any]:
    """What a checkpoint in others' hands says of what was put back: the same, longer (then which numbers are the gap),
    or another history. `devices`: what the house wrote with; its key signed the note.
    """
    from abrigo.ledger import bundle, checkpoints, notes, reader
    from abrigo.ledger.codec import Refused, unb64
    from abrigo.ledger.merkle import Tree

    note = json.loads(text)["note"] if text.lstrip().startswith("{") else text
    tree = None
    for dev in devices:
        with contextlib.suppress(Refused):
            tree = notes.signed_by(note, notes.Key(checkpoints.origin(), notes.LOG_KEY, unb64(dev)))
    if tree is None:
        return {"seen": "note-unsigned"}
    size = reader.size()
    if tree.size > size:
        return {"seen": "longer", "gap": [size, tree.size - 1], "missing": tree.size - size}
    same = Tree(bundle.leaves(tree.size)).root(tree.size) == tree.root
    return {"seen": "holds" if same else "another-history", "upto": tree.size}


def _joined(files: list[str]) -> int:
    from abrigo.house import custody_command

    return custody_command.main(["join", *files])


def _in_words(said: dict[str, Any], *, rehearsed: bool) -> str:
    lines = [f"  {said['entries']} entries put back and verified in {said['seconds']} s"]
    match said.get("seen"):
        case "holds":
            lines.append(f"  the checkpoint others hold ({said['upto']} entries) is in it")
        case "longer":
            low, high = said["gap"]
            lines.append(f"  THE GAP: numbers {low} to {high} ({said['missing']}) were written after this backup")
        case "another-history":
            lines.append(f"  WRONG: others hold another history of the first {said['upto']} entries")
        case "note-unsigned":
            lines.append("  WRONG: that checkpoint was not signed by this house")
        case _:
            pass
    lines.append("  thrown away again: a rehearsal" if rehearsed else "  the next one is written here")
    return "\n".join(lines)


def decrypt(sealed: bytes, told: argparse.Namespace) -> bytes | None:
    import pyrage

    try:
        if told.identity:
            key = next(x for x in Path(told.identity).read_text(encoding="utf-8").split() if x.startswith("AGE-SECRET"))
            return bytes(pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(key)]))
        return bytes(pyrage.passphrase.decrypt(sealed, passphrase(told.passphrase_file, twice=False)))
    except (pyrage.DecryptError, pyrage.IdentityError, StopIteration, OSError):
        return None


def put_back(plain: bytes) -> tuple[int, dict[str, Any]]:
    """Everything in one transaction; a backup that lacks a part leaves the house as empty as it was. Out: how many
    entries, and the backup's manifest."""
    from django.db import transaction

    from abrigo.clerk import backup
    from abrigo.house import accounts

    with tarfile.open(fileobj=io.BytesIO(plain), mode="r:gz") as tar:
        files = {m.name: tar.extractfile(m).read() for m in tar.getmembers() if m.isfile()}  # type: ignore[union-attr]
    told = json.loads(files["manifest.json"])
    if told["format"] != 1:
        raise backup.Damaged(f"format {told['format']} is of a later release")
    parts = {name: files[f"{name}.jsonl"].splitlines() for name in ("entries", "keyring", "receipts", "refused")}
    later = {name: files.get(f"{name}.jsonl", b"").splitlines() for name in backup.TABLES}  # older backups lack some
    parts = later | parts
    secrets = {name.removeprefix("secrets/"): raw for name, raw in files.items() if name.startswith("secrets/")}
    with transaction.atomic():
        entries = backup.put_back(parts, secrets, told)
        accounts.put_back(files["accounts.jsonl"].splitlines())
    for name, raw in files.items():
        if name.startswith("vault/"):
            backup.put_back_file(name.removeprefix("vault/"), raw)
    return entries, told


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./abrigo restore", description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--identity", default="", help="file with an age secret key")
    parser.add_argument("--passphrase-file", default="")
    parser.add_argument("--rehearse", action="store_true", help="in a home that is thrown away afterwards")
    parser.add_argument("--seen", default="", metavar="NOTE", help="a checkpoint that others hold")
    parser.add_argument("--share", action="append", default=[], help="a custodian's share; two of them")
    parser.add_argument("--json", action="store_true")
    return parser
