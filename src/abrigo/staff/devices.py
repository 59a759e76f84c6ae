"""Phones: enrolled by a code and a second pair of eyes, named, seen, ended one by one or a whole site at once."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from django.db import IntegrityError, transaction

from abrigo.clerk import enrolment
from abrigo.clerk.device import node_device
from abrigo.clerk.record import Answer, Ask, record_all
from abrigo.clerk.signatures import valid_key, verified
from abrigo.facts.kinds import IncidentId, OperationId, SiteId
from abrigo.facts.wire import to_ms
from abrigo.ledger.codec import Json, b64, unb64
from abrigo.registers import cards, row_security
from abrigo.rules.access import Role, Viewer, may_do, may_enter
from abrigo.rules.incidents import MoveIncidentRoom
from abrigo.rules.places import LoseSite
from abrigo.rules.policy import USUAL, parts_of
from abrigo.staff.accounts import end_sessions
from abrigo.staff.models import Account, Device, EnrolCode, Nonce, SiteLoss
from abrigo.staff.viewer import viewer_of

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is mistaken for another when read aloud
MISREAD: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
CODE_LASTS: Final = timedelta(minutes=10)
HOURS: Final = (12, 72, 336)

# Who hands out phones, who may be the second pair of eyes, who may end one. docs/access.md says the same.
ENROL: Final = frozenset({Role.DIRECTOR, Role.CHILD_ATTORNEY, Role.ADMINISTRATOR})
CONFIRM: Final = ENROL | {Role.INTAKE}
REVOKE: Final = CONFIRM


@dataclass(eq=False, slots=True)  # not frozen: on its way up Python writes the way into it
class NotEnrolled(Exception):
    """Why a device was not enrolled, confirmed or ended: a code."""

    why: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What a phone says of itself when it brings a code."""

    code: str
    alg: str
    key: str
    sig: str
    label: str = ""


# -- the code -------------------------------------------------------------------


def make_code(viewer: Viewer, staff: str, operation: OperationId, site: SiteId, hours: int, *, now: datetime) -> str:
    """Out: the code, shown once. NotEnrolled: not-allowed, no-such-account, hours."""
    _may(viewer, ENROL, operation)
    account = Account.objects.filter(staff=staff, is_active=True).first()
    if account is None or operation not in account.operations or not answers_for(viewer, account):
        raise NotEnrolled("no-such-account")
    if hours not in HOURS:
        raise NotEnrolled("hours")
    code = "".join(secrets.choice(LETTERS) for _ in range(8))
    EnrolCode.objects.filter(until__lt=to_ms(now), device="").delete()
    EnrolCode.objects.create(
        digest=_digest(code), account=account, operation=operation, site=site, hours=hours,
        made_by=viewer.staff, until=to_ms(now + CODE_LASTS),
    )  # fmt: skip
    return code


def answers_for(viewer: Viewer, account: Account) -> bool:
    """A director hands phones to their own people; who keeps the accounts, and who represents the children, to all."""
    return viewer.role is not Role.DIRECTOR or account.agency_id == viewer.agency


def read_code(typed: str) -> str:
    return "".join(c for c in typed.upper() if c not in " -").translate(MISREAD)


def device_id(alg: str, key: str) -> str:
    return sha256(f"abrigo/device/1\n{alg}\n{key}".encode()).hexdigest()[:32]


def fingerprint(code: str, alg: str, key: str) -> str:
    """Twelve digits both ends reckon for themselves: whoever sits between them would have to guess a key to match."""
    told = sha256(f"abrigo/fingerprint/1\n{code}\n{alg}\n{key}\n".encode()).digest()
    digits = f"{int.from_bytes(told[:8], 'big') % 10**12:012d}"
    return f"{digits[:4]} {digits[4:8]} {digits[8:]}"


def bring(offer: Offer, *, now: datetime) -> Device:
    """A phone brings its code and its key, signed with it. NotEnrolled: enrolment-malformed, code-unknown."""
    code = read_code(offer.code)
    signed = f"abrigo/enrol/1\n{code}\n{offer.alg}\n{offer.key}\n".encode()
    try:
        key, sig = unb64(offer.key), unb64(offer.sig)
    except ValueError:
        raise NotEnrolled("enrolment-malformed") from None
    if b64(key) != offer.key or not valid_key(offer.alg, key) or not verified(offer.alg, key, sig, signed):
        raise NotEnrolled("enrolment-malformed")
    id_ = device_id(offer.alg, offer.key)
    with transaction.atomic():
        held = EnrolCode.objects.select_for_update().filter(digest=_digest(code)).first()
        if held is None or held.device not in ("", id_) or held.until < to_ms(now):
            raise NotEnrolled("code-unknown")
        if held.device == id_:
            return Device.objects.select_related("account").get(id=id_)
        if Device.objects.filter(id=id_).exists():  # a key is enrolled once; afterwards it is a new key or none
            raise NotEnrolled("code-unknown")
        held.device = id_
        held.save(update_fields=["device"])
        return Device.objects.create(
            id=id_, alg=offer.alg, key=offer.key, label=" ".join(offer.label.split())[:40],
            fingerprint=fingerprint(code, offer.alg, offer.key), account=held.account, operation=held.operation,
            site=held.site, made_by=held.made_by, asked_at=to_ms(now),
            until=to_ms(now + timedelta(hours=held.hours)),
        )  # fmt: skip


# -- the second pair of eyes ------------------------------------------------------


def confirm(viewer: Viewer, device: str, *, now: datetime) -> Device:
    """The digits were read off the phone and are the same. NotEnrolled: not-allowed, no-such-device, second-person."""
    with transaction.atomic():
        held = _held(viewer, CONFIRM, device)
        if viewer.staff in (held.made_by, held.account.staff):
            raise NotEnrolled("second-person")
        if held.state == "enrolled":
            return held
        if held.state != "waiting" or held.until < to_ms(now):
            raise NotEnrolled("no-such-device")
        held.state, held.confirmed_by, held.confirmed_at = "enrolled", viewer.staff, to_ms(now)
        held.save()
        said: dict[str, Json] = {"alg": held.alg, "key": held.key, "holder": held.account.staff, "until": held.until}
        _announce(held, "device.enrolled", viewer, now, said)
    return held


def revoke(viewer: Viewer, device: str, *, now: datetime, why: str = "revoked") -> Device:
    """From the very next request nothing this device says is decided by us. What it still brings is kept."""
    with transaction.atomic():
        held = _held(viewer, REVOKE, device, own=True)
        _end(held, viewer, now, why)
    return held


def _end(held: Device, viewer: Viewer, now: datetime, why: str) -> None:
    if held.state in ("revoked", "refused"):
        return
    fresh = held.state == "waiting"
    held.state, held.revoked_by, held.revoked_at = "refused" if fresh else "revoked", viewer.staff, to_ms(now)
    held.revoked_why, held.last = why, _last_parcel(held.id)
    held.save()
    if not fresh:
        _announce(held, "device.revoked", viewer, now, {"last": held.last})


def _announce(held: Device, kind: str, viewer: Viewer, now: datetime, said: dict[str, Json]) -> None:
    """In the open, under a name of its own: a phone's key signs acts for the clerk to decide, never entries."""
    told: dict[str, Json] = {"kind": kind, "ver": 1, "dev": f"phone:{held.id}", "by": viewer.staff, "at": to_ms(now)}
    enrolment.announce(node_device(), told | said, now)


def _last_parcel(device: str) -> int:
    from abrigo.clerk.models import Parcel

    newest = Parcel.objects.filter(device=device).order_by("-seq").values_list("seq", flat=True).first()
    return newest or 0


def _held(viewer: Viewer, roles: Iterable[Role], device: str, *, own: bool = False) -> Device:
    held = Device.objects.select_for_update(of=("self",)).select_related("account").filter(id=device).first()
    if held is None or not may_enter(viewer, OperationId(held.operation)):
        raise NotEnrolled("no-such-device")
    if viewer.role not in roles and not (own and held.account.staff == viewer.staff):
        raise NotEnrolled("not-allowed")
    return held


def _may(viewer: Viewer, roles: Iterable[Role], operation: OperationId) -> None:
    if viewer.role not in roles or not may_enter(viewer, operation):
        raise NotEnrolled("not-allowed")


def ask(viewer: Viewer, operation: OperationId) -> list[Device]:
    """Every phone of the operation for whoever hands them out; for anyone else their own."""
    if not may_enter(viewer, operation):
        return []
    found = Device.objects.filter(operation=operation).select_related("account").order_by("-asked_at")
    return list(found if viewer.role in CONFIRM else found.filter(account__staff=viewer.staff))


# -- how a device stands ----------------------------------------------------------


def gone(held: Device, now: datetime) -> str:
    """Why this device may ask nothing any more; empty while it may."""
    if held.state in ("revoked", "refused"):
        return held.revoked_why or "revoked"
    if not held.account.is_active or held.operation not in held.account.operations:
        return "account-closed"
    return "expired" if held.until < to_ms(now) else ""


def holder(held: Device) -> Viewer:
    """The person behind the device, read afresh, standing at the device's site and in its operation alone."""
    row_security.opens([held.operation])
    seen = viewer_of(held.account, device=f"phone:{held.id}", purpose=USUAL[Role(held.account.role)])
    only = seen.operations & {OperationId(held.operation)}
    row_security.opens([held.operation], parts_of(seen))
    return replace(seen, operations=only, site=SiteId(held.site))


def marked(held: Device, mark: str) -> bool:
    """Whether this mark is fresh; from now on it is not."""
    try:
        with transaction.atomic():
            Nonce.objects.create(device=held, mark=mark)
    except IntegrityError:
        return False
    return True


# -- a site is lost ---------------------------------------------------------------


def lose_site(
    viewer: Viewer, operation: OperationId, site: SiteId, run_from: SiteId, *, id_: str, now: datetime
) -> Answer:
    """One act when the gate has fallen: the site is given up, its open incidents are run from elsewhere, and every
    phone and every session of it ends. All or nothing; another person looks at it afterwards (see SiteLoss)."""
    run_here = [
        IncidentId(card.id)
        for card in cards.ask(viewer, operation, "incident", status=("open",), limit=200)
        if site in (card.site, card.body.get("room"))
    ]
    asks = [Ask(id_, LoseSite(operation, site, run_from, now))]
    asks += [Ask(f"{id_[:32]}-{i}"[:80], MoveIncidentRoom(operation, i, run_from, now)) for i in run_here]
    with transaction.atomic():
        answers = record_all(viewer, asks, now=now)
        if refused := next((a for a in answers if not a.taken), None):
            return refused
        alive = list(
            Device.objects.select_related("account").filter(
                operation=operation, site=site, state__in=["waiting", "enrolled"]
            )
        )
        for held in alive:
            _end(held, viewer, now, "site-lost")
        EnrolCode.objects.filter(operation=operation, site=site, device="").delete()
        accounts = Account.objects.filter(site=site).exclude(staff=viewer.staff)
        sessions = sum(end_sessions(a) for a in accounts if operation in a.operations)
        SiteLoss.objects.get_or_create(
            id=id_,
            defaults={
                "operation": operation, "site": site, "run_from": run_from, "by": viewer.staff, "at": to_ms(now),
                "devices": len(alive), "sessions": sessions,
            },
        )  # fmt: skip
    return answers[0]


def look_at_loss(viewer: Viewer, loss: str, *, now: datetime) -> SiteLoss:
    """A second person has looked. NotEnrolled: not-allowed, no-such-device, second-person."""
    held = SiteLoss.objects.filter(id=loss).first()
    if held is None or not may_enter(viewer, OperationId(held.operation)):
        raise NotEnrolled("no-such-device")
    if not may_do(viewer, "lose-site") and viewer.role is not Role.OMBUDSMAN:
        raise NotEnrolled("not-allowed")
    if viewer.staff == held.by:
        raise NotEnrolled("second-person")
    if held.looked_at is None:
        held.looked_by, held.looked_at = viewer.staff, to_ms(now)
        held.save(update_fields=["looked_by", "looked_at"])
    return held


def losses(viewer: Viewer, operation: OperationId) -> list[SiteLoss]:
    if not may_enter(viewer, operation) or not may_do(viewer, "lose-site"):
        return []
    return list(SiteLoss.objects.filter(operation=operation).order_by("-at"))


def _digest(code: str) -> str:
    return sha256(f"abrigo/code/1\n{code}".encode()).hexdigest()
