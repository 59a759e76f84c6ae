"""The one answer to "may this person know this of this child, now": with its reason and the grant it rests on.

Everything that shows something asks here: registers, pages, the API, exports, files, papers. A right comes from one's
office, within one's gate; or from a grant, for one compartment, in one scope, until its day; or from an emergency.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from abrigo.facts.grants import Compartment, Purpose
from abrigo.facts.kinds import OperationId
from abrigo.rules.access import SIGHT, Grant, Role, Viewer, may_do, may_enter

# What each office knows of the children it works with. docs/access.md holds this table and is executed as a test.
KNOWS: Final[dict[Role, frozenset[Compartment]]] = {
    Role.GUARD: frozenset({Compartment.IDENTITY, Compartment.WHEREABOUTS}),
    Role.INTAKE: frozenset({Compartment.IDENTITY, Compartment.WHEREABOUTS, Compartment.CLAIMS}),
    Role.DIRECTOR: frozenset(
        {Compartment.IDENTITY, Compartment.WHEREABOUTS, Compartment.HEALTH, Compartment.CLAIMS, Compartment.CASE}
    ),
    Role.CHILD_ATTORNEY: frozenset(Compartment),
    Role.PROSECUTOR: frozenset({Compartment.IDENTITY, Compartment.STATEMENTS, Compartment.INVESTIGATION}),
    Role.POLICE: frozenset({Compartment.IDENTITY}),
    Role.NURSE: frozenset({Compartment.IDENTITY, Compartment.WHEREABOUTS, Compartment.HEALTH}),
    Role.ALERT_OFFICER: frozenset({Compartment.IDENTITY, Compartment.WHEREABOUTS}),
    Role.PRESS: frozenset(),
    Role.AUDITOR: frozenset(),
    Role.OMBUDSMAN: frozenset({Compartment.IDENTITY, Compartment.WHEREABOUTS, Compartment.CLAIMS}),
    Role.COURT: frozenset({Compartment.IDENTITY, Compartment.CLAIMS}),
    Role.ADMINISTRATOR: frozenset(),
}
# Who dresses, feeds and puts to bed. What a child needs opens to nobody else: no grant and no emergency makes a list of
# prayer times of it, and no police, prosecutor or court reads one.
CARERS: Final = frozenset({Role.GUARD, Role.INTAKE, Role.DIRECTOR, Role.CHILD_ATTORNEY, Role.NURSE})
# Offices that work with numbers or keep the house: no grant and no emergency opens a child to them.
NEVER: Final = frozenset({Role.PRESS, Role.AUDITOR, Role.ADMINISTRATOR})


# What a shift of each office is usually for: offered first, and stated by whoever comes in (never assumed silently).
USUAL: Final[dict[Role, Purpose]] = {
    Role.GUARD: Purpose.CARE,
    Role.INTAKE: Purpose.CARE,
    Role.DIRECTOR: Purpose.CARE,
    Role.CHILD_ATTORNEY: Purpose.CHILD,
    Role.PROSECUTOR: Purpose.INVESTIGATION,
    Role.POLICE: Purpose.SEARCH,
    Role.NURSE: Purpose.HEALTH,
    Role.ALERT_OFFICER: Purpose.SEARCH,
    Role.PRESS: Purpose.OVERSIGHT,
    Role.AUDITOR: Purpose.OVERSIGHT,
    Role.OMBUDSMAN: Purpose.OVERSIGHT,
    Role.COURT: Purpose.COURT,
    Role.ADMINISTRATOR: Purpose.OVERSIGHT,
}


class Because(StrEnum):
    """Why somebody may, or may not. Words for each stand in desk/grants.py."""

    OFFICE = "office"
    OWN_GATE = "own-gate"
    GRANT = "grant"
    EMERGENCY = "emergency"
    NO_PART = "no-part"
    NEVER_FOR_THIS_OFFICE = "never-for-this-office"
    NOT_FOR_THIS_OFFICE = "not-for-this-office"
    ANOTHER_GATE = "another-gate"
    NO_GATE = "no-gate"


@dataclass(frozen=True, slots=True)
class Child:
    """As much of a child as the policy asks for: who, in which operation, at which site now."""

    person: str
    operation: OperationId
    site: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`grant`: the right it rests on, when it rests on one."""

    allowed: bool
    because: Because
    grant: Grant | None = None

    def __bool__(self) -> bool:
        return self.allowed


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one compartment lies open to one viewer in one operation: everywhere, at sites, for children by name."""

    everywhere: bool = False
    sites: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.sites) or bool(self.people)

    def takes(self, person: str, site: str) -> bool:
        return self.everywhere or (bool(site) and site in self.sites) or person in self.people


def grants_for(viewer: Viewer, compartment: Compartment, operation: OperationId) -> tuple[Grant, ...]:
    """The grants in force of this viewer that open this compartment. Identity comes with whatever names a child."""
    if viewer.role in NEVER or not may_enter(viewer, operation):
        return ()
    return tuple(
        g for g in viewer.grants
        if g.operation == operation and (g.compartment is compartment or compartment is Compartment.IDENTITY)
    )  # fmt: skip


def parts_of(viewer: Viewer) -> frozenset[Compartment]:
    """Every compartment in which this viewer has any part, be it one child: what the database's own lock opens to."""
    return frozenset(KNOWS[viewer.role]) | {g.compartment for g in viewer.grants}


def reach(viewer: Viewer, compartment: Compartment, operation: OperationId) -> Reach:
    """For a register that answers with many: the same policy as `may_know`, as far as it goes."""
    if not may_enter(viewer, operation):
        return Reach()
    everywhere, sites, people = False, set[str](), set[str]()
    if compartment in KNOWS[viewer.role]:
        if not SIGHT[viewer.role].own_site_only:
            return Reach(everywhere=True)
        if viewer.site:
            sites.add(viewer.site)
    for grant in grants_for(viewer, compartment, operation):
        everywhere = everywhere or grant.whole
        sites |= grant.sites
        people |= grant.people
    return Reach(everywhere, frozenset(sites), frozenset(people))


def hears(viewer: Viewer, operation: OperationId) -> Reach:
    """Whose own words lie open to this viewer: by the compartment; and to whoever must ask a child before deciding."""
    far = reach(viewer, Compartment.STATEMENTS, operation)
    return Reach(everywhere=True) if may_do(viewer, "hear-child") and may_enter(viewer, operation) else far


def may_care(viewer: Viewer, operation: OperationId) -> bool:
    """Whether the needs of the children within reach are this viewer's to read: a carer's office, nothing else."""
    return viewer.role in CARERS and may_enter(viewer, operation)


def may_know(viewer: Viewer, compartment: Compartment, child: Child, at: datetime) -> Verdict:
    """One viewer, one compartment, one child, one moment: one answer."""
    if not may_enter(viewer, child.operation):
        return Verdict(False, Because.NO_PART)
    if viewer.role in NEVER:
        return Verdict(False, Because.NEVER_FOR_THIS_OFFICE)
    no = Because.NOT_FOR_THIS_OFFICE
    if compartment in KNOWS[viewer.role]:
        if not SIGHT[viewer.role].own_site_only:
            return Verdict(True, Because.OFFICE)
        if viewer.site and child.site == viewer.site:
            return Verdict(True, Because.OWN_GATE)
        no = Because.ANOTHER_GATE if viewer.site else Because.NO_GATE
    for grant in grants_for(viewer, compartment, child.operation):
        if grant.until > at and grant.covers(child.person, child.site):
            return Verdict(True, Because.EMERGENCY if grant.emergency else Because.GRANT, grant)
    return Verdict(False, no)


def protected(viewer: Viewer, compartment: Compartment, site: str) -> bool:
    """Whether handing this out must be written down first: everything but names, and the roster of one's own gate."""
    match compartment:
        case Compartment.IDENTITY | Compartment.CLAIMS:
            return False
        case Compartment.WHEREABOUTS:
            return not (viewer.site and site == viewer.site)
        case Compartment.STATEMENTS | Compartment.HEALTH | Compartment.INVESTIGATION | Compartment.CASE:
            return True
