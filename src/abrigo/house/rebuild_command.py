"""./abrigo rebuild: fold every register again from the ledger; with --check, compare and change nothing."""

import argparse
import json
import time


def main(argv: list[str]) -> int:
    """0 rebuilt, or identical; 1 a register differs from what the ledger says; 2 usage."""
    parser = argparse.ArgumentParser(prog="./abrigo rebuild", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare live registers with rebuilt ones, row by row")
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    told = parser.parse_args(argv)
    import django

    django.setup()
    from abrigo.clerk import rebuild
    from abrigo.house.progress import Progress
    from abrigo.ledger import reader

    began = time.monotonic()
    if not told.check:
        progress = Progress("folding", reader.size(), quiet=told.json)

        def heard(done: int, _total: int) -> None:
            progress.done = done - 1
            progress.step("entries")

        entries = rebuild.rebuild(heard)
        seconds = round(time.monotonic() - began, 3)
        text = f"rebuilt from {entries} entries in {seconds} s"
        print(json.dumps({"entries": entries, "seconds": seconds}) if told.json else text)
        return 0
    found = rebuild.compare()
    wrong = [c.table for c in found if not c.identical]
    if told.json:
        print(json.dumps({"identical": not wrong, "differ": wrong, "rows": {c.table: c.rows for c in found}}))
    else:
        for each in found:
            mark = "same  " if each.identical else "DIFFERS"
            print(f"  {mark} {each.table:<24} {each.rows} rows  {each.rebuilt[:16]}")
    return 1 if wrong else 0
