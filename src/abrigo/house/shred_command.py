"""./abrigo shred: destroys the words whose day has come, and finishes what a power cut stopped. Run it every night.

Two people asked for it on the screen; here nothing is decided. --list says what is due and destroys nothing.
"""

import argparse
import json


def main(argv: list[str]) -> int:
    """0 done, or nothing was due; 2 usage."""
    parser = argparse.ArgumentParser(prog="./abrigo shred", description=__doc__)
    parser.add_argument("--list", action="store_true", help="only say what is due")
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    told = parser.parse_args(argv)
    import django

    django.setup()
    from abrigo.clerk import clock, shredding

    now = clock.now()
    if told.list:
        ids = [request for _, request, _ in shredding.due(now)]
        print(json.dumps({"due": ids}) if told.json else f"  {len(ids)} due" + "".join(f"\n  {i}" for i in ids))
        return 0
    gone = shredding.carry_out(now)
    if told.json:
        print(json.dumps({"destroyed": [{"entries": g.entries, "outlined": g.outlined} for g in gone]}))
        return 0
    for one in gone:
        print(f"  {one.entries} entries lost their words; of {one.outlined} the outline stays in every count")
    print("  every other key is under a new secret; the old one is destroyed" if gone else "  none was due")
    return 0
