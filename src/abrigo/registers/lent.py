"""Lent pairs: one of ours and one line of a register somebody lent, on the table as long as the loan lasts."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from abrigo.facts.kinds import OperationId
from abrigo.names import Said, hear
from abrigo.registers import cards, people
from abrigo.registers.cards import CardLine
from abrigo.registers.models import Person
from abrigo.registers.people import PersonLine
from abrigo.rules.access import Viewer
from abrigo.rules.looks import Looks

EVERYONE = 100_000
_PARENTS = {
    "mother": "mother", "madre": "mother", "mamá": "mother", "mama": "mother", "אמא": "mother", "אם": "mother",
    "father": "father", "padre": "father", "papá": "father", "papa": "father", "אבא": "father", "אב": "father",
}  # fmt: skip
_OTHERS = (
    "sibling",
    "brother",
    "sister",
    "hermano",
    "hermana",
    "אח",
    "אחות",
    "child",
    "son",
    "daughter",
    "hijo",
    "hija",
)


def pairs(
    viewer: Viewer, operation: OperationId, now: datetime, *, loan: str = "", status: Sequence[str] = ()
) -> list[CardLine]:
    """Pairs of loans that last at `now`, likeliest first: when a loan has ended nothing of it is on any table."""
    lasting = {c.id for c in cards.ask(viewer, operation, "loan", status=["lent"]) if c.due is not None and c.due > now}
    found = cards.ask(viewer, operation, "lent-pair", status=status, limit=EVERYONE)
    kept = [c for c in found if c.body["loan"] in lasting and loan in ("", c.body["loan"])]
    return sorted(kept, key=lambda c: (-c.body["percent"], c.body["row"], c.id))


def one(viewer: Viewer, operation: OperationId, now: datetime, candidate: str) -> CardLine | None:
    """None when there is no such pair for this viewer, or its loan has ended and nobody had decided it."""
    card = cards.one(viewer, operation, "lent-pair", candidate)
    loan = None if card is None else cards.one(viewer, operation, "loan", card.body["loan"])
    if card is None or loan is None:
        return None
    over = loan.status != "lent" or loan.due is None or loan.due <= now
    return None if over and card.status == "open" else card


def everyone(viewer: Viewer, operation: OperationId) -> list[tuple[PersonLine, tuple[tuple[str, str], ...]]]:
    """Everyone the viewer may see, with the relatives somebody named: (mother, father or empty, the name).

    For a program that lays them beside a register and shows nobody: it is no look at a child, and notes none.
    """
    unseen = replace(viewer, looks=Looks())
    lines = {line.id: line for line in people.ask(unseen, operation, limit=EVERYONE)}
    rows = Person.objects.filter(operation=operation).exclude(kin="[]").values_list("id", "kin")
    named = {who: json.loads(kin) for who, kin in rows if who in lines}
    return [(line, _relatives(named.get(who, []), lines)) for who, line in lines.items()]


def of(viewer: Viewer, operation: OperationId, person: str) -> tuple[PersonLine, tuple[tuple[str, str], ...]] | None:
    """One of ours as `everyone` gives them, and this is a look."""
    line = people.one(viewer, operation, person)
    if line is None:
        return None
    claims = json.loads(Person.objects.values_list("kin", flat=True).get(id=person))
    others = [c["other"] for c in claims if c["other"]]
    known = {p.id: p for p in people.ask(replace(viewer, looks=Looks()), operation, people=others, merged=True)}
    return line, _relatives(claims, known)


def _relatives(claims: Sequence[dict[str, object]], lines: dict[str, PersonLine]) -> tuple[tuple[str, str], ...]:
    found = []
    for claim in claims:
        relation = str(claim["relation"]).strip().casefold()
        if claim.get("withdrawn") or relation in _OTHERS:
            continue
        other = lines.get(str(claim["other"] or ""))
        name = str(claim["other_name"] or "") or (other.shown if other else "")
        if hear(name) is Said.NAME:
            found.append((_PARENTS.get(relation, ""), name))
    return tuple(dict.fromkeys(found))
