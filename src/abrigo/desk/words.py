"""Short words the screen says for the codes of the house, each in the reader's language.

Whole sentences (refusals with their remedies) live in `sentences.py`; here are only the labels that stand
on a badge, a button or a column. A code that is not listed is shown as it is: a strange word on a screen
is seen and mended, an empty badge hides a child.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Word = Promise | str

# The order is the order of the equation: received = present + ... + died.
STATES: Mapping[str, Word] = MappingProxyType(
    {
        "present": _("present"),
        "in-transit": _("in transit"),
        "out-with-authority": _("out with authority"),
        "unaccounted": _("unaccounted"),
        "missing": _("missing"),
        "released": _("released"),
        "transferred-out": _("transferred out"),
        "died": _("died"),
    }
)

# Said on badges beside the eight, never counted in the sum.
BESIDE: Mapping[str, Word] = MappingProxyType(
    {
        "received": _("received"),
        "unconfirmed": _("unconfirmed"),
        "unresolved": _("unresolved"),
        "sought": _("sought"),
        "returned": _("given back to their own"),
        "nobody": _("nothing said yet"),
        "located": _("located"),
        "verified": _("verified"),
    }
)

ANSWERS: Mapping[str, Word] = MappingProxyType(
    {
        "unknown": _("unknown"),
        "withheld": _("withheld"),
        "refused": _("refused"),
        "not-asked": _("not asked"),
    }
)

SEX: Mapping[str, Word] = MappingProxyType(
    {
        "female": pgettext_lazy("sex", "female"),
        "male": pgettext_lazy("sex", "male"),
        "undetermined": pgettext_lazy("sex", "undetermined"),
    }
)

# What a protected record is opened for, as one tap says it.
PURPOSES: Mapping[str, Word] = MappingProxyType(
    {
        "care": pgettext_lazy("purpose", "care and custody"),
        "search": pgettext_lazy("purpose", "looking for somebody"),
        "family": pgettext_lazy("purpose", "family contact and return"),
        "court": pgettext_lazy("purpose", "a hearing or an order"),
        "health": pgettext_lazy("purpose", "health care"),
        "investigation": pgettext_lazy("purpose", "the investigation"),
        "oversight": pgettext_lazy("purpose", "oversight"),
        "child": pgettext_lazy("purpose", "representing the child"),
    }
)

COMPARTMENTS: Mapping[str, Word] = MappingProxyType(
    {
        "whereabouts": pgettext_lazy("compartment", "where the child is"),
        "identity": pgettext_lazy("compartment", "names and identity"),
        "statements": pgettext_lazy("compartment", "the child’s own words"),
        "health": pgettext_lazy("compartment", "health"),
        "claims": pgettext_lazy("compartment", "who asks for the child"),
        "investigation": pgettext_lazy("compartment", "the investigation"),
        "case": pgettext_lazy("compartment", "concerns and plan"),
    }
)

READINGS: Mapping[str, Word] = MappingProxyType({"child": _("child"), "adult": _("adult")})

HOW: Mapping[str, Word] = MappingProxyType(
    {
        "by-eye": _("by eye"),
        "stated": _("as told by the person"),
        "stated-by-other": _("as told by someone else"),
        "document": _("by document"),
        "assessment": _("by age assessment"),
        "court": _("by court"),
        "headcount": _("by headcount"),
        "register": _("by the register"),
        "bands": _("by wristbands"),
        "meals": _("by meals"),
        "court-list": _("by the court's list"),
        "manifest": _("by manifest"),
    }
)

RELATIONS: Mapping[str, Word] = MappingProxyType(
    {
        "repeats": _("repeats"),
        "contradicts": _("contradicts"),
        "narrows": _("narrows"),
        "supersedes": _("supersedes"),
        "retracts": _("retracts"),
        "agrees": _("agrees with the ledger"),
        "differs": _("differs by definition"),
    }
)

LANGUAGES: Mapping[str, Word] = MappingProxyType(
    {
        "es": _("Spanish"),
        "en": _("English"),
        "he": _("Hebrew"),
        "yi": _("Yiddish"),
        "ar": _("Arabic"),
        "quc": _("K'iche'"),
        "kek": _("Q'eqchi'"),
        "mam": _("Mam"),
        "fr": _("French"),
    }
)

SCRIPTS: Mapping[str, Word] = MappingProxyType(
    {
        "latn": _("Latin letters"),
        "hebr": _("Hebrew letters"),
        "arab": _("Arabic letters"),
        "cyrl": _("Cyrillic letters"),
    }
)

# What people answer at a roll call.
ROLLCALL: Mapping[str, Word] = MappingProxyType(
    {
        "here": _("here"),
        "not-here": _("not here"),
        "left": _("still to answer"),
        "elsewhere": _("seen elsewhere"),
    }
)

# Where a roll call, an incident or an alert stands.
STEPS: Mapping[str, Word] = MappingProxyType(
    {
        "open": _("open"),
        "recount": _("counted again"),
        "interrupted": _("interrupted"),
        "closed": _("closed"),
        "alert-requested": pgettext_lazy("alert", "requested"),
        "alert-accepted": pgettext_lazy("alert", "accepted"),
        "alert-active": pgettext_lazy("alert", "active"),
        "alert-located": pgettext_lazy("alert", "located"),
        "alert-verified": pgettext_lazy("alert", "verified in person"),
        "alert-closed": pgettext_lazy("alert", "closed"),
    }
)

ROLES: Mapping[str, Word] = MappingProxyType(
    {
        "guard": _("guard"),
        "intake-worker": _("intake worker"),
        "director": _("director"),
        "child-attorney": _("child attorney"),
        "prosecutor": _("prosecutor"),
        "police": _("police"),
        "nurse": _("nurse"),
        "alert-officer": _("alert officer"),
        "press-officer": _("press officer"),
        "auditor": _("auditor"),
        "ombudsman": _("ombudsman"),
        "administrator": _("administrator"),
    }
)

# Kinds of places, of being out, of incidents, of ends; how someone was recognised and on what it was written.
KINDS: Mapping[str, Word] = MappingProxyType(
    {
        "scene": _("scene"),
        "headquarters": _("headquarters"),
        "centre": _("centre"),
        "home": _("home"),
        "hospital": _("hospital"),
        "vehicle": _("vehicle"),
        "shelter": _("shelter"),
        "hearing": _("hearing"),
        "school": _("school"),
        "forced-entry": _("forced entry"),
        "attempted-taking": _("attempted taking"),
        "assault": _("assault"),
        "injury": _("injury"),
        "fire": _("fire"),
        "access-refused": _("access refused"),
        "other": _("other"),
        "reunified": _("reunified with family"),
        "released-adult": _("released: is an adult"),
        "returned-stranger": _("given back, was never in our care"),
        "transferred-agency": _("transferred to another agency"),
        "transferred-abroad": _("transferred abroad"),
        "band": _("by wristband"),
        "photo": _("by photo"),
        "name": _("by name"),
        "by-sight": _("by sight"),
        "found": _("found"),
        "boarded": _("boarding"),
        "arrived": _("on arrival"),
        "came-back": _("on coming back"),
        "contest-resolved": _("when somebody went to see"),
        "sight": _("seen with one's own eyes"),
        "telephone": _("by telephone, called back at a number we hold"),
        "brought-back": _("brought back"),
        "found-inside": _("found inside"),
        "screen": _("on a screen"),
        "phone": _("on a phone"),
        "paper": _("on paper"),
        "news": _("wants news"),
        "visit": _("wants to visit"),
        "return": _("wants the child back"),
        "yes": _("yes"),
        "not-yet": _("not yet"),
        "no": _("no"),
        "done": _("done"),
        "refused-by-caregiver": _("refused by the caregiver"),
        "assent-not-given": _("the child did not agree"),
        "not-reached": _("not reached"),
        "same": _("the same person"),
        "not-the-same": _("not the same person"),
        "cannot-tell": _("cannot be told yet"),
        "boarding-now": _("boarding now"),
        "under-way": _("under way"),
        "entered": _("entered, not confirmed"),
        "in-force": _("in force"),
        "not-begun": _("not begun"),
        "expired": _("has ended"),
        "no-contact": _("no contact"),
        "supervised-only": _("only with someone watching"),
        "no-photo": _("no photograph"),
        "no-release": _("no release"),
        "no-transfer": _("no transfer"),
        "food": _("food from outside"),
    }
)

# What a statement counts, how far it binds, and by what two numbers differ.
CLAIMS: Mapping[str, Word] = MappingProxyType(
    {
        "adults": _("adults"),
        "children": _("children"),
        "persons": _("persons"),
        "alerts": _("alerts"),
        "families": _("families"),
        "officers": _("officers"),
        "removed": _("removed"),
        "recovered": _("recovered"),
        "in-homes": _("in homes"),
        "active": _("active"),
        "deployed": _("deployed"),
        "roll-call": _("by roll call"),
        "complaints": _("from complaints"),
        "not-said": _("method not said"),
        "exact": _("exactly"),
        "about": _("about"),
        "at-least": _("at least"),
        "all": _("all of them"),
        "some": _("some"),
        "consistent": _("consistent with the ledger"),
        "contradicted": _("contradicted by the ledger"),
        "not-counted": _("nothing to count"),
        "agree": _("agree"),
        "differ": _("differ by definition"),
        "contradict": _("contradict each other"),
        "method": _("another method"),
        "earlier-cut": _("an earlier cut"),
        "later-cut": _("a later cut"),
        "known-then": _("what was known then"),
        "places": _("other places"),
        "subject": _("other persons counted"),
        "predicate": _("another thing counted"),
        "age-reading": _("another reading of age"),
        "adults-inside": _("adults counted in"),
        "duplicate-line": _("one person on two lines"),
        "stranger-counted-in": _("someone never in our care counted in"),
        "staff-counted-in": _("staff counted in"),
        "out-counted-in": _("people out with authority counted in"),
        "never-in-custody": _("never in our care"),
        "sheet-missing": _("a sheet left out"),
        "lines-missing": _("lines missing"),
        "lines-not-ours": _("lines that are none of ours"),
        "own-list": _("their own list"),
        "number": _("the number itself"),
        "yours-not-mine": _("in yours, not in mine"),
        "mine-not-yours": _("in mine, not in yours"),
        "children-received": _("children received"),
        "children-present": _("children present"),
        "children-unaccounted": _("children unaccounted"),
        "children-in-care": _("children in care"),
        "persons-received": _("persons received"),
        "children-released": _("children released"),
        "more-than": _("more than"),
        "fewer-than": _("fewer than"),
        "press": _("in the press"),
        "social-media": _("on social media"),
        "radio": _("on the radio"),
        "television": _("on television"),
        "letter": _("in a letter"),
        "spoken": _("aloud"),
        "interview": _("in an interview"),
        "report": _("in a report"),
    }
)

# By what a figure for outside is broken down, and into what.
FIGURES: Mapping[str, Word] = MappingProxyType(
    {
        "age-group": _("age"),
        "state": _("where they stand"),
        "time-in-care": _("time in care"),
        "seen-by-a-clinician": _("seen by a clinician"),
        "not-known": _("not known"),
        "not-determined": _("age in doubt"),
        "0-5": _("0 to 5 years"),
        "6-11": _("6 to 11 years"),
        "12-17": _("12 to 17 years"),
        "ended": _("no longer in care"),
        "under-7-days": _("under 7 days"),
        "7-to-29-days": _("7 to 29 days"),
        "30-to-89-days": _("30 to 89 days"),
        "90-days-or-more": _("90 days or more"),
        "seen": _("seen"),
        "not-seen": _("not seen yet"),
        "caseworker-named": _("a caseworker is named"),
        "assessed-with-a-plan": _("assessed, with a plan"),
        "assessment-signed-off": _("assessment signed off"),
        "reviewed-in-time": _("reviewed in time"),
        "referrals-answered": _("referrals answered"),
        "child-heard": _("the child was heard"),
        "followed-up-at-home": _("followed up at home"),
        "hearing-in-time": _("hearing in time"),
        "consulate-told": _("consulate told"),
        "indicator-met": _("done"),
        "indicator-not-met": _("not done"),
        "indicator-not-owed": _("nothing owed yet"),
    }
)

# What somebody is to somebody; a relation in other words stays as it was said.
KIN: Mapping[str, Word] = MappingProxyType(
    {
        "mother": _("mother"),
        "father": _("father"),
        "sibling": _("sibling"),
        "sister": _("sister"),
        "brother": _("brother"),
    }
)

# Allegations, exhibits, and what a record of either lacks.
CASE: Mapping[str, Word] = MappingProxyType(
    {
        "alleged": _("alleged"),
        "charged": _("charged"),
        "dismissed": _("dismissed"),
        "convicted": _("convicted, not final"),
        "final": _("final"),
        "standing-alleged": _("alleged"),
        "standing-charged": _("charged"),
        "standing-dismissed": _("dismissed"),
        "standing-convicted": _("convicted, not final"),
        "standing-final": _("final"),
        "judge": _("the judge"),
        "guardian": _("the guardian or child attorney"),
        "receiving-agency": _("the agency that receives the child"),
        "the-child": _("the child, later"),
        "file": _("individual file"),
        "fhir": _("health data (FHIR)"),
        "case": _("exhibits (CASE)"),
        "pfif": _("notice of one person (PFIF)"),
        "given-file": _("individual file"),
        "given-fhir": _("health data (FHIR)"),
        "given-case": _("exhibits (CASE)"),
        "given-pfif": _("notice of one person (PFIF)"),
        "supports": _("supports"),
        "silent": _("silent"),
        "alternative-measure": _("a measure short of removal"),
        "reasonable-efforts": _("reasonable efforts"),
        "nothing-of-its-own": _("no evidence about this child"),
        "single-source": _("a single source"),
        "shared-origin": _("several papers, one origin"),
        "contested": _("contested"),
        "no-alternative-recorded": _("no alternative measure on record"),
        "no-efforts-recorded": _("no reasonable efforts on record"),
        "break-gap": _("given by someone who had not taken it"),
        "break-double": _("given away twice by one person"),
        "break-not-taken": _("given, and nobody said that they had it"),
        "break-seal": _("another seal than the last one recorded"),
        "break-too-early": _("moved before it was collected"),
        "break-after-the-end": _("moved after it was returned"),
        "collected": _("collected"),
        "given": _("given"),
        "taken": _("taken"),
        "told": _("from a paper log"),
        "civil": _("civil register"),
        "cases": _("case register"),
        "opened": _("seal opened"),
        "returned-exhibit": _("returned"),
    }
)

# What a line of a form asks for, and what a line of a health file holds.
LINES: Mapping[str, Word] = MappingProxyType(
    {
        "text": _("text"),
        "integer": _("whole number"),
        "decimal": _("number"),
        "datetime": _("day and hour"),
        "select-one": _("one of a list"),
        "select-multiple": _("several of a list"),
        "rank": _("a list put in order"),
        "range": _("a number on a scale"),
        "barcode": _("a code, typed"),
        "note": _("a note to read"),
        "calculate": _("worked out"),
        "acknowledge": _("a box to tick"),
        "begin-group": _("a group begins"),
        "end-group": _("a group ends"),
        "begin-repeat": _("a repeat begins"),
        "end-repeat": _("a repeat ends"),
        "vitals": _("vital signs"),
        "growth": _("growth"),
        "allergy": _("allergy"),
        "medicine": _("medicine"),
        "dose": _("dose"),
        "vaccine": _("vaccine"),
        "pregnancy": _("pregnancy"),
        "feeding": _("infant feeding"),
        "mind": _("mental state"),
        "last-event": _("last event told"),
    }
)

# Why two records may be one person; and why a photo was not taken in.
MATCHES: Mapping[str, Word] = MappingProxyType(
    {
        "tie-same": _("the same word"),
        "tie-group": _("another form of the same name"),
        "tie-spelled": _("spelled another way"),
        "tie-sounds": _("sounds the same in other letters"),
        "tie-initial": _("an initial"),
        "tie-joined": _("written together"),
        "tie-begins": _("begins like it"),
        "same-name": _("the same name"),
        "like-name": _("a name that sounds or is written alike"),
        "same-age": _("the same age"),
        "near-age": _("nearly the same age"),
        "ages-overlap": _("ages that may agree"),
        "same-sex": _("the same sex"),
        "lent-before": _("before anything is compared"),
        "lent-rivals": _("other lines that fit as well"),
        "lent-ages-apart": _("ages that differ"),
        "lent-other-sex": _("another sex"),
        "lent-same-kin": _("a relative called alike"),
        "lent-other-kin": _("relatives called otherwise"),
        "same-table-same-day": _("registered at the same table on the same day"),
        "photo-empty": _("The photo is empty. Take it again."),
        "photo-too-large": _("The photo is larger than 25 MB. Take it smaller."),
        "photo-unknown-type": _("This is no photo we can read. Use JPEG, PNG, WebP or HEIC."),
        "photo-too-many-pixels": _("The photo has too many pixels. Take it smaller."),
        "photo-damaged": _("The photo is damaged. Take it again."),
    }
)

# What a column of somebody else's list may hold, and what becomes of its lines.
COLUMNS: Mapping[str, Word] = MappingProxyType(
    {
        "index": _("line number"),
        "column-band": _("wristband"),
        "column-name": _("name, as given"),
        "surnames": _("surnames"),
        "given-names": _("given names"),
        "supposed-name": _("supposed name"),
        "hebrew-name": _("name in Hebrew letters"),
        "arabic-name": _("name in Arabic letters"),
        "sex": _("sex"),
        "sex-female-mark": _("cross: female"),
        "sex-male-mark": _("cross: male"),
        "age": _("age in years"),
        "age-months": _("age in months"),
        "birth-date": _("birth date"),
        "child-or-adult": _("child or adult"),
        "clothing": _("clothing"),
        "language": _("language heard"),
        "marks": _("marks"),
        "needs": _("needs"),
        "held-by": _("who was holding them"),
        "where": _("place"),
        "date": _("date"),
        "time": _("hour"),
        "date-and-time": _("date and hour"),
        "column-other": _("left out"),
        "kin": _("kin: left out"),
        "notes": _("notes: left out"),
        "phone": _("telephone: left out"),
        "forbidden": _("faith or people: never imported"),
        "added": _("added"),
        "already-here": _("here already"),
        "stopped-by-a-problem": _("stopped by a problem"),
        "refused-by-the-clerk": _("refused"),
        "held-back-with-the-rest": _("held back with the rest"),
    }
)

# Endonyms: a reader looks for her own language under its own name, so these are never translated.
MENU: Mapping[str, str] = MappingProxyType(
    {"es": "Español", "en": "English", "he": "עברית", "yi": "ייִדיש", "ar": "العربية"}
)

# Spoken to a party only: their receipt, their form, the standard parts of an answer. No page of the house is in these.
OUTWARD_ONLY = frozenset({"ar", "yi"})

# What starts and meets legal deadlines, whose duty they are, and how they stand.
# Who may come near: bonds, visits, the gate, and how far a claim of kinship stands.
NEAR: Mapping[str, Word] = MappingProxyType(
    {
        "siblings": _("siblings"),
        "mother-and-child": _("mother and child"),
        "other-bond": _("another bond"),
        "alleged-harm": _("harm is alleged"),
        "rival-claim": _("a rival claim"),
        "afraid": _("one is afraid of the other"),
        "other-distance": _("another reason"),
        "let-in": _("let in"),
        "not-let-in": _("not let in"),
        "asserted": _("asserted"),
        "documented": _("documented"),
        "dna": _("by DNA"),
        "found-by-court": _("found by a court"),
        "rejected": _("rejected"),
        "requested": _("asked for"),
        "approved": _("approved"),
        "on-hold": _("on hold"),
        "took-place": _("took place"),
        "did-not": _("did not take place"),
        "kept": _("holds"),
        "split": _("parted, with a plan"),
        "journey": _("a journey"),
        "room-change": _("a change of room"),
        "parting": _("being parted from those they are kept with"),
        "keeping-apart": _("being kept apart from somebody"),
        "asleep": _("they were asleep"),
        "no-interpreter": _("there was no interpreter"),
        "emergency": _("there was an emergency"),
        "desk": _("at the desk"),
        "tablet": _("at the tablet"),
        "lawyer": _("through a lawyer"),
        "consulate": _("through a consulate"),
    }
)

LAW: Mapping[str, Word] = MappingProxyType(
    {
        "court.informed": _("the court was told"),
        "court.file-received": _("the court received the file"),
        "police-protection.started": _("police protection began"),
        "immediate-measure.started": _("an immediate measure began"),
        "measure.requested": _("a measure was asked for"),
        "measure.ordered": _("a measure was ordered"),
        "measure.reviewed": _("a measure was reviewed"),
        "order.interim": _("an interim order was made"),
        "order.discharged": _("an order was discharged"),
        "hearing.set": _("a hearing was set"),
        "hearing.initial": _("the initial hearing was held"),
        "hearing.first": _("the first hearing was held"),
        "hearing.adversary": _("the adversary hearing was held"),
        "hearing.adjourned": _("a hearing was adjourned"),
        "hearing.resumed": _("a hearing went on"),
        "hearing.definitive": _("the definitive hearing was held"),
        "parties.notified": _("the parties were notified"),
        "evidence.proposed": _("evidence was proposed"),
        "judgment.given": _("judgment was given"),
        "judgment.notified": _("the judgment was notified"),
        "report.execution": _("a report on the child was delivered"),
        "review.held": _("a review was held"),
        "child.produced": _("the child was brought before the judge"),
        "petition.habeas": _("exhibición personal was asked for"),
        "appeal.filed": _("an appeal was filed"),
        "plan.written": _("a plan was written"),
        "custody.started": _("care began"),
        "care.ended": _("care ended"),
        "the-court": _("the court"),
        "overdue": _("overdue"),
        "social-welfare": _("social welfare"),
        "prosecution": _("prosecution"),
        "due": _("running"),
        "met": _("met"),
        "met-late": _("met late"),
        "calendar-days": _("calendar days"),
        "working-days": _("working days"),
        "weeks": _("weeks"),
        "months": _("months"),
    }
)

# Health, daily care, case work. Health words begin with h-, for a body has a back and a hand has sides.
CARE: Mapping[str, Word] = MappingProxyType(
    {
        "h-vitals": pgettext_lazy("care", "vital signs"),
        "h-growth": pgettext_lazy("care", "growth"),
        "h-allergy": pgettext_lazy("care", "allergy"),
        "h-medicine": pgettext_lazy("care", "medicine"),
        "h-dose": pgettext_lazy("care", "dose"),
        "h-vaccine": pgettext_lazy("care", "vaccination"),
        "h-pregnancy": pgettext_lazy("care", "pregnancy"),
        "h-feeding": pgettext_lazy("care", "infant feeding"),
        "h-injury": pgettext_lazy("care", "injury"),
        "h-mind": pgettext_lazy("care", "state of mind"),
        "h-last-event": pgettext_lazy("care", "when it last happened"),
        "h-temperature": pgettext_lazy("care", "temperature"),
        "h-pulse": pgettext_lazy("care", "pulse"),
        "h-breaths": pgettext_lazy("care", "breaths"),
        "h-saturation": pgettext_lazy("care", "oxygen saturation"),
        "h-systolic": pgettext_lazy("care", "blood pressure, upper"),
        "h-diastolic": pgettext_lazy("care", "blood pressure, lower"),
        "h-weight": pgettext_lazy("care", "weight"),
        "h-height": pgettext_lazy("care", "height"),
        "h-head": pgettext_lazy("care", "head"),
        "h-upper-arm": pgettext_lazy("care", "upper arm around"),
        "h-to": pgettext_lazy("care", "to what"),
        "h-reaction": pgettext_lazy("care", "what happens"),
        "h-severity": pgettext_lazy("care", "how severe"),
        "h-mild": pgettext_lazy("care", "mild"),
        "h-severe": pgettext_lazy("care", "severe"),
        "h-unknown": pgettext_lazy("care", "unknown"),
        "h-told-by": pgettext_lazy("care", "told by"),
        "h-amount": pgettext_lazy("care", "amount and way"),
        "h-every": pgettext_lazy("care", "every"),
        "h-first": pgettext_lazy("care", "first dose"),
        "h-until": pgettext_lazy("care", "until"),
        "h-prescriber": pgettext_lazy("care", "prescribed by"),
        "h-course": pgettext_lazy("care", "which medicine"),
        "h-outcome": pgettext_lazy("care", "outcome"),
        "h-given": pgettext_lazy("care", "given"),
        "h-refused": pgettext_lazy("care", "refused, neutral"),
        "h-not-given": pgettext_lazy("care", "not given"),
        "h-number": pgettext_lazy("care", "which in the series"),
        "h-day": pgettext_lazy("care", "on which day"),
        "h-shown-by": pgettext_lazy("care", "how it is known"),
        "h-given-here": pgettext_lazy("care", "given here"),
        "h-card": pgettext_lazy("care", "by the card"),
        "h-told": pgettext_lazy("care", "as told"),
        "h-state": pgettext_lazy("care", "state"),
        "h-pregnant": pgettext_lazy("care", "pregnant"),
        "h-not-pregnant": pgettext_lazy("care", "not pregnant"),
        "h-not-said": pgettext_lazy("care", "does not wish to say"),
        "h-weeks": pgettext_lazy("care", "weeks"),
        "h-known-by": pgettext_lazy("care", "known by"),
        "h-test": pgettext_lazy("care", "test"),
        "h-examination": pgettext_lazy("care", "examination"),
        "h-care": pgettext_lazy("care", "care she needs"),
        "h-how": pgettext_lazy("care", "how"),
        "h-breast": pgettext_lazy("care", "breast"),
        "h-formula": pgettext_lazy("care", "formula"),
        "h-both": pgettext_lazy("care", "breast and formula"),
        "h-solids": pgettext_lazy("care", "solid food too"),
        "h-amounts": pgettext_lazy("care", "how much and when"),
        "h-by": pgettext_lazy("care", "by whom"),
        "h-side": pgettext_lazy("care", "side"),
        "h-front": pgettext_lazy("care", "front"),
        "h-back": pgettext_lazy("care", "back"),
        "h-region": pgettext_lazy("care", "where"),
        "h-what": pgettext_lazy("care", "what"),
        "h-bruise": pgettext_lazy("care", "bruise"),
        "h-abrasion": pgettext_lazy("care", "abrasion"),
        "h-cut": pgettext_lazy("care", "cut"),
        "h-burn": pgettext_lazy("care", "burn"),
        "h-swelling": pgettext_lazy("care", "swelling"),
        "h-bite": pgettext_lazy("care", "bite"),
        "h-scar": pgettext_lazy("care", "scar"),
        "h-fracture-suspected": pgettext_lazy("care", "suspected fracture"),
        "h-other": pgettext_lazy("care", "other"),
        "h-size": pgettext_lazy("care", "size"),
        "h-colour": pgettext_lazy("care", "colour"),
        "h-consistency": pgettext_lazy("care", "with the account it is (clinician)"),
        "h-not-consistent": pgettext_lazy("care", "not consistent"),
        "h-consistent": pgettext_lazy("care", "consistent"),
        "h-highly-consistent": pgettext_lazy("care", "highly consistent"),
        "h-typical": pgettext_lazy("care", "typical of"),
        "h-diagnostic": pgettext_lazy("care", "diagnostic of"),
        "h-photograph": pgettext_lazy("care", "photograph (sha256)"),
        "h-seen": pgettext_lazy("care", "what is seen"),
        "h-carers": pgettext_lazy("care", "what whoever cares next must do"),
        "h-again": pgettext_lazy("care", "see again"),
        "h-known": pgettext_lazy("care", "known or not"),
        "h-when": pgettext_lazy("care", "when"),
        "h-face": pgettext_lazy("care", "face"),
        "h-neck": pgettext_lazy("care", "neck"),
        "h-chest": pgettext_lazy("care", "chest or upper back"),
        "h-belly": pgettext_lazy("care", "belly or lower back"),
        "h-pelvis": pgettext_lazy("care", "pelvis or buttocks"),
        "h-right-shoulder": pgettext_lazy("care", "right shoulder"),
        "h-left-shoulder": pgettext_lazy("care", "left shoulder"),
        "h-right-arm": pgettext_lazy("care", "right arm"),
        "h-left-arm": pgettext_lazy("care", "left arm"),
        "h-right-hand": pgettext_lazy("care", "right hand"),
        "h-left-hand": pgettext_lazy("care", "left hand"),
        "h-right-thigh": pgettext_lazy("care", "right thigh"),
        "h-left-thigh": pgettext_lazy("care", "left thigh"),
        "h-right-leg": pgettext_lazy("care", "right leg"),
        "h-left-leg": pgettext_lazy("care", "left leg"),
        "h-right-foot": pgettext_lazy("care", "right foot"),
        "h-left-foot": pgettext_lazy("care", "left foot"),
        "need-language": pgettext_lazy("care", "language and interpreter"),
        "need-food": pgettext_lazy("care", "food"),
        "need-dress": pgettext_lazy("care", "dress"),
        "need-prayer-times": pgettext_lazy("care", "times of prayer"),
        "need-same-sex-staff": pgettext_lazy("care", "staff of the same sex"),
        "need-with-siblings": pgettext_lazy("care", "sleeps with brothers and sisters"),
        "need-mother-and-infant": pgettext_lazy("care", "mother and infant together"),
        "need-comfort": pgettext_lazy("care", "what comforts"),
        "need-other": pgettext_lazy("care", "another need"),
        "child-marriage": pgettext_lazy("care", "child marriage"),
        "corporal-punishment": pgettext_lazy("care", "corporal punishment"),
        "physical-violence": pgettext_lazy("care", "physical violence"),
        "sexual-violence": pgettext_lazy("care", "sexual violence"),
        "emotional-violence": pgettext_lazy("care", "emotional violence"),
        "forced-pregnancy": pgettext_lazy("care", "forced pregnancy"),
        "trafficking": pgettext_lazy("care", "trafficking"),
        "child-labour": pgettext_lazy("care", "child labour"),
        "neglect": pgettext_lazy("care", "neglect"),
        "education-denied": pgettext_lazy("care", "education denied"),
        "care-denied": pgettext_lazy("care", "medical care denied"),
        "confinement": pgettext_lazy("care", "shut in or kept apart"),
        "separation": pgettext_lazy("care", "separated from who cares for them"),
        "no-documents": pgettext_lazy("care", "no documents"),
        "self-harm": pgettext_lazy("care", "harm to oneself"),
        "harm-in-care": pgettext_lazy("care", "harm in our care"),
        "other-concern": pgettext_lazy("care", "another concern"),
        "reply": pgettext_lazy("care", "answer"),
        "appeal": pgettext_lazy("care", "appeal"),
        "court-answer": pgettext_lazy("care", "answer of a court"),
        "plan-action": pgettext_lazy("care", "action"),
        "plan-service": pgettext_lazy("care", "service"),
        "plan-referral": pgettext_lazy("care", "referral"),
        "plan-visit": pgettext_lazy("care", "follow-up visit"),
        "plan-review": pgettext_lazy("care", "review"),
        "step-accepted": pgettext_lazy("care", "taken on"),
        "step-done": pgettext_lazy("care", "done"),
        "step-declined": pgettext_lazy("care", "declined"),
        "step-not-possible": pgettext_lazy("care", "not possible"),
    }
)

# Why an entry that lies apart is left aside.
ASIDE: Mapping[str, Word] = MappingProxyType(
    {
        "aside-false": _("what it says is not true"),
        "aside-twice": _("the same is written elsewhere"),
        "aside-moot": _("it no longer matters"),
        "aside-unreadable": _("nobody can read it"),
    }
)

_EVERY: tuple[Mapping[str, Word], ...] = (
    ASIDE,
    STATES,
    BESIDE,
    ANSWERS,
    SEX,
    READINGS,
    HOW,
    RELATIONS,
    ROLLCALL,
    STEPS,
    LANGUAGES,
    SCRIPTS,
    ROLES,
    KINDS,
    CLAIMS,
    FIGURES,
    CASE,
    LINES,
    KIN,
    MATCHES,
    COLUMNS,
    LAW,
    PURPOSES,
    COMPARTMENTS,
    NEAR,
    CARE,
)


def code(value: object) -> str:
    """The bare lower-case code of an enum member or a string: `State.IN_TRANSIT` gives `in-transit`."""
    if isinstance(value, Enum):
        value = value.value if isinstance(value.value, str) else value.name
    return str(value).strip().lower().replace("_", "-").replace(" ", "-")


def named(value: object) -> bool:
    """Whether somebody has given this code a word."""
    return any(code(value) in words for words in _EVERY)


def word(value: object) -> Word:
    """The word for a code in the reader's language; the code itself when nobody has named it yet."""
    known = code(value)
    for words in _EVERY:
        if known in words:
            return words[known]
    return str(value)
