"""A scenario played through the API, and every number it must say, asked through the API.

The format of a scenario folder, and every word that may stand in expectations.json, is in docs/scenarios.md.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.test import Client

from abrigo.clerk import clock
from abrigo.facts.wire import to_ms
from abrigo.house.scenario import Scenario, Step, open_accounts
from abrigo.rules.access import STEPS_UP
from abrigo.staff.models import Account
from abrigo.staff.viewer import new_token

Json = Any


class Asked:
    """The API as one of the offices hears it: real requests through every layer of the house, without a wire."""

    def __init__(self, scenario: Scenario) -> None:
        self.operation = scenario.operation
        self.client = Client(headers={"host": "localhost"})
        self.sittings: dict[str, Client] = {}
        open_accounts(scenario, None)
        self.keys = {
            s["username"]: new_token(Account.objects.get(username=s["username"]), "drill") for s in scenario.staff
        }
        reader = next(s["username"] for s in scenario.staff if s["role"] == "child-attorney")
        self.reader = reader

    def post(self, step: Step) -> tuple[int, Json]:
        clock.hold(step.now)
        address, told = f"/api/acts/{step.act}", json.dumps({"id": step.id, **step.fields})
        if step.act in STEPS_UP:
            answer = self._in_person(step.by).post(address, told, content_type="application/json")
        else:
            headers = {"authorization": f"Bearer {self.keys[step.by]}"}
            answer = self.client.post(address, told, content_type="application/json", headers=headers)
        return answer.status_code, answer.json()

    def _in_person(self, user: str) -> Client:
        """What cannot be called back takes a person who has just shown who they are: a key alone does not do it."""
        if user not in self.sittings:
            client = Client(headers={"host": "localhost"})
            client.force_login(Account.objects.get(username=user), "django.contrib.auth.backends.ModelBackend")
            self.sittings[user] = client
        client = self.sittings[user]
        session, now = client.session, to_ms(clock.wall())
        session.update({"stepped_up": now, "last_seen": now, "began": now, "purpose": "care"})
        session.save()
        return client

    def get(self, path: str, **asked: str) -> Json:
        query = f"?{urlencode(asked)}" if asked else ""
        answer = self.client.get(
            f"/api/operations/{self.operation}/{path}{query}",
            headers={"authorization": f"Bearer {self.keys[self.reader]}"},
        )
        if answer.status_code != 200:
            raise LookupError(f"{path}: {answer.status_code} {answer.content[:200]!r}")
        return answer.json()


class Figures:
    """The numbers of one moment, each worked out from what the API answers, only when it is asked for."""

    def __init__(self, asked: Asked, site: str = "") -> None:
        self.asked, self.site = asked, site

    @cached_property
    def board(self) -> Json:
        return self.asked.get("board")

    @cached_property
    def people(self) -> list[Json]:
        found: list[Json] = []
        while len(more := self.asked.get("people", limit="1000", offset=str(len(found)))["people"]) == 1000:
            found += more
        return found + more

    def cards(self, kind: str) -> list[Json]:
        listed: list[Json] = self.asked.get(kind, limit="1000")
        return listed

    @cached_property
    def places(self) -> dict[str, Json]:
        return {p["id"]: p for p in self.asked.get("places")}

    @cached_property
    def here(self) -> Json:
        """The tally of the named site, or of everything."""
        if not self.site:
            return self.board["whole"]
        named = {p["id"] for p in self.places.values() if self.site in p["name"]}
        return next(s["tally"] for s in self.board["sites"] if s["site"] in named)

    def split(self, state: str, part: str) -> int:
        """Children in the protective reading, or adults."""
        of = self.here["states"][state]
        return int(of["children"] + of["undetermined"] if part == "children" else of["adults"])

    def children_at(self, kind: str) -> int:
        at = {p["id"] for p in self.places.values() if p["kind"] == kind}
        return sum(
            s["tally"]["states"]["present"]["children"] + s["tally"]["states"]["present"]["undetermined"]
            for s in self.board["sites"]
            if s["site"] in at
        )


STATES: Final = {
    "present": "present", "in_transit": "in-transit", "out_with_authority": "out-with-authority",
    "unaccounted": "unaccounted", "missing": "missing", "released": "released", "transferred_out": "transferred-out",
    "died": "died",
}  # fmt: skip


def _persons(f: Figures, word: str) -> int:
    if word == "received":
        return int(f.here["received"]["persons"])
    if word in ("children", "adults"):
        return int(f.here["protective"][word])
    return int(f.here["states"][STATES[word]]["persons"])


def _part(part: str) -> Callable[[Figures, str], int]:
    def number(f: Figures, word: str) -> int:
        match word:
            case "expected":
                return f.split("present", part) + f.split("unaccounted", part)
            case "received":
                return int(f.here["protective"][part])
            case "at_homes":
                return f.children_at("home")
            case "abroad":
                return f.split("transferred-out", part)
            case "reunified":
                return f.split("released", part)
            case "in_care":
                return sum(f.split(s, part) for s in ("present", "in-transit", "out-with-authority", "unaccounted"))
            case "sum":
                return sum(f.split(s, part) for s in STATES.values())
            case _:
                return f.split(STATES[word], part)

    return number


def _register_lines(f: Figures, word: str) -> int:
    tally = {"children": "child", "adults": "adult"}[word]
    return sum(p["registered"] and p["tally"] == tally for p in f.people)


def _by_eye(f: Figures, word: str) -> int:
    tally, state = {"children_present": ("child", "present"), "adults_present": ("adult", "present")}[word]
    return sum(p["tally"] == tally and p["where"]["state"] == state for p in f.people)


def _health(f: Figures, word: str) -> int:
    checks = f.cards("checks")
    done = {c["person"] for c in checks if c["status"] == "done"}
    offered = {c["person"] for c in checks}
    return {"offered": len(offered), "done": len(done), "never_seen_by_a_clinician": len(offered - done)}[word]


GROUPS: Final[dict[str, Callable[[Figures, str], int]]] = {
    "persons": _persons,
    "children": _part("children"),
    "adults": _part("adults"),
    "register_lines": _register_lines,
    "by_eye": _by_eye,
    "health": _health,
}


def _open_candidates(f: Figures) -> int:
    return sum(c["status"] == "open" for c in f.cards("candidates"))


def _alerts_ever_ours(f: Figures) -> int:
    ours = {p["id"] for p in f.people if not p["sought"] and not p["stranger"]}
    return sum(a["status"] != "closed" and a["person"] in ours for a in f.cards("alerts"))


def _naive(f: Figures) -> int:
    named = {p["id"] for p in f.places.values() if f.site in p["name"]}
    site = next(s["tally"] for s in f.board["sites"] if s["site"] in named)
    return f.split("present", "children") + int(site["beside"]["unresolved"]["persons"])


SINGLE: Final[dict[str, Callable[[Figures], int]]] = {
    "duplicate_candidates": _open_candidates,
    "persons_by_register_if_duplicate_stands": lambda f: int(f.board["whole"]["received"]["persons"]),
    "persons_if_duplicate_resolved": lambda f: int(f.board["whole"]["received"]["persons"]) - _open_candidates(f),
    "family_requests": lambda f: len(f.cards("requests")),
    "sum": lambda f: int(f.board["whole"]["received"]["persons"]),
    "alerts_open": lambda f: sum(a["status"] != "closed" for a in f.cards("alerts")),
    "alerts_closed_verified": lambda f: sum(
        a["status"] == "closed" and bool(a["about"].get("verifier")) for a in f.cards("alerts")
    ),
    "of_children_ever_in_custody": _alerts_ever_ours,
    "packets": lambda f: sum("packet" in a["about"] for a in f.cards("alerts")),
    "packets_without_photo": lambda f: sum(not a["about"]["packet"]["has_photo"] for a in f.cards("alerts")),
    "unresolved_persons": lambda f: int(f.board["whole"]["beside"]["unresolved"]["persons"]),
    "verified_of_ours": lambda f: sum(_how(p) == "brought-back" for p in f.people),
    "naive_count": _naive,
    "children_missing": lambda f: f.split("missing", "children"),
    "handovers_waiting": lambda f: sum(h["status"] == "given" for h in f.cards("handovers")),
    "transits_overdue": lambda f: sum(t["overdue"] for t in f.cards("transits")),
    "sibling_groups": lambda f: len({p["group"] for p in f.people if p["group"]}),
    "sites_in_use": lambda f: sum(bool(s["tally"]["received"]["persons"]) for s in f.board["sites"]),
}


def _how(person: Json) -> str:
    seen = person["where"].get("seen")
    return str(seen["how"]) if seen else ""


# -- checking -----------------------------------------------------------------


@dataclass
class Report:
    """What was checked and what did not hold: (where, what, expected, said)."""

    acts: int = 0
    refused: list[str] = field(default_factory=list)
    checkpoints_checked: int = 0
    statements_checked: int = 0
    as_known_checked: int = 0
    failed: list[dict[str, Json]] = field(default_factory=list)

    def hold(self, where: str, what: str, expected: Json, said: Json) -> None:
        if expected != said:
            self.failed.append({"where": where, "what": what, "expected": expected, "said": said})

    def as_json(self) -> dict[str, Json]:
        return {
            "checkpoints_checked": self.checkpoints_checked,
            "failed": self.failed,
            "statements_checked": self.statements_checked,
            "as_known_checked": self.as_known_checked,
        }


def expected_of(checkpoint: dict[str, Json]) -> Iterator[tuple[str, str, int]]:
    """Every number of a checkpoint as (group or "", word, number); prose and the place it speaks of are left out."""
    for word, value in checkpoint.items():
        if word in ("after", "site", "note"):
            continue
        if isinstance(value, dict):
            for inner, number in value.items():
                yield word, inner, number
        else:
            yield "", word, value


def check_point(report: Report, asked: Asked, checkpoint: dict[str, Json]) -> None:
    where = f"after {checkpoint['after']}"
    figures = Figures(asked, checkpoint.get("site", ""))
    report.checkpoints_checked += 1
    report.hold(where, "adds_up", True, figures.board["whole"]["adds_up"])
    for group, word, number in expected_of(checkpoint):
        try:
            said: Json = GROUPS[group](figures, word) if group else SINGLE[word](figures)
        except (KeyError, StopIteration, LookupError) as unknown:
            said = f"not known: {unknown!r}"
        report.hold(where, f"{group}.{word}".strip("."), number, said)


def check_statements(report: Report, asked: Asked, expected: list[dict[str, Json]]) -> None:
    """Each verdict in the words of the expectations; several claims of one statement share its sentence."""
    said: dict[str, list[str]] = {}
    try:
        heard = asked.get("verdicts") if expected else []
    except LookupError as none:
        heard = []
        report.hold("statements", "verdicts", "an answer", str(none))
    # A scenario names other statements by their event: "contradicts 21", not by the id of a claim.
    event_of = {c["claim"]: h["statement"].removeprefix("st-") for h in heard for c in h["claims"]}
    for statement in heard:
        lines = [claim["line"] for claim in statement["claims"]]
        said[statement["statement"]] = [_by_event(line, event_of) for line in lines]
    for one in expected:
        report.statements_checked += 1
        words = said.get(f"st-{one['event']}", said.get(one["event"], []))
        report.hold(f"statement {one['event']}", "verdict", True, one["verdict"] in words or words)


def _by_event(line: str, event_of: dict[str, str]) -> str:
    for claim in sorted(event_of, key=len, reverse=True):
        line = line.replace(claim, event_of[claim])
    return line


def check_as_known(report: Report, asked: Asked, scenario: Scenario, expected: list[dict[str, Json]]) -> None:
    for one in expected:
        report.as_known_checked += 1
        when, about = instant(scenario, one["asked_at"]), instant(scenario, one["about"])
        board = asked.get("board", known_at=when.isoformat(), about=about.isoformat())
        for word, number in one.items():
            if word in ("asked_at", "about", "note"):
                continue
            part, state = word.split("_", 1)
            of = board["whole"]["states"][STATES[state]]
            said = of["children"] + of["undetermined"] if part == "children" else of[part]
            report.hold(f"as known {one['asked_at']} about {one['about']}", word, number, said)


def instant(scenario: Scenario, told: str) -> datetime:
    """`D2 18:40` counted from the scenario's day 0 in its zone, or ISO 8601."""
    found = re.fullmatch(r"D(\d+) (\d\d):(\d\d)", told)
    if found is None:
        return datetime.fromisoformat(told)
    days, hour, minute = map(int, found.groups())
    zero = datetime.fromisoformat(scenario.day0).replace(tzinfo=ZoneInfo(scenario.zone))
    return zero + timedelta(days=days, hours=hour, minutes=minute)


def play(scenario: Scenario, told: Callable[[Step], None] = lambda _: None) -> Report:
    """Every act through the API, each checkpoint as soon as the last act of its event is answered."""
    report, asked = Report(), Asked(scenario)
    steps = list(scenario.steps())
    last = {step.event: step.id for step in steps}
    points: dict[str, list[dict[str, Json]]] = {}
    for point in scenario.expectations.get("checkpoints", []):
        points.setdefault(last.get(point["after"], ""), []).append(point)
    for step in steps:
        told(step)
        status, body = asked.post(step)
        report.acts += 1
        if status != 200:
            report.refused.append(f"{step.event} {step.id} {step.act}: {status} {body.get('code')}")
        for point in points.get(step.id, []):
            check_point(report, asked, point)
    for point in points.get("", []):
        report.hold(f"after {point['after']}", "event", "in the scenario", "no such event")
    check_statements(report, asked, scenario.expectations.get("statements", []))
    check_as_known(report, asked, scenario, scenario.expectations.get("as_known", []))
    expected = set(scenario.expectations.get("refused", []))
    for line in report.refused:
        if line.split()[1] not in expected:
            report.failed.append({"where": "acts", "what": line, "expected": "taken", "said": "refused"})
    clock.hold(None)
    return report
