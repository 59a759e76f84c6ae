"""./abrigo verify [BUNDLE]: every signature, number and hash of this house's ledger, or of a bundle from anywhere."""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from abrigo.house.progress import Progress


def main(argv: list[str]) -> int:
    """0 everything holds; 1 something does not (the first bad entry is named); 2 usage."""
    parser = argparse.ArgumentParser(prog="./abrigo verify", description=__doc__)
    parser.add_argument("bundle", nargs="?", default="", help="a bundle file; without it, this house's own ledger")
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    told = parser.parse_args(argv)
    if told.bundle:
        return _stranger(told.bundle, as_json=told.json)
    import django

    django.setup()
    report = verify_log(quiet=told.json)
    if told.json:
        print(json.dumps(report))
    else:
        print(f"  {report['entries']} entries, {report['devices']} device(s), {report['checkpoints']} checkpoint(s)")
        for each in report["problems"]:
            print(f"  WRONG at {each['pos']}: {each['code']}")
        print("  everything holds" if not report["problems"] else "  this ledger is not what was written")
    return 1 if report["problems"] else 0


def _stranger(path: str, *, as_json: bool) -> int:
    """By the file that a stranger would use, in a process of its own: it knows nothing of this house."""
    if not Path(path).is_file():
        print(f"abrigo: {path}: there is no such file.", file=sys.stderr)
        return 2
    tool = Path(__file__).resolve().parents[1] / "ledger" / "verify.py"
    words = [sys.executable, "-I", str(tool), path, *(["--json"] if as_json else [])]
    return subprocess.run(words, check=False).returncode  # noqa: S603 - our own file


def verify_log(*, quiet: bool) -> dict[str, Any]:
    """Signatures, boxes, gap-free chains, the log's root against its head and against every checkpoint issued."""
    from abrigo.clerk import enrolment
    from abrigo.ledger import checkpoints, reader
    from abrigo.ledger.chain import check, entry_id
    from abrigo.ledger.codec import Refused, b64
    from abrigo.ledger.merkle import Frontier

    size = reader.size()
    own = enrolment.devices().roots
    progress = Progress("verify", size, quiet=quiet)
    issued = {c.size: c.root for c in checkpoints.every()}
    problems: list[dict[str, object]] = []
    last: dict[str, tuple[int, str]] = {}
    frontier, expected = Frontier(), 0
    for entry in reader.sealed():
        if entry.pos != expected:
            problems.append({"pos": expected, "code": "entry-missing"})
            expected = entry.pos
        expected += 1
        try:
            header = check(entry.header, entry.sig, entry.box)
            if entry_id(entry.header) != entry.id:
                problems.append({"pos": entry.pos, "code": "id-differs"})
            seq, prev = last.get(entry.dev, (0, ""))
            follows = header.seq == seq + 1 and header.prev == prev
            if not follows:  # another house's entries come in any order, and some may not be here yet
                follows = _fits(entry.dev, header.seq, header.prev, own=entry.dev in own)
            if not follows or header.dev != entry.dev or header.seq != entry.seq:
                problems.append({"pos": entry.pos, "code": "chain-broken"})
        except Refused as wrong:
            problems.append({"pos": entry.pos, "code": str(wrong)})
        last[entry.dev] = (entry.seq, b64(entry.id))
        frontier.append(entry.id)
        if (root := issued.get(entry.pos + 1)) is not None and root != frontier.root():
            problems.append({"pos": entry.pos, "code": "checkpoint-differs"})
        progress.step()
    if size and checkpoints.tree().root != frontier.root():
        problems.append({"pos": size - 1, "code": "head-differs"})
    problems += _trace_problems()
    progress.end(f"{size} entries")
    return {"entries": size, "devices": len(last), "checkpoints": len(issued), "problems": problems[:100]}


def _trace_problems() -> list[dict[str, object]]:
    """Who looked: every row follows from the one before, and every seal in the ledger is still what the trace says."""
    from abrigo.clerk import trace

    found: list[dict[str, object]] = [{"pos": pos, "code": "trace-rewritten"} for pos in trace.rewritten()]
    row = trace.broken()
    return found if row is None else [*found, {"pos": row, "code": "trace-row-broken"}]


def _fits(dev: str, seq: int, prev: str, *, own: bool) -> bool:
    """Whether an entry names one that stands before it in its device's chain. Our own devices leave no hole."""
    from abrigo.ledger.codec import b64
    from abrigo.ledger.driver import raw

    before = raw("SELECT id FROM ledger_entry WHERE dev = ? AND seq = ?", (dev, seq - 1)).fetchall()
    return prev in {b64(bytes(row[0])) for row in before} if before else seq == 1 or not own
