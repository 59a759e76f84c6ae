"""What the house promises about one agreed number."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abrigo.facts.accords import (
    AccordAnswered,
    AccordProposed,
    AccordReached,
    AccordSigned,
    AccordWithdrawn,
    Definition,
    DifferenceExplained,
    ListLine,
    Reason,
)
from abrigo.facts.kinds import AccordId, AgencyId, OperationId, PersonId, SiteId, StaffId
from abrigo.facts.operations import OperationOpened, SiteKind, SiteOpened
from abrigo.facts.streams import places_stream
from abrigo.rules import accords, places
from abrigo.rules.accords import Side, accord_parts, differences, list_digest
from abrigo.rules.index import ACTS, NAME_OF
from abrigo.rules.past import Counted, Hand, Past, Stream
from abrigo.rules.refusals import Refusal, Why

CUT = datetime(2025, 12, 22, 0, 40, tzinfo=UTC)
NOW = CUT + timedelta(hours=1)
OP, HOME, ACCORD = OperationId("encino"), SiteId("acacias"), AccordId("n1")
ATTORNEY, WELFARE, POLICE = AgencyId("attorney"), AgencyId("welfare"), AgencyId("police")
PEOPLE = tuple(PersonId(f"p{i}") for i in range(5))


def hand(agency=ATTORNEY):
    return Hand(StaffId(f"of-{agency}"), agency, NOW, NOW, known_at=77)


def proposal(**change):
    told = {
        "operation": OP,
        "accord": ACCORD,
        "definition": Definition.CHILDREN_PRESENT,
        "cut": CUT,
        "sites": (HOME,),
        "agencies": (ATTORNEY, WELFARE),
        "people": PEOPLE,
        "at": NOW,
    }
    told |= change
    read = (told[k] for k in ("operation", "definition", "cut", "sites", "people"))
    return accords.ProposeAccord(**{"digest": list_digest(*read), **told})


DIGEST = proposal().digest


def past(*facts, invited=(ATTORNEY, WELFARE, POLICE), counted=None):
    """`counted`: the list the registers give, by what is asked; whatever is proposed, unless a test says otherwise."""
    opened = OperationOpened(OP, "El Encino", "America/Guatemala", invited, hand().said)
    site = SiteOpened(OP, HOME, "Las Acacias", SiteKind.CENTRE, WELFARE, None, hand().said)
    known_places = places.learn(places.learn(places.Places(), opened), site)
    known = accords.Accord()
    for fact in facts:
        known = accords.learn(known, fact)
    return Past(
        {
            ("places", places_stream(OP)): known_places,
            ("places", places_stream("nowhere")): places.Places(),
            ("accords", f"accord:{ACCORD}"): known,
        },
        lists=counted or {},
    )


def decided(act, *facts, by=ATTORNEY, says=None):
    line = ACTS[NAME_OF[type(act)]]
    lists = [n for n in line.needs(act, past(*facts)) if isinstance(n, Counted)]
    before = past(*facts, counted={n: tuple(act.people if says is None else says) for n in lists})
    streams = [n for n in line.needs(act, before) if isinstance(n, Stream)]
    assert all(before.has(need.room, need.id) for need in streams)
    return line.decide(before, act, hand(by))


def sign(digest=DIGEST):
    return accords.SignAccord(OP, ACCORD, digest, NOW)


def answer(number, *lines):
    return accords.AnswerAccord(OP, ACCORD, number, tuple(lines), NOW)


def line(person=None, words=""):
    return ListLine(person, words)


PROPOSED = decided(proposal())
SIGNED = decided(sign(), *PROPOSED)


# -- proposing ------------------------------------------------------------------------


def test_what_is_proposed_is_the_list_in_order_and_the_log_it_rests_on():
    (fact,) = decided(proposal(people=PEOPLE[::-1]))
    assert isinstance(fact, AccordProposed)
    assert fact.people == PEOPLE
    assert fact.known_at == 77


def test_a_list_the_registers_do_not_give_is_not_proposed_and_says_whom_it_is_about():
    more = decided(proposal(), says=(*PEOPLE, PersonId("p9")))
    assert more == Refusal(Why.LIST_DIFFERS, ("p9",))
    assert decided(proposal(), says=PEOPLE[1:]) == Refusal(Why.LIST_DIFFERS, ("p0",))
    assert decided(proposal(people=()), says=PEOPLE[:1]) == Refusal(Why.LIST_DIFFERS, ("p0",))


def test_the_list_is_counted_for_the_definition_the_cut_and_the_places_proposed():
    act = proposal()
    [need] = [n for n in ACTS[NAME_OF[type(act)]].needs(act, past()) if isinstance(n, Counted)]
    assert need == Counted(OP, Definition.CHILDREN_PRESENT, CUT, (HOME,))


def test_a_stranger_can_write_the_list_out_by_hand_and_have_the_same_digest():
    printed = (
        "abrigo accord 1\noperation encino\ndefinition children-present\ncut 2025-12-22T00:40:00.000Z\n"
        "sites 1\nacacias\npeople 5\np0\np1\np2\np3\np4\n"
    )
    assert sha256(printed.encode()).hexdigest() == DIGEST


def test_the_zone_of_the_clock_on_the_wall_does_not_change_the_digest():
    guatemala = CUT.astimezone(timezone(timedelta(hours=-6)))
    assert proposal(cut=guatemala).digest == DIGEST


def test_nobody_unaccounted_is_a_number_to_agree_on():
    assert not isinstance(decided(proposal(definition=Definition.CHILDREN_UNACCOUNTED, people=())), Refusal)


ids = st.lists(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=4), unique=True)


@given(ids, ids, ids, ids)
def test_two_different_lists_never_share_a_canonical_text(sites, people, other_sites, other_people):
    def text(s, p):
        return accords.canonical_list(OP, Definition.PERSONS_RECEIVED, CUT, s, p)

    same = (set(sites), set(people)) == (set(other_sites), set(other_people))
    assert (text(sites, people) == text(other_sites, other_people)) == same


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"digest": "0" * 64}, Why.DIGEST_DIFFERS),
        ({"cut": NOW + timedelta(seconds=1)}, Why.CUT_IN_THE_FUTURE),
        ({"agencies": ()}, Why.EMPTY_LIST),
        ({"agencies": (ATTORNEY, ATTORNEY)}, Why.NAMED_TWICE),
        ({"agencies": (ATTORNEY, AgencyId("a newspaper"))}, Why.NOT_INVITED),
        ({"people": (*PEOPLE, PEOPLE[0])}, Why.NAMED_TWICE),
        ({"people": (PersonId("p0\np1"),)}, Why.ID_MALFORMED),
        ({"sites": (SiteId("elsewhere"),)}, Why.UNKNOWN_SITE),
        ({"operation": OperationId("nowhere")}, Why.UNKNOWN_OPERATION),
    ],
)
def test_a_proposal_nobody_could_check_is_refused(change, why):
    refused = decided(proposal(**change))
    assert isinstance(refused, Refusal)
    assert refused.why is why


def test_an_accord_is_not_proposed_twice():
    assert decided(proposal(people=()), *PROPOSED) == Refusal(Why.ACCORD_EXISTS, (ACCORD,))


# -- signing --------------------------------------------------------------------------


def test_the_last_signature_is_the_accord():
    assert [type(f) for f in SIGNED] == [AccordSigned]
    last = decided(sign(), *PROPOSED, *SIGNED, by=WELFARE)
    assert [type(f) for f in last] == [AccordSigned, AccordReached]
    assert last[1].number == 5
    assert last[1].digest == DIGEST


def test_an_uninvited_agency_does_not_sign():
    assert decided(sign(), *PROPOSED, by=POLICE) == Refusal(Why.NOT_INVITED, (POLICE,))


def test_nobody_signs_a_list_that_is_not_the_one_proposed():
    assert decided(sign("0" * 64), *PROPOSED) == Refusal(Why.DIGEST_DIFFERS)


def test_nobody_signs_twice():
    assert decided(sign(), *PROPOSED, *SIGNED) == Refusal(Why.ALREADY_SIGNED, (ATTORNEY,))


def test_nothing_is_signed_that_was_never_proposed():
    assert decided(sign()) == Refusal(Why.UNKNOWN_ACCORD, (ACCORD,))


def test_an_answer_does_not_count_as_a_signature():
    answered = decided(answer(4, *map(line, PEOPLE[:4])), *PROPOSED, by=WELFARE)
    known = accords.known_accord(past(*PROPOSED, *SIGNED, *answered), ACCORD)
    assert not known.reached
    assert known.waiting == (WELFARE,)


def test_who_answered_may_sign_later_and_their_answer_stays_readable():
    answered = decided(answer(4, *map(line, PEOPLE[:4])), *PROPOSED, by=WELFARE)
    last = decided(sign(), *PROPOSED, *SIGNED, *answered, by=WELFARE)
    assert [type(f) for f in last] == [AccordSigned, AccordReached]
    known = accords.known_accord(past(*PROPOSED, *SIGNED, *answered, *last), ACCORD)
    assert known.standing == {}
    assert known.answered[WELFARE].number == 4


def test_two_last_signatures_that_never_met_are_an_accord_once_they_do():
    apart = (*decided(sign(), *PROPOSED, by=WELFARE), *SIGNED)
    known = accords.known_accord(past(*PROPOSED, *apart), ACCORD)
    assert not any(isinstance(f, AccordReached) for f in apart)
    assert known.reached


# -- answering ------------------------------------------------------------------------


def test_who_signed_does_not_answer_with_another_number():
    assert decided(answer(4), *PROPOSED, *SIGNED) == Refusal(Why.ALREADY_SIGNED, (ATTORNEY,))


def test_a_line_that_names_nobody_and_says_nothing_is_refused():
    assert decided(answer(1, line(words="  ")), *PROPOSED) == Refusal(Why.LINE_EMPTY, ("0",))


def test_there_are_no_negative_children():
    assert decided(answer(-1), *PROPOSED) == Refusal(Why.VALUE_NEGATIVE, ("number",))


def test_the_uninvited_do_not_answer():
    assert decided(answer(4), *PROPOSED, by=POLICE) == Refusal(Why.NOT_INVITED, (POLICE,))


# -- differences ------------------------------------------------------------------------


def answered(number, *lines):
    (fact,) = decided(answer(number, *lines), *PROPOSED, by=WELFARE)
    assert isinstance(fact, AccordAnswered)
    return fact


def test_the_same_list_has_no_differences():
    found = differences(PROPOSED[0], answered(5, *map(line, PEOPLE)))
    assert found.lines == ()
    assert found.unlisted == 0


def test_every_difference_has_a_name_and_a_side():
    stranger = PersonId("swept-in")
    mine = answered(5, *map(line, PEOPLE[:3]), line(stranger), line(words="a girl in a red coat"))
    found = differences(PROPOSED[0], mine, likely={stranger: Reason.NEVER_IN_CUSTODY})
    assert [(d.side, d.person, d.words, d.reason) for d in found.lines] == [
        (Side.YOURS_NOT_MINE, stranger, "", Reason.NEVER_IN_CUSTODY),
        (Side.YOURS_NOT_MINE, None, "a girl in a red coat", Reason.UNKNOWN),
        (Side.MINE_NOT_YOURS, PEOPLE[3], "", Reason.UNKNOWN),
        (Side.MINE_NOT_YOURS, PEOPLE[4], "", Reason.UNKNOWN),
    ]


def test_a_line_said_twice_is_found():
    found = differences(PROPOSED[0], answered(6, *map(line, PEOPLE), line(PEOPLE[2])))
    assert [(d.person, d.reason) for d in found.lines] == [(PEOPLE[2], Reason.DUPLICATE_LINE)]


def test_a_sheet_left_out_whole_is_named():
    sheets = {"B6": frozenset(PEOPLE[:3]), "B7": frozenset(PEOPLE[3:])}
    found = differences(PROPOSED[0], answered(3, *map(line, PEOPLE[:3])), sheets=sheets)
    assert {(d.reason, d.sheet) for d in found.lines} == {(Reason.SHEET_MISSING, "B7")}


def test_a_sheet_left_out_in_part_is_not_blamed():
    sheets = {"B7": frozenset(PEOPLE[2:])}
    found = differences(PROPOSED[0], answered(3, *map(line, PEOPLE[:3])), sheets=sheets)
    assert {d.reason for d in found.lines} == {Reason.UNKNOWN}


def test_a_bare_number_names_nobody():
    found = differences(PROPOSED[0], answered(146))
    assert found.lines == ()
    assert (found.mine, found.yours, found.unlisted) == (5, 146, 146)


people_lists = st.lists(st.sampled_from([*PEOPLE, PersonId("x"), PersonId("y")]), min_size=1, max_size=9)


@given(people_lists)
def test_the_named_lines_account_for_the_whole_difference(listed):
    given_ = AccordAnswered(OP, ACCORD, WELFARE, len(listed), tuple(map(line, listed)), hand().said)
    found = differences(PROPOSED[0], given_)
    more = sum(d.side is Side.YOURS_NOT_MINE for d in found.lines)
    fewer = len(found.lines) - more
    assert found.mine + more - fewer == found.yours


def explain(person, words="", agency=WELFARE, reason=Reason.OUT_WITH_AUTHORITY):
    return accords.ExplainDifference(OP, ACCORD, agency, person, words, reason, NOW)


def test_an_explained_difference_says_so_and_an_unexplained_one_stays_likely():
    mine = answered(3, *map(line, PEOPLE[:3]))
    told = decided(explain(PEOPLE[3]), *PROPOSED, mine)
    assert [type(f) for f in told] == [DifferenceExplained]
    found = differences(PROPOSED[0], mine, explained=told)
    assert [(d.person, d.reason, d.decided) for d in found.lines] == [
        (PEOPLE[3], Reason.OUT_WITH_AUTHORITY, True),
        (PEOPLE[4], Reason.UNKNOWN, False),
    ]


def test_a_line_of_words_is_explained_by_its_words():
    mine = answered(6, *map(line, PEOPLE), line(words="Girl in a  RED coat"))
    told = decided(explain(None, "girl in a red coat"), *PROPOSED, mine)
    assert differences(PROPOSED[0], mine, explained=told).lines[0].decided


def test_what_does_not_differ_is_not_explained():
    mine = answered(3, *map(line, PEOPLE[:3]))
    assert decided(explain(PEOPLE[0]), *PROPOSED, mine) == Refusal(Why.NOT_A_DIFFERENCE, (PEOPLE[0],))


def test_who_gave_no_answer_has_no_difference_to_explain():
    assert decided(explain(PEOPLE[0]), *PROPOSED) == Refusal(Why.NOT_ANSWERED, (WELFARE,))


# -- withdrawing --------------------------------------------------------------------------


def withdraw(reason="wrong cut"):
    return accords.WithdrawAccord(OP, ACCORD, reason, NOW)


def test_a_withdrawn_accord_is_neither_signed_nor_answered():
    gone = decided(withdraw(), *PROPOSED)
    assert [type(f) for f in gone] == [AccordWithdrawn]
    for act in (sign(), answer(4), withdraw()):
        assert decided(act, *PROPOSED, *gone) == Refusal(Why.ACCORD_ENDED, (ACCORD,))


def test_what_all_have_signed_is_not_withdrawn():
    reached = (*PROPOSED, *SIGNED, *decided(sign(), *PROPOSED, *SIGNED, by=WELFARE))
    assert decided(withdraw(), *reached) == Refusal(Why.ACCORD_ENDED, (ACCORD,))


def test_withdrawing_needs_a_reason_and_an_invitation():
    assert decided(withdraw(" "), *PROPOSED) == Refusal(Why.REASON_REQUIRED)
    assert decided(withdraw(), *PROPOSED, by=POLICE) == Refusal(Why.NOT_INVITED, (POLICE,))


def test_whoever_proposed_may_withdraw_though_not_invited_to_sign():
    proposed = (replace(PROPOSED[0], said=hand(POLICE).said),)
    assert not isinstance(decided(withdraw(), *proposed, by=POLICE), Refusal)


# -- read aloud -----------------------------------------------------------------------------


def test_what_is_read_aloud_names_no_place_and_no_person():
    parts = accord_parts(accords.known_accord(past(*PROPOSED, *SIGNED), ACCORD))
    spoken = repr([getattr(parts, f.name) for f in fields(parts)])
    assert not any(secret in spoken for secret in (*PEOPLE, HOME))
    assert parts.number == 5
    assert (parts.everywhere, parts.sites) == (False, 1)


def test_a_number_not_yet_agreed_never_reads_as_agreed():
    parts = accord_parts(accords.known_accord(past(*PROPOSED, *SIGNED), ACCORD))
    assert parts.reached_at is None
    assert (parts.signed, parts.waiting) == ((ATTORNEY,), (WELFARE,))
    last = decided(sign(), *PROPOSED, *SIGNED, by=WELFARE)
    assert accord_parts(accords.known_accord(past(*PROPOSED, *SIGNED, *last), ACCORD)).reached_at == NOW


def test_nothing_proposed_has_nothing_to_read():
    assert accord_parts(accords.Accord()) is None
