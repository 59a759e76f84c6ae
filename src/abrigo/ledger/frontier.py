"""The right edge of the node's log (RFC 6962): all that is needed to append to it and to say its root."""

from dataclasses import dataclass, field
from hashlib import sha256

EMPTY = sha256(b"").digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


@dataclass(slots=True)
class Frontier:
    """Right edge of the tree: one hash per complete subtree, largest first. Enough to append and to sign a root."""

    size: int = 0
    edge: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> None:
        rest = self.size
        while rest & 1:
            leaf = node_hash(self.edge.pop(), leaf)
            rest >>= 1
        self.edge.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        if not self.edge:
            return EMPTY
        top = self.edge[-1]
        for left in self.edge[-2::-1]:
            top = node_hash(left, top)
        return top

    def dump(self) -> bytes:
        return b"".join(self.edge)

    @classmethod
    def load(cls, size: int, raw: bytes) -> "Frontier":
        if len(raw) != 32 * size.bit_count():
            raise ValueError("the edge does not fit the size of the log")
        return cls(size, [raw[i : i + 32] for i in range(0, len(raw), 32)])
