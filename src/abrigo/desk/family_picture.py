"""A family drawn: the picture, and the same said as a table for whoever does not see it or prints it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from abrigo.desk import shown
from abrigo.desk.door import Visit
from abrigo.desk.family_layout import Link, Member, lay_out
from abrigo.facts.wire import from_ms
from abrigo.registers.kinship import PARENTS, Household, Tie, is_offspring
from abrigo.registers.people import PersonLine

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LONGEST = 22  # letters of a name that fit a box; the table holds it whole


def drawn(visit: Visit, household: Household) -> dict[str, Any]:
    """What parts/family_picture.html draws: svg (width, height, boxes, lines), rows of the table, and a sentence."""
    people = {m.id: m for m in household.members}
    rival_claims = {t.claim for claims in household.rivals.values() for t in claims}
    upward = _upward(household)
    links = [Link(t.person, _end(t), t.claim in rival_claims, t.kind not in PARENTS) for t in upward]
    members = [Member(m.id, m.category == "adult") for m in household.members]
    members += [Member(end, elder=True) for end in dict.fromkeys(_end(t) for t in upward if not t.other)]
    picture = lay_out(members, links, rtl=get_language_bidi())
    said = {(t.person, _end(t)): t for t in upward}
    near = marks(household)
    return {
        "svg": {
            "w": picture.width,
            "h": picture.height,
            "boxes": [_box(people[b.id], b, near[b.id]) if b.id in people else _unknown(b) for b in picture.boxes],
            "lines": [
                {"points": " ".join(f"{x},{y}" for x, y in line.points), "rival": line.rival, "carer": line.carer,
                 "relation": said[line.child, line.parent].relation}
                for line in picture.lines
            ],
        },
        "rows": [_row(visit, people, line, household) for line in household.members],
        "words": sentence(household),
        "rivals": len(household.rivals),
        "carers": any(t.kind not in PARENTS for t in upward),
        "letters": any(near.values()),
    }  # fmt: skip


def sentence(household: Household) -> str:
    """The picture in one breath."""
    adults = sum(m.category == "adult" for m in household.members)
    told = {"children": len(household.members) - adults, "adults": adults, "rivals": len(household.rivals)}
    if told["rivals"]:
        return _("%(children)s children, %(adults)s adults; rival claims of %(rivals)s parents.") % told
    return _("%(children)s children, %(adults)s adults.") % told


def _upward(household: Household) -> list[Tie]:
    """Ties that are drawn as lines: parents, and whoever else is said to be kin or to care for them, each pair once."""
    known: dict[tuple[str, str], Tie] = {}
    for tie in sorted(household.ties, key=lambda t: t.kind not in PARENTS):
        if tie.kind != "sibling" and (tie.kind or not is_offspring(tie.relation)) and (tie.other or tie.other_name):
            known.setdefault((tie.person, _end(tie)), tie)
    return list(known.values())


def marks(household: Household) -> dict[str, str]:
    """A third line in each child's box: the letter of its sibling group, half-siblings, and which parent nobody named.

    A letter with a question mark: said to be siblings, and nobody has decided it.
    """
    told: dict[str, list[str]] = {m.id: [] for m in household.members}
    for letter, (ids, decided) in zip(_LETTERS, _siblings(household), strict=False):
        for id_ in ids:
            told[id_].append(letter if decided else f"{letter}?")
    of = {m.id: {k: {_end(t) for t in household.ties if t.person == m.id and t.kind == k} for k in PARENTS}
          for m in household.members}  # fmt: skip
    for member in household.members:
        if member.category == "adult":
            continue
        own = of[member.id]
        if any(_half(own, of[o.id]) for o in household.members if o.id != member.id):
            told[member.id].append("½")
        if unknown := _unnamed(own):
            told[member.id].append(unknown)
    return {id_: " · ".join(words) for id_, words in told.items()}


def _unnamed(own: dict[str, set[str]]) -> str:
    """Which parent nobody has named, in words; empty when both were."""
    if not own["mother"] and not own["father"]:
        return _("parents not known")
    if not own["mother"]:
        return _("mother not known")
    return "" if own["father"] else _("father not known")


def _half(one: dict[str, set[str]], other: dict[str, set[str]]) -> bool:
    """One parent in common and two different ones beside: by what was said, never by a name alike."""
    shared = [k for k in PARENTS if one[k] & other[k]]
    apart = [k for k in PARENTS if one[k] and other[k] and not one[k] & other[k]]
    return bool(shared and apart)


def _siblings(household: Household) -> list[tuple[list[str], bool]]:
    """Groups as they were decided, then those only said, each with whether it was decided."""
    decided: dict[str, list[str]] = {}
    for m in household.members:
        if m.group:
            decided.setdefault(m.group, []).append(m.id)
    found = [(ids, True) for ids in decided.values() if len(ids) > 1]
    same = {id_: n for n, (ids, _d) in enumerate(found) for id_ in ids}
    said: list[set[str]] = []
    for tie in household.ties:
        if tie.kind != "sibling" or not tie.other or (tie.person in same and same[tie.person] == same.get(tie.other)):
            continue
        pair = {tie.person, tie.other}
        touched = [s for s in said if s & pair]
        said = [s for s in said if not s & pair] + [pair.union(*touched)]
    return found + [(sorted(s), False) for s in said]


def _end(tie: Tie) -> str:
    """Where a tie ends: somebody on record, or a name nobody has met yet, the same for whoever says it."""
    return tie.other or f"said:{tie.other_name.strip().casefold()}:{tie.other_name.strip()}"


def _unknown(box: Any) -> dict[str, Any]:
    """A parent who is only a name: drawn, so that a rival claim or a missing father is seen and not only read."""
    called = box.id.split(":", 2)[2]
    short = called if len(called) <= _LONGEST else called[: _LONGEST - 1] + "…"
    return {
        "x": box.x, "y": box.y, "w": box.w, "h": box.h, "middle": box.x + box.w // 2, "name_y": box.y + 26,
        "band_y": box.y + 48, "name": short, "band": "", "age": "", "adult": True, "url": "",
    }  # fmt: skip


def _box(line: PersonLine, box: Any, near: str) -> dict[str, Any]:
    called = line.shown or _("unidentified")
    short = called if len(called) <= _LONGEST else called[: _LONGEST - 1] + "…"
    return {
        "x": box.x, "y": box.y, "w": box.w, "h": box.h, "middle": box.x + box.w // 2, "name_y": box.y + 26,
        "band_y": box.y + 46, "name": short, "band": line.band or line.line or line.tag, "age": shown.age(line),
        "near": near, "near_y": box.y + 68,
        "adult": line.category == "adult", "url": reverse("desk:person", args=[line.id]),
    }  # fmt: skip


def _row(visit: Visit, people: dict[str, PersonLine], line: PersonLine, household: Household) -> dict[str, Any]:
    rivals = {t.claim for claims in household.rivals.values() for t in claims}
    return {
        "person": shown.person(visit, line),
        "group": line.group,
        "said": [_said(people, t, rival=t.claim in rivals) for t in household.ties if t.person == line.id],
    }


def _said(people: dict[str, PersonLine], tie: Tie, *, rival: bool) -> dict[str, Any]:
    other = people.get(tie.other)
    name = other.called if other else tie.other_name
    return {"relation": tie.kind or tie.relation, "name": name, "by": tie.speaker, "at": from_ms(tie.at),
            "rival": rival, "standing": tie.standing or "asserted",
            "claim": tie.claim, "of": tie.person,
            "url": reverse("desk:person", args=[other.id]) if other else ""}  # fmt: skip
