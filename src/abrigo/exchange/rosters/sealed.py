"""The door of the sealed room: sends a workbook in, waits so long and no longer, and reads what comes out."""

import json
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path

from abrigo.exchange.rosters import limits
from abrigo.exchange.rosters.refusals import Refused, Why
from abrigo.exchange.rosters.sheets import Sheet, Value

READER = Path(__file__).with_name("sealed_reader.py")


def decode(content: bytes, form: str) -> tuple[Sheet, ...] | Refused:
    """The sheets of a workbook of the given form, or why they stay unread."""
    asked = {
        "form": form,
        "memory": limits.SEALED_MEMORY,
        "seconds": limits.SEALED_SECONDS,
        "rows": limits.ROWS,
        "columns": limits.COLUMNS,
        "sheets": limits.SHEETS,
        "text": limits.CELL_TEXT,
    }
    try:
        # -I: neither the environment nor the folder it starts in can lend the reader other code.
        run = subprocess.run(  # noqa: S603  our own reader; the stranger is on standard input
            [sys.executable, "-I", str(READER), json.dumps(asked)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.SEALED_SECONDS * 1.5,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Refused(Why.TOO_HEAVY, form)
    if run.returncode != 0:
        return Refused(Why.TOO_HEAVY, form)
    said = json.loads(run.stdout)
    if "refused" in said:
        return Refused(Why(said["refused"]), said["shown"])
    return tuple(sheet(one) for one in said["sheets"])


def sheet(said: dict) -> Sheet:
    return Sheet(
        name=said["name"],
        rows=tuple(tuple(value(cell) for cell in row) for row in said["rows"]),
        hidden=said["hidden"],
        merges=tuple(tuple(corner) for corner in said["merges"]),
        formulas={(row, column): words for row, column, words in said["formulas"]},
    )


def value(said: object) -> Value:
    if isinstance(said, dict):
        ((kind, spelled),) = said.items()
        match kind:
            case "dt":
                return datetime.fromisoformat(spelled)
            case "d":
                return date.fromisoformat(spelled)
            case "t":
                return time.fromisoformat(spelled)
            case _:
                return timedelta(seconds=spelled)
    return said  # type: ignore[return-value]
