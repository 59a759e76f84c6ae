"""One device's gap-free chain: how an entry is sealed, signed and named, and how a stranger's entry is checked."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from abrigo.ledger.codec import Json, Refused, b64, canonical, pack, parse, unb64, unpack

DOMAIN = b"abrigo/entry/1\n"
KID_DOMAIN = b"abrigo/kid/1\n"
LARGEST_BOX = (1 << 20) + 4096

# The whole grammar of a header. The last letter of each base64url word is held to the bits it can carry,
# so that one entry has one spelling: two spellings would be two ids and a fork nobody made.
_WORD = "[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]"
_HEADER = re.compile(
    rf'\{{"box":"({_WORD})","dev":"({_WORD})","kid":"((?:[A-Za-z0-9_-]{{21}}[AQgw])?)","prev":"((?:{_WORD})?)",'
    rf'"rec":(0|[1-9][0-9]{{0,15}}),"seq":([1-9][0-9]{{0,15}}),"v":1\}}'
)


@dataclass(frozen=True, slots=True)
class Header:
    box: bytes
    dev: str
    kid: bytes  # empty for a public entry
    prev: str  # id of this device's entry before, empty for its first
    rec: int  # device clock, milliseconds since 1970 UTC
    seq: int


@dataclass(frozen=True, slots=True)
class Entry:
    header: bytes
    sig: bytes
    box: bytes
    id: bytes
    dev: str
    seq: int
    kid: bytes


def entry_id(header: bytes) -> bytes:
    """Name, chain link and Merkle leaf in one (RFC 6962 section 2.1 leaf hash)."""
    return sha256(b"\0" + header).digest()


def kid_of(key: bytes) -> bytes:
    """Commitment to the sealing key: routes the entry, and forbids a box that opens two ways under two keys."""
    return sha256(KID_DOMAIN + key).digest()[:16]


class Device:
    """A writer: one signing key that never moves, and the place its chain has reached."""

    __slots__ = ("_dice", "_key", "id", "prev", "seq")

    def __init__(self, secret: bytes, seq: int = 0, prev: str = "", dice: Callable[[int], bytes] = os.urandom) -> None:
        self._key = SigningKey(secret)
        self._dice = dice
        self.id = b64(bytes(self._key.verify_key))
        self.seq = seq
        self.prev = prev

    def __repr__(self) -> str:
        return f"Device({self.id}, seq={self.seq})"

    def at(self, seq: int, prev: str) -> "Device":
        """The same writer standing at another place of its chain; the original does not move."""
        twin = object.__new__(Device)
        twin._key, twin._dice, twin.id, twin.seq, twin.prev = self._key, self._dice, self.id, seq, prev
        return twin

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message).signature

    def seal(self, payload: Mapping[str, Json], key: bytes | None, rec_ms: int) -> Entry:
        """The next entry of this chain. `key` None writes a public entry whose box is the plain payload."""
        if key is None:
            box, kid, kid_text = canonical(payload), b"", ""
        else:
            sealer, kid, kid_text = _sealer(key)
            nonce = self._dice(12)
            box = nonce + sealer.encrypt(nonce, pack(payload), None)
        seq = self.seq + 1
        header = (
            f'{{"box":"{b64(sha256(box).digest())}","dev":"{self.id}","kid":"{kid_text}",'
            f'"prev":"{self.prev}","rec":{rec_ms},"seq":{seq},"v":1}}'
        ).encode("ascii")
        name = entry_id(header)
        entry = Entry(header, self.sign(DOMAIN + header), box, name, self.id, seq, kid)
        self.seq, self.prev = seq, b64(name)
        return entry


def parse_header(header: bytes) -> Header:
    """The header's fields, or Refused unless it is in its one canonical spelling."""
    try:
        found = _HEADER.fullmatch(header.decode("ascii"))
    except UnicodeDecodeError as wrong:
        raise Refused("header-not-canonical") from wrong
    if found is None:
        raise Refused("header-not-canonical")
    box, dev, kid, prev, rec_text, seq_text = found.groups()
    rec, seq = int(rec_text), int(seq_text)
    if max(rec, seq) >= 2**53:
        raise Refused("integer-too-large")
    if (seq == 1) != (prev == ""):
        raise Refused("chain-start")  # a first entry has nothing before it, every later one does
    return Header(unb64(box), dev, unb64(kid), prev, rec, seq)


def check(header: bytes, sig: bytes, box: bytes | None) -> Header:
    """The parsed header of a sound entry; Refused(code) otherwise. Valid means: libsodium accepts the signature."""
    parsed = parse_header(header)
    try:
        _verifier(parsed.dev).verify(DOMAIN + header, sig)
    except (BadSignatureError, ValueError) as wrong:
        raise Refused("signature") from wrong
    if box is not None:
        check_box(parsed, box)
    return parsed


def check_box(parsed: Header, box: bytes) -> None:
    """A box belongs to the header that names its hash; a public one must be readable as it stands."""
    if len(box) > LARGEST_BOX:
        raise Refused("box-too-large")
    if sha256(box).digest() != parsed.box:
        raise Refused("box")
    if not parsed.kid:
        parse(box)


def unseal(kid: bytes, box: bytes, key: bytes | None) -> dict[str, Json]:
    """The payload in a box. Refused when the key is not the one the header committed to, or the box is damaged."""
    if key is None:
        if kid:
            raise Refused("key-missing")
        return parse(box)
    sealer, own_kid, _ = _sealer(key)
    if own_kid != kid:
        raise Refused("key")
    try:
        return unpack(sealer.decrypt(box[:12], box[12:], None))
    except (InvalidTag, ValueError) as wrong:
        raise Refused("box") from wrong


# Keys live in these caches only inside the process, at most this many; shredding clears them (see forget_keys).


@lru_cache(maxsize=20_000)
def _sealer(key: bytes) -> tuple[AESGCM, bytes, str]:
    if len(key) != 32:
        raise Refused("key")
    kid = kid_of(key)
    return AESGCM(key), kid, b64(kid)


@lru_cache(maxsize=4_096)
def _verifier(dev: str) -> VerifyKey:
    return VerifyKey(unb64(dev))


def forget_keys() -> None:
    """Drop every sealing key this process still holds: part of shredding."""
    _sealer.cache_clear()
