"""./abrigo key split, join, renew: the keys of the house with three people (docs/runbooks/key-custody.md).

./abrigo key split --people ana,berta,carla --to FOLDER     three lines in three files; no backup holds it any more
./abrigo key join FILE FILE                                 any two bring it back, before a restore
./abrigo key renew --people ana,berta,dora --to FOLDER      a holder left: a fresh secret, the old one destroyed
"""

import argparse
import os
import sys
from pathlib import Path

WORDS = {
    "too-few": "two shares are needed.",
    "altered": "a share was altered or mistyped; type it again letter by letter.",
    "two-secrets": "these shares are of different secrets: look at their dates.",
    "another-secret-here": "this house already holds another secret of that epoch; join in an empty one.",
}


def main(argv: list[str]) -> int:
    """0 done; 2 usage; 3 refused, and nothing was changed."""
    told = _parser().parse_args(argv)
    import django
    from django.core.management import call_command

    django.setup()
    if told.what == "join":
        return _join(told.files)
    call_command("migrate", verbosity=0)
    folder = Path(told.to)
    people = [p.strip() for p in told.people.split(",") if p.strip()]
    if len(set(people)) < 3 or not folder.is_dir():
        print("abrigo: name three people at least (--people ana,berta,carla) and a folder (--to).", file=sys.stderr)
        return 3
    return _split(people, folder, renew=told.what == "renew")


def _split(people: list[str], folder: Path, *, renew: bool) -> int:
    from abrigo.vault import custody, shred

    if any(folder.glob("*.share")):
        print("abrigo: this folder holds shares already; two together are the key. Use another.", file=sys.stderr)
        return 3
    if renew:
        shred.rotate()
    try:
        lines = custody.split(people)
    except ValueError as no:
        print(f"abrigo: {no}", file=sys.stderr)
        return 3
    for name, line in lines.items():
        path = folder / f"epoch-{line.split('+')[1]}.{name}.share"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())
        print(f"  {path.name}: for {name}")
    print("  give each to its person, then delete them here; write a new backup now, and destroy the ones before")
    return 0


def _join(files: list[str]) -> int:
    from abrigo.vault import custody

    try:
        epoch = custody.join([Path(name).read_text(encoding="utf-8") for name in files])
    except custody.NotTogether as no:
        print(f"abrigo: {WORDS[str(no)]}", file=sys.stderr)
        return 3
    except OSError as no:
        print(f"abrigo: {no.filename}: {no.strerror}", file=sys.stderr)
        return 3
    print(f"  the secret of epoch {epoch} is in its place; now ./abrigo restore FILE")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./abrigo key", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("split", "join", "renew"))
    parser.add_argument("files", nargs="*", help="join: the files with the shares")
    parser.add_argument("--people", default="", help="who holds a share, with commas")
    parser.add_argument("--to", default="", help="a folder for the three files, on a stick")
    return parser
