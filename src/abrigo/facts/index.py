"""Every fact there is, under the name it is written with. A new fact is one line here and never a changed one."""

from typing import Final

from abrigo.facts import (
    accords,
    alerts,
    care,
    clocks,
    contests,
    custody,
    disclosures,
    earlier,
    exhibits,
    families,
    figures,
    forms,
    gate,
    grants,
    identity,
    incidents,
    intake,
    investigation,
    loans,
    movement,
    nearness,
    operations,
    orders,
    release,
    rollcalls,
    shredding,
    sightings,
    statements,
    views,
    visits,
)

Fact = (
    operations.Fact
    | gate.Fact
    | nearness.Fact
    | visits.Fact
    | intake.Fact
    | identity.Fact
    | movement.Fact
    | custody.Fact
    | sightings.Fact
    | rollcalls.Fact
    | incidents.Fact
    | alerts.Fact
    | orders.Fact
    | clocks.Fact
    | care.Fact
    | families.Fact
    | release.Fact
    | statements.Fact
    | accords.Fact
    | loans.Fact
    | contests.Fact
    | grants.Fact
    | views.Fact
    | figures.Fact
    | exhibits.Fact
    | investigation.Fact
    | forms.Fact
    | shredding.Fact
    | earlier.Fact
    | disclosures.Fact
)

# name as written in the ledger -> (class, version of its spelling)
KINDS: Final[dict[str, tuple[type[Fact], int]]] = {
    "operation.opened": (operations.OperationOpened, 1),
    "site.opened": (operations.SiteOpened, 1),
    "unit.opened": (operations.UnitOpened, 1),
    "site.lost": (operations.SiteLost, 1),
    "person.received": (intake.PersonReceived, 1),
    "person.registered": (intake.PersonRegistered, 1),
    "person.described": (intake.PersonDescribed, 1),
    "band.given": (intake.BandGiven, 1),
    "band.removed": (intake.BandRemoved, 1),
    "photo.added": (intake.PhotoAdded, 1),
    "stranger.found": (intake.StrangerFound, 1),
    "stranger.identified": (intake.StrangerIdentified, 1),
    "person.sought": (intake.PersonSought, 1),
    "name.claimed": (identity.NameClaimed, 1),
    "age.claimed": (identity.AgeClaimed, 1),
    "age.determined": (identity.AgeDetermined, 1),
    "kin.claimed": (identity.KinClaimed, 1),
    "claim.withdrawn": (identity.ClaimWithdrawn, 1),
    "candidate.raised": (identity.CandidateRaised, 1),
    "person.linked": (identity.Linked, 1),
    "person.held-apart": (identity.HeldApart, 1),
    "candidate.left-open": (identity.LeftOpen, 1),
    "person.unlinked": (identity.Unlinked, 1),
    "siblings.grouped": (identity.GroupedWithSiblings, 1),
    "transit.opened": (movement.TransitOpened, 1),
    "transit.boarded": (movement.Boarded, 1),
    "transit.departed": (movement.TransitDeparted, 1),
    "transit.arrived": (movement.Arrived, 1),
    "transit.not-arrived": (movement.NotArrived, 1),
    "transit.closed": (movement.TransitClosed, 1),
    "leave.began": (movement.LeaveBegan, 1),
    "leave.ended": (movement.LeaveEnded, 1),
    "unit.changed": (movement.UnitChanged, 1),
    "handover.offered": (custody.HandoverOffered, 1),
    "custody.handed-over": (custody.HandedOver, 1),
    "custody.taken": (custody.Taken, 1),
    "custody.not-taken": (custody.NotTaken, 1),
    "authority.given": (custody.AuthorityGiven, 1),
    "authority.ended": (custody.AuthorityEnded, 1),
    "sighting.seen": (sightings.Seen, 1),
    "sighting.found-inside": (sightings.FoundInside, 1),
    "sighting.located-outside": (sightings.LocatedOutside, 1),
    "sighting.brought-back": (sightings.BroughtBack, 1),
    "sighting.elsewhere": (sightings.SeenElsewhere, 1),
    "rollcall.opened": (rollcalls.RollCallOpened, 1),
    "rollcall.answered": (rollcalls.RollCallAnswered, 1),
    "rollcall.finished": (rollcalls.CountingFinished, 1),
    "rollcall.recount": (rollcalls.RecountAsked, 1),
    "rollcall.not-answered": (rollcalls.NotAnswered, 1),
    "rollcall.closed": (rollcalls.RollCallClosed, 1),
    "rollcall.interrupted": (rollcalls.RollCallInterrupted, 1),
    "rollcall.resumed": (rollcalls.RollCallResumed, 1),
    "headcount.taken": (rollcalls.HeadcountTaken, 1),
    "incident.opened": (incidents.IncidentOpened, 1),
    "incident.unconfirmed": (incidents.Unconfirmed, 1),
    "incident.noted": (incidents.IncidentNoted, 1),
    "incident.room-moved": (incidents.IncidentRoomMoved, 1),
    "missing.declared": (incidents.MissingDeclared, 1),
    "incident.closed": (incidents.IncidentClosed, 1),
    "alert.requested": (alerts.AlertRequested, 1),
    "alert.accepted": (alerts.AlertAccepted, 1),
    "alert.activated": (alerts.AlertActivated, 1),
    "alert.located": (alerts.AlertLocated, 1),
    "alert.verified": (alerts.AlertVerified, 1),
    "alert.closed": (alerts.AlertClosed, 1),
    "order.entered": (orders.OrderEntered, 1),
    "order.confirmed": (orders.OrderConfirmed, 1),
    "court.declined": (orders.CourtDeclined, 1),
    "court.designated": (orders.CourtDesignated, 1),
    "restriction.set": (orders.RestrictionSet, 1),
    "access.refused": (orders.AccessRefused, 1),
    "consulate.notified": (orders.ConsularNotice, 1),
    "group-list.refused": (orders.GroupListRefused, 1),
    "law.chosen": (clocks.LawChosen, 1),
    "step.taken": (clocks.StepTaken, 1),
    "clock.extended": (clocks.ClockExtended, 1),
    "health.offered": (care.HealthCheckOffered, 1),
    "health.answered": (care.HealthCheckAnswered, 1),
    "family.requested": (families.FamilyRequested, 1),
    "family.answered": (families.FamilyAnswered, 1),
    "family.meant": (families.RequestMeant, 1),
    "kin.decided": (identity.KinDecided, 1),
    "kept.together": (nearness.TogetherKept, 1),
    "kept.apart": (nearness.ApartKept, 1),
    "kept.split": (nearness.SplitDecided, 1),
    "kept.ended": (nearness.BondEnded, 1),
    "visit.requested": (visits.VisitRequested, 1),
    "visit.approved": (visits.VisitApproved, 1),
    "visit.held": (visits.VisitHeld, 1),
    "visit.refused": (visits.VisitRefused, 1),
    "visit.recorded": (visits.VisitRecorded, 1),
    "gate.answered": (gate.GateAnswered, 1),
    "gate.crowd": (gate.CrowdCounted, 1),
    "release.proposed": (release.ReleaseProposed, 1),
    "release.refused": (release.ReleaseRefused, 1),
    "release.released": (release.Released, 1),
    "transfer.out": (release.TransferredOut, 1),
    "release.held": (release.ReleaseHeld, 1),
    "release.followed-up": (release.FollowedUp, 1),
    "child.heard": (views.ChildHeard, 1),
    "release.in-error": (release.ReleasedInError, 1),
    "person.died": (release.Died, 1),
    "statement.recorded": (statements.StatementRecorded, 1),
    "statement.claim": (statements.ClaimTaken, 1),
    "statement.related": (statements.ClaimsRelated, 1),
    "accord.proposed": (accords.AccordProposed, 1),
    "accord.signed": (accords.AccordSigned, 1),
    "accord.answered": (accords.AccordAnswered, 1),
    "accord.explained": (accords.DifferenceExplained, 1),
    "accord.reached": (accords.AccordReached, 1),
    "accord.withdrawn": (accords.AccordWithdrawn, 1),
    "loan.lent": (loans.RegisterLent, 1),
    "loan.ended": (loans.LoanEnded, 1),
    "lent.raised": (loans.LentRaised, 1),
    "lent.decided": (loans.LentDecided, 1),
    "custody.contested": (contests.ContestRaised, 1),
    "custody.resolved": (contests.ContestResolved, 1),
    "grant.asked": (grants.GrantAsked, 1),
    "grant.supported": (grants.GrantSupported, 1),
    "grant.given": (grants.GrantGiven, 1),
    "grant.refused": (grants.GrantRefused, 1),
    "grant.read": (grants.GrantRead, 1),
    "grant.withdrawn": (grants.GrantWithdrawn, 1),
    "override.taken": (grants.OverrideTaken, 1),
    "override.reviewed": (grants.OverrideReviewed, 1),
    "exhibit.collected": (exhibits.ExhibitCollected, 1),
    "exhibit.given": (exhibits.ExhibitGiven, 1),
    "exhibit.taken": (exhibits.ExhibitTaken, 1),
    "exhibit.told": (exhibits.ExhibitMoveTold, 1),
    "exhibit.opened": (exhibits.SealOpened, 1),
    "exhibit.returned": (exhibits.ExhibitReturned, 1),
    "allegation.made": (investigation.AllegationMade, 1),
    "allegation.turned": (investigation.AllegationTurned, 1),
    "evidence.weighed": (investigation.EvidenceWeighed, 1),
    "evidence.withdrawn": (investigation.EvidenceWithdrawn, 1),
    "duty.considered": (investigation.DutyConsidered, 1),
    "interview.held": (investigation.InterviewHeld, 1),
    "form.proposed": (forms.FormProposed, 1),
    "form.published": (forms.FormPublished, 1),
    "form.withdrawn": (forms.FormWithdrawn, 1),
    "form.answered": (forms.FormAnswered, 1),
    "table.proposed": (figures.TableProposed, 1),
    "table.published": (figures.TablePublished, 1),
    "table.withdrawn": (figures.TableWithdrawn, 1),
    "shredding.asked": (shredding.ShreddingAsked, 1),
    "shredding.confirmed": (shredding.ShreddingConfirmed, 1),
    "shredding.cancelled": (shredding.ShreddingCancelled, 1),
    "words.held": (shredding.WordsHeld, 1),
    "hold.lifted": (shredding.HoldLifted, 1),
    "key.destroyed": (shredding.KeyDestroyed, 1),
    "stay.told": (earlier.EarlierStayTold, 1),
    "stay.withdrawn": (earlier.EarlierStayWithdrawn, 1),
    "disclosure.made": (disclosures.Disclosed, 1),
}

KIND_OF: Final[dict[type[Fact], tuple[str, int]]] = {cls: (kind, ver) for kind, (cls, ver) in KINDS.items()}
