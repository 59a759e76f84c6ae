"""Faces on phones: eighty pixels of each, with its holder's mark and without anything else in the file."""

import io
import json
from collections.abc import Sequence
from typing import Final

from PIL import Image

from abrigo.clerk import photos
from abrigo.facts.kinds import OperationId, PersonId
from abrigo.registers import people
from abrigo.rules.access import Viewer
from abrigo.vault.photo import written_over

SIDE: Final = 80
AT_MOST: Final = 100
QUALITY: Final = 30  # of 100; a line of 400 kbit/s must carry five hundred of them while somebody waits


def small(viewer: Viewer, operation: OperationId, ids: Sequence[str]) -> bytes:
    """One line of JSON and the picture, for each of these people who has one this viewer may see."""
    out = []
    for line in people.ask(viewer, operation, people=list(ids)[:AT_MOST], merged=True, limit=AT_MOST):
        if not line.photo:
            continue
        try:
            thumb = photos.bare(viewer, operation, PersonId(line.id), "thumb")
        except (LookupError, ValueError):
            continue
        face = _shrunk(thumb, photos.code_of(viewer.staff))
        head = {"person": line.id, "digest": line.photo, "bytes": len(face)}
        out.append(json.dumps(head, separators=(",", ":")).encode() + b"\n" + face)
    return b"".join(out)


def _shrunk(thumb: bytes, mark: str) -> bytes:
    with Image.open(io.BytesIO(thumb), formats=("WEBP",)) as picture:
        bare = picture.convert("RGB")
        bare.thumbnail((SIDE, SIDE), Image.Resampling.BILINEAR)
        out = io.BytesIO()
        written_over(bare, mark).save(out, "WEBP", quality=QUALITY, method=4)
        return out.getvalue()
