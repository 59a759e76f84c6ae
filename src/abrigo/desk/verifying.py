"""The public page on which a stranger checks what we exported: one file, no sign-in, no network, ours or saved."""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from abrigo.ledger import verify

PAGE: Final = Path(verify.__file__).parent / "static" / "ledger" / "verify.html"


@require_safe
def verifier(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - nothing is asked of whoever comes
    """The page itself. `sandbox`: what runs in it cannot reach this house's session even if it were not our own."""
    return _answer()


@require_safe
def keep(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same bytes for everybody
    """The same file, to be kept: opened from a disk, without a cable, it does the same."""
    answer = _answer()
    answer["Content-Disposition"] = 'attachment; filename="verify.html"'
    return answer


def _answer() -> HttpResponse:
    raw, policy = _page()
    answer = HttpResponse(raw, content_type="text/html; charset=utf-8")
    answer["Content-Security-Policy"] = policy
    return answer


@cache
def _page() -> tuple[bytes, str]:
    """The file, and the policy that lets exactly its own script and style run and nothing load."""
    raw = PAGE.read_bytes()
    marks = {
        what: " ".join(
            f"'sha256-{b64encode(sha256(part).digest()).decode()}'"
            for part in re.findall(rb"<%s>(.*?)</%s>" % (what, what), raw, re.DOTALL)
        )
        for what in (b"script", b"style")
    }
    return raw, (
        f"default-src 'none'; script-src {marks[b'script']}; style-src {marks[b'style']}; frame-ancestors 'none';"
        " base-uri 'none'; form-action 'none'; sandbox allow-scripts allow-downloads"
    )
