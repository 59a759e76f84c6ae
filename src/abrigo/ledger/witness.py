"""Watches another's log: takes a checkpoint only if its history continues the one already seen, and says so, signed.

The dialogue is C2SP tlog-witness `add-checkpoint`, so that any public witness can watch us and we can watch any log.
"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from abrigo.ledger import notes
from abrigo.ledger.codec import Refused
from abrigo.ledger.merkle import EMPTY, consistent

LONGEST_PROOF = 63


@dataclass(frozen=True, slots=True)
class Asked:
    """What a log asks of a witness: from the size you last saw, this proof, to this note."""

    old: int
    proof: tuple[bytes, ...]
    note: str


def ask(old: int, proof: Sequence[bytes], note: str) -> str:
    """The body of an `add-checkpoint` request."""
    return f"old {old}\n" + "".join(b64encode(part).decode() + "\n" for part in proof) + "\n" + note


def read(body: str) -> Asked:
    """The request in a body; Refused("witness-form") for anything else."""
    head, gap, note = body.partition("\n\n")
    first, *rest = head.split("\n")
    word, _, size = first.partition(" ")
    if not gap or word != "old" or not (size.isascii() and size.isdecimal()) or str(int(size)) != size:
        raise Refused("witness-form")
    try:
        proof = tuple(b64decode(line, validate=True) for line in rest)
    except NotBase64 as wrong:
        raise Refused("witness-form") from wrong
    if len(proof) > LONGEST_PROOF or any(len(part) != 32 for part in proof):
        raise Refused("witness-form")
    return Asked(int(size), proof, note)


def consider(held: notes.Tree | None, asked: Asked, log: notes.Key) -> notes.Tree:
    """The tree to hold from now on. Write it down durably BEFORE cosigning: a witness that forgets signs two histories.

    Refused: note-* (not this log's signature), witness-stale (ask again from `held.size`), checkpoint-backwards,
    two-histories (same length, other root: evidence, keep both notes), inconsistent (the proof does not hold).
    """
    tree = notes.signed_by(asked.note, log)
    size, root = (held.size, held.root) if held else (0, EMPTY)
    if asked.old > tree.size:
        raise Refused("witness-form")
    if asked.old != size:
        raise Refused("checkpoint-backwards" if tree.size < size else "witness-stale")
    if tree.size == size:
        if tree.root != root:
            raise Refused("two-histories")
        return tree
    if size and not consistent(size, tree.size, root, tree.root, asked.proof):
        raise Refused("inconsistent")
    if not size and asked.proof:
        raise Refused("witness-form")
    return tree


def cosign(tree: notes.Tree, name: str, public: bytes, signer: Callable[[bytes], bytes], at_s: int) -> str:
    """The line to answer with, once `tree` is safely held."""
    return notes.cosign(tree, notes.Key(name, notes.WITNESS_KEY, public), signer, at_s) + "\n"
