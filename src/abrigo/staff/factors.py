"""How somebody shows who they are: a passkey first; else a password with a code that changes; never a text message."""

import base64
import hmac
import json
import secrets
import struct
import time
from hashlib import sha1
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    UserVerificationRequirement,
)
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from abrigo.staff.models import Account, Code, Passkey, Tie
from abrigo.vault import secrets as kept

STEP: Final = 30  # seconds, RFC 6238
DIGITS: Final = 6
_STATE: Final = "passkey_state"


class NotShown(Exception):
    """What was shown does not prove who this is. Never says which part was wrong."""


def has_key(account: Account) -> bool:
    return Passkey.objects.filter(account=account).exists()


def has_code(account: Account) -> bool:
    return Code.objects.filter(account=account, confirmed=True).exists()


def needs_more(account: Account) -> bool:
    """A password alone lets in only where nobody real is kept: in the demonstration, and until the first sign-in."""
    return has_key(account) or has_code(account)


def enrol_first(account: Account) -> bool:
    return not settings.ABRIGO_DEMO and not needs_more(account)


def shows_again(request: HttpRequest, account: Account) -> bool:
    """The step up: the password, and the code where there is one. A passkey answers through `passkey_answered`."""
    if not account.check_password(request.POST.get("password", "")):
        return False
    return not has_code(account) or code_is_right(account, request.POST.get("code", ""))


# -- passkeys -------------------------------------------------------------------


def _server(request: HttpRequest) -> Fido2Server:
    host = request.get_host().rsplit(":", 1)[0] if not request.get_host().endswith("]") else request.get_host()
    origin = f"{request.scheme}://{request.get_host()}"
    return Fido2Server(PublicKeyCredentialRpEntity(id=host, name="Abrigo"), verify_origin=lambda o: o == origin)


def _credentials(account: Account) -> list[AttestedCredentialData]:
    keys = Passkey.objects.filter(account=account).values_list("data", flat=True)
    return [AttestedCredentialData(base64.b64decode(k)) for k in keys]


def passkey_offer(request: HttpRequest, account: Account) -> dict[str, Any]:
    """The options for making a passkey; what must come back is kept in the session."""
    user = PublicKeyCredentialUserEntity(id=account.staff.encode()[:64], name=account.username, display_name="")
    options, state = _server(request).register_begin(
        user, _credentials(account), user_verification=UserVerificationRequirement.REQUIRED
    )
    request.session[_STATE] = state
    return dict(options)


def passkey_made(request: HttpRequest, account: Account, response: dict[str, Any], name: str, now: int) -> Passkey:
    """Raises NotShown when the answer is not to our own challenge."""
    state = request.session.pop(_STATE, None)
    try:
        data = _server(request).register_complete(state, response)
    except Exception as wrong:
        raise NotShown from wrong
    found = data.credential_data
    if found is None:
        raise NotShown
    return Passkey.objects.create(
        account=account, credential=_text(found.credential_id), data=base64.b64encode(bytes(found)).decode(),
        name=name.strip()[:60] or "—", made=now, used=now,
    )  # fmt: skip


def passkey_challenge(request: HttpRequest, account: Account) -> dict[str, Any]:
    return challenge_for(request, [c.credential_id for c in _credentials(account)])


def challenge_for(request: HttpRequest, credentials: list[bytes]) -> dict[str, Any]:
    known = [PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=c) for c in credentials]
    options, state = _server(request).authenticate_begin(known, user_verification=UserVerificationRequirement.REQUIRED)
    request.session[_STATE] = state
    return dict(options)


def passkey_answered(request: HttpRequest, account: Account, response: dict[str, Any], now: int) -> None:
    """Raises NotShown. A challenge is good for one answer, right or wrong."""
    state = request.session.pop(_STATE, None)
    try:
        found = _server(request).authenticate_complete(state, _credentials(account), response)
    except Exception as wrong:
        raise NotShown from wrong
    Passkey.objects.filter(account=account, credential=_text(found.credential_id)).update(used=now)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def spoken(raw: str) -> dict[str, Any]:
    """What the browser sent, as JSON; raises NotShown for anything else."""
    try:
        told = json.loads(raw)
    except (ValueError, RecursionError) as wrong:
        raise NotShown from wrong
    if not isinstance(told, dict):
        raise NotShown
    return told


# -- codes that change (RFC 6238, SHA-1, six digits, thirty seconds: what every telephone's program reads) -----------


def _box() -> SecretBox:
    return SecretBox(kept.secret("codes.secret"))


def code_offer(account: Account) -> str:
    """A fresh secret (base32), shown once; it counts once its first code was typed."""
    secret = secrets.token_bytes(20)
    Code.objects.update_or_create(
        account=account, confirmed=False, defaults={"sealed": base64.b64encode(_box().encrypt(secret)).decode()}
    )
    return base64.b32encode(secret).decode()


def code_address(account: Account, secret: str) -> str:
    return f"otpauth://totp/Abrigo:{account.username}?secret={secret}&issuer=Abrigo&digits={DIGITS}&period={STEP}"


def code_confirmed(account: Account, code: str) -> bool:
    waiting = Code.objects.filter(account=account, confirmed=False).first()
    if waiting is None or not _matches(waiting, code):
        return False
    Code.objects.filter(account=account, confirmed=True).delete()
    waiting.confirmed = True
    waiting.save(update_fields=["confirmed"])
    return True


def code_is_right(account: Account, code: str) -> bool:
    """Each code opens once: whoever read it over a shoulder comes too late."""
    kept_code = Code.objects.filter(account=account, confirmed=True).first()
    return kept_code is not None and _matches(kept_code, code)


def _matches(known: Code, typed: str) -> bool:
    try:
        secret = _box().decrypt(base64.b64decode(known.sealed))
    except CryptoError:
        return False
    step = int(time.time()) // STEP
    for at in (step - 1, step, step + 1):  # a telephone's clock may be half a minute off
        if at > known.last and hmac.compare_digest(totp(secret, at), typed.strip().replace(" ", "")):
            return Code.objects.filter(pk=known.pk, last__lt=at).update(last=at) == 1
    return False


def totp(secret: bytes, step: int) -> str:
    """RFC 4226 section 5.3 over a count of thirty-second steps."""
    mac = hmac.new(secret, struct.pack(">Q", step), sha1).digest()
    at = mac[-1] & 15
    number = struct.unpack(">I", mac[at : at + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


# -- taken away -----------------------------------------------------------------


def forget_all(account: Account) -> None:
    """Every factor of somebody who lost theirs; two colleagues stand for them before new ones are made."""
    Tie.objects.filter(account=account, ended=None).update(ended=int(time.time() * 1000), ended_by="vouching")
    Passkey.objects.filter(account=account).delete()
    Code.objects.filter(account=account).delete()
