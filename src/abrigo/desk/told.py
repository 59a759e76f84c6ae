"""Every fact of a person's story as one sentence in the reader's language: what happened, never what to think of it.

A sentence for each kind of fact, found by its name as written in the ledger. Who said it, when it happened and when it
was written stand beside the sentence, not in it. What the viewer may not see is already left out; such a fact only says
that it exists.
"""

# ruff: noqa: ARG001, ARG005 - every sentence is told by the same two things, needed or not

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from abrigo.desk import words
from abrigo.desk.door import Visit
from abrigo.desk.templatetags.desk import years

Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Teller:
    """Who tells, of whom: the visit (for places and colleagues), and what others in the story are called."""

    visit: Visit
    person: str
    called: Mapping[str, str]
    agencies: Mapping[str, str]

    def sentence(self, kind: str, fact: Plain, *, hidden: bool = False, mine: bool = False) -> str:
        """In: a fact's kind and its plain values, without what the viewer may not see; `mine`: the viewer wrote it.
        Out: one sentence.
        """
        tell = SENTENCES.get(kind)
        if hidden and not fact.keys() - {"person"}:
            return _("Something was written that your role does not see.")
        if tell is None:
            return _("Something was written.")
        if kind == "release.held" and mine:
            # Whoever was not free to say no, and whoever stands behind them, read here what they read anyhow.
            return _("A second person signed.")
        return tell(self, fact)

    def who(self, person: str | None) -> str:
        return fenced(self.called.get(person or "", "")) or _("someone else on record")

    def agency(self, id_: str) -> str:
        return self.agencies.get(id_, id_)

    def at(self, fact: Plain) -> str:
        """A site, with its unit; when the viewer may not see places, that a place was named."""
        if "site" not in fact:
            return _("a place your role does not see")
        site, unit = self.visit.place(fact["site"]), self.visit.place(fact.get("unit"))
        return f"{site}, {unit}" if unit else site

    def when(self, iso: str | None) -> str:
        if not iso:
            return _("no time was said")
        local = datetime.fromisoformat(iso).astimezone(self.visit.zone)
        return f"{date_format(local, 'D j M Y')}, {local:%H:%M}"


def fenced(words_: str) -> str:
    """What somebody wrote, its direction kept to itself: a Hebrew name must not turn a Spanish sentence around."""
    return f"\u2068{words_}\u2069" if words_ and not words_.isascii() else words_


def said(value: Any) -> str:
    """A told value, a code in words, or which of the four ways of not having one."""
    if isinstance(value, Mapping) and "unsaid" in value:
        return str(words.word(value["unsaid"]))
    return str(words.word(value)) if words.named(value) else fenced(str(value))


def age(value: Plain) -> str:
    return said(value) if "unsaid" in value else years(value["low"], value["high"])


def place(value: Plain | None) -> str:
    if not value:
        return _("no place was said")
    return f"{value['words']}, {value['country']}" if value.get("country") else str(value["words"])


def ground(value: Plain) -> str:
    """A legal authority in one line."""
    parts = [value["basis"], value["article"], value["order"], value["issuer"]]
    return ", ".join(p for p in parts if p)


ATTRIBUTES: Final[Mapping[str, Callable[[], str]]] = {
    "sex": lambda: _("sex"),
    "clothing": lambda: _("clothing"),
    "language": lambda: _("language heard"),
    "marks": lambda: _("marks"),
    "needs": lambda: _("needs"),
    "held_by": lambda: _("who was holding them"),
    "tag": lambda: _("tag"),
    "name": lambda: _("name"),
}


def attribute(name: str) -> str:
    return ATTRIBUTES[name]() if name in ATTRIBUTES else name


def _received(t: Teller, f: Plain) -> str:
    told = {"place": t.at(f), "agency": t.agency(f["agency"]), "tag": f["tag"] or "—", "holder": said(f["held_by"])}
    form = _("Received at %(place)s by %(agency)s, tag %(tag)s, counted on sight as %(tally)s; held by: %(holder)s.")
    return form % {**told, "tally": said(f["tally"])}


def _registered(t: Teller, f: Plain) -> str:
    seen = _("age, as it looks")
    told = [
        f"{attribute('sex')}: {said(f['sex'])}",
        f"{seen}: {age(f['apparent_age'])}",
        *(f"{attribute(name)}: {said(f[name])}" for name in ("clothing", "language", "marks", "needs", "held_by")),
    ]
    line = f["line"] or "—"
    return _("Line %(line)s of the register. %(told)s.") % {"line": line, "told": "; ".join(told)}


def _described(t: Teller, f: Plain) -> str:
    return _("%(attribute)s, told anew: %(value)s.") % {
        "attribute": attribute(f["attribute"]).capitalize(), "value": said(f["value"])
    }  # fmt: skip


def _named(t: Teller, f: Plain) -> str:
    by = f["speaker"] or _("nobody noted who")
    form = _("Called “%(name)s” according to %(by)s; a supposed name.") if f["supposed"] else (
        _("Called “%(name)s” according to %(by)s.")
    )  # fmt: skip
    return form % {"name": fenced(f["text"]), "by": fenced(by)}


def _aged(t: Teller, f: Plain) -> str:
    told = {"age": age(f["age"]), "how": said(f["method"])}
    speaker = t.visit.staff(f["speaker"]) if f["method"] == "by-eye" else f["speaker"]
    if speaker:
        return _("Age %(age)s, %(how)s, according to %(by)s.") % {**told, "by": fenced(speaker)}
    return _("Age %(age)s, %(how)s.") % told


def _age_determined(t: Teller, f: Plain) -> str:
    told = {"age": age(f["age"]), "by": f["issuer"], "basis": f["basis"]}
    return _("Age determined by %(by)s: %(age)s (%(basis)s).") % told


def _kin(t: Teller, f: Plain) -> str:
    told = {
        "kin": t.who(f["other"]) if f["other"] else fenced(f["other_name"]),
        "of": t.who(f["person"]),
        "relation": said(f["relation"]),
        "by": fenced(f["speaker"]) or _("nobody noted who"),
    }
    return _("%(kin)s said to be %(relation)s of %(of)s, according to %(by)s.") % told


def _photo(t: Teller, f: Plain) -> str:
    return _("A photo was added, authorised by %(by)s.") % {"by": f["authorised_by"]}


def _stranger(t: Teller, f: Plain) -> str:
    told = {"place": t.at(f), "tag": f["tag"], "words": f.get("circumstances", "")}
    return _("Turned up at %(place)s, tag %(tag)s; never in our care until then. %(words)s") % told


def _raised(t: Teller, f: Plain) -> str:
    told = {"one": t.who(f["person"]), "other": t.who(f["other"]), "why": ", ".join(said(r) for r in f["reasons"])}
    return _("Put on the table: %(one)s and %(other)s may be one person (%(why)s).") % told


def _linked(t: Teller, f: Plain) -> str:
    told = {"one": t.who(f["person"]), "other": t.who(f["same_as"]), "why": f["reason"]}
    return _("Decided: %(one)s is %(other)s, who is counted for both. %(why)s") % told


def _apart(t: Teller, f: Plain) -> str:
    told = {"one": t.who(f["person"]), "other": t.who(f["other"]), "why": f["reason"]}
    return _("Decided: %(one)s and %(other)s are two persons. %(why)s") % told


def _open(t: Teller, f: Plain) -> str:
    told = {"one": t.who(f["person"]), "other": t.who(f["other"]), "why": f["reason"]}
    return _("Looked at: it cannot be told whether %(one)s and %(other)s are one person. %(why)s") % told


def _unlinked(t: Teller, f: Plain) -> str:
    told = {"one": t.who(f["person"]), "other": t.who(f["same_as"]), "why": f["reason"]}
    return _("The link was wrong: %(one)s and %(other)s are two persons again. %(why)s") % told


def _boarded(t: Teller, f: Plain) -> str:
    vehicle = t.visit.place(f["vehicle"])
    return _("Boarded %(vehicle)s, due %(due)s.") % {"vehicle": vehicle, "due": t.when(f["due"])}


def _leave(t: Teller, f: Plain) -> str:
    told = {"place": f["place"], "kind": said(f["kind"]), "escort": f["escort"], "due": t.when(f["due"])}
    return _("Left with authority for %(place)s (%(kind)s), with %(escort)s, due back %(due)s.") % told


def _handed(t: Teller, f: Plain) -> str:
    return _("Handed over by %(giver)s to %(taker)s, not yet taken.") % {
        "giver": t.agency(f["giver"]), "taker": t.agency(f["taker"])
    }  # fmt: skip


def _authority(t: Teller, f: Plain) -> str:
    told = f["ground"]
    until = t.when(told["ends"]) if told["ends"] else _("no end was written")
    return _("Legal authority: %(ground)s; until %(until)s.") % {"ground": ground(told), "until": until}


def _answered(t: Teller, f: Plain) -> str:
    told = {"place": t.at(f), "how": said(f["how"]), "counter": f["counter"], "medium": said(f["medium"])}
    if f["present"]:
        return _("Roll call at %(place)s, counter %(counter)s: here, %(how)s, %(medium)s.") % told
    return _("Roll call at %(place)s, counter %(counter)s: not here, %(medium)s.") % told


def _restricted(t: Teller, f: Plain) -> str:
    told = {"kind": said(f["kind"]), "against": f["against"], "basis": f["basis"], "issuer": f["issuer"]}
    return _("Restriction (%(kind)s) against %(against)s: %(basis)s, %(issuer)s; until %(until)s.") % {
        **told, "until": t.when(f["ends"])
    }  # fmt: skip


def _alert_located(t: Teller, f: Plain) -> str:
    return _("Alert: located at %(place)s, according to %(source)s.") % {
        "place": place(f.get("place")), "source": f["source"]
    }  # fmt: skip


def _asked_for(t: Teller, f: Plain) -> str:
    return _("%(asker)s, %(relation)s, asked for this person; receipt %(receipt)s.") % {
        "asker": fenced(f["asker"]), "relation": said(f["relation"]), "receipt": f["receipt"]
    }  # fmt: skip


def _health(t: Teller, f: Plain) -> str:
    return _("Health check: %(outcome)s.") % {"outcome": said(f["outcome"])}


def _proposed(t: Teller, f: Plain) -> str:
    told = {"outcome": said(f["outcome"]), "to": fenced(f["recipient"]), "ground": f["ground"], "view": f["child_view"]}
    return _("Proposed: %(outcome)s, to %(to)s, on the ground of %(ground)s. The child’s view: %(view)s.") % told


def _ended(t: Teller, f: Plain) -> str:
    told = {"outcome": said(f["outcome"]), "to": fenced(f["recipient"]), "ground": f["ground"]}
    return _("Our custody ended: %(outcome)s, to %(to)s, on the ground of %(ground)s.") % told


def _located(t: Teller, f: Plain) -> str:
    return _("Said to be at %(place)s, according to %(source)s; not yet seen by us.") % {
        "place": place(f.get("place")), "source": f["source"]
    }  # fmt: skip


def _elsewhere(t: Teller, f: Plain) -> str:
    told = {"place": place(f.get("place")), "source": f["source"], "company": f["in_company_of"] or "—"}
    return _("Seen by others at %(place)s, in the company of %(company)s, according to %(source)s.") % told


def _stay(t: Teller, f: Plain) -> str:
    told = {"place": place(f.get("place")), "since": f["since"] or "?", "until": f["until"] or "?"}
    return _("Lived before at %(place)s, from %(since)s until %(until)s, according to %(source)s.") % {
        **told, "source": fenced(f["source"])
    }  # fmt: skip


SENTENCES: Final[Mapping[str, Callable[[Teller, Plain], str]]] = {
    "person.received": _received,
    "person.registered": _registered,
    "person.described": _described,
    "band.given": lambda t, f: _("Band %(band)s put on.") % {"band": f["band"]},
    "band.removed": lambda t, f: _("Band %(band)s taken off: %(why)s.") % {"band": f["band"], "why": f["reason"]},
    "photo.added": _photo,
    "stranger.found": _stranger,
    "stranger.identified": lambda t, f: (
        _("It is now known who this is: %(who)s (%(basis)s).") % {"who": f["who"], "basis": f["basis"]}
    ),
    "person.sought": lambda t, f: _("Sought as “%(name)s”; never in our care.") % {"name": said(f["name"])},
    "name.claimed": _named,
    "age.claimed": _aged,
    "age.determined": _age_determined,
    "kin.claimed": _kin,
    "claim.withdrawn": lambda t, f: _("A claim was taken back: %(why)s.") % {"why": f["reason"]},
    "candidate.raised": _raised,
    "person.linked": _linked,
    "person.held-apart": _apart,
    "candidate.left-open": _open,
    "person.unlinked": _unlinked,
    "siblings.grouped": lambda t, f: _("Of one sibling group: %(basis)s.") % {"basis": f["basis"]},
    "transit.boarded": _boarded,
    "transit.arrived": lambda t, f: _("Arrived at %(place)s.") % {"place": t.at(f)},
    "transit.not-arrived": lambda t, f: _("On the manifest and not on the vehicle at %(place)s.") % {"place": t.at(f)},
    "leave.began": _leave,
    "leave.ended": lambda t, f: _("Came back to %(place)s.") % {"place": t.at(f)},
    "unit.changed": lambda t, f: _("Moved to %(place)s.") % {"place": t.at(f)},
    "custody.handed-over": _handed,
    "shredding.asked": lambda t, f: _("Somebody asked that the words be destroyed."),
    "shredding.confirmed": lambda t, f: (
        _("Confirmed: the words are destroyed on %(day)s, unless somebody stops it.") % {"day": t.when(f["due"])}
        if f.get("due")
        else _("Confirmed that the words be destroyed.")
    ),
    "shredding.cancelled": lambda t, f: _("It was stopped that the words be destroyed."),
    "words.held": lambda t, f: _("It was ordered that the words be kept."),
    "hold.lifted": lambda t, f: _("The order to keep the words was lifted."),
    "key.destroyed": lambda t, f: _("The words were destroyed. The outline stays."),
    "custody.contested": lambda t, f: (
        _("Two houses placed this child in two places: %(places)s. Nobody is picked.")
        % {"places": ", ".join(t.visit.place(c.get("site")) or "—" for c in f.get("claims", ()))}
    ),
    "custody.resolved": lambda t, f: _("Somebody checked where the child is: %(place)s.") % {"place": t.at(f)},
    "custody.taken": lambda t, f: _("Taken over by %(taker)s.") % {"taker": t.agency(f["taker"])},
    "custody.not-taken": lambda t, f: (
        _("Not taken over: %(why)s. %(giver)s still answers.") % {"why": f["reason"], "giver": t.agency(f["giver"])}
    ),
    "authority.given": _authority,
    "authority.ended": lambda t, f: _("The legal authority ended: %(why)s.") % {"why": f["reason"]},
    "sighting.seen": lambda t, f: _("Seen at %(place)s, %(how)s.") % {"place": t.at(f), "how": said(f["how"])},
    "sighting.found-inside": lambda t, f: (
        _("Found inside at %(place)s; had been there since %(since)s.")
        % {"place": t.at(f), "since": t.when(f["since"])}
    ),
    "sighting.located-outside": _located,
    "sighting.brought-back": lambda t, f: (
        _("Brought back to %(place)s by %(by)s and seen by us.") % {"place": t.at(f), "by": f["brought_by"] or "—"}
    ),
    "sighting.elsewhere": _elsewhere,
    "stay.told": _stay,
    "stay.withdrawn": lambda t, f: _("An earlier stay was taken back: %(why)s.") % {"why": f["reason"]},
    "disclosure.made": lambda t, f: (
        _("Given out: %(what)s, to %(to)s.") % {"what": said("given-" + f["given"]), "to": fenced(f["to"])}
    ),
    "rollcall.answered": _answered,
    "rollcall.not-answered": lambda t, f: (
        _("Did not answer the roll call at %(place)s: unaccounted.") % {"place": t.at(f)}
    ),
    "incident.unconfirmed": lambda t, f: (
        _("Incident at %(place)s: every earlier sighting stopped counting.") % {"place": t.at(f)}
    ),
    "missing.declared": lambda t, f: _("Declared missing."),
    "alert.requested": lambda t, f: _("An alert was requested."),
    "alert.accepted": lambda t, f: _("Alert accepted under number %(number)s.") % {"number": f["number"]},
    "alert.activated": lambda t, f: _("Alert active."),
    "alert.located": _alert_located,
    "alert.verified": lambda t, f: _("Alert: seen in person by %(by)s.") % {"by": f["verifier"]},
    "alert.closed": lambda t, f: _("Alert closed: %(why)s.") % {"why": f["reason"]},
    "restriction.set": _restricted,
    "step.taken": lambda t, f: _("A step was taken: %(step)s.") % {"step": said(f["step"])},
    "clock.extended": lambda t, f: _("A deadline was extended."),
    "child.heard": lambda t, f: _("What the child wants was asked before a decision, or why nobody could ask."),
    "lent.raised": lambda t, f: _("Perhaps the same as a line of a lent register."),
    "lent.decided": lambda t, f: _("A line of a lent register was looked at and decided."),
    "exhibit.collected": lambda t, f: _("An exhibit was written down."),
    "evidence.weighed": lambda t, f: _("A piece of evidence was weighed."),
    "duty.considered": lambda t, f: _("A duty before a removal was looked at."),
    "interview.held": lambda t, f: _("The child was interviewed."),
    "consulate.notified": lambda t, f: _("The consulate of %(country)s was notified.") % {"country": f["country"]},
    "health.offered": lambda t, f: _("A health check was offered."),
    "health.answered": _health,
    "form.answered": lambda t, f: _("A form was filled; its answers have a page of their own."),
    "health.noted": lambda t, f: _("Health was noted."),
    "need.set": lambda t, f: _("A need was written down."),
    "need.ended": lambda t, f: _("A need was deleted for good."),
    "case.assigned": lambda t, f: _("Somebody was named to answer for the case."),
    "concern.raised": lambda t, f: _("A concern was raised."),
    "concern.replied": lambda t, f: _("A concern was answered."),
    "case.assessed": lambda t, f: _("The concerns were looked into."),
    "case.planned": lambda t, f: _("A step was planned."),
    "case.answered": lambda t, f: _("A step was answered."),
    "case.interests": lambda t, f: _("Best interests were weighed."),
    "case.closure": lambda t, f: _("A closure was proposed."),
    "case.signed": lambda t, f: _("A second person signed."),
    "family.requested": _asked_for,
    "family.meant": lambda t, f: (
        (
            _("A family request is taken to mean this person: %(why)s.")
            if f["meant"]
            else _("A family request is taken not to mean this person: %(why)s.")
        )
        % {"why": f["reason"]}
    ),
    "kin.decided": lambda t, f: (
        _("A claim of kinship now stands as “%(standing)s”: %(why)s.")
        % {"standing": said(f["standing"]), "why": f["reason"]}
    ),
    "kept.together": lambda t, f: _("To be kept together with others: %(why)s.") % {"why": f["reason"]},
    "kept.apart": lambda t, f: (
        _("To be kept apart from somebody until %(until)s: %(why)s.") % {"until": t.when(f["ends"]), "why": f["basis"]}
    ),
    "kept.split": lambda t, f: (
        _("May be parted from those they are kept with: %(why)s. Contact: %(contact)s. To be looked at again %(when)s.")
        % {"why": f["reason"], "contact": f["contact"], "when": t.when(f["review"])}
    ),
    "kept.ended": lambda t, f: _("No longer kept together or apart: %(why)s.") % {"why": f["reason"]},
    "visit.requested": lambda t, f: (
        _("A visit was asked for by %(who)s, for %(when)s.")
        % {"who": fenced(f["visitor"]), "when": t.when(f["begins"])}
    ),
    "visit.approved": lambda t, f: (
        _("The visit was approved, supervised by %(who)s.") % {"who": f["supervisor"]}
        if f["supervised"]
        else _("The visit was approved.")
    ),
    "visit.held": lambda t, f: _("The visit was put on hold: %(why)s.") % {"why": f["reason"]},
    "visit.refused": lambda t, f: _("The visit was refused: %(why)s.") % {"why": f["reason"]},
    "visit.recorded": lambda t, f: (
        (
            _("The visit took place: %(words)s. What the child wanted: %(wanted)s.")
            if f["took_place"]
            else _("The visit did not take place: %(words)s.")
        )
        % {"words": f["words"], "wanted": f["child_wanted"]}
    ),
    "gate.answered": lambda t, f: (
        (
            _("%(who)s stood at the gate for this person and was let in: %(why)s.")
            if f["word"] == "let-in"
            else _("%(who)s stood at the gate for this person and was not let in: %(why)s.")
        )
        % {"who": fenced(f["who"]), "why": f["reason"]}
    ),
    "release.proposed": _proposed,
    "release.held": lambda t, f: _(
        "Whoever was to countersign was not free. Nothing ended. Look at it now, and call them."
    ),
    "release.followed-up": lambda t, f: (
        _("Looked after since leaving: the child was seen.")
        if f["child_seen"]
        else _("Looked after since leaving: the child was not seen.")
    ),
    "release.refused": lambda t, f: _("The release was refused: %(why)s.") % {"why": f["reason"]},
    "release.released": _ended,
    "transfer.out": _ended,
    "release.in-error": lambda t, f: _("Had been released in error: %(words)s.") % {"words": f["words"]},
    "person.died": lambda t, f: (
        _("Died at %(place)s, certified by %(by)s.") % {"place": place(f.get("place")), "by": f["certified_by"]}
    ),
    "accord.explained": lambda t, f: _("Named in a difference between counts: %(words)s.") % {"words": f["words"]},
}
