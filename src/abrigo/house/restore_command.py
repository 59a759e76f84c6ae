"""./abrigo restore FILE: start again from a backup, in an empty house. docs/runbooks/restore.md walks through it."""

import argparse
import io
import json
import sys
import tarfile
from pathlib import Path

from abrigo.house.backup_command import passphrase


def main(argv: list[str]) -> int:
    """0 put back and verified; 1 damaged or wrong passphrase (nothing changed); 2 usage; 3 this house is not empty."""
    told = _parser().parse_args(argv)
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

    try:
        entries = put_back(plain)
    except backup.NotEmpty:
        print("abrigo: this house already holds a record. A backup is put back into an empty one.", file=sys.stderr)
        return 3
    except (backup.Damaged, tarfile.TarError, KeyError, ValueError) as bad:
        print(f"abrigo: the backup does not hold together: {bad}. Nothing was changed.", file=sys.stderr)
        return 1
    report = verify_log(quiet=True)
    said = {"entries": entries, "problems": report["problems"]}
    print(json.dumps(said) if told.json else f"  {entries} entries put back and verified; the next one is written here")
    return 1 if report["problems"] else 0


def decrypt(sealed: bytes, told: argparse.Namespace) -> bytes | None:
    import pyrage

    try:
        if told.identity:
            key = next(x for x in Path(told.identity).read_text(encoding="utf-8").split() if x.startswith("AGE-SECRET"))
            return bytes(pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(key)]))
        return bytes(pyrage.passphrase.decrypt(sealed, passphrase(told.passphrase_file, twice=False)))
    except (pyrage.DecryptError, pyrage.IdentityError, StopIteration, OSError):
        return None


def put_back(plain: bytes) -> int:
    """Everything in one transaction; a backup that lacks a part leaves the house as empty as it was."""
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
    return entries


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./abrigo restore", description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--identity", default="", help="file with an age secret key")
    parser.add_argument("--passphrase-file", default="")
    parser.add_argument("--json", action="store_true")
    return parser
