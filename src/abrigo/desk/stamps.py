"""What a printed page rests on: the checkpoint in text, and the whole of it as a code that any telephone can scan."""

from datetime import datetime
from typing import Any

import segno

from abrigo.ledger import checkpoints
from abrigo.ledger.checkpoints import Checkpoint


def stamped(point: Checkpoint | None, minute: datetime) -> dict[str, Any] | None:
    """As parts/checkpoint.html takes it; None while nothing is written. The code holds what a witness signs."""
    if point is None:
        return None
    code = code_of(checkpoints.tree_of(point).text())
    return {"number": point.size, "digest": point.short(), "minute": minute, "qr": code}


def code_of(url: str) -> dict[str, Any]:
    """A QR code as one path: rows of dark runs, drawn by our own template."""
    rows = [list(row) for row in segno.make(url, error="m", micro=False).matrix]
    parts = []
    for y, row in enumerate(rows):
        start = None
        for x, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                parts.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
                start = None
    return {"size": len(rows), "path": "".join(parts)}
