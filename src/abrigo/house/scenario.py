"""A scenario: people of the offices, and what they do and when, as a folder of plain files. See docs/scenarios.md."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from abrigo.clerk.record import Answer, record
from abrigo.facts.wire import spelling
from abrigo.rules.access import Viewer
from abrigo.rules.index import ACTS
from abrigo.staff.models import Account, Agency
from abrigo.staff.viewer import viewer_of


@dataclass(frozen=True, slots=True)
class Step:
    """One act: whose, when it reaches us, and the event of the story it belongs to."""

    event: str
    by: str
    now: datetime
    id: str
    act: str
    fields: dict[str, Any]


class BadScenario(Exception):
    """Which file and line cannot be used, and why."""


@dataclass(frozen=True, slots=True)
class Scenario:
    folder: Path
    name: str
    operation: str
    zone: str
    day0: str
    opens_at: datetime
    agencies: tuple[dict[str, str], ...]
    staff: tuple[dict[str, Any], ...]
    events: tuple[dict[str, str], ...]
    expectations: dict[str, Any]

    def steps(self) -> Iterator[Step]:
        path = self.folder / "acts.jsonl"
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    plain = json.loads(line)
                    head = {k: plain.pop(k) for k in ("event", "by", "id", "act")}
                    now = datetime.fromisoformat(plain.pop("now"))
                    # An act may have a field called as one of the line's own, `by` above all: it stands in `also`.
                    also = plain.pop("also", {})
                    yield Step(now=now, fields=plain | also, **head)
                except (ValueError, KeyError, TypeError) as bad:
                    raise BadScenario(f"{path.name} line {number}: {bad!r}") from bad


def read(folder: Path) -> Scenario:
    try:
        told = json.loads((folder / "scenario.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as bad:
        raise BadScenario(f"{folder.name}/scenario.json: {bad}") from bad
    expected = folder / "expectations.json"
    return Scenario(
        folder,
        told["name"],
        told["operation"],
        told["zone"],
        told.get("day0", told["opens_at"][:10]),
        datetime.fromisoformat(told["opens_at"]),
        tuple(told["agencies"]),
        tuple(told["staff"]),
        tuple(told.get("events", ())),
        json.loads(expected.read_text(encoding="utf-8")) if expected.exists() else {},
    )


def open_accounts(scenario: Scenario, password: str | None) -> dict[str, Viewer]:
    """The offices and their people; the same staff ids on every run. Out: viewers by user name."""
    viewers = {}
    with transaction.atomic():
        for agency in scenario.agencies:
            Agency.objects.update_or_create(id=agency["id"], defaults={"name": agency["name"]})
        for person in scenario.staff:
            account, _ = Account.objects.get_or_create(
                username=person["username"],
                defaults={
                    "staff": f"st-{person['username']}",
                    "name": person["name"],
                    "agency_id": person["agency"],
                    "role": person["role"],
                    "site": person.get("site", ""),
                    "operations": person["operations"],
                    "language": person.get("language", "es"),
                },
            )
            viewers[account.username] = viewer_of(account, device=f"desk-of-{account.username}")
        fresh = Account.objects.filter(password="")
        if password is not None and fresh:
            some = fresh[0]
            some.set_password(password)
            # One hash for the invented people of a demonstration: eighteen would take as many seconds.
            fresh.update(password=some.password)
    return viewers


def carry_out(viewer: Viewer, step: Step) -> Answer:
    """Through the same door as everyone."""
    act = spelling(ACTS[step.act].act, "iso").read(step.fields, "")
    return record(viewer, act, id=step.id, now=step.now)
