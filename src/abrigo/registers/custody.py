"""Who answers for each person now: folded by rules/custody.py, with the entries a next one must cite."""

import json

from abrigo.facts.custody import AuthorityEnded, AuthorityGiven, HandedOver, NotTaken, Taken
from abrigo.facts.intake import PersonReceived
from abrigo.facts.kinds import AgencyId, Ground, HandoverId, OperationId, PersonId
from abrigo.facts.release import Died, Released, TransferredOut
from abrigo.facts.wire import from_ms, spelling, to_ms
from abrigo.registers.book import Book, Noted, Row, blank, compact
from abrigo.registers.models import CustodyLine, Whereabout
from abrigo.rules.access import Viewer, may_enter, sight
from abrigo.rules.custody import Custody, learn
from abrigo.rules.whereabouts import in_order

CHAIN = (PersonReceived, HandedOver, Taken, NotTaken, Released, TransferredOut, Died)
FACTS = (*CHAIN, AuthorityGiven, AuthorityEnded)


def apply(book: Book, noted: Noted) -> None:
    fact = noted.fact
    if not isinstance(fact, FACTS):
        return
    row = book.get(CustodyLine, fact.person) or blank(CustodyLine, person=fact.person)
    at = to_ms(fact.said.at)
    if row["last_at"] is not None and at < row["last_at"]:
        known = Custody()
        for moment in in_order(book.history(f"person:{fact.person}")):
            known = learn(known, moment.fact)
    else:
        known = learn(from_row(row), fact)
    heads = json.loads(row["heads"])
    if isinstance(fact, CHAIN):
        heads = sorted({*(h for h in heads if h not in noted.after), noted.id.hex()})
    book.put(CustodyLine, as_row(row, known) | {"heads": compact(heads), "last_at": max(at, row["last_at"] or at)})


def as_row(row: Row, known: Custody) -> Row:
    ground = "" if known.ground is None else compact(spelling(Ground).write(known.ground))
    return row | {
        "holder": known.holder or "",
        "since": None if known.since is None else to_ms(known.since),
        "pending": known.pending or "",
        "taker": known.taker or "",
        "ground": ground,
        "ended": known.ended,
    }


def from_row(row: Row) -> Custody:
    return Custody(
        holder=AgencyId(row["holder"]) if row["holder"] else None,
        since=None if row["since"] is None else from_ms(row["since"]),
        pending=HandoverId(row["pending"]) if row["pending"] else None,
        taker=AgencyId(row["taker"]) if row["taker"] else None,
        ground=spelling(Ground).read(json.loads(row["ground"]), "ground") if row["ground"] else None,
        ended=row["ended"],
    )


# -- asking -------------------------------------------------------------------


def held(viewer: Viewer, operation: OperationId, agency: AgencyId) -> list[PersonId]:
    """Whom an office answers for and has not offered to another; empty for a viewer who sees no names."""
    return [p for p, known in ask(viewer, operation).items() if known.holder == agency and known.pending is None]


def ask(viewer: Viewer, operation: OperationId) -> dict[PersonId, Custody]:
    """Custody of everyone the viewer may see by name and who is counted, while it lasts; own site for line staff."""
    seen = sight(viewer)
    if not may_enter(viewer, operation) or not seen.names:
        return {}
    whereabouts = Whereabout.objects.filter(operation=operation, same_as="")
    if seen.own_site_only:
        whereabouts = whereabouts.filter(site=viewer.site or "-")
    found = CustodyLine.objects.filter(person__in=whereabouts.values("person"), ended=False).order_by("person")
    return {PersonId(row["person"]): from_row(row) for row in found.values()}
