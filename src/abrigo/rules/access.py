"""Who may know and do what: one policy, asked by every door. Deny unless a line below says otherwise."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from abrigo.facts.kinds import AgencyId, OperationId, SiteId, StaffId
from abrigo.rules.index import ACTS


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
class Viewer:
    """Who asks. `site`: where they work tonight (None: everywhere their role reaches). `device` names the machine."""

    staff: StaffId
    name: str
    agency: AgencyId
    role: Role
    operations: frozenset[OperationId] = frozenset()
    site: SiteId | None = None
    device: str = ""

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
_ACCORD = {"propose-accord", "sign-accord", "answer-accord", "explain-difference", "withdraw-accord"}

MAY: Final[dict[Role, frozenset[str]]] = {
    Role.GUARD: frozenset(_SIGHTINGS | _ROLL_CALL | _INCIDENT | {"arrive", "record-access-refused"}),
    Role.INTAKE: frozenset(_INTAKE | _SIGHTINGS | _MOVE | _ROLL_CALL | _INCIDENT | {"request-family"}),
    Role.DIRECTOR: frozenset(
        _INTAKE
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
    ),
    Role.CHILD_ATTORNEY: frozenset(ACTS),  # represents the children: may do every act, four eyes still hold
    Role.PROSECUTOR: frozenset(
        _WORDS
        | _ACCORD
        | {"enter-order", "confirm-order", "record-declination", "record-designation", "record-step"}
        | {"report-seen-elsewhere", "record-access-refused", "locate-outside", "open-incident", "note-incident"}
    ),
    Role.POLICE: frozenset(
        _SIGHTINGS | _MOVE | _WORDS | _ACCORD | {"find-stranger", "receive", "open-incident", "note-incident"}
    ),
    Role.NURSE: frozenset({"see", "offer-health-check", "answer-health-check", "begin-leave", "end-leave", "describe"}),
    Role.ALERT_OFFICER: frozenset(
        _ACCORD
        | _WORDS
        | {"request-alert", "accept-alert", "activate-alert", "locate-alert", "verify-alert", "close-alert"}
        | {"seek-person", "locate-outside", "report-seen-elsewhere"}
    ),
    Role.PRESS: frozenset({"record-statement"}),
    Role.AUDITOR: frozenset(),
    Role.OMBUDSMAN: frozenset({"record-statement", "record-access-refused", "sign-accord", "answer-accord"}),
    Role.COURT: frozenset(
        {"enter-order", "confirm-order", "record-declination", "record-designation", "determine-age"}
        | {"choose-law", "record-step", "extend-clock"}
    ),
    Role.ADMINISTRATOR: frozenset({"open-operation", "open-site", "open-unit"}),
}


def may_do(viewer: Viewer, act: str) -> bool:
    return act in MAY[viewer.role]


def sight(viewer: Viewer) -> Sight:
    return SIGHT[viewer.role]


# Whoever may look at the ledger as a whole: lengths, roots, devices, witnesses. No word of anybody is in it.
READS_LEDGER: Final = frozenset(
    {Role.DIRECTOR, Role.CHILD_ATTORNEY, Role.PROSECUTOR, Role.AUDITOR, Role.OMBUDSMAN, Role.COURT, Role.ADMINISTRATOR}
)


def reads_ledger(viewer: Viewer) -> bool:
    return viewer.role in READS_LEDGER


def may_enter(viewer: Viewer, operation: OperationId) -> bool:
    return operation in viewer.operations


def operation_of(act: Any) -> OperationId | None:
    """The operation an act names itself, when it does."""
    operation: OperationId | None = getattr(act, "operation", None)
    return operation
