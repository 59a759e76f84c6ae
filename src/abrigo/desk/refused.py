"""How a page says no: the code, the sentence and what can be done instead, as parts/refusal.html draws them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from abrigo.clerk.sentences import say
from abrigo.desk.door import Visit
from abrigo.registers import people
from abrigo.rules.refusals import Refusal, Why


def refused(visit: Visit, refusal: Refusal) -> dict[str, Any]:
    """A refusal in the reader's language. Where somebody the viewer may see stands in the way, a link to them."""
    words = say(refusal, get_language() or "es")
    told: dict[str, Any] = {"why": str(refusal.why), "sentence": words.sentence, "remedy": words.remedy}
    if refusal.why is Why.BAND_IN_USE and len(refusal.about) > 1:
        holder = people.one(visit.viewer, visit.operation, refusal.about[1])
        if holder is not None:
            told |= {"url": reverse("desk:person", args=[holder.id]), "do": _("See who wears it")}
    return told
