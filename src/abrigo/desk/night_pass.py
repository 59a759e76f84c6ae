"""The pass of the night: everyone on record held against everyone, what is alike put on the table, nothing merged.

What lay on the table once is not raised again: who was held apart stays so until a person reopens it.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from abrigo.clerk.models import Pass
from abrigo.clerk.record import record
from abrigo.desk import matches
from abrigo.facts.kinds import OperationId, PersonId
from abrigo.facts.wire import to_ms
from abrigo.names import Tie
from abrigo.registers import candidates as pairs
from abrigo.registers import people
from abrigo.registers.models import Card
from abrigo.registers.names import Found
from abrigo.registers.people import PersonLine
from abrigo.rules.access import Viewer, may_do
from abrigo.rules.identity import ProposeCandidate
from abrigo.rules.naming import follows

MOST: Final = 200  # of one pass: a table nobody can clear is a table nobody looks at
_EVERYONE: Final = 100_000
_TIED: Final = frozenset({Tie.SAME, Tie.GROUP, Tie.SPELLED, Tie.SOUNDS, Tie.JOINED})


@dataclass(frozen=True, slots=True)
class Outcome:
    """`looked` people; `proposed` pairs put on the table; `left` alike pairs beyond the most of one pass."""

    looked: int
    proposed: int
    left: int = 0


def may_run(viewer: Viewer) -> bool:
    """Whoever may raise a pair and sees everybody: half a register compared would look like a whole one."""
    return may_do(viewer, "propose-candidate") and pairs.may_see(viewer)


def run(viewer: Viewer, operation: OperationId, now: datetime, *, dry: bool = False) -> Outcome:
    """Looks through everyone of the operation; what is put on the table is raised by whoever runs it."""
    everyone = people.ask(viewer, operation, limit=_EVERYONE)
    asked = _asked(operation)
    found: dict[frozenset[str], ProposeCandidate] = {}
    for line in everyone:
        for match in matches.alike(viewer, operation, line):
            both = frozenset((line.id, match.line.id))
            if both not in asked and both not in found and worth_a_look(line, match):
                candidate, at = matches.candidate_id(line.id, match.line.id), now
                why = matches.reasons(match)
                found[both] = ProposeCandidate(
                    operation, candidate, PersonId(line.id), PersonId(match.line.id), why, at
                )
    acts = list(found.values())[:MOST]
    if dry:
        return Outcome(len(everyone), len(acts), len(found) - len(acts))
    taken = [record(viewer, act, id=follows("night", act.candidate), now=now).taken for act in acts]
    outcome = Outcome(len(everyone), sum(taken), len(found) - len(acts))
    told = {"at": to_ms(now), "staff": viewer.staff, "looked": outcome.looked, "proposed": outcome.proposed}
    Pass.objects.update_or_create(operation=operation, defaults=told)
    return outcome


def last(operation: OperationId) -> Pass | None:
    """The pass that was run last, if one ever was."""
    return Pass.objects.filter(operation=operation).first()


def _asked(operation: OperationId) -> set[frozenset[str]]:
    rows = Card.objects.filter(kind="candidate", operation=operation).values_list("person", "body")
    return {frozenset((person, json.loads(body)["other"])) for person, body in rows}


def worth_a_look(line: PersonLine, match: Found) -> bool:
    """Two words of a name that meet; or one, and nothing else known of both differs. Never one given name alone:
    of twenty girls called Maryam every two would lie on the table, and the one true pair among them unseen."""
    if match.match.age_fits is False or match.match.sex_fits is False:
        return False
    tied = sum(r.tie in _TIED for r in match.match.reasons)
    if tied > 1:
        return True
    told = [(a, b) for a, b in ((line.clothing, match.line.clothing), (line.language, match.line.language)) if a and b]
    known = [(a, b) for a, b in told if not a.startswith("?") and not b.startswith("?")]
    settled = match.match.age_fits and match.match.sex_fits
    return bool(tied and settled and len(known) == len(("clothing", "language")) and all(a == b for a, b in known))
