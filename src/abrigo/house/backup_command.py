"""./abrigo backup FILE: everything needed to start again, in one encrypted file (age format)."""

import argparse
import getpass
import io
import json
import os
import sys
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path


def main(argv: list[str]) -> int:
    """0 written and read back; 1 could not be written; 2 usage; 3 refused (no passphrase, file exists)."""
    told = _parser().parse_args(argv)
    out = Path(told.file)
    if out.exists() and not told.replace:
        print(f"abrigo: {out.name} exists; choose another name or --replace.", file=sys.stderr)
        return 3
    secret = "" if told.recipient else passphrase(told.passphrase_file, twice=True)
    if not told.recipient and not secret:
        print("abrigo: a backup holds the keys to every child's file: give a passphrase of 12 letters or more, or an"
              " age recipient (--recipient age1...).", file=sys.stderr)  # fmt: skip
        return 3
    import django

    django.setup()
    from abrigo.clerk import clock, standing

    try:
        manifest = write(out, secret, told.recipient)
    except OSError as full:
        print(f"abrigo: not written: {full.strerror}. Nothing was changed.", file=sys.stderr)
        return 1
    standing.mark_backup(clock.wall())
    said = {"file": str(out), "bytes": out.stat().st_size, "entries": manifest["size"]}
    print(
        json.dumps(said) if told.json else f"  {out.name}: {said['entries']} entries, {said['bytes']} bytes, encrypted"
    )
    return 0


def write(out: Path, secret: str, recipients: list[str]) -> dict[str, int]:
    """Whole or not at all: written beside, made durable, read back, then renamed."""
    from django.db import transaction

    from abrigo.clerk import backup
    from abrigo.house import accounts

    with tempfile.TemporaryDirectory(prefix="abrigo-backup-", dir=out.resolve().parent) as folder:
        plain, sealed = Path(folder) / "plain", Path(folder) / "sealed"
        plain.touch(mode=0o600)
        with transaction.atomic(), tarfile.open(plain, "w:gz", compresslevel=6) as tar:
            manifest = backup.manifest()
            _add(tar, "manifest.json", [json.dumps(manifest).encode()])
            for name, raw in backup.epoch_secrets().items():
                _add(tar, f"secrets/{name}", [raw], newline=False)
            _add(tar, "entries.jsonl", backup.entries(manifest["size"]))
            _add(tar, "keyring.jsonl", backup.keyring())
            for name in backup.TABLES:
                _add(tar, f"{name}.jsonl", backup.rows(name))
            _add(tar, "accounts.jsonl", accounts.lines())
            for path in sorted(backup.sealed_files()):
                tar.add(path, arcname=f"vault/{path.name}", recursive=False)
        _encrypt(plain, sealed, secret, recipients)
        handle = os.open(sealed, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
        sealed.replace(out)
    return manifest


def _encrypt(plain: Path, sealed: Path, secret: str, recipients: list[str]) -> None:
    import pyrage

    if recipients:
        pyrage.encrypt_file(str(plain), str(sealed), [pyrage.x25519.Recipient.from_str(r) for r in recipients])
    else:
        sealed.write_bytes(pyrage.passphrase.encrypt(plain.read_bytes(), secret))


def _add(tar: tarfile.TarFile, name: str, lines: Iterable[bytes], *, newline: bool = True) -> None:
    with tempfile.TemporaryFile() as body:
        for line in lines:
            body.write(line + b"\n" if newline else line)
        head = tarfile.TarInfo(name)
        head.size = body.tell()
        head.mode = 0o600
        body.seek(0)
        tar.addfile(head, io.BufferedReader(body))


def passphrase(path: str, *, twice: bool) -> str:
    """From a file, ABRIGO_BACKUP_PASSPHRASE, or the keyboard; empty when too short or not twice the same."""
    if path:
        secret = Path(path).read_text(encoding="utf-8").strip()
    elif not (secret := os.environ.get("ABRIGO_BACKUP_PASSPHRASE", "")) and sys.stdin.isatty():
        secret = getpass.getpass("passphrase: ")
        if twice and secret != getpass.getpass("once more: "):
            return ""
    return secret if len(secret) >= 12 else ""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./abrigo backup", description=__doc__)
    parser.add_argument("file", help="where to write it")
    parser.add_argument("--recipient", action="append", default=[], help="age public key; may be given several times")
    parser.add_argument("--passphrase-file", default="", help="read the passphrase from this file")
    parser.add_argument("--replace", action="store_true", help="overwrite FILE")
    parser.add_argument("--json", action="store_true")
    return parser
