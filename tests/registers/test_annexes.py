"""An annex against the register: every difference by name, and no difference where there is none."""

from abrigo.facts.kinds import PersonId
from abrigo.facts.orders import AnnexLine
from abrigo.registers.annexes import Registered, age_said, compare

A, B, C, D = (PersonId(p) for p in "abcd")


def registered(person: PersonId, **given) -> Registered:
    return Registered(person, **({"counted": person, "in_care": True, "category": "child"} | given))


def register(*records: Registered) -> dict[PersonId, Registered]:
    return {r.person: r for r in records}


def lines(*told: tuple[str, PersonId | None]) -> tuple[AnnexLine, ...]:
    return tuple(AnnexLine(n, text, person) for n, (text, person) in enumerate(told, start=1))


def test_a_list_that_names_each_child_once_agrees():
    found = compare(lines(("A", A), ("B", B)), register(registered(A), registered(B)))
    assert found.agrees
    assert (found.lines, found.persons) == (2, 2)


def test_one_girl_under_two_names_is_one_person_on_two_lines():
    found = compare(lines(("A", A), ("second name", B)), register(registered(A), registered(B, counted=A)))
    assert [(t.person, [line.number for line in t.lines]) for t in found.twice] == [(A, [1, 2])]
    assert found.persons == 1
    assert found.missing == ()


def test_a_line_nobody_recognised_is_named_and_counts_nobody():
    found = compare(lines(("Sara?", None)), register(registered(A, in_care=False)))
    assert [line.text for line in found.nobody] == ["Sara?"]
    assert found.persons == 0


def test_a_line_about_a_record_that_is_not_ours_is_nobody():
    assert compare(lines(("X", D)), register(registered(A, in_care=False))).nobody[0].text == "X"


def test_a_child_on_no_line_is_missing_and_an_adult_is_not():
    found = compare(lines(("A", A)), register(registered(A), registered(B), registered(C, category="adult")))
    assert found.missing == (B,)


def test_whoever_has_left_our_care_is_told_apart():
    found = compare(lines(("A", A)), register(registered(A, in_care=False)))
    assert [line.person for line in found.not_in_care] == [A]


def test_an_age_outside_what_the_register_says_is_told_and_one_inside_is_not():
    known = register(registered(A, low=15, high=17), registered(B, low=15, high=None))
    found = compare(lines(("A, 19 años", A), ("B, 19 años", B)), known)
    assert [(a.person, a.said) for a in found.ages] == [(A, 19)]


def test_an_adult_on_a_list_of_children_is_named():
    found = compare(lines(("A", A)), register(registered(A, category="adult", low=30)))
    assert [line.person for line in found.adults] == [A]
    assert not found.agrees


def test_a_number_that_is_no_age_is_not_read_as_one():
    assert age_said("L-115 Miriam Holtz") is None
    assert age_said("L-115 Miriam Holtz, 18 años") == 18
    assert age_said("born 2015") is None
