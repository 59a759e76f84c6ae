"""A witness that forgets or is fooled is worse than none: it lends its name to two histories."""

import pytest

from abrigo.ledger import notes, witness
from abrigo.ledger.chain import Device
from abrigo.ledger.codec import Refused, unb64
from abrigo.ledger.merkle import Tree

LOG, WITNESS = Device(b"l" * 32), Device(b"w" * 32)
KEY = notes.Key("abrigo.example/hq", notes.LOG_KEY, unb64(LOG.id))
TREE = Tree([bytes([n]) * 32 for n in range(20)])
OTHER = Tree([bytes([n, 9]) * 16 for n in range(20)])


def note(size: int, tree: Tree = TREE) -> str:
    return notes.sign(notes.Tree(KEY.name, size, tree.root(size)), KEY, LOG.sign)


def held(size: int) -> notes.Tree:
    return notes.Tree(KEY.name, size, TREE.root(size))


def refusal(before: notes.Tree | None, body: str) -> str:
    with pytest.raises(Refused) as refused:
        witness.consider(before, witness.read(body), KEY)
    return refused.value.code


def test_the_first_checkpoint_is_taken_and_the_next_only_if_it_continues_it():
    first = witness.consider(None, witness.read(witness.ask(0, [], note(7))), KEY)
    assert first == held(7)
    second = witness.consider(first, witness.read(witness.ask(7, TREE.consistency(7, 20), note(20))), KEY)
    assert second == held(20)
    assert witness.consider(second, witness.read(witness.ask(20, [], note(20))), KEY) == second


def test_what_a_witness_signs_verifies_under_its_own_name():
    line = witness.cosign(held(7), "mp.example/w", unb64(WITNESS.id), WITNESS.sign, 1_777_000_000)
    key = notes.Key("mp.example/w", notes.WITNESS_KEY, unb64(WITNESS.id))
    assert notes.cosigned_at(note(7) + line, key) == 1_777_000_000


def test_a_log_that_goes_backwards_is_refused():
    assert refusal(held(9), witness.ask(7, TREE.consistency(7, 8), note(8))) == "checkpoint-backwards"


def test_a_log_that_asks_from_an_old_size_is_told_to_ask_again():
    assert refusal(held(9), witness.ask(7, TREE.consistency(7, 20), note(20))) == "witness-stale"


def test_two_histories_of_one_length_are_evidence():
    assert refusal(held(9), witness.ask(9, [], note(9, OTHER))) == "two-histories"


def test_a_rewritten_past_has_no_proof():
    for proof in (OTHER.consistency(9, 20), TREE.consistency(9, 20), []):
        assert refusal(held(9), witness.ask(9, proof, note(20, OTHER))) == "inconsistent"


def test_a_checkpoint_the_log_did_not_sign_is_refused():
    forged = notes.sign(held(20), KEY, WITNESS.sign)
    assert refusal(held(9), witness.ask(9, TREE.consistency(9, 20), forged)) == "note-signature"


@pytest.mark.parametrize(
    "body",
    ["", "old 9\n", "old x\n\n", "old 09\n\n", "old -1\n\n", "new 9\n\n", "old 9\n!!!!\n\nx", "old 9\nAAAA\n\nx",
     "old ²\n\nx", "old 0\n" + "A" * 43 + "=\n" * 1 + ("A" * 43 + "=\n") * 63 + "\nx"],
)  # fmt: skip
def test_a_request_in_another_form_is_refused(body):
    with pytest.raises(Refused, match="witness-form"):
        witness.read(body)


def test_a_size_beyond_the_note_or_a_needless_proof_is_refused():
    assert refusal(None, witness.ask(21, [], note(20))) == "witness-form"
    assert refusal(None, witness.ask(0, TREE.consistency(3, 20), note(20))) == "witness-form"
