"""Who may know and do what: one policy, asked by every door. Deny unless a line below says otherwise."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from abrigo.facts.grants import Compartment, Purpose
from abrigo.facts.kinds import AgencyId, OperationId, SiteId, StaffId
from abrigo.rules.index import ACTS
from abrigo.rules.looks import Looks


class Role(StrEnum):
    GUARD = "guard"
    INTAKE = "intake-worker"
    DIRECTOR = "director"
    CHILD_ATTORNEY = "child-attorney"
    PROSECUTOR = "prosecutor"
    POLICE = "police"
    NURSE = "nurse"
    ALERT_OFFICER = "alert-officer"
    PRESS = "press-officer"
    AUDITOR = "auditor"
    OMBUDSMAN = "ombudsman"
    COURT = "court"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Grant:
    """A right to know in force: one compartment, for the whole operation, for sites, or for children by name.

    `emergency`: nobody gave it; it was taken in an emergency, and is looked at afterwards.
    """

    id: str
    operation: OperationId
    compartment: Compartment
    until: datetime
    purpose: Purpose | None = None
    sites: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    emergency: bool = False

    @property
    def whole(self) -> bool:
        return not self.sites and not self.people

    def covers(self, person: str, site: str) -> bool:
        return self.whole or person in self.people or (bool(site) and site in self.sites)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks. `site`: where they work tonight (None: everywhere their role reaches). `device` names the machine:
    the same for whoever signs in at it. `grants` are those in force as this question began; `purpose` is what this
    shift is for; `looks` gathers what was handed out, to be written before it is shown.
    """

    staff: StaffId
    name: str
    agency: AgencyId
    role: Role
    operations: frozenset[OperationId] = frozenset()
    site: SiteId | None = None
    device: str = ""
    session: str = ""
    purpose: Purpose | None = None
    purposes: tuple[tuple[str, Purpose], ...] = ()  # one child may be looked at for another reason than the rest
    grants: tuple[Grant, ...] = ()
    stepped_up: datetime | None = None  # when they last showed again who they are
    looks: Looks = field(default_factory=Looks, compare=False, repr=False, hash=False)

    def __str__(self) -> str:
        return self.staff  # never the name: this string ends up in logs


@dataclass(frozen=True, slots=True)
class Sight:
    """What a role may see at all: numbers, names, places, and whether only of its own site."""

    counts: bool = True
    names: bool = False
    places: bool = False
    own_site_only: bool = False
    statements: bool = False
    health: bool = False
    trace: bool = False

    @property
    def words(self) -> bool:
        """What offices and courts said: for whoever reads public numbers, and for who works with names everywhere."""
        return self.statements or (self.names and not self.own_site_only)


SIGHT: Final[dict[Role, Sight]] = {
    Role.GUARD: Sight(names=True, places=True, own_site_only=True),
    Role.INTAKE: Sight(names=True, places=True),
    Role.DIRECTOR: Sight(names=True, places=True, statements=True, health=True),
    Role.CHILD_ATTORNEY: Sight(names=True, places=True, statements=True, health=True),
    Role.PROSECUTOR: Sight(names=True, statements=True),
    Role.POLICE: Sight(names=True),
    Role.NURSE: Sight(names=True, places=True, health=True),
    Role.ALERT_OFFICER: Sight(names=True, places=True, statements=True),
    Role.PRESS: Sight(statements=True),
    Role.AUDITOR: Sight(statements=True, trace=True),
    Role.OMBUDSMAN: Sight(names=True, places=True, statements=True, trace=True),
    Role.COURT: Sight(names=True, statements=True),
    Role.ADMINISTRATOR: Sight(counts=False),
}

_SIGHTINGS = {"see", "find-inside", "locate-outside", "bring-back"}
_ROLL_CALL = {
    "open-roll-call",
    "answer-roll-call",
    "finish-counting",
    "close-roll-call",
    "interrupt-roll-call",
    "resume-roll-call",
    "take-headcount",
}
_INCIDENT = {"open-incident", "note-incident", "find-stranger", "request-alert"}
_INTAKE = {
    "receive",
    "register",
    "describe",
    "give-band",
    "remove-band",
    "add-photo",
    "claim-name",
    "claim-age",
    "claim-kin",
    "withdraw-claim",
    "propose-candidate",
    "group-siblings",
}
_MOVE = {
    "open-transit",
    "board",
    "depart",
    "arrive",
    "begin-leave",
    "end-leave",
    "change-unit",
    "hand-over",
    "take-over",
}
_WORDS = {"record-statement", "take-claim", "relate-claims"}
_GATE = {"answer-at-gate", "count-crowd"}
_DESK = {"request-family", "say-who-is-meant", "request-visit", "hold-visit", "record-visit"}
_NEAR = {"keep-together", "keep-apart", "decide-split", "end-bond"}
_EMERGENCY = {"take-override", "read-grant"}
_GRANTS = {"ask-grant", "give-grant", "refuse-grant", "withdraw-grant"}
_EXHIBITS = {
    "collect-exhibit",
    "give-exhibit",
    "take-exhibit",
    "tell-exhibit-move",
    "open-seal",
    "copy-exhibit",
}
_CASE = {"make-allegation", "turn-allegation", "weigh-evidence", "withdraw-evidence", "consider-duty", "hold-interview"}
_FORMS = {"propose-form", "adopt-form", "publish-form", "withdraw-form"}
_SHREDDING = {"ask-shredding", "confirm-shredding", "cancel-shredding"}
_EARLIER = {"tell-earlier-stay", "withdraw-earlier-stay"}
_SITE_DAY = {"tell-duty", "check-fire", "lock-room", "unlock-room"}
_NEEDS = {"set-need", "end-need"}
_CASEWORK = {
    "assign-worker",
    "raise-concern",
    "reply-to-concern",
    "assess-case",
    "plan-step",
    "answer-step",
    "weigh-interests",
    "propose-closure",
    "sign-step",
}
_FIGURES = {"propose-table", "publish-table", "withdraw-table"}
_ACCORD = {"propose-accord", "sign-accord", "answer-accord", "explain-difference", "withdraw-accord"}

MAY: Final[dict[Role, frozenset[str]]] = {
    Role.GUARD: frozenset(
        _EMERGENCY
        | {"ask-grant"}
        | _SIGHTINGS
        | _ROLL_CALL
        | _INCIDENT
        | _GATE
        | _SITE_DAY
        | {"arrive", "record-access-refused", "request-family", "raise-concern"}
    ),
    Role.INTAKE: frozenset(
        _EMERGENCY
        | {"ask-grant"}
        | _INTAKE
        | _SIGHTINGS
        | _MOVE
        | _ROLL_CALL
        | _INCIDENT
        | _DESK
        | _GATE
        | {"answer-form"}
        | _SITE_DAY
        | _NEEDS
        | {"request-family", "raise-concern"}
    ),
    Role.DIRECTOR: frozenset(
        _EMERGENCY
        | _GRANTS
        | _INTAKE
        | _SIGHTINGS
        | _ROLL_CALL
        | _INCIDENT
        | _MOVE
        | _WORDS
        | _ACCORD
        | {"open-site", "open-unit", "lose-site", "move-incident-room", "close-incident", "declare-missing"}
        | {"offer-health-check", "request-family", "answer-family-request", "give-authority", "set-restriction"}
        | {"propose-release", "countersign-release", "refuse-release", "report-released-in-error", "record-death"}
        | {"identify-stranger", "enter-order", "record-access-refused", "verify-alert", "decide-candidate", "unlink"}
        | {"record-declination", "record-designation", "notify-consulate", "refuse-group-list", "end-authority"}
        | {"report-seen-elsewhere", "choose-law", "record-step", "extend-clock", "resolve-contest"}
        | {"follow-up", "hear-child", "lend-register", "end-loan", "propose-lent", "decide-lent"}
        | _GATE
        | _DESK
        | _NEAR
        | {"approve-visit", "refuse-visit", "decide-kin"}
        | _SHREDDING
        | _FIGURES
        | _FORMS
        | {"answer-form"}
        | _EARLIER
        | {"disclose"}
        | _SITE_DAY
        | _NEEDS
        | _CASEWORK
        | {"collect-exhibit", "give-exhibit", "take-exhibit"}
    ),
    Role.CHILD_ATTORNEY: frozenset(ACTS),  # represents the children: may do every act, four eyes still hold
    Role.PROSECUTOR: frozenset(
        _EMERGENCY
        | {"ask-grant"}
        | _WORDS
        | _ACCORD
        | _EXHIBITS
        | _CASE
        | {"return-exhibit", "answer-form", "hold-words"}
        | _EARLIER
        | {"disclose"}
        | {"enter-order", "confirm-order", "record-declination", "record-designation", "record-step"}
        | {"report-seen-elsewhere", "record-access-refused", "locate-outside", "open-incident", "note-incident"}
    ),
    Role.POLICE: frozenset(
        _EMERGENCY
        | {"ask-grant"}
        | _SIGHTINGS
        | _MOVE
        | _WORDS
        | _ACCORD
        | _EXHIBITS
        | {"find-stranger", "receive", "open-incident", "note-incident"}
    ),
    Role.NURSE: frozenset(
        _EMERGENCY
        | {"ask-grant"}
        | {
            "collect-exhibit",
            "give-exhibit",
            "take-exhibit",
            "see",
            "answer-form",
            "offer-health-check",
            "answer-health-check",
            "note-health",
            "raise-concern",
            "set-need",
            "end-need",
            "begin-leave",
            "end-leave",
            "describe",
        }
    ),
    Role.ALERT_OFFICER: frozenset(
        _EMERGENCY
        | {"ask-grant"}
        | _ACCORD
        | _WORDS
        | {"request-alert", "accept-alert", "activate-alert", "locate-alert", "verify-alert", "close-alert"}
        | {"seek-person", "locate-outside", "report-seen-elsewhere"}
    ),
    Role.PRESS: frozenset({"record-statement", "propose-table", "withdraw-table"}),
    Role.AUDITOR: frozenset({"review-override"}),
    Role.OMBUDSMAN: frozenset(
        {"review-override", "withdraw-grant", "ask-grant", "read-grant"}
        | {"record-statement", "record-access-refused", "sign-accord", "answer-accord"}
        | {"hold-words", "cancel-shredding"}
    ),
    Role.COURT: frozenset(
        {"reply-to-concern", "turn-allegation", "take-exhibit", "give-exhibit", "disclose"}
        | {"ask-grant", "give-grant", "refuse-grant", "withdraw-grant", "read-grant"}
        | {"enter-order", "confirm-order", "record-declination", "record-designation", "determine-age"}
        | {"choose-law", "record-step", "extend-clock", "hear-child", "decide-kin"}
        | {"hold-words", "lift-hold", "cancel-shredding"}
    ),
    Role.ADMINISTRATOR: frozenset({"open-operation", "open-site", "open-unit"}),
}


# What cannot be called back, or opens what is closed: whoever does it has just shown at this machine who they are.
# A program's key shows nobody's face, so none of it is done with one.
STEPS_UP: Final = frozenset({"countersign-release", "give-grant", "take-override", "disclose"})


def may_do(viewer: Viewer, act: str) -> bool:
    return act in MAY[viewer.role]


def office(viewer: Viewer) -> Sight:
    """What the office alone sees, whatever was granted beside it."""
    return SIGHT[viewer.role]


# Whoever may look at the ledger as a whole: lengths, roots, devices, witnesses. No word of anybody is in it.
READS_LEDGER: Final = frozenset(
    {Role.DIRECTOR, Role.CHILD_ATTORNEY, Role.PROSECUTOR, Role.AUDITOR, Role.OMBUDSMAN, Role.COURT, Role.ADMINISTRATOR}
)


def reads_ledger(viewer: Viewer) -> bool:
    return viewer.role in READS_LEDGER


def sight(viewer: Viewer) -> Sight:
    """What the viewer may see at all. A grant for a whole operation widens it for whoever works in that one alone;
    narrower ones are answered child by child (rules/policy.py)."""
    seen = SIGHT[viewer.role]
    if not viewer.grants or not seen.names:
        return seen
    whole = {g.compartment for g in viewer.grants if g.whole and viewer.operations == {g.operation}}
    if Compartment.WHEREABOUTS in whole:
        seen = replace(seen, places=True, own_site_only=False)
    if Compartment.HEALTH in whole:
        seen = replace(seen, health=True)
    return seen


def may_enter(viewer: Viewer, operation: OperationId) -> bool:
    return operation in viewer.operations


def operation_of(act: Any) -> OperationId | None:
    """The operation an act names itself, when it does."""
    operation: OperationId | None = getattr(act, "operation", None)
    return operation
