"""Writes what a stranger can check without us: the whole log, or some of its entries with proof of their place.

What is in a bundle is exactly what its caller names: positions, and keys for the words that may be read. Public entries
(devices, keys) always come along, because they say whose signatures these are.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import IO

from abrigo.ledger import reader
from abrigo.ledger.checkpoints import Checkpoint
from abrigo.ledger.codec import Json, b64, canonical
from abrigo.ledger.dictionaries import BY_NUMBER
from abrigo.ledger.driver import raw
from abrigo.ledger.merkle import Tree


def operation(point: Checkpoint, keys: Mapping[bytes, bytes], note: str = "") -> Iterator[bytes]:
    """Every entry up to the checkpoint, as lines; words readable only under the `keys` (by commitment) given."""
    yield _first(note or point.note, "operation")
    for entry in reader.sealed(0, point.size):
        yield _line(entry, keys.get(entry.kid), None)


def dossier(
    point: Checkpoint, positions: Collection[int], keys: Mapping[bytes, bytes], note: str = ""
) -> Iterator[bytes]:
    """These entries alone, each with proof of its place in the log of the checkpoint; nothing about any other."""
    tree = Tree(leaves(point.size))
    yield _first(note or point.note, "dossier")
    wanted = sorted(place for place in {*positions, *public(point.size)} if place < point.size)
    for entry in reader.sealed_at(wanted):
        yield _line(entry, keys.get(entry.kid), tree.inclusion(entry.pos, point.size))


def write(lines: Iterable[bytes], out: IO[bytes]) -> int:
    """Lines to a file; the number of bytes comes back."""
    return sum(out.write(line + b"\n") for line in lines)


def leaves(size: int) -> list[bytes]:
    """Ids of the first `size` entries: the leaves of the tree."""
    return [bytes(row[0]) for row in raw("SELECT id FROM ledger_entry WHERE pos < ? ORDER BY pos", (size,)).fetchall()]


def public(size: int) -> list[int]:
    rows = raw("SELECT pos FROM ledger_entry WHERE kid = ? AND pos < ? ORDER BY pos", (b"", size)).fetchall()
    return [int(row[0]) for row in rows]


def _first(note: str, what: str) -> bytes:
    words: dict[str, Json] = {str(number): b64(held) for number, held in BY_NUMBER.items()}
    return canonical({"abrigo": "bundle/1", "checkpoint": note, "dictionaries": words, "what": what})


def _line(entry: reader.Sealed, key: bytes | None, path: Sequence[bytes] | None) -> bytes:
    """Fields in their canonical order, put together by hand: every part is base64, a number or an escaped header."""
    parts = [] if entry.box is None else [f'"b":"{b64(entry.box)}"']
    header = entry.header.decode("ascii").replace('"', '\\"')
    parts += [f'"h":"{header}"', f'"i":{entry.pos}']
    if key is not None and entry.box is not None and entry.kid:
        parts.append(f'"k":"{b64(key)}"')
    if path is not None:
        parts.append('"p":[' + ",".join(f'"{b64(part)}"' for part in path) + "]")
    parts.append(f'"s":"{b64(entry.sig)}"')
    return ("{" + ",".join(parts) + "}").encode("ascii")
