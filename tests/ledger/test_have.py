"""Two nodes that talk end with the same entries, whatever was lost, doubled, cut or forked on the way."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abrigo.ledger import have, parcel
from abrigo.ledger.chain import Device
from abrigo.ledger.codec import Refused, canonical
from abrigo.ledger.have import SPAN, Books
from abrigo.ledger.reader import Sealed

numbers = st.sets(st.integers(1, 3 * SPAN), max_size=60)


def name(seq: int, branch: int = 0) -> bytes:
    return seq.to_bytes(16, "big") + bytes([branch]) * 16


def books(seqs, branch: int = 0, dev: str = "d") -> Books:
    return Books.of((dev, seq, name(seq, branch)) for seq in seqs)


@given(numbers, numbers)
def test_each_side_sends_exactly_what_the_other_lacks(mine, theirs):
    sent = {seq for _, seq, _ in books(mine).missing(books(theirs).have())}
    assert mine - theirs <= sent
    whole = {low for low, high in have.runs(theirs) if set(range(low, high + 1)) <= mine}
    for low, high in have.runs(theirs):
        if low in whole:
            assert not sent & set(range(low, high + 1))  # nothing is sent that the other is known to have


@given(numbers, numbers)
def test_one_exchange_each_way_makes_both_the_same(mine, theirs):
    to_them = list(books(mine).missing(books(theirs).have()))
    to_us = list(books(theirs).missing(books(mine).have()))
    ours = Books.of([*[("d", s, name(s)) for s in mine], *to_us])
    there = Books.of([*[("d", s, name(s)) for s in theirs], *to_them])
    assert ours.have() == there.have()
    assert list(ours.missing(there.have())) == []


def test_two_branches_of_a_fork_find_each_other():
    one, two = books(range(1, 10)), Books.of([*[("d", s, name(s)) for s in range(1, 9)], ("d", 9, name(9, 1))])
    sent = list(one.missing(two.have()))
    assert ("d", 9, name(9)) in sent
    both = Books.of([*sent, ("d", 9, name(9, 1))])
    assert both.forks() == [("d", 9)]


def test_holes_are_known_by_number():
    assert books({1, 2, 5, 9}).gaps() == {"d": [(3, 4), (6, 8)]}
    assert books({3}).gaps() == {"d": [(1, 2)]}
    assert books({1, 2}).gaps() == {}


def test_what_is_said_reads_back_and_nonsense_is_refused():
    said = have.to_json(books({1, 2, SPAN, SPAN + 1}).have())
    assert have.from_json(said) == books({1, 2, SPAN, SPAN + 1}).have()
    for wrong in (
        [], {"d": 1}, {"d": [[1, 2]]}, {"d": [[2, 1, "x"]]}, {"d": [[0, 1, "x"]]}, {"d": [[1, 10**12, "x"]]},
        {"d": [[1, 2, 3]]}, {"d": [["1", 2, "x"]]}, {"d": [[1, 1, "x"]] * (have.MOST_RANGES + 1)},
    ):  # fmt: skip
        with pytest.raises(Refused):
            have.from_json(wrong)


# -- parcels -----------------------------------------------------------------------------------------------------------

KEY, OTHER = b"k" * 32, b"o" * 32


def some(count: int) -> list[Sealed]:
    device = Device(b"d" * 32)
    made = [device.seal({"n": n}, (KEY, OTHER, None)[n % 3], 1) for n in range(count)]
    return [Sealed(n, e.id, e.dev, e.seq, 1, n, e.kid, e.header, e.sig, e.box) for n, e in enumerate(made)]


def made(entries: list[Sealed], granted=lambda _: True) -> bytes:
    return b"".join(parcel.pack({}, entries, granted, want=[b"w" * 16]))


def test_a_parcel_reads_back():
    entries = some(7)
    read = parcel.unpack(made(entries))
    assert read.entries == [(e.header, e.sig, e.box) for e in entries]
    assert (read.want, read.broken) == ((b"w" * 16,), [])


def test_words_travel_only_where_they_are_granted_but_headers_always():
    entries = some(6)
    read = parcel.unpack(made(entries, granted=lambda kid: kid == entries[0].kid))
    assert [box is not None for _, _, box in read.entries] == [True, False, True] * 2


def test_a_parcel_cut_at_any_byte_keeps_what_came_before():
    entries = some(5)
    raw = made(entries)
    start = raw.index(b"\n") + 1
    for end in range(start, len(raw)):
        read = parcel.unpack(raw[:end])
        whole = raw[start:end].count(b"\n")
        assert read.entries == [(e.header, e.sig, e.box) for e in entries[:whole]]
        assert bool(read.broken) == (raw[end - 1 : end] != b"\n")


def test_a_damaged_line_is_named_and_the_others_stay():
    lines = made(some(5)).split(b"\n")
    lines[3] = lines[3].replace(b'"s"', b'"z"')
    lines[4] = b"\xff" + lines[4]
    read = parcel.unpack(b"\n".join(lines))
    assert [number for number, _ in read.broken] == [4, 5]
    assert len(read.entries) == 3


KEYS = [(b"q" * 16, "person:c1", b"w" * 80), (b"r" * 16, "person:c2", b"x" * 80)]


def dense(entries: list[Sealed]) -> bytes:
    return b"".join(parcel.pack({}, entries, lambda _: True, [b"w" * 16], KEYS, form=parcel.DENSE))


@pytest.fixture
def small_pieces(monkeypatch):
    monkeypatch.setattr(parcel, "_PIECE", 300)


def test_a_dense_parcel_says_what_a_plain_one_says_in_half_the_bytes():
    entries = some(60)
    read = parcel.unpack(dense(entries))
    assert read.entries == [(e.header, e.sig, e.box) for e in entries]
    assert (read.want, read.keys, read.broken, read.form) == ((b"w" * 16,), KEYS, [], parcel.DENSE)
    assert len(dense(entries)) < len(made(entries)) / 2
    assert parcel.unpack(b"".join(parcel.pack({}, [], lambda _: True, form=parcel.DENSE))).broken == []


def test_a_dense_parcel_cut_at_any_byte_keeps_whole_entries_and_says_that_it_was_cut(small_pieces):
    entries = some(9)
    whole = [(e.header, e.sig, e.box) for e in entries]
    raw = dense(entries)
    ends = {len(b"".join(parcel.pack({}, entries[:n], lambda _: True, [b"w" * 16], KEYS, form=2))) for n in range(10)}
    kept = set()
    for end in range(raw.index(b"\n") + 1, len(raw)):
        read = parcel.unpack(raw[:end])
        assert read.entries == whole[: len(read.entries)]
        assert read.broken or end in ends
        kept.add(len(read.entries))
    assert len(kept) > 3


def test_a_flipped_byte_of_a_dense_parcel_costs_what_comes_after_it_and_nothing_before(small_pieces):
    entries = some(9)
    whole = [(e.header, e.sig, e.box) for e in entries]
    raw = dense(entries)
    start = raw.index(b"\n\n") + 2
    for at in range(start, len(raw)):
        read = parcel.unpack(raw[:at] + bytes([raw[at] ^ 0x41]) + raw[at + 1 :])
        assert read.entries == whole[: len(read.entries)]
        assert len(read.entries) < len(whole)
        assert [code for _, code in read.broken] in (["piece-damaged"], ["cut-short"])
        assert parcel.unpack(raw[:at]).entries == read.entries  # all before the piece that was hit


def test_a_dense_parcel_that_promises_more_than_a_piece_may_hold_is_not_waited_for():
    raw = b"".join(parcel.pack({}, [], lambda _: True, form=parcel.DENSE)) + b"\xff" * 40
    assert parcel.unpack(raw).broken == [(1, "piece-damaged")]


def test_a_piece_that_is_whole_and_says_nonsense_is_refused_with_its_number():
    top = b"".join(parcel.pack({}, [], lambda _: True, form=parcel.DENSE))
    assert parcel.unpack(top + parcel._piece(b"\xff" * 9)).broken == [(1, "dense-form")]
    assert parcel.unpack(top + parcel._piece(b"\x03" + b"d" * 20)).broken == [(1, "piece-damaged")]


def test_a_form_that_is_not_known_here_is_refused():
    with pytest.raises(Refused, match="parcel-form"):
        parcel.unpack(made([]).replace(b"parcel/1", b"parcel/3"))


@given(st.binary(max_size=200))
def test_noise_is_refused(raw):
    with pytest.raises(Refused):
        parcel.unpack(raw)


def test_a_squeezed_parcel_swells_back_even_when_the_line_breaks_off():
    raw = made(some(200))
    small = b"".join(parcel.shrink(line + b"\n" for line in raw.split(b"\n")[:-1]))
    assert b"".join(parcel.swell([small[i : i + 700] for i in range(0, len(small), 700)])) == raw
    part = b"".join(parcel.swell([small[: len(small) // 2]]))
    assert raw.startswith(part)
    assert len(parcel.unpack(part).entries) > 50


def test_a_parcel_that_swells_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(parcel, "LARGEST", 1 << 20)
    bomb = b"".join(parcel.shrink([bytes(1 << 20)] * 5))
    with pytest.raises(Refused, match="parcel-too-large"):
        list(parcel.swell([bomb]))


def test_what_is_urgent_goes_first_and_of_that_the_newest():
    entries = some(6)
    ordered = parcel.urgent_first(entries, rank=lambda e: 0 if e.seq in (2, 5) else 1)
    assert [e.seq for e in ordered] == [5, 2, 6, 4, 3, 1]


def test_a_receipt_is_signed_by_the_node_that_holds():
    device = Device(b"n" * 32)
    said, sig = parcel.receipt(device, books({1, 2}).have(), 5).split(b"\n")
    from nacl.signing import VerifyKey

    from abrigo.ledger.codec import parse, unb64

    VerifyKey(unb64(device.id)).verify(parcel.HAVE_DOMAIN + said, unb64(sig.decode()))
    assert have.from_json(parse(said)["have"]) == books({1, 2}).have()
    assert canonical(parse(said)) == said


# -- small worlds ------------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.integers(0, 2**32))
def test_nodes_that_meet_by_chance_over_bad_lines_end_alike(seed):
    """Four nodes, a copied device, parcels cut short, doubled and reordered: all end with every entry and every fork."""
    dice = random.Random(seed)
    made = {(f"d{d}", s, name(s, b)) for d in range(3) for s in range(1, 15) for b in (0, 1) if b == 0 or s > 12 - d}
    nodes: list[set] = [set() for _ in range(4)]
    for place in made:
        nodes[dice.randrange(4)].add(place)
    for _ in range(30):
        a, b = dice.sample(range(4), 2)
        for x, y in ((a, b), (b, a)):
            sent = list(Books.of(nodes[x]).missing(Books.of(nodes[y]).have()))
            dice.shuffle(sent)
            nodes[y] |= set(sent[: dice.randrange(len(sent) + 1)])
    for _ in range(2):
        for a in range(4):
            for b in range(4):
                nodes[b] |= set(Books.of(nodes[a]).missing(Books.of(nodes[b]).have()))
    assert all(node == made for node in nodes)
    assert all(Books.of(node).forks() == Books.of(made).forks() != [] for node in nodes)
