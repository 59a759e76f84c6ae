"""The tree agrees with everybody else's, proves what is so, and proves nothing else."""

import gzip
import json
from base64 import b64decode
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abrigo.ledger.merkle import EMPTY, Frontier, Tree, consistent, included

VECTORS = Path(__file__).parents[1] / "vectors"

# certificate-transparency's own eight leaves and the roots after each
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def leaves(count: int) -> list[bytes]:
    return [sha256(b"\0%d" % n).digest() for n in range(count)]


def test_roots_agree_with_certificate_transparency():
    frontier = Frontier()
    hashed = [sha256(b"\0" + bytes.fromhex(leaf)).digest() for leaf in LEAVES]
    for count, (leaf, root) in enumerate(zip(hashed, ROOTS, strict=True), 1):
        frontier.append(leaf)
        assert frontier.root().hex() == Tree(hashed[:count]).root().hex() == root


def test_the_empty_log_has_the_hash_of_nothing_as_root():
    assert Frontier().root() == Tree().root() == EMPTY == sha256().digest()


def test_a_frontier_read_back_goes_on_as_if_never_put_down():
    for count in (0, 1, 2, 3, 7, 8, 100, 255):
        frontier, again = Frontier(), Frontier()
        for leaf in leaves(count):
            frontier.append(leaf)
            again = Frontier.load(again.size, again.dump())
            again.append(leaf)
        assert again == frontier


def test_an_edge_that_does_not_fit_the_size_is_refused():
    with pytest.raises(ValueError):
        Frontier.load(3, bytes(32))


def test_public_proofs_are_accepted_and_public_nonsense_is_not():
    cases = json.loads(gzip.decompress((VECTORS / "merkle.json.gz").read_bytes()))
    raw = lambda word: b64decode(word or "")  # noqa: E731
    wrong = []
    for name, case in cases.items():
        path = [raw(part) for part in case["proof"] or []]
        if name.startswith("inclusion"):
            taken = included(raw(case["leafHash"]), case["leafIdx"], case["treeSize"], path, raw(case["root"]))
        else:
            taken = consistent(case["size1"], case["size2"], raw(case["root1"]), raw(case["root2"]), path)
        if taken == case["wantErr"]:
            wrong.append(name)
    assert (len(cases), wrong) == (196, [])


def test_a_real_log_of_another_house_is_read():
    log = json.loads(gzip.decompress((VECTORS / "tessera.json.gz").read_bytes()))
    raw = b64decode(log["leaves"])
    tree = Tree([raw[i : i + 32] for i in range(0, len(raw), 32)])
    roots = {}
    for checkpoint in log["checkpoints"]:
        _, size, root, *_ = checkpoint.split("\n")
        roots[int(size)] = b64decode(root)
    for size, root in roots.items():
        assert tree.root(size) == root
        for old in range(1, size + 1):
            assert consistent(old, size, roots[old], root, tree.consistency(old, size))


@given(st.integers(1, 70), st.data())
def test_every_proof_holds_and_no_other_leaf_place_or_size_borrows_it(size, data):
    tree = Tree(leaves(size))
    index = data.draw(st.integers(0, size - 1))
    path, root, leaf = tree.inclusion(index, size), tree.root(), tree.levels[0][index]
    assert included(leaf, index, size, path, root)
    assert not included(sha256(leaf).digest(), index, size, path, root)
    assert not included(leaf, index, size, [*path, leaf], root)
    assert not path or not included(leaf, index, size, path[:-1], root)
    other = data.draw(st.integers(0, size - 1).filter(lambda i: i != index)) if size > 1 else size
    assert not included(leaf, other, size, path, root)


@given(st.integers(1, 70), st.data())
def test_a_longer_log_proves_it_began_as_the_shorter(size, data):
    tree = Tree(leaves(size))
    old = data.draw(st.integers(1, size))
    path = tree.consistency(old, size)
    assert consistent(old, size, tree.root(old), tree.root(), path)
    assert not consistent(old, size, sha256(b"x").digest(), tree.root(), path)
    assert not consistent(old, size, tree.root(old), sha256(b"x").digest(), path)


def test_nothing_is_consistent_with_the_empty_log():
    assert not consistent(0, 5, EMPTY, Tree(leaves(5)).root(), [])


def test_a_proof_about_what_is_not_there_is_not_made():
    tree = Tree(leaves(5))
    for ask in (lambda: tree.inclusion(5, 5), lambda: tree.inclusion(0, 6), lambda: tree.consistency(4, 6)):
        with pytest.raises(ValueError):
            ask()
