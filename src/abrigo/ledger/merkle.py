"""Proofs about the node's log as a Merkle tree (RFC 6962, RFC 9162). Whoever makes one need not be trusted."""

from collections.abc import Sequence

from abrigo.ledger.frontier import EMPTY, Frontier, node_hash

__all__ = ["EMPTY", "Frontier", "Tree", "consistent", "included", "node_hash"]


class Tree:
    """All complete subtrees of a log held in memory: makes every proof. Built when a bundle or a witness asks."""

    __slots__ = ("levels",)

    def __init__(self, leaves: Sequence[bytes] = ()) -> None:
        self.levels: list[list[bytes]] = [list(leaves)]
        while len(self.levels[-1]) > 1:
            below = self.levels[-1]
            self.levels.append([node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)])

    def __len__(self) -> int:
        return len(self.levels[0])

    def span(self, low: int, high: int) -> bytes:
        """Root over leaves [low, high), where low is aligned as the recursion of RFC 6962 gives it."""
        count = high - low
        if count == 0:
            return EMPTY
        level = (count - 1).bit_length()
        if count == 1 << level:
            return self.levels[level][low >> level]
        middle = low + (1 << level - 1)
        return node_hash(self.span(low, middle), self.span(middle, high))

    def root(self, size: int | None = None) -> bytes:
        return self.span(0, len(self) if size is None else size)

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """Proof that leaf `index` is in the tree of `size` leaves, from the leaf upward."""
        if not 0 <= index < size <= len(self):
            raise ValueError("no such leaf in a tree of that size")
        path, low, high = [], 0, size
        while high - low > 1:
            middle = low + (1 << (high - low - 1).bit_length() - 1)
            if index < middle:
                path.append(self.span(middle, high))
                high = middle
            else:
                path.append(self.span(low, middle))
                low = middle
        return path[::-1]

    def consistency(self, old: int, size: int) -> list[bytes]:
        """Proof that the tree of `old` leaves is the beginning of the tree of `size` leaves."""
        if not 0 <= old <= size <= len(self):
            raise ValueError("no such pair of sizes")
        if old in (0, size):
            return []
        path, low, high, whole = [], 0, size, True
        while old != high:
            middle = low + (1 << (high - low - 1).bit_length() - 1)
            if old <= middle:
                path.append(self.span(middle, high))
                high = middle
            else:
                path.append(self.span(low, middle))
                low, whole = middle, False
        if not whole:
            path.append(self.span(low, high))
        return path[::-1]


def included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162 section 2.1.3.2."""
    if not 0 <= index < size or any(len(part) != 32 for part in (leaf, *path)):
        return False
    here, last = index, size - 1
    for part in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            leaf = node_hash(part, leaf)
            while not here & 1 and here:
                here >>= 1
                last >>= 1
        else:
            leaf = node_hash(leaf, part)
        here >>= 1
        last >>= 1
    return last == 0 and leaf == root


def consistent(old: int, size: int, old_root: bytes, root: bytes, path: Sequence[bytes]) -> bool:
    """RFC 9162 section 2.1.4.2. Nothing is consistent with the empty tree: any history would be."""
    if not 0 < old <= size or any(len(part) != 32 for part in path):
        return False
    if old == size:
        return not path and old_root == root
    if not path:
        return False
    parts = [old_root, *path] if old & (old - 1) == 0 else list(path)
    here, last = old - 1, size - 1
    while here & 1:
        here >>= 1
        last >>= 1
    first = second = parts[0]
    for part in parts[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            first, second = node_hash(part, first), node_hash(part, second)
            while not here & 1 and here:
                here >>= 1
                last >>= 1
        else:
            second = node_hash(second, part)
        here >>= 1
        last >>= 1
    return last == 0 and first == old_root and second == root
