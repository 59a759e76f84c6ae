"""The public page where anyone checks an agreed number against the ledger: no sign-in, no name, no place."""

from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from abrigo.clerk import agreed, public_words
from abrigo.facts.kinds import AccordId
from abrigo.staff.models import Agency


@never_cache
def accord(request: HttpRequest, accord: str) -> HttpResponse:
    """The number is counted again when the page is opened. What is not agreed does not exist here."""
    found = agreed.check(AccordId(accord))
    if found is None:
        raise Http404
    zone = ZoneInfo(found.zone)
    language = get_language() or "es"
    names = dict(Agency.objects.filter(id__in=found.parts.signed).values_list("id", "name"))
    signed = [names.get(a, a) for a in found.parts.signed]

    def say(spoken: str) -> str:
        return public_words.read_aloud(found.parts, spoken, lambda at: at.astimezone(zone), signed)

    timezone.activate(zone)
    try:
        context = {
            "checked": found,
            "spoken": public_words.spoken_in(language),
            "parts": found.parts,
            "counted": public_words.counted(found.parts.definition, found.parts.number, language),
            "defined": public_words.defined(found.parts.definition, language),
            "signed": signed,
            "es": say("es"),
            "en": say("en"),
            "now": None,
            "operation": {"name": "", "zone": found.zone},  # the name of a place is nobody's business here
        }
        return render(request, "desk/check.html", context)
    finally:
        timezone.deactivate()
