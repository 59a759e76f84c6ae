"""The secret of an epoch with three people: two bring it back, one alone learns nothing, and no backup holds it."""

import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from abrigo.vault import keys, secrets, shares
from abrigo.vault.commitment import commitment
from abrigo.vault.models import Epoch

MARK = "custody.json"
NEEDED = 2
_LINE = re.compile(r"abrigo-share\+(\d+)\+(\d+)\+([^+\s]{1,60})\+([0-9a-f]{32})\+([0-9a-f]{64})\+([0-9a-f]{8})")


class NotTogether(ValueError):
    """These shares do not bring a secret back: too few, altered, or of two secrets. Carries a code, never a share."""


@dataclass(frozen=True, slots=True)
class Custody:
    """With whom the secret of an epoch lies. `check` is what it is known by; nobody can guess it from that."""

    epoch: int
    people: tuple[str, ...]
    check: str


def split(people: Sequence[str]) -> dict[str, str]:
    """One line for each person, for the secret of the current epoch. From now on no backup holds that secret."""
    if len(people) < 3 or len(set(people)) != len(people):
        raise ValueError("three people at least, each once")
    if bad := [p for p in people if not re.fullmatch(r"[^+\s/\\.]{1,60}", p)]:
        raise ValueError(f"not a name for a file: {bad[0][:60]!r}")
    epoch = Epoch.objects.get(one=1).number
    secret = secrets.secret(keys.epoch_secret(epoch))
    check = commitment(secret).hex()
    parts = shares.split(secret, needed=NEEDED, people=len(people), dice=os.urandom)
    mark(Custody(epoch, tuple(people), check))
    return {name: _line(epoch, who, name, check, parts[who]) for who, name in enumerate(people, 1)}


def join(lines: Sequence[str]) -> int:
    """Puts the secret back under its name in this home. Out: the epoch. NotTogether, and nothing is changed."""
    told = [_read(line) for line in lines]
    if len({(epoch, check) for epoch, _, check, _ in told}) != 1:
        raise NotTogether("two-secrets")
    parts = {who: raw for _, who, _, raw in told}
    if len(parts) < NEEDED:
        raise NotTogether("too-few")
    epoch, _, check, _ = told[0]
    secret = shares.join(parts)
    if commitment(secret).hex() != check:
        raise NotTogether("altered")
    path = secrets.path_of(keys.epoch_secret(epoch))
    if path.exists() and path.read_bytes() != secret:
        raise NotTogether("another-secret-here")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.write_bytes(secret)
    secrets.settle(path.parent)
    return epoch


def current() -> Custody | None:
    """With whom the secret in use lies; None: with nobody but this house and its backups."""
    epoch = Epoch.objects.get(one=1).number
    return next((c for c in every() if c.epoch == epoch), None)


def every() -> list[Custody]:
    path = secrets.path_of(MARK)
    rows = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return [Custody(row["epoch"], tuple(row["people"]), row["check"]) for row in rows]


def mark(custody: Custody) -> None:
    path = secrets.path_of(MARK)
    rows = [c for c in every() if c.epoch != custody.epoch] + [custody]
    told = [{"epoch": c.epoch, "people": list(c.people), "check": c.check} for c in rows]
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def _line(epoch: int, who: int, name: str, check: str, share: bytes) -> str:
    body = f"abrigo-share+{epoch}+{who}+{name}+{check}+{share.hex()}"
    return f"{body}+{sha256(body.encode()).hexdigest()[:8]}"


def _read(line: str) -> tuple[int, int, str, bytes]:
    """(epoch, number, check, share)"""
    found = _LINE.fullmatch(line.strip())
    if found is None or not line.strip().endswith(sha256(line.strip().rpartition("+")[0].encode()).hexdigest()[:8]):
        raise NotTogether("altered")
    return int(found[1]), int(found[2]), found[4], bytes.fromhex(found[5])
