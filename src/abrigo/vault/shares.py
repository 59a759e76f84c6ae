"""Splits a secret so that two of three custodians can bring it back and one alone learns nothing (Shamir, 1979).

Bytes are points of polynomials over GF(2^8) with the polynomial of AES, x^8 + x^4 + x^3 + x + 1. Pure: dice come in.
"""

from collections.abc import Callable, Mapping


def split(secret: bytes, *, needed: int, people: int, dice: Callable[[int], bytes]) -> dict[int, bytes]:
    """Shares by custodian number (1 to `people`); any `needed` of them join to the secret."""
    if not 1 < needed <= people < 256:
        raise ValueError("at least two of at most 255")
    lines = [secret, *(dice(len(secret)) for _ in range(needed - 1))]
    return {
        who: bytes(_at(who, [line[i] for line in lines]) for i in range(len(secret))) for who in range(1, people + 1)
    }


def join(shares: Mapping[int, bytes]) -> bytes:
    """The secret, if there are enough shares and all are right; too few or a false one give other bytes."""
    if len({len(share) for share in shares.values()}) != 1 or 0 in shares:
        raise ValueError("shares of one secret have one length")
    length = len(next(iter(shares.values())))
    out = bytearray(length)
    for who, share in shares.items():
        weight = 1
        for other in shares.keys() - {who}:
            weight = _times(weight, _times(other, _inverse(other ^ who)))
        for i in range(length):
            out[i] ^= _times(weight, share[i])
    return bytes(out)


def _at(x: int, coefficients: list[int]) -> int:
    total = 0
    for coefficient in reversed(coefficients):
        total = _times(total, x) ^ coefficient
    return total


def _times(a: int, b: int) -> int:
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = a << 1 ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return product


def _inverse(a: int) -> int:
    power = 1
    for _ in range(254):  # a^254 = 1/a in a field of 256
        power = _times(power, a)
    return power
