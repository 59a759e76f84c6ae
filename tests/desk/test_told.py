"""A child's story is told in sentences, every fact of it: no reader is handed a code."""

from typing import cast

from abrigo.desk.door import Visit
from abrigo.desk.told import SENTENCES, Teller
from abrigo.facts.index import KINDS
from abrigo.facts.streams import STREAMS, _single


def test_every_fact_that_is_part_of_a_childs_past_has_a_sentence():
    from dataclasses import fields
    from typing import get_type_hints

    def of_a_person(cls):
        hints = get_type_hints(cls)
        return any(STREAMS.get(_single(hints[f.name])) == "person" for f in fields(cls))

    assert [kind for kind, (cls, _) in KINDS.items() if of_a_person(cls) and kind not in SENTENCES] == []


class _Nobody:
    """A reader of no office."""


TELLER = Teller(cast(Visit, _Nobody()), "p1", {}, {})


def test_a_fact_nobody_wrote_a_sentence_for_is_not_read_out_as_a_code():
    assert TELLER.sentence("room.painted", {"person": "p1"}) == "Se anotó algo."


def test_whoever_was_forced_to_countersign_reads_no_other_word_than_the_one_who_forces_them_expects():
    mine = TELLER.sentence("release.held", {"person": "p1", "release": "r"}, mine=True)
    assert mine == TELLER.sentence("case.signed", {"person": "p1", "step": "s"})
    assert mine != TELLER.sentence("release.held", {"person": "p1", "release": "r"})
