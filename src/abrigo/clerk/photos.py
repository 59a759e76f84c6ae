"""Photos of people: sealed under their own key, shown only as pictures without place, owner or camera in them."""

from dataclasses import dataclass, replace
from datetime import UTC
from hashlib import sha256
from typing import Final, Literal

from django.db import transaction

from abrigo.clerk import clock
from abrigo.clerk.models import Shown
from abrigo.facts.grants import Compartment
from abrigo.facts.kinds import OperationId, PersonId, StaffId
from abrigo.registers import people
from abrigo.rules.access import Viewer, may_do
from abrigo.rules.looks import Looks
from abrigo.vault import keys, store
from abrigo.vault.photo import PhotoRefused, derive, marked

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
    """The newest photo of someone this viewer may see, as WebP with this viewer's mark across it.

    LookupError: nobody, no photo, or its key is gone.
    """
    return marked(bare(viewer, operation, person, size), mark_of(viewer))


def mark_of(viewer: Viewer) -> str:
    """Eight letters of whose screen this was, and its minute (UTC): a picture that turns up elsewhere says whose it was
    to whoever reads the trace, and no name to whoever finds it."""
    return f"{code_of(viewer.staff)} {clock.now().astimezone(UTC):%Y-%m-%d %H:%MZ}"


def code_of(staff: StaffId) -> str:
    return sha256(staff.encode()).hexdigest()[:8]


def bare(viewer: Viewer, operation: OperationId, person: PersonId, size: Size) -> bytes:
    """The same without a mark: only for whoever makes it smaller and marks it then."""
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


__all__ = ["MEDIA", "Kept", "PhotoRefused", "Size", "bare", "code_of", "get", "is_here", "mark_of", "put"]
