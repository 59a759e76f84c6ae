"""A family drawn: the picture, and the same said as a table for whoever does not see it or prints it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from abrigo.desk import shown
from abrigo.desk.door import Visit
from abrigo.desk.family_layout import Link, Member, lay_out
from abrigo.facts.wire import from_ms
from abrigo.registers.kinship import PARENTS, Household, Tie
from abrigo.registers.people import PersonLine

_LONGEST = 22  # letters of a name that fit a box; the table holds it whole


def drawn(visit: Visit, household: Household) -> dict[str, Any]:
    """What parts/family_picture.html draws: svg (width, height, boxes, lines), rows of the table, and a sentence."""
    people = {m.id: m for m in household.members}
    rival_claims = {t.claim for claims in household.rivals.values() for t in claims}
    parents = [t for t in household.ties if t.kind in PARENTS and (t.other or t.other_name)]
    links = [Link(t.person, _end(t), t.claim in rival_claims) for t in parents]
    members = [Member(m.id, m.category == "adult") for m in household.members]
    members += [Member(end, elder=True) for end in dict.fromkeys(_end(t) for t in parents if not t.other)]
    picture = lay_out(members, links, rtl=get_language_bidi())
    said = {(t.person, _end(t)): t for t in household.ties}
    return {
        "svg": {
            "w": picture.width,
            "h": picture.height,
            "boxes": [_box(people[b.id], b) if b.id in people else _unknown(b) for b in picture.boxes],
            "lines": [
                {"points": " ".join(f"{x},{y}" for x, y in line.points), "rival": line.rival,
                 "relation": said[line.child, line.parent].relation}
                for line in picture.lines
            ],
        },
        "rows": [_row(visit, people, line, household) for line in household.members],
        "words": sentence(household),
        "rivals": len(household.rivals),
    }  # fmt: skip


def sentence(household: Household) -> str:
    """The picture in one breath."""
    adults = sum(m.category == "adult" for m in household.members)
    told = {"children": len(household.members) - adults, "adults": adults, "rivals": len(household.rivals)}
    if told["rivals"]:
        return _("%(children)s children, %(adults)s adults; rival claims of %(rivals)s parents.") % told
    return _("%(children)s children, %(adults)s adults.") % told


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


def _box(line: PersonLine, box: Any) -> dict[str, Any]:
    called = line.shown or _("unidentified")
    short = called if len(called) <= _LONGEST else called[: _LONGEST - 1] + "…"
    return {
        "x": box.x, "y": box.y, "w": box.w, "h": box.h, "middle": box.x + box.w // 2, "name_y": box.y + 26,
        "band_y": box.y + 48, "name": short, "band": line.band or line.line or line.tag, "age": shown.age(line),
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
