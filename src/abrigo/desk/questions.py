"""Questions that only a person can answer, drawn with everything that is claimed."""

from typing import Any

from abrigo.desk.door import Visit
from abrigo.facts.contests import Checked
from abrigo.facts.wire import from_ms
from abrigo.registers import cards, people


def contested(visit: Visit, person: str = "") -> list[dict[str, Any]]:
    """Children whom two houses placed in two places, each with every claim; the newest question first."""
    found = cards.ask(visit.viewer, visit.operation, "contest", status=["open"], person=person)
    visit.learn_staff([c["by"] for card in found for c in card.body["claims"]])
    return [
        {
            "id": card.id,
            "person": card.person,
            "name": _called(visit, card.person),
            "at": card.at,
            "claims": [
                {
                    "site": visit.place(c["site"]), "by": visit.staff(c["by"]), "at": from_ms(c["at"]),
                    "device": c["device"][:12], "number": c["number"],
                }
                for c in card.body["claims"]
            ],
        }
        for card in found
    ]  # fmt: skip


def _called(visit: Visit, person: str) -> str:
    line = people.one(visit.viewer, visit.operation, person)
    return "" if line is None else (line.band or line.line or line.id)


CHECKED = tuple(c.value for c in Checked)
