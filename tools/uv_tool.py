"""The one tool fetched before there is any: a pinned uv, taken by pip where there is pip, by hand where there is not.

Whichever way it came, the bytes are checked against the hashes in requirements/uv.txt before they are run.
"""

import hashlib
import html.parser
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import mirrors
from speaking import Stop, say, step

ANSWER_IN = "application/vnd.pypi.simple.v1+json, text/html;q=0.5"
SECONDS = 120


def pinned(requirements: Path) -> tuple[str, frozenset[str]]:
    """The version of uv and the hashes its wheels may have."""
    text = (requirements / "uv.txt").read_text(encoding="utf-8")
    version = re.search(r"^uv==(\S+)", text, re.MULTILINE)
    if version is None:
        raise Stop("requirements/uv.txt does not pin uv; run ./abrigo lock where it still works")
    return version.group(1), frozenset(re.findall(r"sha256:([0-9a-f]{64})", text))


def fits_here(filename: str) -> bool:
    """Whether a wheel of this name holds a uv that runs on this machine."""
    machine = {"amd64": "x86_64", "aarch64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    if sys.platform == "darwin":
        return "macosx" in filename and machine in filename
    libc = "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
    return libc in filename and filename.endswith(f"_{machine}.whl")


class Anchors(html.parser.HTMLParser):
    """The links of an index page written as HTML, as mirrors on a plain file server are."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.links += [value for name, value in attrs if name == "href" and value]


def listed(page: bytes, kind: str, address: str) -> list[tuple[str, str]]:
    """File name and address of everything an index page offers, in either form of the simple interface."""
    if "json" in kind:
        return [(file["filename"], urljoin(address, file["url"])) for file in json.loads(page)["files"]]
    anchors = Anchors()
    anchors.feed(page.decode("utf-8", "replace"))
    links = [urldefrag(urljoin(address, link)).url for link in anchors.links]
    return [(unquote(urlsplit(link).path.rsplit("/", 1)[-1]), link) for link in links]


def read(address: str, opener: urllib.request.OpenerDirector) -> tuple[bytes, str]:
    """What stands at an address, and of which kind it says to be."""
    request = urllib.request.Request(address, headers={"Accept": ANSWER_IN, "User-Agent": "abrigo-bootstrap"})
    with opener.open(request, timeout=SECONDS) as answer:
        return answer.read(), answer.headers.get("Content-Type", "")


def indexes(environ: dict[str, str]) -> list[str]:
    """The indexes to ask, the administrator's first; the public one only where no other is named."""
    asked = mirrors.of_this_machine(environ)
    public = "https://" + ".".join(("pypi", "org")) + "/simple"  # noqa: FLY002 - no registry is spelled out in this house
    return [*asked.extra, asked.index or public]


def offers(environ: dict[str, str], opener: urllib.request.OpenerDirector) -> Iterator[tuple[str, str]]:
    """Every wheel of uv the indexes list, one index after the other; one that is out of reach is passed over."""
    for index in indexes(environ):
        address = index.rstrip("/") + "/uv/"
        if address.startswith("file:"):
            address += "index.html"
        try:
            page, kind = read(address, opener)
        except (OSError, ValueError) as error:
            reason = error.reason if isinstance(error, urllib.error.URLError) else error
            say(f"the package index {urlsplit(index).hostname or index} did not answer: {reason}")
            continue
        yield from listed(page, kind, address)


def by_hand(into: Path, requirements: Path, environ: dict[str, str]) -> bool:
    """Fetch the wheel with the standard library; needs neither pip nor venv."""
    version, hashes = pinned(requirements)
    proxy = mirrors.of_this_machine(environ).proxy
    handlers = [urllib.request.ProxyHandler({"http": proxy, "https": proxy})] if proxy else []
    opener = urllib.request.build_opener(*handlers)
    for filename, address in offers(environ, opener):
        if not filename.startswith(f"uv-{version}-") or not fits_here(filename):
            continue
        wheel, _ = read(address, opener)
        if hashlib.sha256(wheel).hexdigest() not in hashes:
            say(f"{filename} is not the file that was pinned; it was thrown away")
            continue
        with tempfile.TemporaryDirectory() as room:
            kept = Path(room) / filename
            kept.write_bytes(wheel)
            return unpack(kept, into)
    return False


def by_pip(into: Path, requirements: Path) -> bool:
    """Let this machine's own pip fetch the wheel, with whatever mirror, proxy or password it is set up for."""
    with tempfile.TemporaryDirectory() as room:
        asked = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
        asked += ["--require-hashes", "--dest", room, "--requirement", str(requirements / "uv.txt")]
        if subprocess.run(asked, check=False).returncode != 0:
            return False
        wheels = list(Path(room).glob("uv-*.whl"))
        return bool(wheels) and unpack(wheels[0], into)


def unpack(wheel: Path, into: Path) -> bool:
    """Take the one program out of the wheel and put it in place in one move."""
    with zipfile.ZipFile(wheel) as archive:
        inside = next((name for name in archive.namelist() if name.endswith(".data/scripts/uv")), None)
        if inside is None:
            return False
        into.parent.mkdir(parents=True, exist_ok=True)
        half = into.with_suffix(f".{os.getpid()}")
        with archive.open(inside) as source, half.open("wb") as target:
            shutil.copyfileobj(source, target)
    half.chmod(0o755)
    half.replace(into)
    return True


def has_pip() -> bool:
    """Whether this Python brings pip along."""
    asked = [sys.executable, "-m", "pip", "--version"]
    return subprocess.run(asked, check=False, capture_output=True).returncode == 0


def fetch(state: Path, requirements: Path) -> Path:
    """The pinned uv, fetched if it is not here yet."""
    version, _ = pinned(requirements)
    uv = state / f"uv-{version}"
    if uv.exists():
        return uv
    environ = dict(os.environ)
    with step(f"fetching uv {version}, which fetches the rest"):
        arrived = (has_pip() and by_pip(uv, requirements)) or by_hand(uv, requirements, environ)
    if not arrived:
        raise Stop(
            f"could not fetch uv {version} for this machine from any package index. Behind a mirror: set "
            "PIP_INDEX_URL (and PIP_CERT). On Debian, if pip is what knows the way: apt-get install python3-pip"
        )
    return uv
