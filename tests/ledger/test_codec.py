"""One payload, one spelling; and no bytes that two readers could read two ways."""

import gzip
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abrigo.ledger.codec import LARGEST_PAYLOAD, PAD, Refused, b64, canonical, pack, parse, unb64, unpack
from abrigo.ledger.dictionaries import BY_NUMBER, ONE, TWO

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


LIFTED = {
    "id": "0123456789abcdef" * 2, "digest": "0f" * 32, "at": 1_734_886_800_000, "list": ["a1" * 16, "b2" * 16, 1_734_886_800_000],
    "not": ["0123456789ABCDEF" * 2, "0" * 31, 173_488_680_000, 17_348_868_000_000], "quoted": 'dijo "' + "c3" * 16,
    "within": "d4" * 16 + "/n1", "longer": "e5" * 17, "twice": "f6" * 48,
    "like": ":1734886800000, \u0001\u0002\u0003", "nested": {"at": 1_734_886_800_001},
}  # fmt: skip


def test_what_is_lifted_out_of_the_text_is_put_back_to_the_last_letter():
    assert unpack(pack(LIFTED)) == LIFTED
    many = {"all": [f"{n:032x}" for n in range(5_000)]}  # more than the two bytes of length can say
    assert unpack(pack(many)) == many


def test_ids_take_the_room_of_their_bytes():
    said = {"at": 1_734_886_800_000, "by": "staff-7"}
    fact = {"how": "band", "person": "5e" * 16, "said": said, "site": "s3", "unit": None}
    assert len(pack({"fact": fact, "group": "7a" * 16, "kind": "sighting.seen", "ver": 1})) == 64


def _packed(text: bytes, lifted: bytes, told: int | None = None) -> bytes:
    import zlib

    press = zlib.compressobj(6, zlib.DEFLATED, -14, 7, zdict=TWO)
    body = (len(lifted) if told is None else told).to_bytes(2, "big") + lifted + press.compress(text) + press.flush()
    packed = b"\x02" + len(body).to_bytes(3, "big") + body
    return packed + bytes(-len(packed) % PAD)


LOOSE = [
    (b'{"a":"\x01"}', b"", None), (b'{"a":"\x01"}', b"x" * 15, None), (b'{"a":"\x01"}', b"x" * 17, None),
    (b'{"a":1}', b"x", None), (b'{"a":"\x02","b":\x03}', b"x" * 32, None),
    (b'{"a":\x03}', b"\0" * 5, None), (b'{"a":1}', b"", 500), (b'{"a":1}', b"", 0xFFFF), (b'{"a":\x01}', b"x" * 16, None),
    (b"\x01", b"x" * 16, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lifted", "told"), LOOSE)
def test_what_was_lifted_and_where_it_stood_must_fit(text, lifted, told):
    with pytest.raises(Refused):
        unpack(_packed(text, lifted, told))


def test_boxes_of_the_first_form_are_read_for_ever():
    import zlib

    press = zlib.compressobj(6, zlib.DEFLATED, -14, 7, zdict=ONE)
    small = press.compress(canonical(LIFTED)) + press.flush()
    packed = b"\x01" + len(small).to_bytes(3, "big") + small
    assert unpack(packed + bytes(-len(packed) % PAD)) == LIFTED


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


DICTIONARIES = {1: "4abef0862921e3f7", 2: "34c2eba1899803bf"}
