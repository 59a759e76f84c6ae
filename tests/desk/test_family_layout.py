"""The picture of a family: everyone stands in it once, nobody on top of another, and the same family twice is one."""

from hypothesis import given
from hypothesis import strategies as st

from abrigo.desk.family_layout import Link, Member, lay_out

IDS = [f"p{n}" for n in range(14)]
FAMILIES = st.tuples(
    st.lists(st.sampled_from(IDS), unique=True, max_size=14),
    st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS), st.booleans()), max_size=20),
    st.sets(st.sampled_from(IDS)),
    st.integers(1, 5),
    st.booleans(),
)


def laid(people, ties, elders, across, rtl):
    members = [Member(p, p in elders) for p in people]
    return lay_out(members, [Link(*t) for t in ties], across=across, rtl=rtl)


@given(FAMILIES)
def test_everyone_stands_once_inside_the_picture_and_nobody_on_another(family):
    picture = laid(*family)
    assert sorted(b.id for b in picture.boxes) == sorted(family[0])
    for n, a in enumerate(picture.boxes):
        assert a.x >= 0
        assert a.y >= 0
        assert a.x + a.w <= picture.width
        assert a.y + a.h <= picture.height
        for b in picture.boxes[n + 1 :]:
            apart = a.x + a.w <= b.x or b.x + b.w <= a.x or a.y + a.h <= b.y or b.y + b.h <= a.y
            assert apart, (a, b)


@given(FAMILIES)
def test_every_tie_within_the_family_is_drawn_from_child_to_parent_and_no_other(family):
    people, ties, *_rest = family
    picture = laid(*family)
    wanted = sorted((c, p) for c, p, _ in ties if c in people and p in people and c != p)
    assert sorted((line.child, line.parent) for line in picture.lines) == wanted
    for line in picture.lines:
        assert all(0 <= x <= picture.width and y >= 0 for x, y in line.points)


@given(FAMILIES)
def test_right_to_left_is_its_mirror(family):
    left, right = laid(*family[:4], False), laid(*family[:4], True)
    mirrored = {b.id: (left.width - b.x - b.w, b.y) for b in left.boxes}
    assert {b.id: (b.x, b.y) for b in right.boxes} == mirrored


def test_parents_stand_above_their_children_and_siblings_beside_each_other():
    family = [Member("m", elder=True), Member("f", elder=True), *(Member(f"c{n}", elder=False) for n in range(3))]
    picture = lay_out(family, [Link(f"c{n}", p) for n in range(3) for p in "mf"])
    at = {b.id: b for b in picture.boxes}
    assert at["m"].y == at["f"].y < at["c0"].y == at["c1"].y == at["c2"].y
    assert len(picture.lines) == 6


def test_a_girl_who_is_a_mother_stands_with_the_elders():
    picture = lay_out([Member("girl", elder=False), Member("infant", elder=False)], [Link("infant", "girl")])
    at = {b.id: b for b in picture.boxes}
    assert at["girl"].y < at["infant"].y


def test_nobody_at_all_is_an_empty_picture():
    picture = lay_out([], [])
    assert (picture.boxes, picture.lines) == ((), ())
    assert picture.height > 0


def test_the_line_of_a_child_in_the_second_row_comes_down_between_the_boxes_above():
    for n in range(6, 11):
        children = [f"c{i}" for i in range(n)]
        picture = lay_out([Member("m", elder=True), *(Member(c, elder=False) for c in children)],
                          [Link(c, "m") for c in children])  # fmt: skip
        at = {b.id: b for b in picture.boxes}
        for line in picture.lines:
            x = line.points[0][0]
            crossed = [b.id for b in picture.boxes if b.x < x < b.x + b.w and at["m"].y < b.y < at[line.child].y]
            assert crossed == [], (n, line.child)
