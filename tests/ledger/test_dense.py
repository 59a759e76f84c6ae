"""On a thin line nothing of an entry is lost, and nothing that is no entry is taken for one."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abrigo.ledger import dense
from abrigo.ledger.chain import Device, check, kid_of
from abrigo.ledger.codec import Refused
from abrigo.ledger.reader import Sealed

KEYS = [bytes([n]) * 32 for n in range(3)]


def entries(dice: random.Random, number: int = 40) -> list[Sealed]:
    devices, made = [Device(bytes([d + 1]) * 32) for d in range(3)], []
    for n in range(number):
        device, key = dice.choice(devices), dice.choice([*KEYS, None])
        e = device.seal({"kind": "note", "n": n}, key, dice.choice([0, 5, 1_734_886_800_000 + n, 2**52]))
        box = None if dice.random() < 0.2 else e.box
        made.append(Sealed(n, e.id, e.dev, e.seq, n, n, e.kid, e.header, e.sig, box))
    return made


def triples(made: list[Sealed]) -> list[tuple[bytes, bytes, bytes | None]]:
    return [(e.header, e.sig, e.box) for e in made]


@given(st.randoms(use_true_random=False))
def test_every_entry_comes_out_as_it_was_signed_in_any_order_and_any_pieces(dice):
    made = entries(dice)
    dice.shuffle(made)
    raw, reader, found = b"".join(dense.pack(made, lambda _kid: True)), dense.Reader(), []
    while raw:
        size = dice.randrange(1, 400)
        found += reader.feed(raw[:size])
        raw = raw[size:]
    assert found == triples(made)
    assert all(check(*one) for one in found)


def test_words_without_a_grant_stay_behind_and_the_entry_still_checks():
    made = entries(random.Random(1))
    granted = kid_of(KEYS[0])
    found = dense.Reader().feed(b"".join(dense.pack(made, lambda kid: kid == granted)))
    assert [box is not None for _, _, box in found] == [e.box is not None and e.kid in (b"", granted) for e in made]
    assert all(check(*one) for one in found)


def test_half_a_stream_is_half_the_entries():
    made = entries(random.Random(2))
    raw = b"".join(dense.pack(made, lambda _kid: True))
    found = dense.Reader().feed(raw[: len(raw) // 2])
    assert 0 < len(found) < len(made)
    assert found == triples(made)[: len(found)]


@given(st.binary(max_size=300))
def test_noise_is_refused_or_waits_and_never_checks(noise):
    try:
        found = dense.Reader().feed(noise)
    except Refused:
        return
    for one in found:
        with pytest.raises(Refused):
            check(*one)


def test_a_chain_costs_ninety_bytes_beside_its_boxes():
    device = Device(b"d" * 32)
    made = [device.seal({"n": n}, KEYS[0], 1_734_886_800_000 + n * 900) for n in range(100)]
    lines = [Sealed(n, e.id, e.dev, e.seq, 0, 0, e.kid, e.header, e.sig, e.box) for n, e in enumerate(made)]
    raw = b"".join(dense.pack(lines, lambda _kid: True))
    assert (len(raw) - sum(len(e.box) for e in made)) / 100 < 75
