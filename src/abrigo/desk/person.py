"""One person's page: who, where, since when, by what authority, and everything ever said, by whom and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from abrigo.clerk import photos
from abrigo.clerk.checkpoint import checkpoint
from abrigo.clerk.memory import Memory
from abrigo.desk import matches, shown, shredding, told, words
from abrigo.desk.door import Visit, page
from abrigo.desk.past import Asked, asked
from abrigo.desk.questions import CHECKED, contested
from abrigo.desk.stamps import stamped
from abrigo.desk.told import Teller
from abrigo.facts.index import Fact
from abrigo.facts.kinds import PersonId, Unsaid
from abrigo.registers import asknown, people
from abrigo.registers.asknown import Told
from abrigo.registers.people import PersonLine
from abrigo.rules.access import Viewer, sight
from abrigo.rules.custody import CUSTODY, Custody
from abrigo.rules.grounds import Stretch, stretches
from abrigo.rules.identity import IDENTITY, Identity
from abrigo.rules.intake import INTAKE, Intake
from abrigo.rules.whereabouts import in_order
from abrigo.staff.models import Agency, new_id

ACTS = (
    "see", "claim-name", "claim-age", "claim-kin", "give-band", "describe", "add-photo", "withdraw-claim",
    "propose-candidate",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Story:
    """What the record says of one person, as far as this viewer sees it. `line` None: not on record then."""

    line: PersonLine | None
    told: Sequence[Told]
    facts: Sequence[Fact]  # in order of occurrence, of this record and those decided to be the same person
    intake: Intake
    identity: Identity
    custody: Custody


@page
def person(request: HttpRequest, visit: Visit, person: str) -> HttpResponse:
    return draw(request, visit, person)


def draw(request: HttpRequest, visit: Visit, person: str, status: int = 200, **more: Any) -> HttpResponse:
    """The page, also after an act was refused: then with what had been typed, and why not."""
    line = people.one(visit.viewer, visit.operation, person)
    if line is None:
        raise Http404
    when = asked(request, visit)
    story = visit.consult(lambda viewer, memory: read(viewer, memory, visit, line, when))
    context = _context(visit, line, story, when)
    context |= {"typed": {}, "open": "", "id": new_id(), "sheet": _checkpoint(visit, when)}
    asked_of = [] if when else contested(visit, person)
    context |= {"contested": asked_of, "checked_how": CHECKED, "contest_sites": visit.sites()}
    context |= {"words": {} if when else shredding.told_of(visit, person)} | more
    return render(request, "desk/person.html", context, status=status)


def read(viewer: Viewer, memory: Memory, visit: Visit, line: PersonLine, when: Asked | None) -> Story:
    """The whole story, by what is written now or had been written then."""
    ident, before = PersonId(line.id), when.size if when else None
    told_all = asknown.timeline(viewer, memory, visit.operation, ident, before) or []
    if when is not None:
        told_all = [t for t in told_all if t.at <= when.about or t.kind == "sighting.found-inside"]
    own = memory.histories([f"person:{ident}"], before)[f"person:{ident}"]
    until = when.about if when else visit.now
    ordered = [m.fact for m in in_order(m for m in own if m.fact.said.at <= until)]
    then = line
    if when is not None:
        found = asknown.one(viewer, memory, visit.operation, ident, known_at=when.size, about=when.about)
        if found is None:
            return Story(None, told_all, (), INTAKE.empty, IDENTITY.empty, CUSTODY.empty)
        then = found
    return Story(
        then, told_all, ordered,
        reduce(INTAKE.learn, ordered, INTAKE.empty),
        reduce(IDENTITY.learn, ordered, IDENTITY.empty),
        reduce(CUSTODY.learn, ordered, CUSTODY.empty),
    )  # fmt: skip


def _checkpoint(visit: Visit, when: Asked | None) -> dict[str, Any] | None:
    point = None if when else checkpoint(visit.now)
    return stamped(point, visit.now)


def _context(visit: Visit, now: PersonLine, story: Story, when: Asked | None) -> dict[str, Any]:
    teller = _teller(visit, now, story)
    line = story.line
    here = reverse("desk:person", args=[now.id])
    context: dict[str, Any] = {
        "here": "people",
        "person": shown.person(visit, line or now),
        "called": (line or now).called,
        "on_record": line is not None,
        "known": when.banner(here) if when else None,
        "when": when,
        "lines": timeline(visit, teller, story.told),
        "merged": _merged(visit, teller, now, story),
        "place_choices": shown.place_choices(visit) if when is None else [],
        "acts": [act for act in ACTS if visit.may(act)] if when is None else [],
    }
    if line is None:
        return context
    here_now = when is None and bool(line.photo) and photos.is_here(line.photo, PersonId(now.id))
    return context | {
        "names": [_name(visit, n) for n in line.names],
        "ages": [_age(visit, a) for a in line.ages],
        "kin": _kin(teller, line, story),
        "siblings": _siblings(visit, line),
        "described": _described(line, story.intake),
        "nameless": story.intake.described.get("name", "") if not line.shown else "",
        "bands": story.intake.bands,
        "custody": {"holder": teller.agency(story.custody.holder or ""), "since": story.custody.since,
                    "taker": teller.agency(story.custody.taker or "") if story.custody.taker else ""},
        "grounds": [_ground(s) for s in stretches(story.facts, when.about if when else visit.now)],
        "photo": here_now,
        "photo_elsewhere": bool(line.photo) and when is None and not here_now,
        "candidates": _candidates(teller, line, story.identity),
        "matches": [matches.drawn(visit, m) for m in matches.of_line(visit, line)]
        if when is None and visit.may("propose-candidate") and not line.same_as else [],
        "propose_id": new_id(),
        "forms": _choices(visit),
    }  # fmt: skip


# -- who ----------------------------------------------------------------------


def _name(visit: Visit, claim: Mapping[str, Any]) -> dict[str, Any]:
    said = shown.instants(dict(claim["said"]), ("at",))
    return {**claim, "by": visit.staff(claim["said"]["by"]), "at": said["at"], "script": claim["script"].lower()}


def _age(visit: Visit, claim: Mapping[str, Any]) -> dict[str, Any]:
    said = shown.instants(dict(claim["said"]), ("at",))
    by_eye = claim.get("method") == "by-eye"
    speaker = visit.staff(claim["speaker"]) if by_eye else claim.get("speaker") or claim.get("issuer", "")
    how = claim.get("method", "court")
    return {**claim, "low": claim["age"]["low"], "high": claim["age"]["high"], "how": how, "speaker": speaker,
            "by": visit.staff(claim["said"]["by"]), "at": said["at"]}  # fmt: skip


def _kin(teller: Teller, line: PersonLine, story: Story) -> list[dict[str, Any]]:
    """What was said of their kin and what was said of others' kin naming them, rival claims side by side."""
    found = []
    for (of, claim), kin in story.identity.kin.items():
        gone = story.identity.withdrawn.get(claim)
        mine = of == line.id
        other = kin.other if mine else of
        found.append({
            "claim": claim, "mine": mine, "relation": kin.relation, "other": other,
            "name": teller.who(other) if other else kin.other_name, "speaker": kin.speaker, "at": kin.said.at,
            "withdrawn": gone.reason if gone else "",
        })  # fmt: skip
    return found


def _siblings(visit: Visit, line: PersonLine) -> list[dict[str, Any]]:
    if not line.group:
        return []
    group = people.ask(visit.viewer, visit.operation, group=line.group)
    return shown.people(visit, [p for p in group if p.id != line.id])


def _described(line: PersonLine, intake: Intake) -> list[dict[str, Any]]:
    """Attribute by attribute: what stands now, or which of the four ways of having no answer."""
    registered = intake.registered
    found = []
    for name in ("sex", "clothing", "language", "marks", "needs", "held_by", "tag"):
        value: Any = intake.described.get(name)
        if value is None and name == "tag":
            value = line.tag
        if value is None and registered is not None:
            value = getattr(registered, name)
        if value is None and name == "held_by" and intake.received is not None:
            value = intake.received.held_by
        if value in (None, ""):
            continue
        unsaid = str(value) if isinstance(value, Unsaid) else ""
        text = "" if unsaid else told.said(value)
        found.append({"name": name, "label": told.attribute(name), "unsaid": unsaid, "text": text})
    return found


def _ground(stretch: Stretch) -> dict[str, Any]:
    if stretch.ground is None:
        return {"gap": True, "begins": stretch.begins, "ends": stretch.ends}
    g = stretch.ground
    return {"basis": g.basis, "issuer": g.issuer, "article": g.article, "order": g.order,
            "begins": stretch.begins, "ends": stretch.ends}  # fmt: skip


def _candidates(teller: Teller, line: PersonLine, identity: Identity) -> list[dict[str, Any]]:
    """Questions about this person that lie on the table, or lay there and were decided."""
    found = []
    for both, candidate in identity.candidates.items():
        other = next((p for p in both if p != line.id), None)
        linked = line.id in identity.links or other in identity.links
        state = "same" if linked else "not-the-same" if both in identity.apart else "cannot-tell"
        found.append({"id": candidate, "other": other, "name": teller.who(other), "state": state})
    return found


def _merged(visit: Visit, teller: Teller, line: PersonLine, story: Story) -> dict[str, Any]:
    """When one person has two records: which is counted, and who decided it."""
    link = story.identity.links.get(PersonId(line.id))
    members = story.identity.members(PersonId(line.id)) if story.line else frozenset()
    if link is None and not members:
        return {}
    found: dict[str, Any] = {"members": [{"id": m, "name": teller.who(m)} for m in sorted(members)]}
    if link is not None:
        found |= {"into": link.same_as, "name": teller.who(link.same_as), "reason": link.reason,
                  "by": visit.staff(link.said.by), "at": link.said.at}  # fmt: skip
    return found


# -- everything ever said --------------------------------------------------------


def _teller(visit: Visit, line: PersonLine, story: Story) -> Teller:
    """What others in this story are called, as far as the viewer may see them."""
    ids = {line.id}
    for one in story.told:
        ids |= {one.fact[k] for k in ("person", "other", "same_as") if one.fact.get(k)}
    visit.learn_staff([str(t.by) for t in story.told])
    named = people.ask(visit.viewer, visit.operation, people=sorted(ids), merged=True)
    called = {p.id: f"{p.called} ({p.line})" if p.line and p.line != p.called else p.called for p in named}
    return Teller(visit, line.id, called, dict(Agency.objects.values_list("id", "name")))


def timeline(visit: Visit, teller: Teller, story: Sequence[Told]) -> list[dict[str, Any]]:
    """Lines as parts/timeline.html draws them; a correction names what it corrects, and the corrected line says so."""
    lines = [_told(visit, teller, t) for t in story]
    claims: dict[str, dict[str, Any]] = {}
    spoken: dict[str, tuple[str, dict[str, Any] | None]] = {}
    for line, one in zip(lines, story, strict=True):
        fact = one.fact
        if one.kind == "person.registered":
            spoken |= {name: (told.said(fact[name]), None) for name in told.ATTRIBUTES if name in fact}
        elif one.kind == "person.described" and "attribute" in fact:
            _corrected(line, spoken.get(fact["attribute"]), fact)
            spoken[fact["attribute"]] = (told.said(fact["value"]), line)
        elif one.kind == "claim.withdrawn" and fact.get("claim") in claims:
            old = claims[fact["claim"]]
            old["corrected_by"], line["corrects"] = line["what"], old["what"]
        elif one.kind == "person.unlinked":
            for old in lines:
                if old["kind"] == "person.linked" and old["pair"] == line["pair"] and not old.get("corrected_by"):
                    old["corrected_by"], line["corrects"] = line["what"], old["what"]
        if "claim" in fact and one.kind != "claim.withdrawn":
            claims[fact["claim"]] = line
    return lines


def _corrected(line: dict[str, Any], before: tuple[str, dict[str, Any] | None] | None, fact: Mapping[str, Any]) -> None:
    if before is None:
        return
    text, old = before
    line["corrects"] = f"{told.attribute(fact['attribute'])}: {text}"
    if old is not None:
        old["corrected_by"] = line["what"]


def _other_record(teller: Teller, one: Told) -> str:
    """Told of a record that is counted here: said so, so that two receptions are not read as a mistake."""
    about = one.fact.get("person")
    if about in (None, teller.person) or one.kind.startswith(("candidate.", "person.linked", "person.un", "kin.")):
        return ""
    return _("record of %(name)s") % {"name": teller.who(about)}


def _told(visit: Visit, teller: Teller, one: Told) -> dict[str, Any]:
    ground = one.fact.get("ground") if one.kind == "person.received" else None
    return {
        "kind": one.kind,
        "pair": (one.fact.get("person"), one.fact.get("same_as")),
        "occurred_at": one.at,
        "recorded_at": one.recorded_at,
        "later": one.told_late,
        "what": teller.sentence(one.kind, one.fact, hidden=one.hidden, mine=str(one.by) == visit.viewer.staff),
        "by": visit.staff(str(one.by)),
        "via": _other_record(teller, one),
        "authority": told.ground(ground) if ground else "",
        "number": one.pos,
    }


def _choices(visit: Visit) -> dict[str, Any]:
    return {
        "languages": list(words.LANGUAGES.items()),
        "sexes": list(words.SEX.items()),
        "methods": [(m, words.HOW[m]) for m in ("stated", "stated-by-other", "document", "assessment", "by-eye")],
        "attributes": [(name, told.attribute(name)) for name in told.ATTRIBUTES],
        "hows": [(h, words.KINDS[h]) for h in ("band", "photo", "name", "by-sight")],
        "site": visit.viewer.site or "",
    }


# -- photo --------------------------------------------------------------------


@page
def photo(request: HttpRequest, visit: Visit, person: str, size: str) -> HttpResponse:  # noqa: ARG001
    """The picture without anything but the picture in it; kept by no browser."""
    if size not in ("full", "thumb") or not sight(visit.viewer).names:
        raise Http404
    try:
        raw = photos.get(visit.viewer, visit.operation, PersonId(person), "full" if size == "full" else "thumb")
    except LookupError:
        raise Http404 from None
    return HttpResponse(raw, content_type=photos.MEDIA)
