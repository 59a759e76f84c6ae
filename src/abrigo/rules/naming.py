"""Ids that follow from other ids: the same act, sent twice or decided on two nodes, gives what it makes one name."""

from hashlib import sha256
from typing import Final

LONGEST: Final = 80  # what the spelling of an id allows (facts/wire.py)


def follows(*parts: str) -> str:
    """The parts as one id. When too long to be read back, its digest: an unreadable fact would be a lost one."""
    plain = "/".join(parts)
    return plain if len(plain) <= LONGEST else sha256(plain.encode()).hexdigest()
