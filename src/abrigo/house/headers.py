"""Headers on every answer: nothing is kept by a browser or a proxy, nothing is embedded elsewhere."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def behind_https(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """HTTPS ends before us: without this word every form sent from an https page would be taken for a stranger's."""

    def answer(request: HttpRequest) -> HttpResponse:
        if settings.ABRIGO_HTTPS:
            request.environ["wsgi.url_scheme"] = "https"  # type: ignore[attr-defined]
        return get_response(request)

    return answer


def headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A shared tablet keeps the last page in its cache; the next person at the desk must not find a child in it."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path.startswith("/static/"):
            response.setdefault("Cache-Control", "no-store")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=(), payment=(), usb=()")
        return response

    return answer
