"""What for: chosen once for a shift, or for one child, from a short list; and what is said when nothing is shown."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from abrigo.desk import words
from abrigo.desk.door import Visit, page
from abrigo.desk.trouble import alone
from abrigo.staff.viewer import purpose as known


@page
def purpose(request: HttpRequest, visit: Visit) -> HttpResponse:  # noqa: ARG001 - every page is drawn for somebody
    """One tap. With `person`: for this child alone, as long as the shift lasts."""
    onward = request.POST.get("next", "") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts=None):
        onward = "/"
    chosen = known(request.POST.get("purpose", ""))
    if request.method != "POST" or chosen is None:
        return _chooser(request, onward, 200 if request.method != "POST" else 422)
    person = request.POST.get("person", "")[:80]
    if person:
        request.session["purposes"] = {**request.session.get("purposes", {}), person: str(chosen)}
    else:
        request.session["purpose"] = str(chosen)
    said = _("Written with every protected record you open: %(purpose)s.") % {"purpose": words.PURPOSES[chosen]}
    messages.success(request, said)
    return redirect(onward)


def asked_first(request: HttpRequest) -> HttpResponse:
    """In the place of a page that holds something protected, for whoever has not said what it is for."""
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=403)
        answer["HX-Redirect"] = "/purpose"
        return answer
    return _chooser(request, request.get_full_path() if request.method == "GET" else "/", 403)


def _chooser(request: HttpRequest, onward: str, status: int) -> HttpResponse:
    context = {"onward": onward, "purposes": [(code, said) for code, said in words.PURPOSES.items()]}
    return render(request, "desk/purpose.html", context, status=status)


def not_shown(request: HttpRequest) -> HttpResponse:
    """A full disk, a lock, a database that only reads: whoever cannot be written down is shown nothing."""
    answer = alone(
        request, 503, _("Not shown: it could not be written down"),
        _("Whoever opens this is written down first, and that did not work just now. Nothing was shown to you. Try "
          "again in a moment; meanwhile count by name on the printed roll."),
    )  # fmt: skip
    answer["Retry-After"] = "5"
    return answer
