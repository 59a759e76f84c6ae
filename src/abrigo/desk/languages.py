"""In which language a page answers: the house's own for its people, more of them for whoever asks at the gate."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from abrigo.desk.words import OUTWARD_ONLY


def of_the_house(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Stands behind Django's LocaleMiddleware. A language that only papers for relatives have is left to their tablet.

    Elsewhere it would be Spanish said to be Arabic: read from the wrong side, and aloud in the wrong voice.
    The next language the browser asks for is taken instead.
    """

    def answered(request: HttpRequest) -> HttpResponse:
        if translation.get_language() in OUTWARD_ONLY and request.path != reverse("desk:kiosk"):
            language = _next_of(request)
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return get_response(request)

    return answered


def _next_of(request: HttpRequest) -> str:
    ours = {code for code, _name in settings.LANGUAGES} - OUTWARD_ONLY
    asked = (
        code.split("-")[0] for code, _weight in parse_accept_lang_header(request.headers.get("accept-language", ""))
    )
    return next((code for code in asked if code in ours), settings.LANGUAGE_CODE)
