"""A night made by dice: hundreds of people, ten hands, and every act that can say where somebody is.

Three in ten of what the dice ask are nonsense and are refused; what is taken may come hours late. Deterministic by seed.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from abrigo.clerk.consult import recall
from abrigo.clerk.record import Answer, record
from abrigo.facts.wire import spelling
from abrigo.registers.models import Whereabout
from abrigo.rules.access import Role, Viewer
from abrigo.rules.index import ACTS
from abrigo.rules.rollcalls import ROLL_CALLS

BEGAN = datetime(2025, 12, 19, 12, 0, tzinfo=UTC)
SITES = ("finca", "centro", "casa", "anexo")
UNITS = {"centro": ("norte", "sur"), "casa": ("alta",)}
NOT_ASKED = {"unsaid": "not-asked"}


@dataclass
class Night:
    seed: int
    operation: str = "op"
    now: datetime = BEGAN
    sent: int = 0
    people: list[str] = field(default_factory=list)
    received: set[str] = field(default_factory=set)
    links: dict[str, tuple[str, str]] = field(default_factory=dict)  # candidate -> the two that are one
    made: dict[str, list[str]] = field(default_factory=dict)  # ids of transits, leaves, roll calls ... by kind
    taken: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.hands = [
            Viewer(f"st-{n}", "x", "welfare", Role.CHILD_ATTORNEY, frozenset({self.operation}), None, f"desk-{n}")
            for n in range(2)
        ]
        self.do("open-operation", name="Noche", zone="America/Guatemala", agencies=["welfare", "police"])
        for site in SITES:
            self.do("open-site", site=site, name=site, kind="centre", agency="welfare")
        self.do("open-site", site="bus", name="bus", kind="vehicle", agency="welfare")
        for site, units in UNITS.items():
            for unit in units:
                self.do("open-unit", site=site, unit=unit, name=unit)
        for _ in range(12):
            self._receive()

    # -- what the dice may ask ---------------------------------------------------------------------------------

    def step(self) -> Answer | None:
        """One act; None when the dice asked for something there is nothing to do it with."""
        chosen = self.dice.choices(ASKED, WEIGHTS)[0]
        return chosen(self)

    def do(self, act: str, by: int = 0, **fields: Any) -> Answer:
        late = timedelta(minutes=self.dice.randrange(1, 300)) if self.dice.random() < 0.15 else timedelta()
        self.now += timedelta(seconds=self.dice.randrange(1, 90))
        self.sent += 1
        plain = {"at": (self.now - late).isoformat(), **fields}
        if "operation" in ACTS[act].act.__dataclass_fields__:
            plain.setdefault("operation", self.operation)
        asked = spelling(ACTS[act].act, "iso").read(plain, "")
        answer = record(self.hands[by], asked, id=f"{self.seed}-{self.sent}", now=self.now)
        self.taken[f"{act}{'' if answer.taken else ' refused'}"] += 1
        return answer

    def someone(self) -> str:
        return self.dice.choice(self.people)

    def some(self, most: int = 5) -> list[str]:
        return list(dict.fromkeys(self.someone() for _ in range(self.dice.randrange(1, most + 1))))

    def site(self) -> str:
        return self.dice.choice((*SITES, "bus"))

    def unit_of(self, site: str) -> str | None:
        return self.dice.choice((None, *UNITS.get(site, ())))

    def fresh(self, kind: str) -> str:
        self.made.setdefault(kind, []).append(f"{kind}{len(self.made.get(kind, ()))}")
        return self.made[kind][-1]

    def one_of(self, kind: str) -> str:
        return self.dice.choice(self.made.get(kind, ["none"])[-4:])

    def _receive(self) -> Answer:
        person = self.someone() if self.people and self.dice.random() < 0.1 else f"p{len(self.people)}"
        site, tally = self.dice.choice(SITES), self.dice.choice(("child", "adult"))
        answer = self.do("receive", person=person, site=site, unit=self.unit_of(site), tag="t", tally=tally)
        if answer.taken:
            self.people += [] if person in self.people else [person]
            self.received.add(person)
        return answer

    def _stranger(self) -> Answer:
        person = f"x{len(self.people)}"
        answer = self.do("find-stranger", person=person, site=self.site(), tag="x", tally="child", circumstances="?")
        if answer.taken:
            self.people.append(person)
        return answer

    def _see(self) -> Answer:
        site = self.site()
        return self.do("see", person=self.someone(), site=site, unit=self.unit_of(site), how="by-sight")

    def _transit(self) -> Answer:
        due = (self.now + timedelta(hours=2)).isoformat()
        a, b = self.dice.sample(SITES, 2)
        return self.do(
            "open-transit", transit=self.fresh("transit"), manifest="m", vehicle="bus", origin=a, destination=b,
            escorts=["e"], due=due,
        )  # fmt: skip

    def _arrive(self) -> Answer | None:
        transit = self.one_of("transit")
        aboard = sorted(Whereabout.objects.filter(transit=transit).values_list("person", flat=True))
        came = [p for p in aboard if self.dice.random() < 0.8]
        return self.do("arrive", transit=transit, came=came, not_came=[p for p in aboard if p not in came])

    def _leave(self) -> Answer:
        return self.do(
            "begin-leave", person=self.someone(), leave=self.fresh("leave"), kind="hospital", place="h", escort="e"
        )

    def _come_back(self) -> Answer:
        out = sorted(Whereabout.objects.exclude(leave="").values_list("person", "leave")) or [(self.someone(), "none")]
        person, leave = self.dice.choice(out)
        return self.do("end-leave", person=person, leave=leave, site=self.site())

    def _close_call(self) -> Answer:
        call = self.one_of("call")
        known = recall(self.hands[0], ROLL_CALLS, f"rollcall:{call}")
        if known.opened is not None and self.dice.random() < 0.9:
            for counter in known.counters:
                for person in known.left(counter):
                    there = self.dice.random() < 0.8
                    self.do(
                        "answer-roll-call", counter - 1, rollcall=call, person=person, present=there, counter=counter
                    )
                self.do("finish-counting", counter - 1, rollcall=call, counter=counter)
            known = recall(self.hands[0], ROLL_CALLS, f"rollcall:{call}")
        missing = sorted(set(known.opened.expected) - known.found(1)) if known.opened else []
        return self.do("close-roll-call", rollcall=call, not_found=missing)

    def _link(self) -> Answer:
        one, other = self.someone(), self.someone()
        candidate = self.fresh("candidate")
        self.do("propose-candidate", candidate=candidate, person=one, other=other, reasons=["same band"])
        answer = self.do(
            "decide-candidate",
            1,
            candidate=candidate,
            verdict="same",
            reason="r",
            counted=self.dice.choice((one, other)),
        )
        if any(entry.kind == "person.linked" for entry in answer.entries):
            self.links[candidate] = (one, other)
        return answer

    def _unlink(self) -> Answer:
        candidate = self.one_of("candidate")
        answer = self.do("unlink", candidate=candidate, reason="r")
        if any(entry.kind == "person.unlinked" for entry in answer.entries):
            self.links.pop(candidate, None)
        return answer

    def _release(self) -> Answer:
        person, release = self.someone(), self.fresh("release")
        outcome = self.dice.choice(("reunified", "released-adult", "transferred-agency", "returned-stranger"))
        self.do(
            "propose-release", release=release, person=person, outcome=outcome, recipient="r", identity_seen="d",
            ground="g", photos_absent="no camera", place={"words": "w"},
            view={"asked": "a", "how": "h", "language": "es", "through": "", "said_words": "v", "weighed": "w", "absent": ""},
        )  # fmt: skip
        return self.do("countersign-release", 1, release=release, person=person)

    # -- what must hold ----------------------------------------------------------------------------------------

    def counted(self) -> int:
        """Persons in the sum, by the acts alone: whoever was received, those decided to be one counted once."""
        above = {p: p for p in self.people}

        def top(person: str) -> str:
            while above[person] != person:
                person = above[person]
            return person

        for one, other in self.links.values():
            above[top(one)] = top(other)
        return len({top(p) for p in self.received})


def _simple(act: str, **how: Any) -> Any:
    return lambda night: night.do(act, **{k: v(night) for k, v in how.items()})


def _site_and(act: str, **how: Any) -> Any:
    return _simple(act, site=Night.site, **how)


ABROAD = {"words": "allá", "country": "US"}
_TABLE: tuple[tuple[int, Any], ...] = (
    (8, Night._receive),
    (2, Night._stranger),
    (30, Night._see),
    (4, Night._transit),
    (12, _simple("board", transit=lambda n: n.one_of("transit"), people=Night.some)),
    (3, _simple("depart", transit=lambda n: n.one_of("transit"))),
    (4, Night._arrive),
    (4, Night._leave),
    (4, Night._come_back),
    (5, lambda n: n.do("change-unit", people=n.some(2), site="centro", unit=n.dice.choice(("norte", "sur")))),
    (3, _site_and("open-roll-call", rollcall=lambda n: n.fresh("call"), name=lambda n: "c", counters=lambda n: n.dice.choice((1, 1, 2)))),
    (2, Night._close_call),
    (2, _site_and("open-incident", incident=lambda n: n.fresh("incident"), kind=lambda n: "forced-entry")),
    (8, _site_and("find-inside", person=Night.someone, since=lambda n: (n.now - timedelta(hours=9)).isoformat())),
    (4, _simple("locate-outside", person=Night.someone, place=lambda n: ABROAD, source=lambda n: "s")),
    (5, _site_and("bring-back", person=Night.someone, brought_by=lambda n: "b")),
    (3, _simple("report-seen-elsewhere", person=Night.someone, place=lambda n: ABROAD, source=lambda n: "s", in_company_of=lambda n: "?")),
    (5, _simple("declare-missing", person=Night.someone)),
    (2, _simple("close-incident", incident=lambda n: n.one_of("incident"), words=lambda n: "w")),
    (3, Night._link),
    (2, Night._unlink),
    (3, Night._release),
    (1, _simple("report-released-in-error", release=lambda n: n.one_of("release"), person=Night.someone, words=lambda n: "w")),
    (1, _simple("record-death", person=Night.someone, place=lambda n: ABROAD, certified_by=lambda n: "d")),
    (4, _simple("hand-over", handover=lambda n: n.fresh("handover"), taker=lambda n: "police", people=Night.some)),
    (3, _simple("give-band", person=Night.someone, band=lambda n: f"B{n.dice.randrange(400)}")),
)  # fmt: skip
WEIGHTS = [weight for weight, _ in _TABLE]
ASKED = [asked for _, asked in _TABLE]
