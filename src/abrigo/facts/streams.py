"""Which streams of the ledger a fact belongs to: one per person, roll call, incident ... it names."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any, Final, NewType, get_args, get_type_hints

from abrigo.facts import kinds
from abrigo.facts.accords import AccordReached, AccordSigned
from abrigo.facts.clocks import LawChosen
from abrigo.facts.daily import DutyTold, FireChecked, NeedEnded, NeedSet, RoomLocked, RoomUnlocked
from abrigo.facts.exhibits import ExhibitCollected
from abrigo.facts.figures import TableProposed, TablePublished, TableWithdrawn
from abrigo.facts.forms import FormProposed, FormPublished, FormWithdrawn
from abrigo.facts.grants import OverrideReviewed, OverrideTaken
from abrigo.facts.intake import BandGiven, BandRemoved
from abrigo.facts.operations import OperationOpened, SiteLost, SiteOpened, UnitOpened
from abrigo.facts.orders import CourtDeclined, CourtDesignated, OrderEntered, RestrictionSet

# A fact that names one of these ids is part of that id's past. Staff and agencies are not streams: nobody folds them;
# nor is the operation, which would hold everything: its places have a short stream of their own.
STREAMS: Final[dict[Any, str]] = {
    kinds.PersonId: "person",
    kinds.TransitId: "transit",
    kinds.HandoverId: "handover",
    kinds.RollCallId: "rollcall",
    kinds.IncidentId: "incident",
    kinds.AlertId: "alert",
    kinds.OrderId: "order",
    kinds.ReleaseId: "release",
    kinds.RequestId: "request",
    kinds.StatementId: "statement",
    kinds.CandidateId: "candidate",
    kinds.AccordId: "accord",
    kinds.LoanId: "loan",
    kinds.ContestId: "contest",
    kinds.GrantId: "grant",
    kinds.OverrideId: "override",
    kinds.TableId: "table",
    kinds.ExhibitId: "exhibit",
    kinds.AllegationId: "allegation",
    kinds.VisitId: "visit",
    kinds.AttemptId: "attempt",
    kinds.BondId: "bond",
    kinds.FormId: "form",
    kinds.DisclosureId: "disclosure",
}


def band_stream(operation: str, band: str) -> str:
    """A band is unique within its operation, so its past has a stream of its own."""
    return f"band:{operation}/{band}"


def places_stream(operation: str) -> str:
    """The sites and units of an operation: a short past that almost every act leans on."""
    return f"places:{operation}"


def overrides_stream(operation: str, taker: str) -> str:
    """The emergencies one person has called: an unreviewed one stands in the way of the next."""
    return f"overrides:{operation}/{taker}"


def exhibit_number_stream(operation: str, number: str) -> str:
    """The label on a thing: one number, one thing. `number` as `rules.exhibits.clean_number` has it."""
    return f"exhibit-number:{operation}/{number}"


def figures_stream(operation: str) -> str:
    """Every number of an operation that was asked for or left the house: each new one is checked against them all."""
    return f"figures:{operation}"


def forms_stream(operation: str) -> str:
    """The forms of an operation: no two of them share a code and a version."""
    return f"forms:{operation}"


def orders_stream(operation: str) -> str:
    """What courts have said in an operation: the numbers of their orders, and whose case each says it is."""
    return f"orders:{operation}"


def law_stream(operation: str) -> str:
    """Whose deadlines an operation was held to, and since when."""
    return f"law:{operation}"


def restrictions_stream(operation: str) -> str:
    """What limits everyone of an operation: whoever lets a child go must see it as well as the child's own."""
    return f"restrictions:{operation}"


def site_day_stream(operation: str, site: str) -> str:
    """A site's days: who is on duty, the fire checks, the doors that were locked."""
    return f"site-day:{operation}/{site}"


def need_key(need: str) -> str:
    """What a child needs is sealed under a key of its own: forgotten, the key is destroyed and the words with it."""
    return f"need:{need}"


def accord_key(accord: str) -> str:
    """An agreed number is for strangers: its signatures open under a key that opens nothing else of the operation.
    The list it rests on, and how agencies differed on the way, stay under the operation's.
    """
    return f"accord:{accord}"


# Facts that end another for good, and whose key dies with them (clerk/forgetting.py).
FORGETS: Final[dict[type, Callable[[Any], str]]] = {NeedEnded: lambda f: need_key(f.need)}

# Facts that belong to a past of the whole operation as well: what every new one of their kind must be held against.
ALSO: Final[dict[type, Callable[[Any], str | None]]] = {
    OperationOpened: lambda f: places_stream(f.operation),
    SiteOpened: lambda f: places_stream(f.operation),
    UnitOpened: lambda f: places_stream(f.operation),
    SiteLost: lambda f: places_stream(f.operation),
    BandGiven: lambda f: band_stream(f.operation, f.band),
    BandRemoved: lambda f: band_stream(f.operation, f.band),
    OverrideTaken: lambda f: overrides_stream(f.operation, f.taker),
    OverrideReviewed: lambda f: overrides_stream(f.operation, f.taker),
    OrderEntered: lambda f: orders_stream(f.operation),
    CourtDeclined: lambda f: orders_stream(f.operation),
    CourtDesignated: lambda f: orders_stream(f.operation),
    RestrictionSet: lambda f: restrictions_stream(f.operation) if f.person is None else None,
    LawChosen: lambda f: law_stream(f.operation),
    ExhibitCollected: lambda f: exhibit_number_stream(f.operation, " ".join(f.number.split()).casefold()),
    FormProposed: lambda f: forms_stream(f.operation),
    FormPublished: lambda f: forms_stream(f.operation),
    FormWithdrawn: lambda f: forms_stream(f.operation),
    DutyTold: lambda f: site_day_stream(f.operation, f.site),
    FireChecked: lambda f: site_day_stream(f.operation, f.site),
    RoomLocked: lambda f: site_day_stream(f.operation, f.site),
    RoomUnlocked: lambda f: site_day_stream(f.operation, f.site),
    TableProposed: lambda f: figures_stream(f.operation),
    TablePublished: lambda f: figures_stream(f.operation),
    TableWithdrawn: lambda f: figures_stream(f.operation),
}


def subject_of(fact: Any) -> str:
    """Whose key seals the fact: its own if it may be forgotten or shown to strangers; the person it is about; else the
    operation.
    """
    if isinstance(fact, NeedSet):
        return need_key(fact.need)
    if isinstance(fact, AccordSigned | AccordReached):
        return accord_key(fact.accord)
    person = getattr(fact, "person", None)
    return f"person:{person}" if person is not None else f"operation:{fact.operation}"


def streams_of(fact: Any) -> tuple[str, ...]:
    """In: a fact. Out: its streams, the person first when it has one (that person's key seals it)."""
    return _reader(type(fact))(fact)


def _reader(cls: type) -> Callable[[Any], tuple[str, ...]]:
    found = _READERS.get(cls)
    if found is None:
        found = _READERS[cls] = _make_reader(cls)
    return found


_READERS: dict[type, Callable[[Any], tuple[str, ...]]] = {}


def _make_reader(cls: type) -> Callable[[Any], tuple[str, ...]]:
    hints = get_type_hints(cls)
    named = [(f.name, STREAMS[h]) for f in fields(cls) if (h := _single(hints[f.name])) in STREAMS]
    named.sort(key=lambda pair: pair[0] != "person")
    also = ALSO.get(cls)

    def read(fact: Any) -> tuple[str, ...]:
        found = tuple(f"{prefix}:{value}" for name, prefix in named if (value := getattr(fact, name)) is not None)
        shared = None if also is None else also(fact)
        return found if shared is None else (*found, shared)

    return read


def _single(hint: Any) -> Any:
    """`X | None` reads as X; tuples of ids are lists, not streams."""
    if isinstance(hint, NewType):
        return hint
    inner = [a for a in get_args(hint) if isinstance(a, NewType)]
    return inner[0] if type(None) in get_args(hint) and len(inner) == 1 else None
