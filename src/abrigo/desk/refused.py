"""How a page says no: the code, the sentence and what can be done instead, as parts/refusal.html draws them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from abrigo.clerk.sentences import say
from abrigo.desk import shown
from abrigo.desk.door import Visit
from abrigo.registers import people
from abrigo.rules.refusals import Refusal, Why

NAMED_AT_MOST = 20


def refused(visit: Visit, refusal: Refusal) -> dict[str, Any]:
    """A refusal in the reader's language, with the people it is about as far as this viewer may see them."""
    words = say(refusal, get_language() or "es")
    told: dict[str, Any] = {"why": str(refusal.why), "sentence": words.sentence, "remedy": words.remedy}
    about = people.ask(visit.viewer, visit.operation, people=refusal.about[:NAMED_AT_MOST], merged=True)
    if refusal.why is Why.BAND_IN_USE:
        if about:
            told |= {"url": reverse("desk:person", args=[about[0].id]), "do": _("See who wears it")}
    elif about:
        told |= {"people": shown.people(visit, about), "more": max(0, len(refusal.about) - len(about))}
    return told
