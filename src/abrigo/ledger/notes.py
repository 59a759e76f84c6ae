"""Signed notes as the transparency community writes them (C2SP signed-note, tlog-checkpoint, tlog-cosignature)."""

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from abrigo.ledger.codec import Refused

LOG_KEY = 1  # C2SP signed-note: Ed25519
WITNESS_KEY = 4  # C2SP tlog-cosignature: Ed25519 over a timestamped message
LASTING_KEY = 6  # the same with ML-DSA-44 (FIPS 204): what a checkpoint says still stands when Ed25519 has fallen
_LENGTHS = {LOG_KEY: 32, WITNESS_KEY: 32, LASTING_KEY: 1312}
_SIGNATURES = {WITNESS_KEY: 64, LASTING_KEY: 2420}
_TREE = re.compile(r"([!-*,-~]+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)\n")
_LINE = re.compile(r"— ([!-*,-~]+) ([A-Za-z0-9+/]+={0,2})")


@dataclass(frozen=True, slots=True)
class Tree:
    """What a checkpoint says: this log, this long, with this root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    def short(self) -> str:
        """The form that fits on a printed roster: size / first twelve letters of the root."""
        return f"{self.size}/{b64encode(self.root).decode()[:12]}"


@dataclass(frozen=True, slots=True)
class Key:
    """A public key with its name, as written in a policy: name+hash+base64(kind || key)."""

    name: str
    kind: int
    public: bytes

    def hash(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes((self.kind,)) + self.public).digest()[:4]

    def text(self) -> str:
        return f"{self.name}+{self.hash().hex()}+{b64encode(bytes((self.kind,)) + self.public).decode()}"

    @classmethod
    def of(cls, text: str) -> "Key":
        name, _, rest = text.partition("+")
        hexed, _, coded = rest.partition("+")
        raw = _strict(coded)
        if not raw or len(raw) - 1 != _LENGTHS.get(raw[0]) or not re.fullmatch(r"[!-*,-~]+", name):
            raise Refused("note-key")
        key = cls(name, raw[0], raw[1:])
        if key.hash().hex() != hexed:
            raise Refused("note-key")
        return key


@dataclass(frozen=True, slots=True)
class Line:
    """One signature line, as it stands."""

    name: str
    hash: bytes
    rest: bytes


def tree_of(note: str) -> tuple[Tree, list[Line]]:
    """The checkpoint in a note and its signature lines, unverified. Refused for anything but the exact form."""
    text, gap, tail = note.partition("\n\n")
    found = _TREE.fullmatch(text + "\n")
    if not gap or found is None or not tail.endswith("\n"):
        raise Refused("note-form")
    lines = []
    for row in tail[:-1].split("\n"):
        line = _LINE.fullmatch(row)
        if line is None:
            raise Refused("note-form")
        raw = _strict(line[2])
        lines.append(Line(line[1], raw[:4], raw[4:]))
    root = _strict(found[3])
    size = int(found[2])
    if size >= 2**53:
        raise Refused("note-form")
    return Tree(found[1], size, root), lines


def sign(tree: Tree, key: Key, signer: Callable[[bytes], bytes]) -> str:
    """The note: the text, an empty line, and the log's own signature line."""
    return f"{tree.text()}\n{_line(key, signer(tree.text().encode()))}\n"


def cosign(tree: Tree, key: Key, signer: Callable[[bytes], bytes], at_s: int) -> str:
    """One witness line (without its newline): `key.name` saw this tree at `at_s` (seconds since 1970), consistently.

    `signer` signs with the secret of `key`, whichever of the two kinds of witness key that is.
    """
    return _line(key, at_s.to_bytes(8, "big") + signer(witnessed(tree, key, at_s)))


def signed_by(note: str, key: Key) -> Tree:
    """The checkpoint, once the log's own signature holds. Refused otherwise."""
    tree, lines = tree_of(note)
    for line in lines:
        if line.name == key.name and line.hash == key.hash() and tree.origin == key.name:
            _verify(key.public, tree.text().encode(), line.rest)
            return tree
    raise Refused("note-unsigned")


def cosigned_at(note: str, key: Key) -> int | None:
    """When (seconds) this witness cosigned the note; None if it did not. Refused if its line is false."""
    tree, lines = tree_of(note)
    for line in lines:
        if line.name == key.name and line.hash == key.hash():
            if len(line.rest) != 8 + _SIGNATURES.get(key.kind, -9):
                raise Refused("note-signature")
            at_s = int.from_bytes(line.rest[:8], "big")
            verify = _verify_lasting if key.kind == LASTING_KEY else _verify
            verify(key.public, witnessed(tree, key, at_s), line.rest[8:])
            return at_s
    return None


def witnessed(tree: Tree, key: Key, at_s: int) -> bytes:
    """What a witness signs (C2SP tlog-cosignature). The lasting kind also commits to the witness's own name."""
    if key.kind != LASTING_KEY:
        return f"cosignature/v1\ntime {at_s}\n{tree.text()}".encode()
    names = [bytes((len(name.encode()),)) + name.encode() for name in (key.name, tree.origin)]
    size = bytes(8) + tree.size.to_bytes(8, "big")
    return b"subtree/v1\n\0" + names[0] + at_s.to_bytes(8, "big") + names[1] + size + tree.root


def _line(key: Key, raw: bytes) -> str:
    return f"— {key.name} {b64encode(key.hash() + raw).decode()}"


def _verify(public: bytes, message: bytes, sig: bytes) -> None:
    try:
        VerifyKey(public).verify(message, sig)
    except (BadSignatureError, ValueError) as wrong:
        raise Refused("note-signature") from wrong


def _verify_lasting(public: bytes, message: bytes, sig: bytes) -> None:
    from cryptography.exceptions import InvalidSignature

    try:
        from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
    except ImportError as absent:
        raise Refused("note-signature-unknown") from absent
    try:
        MLDSA44PublicKey.from_public_bytes(public).verify(sig, message)
    except (InvalidSignature, ValueError) as wrong:
        raise Refused("note-signature") from wrong


def _strict(text: str) -> bytes:
    """Base64 in its one spelling: a second spelling of the same bytes would be a second note."""
    try:
        raw = b64decode(text, validate=True)
    except NotBase64 as wrong:
        raise Refused("note-form") from wrong
    if b64encode(raw).decode() != text:
        raise Refused("note-form")
    return raw
