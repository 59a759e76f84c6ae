"""What can be done from a person's page: say a name, an age, a kinship; a band; a correction; seen now; a photo."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from abrigo.clerk import photos
from abrigo.clerk.record import Ask
from abrigo.desk import intake_sheet, matches, words
from abrigo.desk.door import Visit, page
from abrigo.desk.intake import say_nameless
from abrigo.desk.person import draw
from abrigo.desk.refused import refused
from abrigo.desk.sent import minute
from abrigo.facts.kinds import AgeMethod, ClaimId, PersonId, SiteId, Told, UnitId
from abrigo.facts.sightings import How
from abrigo.names import Said, hear
from abrigo.registers import people
from abrigo.registers.people import PersonLine
from abrigo.rules.identity import ClaimAge, ClaimKin, ClaimName, ProposeCandidate, WithdrawClaim
from abrigo.rules.intake import AddPhoto, Describe, GiveBand, RemoveBand
from abrigo.rules.naming import follows
from abrigo.rules.sightings import See


class Unreadable(Exception):
    """What was typed cannot be made an act; the sentence says what is missing."""


@page
@require_POST
def act(request: HttpRequest, visit: Visit, person: str, what: str) -> HttpResponse:
    """One act about one person. Refused: the page again, the form open, nothing typed lost."""
    line = people.one(visit.viewer, visit.operation, person)
    if line is None or what not in ACTS or not visit.may(what):
        raise Http404
    typed = {k: v for k, v in request.POST.items() if isinstance(v, str)}
    try:
        asks = ACTS[what](visit, line, {**typed, "upload": request.FILES.get("photo")})
    except Unreadable as wrong:
        return draw(request, visit, person, 422, typed=typed, open=what, errors=[{"sentence": str(wrong)}])
    except ValueError:
        sentence = _("The time cannot be read.")
        return draw(request, visit, person, 422, typed=typed, open=what, errors=[{"sentence": sentence}])
    answers = visit.record_all(asks)
    if no := next((a.refusal for a in answers if a.refusal), None):
        return draw(request, visit, person, 422, typed=typed, open=what, refusal=refused(visit, no))
    entry = max((e.pos for a in answers for e in a.entries), default=None)
    said = _("Nothing changed: it was so already.") if entry is None else _("Written: entry %(n)s.") % {"n": entry}
    messages.success(request, said)
    if what == "claim-name" and (why := intake_sheet.no_name(_text(typed, "name"))):
        say_nameless(request, [(_text(typed, "name"), why)])
    return redirect("desk:person", person)


Typed = Mapping[str, Any]


def _id(typed: Typed) -> str:
    if not typed.get("id"):
        raise Unreadable(_("The form came without its number. Load the page again."))
    return str(typed["id"])


def _text(typed: Typed, name: str) -> str:
    return str(typed.get(name, "")).strip()


def _name(visit: Visit, line: PersonLine, typed: Typed) -> list[Ask]:
    text, ident = _text(typed, "name"), _id(typed)
    if why := intake_sheet.no_name(text):
        return [Ask(ident, Describe(PersonId(line.id), "name", why, minute(visit, ident, _text(typed, "at"))))]
    if text and hear(text) is not Said.NAME:
        raise Unreadable(intake_sheet.no_letters())
    return [
        Ask(ident, ClaimName(
            visit.operation, PersonId(line.id), ClaimId(ident), text, minute(visit, ident, _text(typed, "at")),
            speaker=_text(typed, "speaker"), language=_text(typed, "language"),
            script=_text(typed, "script") or intake_sheet.guess_script(text), supposed=bool(typed.get("supposed")),
        ))
    ]  # fmt: skip


def _age(visit: Visit, line: PersonLine, typed: Typed) -> list[Ask]:
    ident, age = _id(typed), intake_sheet.read_age(_text(typed, "age"))
    if age is None:
        raise Unreadable(_("The age cannot be read. Write 9, 9-11 or 60+."))
    method = AgeMethod(typed["method"]) if typed.get("method") in set(AgeMethod) else AgeMethod.STATED
    speaker = _text(typed, "speaker") or (str(visit.viewer.staff) if method is AgeMethod.BY_EYE else "")
    at = minute(visit, ident, _text(typed, "at"))
    return [Ask(ident, ClaimAge(visit.operation, PersonId(line.id), ClaimId(ident), age, method, at, speaker))]


def _kin(visit: Visit, line: PersonLine, typed: Typed) -> list[Ask]:
    ident, code = _id(typed), _text(typed, "other")
    other = _one_by_code(visit, code) if code else None
    return [
        Ask(ident, ClaimKin(
            visit.operation, PersonId(line.id), ClaimId(ident), _text(typed, "relation"),
            minute(visit, ident, _text(typed, "at")), other=PersonId(other.id) if other else None,
            other_name=_text(typed, "other_name"), speaker=_text(typed, "speaker"),
        ))
    ]  # fmt: skip


def _one_by_code(visit: Visit, code: str) -> PersonLine:
    found = people.by_code(visit.viewer, visit.operation, code)
    if len(found) != 1:
        raise Unreadable(_("Nobody, or more than one person, has this band, line or tag."))
    return found[0]


def _band(visit: Visit, line: PersonLine, typed: Typed) -> list[Ask]:
    """A new band; the old one is taken off in the same breath when a reason is given, so that no wrist is without."""
    ident = _id(typed)
    at, reason, person = minute(visit, ident, _text(typed, "at")), _text(typed, "reason"), PersonId(line.id)
    asks = [Ask(ident, GiveBand(visit.operation, person, typed.get("band", ""), at))]
    old = _text(typed, "old")
    if old and reason:
        asks.append(Ask(follows(ident, "off"), RemoveBand(visit.operation, person, old, reason, at)))
    elif old and typed.get("replace"):
        raise Unreadable(_("Say why the old band comes off."))
    return asks


def _describe(visit: Visit, line: PersonLine, typed: Typed) -> list[Ask]:
    ident, name = _id(typed), _text(typed, "attribute")
    told = _text(typed, "value")
    if name == "name" and told:
        raise Unreadable(_("A name is a claim with its speaker: write it down under “A name was said”."))
    if name == "language" and told:
        told = intake_sheet.language_code(told)
    if name == "sex" and told:
        told = next((code for code, word in words.SEX.items() if told.casefold() in (code, str(word).casefold())), told)
    value: Told | None = told or intake_sheet.unsaid(typed.get("value_unsaid", ""))
    if value is None:
        raise Unreadable(_("Say what it is, or which of the four ways of having no answer."))
    return [Ask(ident, Describe(PersonId(line.id), name, value, minute(visit, ident, _text(typed, "at"))))]


def _see(visit: Visit, line: PersonLine, typed: Typed) -> list[Ask]:
    ident = _id(typed)
    site, _sep, unit = _text(typed, "place").partition("/")
    how = How(typed["how"]) if typed.get("how") in set(How) else How.BY_SIGHT
    at = minute(visit, ident, _text(typed, "at"))
    seen = See(visit.operation, PersonId(line.id), SiteId(site), how, at, UnitId(unit) if unit else None)
    return [Ask(ident, seen)]


def _photo(visit: Visit, line: PersonLine, typed: Typed) -> list[Ask]:
    ident, upload, by = _id(typed), typed.get("upload"), _text(typed, "photo_by")
    if upload is None:
        raise Unreadable(_("Choose the photo."))
    if not by:
        raise Unreadable(_("Say who authorised the photo. Choose the photo again, too."))
    try:
        kept = photos.put(visit.viewer, PersonId(line.id), upload.read())
    except photos.PhotoRefused as no:
        raise Unreadable(str(words.word(no.code))) from no
    added = AddPhoto(PersonId(line.id), kept.digest, kept.media_type, kept.size, by, minute(visit, ident))
    return [Ask(ident, added)]


def _withdraw(visit: Visit, line: PersonLine, typed: Typed) -> list[Ask]:
    ident, claim = _id(typed), _text(typed, "claim")
    at = minute(visit, ident)
    taken_back = WithdrawClaim(visit.operation, PersonId(line.id), ClaimId(claim), _text(typed, "reason"), at)
    return [Ask(ident, taken_back)]


def _propose(visit: Visit, line: PersonLine, typed: Typed) -> list[Ask]:
    ident, other = _id(typed), _one_by_code(visit, _text(typed, "other"))
    reason = _text(typed, "reason")
    if not reason:
        raise Unreadable(_("Say what makes you think so."))
    candidate = matches.candidate_id(line.id, other.id)
    at = minute(visit, ident)
    both = PersonId(line.id), PersonId(other.id)
    return [Ask(ident, ProposeCandidate(visit.operation, candidate, *both, (reason,), at))]


ACTS: Final[Mapping[str, Callable[[Visit, PersonLine, Typed], list[Ask]]]] = {
    "claim-name": _name,
    "claim-age": _age,
    "claim-kin": _kin,
    "give-band": _band,
    "describe": _describe,
    "see": _see,
    "add-photo": _photo,
    "withdraw-claim": _withdraw,
    "propose-candidate": _propose,
}
