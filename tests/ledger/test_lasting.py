"""A cosignature for decades: ML-DSA-44 over a checkpoint, made here, checked here and by the stranger's file."""

import pytest

pytest.importorskip("cryptography.hazmat.primitives.asymmetric.mldsa")

from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from abrigo.ledger import notes, verify
from abrigo.ledger.chain import Device
from abrigo.ledger.codec import Refused, unb64

NODE = Device(b"n" * 32)
LOG = notes.Key("abrigo.example/n", notes.LOG_KEY, unb64(NODE.id))
SECRET = MLDSA44PrivateKey.from_seed_bytes(b"s" * 32)
KEY = notes.Key("court.example/w", notes.LASTING_KEY, SECRET.public_key().public_bytes_raw())
TREE = notes.Tree(LOG.name, 7, b"r" * 32)
NOTE = notes.sign(TREE, LOG, NODE.sign) + notes.cosign(TREE, KEY, SECRET.sign, 1_777_000_000) + "\n"
POLICY = {"log": LOG.text(), "witnesses": [KEY.text()], "quorum": 1}


def test_it_says_who_saw_what_and_when_to_us_and_to_a_stranger():
    assert notes.Key.of(KEY.text()) == KEY
    assert notes.cosigned_at(NOTE, KEY) == 1_777_000_000
    assert verify.read_note(NOTE, POLICY) == (7, TREE.root, {KEY.name: 1_777_000_000})


@pytest.mark.parametrize("other", [
    notes.Tree(LOG.name, 8, b"r" * 32), notes.Tree(LOG.name, 7, b"q" * 32),
])  # fmt: skip
def test_it_says_nothing_of_another_tree(other):
    line = NOTE.splitlines()[-1]
    forged = notes.sign(other, LOG, NODE.sign) + line + "\n"
    with pytest.raises(Refused):
        notes.cosigned_at(forged, KEY)
    with pytest.raises(Exception, match=r".*"):
        verify.read_note(forged, POLICY)


def test_another_time_or_a_shorter_signature_is_refused():
    for raw in (NOTE.replace("A", "B"), NOTE[:-40] + "\n"):
        with pytest.raises(Exception, match=r".*"):
            verify.read_note(raw, POLICY)


def test_a_witness_of_the_wrong_length_is_no_key():
    text = KEY.text()
    with pytest.raises(Refused):
        notes.Key.of(text[: len(text) // 2])
