"""A photo taken where there was no line: it comes in pieces, each sealed as it arrives, and is whole or nothing."""

import json
from hashlib import sha256
from typing import Any, Final

from django.db import transaction

from abrigo.clerk import photos
from abrigo.clerk.consult import consult
from abrigo.clerk.models import Piecemeal
from abrigo.facts.intake import PhotoAdded
from abrigo.facts.kinds import OperationId, PersonId
from abrigo.registers import people
from abrigo.rules.access import Viewer
from abrigo.vault import keys, store
from abrigo.vault.photo import LARGEST_BYTES, PhotoRefused

PIECE: Final = 256 * 1024


class WrongOffset(ValueError):
    """A piece that does not begin where the last one ended; `have` says where that is."""

    def __init__(self, have: int, size: int) -> None:
        super().__init__(have)
        self.have, self.size = have, size


def stands(viewer: Viewer, operation: OperationId, person: PersonId, digest: str) -> dict[str, Any]:
    """How much of a photo is here. LookupError until an act has named it."""
    told = _told(viewer, operation, person, digest)
    if photos.is_here(digest, person):
        return {"have": told.size, "size": told.size, "done": True}
    begun = Piecemeal.objects.filter(person=person, digest=digest).first()
    return {"have": begun.have if begun else 0, "size": told.size, "done": False}


def put(
    viewer: Viewer, operation: OperationId, person: PersonId, digest: str, offset: int, piece: bytes
) -> dict[str, Any]:
    """One more piece. LookupError, WrongOffset, PhotoRefused (photo-digest-wrong among its codes: begin again)."""
    told = _told(viewer, operation, person, digest)
    if told.size > LARGEST_BYTES:
        raise PhotoRefused("photo-too-large")
    if photos.is_here(digest, person):
        return {"have": told.size, "size": told.size, "done": True}
    with transaction.atomic():
        begun, _ = Piecemeal.objects.select_for_update().get_or_create(
            person=person, digest=digest, defaults={"size": told.size}
        )
        if offset != begun.have or begun.have + len(piece) > told.size or not piece:
            raise WrongOffset(begun.have, told.size)
        key = keys.key_for(f"person:{person}")
        pieces = [*json.loads(begun.pieces), store.put(piece, key)]
        begun.have, begun.pieces = begun.have + len(piece), json.dumps(pieces)
        begun.save()
    if begun.have == told.size:
        return _whole(viewer, person, digest, pieces, key)
    return {"have": begun.have, "size": told.size, "done": False}


def _whole(viewer: Viewer, person: PersonId, digest: str, pieces: list[str], key: bytes) -> dict[str, Any]:
    raw, done = b"".join(store.get(p, key) for p in pieces), set(pieces)
    try:
        if sha256(raw).hexdigest() != digest:
            raise PhotoRefused("photo-digest-wrong")
        photos.put(viewer, person, raw)
        done -= {digest}  # a photo of one piece is its own piece; refused, it must not lie here as if it were whole
    finally:  # whole or not good: either way the pieces have had their time
        Piecemeal.objects.filter(person=person, digest=digest).delete()
        for piece in done:
            store.remove(piece, key)
    return {"have": len(raw), "size": len(raw), "done": True}


def _told(viewer: Viewer, operation: OperationId, person: PersonId, digest: str) -> PhotoAdded:
    if people.one(viewer, operation, person) is None:
        raise LookupError("nobody")
    moments = consult(viewer, lambda _, memory: memory.history(f"person:{person}"))
    for moment in moments:
        if isinstance(moment.fact, PhotoAdded) and moment.fact.digest == digest:
            return moment.fact
    raise LookupError("no act names it")
