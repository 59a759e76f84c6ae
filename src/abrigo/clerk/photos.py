"""Photos of people: sealed under their own key, shown only as pictures without place, owner or camera in them."""

from dataclasses import dataclass, replace
from typing import Final, Literal

from django.db import transaction

from abrigo.clerk.models import Shown
from abrigo.facts.grants import Compartment
from abrigo.facts.kinds import OperationId, PersonId
from abrigo.registers import people
from abrigo.rules.access import Viewer, may_do
from abrigo.rules.looks import Looks
from abrigo.vault import keys, store
from abrigo.vault.photo import PhotoRefused, derive

Size = Literal["full", "thumb"]
MEDIA: Final = "image/webp"


@dataclass(frozen=True, slots=True)
class Kept:
    """What the ledger cites of a photo: digest (SHA-256, hex) of the sealed original, its type by content, bytes."""

    digest: str
    media_type: str
    size: int


def put(viewer: Viewer, person: PersonId, raw: bytes) -> Kept:
    """Seals an original and the two pictures we show. The act that cites it (AddPhoto) comes after: a photo the ledger
    does not know is never shown. PhotoRefused (with its code) for what is no photo; PermissionError without the right.
    """
    if not may_do(viewer, "add-photo"):
        raise PermissionError("add-photo")
    made = derive(raw)
    with transaction.atomic():
        key = keys.key_for(_subject(person))
        digest = store.put(raw, key)
        shown = {"full": store.put(made.full, key), "thumb": store.put(made.thumb, key)}
        Shown.objects.update_or_create(digest=digest, person=person, defaults=shown)
    return Kept(digest, made.media_type, len(raw))


def get(viewer: Viewer, operation: OperationId, person: PersonId, size: Size) -> bytes:
    """The newest photo of someone this viewer may see, as WebP. LookupError: nobody, no photo, or its key is gone."""
    # A picture says no place, so the place is not noted with it; opened large, it is a look of its own.
    found = people.ask(replace(viewer, looks=Looks()), operation, people=[person], merged=True)
    if not found or not found[0].photo:
        raise LookupError("no photo")
    line = found[0]
    if size == "full":
        viewer.looks.note(Compartment.IDENTITY, person)
        viewer.looks.opened.add(person)
    key = keys.key_for(_subject(person), create=False)
    shown = Shown.objects.filter(digest=line.photo, person=person).first()
    if shown is not None:
        return store.get(shown.full if size == "full" else shown.thumb, key)
    made = derive(store.get(line.photo, key))  # a restored house has the originals and not our list of pictures
    return made.full if size == "full" else made.thumb


def is_here(digest: str, person: PersonId) -> bool:
    """Whether this house holds the bytes of a photo the ledger cites: another node, or an earlier house, may."""
    try:
        key = keys.key_for(_subject(person), create=False)
    except LookupError:
        return False
    return store.holds(digest, key)


def _subject(person: PersonId) -> str:
    return f"person:{person}"


__all__ = ["MEDIA", "Kept", "PhotoRefused", "Size", "get", "is_here", "put"]
