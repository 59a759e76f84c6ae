"""Cards: one for each thing with a life of its own, with what a list shows of it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from abrigo.facts import (
    accords,
    alerts,
    care,
    casework,
    clocks,
    contests,
    custody,
    daily,
    disclosures,
    exhibits,
    families,
    figures,
    forms,
    gate,
    health,
    identity,
    incidents,
    investigation,
    loans,
    movement,
    nearness,
    orders,
    release,
    rollcalls,
    shredding,
    statements,
    views,
    visits,
)
from abrigo.facts.grants import Compartment
from abrigo.facts.kinds import OperationId
from abrigo.facts.wire import from_ms, spelling, to_ms
from abrigo.registers.book import Book, Noted, Row, blank, compact
from abrigo.registers.models import Card, Person, Whereabout
from abrigo.rules.access import Viewer, may_do, may_enter, sight
from abrigo.rules.policy import Reach, hears, protected, reach
from abrigo.rules.views import ABSENCES, DECISIONS, JOURNEY, KEEPING_APART, ROOM, SPLIT

ASKED_BEFORE = 24 * 3600 * 1000  # asked within a day before it was done, a child was asked about it

# -- folding ------------------------------------------------------------------


def apply(book: Book, noted: Noted) -> None:
    module = type(noted.fact).__module__
    fold = _FOLDS.get(module)
    if fold is not None:
        fold(book, noted)


def _open(book: Book, noted: Noted, kind: str, id_: str, **given: Any) -> None:
    """The first fact of a thing makes its card; a second first fact (from another node) changes nothing."""
    if book.get(Card, kind, id_) is None:
        at = to_ms(noted.fact.said.at)
        body = given.pop("body", {})
        by = {"by": noted.fact.said.by, **body}
        book.put(Card, blank(Card, kind=kind, id=id_, at=at, changed_at=at, body=compact(by), **given))


def _turn(book: Book, noted: Noted, kind: str, id_: str, status: str = "", **changes: Any) -> None:
    """A later fact moves the card on. A card whose first fact is not here yet waits for it (see the gaps page)."""
    row = book.get(Card, kind, id_)
    if row is None:
        return
    body = json.loads(row["body"]) | changes
    moved: Row = {"body": compact(body), "changed_at": to_ms(noted.fact.said.at)}
    if status:
        moved["status"] = status
    book.put(Card, row | moved)


def _count(book: Book, noted: Noted, kind: str, id_: str, **steps: int) -> None:
    row = book.get(Card, kind, id_)
    if row is None:
        return
    body = json.loads(row["body"])
    for name, step in steps.items():
        body[name] = body.get(name, 0) + step
    book.put(Card, row | {"body": compact(body), "changed_at": to_ms(noted.fact.said.at)})


def _movement(book: Book, noted: Noted) -> None:
    match noted.fact:
        case movement.TransitOpened() as f:
            body = {"vehicle": f.vehicle, "origin": f.origin, "escorts": list(f.escorts), "aboard": 0, "boarded": 0}
            _open(
                book, noted, "transit", f.transit, operation=f.operation, site=f.destination, status="boarding",
                title=f.manifest, due=to_ms(f.due), body=body | {"came": 0, "not_came": 0},
            )  # fmt: skip
        case movement.Boarded() as f:
            _count(book, noted, "transit", f.transit, aboard=1, boarded=1)
            _decided(book, noted, JOURNEY, f.transit, f.person)
        case movement.UnitChanged() as f:
            _decided(book, noted, ROOM, f.unit, f.person)
        case movement.TransitDeparted() as f:
            _turn(book, noted, "transit", f.transit, "under-way", departed_at=to_ms(f.said.at))
        case movement.Arrived() as f:
            _count(book, noted, "transit", f.transit, aboard=-1, came=1)
        case movement.NotArrived() as f:
            _count(book, noted, "transit", f.transit, aboard=-1, not_came=1)
        case movement.TransitClosed() as f:
            _turn(book, noted, "transit", f.transit, "closed", closed_at=to_ms(f.said.at))
        case movement.LeaveBegan() as f:
            _open(
                book, noted, "leave", f.leave, person=f.person, status="out", title=f.place,
                operation=_operation(book, f.person), due=None if f.due is None else to_ms(f.due),
                body={"kind": str(f.kind), "escort": f.escort},
            )  # fmt: skip
        case movement.LeaveEnded() as f:
            _turn(book, noted, "leave", f.leave, "back")
        case _:
            pass


def _operation(book: Book, person: str) -> str:
    row = book.get(Person, person)
    return row["operation"] if row else ""


def _custody(book: Book, noted: Noted) -> None:
    match noted.fact:
        case custody.HandoverOffered() as f:
            body = {"giver": f.giver, "taker": f.taker, "waiting": 0, "taken": 0, "not_taken": 0}
            _open(book, noted, "handover", f.handover, operation=f.operation, status="given", body=body)
        case custody.HandedOver() as f:
            _count(book, noted, "handover", f.handover, waiting=1)
        case custody.Taken() as f:
            _count(book, noted, "handover", f.handover, waiting=-1, taken=1)
            _settle(book, noted, f.handover)
        case custody.NotTaken() as f:
            _count(book, noted, "handover", f.handover, waiting=-1, not_taken=1)
            _settle(book, noted, f.handover)
        case _:
            pass


def _contests(book: Book, noted: Noted) -> None:
    match noted.fact:
        case contests.ContestRaised() as f:
            told = [spelling(contests.PlaceClaim).write(c) for c in f.claims]
            own = {"operation": f.operation, "person": f.person, "status": "open"}
            _open(book, noted, "contest", f.contest, site=f.claims[0].site, body={"claims": told}, **own)
            for n, claim in enumerate(f.claims):  # one for each place, so that each place's list finds it
                _open(book, noted, "contest-claim", f"{f.contest}/{n}", site=claim.site, **own)
        case contests.ContestResolved() as f:
            answer = {"site": f.site, "checked": str(f.checked), "words": f.words, "resolved_by": f.said.by}
            _turn(book, noted, "contest", f.contest, "resolved", **answer)
            for row in book.where(Card, person=f.person, kind="contest-claim"):
                if row["id"].startswith(f"{f.contest}/"):
                    _turn(book, noted, "contest-claim", row["id"], "resolved")
        case _:
            pass


def _settle(book: Book, noted: Noted, handover: str) -> None:
    row = book.get(Card, "handover", handover)
    if row is not None and json.loads(row["body"])["waiting"] == 0:
        _turn(book, noted, "handover", handover, "taken")


def _rollcalls(book: Book, noted: Noted) -> None:
    match noted.fact:
        case rollcalls.RollCallOpened() as f:
            body = {"unit": f.unit or "", "expected": len(f.expected), "counters": f.counters, "round": 1}
            _open(
                book, noted, "rollcall", f.rollcall, operation=f.operation, site=f.site, status="open", title=f.name,
                body=body,
            )  # fmt: skip
        case rollcalls.RecountAsked() as f:
            _turn(book, noted, "rollcall", f.rollcall, "recount", round=f.round)
        case rollcalls.RollCallInterrupted() as f:
            _turn(book, noted, "rollcall", f.rollcall, "interrupted", reason=f.reason)
        case rollcalls.RollCallResumed() as f:
            _turn(book, noted, "rollcall", f.rollcall, "open")
        case rollcalls.RollCallClosed() as f:
            counts = {"answered": f.answered, "unanswered": f.unanswered, "strangers": f.strangers}
            _turn(book, noted, "rollcall", f.rollcall, "closed", signed_by=f.said.by, **counts)
        case rollcalls.HeadcountTaken() as f:
            id_ = noted.id.hex()[:32]
            body = {"number": f.number, "method": f.method, "note": f.note}
            _open(book, noted, "headcount", id_, operation=f.operation, site=f.site, title=f.method, body=body)
        case _:
            pass


def _incidents(book: Book, noted: Noted) -> None:
    match noted.fact:
        case incidents.IncidentOpened() as f:
            body = {"kind": str(f.kind), "room": f.room, "expected": len(f.expected)}
            _open(
                book, noted, "incident", f.incident, operation=f.operation, site=f.site, status="open",
                title=f.words, body=body,
            )  # fmt: skip
        case incidents.IncidentRoomMoved() as f:
            _turn(book, noted, "incident", f.incident, room=f.room)
        case incidents.IncidentNoted() as f:
            _count(book, noted, "incident", f.incident, notes=1)
        case incidents.IncidentClosed() as f:
            _turn(book, noted, "incident", f.incident, "closed", closed_by=f.said.by, closing=f.words)
        case _:
            pass


def _alerts(book: Book, noted: Noted) -> None:
    match noted.fact:
        case alerts.AlertRequested() as f:
            packet = spelling(alerts.Packet).write(f.packet)
            _open(
                book, noted, "alert", f.alert, operation=f.operation, person=f.person, status="requested",
                title=f.packet.names[0] if f.packet.names else f.packet.band,
                body={"packet": packet, "incident": f.incident or "", "requested_at": to_ms(f.said.at)},
            )  # fmt: skip
        case alerts.AlertAccepted() as f:
            _turn(book, noted, "alert", f.alert, "accepted", number=f.number)
        case alerts.AlertActivated() as f:
            _turn(book, noted, "alert", f.alert, "active", active_at=to_ms(f.said.at))
        case alerts.AlertLocated() as f:
            _turn(book, noted, "alert", f.alert, "located", located=f.place.words, source=f.source)
        case alerts.AlertVerified() as f:
            _turn(book, noted, "alert", f.alert, "verified", verifier=f.verifier, verified_at=to_ms(f.said.at))
        case alerts.AlertClosed() as f:
            _turn(book, noted, "alert", f.alert, "closed", reason=f.reason, closed_at=to_ms(f.said.at))
        case _:
            pass


def _identity(book: Book, noted: Noted) -> None:
    match noted.fact:
        case identity.CandidateRaised() as f:
            body = {"other": f.other, "reasons": list(f.reasons)}
            _open(
                book, noted, "candidate", f.candidate, operation=f.operation, person=f.person, status="open", body=body
            )
        case identity.Linked() as f:
            _turn(book, noted, "candidate", f.candidate, "same", same_as=f.same_as, reason=f.reason, by=f.said.by)
        case identity.HeldApart() as f:
            _turn(book, noted, "candidate", f.candidate, "not-the-same", reason=f.reason, by=f.said.by)
        case identity.LeftOpen() as f:
            _turn(book, noted, "candidate", f.candidate, "open", looked_at=to_ms(f.said.at), reason=f.reason)
        case identity.Unlinked() as f:
            _turn(book, noted, "candidate", f.candidate, "open", unlinked=to_ms(f.said.at), reason=f.reason)
        case _:
            pass


def _orders(book: Book, noted: Noted) -> None:
    id_ = noted.id.hex()[:32]
    match noted.fact:
        case orders.OrderEntered() as f:
            body = spelling(orders.OrderEntered).write(f) | {"device": ""}  # which machine is for the ledger alone
            due = None if f.ends is None else to_ms(f.ends)
            _open(
                book, noted, "order", f.order, operation=f.operation, status="entered", title=f"{f.issuer} {f.number}",
                due=due, body=body,
            )  # fmt: skip
        case orders.OrderConfirmed() as f:
            _turn(book, noted, "order", f.order, "in-force", confirmed_by=f.said.by, called_back=f.called_back)
        case orders.CourtDeclined() as f:
            body = {"reason": f.reason}
            _open(book, noted, "court", id_, operation=f.operation, status="declined", title=f.issuer, body=body)
        case orders.CourtDesignated() as f:
            body = {"designated": f.designated}
            _open(book, noted, "court", id_, operation=f.operation, status="designated", title=f.issuer, body=body)
        case orders.RestrictionSet() as f:
            body = spelling(orders.RestrictionSet).write(f)
            _open(
                book, noted, "restriction", f.restriction, operation=f.operation, person=f.person or "",
                status="set", title=f.kind, due=to_ms(f.ends), body=body,
            )  # fmt: skip
        case orders.AccessRefused() as f:
            body = {"refused_by": f.refused_by, "under": f.under, "seen": f.seen}
            due = None if f.next_attempt is None else to_ms(f.next_attempt)
            _open(
                book, noted, "access", id_, operation=f.operation, status="refused", title=f.place, due=due, body=body
            )
        case orders.ConsularNotice() as f:
            operation = _operation(book, f.person)
            _open(book, noted, "notice", id_, operation=operation, person=f.person, status="sent", title=f.country)
        case orders.GroupListRefused() as f:
            body = {"reason": f.reason}
            _open(book, noted, "group-list", id_, operation=f.operation, status="refused", title=f.asked_by, body=body)
        case _:
            pass


def _clocks(book: Book, noted: Noted) -> None:
    id_ = noted.id.hex()[:32]
    match noted.fact:
        case clocks.LawChosen() as f:
            _open(book, noted, "law", id_, operation=f.operation, status="chosen", title=f.pack)
        case clocks.StepTaken() as f:
            about = None if f.about is None else to_ms(f.about)
            body = {"court": f.court, "office": f.office, "words": f.words, "about": about}
            _open(
                book, noted, "step", id_, operation=f.operation, person=f.person, status="taken", title=f.step,
                body=body,
            )  # fmt: skip
        case clocks.ClockExtended() as f:
            body = {"length": f.length, "authority": f.authority, "reason": f.reason, "order": f.order}
            _open(
                book, noted, "extension", id_, operation=f.operation, person=f.person, status="extended",
                title=f.clock, body=body,
            )  # fmt: skip
        case _:
            pass


def _care(book: Book, noted: Noted) -> None:
    match noted.fact:
        case care.HealthCheckOffered() as f:
            _open(book, noted, "check", f.check, operation=f.operation, person=f.person, status="offered")
        case care.HealthCheckAnswered() as f:
            _turn(
                book,
                noted,
                "check",
                f.check,
                str(f.outcome),
                next=None if f.next_offer is None else to_ms(f.next_offer),
            )
        case _:
            pass


def _families(book: Book, noted: Noted) -> None:
    match noted.fact:
        case families.FamilyRequested() as f:
            body = spelling(families.FamilyRequested).write(f)
            _open(
                book, noted, "request", f.request, operation=f.operation, person=f.person or "", status="waiting",
                title=f.receipt, body=body | {"meant": [f.person] if f.person else []},
                due=None if f.due is None else to_ms(f.due),
            )  # fmt: skip
        case families.RequestMeant() as f:
            row = book.get(Card, "request", f.request)
            others = [p for p in (json.loads(row["body"])["meant"] if row else []) if p != f.person]
            _turn(book, noted, "request", f.request, meant=[*others, f.person] if f.meant else others)
        case families.FamilyAnswered() as f:
            _turn(book, noted, "request", f.request, str(f.reply), words=f.words, basis=f.basis, appeal=f.appeal)
        case _:
            pass


def _nearness(book: Book, noted: Noted) -> None:
    match noted.fact:
        case nearness.TogetherKept() as f:
            _open(
                book, noted, "together", f"{f.bond}/{f.person}", operation=_operation(book, f.person), person=f.person,
                status="kept", title=f.bond,
                body={"people": list(f.people), "closeness": str(f.closeness), "reason": f.reason},
            )  # fmt: skip
        case nearness.ApartKept() as f:
            body = {"other": f.other or "", "other_name": f.other_name, "distance": str(f.distance), "basis": f.basis}
            _open(
                book, noted, "apart", f"{f.bond}/{f.person}", operation=_operation(book, f.person), person=f.person,
                status="kept", title=f.bond, due=to_ms(f.ends), body=body | {"review": to_ms(f.review)},
            )  # fmt: skip
            _decided(book, noted, KEEPING_APART, f.bond, f.person)
        case nearness.SplitDecided() as f:
            parted = {"split_reason": f.reason, "contact": f.contact, "review": to_ms(f.review), "split_by": f.said.by}
            _turn(book, noted, "together", f"{f.bond}/{f.person}", "split", **parted)
            _decided(book, noted, SPLIT, f.bond, f.person)
        case nearness.BondEnded() as f:
            for kind in ("together", "apart"):
                _turn(book, noted, kind, f"{f.bond}/{f.person}", "ended", ended=f.reason)
        case _:
            pass


def _visits(book: Book, noted: Noted) -> None:
    match noted.fact:
        case visits.VisitRequested() as f:
            body = {"relation": f.relation, "identity_seen": f.identity_seen, "ends": to_ms(f.ends), "words": f.words}
            _open(
                book, noted, "visit", f.visit, operation=f.operation, person=f.person, status="requested",
                title=f.visitor, due=to_ms(f.begins), body=body | {"request": f.request or ""},
            )  # fmt: skip
        case visits.VisitApproved() as f:
            told = {"supervised": f.supervised, "supervisor": f.supervisor, "conditions": f.conditions}
            _turn(book, noted, "visit", f.visit, "approved", approved_by=f.said.by, **told)
        case visits.VisitHeld() as f:
            _turn(book, noted, "visit", f.visit, "on-hold", reason=f.reason, held_by=f.said.by)
        case visits.VisitRefused() as f:
            _turn(book, noted, "visit", f.visit, "refused", reason=f.reason, appeal=f.appeal, refused_by=f.said.by)
        case visits.VisitRecorded() as f:
            went = {"went": f.words, "child_wanted": f.child_wanted, "supervised_by": f.supervised_by}
            status = "took-place" if f.took_place else "did-not"
            _turn(book, noted, "visit", f.visit, status, recorded_by=f.said.by, **went)
        case _:
            pass


def _gate(book: Book, noted: Noted) -> None:
    match noted.fact:
        case gate.GateAnswered() as f:
            body = {"document": f.document, "asked_for": f.asked_for, "band": f.band, "in_hand": f.band_in_hand}
            _open(
                book, noted, "attempt", f.attempt, operation=f.operation, person=f.person or "", site=f.site,
                status=str(f.word), title=f.who, body=body | {"visit": f.visit or "", "reason": f.reason},
            )  # fmt: skip
        case gate.CrowdCounted() as f:
            _open(
                book, noted, "crowd", noted.id.hex()[:32], operation=f.operation, site=f.site, status="counted",
                title=f.words, body={"number": f.number},
            )  # fmt: skip
        case _:
            pass


def _told_of_release(f: release.ReleaseProposed) -> dict[str, Any]:
    view = None if f.view is None else spelling(views.View).write(f.view)
    told: dict[str, Any] = {"child_view": f.child_view, "identity_seen": f.identity_seen, "view": view}
    told |= {"order": f.order or "", "called_back": f.called_back, "consent": f.consent}
    told |= {"photo_of_recipient": f.photo_of_recipient, "photo_of_person": f.photo_of_person}
    return told | {"photos_absent": f.photos_absent}


def _views(book: Book, noted: Noted) -> None:
    if isinstance(noted.fact, views.ChildHeard):
        f = noted.fact
        _open(
            book, noted, "view", noted.id.hex()[:32], operation=f.operation, person=f.person,
            status="absent" if f.view.absent else "heard", title=f.decision,
            body={"about": f.about, "view": spelling(views.View).write(f.view)},
        )  # fmt: skip
        if f.decision in DECISIONS:
            _asked(book, noted, f)


def _unasked(decision: str, about: str, person: str) -> str:
    return hashlib.sha256(f"{decision}/{about}/{person}".encode()).hexdigest()[:32]


def _decided(book: Book, noted: Noted, decision: str, about: str, person: str) -> None:
    """Something was decided about somebody: what a child said of it is owed until somebody writes it down."""
    id_, at = _unasked(decision, about, person), to_ms(noted.fact.said.at)
    row = book.get(Card, "unasked", id_)
    if row is None:
        told = {"operation": _operation(book, person), "person": person, "title": decision, "status": "owed"}
        _open(book, noted, "unasked", id_, **told, body={"about": about, "why": ""})
    elif row["status"] == "owed" or row["changed_at"] < at - ASKED_BEFORE:
        # Asked long ago about another journey of that name, or another night in that room: asked again.
        book.put(Card, row | {"status": "owed", "at": at, "changed_at": at})


def _asked(book: Book, noted: Noted, fact: views.ChildHeard) -> None:
    """The reason is kept as its code only: what else was written of a child stands in the view itself."""
    id_ = _unasked(fact.decision, fact.about, fact.person)
    absent = fact.view.absent.strip()
    why = "" if not absent else absent if absent in ABSENCES else "written"
    row = book.get(Card, "unasked", id_)
    if row is None:
        told = {"operation": fact.operation, "person": fact.person, "title": fact.decision}
        _open(book, noted, "unasked", id_, **told, status="owed" if absent else "heard",
              body={"about": fact.about, "why": why})  # fmt: skip
    elif row["status"] == "owed" or not absent:
        _turn(book, noted, "unasked", id_, "owed" if absent else "heard", why=why)


def _release(book: Book, noted: Noted) -> None:
    match noted.fact:
        case release.ReleaseProposed() as f:
            body = {"outcome": str(f.outcome), "recipient": f.recipient, "ground": f.ground, "proposed_by": f.said.by}
            _open(
                book, noted, "release", f.release, operation=f.operation, person=f.person, status="proposed",
                title=f.recipient, body=body | _told_of_release(f),
            )  # fmt: skip
        case release.ReleaseRefused() as f:
            _turn(book, noted, "release", f.release, "refused", reason=f.reason)
        case release.Released() as f:
            _turn(book, noted, "release", f.release, "released", countersigned_by=f.said.by, outcome=str(f.outcome))
        case release.TransferredOut() as f:
            country = f.place.country if f.place else ""
            _turn(
                book, noted, "release", f.release, "transferred", countersigned_by=f.said.by, outcome=str(f.outcome),
                country=country,
            )  # fmt: skip
        case release.ReleaseHeld() as f:
            _turn(book, noted, "release", f.release, held_by=f.said.by, held_at=to_ms(f.said.at))
        case release.FollowedUp() as f:
            visit: dict[str, Any] = {"release": f.release, "child_seen": f.child_seen, "words": f.words}
            due = None if f.next_due is None else to_ms(f.next_due)
            _open(
                book, noted, "follow-up", noted.id.hex()[:32], operation=_operation(book, f.person), person=f.person,
                status="seen" if f.child_seen else "not-seen", title=f.release, due=due, body=visit,
            )  # fmt: skip
        case release.ReleasedInError() as f:
            _turn(book, noted, "release", f.release, "in-error", words=f.words)
        case _:
            pass


def _statements(book: Book, noted: Noted) -> None:
    match noted.fact:
        case statements.StatementRecorded() as f:
            body = spelling(statements.StatementRecorded).write(f)
            _open(
                book, noted, "statement", f.statement, operation=f.operation, status="recorded", title=f.speaker,
                body=body,
            )  # fmt: skip
        case statements.ClaimTaken() as f:
            body = spelling(statements.ClaimTaken).write(f)
            _open(book, noted, "claim", f.claim, operation=f.operation, status="taken", title=f.statement, body=body)
        case statements.ClaimsRelated() as f:
            id_ = f"{f.claim}/{f.other}/{f.relation}"[:80]
            body = {"claim": f.claim, "other": f.other, "relation": str(f.relation), "reason": f.reason}
            _open(book, noted, "relation", id_, operation=f.operation, status=str(f.relation), body=body)
        case _:
            pass


def _loans(book: Book, noted: Noted) -> None:
    match noted.fact:
        case loans.RegisterLent() as f:
            body: dict[str, Any] = {"kind": str(f.kind), "lender": f.lender, "purpose": f.purpose, "terms": f.terms}
            body |= {"digest": f.digest, "lines": f.lines, "unmapped": list(f.unmapped)}
            _open(
                book, noted, "loan", f.loan, operation=f.operation, status="lent", title=f.title, due=to_ms(f.until),
                body=body,
            )  # fmt: skip
        case loans.LoanEnded() as f:
            _turn(book, noted, "loan", f.loan, "ended", reason=f.reason, ended_by=f.said.by)
        case loans.LentRaised() as f:
            body = {"loan": f.loan, "line": f.line, "row": f.row, "percent": f.percent, "reasons": list(f.reasons)}
            _open(
                book, noted, "lent-pair", f.candidate, operation=f.operation, person=f.person, status="open", body=body
            )
            _turn(book, noted, "lent-pair", f.candidate, "open", **body)  # again, from a newer loan or on new words
        case loans.LentDecided() as f:
            status = "open" if f.verdict is loans.LentVerdict.CANNOT_TELL else str(f.verdict)
            _turn(book, noted, "lent-pair", f.candidate, status, reason=f.reason, decided_by=f.said.by)
        case _:
            pass


def _accords(book: Book, noted: Noted) -> None:
    match noted.fact:
        case accords.AccordProposed() as f:
            body = {"definition": str(f.definition), "cut": to_ms(f.cut), "number": len(f.people), "digest": f.digest}
            body |= {"agencies": list(f.agencies), "signed": [], "answered": {}, "sites": list(f.sites)}
            _open(
                book, noted, "accord", f.accord, operation=f.operation, status="open", title=str(f.definition),
                body=body | {"known_at": f.known_at},
            )  # fmt: skip
        case accords.AccordSigned() as f:
            row = book.get(Card, "accord", f.accord)
            signed = sorted({*(json.loads(row["body"])["signed"] if row else []), f.agency})
            _turn(book, noted, "accord", f.accord, signed=signed)
        case accords.AccordAnswered() as f:
            row = book.get(Card, "accord", f.accord)
            answered = {**(json.loads(row["body"])["answered"] if row else {}), f.agency: f.number}
            _turn(book, noted, "accord", f.accord, answered=answered)
        case accords.AccordReached() as f:
            _turn(book, noted, "accord", f.accord, "reached", reached_at=to_ms(f.said.at), pos=noted.pos)
        case accords.AccordWithdrawn() as f:
            _turn(book, noted, "accord", f.accord, "withdrawn", reason=f.reason)
        case _:
            pass


def _figures(book: Book, noted: Noted) -> None:
    match noted.fact:
        case figures.TableProposed() as f:
            body = {"definition": str(f.definition), "cut": to_ms(f.cut), "dims": list(f.by), "reason": f.reason}
            _open(
                book, noted, "table", f.table, operation=f.operation, status="proposed", title=str(f.definition),
                body=body | {"corrects": f.corrects, "known_at": f.known_at},
            )  # fmt: skip
        case figures.TablePublished() as f:
            cells = [[list(c.key), c.value] for c in f.cells]
            _turn(
                book, noted, "table", f.table, "published", cells=cells, rules=f.rules, digest=f.digest,
                published_by=f.said.by, published_at=to_ms(f.said.at), pos=noted.pos,
            )  # fmt: skip
        case figures.TableWithdrawn() as f:
            _turn(book, noted, "table", f.table, "withdrawn", withdrawn=f.reason)
        case _:
            pass


def _exhibits(book: Book, noted: Noted) -> None:
    match noted.fact:
        case exhibits.ExhibitCollected() as f:
            body = {"number": f.number, "where": f.where, "basis": f.basis, "seal": f.seal, "digest": f.digest}
            _open(
                book, noted, "exhibit", f.exhibit, operation=f.operation, person=f.person or "", status="held",
                title=f.words, body=body | {"of": f.of, "holder": f.said.by},
            )  # fmt: skip
        case exhibits.ExhibitGiven() as f:
            _turn(book, noted, "exhibit", f.exhibit, "under-way", to=f.to, move=f.move)
        case exhibits.ExhibitTaken() as f:
            _turn(book, noted, "exhibit", f.exhibit, "held", holder=f.said.by, to="", move="")
        case exhibits.ExhibitMoveTold() as f:
            _turn(book, noted, "exhibit", f.exhibit, "held", holder=f.took)
        case exhibits.ExhibitReturned() as f:
            _turn(book, noted, "exhibit", f.exhibit, "returned", holder="", returned_to=f.to)
        case _:
            pass


def _investigation(book: Book, noted: Noted) -> None:
    match noted.fact:
        case investigation.AllegationMade() as f:
            body = {"offence": f.offence, "speaker": f.speaker, "words": f.words, "people": list(f.people)}
            _open(
                book, noted, "allegation", f.allegation, operation=f.operation, status="alleged", title=f.offence,
                body=body,
            )  # fmt: skip
        case investigation.AllegationTurned() as f:
            _turn(book, noted, "allegation", f.allegation, str(f.standing), turned_by=f.by)
        case investigation.InterviewHeld() as f:
            _open(
                book, noted, "interview", f.interview, operation=f.operation, person=f.person, status="held",
                title=f.interviewer, body={"protocol": f.protocol, "language": f.language, "recorded": bool(f.digest)},
            )  # fmt: skip
        case _:
            pass


def _forms(book: Book, noted: Noted) -> None:
    """Answers have no card: they are read from the child's own past, by whoever may know them."""
    match noted.fact:
        case forms.FormProposed() as f:
            told = f.definition
            body = {
                "code": told.code, "version": told.version, "languages": list(told.languages),
                "compartment": str(told.compartment),
            }  # fmt: skip
            title = told.titles[0].text if told.titles else told.code
            _open(book, noted, "form", f.form, operation=f.operation, status="proposed", title=title, body=body)
        case forms.FormPublished() as f:
            _turn(book, noted, "form", f.form, "published", published_by=f.said.by)
        case forms.FormWithdrawn() as f:
            _turn(book, noted, "form", f.form, "withdrawn", reason=f.reason)
        case _:
            pass


def _health(book: Book, noted: Noted) -> None:
    """Every note a card; a medicine's card is due when its next dose is."""
    fact = noted.fact
    if not isinstance(fact, health.HealthNoted):
        return
    body = {"parts": {p.name: p.value for p in fact.parts}, "words": fact.words, "corrects": fact.corrects}
    status = "stands" if fact.parts else "takes-back"
    _open(
        book, noted, "health-note", fact.record, operation=fact.operation, person=fact.person, status=status,
        title=str(fact.kind), body=body,
    )  # fmt: skip
    if fact.corrects is not None:
        _turn(book, noted, "health-note", fact.corrects, "corrected", corrected_by=fact.record)


def _daily(book: Book, noted: Noted) -> None:
    """What is told of a site. What a child needs has no card: a table would have to forget it too."""
    match noted.fact:
        case daily.DutyTold() as f:
            id_ = f"{f.site}@{to_ms(f.said.at)}"
            who: dict[str, Any] = {"names": list(f.names)}
            _open(
                book, noted, "duty", id_, operation=f.operation, site=f.site, status="told", due=to_ms(f.until),
                body=who,
            )  # fmt: skip
        case daily.FireChecked() as f:
            id_ = f"{f.site}@{to_ms(f.said.at)}"
            status = "safe" if f.safe else "not-safe"
            _open(book, noted, "fire-check", id_, operation=f.operation, site=f.site, status=status, title=f.words)
        case daily.RoomLocked() as f:
            body = {"reason": f.reason, "inside": f.inside, "keyholder": f.keyholder}
            _open(
                book, noted, "lock", f.lock, operation=f.operation, site=f.site, status="locked", title=f.room,
                due=to_ms(f.until), body=body,
            )  # fmt: skip
        case daily.RoomUnlocked() as f:
            _turn(book, noted, "lock", f.lock, "unlocked")
        case _:
            pass


def _shredding(book: Book, noted: Noted) -> None:
    match noted.fact:
        case shredding.ShreddingAsked() as f:
            _open(book, noted, "shredding", f.shredding, operation=f.operation, person=f.whose, status="asked",
                  title=f.basis)  # fmt: skip
        case shredding.ShreddingConfirmed() as f:
            _turn(book, noted, "shredding", f.shredding, "confirmed", confirmed_by=f.said.by)
            row = book.get(Card, "shredding", f.shredding)
            if row is not None:
                book.put(Card, row | {"due": to_ms(f.due)})
        case shredding.ShreddingCancelled() as f:
            _turn(book, noted, "shredding", f.shredding, "cancelled", reason=f.reason, ended_by=f.said.by)
        case shredding.KeyDestroyed() as f:
            _turn(book, noted, "shredding", f.shredding, "destroyed", entries=len(f.outline))
        case shredding.WordsHeld() as f:
            _open(book, noted, "hold", f.hold, operation=f.operation, person=f.whose, status="held", title=f.basis)
        case shredding.HoldLifted() as f:
            _turn(book, noted, "hold", f.hold, "lifted", lifted=f.basis, ended_by=f.said.by)
        case _:
            pass


def _casework(book: Book, noted: Noted) -> None:
    match noted.fact:
        case casework.WorkerAssigned() as f:
            _case(book, noted, f.operation, f.person)
            _turn(book, noted, "case", f.person, worker=f.worker)
        case casework.ConcernRaised() as f:
            body = {"speaker": f.speaker, "observed": f.observed, "urgency": f.urgency, "replies": 0}
            _case(book, noted, f.operation, f.person)
            _turn(book, noted, "case", f.person, "open")
            _open(
                book, noted, "concern", f.concern, operation=f.operation, person=f.person, status="raised",
                title=str(f.kind), due=to_ms(f.act_by), body=body,
            )  # fmt: skip
        case casework.ConcernReplied() as f:
            _count(book, noted, "concern", f.concern, replies=1)
        case casework.CaseAssessed() as f:
            for concern in f.concerns:
                _turn(book, noted, "concern", concern, "looked-into")
        case casework.StepPlanned() as f:
            _case(book, noted, f.operation, f.person)
            _turn(book, noted, "case", f.person, "open")
            _open(
                book, noted, "task", f.step, operation=f.operation, person=f.person, status="to-do", title=f.words,
                due=to_ms(f.due), body={"kind": str(f.kind), "who": f.who, "concern": f.concern},
            )  # fmt: skip
            if f.concern is not None:
                _turn(book, noted, "concern", f.concern, "looked-into")
        case casework.StepAnswered() as f:
            _turn(book, noted, "task", f.step, str(f.outcome), answer=f.words)
        case casework.ClosureProposed() as f:
            _case(book, noted, f.operation, f.person)
            _turn(book, noted, "case", f.person, "closure-proposed", closure=f.step)
        case casework.StepSigned() as f:
            _sign(book, noted, f)
        case _:
            pass


def _case(book: Book, noted: Noted, operation: str, person: str) -> None:
    _open(book, noted, "case", person, operation=operation, person=person, status="open")


def _sign(book: Book, noted: Noted, fact: casework.StepSigned) -> None:
    row = book.get(Card, "case", fact.person)
    if row is not None and json.loads(row["body"]).get("closure") == fact.step:
        _turn(book, noted, "case", fact.person, "closed" if fact.agreed else "open")


def _disclosures(book: Book, noted: Noted) -> None:
    if isinstance(noted.fact, disclosures.Disclosed):
        f = noted.fact
        body = {"given": str(f.given), "reader": "" if f.reader is None else str(f.reader), "purpose": str(f.purpose)}
        body["order"] = f.order or ""
        _open(
            book, noted, "disclosure", f.disclosure, operation=f.operation, person=f.person or "", status="given",
            title=f.to, body=body | {"language": f.language, "digest": f.digest, "known_at": f.known_at},
        )  # fmt: skip


_FOLDS = {
    disclosures.__name__: _disclosures,
    health.__name__: _health,
    daily.__name__: _daily,
    casework.__name__: _casework,
    movement.__name__: _movement,
    custody.__name__: _custody,
    rollcalls.__name__: _rollcalls,
    incidents.__name__: _incidents,
    alerts.__name__: _alerts,
    identity.__name__: _identity,
    orders.__name__: _orders,
    clocks.__name__: _clocks,
    care.__name__: _care,
    families.__name__: _families,
    nearness.__name__: _nearness,
    visits.__name__: _visits,
    gate.__name__: _gate,
    release.__name__: _release,
    views.__name__: _views,
    statements.__name__: _statements,
    accords.__name__: _accords,
    loans.__name__: _loans,
    contests.__name__: _contests,
    figures.__name__: _figures,
    exhibits.__name__: _exhibits,
    investigation.__name__: _investigation,
    forms.__name__: _forms,
    shredding.__name__: _shredding,
}

# -- asking -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CardLine:
    """`body` holds what the list shows; instants in it are milliseconds since 1970 UTC."""

    kind: str
    id: str
    person: str
    site: str
    status: str
    title: str
    at: datetime
    changed_at: datetime
    due: datetime | None
    body: dict[str, Any]

    def overdue(self, now: datetime) -> bool:
        return self.due is not None and self.due < now


# What each kind of card asks of the viewer's sight before a single line is shown.
_NAMES = {
    "alert",
    "candidate",
    "release",
    "leave",
    "notice",
    "restriction",
    "check",
    "step",
    "extension",
    "follow-up",
}
# When and at which door somebody comes to a child, and who is kept from whom.
_NEAR_A_CHILD = {"visit", "attempt", "together", "apart"}
_HEARD = {"view", "unasked"}  # a child's own words are not for everyone who may read the name
_HEALTH = {"check", "health-note"}
_CASE = {"case", "concern", "task"}
_ASKS = {"request"}  # who asks for a child: never police, who may be looking for the very relative
_SITE = {"duty", "fire-check", "lock"}
_DISCLOSURES = {"disclosure"}
_LOANS = {"loan", "lent-pair"}
_INVESTIGATION = {"allegation", "exhibit", "interview"}
_FORMS = {"form"}  # what is asked names nobody; whoever fills one or reads claims may look
_ROUTES = {"contest", "contest-claim"}  # where a child is said to be, in two places at once
_GRANTS = {"grant", "override"}
_SHREDDING = {"shredding", "hold"}
_WORDS = {"statement", "claim", "relation", "accord", "access", "group-list", "court", "order", "law", "table"}
# What was typed freely of children and places: who works with numbers alone reads that it was said, by which court or
# when, and not the words.
_FREE = {
    "order": ("allows", "verified_how", "called_back", "ground", "paper"),
    "access": ("title", "refused_by", "under"),
    "group-list": ("title", "reason"),
}


def may_read_case(viewer: Viewer, operation: OperationId) -> bool:
    """Allegations, evidence and interviews: by office or by a grant for the whole operation."""
    return reach(viewer, Compartment.INVESTIGATION, operation).everywhere


def may_list(viewer: Viewer, operation: OperationId, kind: str) -> bool:
    if not may_enter(viewer, operation):
        return False
    if kind in _GRANTS:
        return False  # registers/grants.py says who may know of a right
    seen = sight(viewer)
    if kind in _HEALTH:
        return bool(reach(viewer, Compartment.HEALTH, operation))
    if kind in _CASE:
        return bool(reach(viewer, Compartment.CASE, operation))
    if kind in _ASKS:
        return may_do(viewer, "request-family") or bool(reach(viewer, Compartment.CLAIMS, operation))
    if kind in _SITE:
        return seen.places
    if kind in _INVESTIGATION:
        return may_read_case(viewer, operation) or (kind == "exhibit" and may_do(viewer, "take-exhibit"))
    if kind in _HEARD:
        return seen.names and bool(hears(viewer, operation))
    if kind in _WORDS:
        return seen.words
    if kind in _DISCLOSURES:  # whom a child's file went to: oversight by numbers alone counts them, and reads no name
        return seen.trace or (seen.names and may_do(viewer, "disclose"))
    if kind in _LOANS:
        return may_do(viewer, "lend-register")
    if kind in _NEAR_A_CHILD:
        return seen.names and seen.places
    if kind == "crowd":
        return seen.places
    if kind in _FORMS:
        return may_do(viewer, "answer-form") or seen.statements
    if kind in _SHREDDING:
        return may_do(viewer, "cancel-shredding") or may_do(viewer, "hold-words")
    if kind in _ROUTES:
        return seen.names and seen.places and not seen.own_site_only
    return seen.names if kind in _NAMES else seen.counts


def ask(
    viewer: Viewer,
    operation: OperationId,
    kind: str,
    *,
    status: Sequence[str] = (),
    person: str = "",
    site: str = "",
    due: tuple[datetime, datetime] | None = None,
    limit: int = 1000,
) -> list[CardLine]:
    """Cards of one kind, newest first. Empty when the viewer may not list them; own site only for line staff."""
    if not may_list(viewer, operation, kind):
        return []
    found = Card.objects.filter(kind=kind, operation=operation)
    if status:
        found = found.filter(status__in=status)
    if person:
        found = found.filter(person=person)
    if site:
        found = found.filter(site=site)
    if due:
        found = found.filter(due__range=(to_ms(due[0]), to_ms(due[1])))
    found = found.filter(reached(viewer, operation, kind))
    return noted(viewer, operation, [_line(c) for c in found.order_by("-at", "id")[:limit]])


# What a card of a kind tells of a child beyond the child's name.
_TELLS = {
    "check": Compartment.HEALTH,
    "health-note": Compartment.HEALTH,
    "case": Compartment.CASE,
    "concern": Compartment.CASE,
    "task": Compartment.CASE,
    "leave": Compartment.WHEREABOUTS,
    "alert": Compartment.WHEREABOUTS,  # a packet says where somebody was last seen
    "contest": Compartment.WHEREABOUTS,
    "view": Compartment.STATEMENTS,
    "interview": Compartment.INVESTIGATION,
}
_OWN_WORDS = ("view", "child_view", "child_wanted")
_HOLDS_OWN_WORDS = {"release", "visit"}


def noted(viewer: Viewer, operation: OperationId, lines: list[CardLine]) -> list[CardLine]:
    """What a card of this kind tells of a child beyond the child's name is noted, to be written down first. Out: the
    same cards; a release or a visit without the child's own words, for whoever has no part in them."""
    told = [line for line in lines if line.person and line.kind in _TELLS]
    at = _sites_of(viewer, [line.person for line in told if _TELLS[line.kind] is Compartment.WHEREABOUTS])
    for line in told:
        if protected(viewer, _TELLS[line.kind], at.get(line.person, "")):
            viewer.looks.note(_TELLS[line.kind], line.person)
    if not sight(viewer).names:
        return [_bare(line) for line in lines]
    return [_heard(viewer, operation, line) if line.kind in _HOLDS_OWN_WORDS else line for line in lines]


def _bare(line: CardLine) -> CardLine:
    """The card without what was typed freely, and without the texts of an annex, which are names."""
    free = _FREE.get(line.kind, ())
    body: dict[str, Any] = {k: "" if k in free else v for k, v in line.body.items()}
    if "annex" in body:
        body["annex"] = [{"number": a["number"], "text": "", "person": None} for a in body["annex"]]
    return replace(line, body=body, title="" if "title" in free else line.title)


def _sites_of(viewer: Viewer, people: list[str]) -> dict[str, str]:
    """Asked only for whoever has a gate of their own: its roster is read all night and not written."""
    if not viewer.site or not people:
        return {}
    return dict(Whereabout.objects.filter(person__in=people).values_list("person", "site"))


def _heard(viewer: Viewer, operation: OperationId, line: CardLine) -> CardLine:
    if not any(line.body.get(k) for k in _OWN_WORDS):
        return line
    if hears(viewer, operation).takes(line.person, line.site):
        viewer.looks.note(Compartment.STATEMENTS, line.person)
        return line
    return replace(line, body=line.body | {k: None if k == "view" else "" for k in _OWN_WORDS if k in line.body})


def reached(viewer: Viewer, operation: OperationId, kind: str) -> Q:
    """Which cards of a kind lie within the reach of whoever asks: all, those of one gate, those of named children."""
    if kind in _HEALTH:
        return _within(reach(viewer, Compartment.HEALTH, operation))
    if kind in _CASE:
        return _within(reach(viewer, Compartment.CASE, operation))
    if kind in _ASKS:  # whoever took one down at a gate reads that one again
        far = reach(viewer, Compartment.CLAIMS, operation)
        return Q() if far.everywhere else _within(far) | Q(body__contains=_taken_by(viewer))
    if not sight(viewer).own_site_only:
        return Q()
    return _at_own_gate(viewer) | _within(reach(viewer, Compartment.IDENTITY, operation))


def _within(far: Reach) -> Q:
    if far.everywhere:
        return Q()
    here = Exists(Whereabout.objects.filter(person=OuterRef("person"), site__in=sorted(far.sites)))
    return ~Q(person="") & Q(Q(person__in=sorted(far.people)) | Q(here))


def _at_own_gate(viewer: Viewer) -> Q:
    """Line staff: what is about a child their site answers for, or about the site itself; a rule for all is for them
    too. An incident may be run from their gate. A packet of another centre's child is as much a list as any other.
    """
    gate = viewer.site or "-"
    here = Exists(Whereabout.objects.filter(person=OuterRef("person"), site=gate))
    everywhere = Q(person="", kind="restriction")
    return (
        (~Q(person="") & here) | Q(person="", site=gate) | everywhere | Q(kind="incident", body__contains=_room(gate))
    )


def _taken_by(viewer: Viewer) -> str:
    return f'"by":{compact(viewer.staff)}'


def _room(site: str) -> str:
    return f'"room":{compact(site)}'


def one(viewer: Viewer, operation: OperationId, kind: str, id_: str) -> CardLine | None:
    if not may_list(viewer, operation, kind):
        return None
    found = Card.objects.filter(reached(viewer, operation, kind), kind=kind, operation=operation, id=id_).first()
    return None if found is None else noted(viewer, operation, [_line(found)])[0]


def _line(card: Any) -> CardLine:
    return CardLine(
        card.kind,
        card.id,
        card.person,
        card.site,
        card.status,
        card.title,
        from_ms(card.at),
        from_ms(card.changed_at),
        None if card.due is None else from_ms(card.due),
        json.loads(card.body),
    )
