"""Every act there is: its name, what it needs to know, and who decides. A new act is one line here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from abrigo.facts.index import Fact
from abrigo.rules import (
    accords,
    alerts,
    care,
    contests,
    custody,
    deadlines,
    families,
    identity,
    incidents,
    intake,
    movement,
    orders,
    places,
    release,
    rollcalls,
    sightings,
    statements,
)
from abrigo.rules.past import Hand, Need, Past
from abrigo.rules.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Line:
    """`needs` may be asked again once something is known: what a closing roll call needs depends on its list."""

    act: type[Any]
    needs: Callable[[Any, Past], Iterable[Need]]
    decide: Callable[[Past, Any, Hand], tuple[Fact, ...] | Refusal]


ACTS: Final[dict[str, Line]] = {
    "open-operation": Line(places.OpenOperation, places.needs, places.decide),
    "open-site": Line(places.OpenSite, places.needs, places.decide),
    "open-unit": Line(places.OpenUnit, places.needs, places.decide),
    "lose-site": Line(places.LoseSite, places.needs, places.decide),
    "receive": Line(intake.Receive, intake.needs, intake.decide),
    "register": Line(intake.Register, intake.needs, intake.decide),
    "describe": Line(intake.Describe, intake.needs, intake.decide),
    "give-band": Line(intake.GiveBand, intake.needs, intake.decide),
    "remove-band": Line(intake.RemoveBand, intake.needs, intake.decide),
    "add-photo": Line(intake.AddPhoto, intake.needs, intake.decide),
    "find-stranger": Line(intake.FindStranger, intake.needs, intake.decide),
    "identify-stranger": Line(intake.IdentifyStranger, intake.needs, intake.decide),
    "seek-person": Line(intake.SeekPerson, intake.needs, intake.decide),
    "claim-name": Line(identity.ClaimName, identity.needs, identity.decide),
    "claim-age": Line(identity.ClaimAge, identity.needs, identity.decide),
    "claim-kin": Line(identity.ClaimKin, identity.needs, identity.decide),
    "withdraw-claim": Line(identity.WithdrawClaim, identity.needs, identity.decide),
    "determine-age": Line(identity.DetermineAge, identity.needs, identity.decide),
    "propose-candidate": Line(identity.ProposeCandidate, identity.needs, identity.decide),
    "decide-candidate": Line(identity.DecideCandidate, identity.needs, identity.decide),
    "unlink": Line(identity.Unlink, identity.needs, identity.decide),
    "group-siblings": Line(identity.GroupSiblings, identity.needs, identity.decide),
    "open-transit": Line(movement.OpenTransit, movement.needs, movement.decide),
    "board": Line(movement.Board, movement.needs, movement.decide),
    "depart": Line(movement.Depart, movement.needs, movement.decide),
    "arrive": Line(movement.Arrive, movement.needs, movement.decide),
    "begin-leave": Line(movement.BeginLeave, movement.needs, movement.decide),
    "end-leave": Line(movement.EndLeave, movement.needs, movement.decide),
    "change-unit": Line(movement.ChangeUnit, movement.needs, movement.decide),
    "hand-over": Line(custody.HandOver, custody.needs, custody.decide),
    "take-over": Line(custody.TakeOver, custody.needs, custody.decide),
    "give-authority": Line(custody.GiveAuthority, custody.needs, custody.decide),
    "end-authority": Line(custody.EndAuthority, custody.needs, custody.decide),
    "resolve-contest": Line(contests.ResolveContest, contests.needs, contests.decide),
    "see": Line(sightings.See, sightings.needs, sightings.decide),
    "find-inside": Line(sightings.FindInside, sightings.needs, sightings.decide),
    "locate-outside": Line(sightings.LocateOutside, sightings.needs, sightings.decide),
    "bring-back": Line(sightings.BringBack, sightings.needs, sightings.decide),
    "report-seen-elsewhere": Line(sightings.ReportSeenElsewhere, sightings.needs, sightings.decide),
    "open-roll-call": Line(rollcalls.OpenRollCall, rollcalls.needs, rollcalls.decide),
    "answer-roll-call": Line(rollcalls.AnswerRollCall, rollcalls.needs, rollcalls.decide),
    "finish-counting": Line(rollcalls.FinishCounting, rollcalls.needs, rollcalls.decide),
    "close-roll-call": Line(rollcalls.CloseRollCall, rollcalls.needs, rollcalls.decide),
    "interrupt-roll-call": Line(rollcalls.InterruptRollCall, rollcalls.needs, rollcalls.decide),
    "resume-roll-call": Line(rollcalls.ResumeRollCall, rollcalls.needs, rollcalls.decide),
    "take-headcount": Line(rollcalls.TakeHeadcount, rollcalls.needs, rollcalls.decide),
    "open-incident": Line(incidents.OpenIncident, incidents.needs, incidents.decide),
    "note-incident": Line(incidents.NoteIncident, incidents.needs, incidents.decide),
    "move-incident-room": Line(incidents.MoveIncidentRoom, incidents.needs, incidents.decide),
    "declare-missing": Line(incidents.DeclareMissing, incidents.needs, incidents.decide),
    "close-incident": Line(incidents.CloseIncident, incidents.needs, incidents.decide),
    "request-alert": Line(alerts.RequestAlert, alerts.needs, alerts.decide),
    "accept-alert": Line(alerts.AcceptAlert, alerts.needs, alerts.decide),
    "activate-alert": Line(alerts.ActivateAlert, alerts.needs, alerts.decide),
    "locate-alert": Line(alerts.LocateAlert, alerts.needs, alerts.decide),
    "verify-alert": Line(alerts.VerifyAlert, alerts.needs, alerts.decide),
    "close-alert": Line(alerts.CloseAlert, alerts.needs, alerts.decide),
    "enter-order": Line(orders.EnterOrder, orders.needs, orders.decide),
    "confirm-order": Line(orders.ConfirmOrder, orders.needs, orders.decide),
    "record-declination": Line(orders.RecordDeclination, orders.needs, orders.decide),
    "record-designation": Line(orders.RecordDesignation, orders.needs, orders.decide),
    "set-restriction": Line(orders.SetRestriction, orders.needs, orders.decide),
    "record-access-refused": Line(orders.RecordAccessRefused, orders.needs, orders.decide),
    "notify-consulate": Line(orders.NotifyConsulate, orders.needs, orders.decide),
    "refuse-group-list": Line(orders.RefuseGroupList, orders.needs, orders.decide),
    "choose-law": Line(deadlines.ChooseLaw, deadlines.needs, deadlines.decide),
    "record-step": Line(deadlines.RecordStep, deadlines.needs, deadlines.decide),
    "extend-clock": Line(deadlines.ExtendClock, deadlines.needs, deadlines.decide),
    "offer-health-check": Line(care.OfferHealthCheck, care.needs, care.decide),
    "answer-health-check": Line(care.AnswerHealthCheck, care.needs, care.decide),
    "request-family": Line(families.RequestFamily, families.needs, families.decide),
    "answer-family-request": Line(families.AnswerFamilyRequest, families.needs, families.decide),
    "propose-release": Line(release.ProposeRelease, release.needs, release.decide),
    "countersign-release": Line(release.CountersignRelease, release.needs, release.decide),
    "refuse-release": Line(release.RefuseRelease, release.needs, release.decide),
    "report-released-in-error": Line(release.ReportReleasedInError, release.needs, release.decide),
    "record-death": Line(release.RecordDeath, release.needs, release.decide),
    "record-statement": Line(statements.RecordStatement, statements.needs, statements.decide),
    "take-claim": Line(statements.TakeClaim, statements.needs, statements.decide),
    "relate-claims": Line(statements.RelateClaims, statements.needs, statements.decide),
    "propose-accord": Line(accords.ProposeAccord, accords.needs, accords.decide),
    "sign-accord": Line(accords.SignAccord, accords.needs, accords.decide),
    "answer-accord": Line(accords.AnswerAccord, accords.needs, accords.decide),
    "explain-difference": Line(accords.ExplainDifference, accords.needs, accords.decide),
    "withdraw-accord": Line(accords.WithdrawAccord, accords.needs, accords.decide),
}

NAME_OF: Final[dict[type[Any], str]] = {line.act: name for name, line in ACTS.items()}
