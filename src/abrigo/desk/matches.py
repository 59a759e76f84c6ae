"""Perhaps the same person: who is like someone, and why in words. Decided by people, never merged here."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from abrigo.clerk.record import Ask
from abrigo.desk import shown
from abrigo.desk.door import Visit
from abrigo.desk.intake_sheet import guess_script
from abrigo.facts.kinds import AgeRange, CandidateId, OperationId, PersonId, Sex
from abrigo.facts.wire import from_ms
from abrigo.names import Reason, Tie
from abrigo.registers import names
from abrigo.registers.candidates import Likeness
from abrigo.registers.names import Found, KinFound
from abrigo.registers.people import PersonLine
from abrigo.rules.access import Viewer
from abrigo.rules.identity import ProposeCandidate
from abrigo.rules.intake import Register

ENOUGH: Final = 0.72  # below this a match is noise at a busy table
MOST: Final = 5


def of_sheet(visit: Visit, act: Register) -> list[Found]:
    """People like the one being registered, by any of the names given."""
    age = act.apparent_age if isinstance(act.apparent_age, AgeRange) else None
    sex = str(act.sex) if isinstance(act.sex, Sex) else None
    return _best(
        visit.viewer,
        visit.operation,
        [n.text for n in act.names],
        years(age.low, age.high) if age else None,
        sex,
        act.person,
    )


def of_line(visit: Visit, line: PersonLine) -> list[Found]:
    """People like one already on record."""
    return alike(visit.viewer, visit.operation, line)


def alike(viewer: Viewer, operation: OperationId, line: PersonLine) -> list[Found]:
    """The same, for whoever looks without a desk."""
    said = [n["text"] for n in line.names if not n.get("withdrawn")]
    sex = None if line.sex.startswith("?") else line.sex or None
    age = None if line.age_low is None else years(line.age_low, line.age_high)
    return _best(viewer, operation, said, age, sex, line.id)


def years(low: int, high: int | None) -> tuple[float, float]:
    """An age in whole years, both ends included, as the interval the index of names compares."""
    return (float(low), 120.0 if high is None else high + 1.0)


def _best(
    viewer: Viewer,
    operation: OperationId,
    said: list[str],
    age: tuple[float, float] | None,
    sex: str | None,
    but: str,
) -> list[Found]:
    best: dict[str, Found] = {}
    for name in said[:5]:
        for found in names.ask(
            viewer, operation, name, age=age, sex=sex, halves=False, least=ENOUGH, limit=MOST, but=[but]
        ):
            known = best.get(found.line.id)
            if (
                found.match.score >= ENOUGH
                and not found.begun
                and (known is None or found.match.score > known.match.score)
            ):
                best[found.line.id] = found
    return sorted(best.values(), key=lambda f: -f.match.score)[:MOST]


def reasons(found: Found) -> tuple[str, ...]:
    """Codes of what speaks for one person, for the record of the proposal."""
    same = all(r.tie is Tie.SAME for r in found.match.reasons)
    told = ["same-name" if same else "like-name"]
    if found.match.age_fits:
        told.append("ages-overlap")
    if found.match.sex_fits:
        told.append("same-sex")
    return tuple(told)


def proposal(visit: Visit, person: PersonId, found: Found, at: datetime) -> Ask:
    other = PersonId(found.line.id)
    ident = candidate_id(person, other)
    return Ask(ident, ProposeCandidate(visit.operation, ident, person, other, reasons(found), at))


def candidate_id(one: str, other: str) -> CandidateId:
    """The same pair is the same question, whoever asks it and from which side."""
    return CandidateId(sha256("|".join(sorted((one, other))).encode()).hexdigest()[:32])


def laid(alike: Likeness) -> dict[str, Any]:
    """Two names side by side as parts/alike.html draws them: each as it was said, by whom, and what ties them."""
    return {
        "one": _as_said(alike.one),
        "other": _as_said(alike.other),
        "ties": ties(alike.seen.reasons),
        "same_order": alike.seen.same_order,
        "alone": [r.asked or r.claimed for r in alike.seen.reasons if r.tie in _ALONE],
    }


_ALONE: Final = (Tie.ONLY_ASKED, Tie.ONLY_CLAIMED)


def _as_said(claim: Mapping[str, Any]) -> dict[str, Any]:
    return {"text": claim["text"], "lang": claim["language"], "script": str(claim["script"]).lower(),
            "by": claim["speaker"], "supposed": claim["supposed"], "at": from_ms(claim["said"]["at"])}  # fmt: skip


def ties(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """What ties two names, as parts/ties.html draws it; `script`: that of the claim, if not the question's."""
    return [
        {"tie": r.tie.value.replace("_", "-"), "asked": r.asked, "claimed": r.claimed,
         "script": theirs if (theirs := script_code(r.claimed)) != script_code(r.asked) else ""}
        for r in reasons if r.tie not in _ALONE
    ]  # fmt: skip


def script_code(text: str) -> str:
    """The letters of a text as the code words.py knows them; empty when they are none of ours."""
    return guess_script(text).lower()


def drawn(visit: Visit, found: Found) -> dict[str, Any]:
    """A match as parts/matches.html and parts/found.html draw it."""
    match, begun = found.match, found.begun
    tied = ties(match.reasons) if found.heard or begun else []
    if begun:
        tied.append({"tie": "begins", "asked": begun.asked, "claimed": begun.word, "script": ""})
    return {
        "person": shown.person(visit, found.line),
        "id": found.line.id,
        "claim": match.claim,
        "heard": _as_said(found.heard) if found.heard else None,
        "ties": tied,
        "kin": _kin(found.kin) if found.kin else None,
        "age_fits": match.age_fits,
        "sex_fits": match.sex_fits,
        "clothing": "" if found.line.clothing.startswith("?") else found.line.clothing,
    }


def _kin(kin: KinFound) -> dict[str, Any]:
    return {"relation": kin.relation, "by": kin.speaker, "text": kin.match.claim, "ties": ties(kin.match.reasons)}
