"""An agency's own sign-in (OpenID Connect): where it stands, and whether what it says of somebody may be believed.

OpenID Connect Core 1.0, section 3.1 (code flow) and 3.1.3.7 (what is looked at in a token); PKCE by RFC 7636, the
answer's issuer by RFC 9207. The house asks the issuers written in ABRIGO_SIGN_IN and nobody else.
"""

import base64
import hmac
import json
import secrets
import time
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from urllib.error import URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import jwt
from django.conf import settings

ALGORITHMS: Final = ("RS256", "PS256", "ES256", "EdDSA")  # no shared secret signs, and "none" signs nothing
LEEWAY: Final = 60  # seconds two clocks may differ
WAY: Final = 10 * 60  # seconds from leaving for the agency's page to being back
_MOST: Final = 256 * 1024
_SECONDS: Final = 8
_KEPT: Final = 600  # seconds a provider's own description is believed
_HERE: Final = ("127.0.0.1", "localhost", "::1")


class NotBelieved(Exception):
    """What the agency's sign-in said, or did not say. `why` is a code; its sentence stands in desk/agency_door.py."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Provider:
    """One agency's sign-in. `strong`: what it calls a second factor in `acr` or `amr`; `hosts`: besides the issuer's.

    `file`: where its secret lies, beside the file that names it.
    """

    agency: str
    issuer: str
    client: str
    secret: str = field(repr=False)
    file: str
    strong: frozenset[str] = frozenset()
    ask: str = ""
    by_post: bool = False
    hosts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Shown:
    """Somebody as their agency knows them. `strong`: more than a password, in the agency's own words for it."""

    agency: str
    issuer: str
    subject: str
    strong: bool

    @property
    def mark(self) -> str:
        """Eight letters to read out to a colleague: the same for this person at this issuer, and for nobody else."""
        raw = sha256(f"{self.issuer}\n{self.subject}".encode()).digest()[:5]
        text = base64.b32encode(raw).decode()
        return f"{text[:4]}-{text[4:]}"


# -- who has one -----------------------------------------------------------------------------------------------------


def known() -> dict[str, Provider]:
    """Every agency with a sign-in of its own, from the file ABRIGO_SIGN_IN names; empty without one.

    Raises ValueError (no TOML, a word missing, an issuer that is not https) and OSError (no such file).
    """
    if not settings.ABRIGO_SIGN_IN:
        return {}
    file = Path(settings.ABRIGO_SIGN_IN)
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    return {agency: _provider(agency, one, file.parent) for agency, one in told.items()}


def _provider(agency: str, one: Any, folder: Path) -> Provider:
    try:
        issuer, client = str(one["issuer"]), str(one["client"])
        secret = (folder / str(one["secret_file"])).read_text(encoding="utf-8").strip()
    except (KeyError, TypeError) as missing:
        raise ValueError(f"{agency}: issuer, client and secret_file are needed") from missing
    if not _closed(issuer) or not secret:
        raise ValueError(f"{agency}: the issuer must begin with https, and its secret must not be empty")
    strong, hosts = (frozenset(map(str, one.get(word, ()))) for word in ("strong", "hosts"))
    by_post = one.get("secret_by") == "post"
    return Provider(
        agency, issuer, client, secret, str(one["secret_file"]), strong, str(one.get("ask", "")), by_post, hosts
    )


def _closed(address: str) -> bool:
    """https; plain http only to this machine itself, for rehearsal."""
    where = urlsplit(address)
    return bool(where.hostname) and (
        where.scheme == "https" or (where.scheme == "http" and where.hostname in _HERE and not settings.ABRIGO_HTTPS)
    )


# -- there and back --------------------------------------------------------------------------------------------------


def leave(agency: str, back: str, *, again: bool = False) -> tuple[str, dict[str, Any]]:
    """Where to send the person, and what to keep in their session until they are back. Raises NotBelieved.

    `again`: they are here already and must show themselves afresh (prompt=login, max_age=0).
    """
    provider = _of(agency)
    kept: dict[str, Any] = {"agency": agency, "back": back, "at": time.time(), "again": again}
    kept |= {word: secrets.token_urlsafe(32) for word in ("state", "nonce", "verifier")}
    asked = {
        "response_type": "code", "client_id": provider.client, "redirect_uri": back, "scope": "openid",
        "state": kept["state"], "nonce": kept["nonce"], "code_challenge": _challenge(kept["verifier"]),
        "code_challenge_method": "S256", "max_age": "0" if again else str(12 * 3600),
    }  # fmt: skip
    if again:
        asked["prompt"] = "login"
    if provider.ask:
        asked["acr_values"] = provider.ask
    where = _endpoint(provider, "authorization_endpoint")
    return f"{where}{'&' if '?' in where else '?'}{urlencode(asked)}", kept


def back(kept: Mapping[str, Any] | None, said: Mapping[str, str]) -> Shown:
    """Out: who this is, as the agency says. Raises NotBelieved. `said`: the parameters the browser came back with."""
    if not kept or not _same(said.get("state", ""), kept["state"]) or time.time() - kept["at"] > WAY:
        raise NotBelieved("not-ours")
    provider = _of(kept["agency"])
    if said.get("error"):
        raise NotBelieved("declined")
    if said.get("iss", provider.issuer) != provider.issuer:
        raise NotBelieved("issuer")
    told = _exchange(provider, kept, said.get("code", ""))
    return _believe(provider, kept, told)


def _exchange(provider: Provider, kept: Mapping[str, Any], code: str) -> str:
    """The code for a token, directly from the agency. Out: the token as it came."""
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": kept["back"],
              "code_verifier": kept["verifier"]}  # fmt: skip
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if provider.by_post:
        fields |= {"client_id": provider.client, "client_secret": provider.secret}
    else:  # RFC 6749 section 2.3.1: both halves are form-encoded before they are joined
        pair = f"{quote(provider.client, safe='')}:{quote(provider.secret, safe='')}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    told = _ask(provider, _endpoint(provider, "token_endpoint"), urlencode(fields).encode(), headers)
    if not isinstance(told.get("id_token"), str):
        raise NotBelieved("no-token")
    return str(told["id_token"])


_WRONG: Final[tuple[tuple[type[Exception], str], ...]] = (
    (jwt.ExpiredSignatureError, "expired"),
    (jwt.ImmatureSignatureError, "clock"),
    (jwt.InvalidAudienceError, "audience"),
    (jwt.InvalidIssuerError, "issuer"),
    (jwt.InvalidSignatureError, "signature"),
    (jwt.InvalidAlgorithmError, "signature"),
)


def _believe(provider: Provider, kept: Mapping[str, Any], token: str) -> Shown:
    """Signature, issuer, audience, time, the nonce of this one journey: in that order, and all of them."""
    key = _key(provider, token)
    try:
        told = jwt.decode(
            token, key, algorithms=list(ALGORITHMS), audience=provider.client, issuer=provider.issuer, leeway=LEEWAY,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )  # fmt: skip
    except jwt.PyJWTError as wrong:
        raise NotBelieved(next((w for kind, w in _WRONG if isinstance(wrong, kind)), "malformed")) from None
    if isinstance(told["aud"], list) and len(told["aud"]) > 1 and told.get("azp") != provider.client:
        raise NotBelieved("audience")
    if told.get("azp", provider.client) != provider.client:
        raise NotBelieved("audience")
    if not _same(str(told.get("nonce", "")), kept["nonce"]):
        raise NotBelieved("nonce")
    if kept["again"] and not _just_now(told.get("auth_time"), kept["at"]):
        raise NotBelieved("not-fresh")
    if not told["sub"] or len(told["sub"]) > 255:
        raise NotBelieved("malformed")
    means = told.get("amr")
    means = (
        {told.get("acr"), *(m for m in means if isinstance(m, str))} if isinstance(means, list) else {told.get("acr")}
    )
    return Shown(provider.agency, provider.issuer, told["sub"], bool(means & provider.strong))


def _just_now(shown: Any, left: float) -> bool:
    """Whether they showed themselves after they had left us for it; an agency that does not say when has not said."""
    return isinstance(shown, int | float) and not isinstance(shown, bool) and shown >= left - LEEWAY


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


# -- what a provider says of itself -----------------------------------------------------------------------------------

_descriptions: dict[str, tuple[float, dict[str, Any]]] = {}
_keys: dict[str, tuple[float, dict[str, Any]]] = {}


def forget() -> None:
    """For a test, and for a file that was changed."""
    _descriptions.clear()
    _keys.clear()


def describe(provider: Provider) -> dict[str, Any]:
    """Its own description; raises NotBelieved when it names itself differently, or sends us to a host nobody listed."""
    at, told = _descriptions.get(provider.issuer, (0.0, {}))
    if not told or time.monotonic() - at > _KEPT:
        told = _ask(provider, provider.issuer.rstrip("/") + "/.well-known/openid-configuration")
        if told.get("issuer") != provider.issuer:
            raise NotBelieved("issuer")
        _descriptions[provider.issuer] = time.monotonic(), told
    return told


def _endpoint(provider: Provider, name: str) -> str:
    where = describe(provider).get(name)
    if not isinstance(where, str) or not _allowed(provider, where):
        raise NotBelieved("elsewhere")
    return where


def _allowed(provider: Provider, address: str) -> bool:
    return _closed(address) and urlsplit(address).netloc in {urlsplit(provider.issuer).netloc, *provider.hosts}


def _key(provider: Provider, token: str) -> Any:
    """The public key a token says it was signed with. A key we do not know is asked for once, and not every second."""
    try:
        which = jwt.get_unverified_header(token).get("kid")
    except jwt.PyJWTError:
        raise NotBelieved("malformed") from None
    at, told = _keys.get(provider.issuer, (0.0, {}))
    age = time.monotonic() - at
    if not told or age > _KEPT or (which not in _ids(told) and age > 30):
        told = _ask(provider, _endpoint(provider, "jwks_uri"))
        _keys[provider.issuer] = time.monotonic(), told
    fit = [k for k in _listed(told) if k.get("kid") == which and k.get("kty") != "oct" and k.get("use", "sig") == "sig"]
    if len(fit) != 1:
        raise NotBelieved("signature")
    try:
        return jwt.PyJWK(fit[0])
    except jwt.PyJWTError:
        raise NotBelieved("signature") from None


def _ids(told: Mapping[str, Any]) -> set[Any]:
    return {k.get("kid") for k in _listed(told)}


def _listed(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    keys = told.get("keys")
    return [k for k in keys if isinstance(k, dict)] if isinstance(keys, list) else []


class _NoDetours(HTTPRedirectHandler):
    """A host that was allowed may not send our secret on to one that was not."""

    def redirect_request(self, *_told: Any) -> None:
        return None


def _ask(
    provider: Provider, address: str, body: bytes | None = None, headers: Mapping[str, str] = {}
) -> dict[str, Any]:
    if not _allowed(provider, address):
        raise NotBelieved("elsewhere")
    asked = Request(address, data=body, headers={"Accept": "application/json", **headers})  # noqa: S310 - see _closed
    try:
        with build_opener(_NoDetours).open(asked, timeout=_SECONDS) as answer:
            raw = answer.read(_MOST + 1)
        told = json.loads(raw) if len(raw) <= _MOST else None
    except (URLError, OSError, ValueError, RecursionError):
        raise NotBelieved("no-answer") from None
    if not isinstance(told, dict):
        raise NotBelieved("no-answer")
    return told


def _of(agency: str) -> Provider:
    try:
        return known()[agency]
    except (KeyError, ValueError, OSError):
        raise NotBelieved("no-provider") from None
