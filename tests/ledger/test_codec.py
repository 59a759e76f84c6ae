"""One payload, one spelling; and no bytes that two readers could read two ways."""

import gzip
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abrigo.ledger.codec import LARGEST_PAYLOAD, PAD, Refused, b64, canonical, pack, parse, unb64, unpack
from abrigo.ledger.dictionaries import BY_NUMBER, ONE

VECTORS = Path(__file__).parents[1] / "vectors"

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(max_codepoint=127)), inner),
    max_leaves=12,
)
payloads = st.dictionaries(st.text(st.characters(max_codepoint=127), max_size=12), plain, max_size=6)


@given(payloads)
def test_what_is_written_reads_back(payload):
    assert parse(canonical(payload)) == payload
    assert unpack(pack(payload)) == payload


@given(payloads)
def test_length_tells_only_a_multiple_of_thirty_two(payload):
    assert len(pack(payload)) % PAD == 0


@given(st.binary(max_size=80))
def test_no_bytes_are_read_that_we_would_not_have_written(raw):
    try:
        value = parse(raw)
    except Refused:
        return
    assert canonical(value) == raw


@given(st.binary(max_size=100))
def test_no_box_makes_unpack_fail_other_than_by_refusing(raw):
    with suppress(Refused):
        unpack(raw)


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"a": 1.5}, "not-in-our-subset"),
        ({"a": 1.0}, "not-in-our-subset"),
        ({"a": float("nan")}, "not-in-our-subset"),
        ({"a": 2**53}, "integer-too-large"),
        ({"a": -(2**53)}, "integer-too-large"),
        ({"ñ": 1}, "key-not-ascii"),
        ({1: 1}, "key-not-ascii"),
        ({"a": "\ud800"}, "not-text"),
        ({"a": b"x"}, "not-in-our-subset"),
        ({"a": {"b": {1, 2}}}, "not-in-our-subset"),
    ],
)
def test_what_readers_would_spell_differently_is_not_written(payload, code):
    with pytest.raises(Refused) as refusal:
        canonical(payload)
    assert refusal.value.code == code


def test_nesting_without_end_is_refused_and_not_a_crash():
    deep: dict = {}
    for _ in range(100_000):
        deep = {"a": deep}
    with pytest.raises(Refused):
        canonical(deep)
    with pytest.raises(Refused):
        parse(b'{"a":' * 100_000)
    while deep:
        deep = deep["a"]  # taken apart by hand: freeing it at once would recurse too


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"null", b"[]", b'"a"', b'{"a":1 }', b' {"a":1}', b'{"a":1}\n', b'{"b":1,"a":2}', b'{"a":1,"a":1}',
        b'{"a":1.0}', b'{"a":1e3}', b'{"a":-0}', b'{"a":01}', b'{"a":NaN}', b'{"a":Infinity}', b'{"a":9007199254740992}',
        b'{"a":"\\u00e1"}', b'{"a":"\\/"}', b'{"a":"\\ud800"}', b'{"a":"\\u0061"}', b'{"a":"\\u001F"}', b'\xef\xbb\xbf{"a":1}',
        b'{"a":"\xff"}', b'{"a":"\xed\xa0\x80"}', '{"ñ":1}'.encode(), b'{"a":1}{"a":1}', b'{"a":"\n"}',
    ],
)  # fmt: skip
def test_another_spelling_is_refused(raw):
    with pytest.raises(Refused):
        parse(raw)


def test_a_packed_box_has_one_length_and_silent_padding():
    packed = pack({"a": "palabra"})
    for wrong in (packed + bytes(32), packed[:-1], packed[:-1] + b"x", b"\x09" + packed[1:], b"", packed[:3]):
        with pytest.raises(Refused):
            unpack(wrong)


def test_a_small_box_that_swells_without_end_is_refused():
    import zlib

    press = zlib.compressobj(9, zlib.DEFLATED, -14, 7, zdict=ONE)
    bomb = press.compress(b'{"a":"' + b"a" * (LARGEST_PAYLOAD * 20) + b'"}') + press.flush()
    packed = b"\x01" + len(bomb).to_bytes(3, "big") + bomb
    with pytest.raises(Refused):
        unpack(packed + bytes(-len(packed) % PAD))


def test_a_payload_too_large_to_keep_is_refused_before_it_is_sealed():
    with pytest.raises(Refused) as refusal:
        pack({"a": "á" * LARGEST_PAYLOAD})
    assert refusal.value.code == "payload-too-large"


def test_every_dictionary_ever_used_keeps_its_bytes():
    from hashlib import sha256

    assert {number: sha256(words).hexdigest()[:16] for number, words in BY_NUMBER.items()} == DICTIONARIES


def test_canonical_form_is_rfc_8785_on_our_subset_and_the_rest_is_refused():
    cases = json.loads(gzip.decompress((VECTORS / "jcs.json.gz").read_bytes()))
    ours, refused = [], []
    for name, case in cases.items():
        value = json.loads(case["input"])
        try:
            assert canonical({"x": value}) == b'{"x":' + case["output"].encode() + b"}"
            ours.append(name)
        except Refused:
            refused.append(name)
    assert ours == ["arrays", "unicode"]
    assert refused == ["french", "structures", "values", "weird"]  # floats and keys that are not ASCII


@given(st.binary(max_size=64))
def test_base64_words_read_back(raw):
    assert unb64(b64(raw)) == raw


DICTIONARIES = {1: "4abef0862921e3f7"}
