"""A phone of its own words: docs/pocket.md spelled in Python, for tests, benches and whoever builds another client."""

import gzip
import json
import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

Plain = dict[str, Any]


def b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class Answered:
    status: int
    body: bytes
    headers: dict[str, str]

    def json(self) -> Plain:
        plain: Plain = json.loads(self.body)
        return plain


class Line(Protocol):
    """How a request reaches the house: a test client, a socket, a bad line."""

    def __call__(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answered: ...


class Ed25519Key:
    alg = "Ed25519"

    def __init__(self) -> None:
        self._key = ed25519.Ed25519PrivateKey.generate()
        self.public = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


class P256Key:
    alg = "P-256"

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.public = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def sign(self, message: bytes) -> bytes:
        r, s = decode_dss_signature(self._key.sign(message, ec.ECDSA(SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


@dataclass
class ReferencePhone:
    """One device. `clock` gives its own idea of the time in ms, which may be wrong by any amount."""

    line: Line
    clock: Callable[[], int]
    key: Ed25519Key | P256Key = field(default_factory=Ed25519Key)
    language: str = "es"
    app: str = "1"
    seq: int = 0
    prev: str = ""
    outbox: list[Plain] = field(default_factory=list)
    receipts: dict[str, Plain] = field(default_factory=dict)
    pos: int = 0
    gone: str = ""

    @property
    def device(self) -> str:
        told = f"abrigo/device/1\n{self.key.alg}\n{b64(self.key.public)}"
        return sha256(told.encode()).hexdigest()[:32]

    def fingerprint(self, code: str) -> str:
        told = f"abrigo/fingerprint/1\n{code}\n{self.key.alg}\n{b64(self.key.public)}\n".encode()
        digits = f"{int.from_bytes(sha256(told).digest()[:8], 'big') % 10**12:012d}"
        return f"{digits[:4]} {digits[4:8]} {digits[8:]}"

    # -- speaking ---------------------------------------------------------------------

    def enrol(self, code: str, label: str = "") -> Answered:
        key = b64(self.key.public)
        sig = b64(self.key.sign(f"abrigo/enrol/1\n{code}\n{self.key.alg}\n{key}\n".encode()))
        body = {"v": 1, "code": code, "alg": self.key.alg, "key": key, "label": label, "sig": sig}
        heads = {"Content-Type": "application/json", "Accept-Language": self.language}
        return self.line("POST", "/pocket/v1/enrol", json.dumps(body).encode(), heads)

    def signed(self, method: str, path: str, body: bytes) -> dict[str, str]:
        time, nonce = str(self.clock()), b64(os.urandom(16))
        parts = ("abrigo/request/1", method, path, self.device, time, nonce, sha256(body).hexdigest(), "")
        return {
            "Abrigo-Device": self.device,
            "Abrigo-Time": time,
            "Abrigo-Nonce": nonce,
            "Abrigo-Signature": b64(self.key.sign("\n".join(parts).encode())),
            "Abrigo-App": self.app,
            "Accept-Language": self.language,
        }

    def call(self, method: str, path: str, body: Plain | bytes | None = None, *, packed: bool = False) -> Answered:
        raw = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        heads = {}
        if body is not None:
            heads["Content-Type"] = "application/octet-stream" if isinstance(body, bytes) else "application/json"
        if packed:
            raw, heads["Content-Encoding"] = gzip.compress(raw, 6), "gzip"
        answered = self.line(method, path, raw, {**self.signed(method, path, raw), **heads})
        if answered.status == 410:
            self.gone = answered.json()["gone"]
        return answered

    def bundle(self) -> Plain:
        answered = self.call("GET", "/pocket/v1/bundle")
        told = answered.json()
        if answered.status == 200:
            self.pos = told["pos"]
        return told

    # -- recording and sending --------------------------------------------------------

    def say(self, act: str, fields: Plain, *, scans: Sequence[Plain] = (), id_: str = "", **more: Any) -> Plain:
        """Records one act on the phone: numbered, chained, signed. Nothing has left it yet."""
        self.seq += 1
        told = {
            "v": 1, "dev": self.device, "seq": self.seq, "prev": self.prev, "id": id_ or secrets.token_hex(16),
            "rec": self.clock(), "pos": self.pos, "act": act, "fields": fields, "scans": list(scans),
            "lang": self.language,
        } | more  # fmt: skip
        body = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        message = b"abrigo/act/1\n" + body.encode()
        self.prev = sha256(message).hexdigest()
        parcel = {"body": body, "sig": b64(self.key.sign(message))}
        self.outbox.append(parcel)
        return parcel

    def send(self, parcels: Sequence[Plain] | None = None, *, packed: bool = True) -> Answered:
        """Sends the outbox, or what is given; what is answered by a receipt leaves the outbox."""
        batch = list(self.outbox if parcels is None else parcels)
        answered = self.call("POST", "/pocket/v1/inbox", {"v": 1, "parcels": batch}, packed=packed)
        if answered.status == 200:
            self.take(answered.json())
        return answered

    def take(self, told: Plain) -> None:
        self.gone = told["gone"] or self.gone
        for receipt in told["receipts"]:
            if receipt["outcome"] != "unreadable":
                self.receipts[receipt["hash"]] = receipt
        self.outbox = [p for p in self.outbox if hash_of(p) not in self.receipts]


def hash_of(parcel: Plain) -> str:
    return sha256(b"abrigo/act/1\n" + parcel["body"].encode()).hexdigest()
