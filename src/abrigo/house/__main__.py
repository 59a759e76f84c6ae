"""`python -m abrigo.house COMMAND`: what ./abrigo hands over. Exit codes: 0 done, 1 not well, 2 usage, 3 refused."""

import os
import re
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Final

# command -> (module, what it does); the module has main(argv) -> exit code and says its own --help
COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "demo": ("abrigo.house.demo_command", "replay the drill and serve it on this machine, with invented people"),
    "serve": ("abrigo.house.serve_command", "serve the house in earnest"),
    "drill": ("abrigo.house.drill_command", "replay a scenario into a throwaway database and check every number"),
    "rebuild": ("abrigo.house.rebuild_command", "fold all registers again from the ledger, or compare (--check)"),
    "verify": ("abrigo.house.verify_command", "check every signature, number and hash of the ledger"),
    "bundle": ("abrigo.house.bundle_command", "write what a stranger can check: the log, or one person's file"),
    "export": ("abrigo.house.export_command", "give out one child's file, or exhibits, once that is written down"),
    "exchange": ("abrigo.house.exchange_command", "exchange entries with another house, over HTTP or by a file"),
    "witness": ("abrigo.house.witness_command", "watch another house's log: check that it only grows, and sign that"),
    "timestamp": ("abrigo.house.timestamp_command", "ask an authority outside when a checkpoint already existed"),
    "import-roster": ("abrigo.house.import_roster_command", "read a roster (CSV, XLSX ...) into an operation"),
    "candidates": ("abrigo.house.candidates_command", "put records that may be one person on the table; every night"),
    "backup": ("abrigo.house.backup_command", "write everything needed to start again into one file"),
    "restore": ("abrigo.house.restore_command", "start again from a backup on an empty database"),
    "shred": ("abrigo.house.shred_command", "destroy the words whose day has come; every night"),
    "key": ("abrigo.house.key_command", "give a program a key to the API, list keys, end one"),
    "bench": ("abrigo.house.bench_command", "measure: ratios against the raw engine, in one run"),
    "names": ("abrigo.house.names_command", "search, explain and measure names in any script"),
    "link": ("abrigo.house.link_command", "lay two registers beside each other: pairs, how sure, and why"),
    "primero": ("abrigo.house.primero_command", "write one case back to a Primero, only to a host on the list"),
    "screenshots": ("abrigo.house.screenshots_command", "draw the pictures of the README again"),
}


def main(argv: list[str]) -> int:
    if not argv or argv[0] in ("-h", "--help", "help"):
        print("usage: ./abrigo COMMAND [--help]\n")
        for name, (_, words) in COMMANDS.items():
            print(f"  {name:<14} {words}")
        print("  test, check    prove it (see CONTRIBUTING.md)")
        return 0
    if argv[0] not in COMMANDS:
        print(f"abrigo: there is no command {argv[0]!r}; see ./abrigo help", file=sys.stderr)
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abrigo.house.settings")
    os.umask(0o077)  # whatever the house writes, its own account alone reads: also a database made just now
    command: Callable[[list[str]], int] = import_module(COMMANDS[argv[0]][0]).main
    try:
        return command(argv[1:])
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 141
    except Exception as wrong:
        said = _in_words(wrong)
        if not said:
            raise
        print(f"abrigo: {said}", file=sys.stderr)
        return 3


def _in_words(wrong: Exception) -> str:
    """What a wrong file or a house that was never started comes to, with its remedy; empty for a mistake of ours."""
    from django.db.utils import DatabaseError

    if isinstance(wrong, OSError) and wrong.filename:
        return f"{wrong.filename}: {wrong.strerror}. Look at the name, and whether you may read and write there."
    if isinstance(wrong, DatabaseError) and re.search(r"no such table|relation .* does not exist", str(wrong)):
        return (
            "there is no house here yet: start it once with ./abrigo serve, or say with ABRIGO_HOME (and"
            " ABRIGO_DATABASE_URL) where it is."
        )
    return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
