"""./abrigo bundle FILE: write what a stranger can check: the whole log sealed, one person's file with its words, one
agreed number, or the log a printed page rests on.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path


def main(argv: list[str]) -> int:
    """0 written; 1 nothing to write; 2 usage; 3 the file exists."""
    parser = argparse.ArgumentParser(prog="./abrigo bundle", description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--person", default="", help="only this person's entries, with their words and proofs")
    parser.add_argument("--accord", default="", help="only one agreed number, with its signatures and proofs")
    parser.add_argument("--printed", default="", metavar="SIZE/ROOT", help="the sealed log, as long as a paper says")
    parser.add_argument("--readable", action="store_true", help="the whole log with every word, when an order says so")
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args(argv)
    out = Path(told.file)
    if out.exists():
        print(f"abrigo: {out.name} exists; choose another name.", file=sys.stderr)
        return 3
    import django

    django.setup()
    from abrigo.clerk import bundles
    from abrigo.clerk.clock import now
    from abrigo.facts.kinds import AccordId, PersonId

    printed = told.printed.partition("/")[0]
    if told.printed and not (printed.isascii() and printed.isdecimal()):
        print("abrigo: --printed is what stands on the paper: 123/AbCdEfGhIjKl", file=sys.stderr)
        return 2
    try:
        if told.person:
            lines = bundles.dossier(PersonId(told.person), now())
        elif told.accord:
            lines = bundles.agreed(AccordId(told.accord), now())
        else:
            lines = bundles.whole_log(now(), readable=told.readable, upto=int(printed) if printed else None)
        written = _write(out, lines)
    except bundles.NothingWritten:
        print("abrigo: nothing of that is written here.", file=sys.stderr)
        return 1
    said = {"file": out.name, "entries": written - 1}
    words = f"  {out.name}: {written - 1} entries; check it with ./abrigo verify {out.name}"
    print(json.dumps(said) if told.json else words)
    return 0


def _write(out: Path, lines: Iterator[bytes]) -> int:
    out.touch(mode=0o600)
    with out.open("wb") as file:
        return sum(1 for line in lines if file.write(line + b"\n"))
