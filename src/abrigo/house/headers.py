"""Headers on every answer: nothing is kept by a browser or a proxy, nothing is embedded elsewhere."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse


def behind_proxies(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Who asks, when HTTPS ends before us: without it everybody has one address, and one who guesses shuts out all.

    Only what a machine of ABRIGO_PROXIES says is believed, and of its list only the last name that is none of them:
    what stands before it, anybody may have written.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        told = request.META.get("HTTP_X_FORWARDED_FOR", "")
        if told and _trusted(request.META.get("REMOTE_ADDR", "")):
            for said in reversed(told.split(",")):
                if (there := _address(said)) is None:
                    break
                request.META["REMOTE_ADDR"] = there
                if not _trusted(there):
                    break
        return get_response(request)

    return answer


def _address(said: str) -> str | None:
    try:
        return str(ip_address(said.strip()))
    except ValueError:
        return None


def _trusted(told: str) -> bool:
    there = _address(told)
    return there is not None and any(ip_address(there) in network for network in settings.ABRIGO_PROXIES)


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


def without_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The letter NUL is in no name, and PostgreSQL breaks on it: such an address is nobody's, such a form unreadable.

    No browser sends one. Programs and phones have readers of their own, which refuse it by its field.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(("/api/", "/pocket/")):
            if "\0" in request.path:
                raise Http404
            if request.method == "POST" and any("\0" in said for _, all_of in request.POST.lists() for said in all_of):
                raise BadRequest("NUL")
        return get_response(request)

    return answer
