"""The app itself: files without a word of data in them, so anyone may fetch them."""

import mimetypes
from pathlib import Path
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

BUILT: Final = Path(__file__).parent / "static" / "pocket"
# 'wasm-unsafe-eval': the QR decoder is WebAssembly; nothing else here may compile.
CSP: Final = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:;"
    " media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; font-src 'self';"
    " form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)
PERMISSIONS: Final = (
    "camera=(self), publickey-credentials-get=(self), publickey-credentials-create=(self),"
    " geolocation=(), microphone=(), payment=(), usb=()"
)
TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
}


@require_safe
def shell(request: HttpRequest, path: str = "") -> HttpResponse:
    """The page, for every address of the app, so that a link opens where it points."""
    if "." in path.rsplit("/", 1)[-1] or path.startswith("v1/"):
        raise Http404
    return _file(request, BUILT / "index.html", "no-cache")


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    answer = _file(request, BUILT / "sw.js", "no-cache")
    answer["Service-Worker-Allowed"] = "/pocket/"
    return answer


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    return _file(request, BUILT / "manifest.webmanifest", "no-cache")


@require_safe
def built(request: HttpRequest, name: str) -> HttpResponse:
    """A file whose name carries its hash: the same name is the same bytes for ever."""
    path = (BUILT / "app" / name).resolve()
    if not path.is_relative_to(BUILT / "app"):
        raise Http404
    return _file(request, path, "public, max-age=31536000, immutable")


def _file(request: HttpRequest, path: Path, keeps: str) -> HttpResponse:
    packed = path.with_name(path.name + ".gz")
    zipped = "gzip" in request.headers.get("Accept-Encoding", "") and packed.is_file()
    if not path.is_file():
        raise Http404
    kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    answer = HttpResponse((packed if zipped else path).read_bytes(), content_type=kind)
    if zipped:
        answer["Content-Encoding"] = "gzip"
        answer["Vary"] = "Accept-Encoding"
    answer["Cache-Control"] = keeps
    answer["Content-Security-Policy"] = CSP
    answer["Permissions-Policy"] = PERMISSIONS
    return answer
