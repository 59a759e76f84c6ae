"""A case written back to a Primero that somebody runs: only to hosts somebody wrote down, only what was chosen."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener
from uuid import NAMESPACE_URL, uuid5

_SECONDS: Final = 30
_MOST: Final = 20 * 1024 * 1024
_UUID: Final = re.compile(r"[0-9a-f-]{36}")


class NotListed(PermissionError):
    """The host is on no list: nothing leaves this house for it."""


class Unwilling(RuntimeError):
    """Primero answered no, or nothing that can be read. Says its status and the fields, never their content."""


class _NoDetours(HTTPRedirectHandler):
    """A host that was allowed may not send a child's case on to one that was not."""

    def redirect_request(self, *_told: Any) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Primero:
    """`base` as https://host; `allowed` the hosts this house may speak to, none unless somebody wrote them down.

    Plain http only to this machine itself, for rehearsal.
    """

    base: str
    token: str
    allowed: frozenset[str] = frozenset()

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        where = urlsplit(self.base)
        if where.netloc not in self.allowed:
            raise NotListed(where.hostname or "")
        if where.scheme != "https" and where.hostname not in ("127.0.0.1", "localhost"):
            raise NotListed("https only")
        told = Request(  # noqa: S310 - the scheme is looked at above
            f"{self.base.rstrip('/')}/api/v2/{path}",
            data=None if body is None else json.dumps({"data": body}).encode(),
            method=method,
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        try:
            with build_opener(_NoDetours).open(told, timeout=_SECONDS) as answer:
                raw = answer.read(_MOST + 1)
        except HTTPError as no:
            raise Unwilling(_said(no)) from None
        except (URLError, OSError) as no:
            raise Unwilling(type(no).__name__) from None
        if len(raw) > _MOST:
            raise Unwilling("too much")
        try:
            return json.loads(raw) if raw.strip() else None
        except ValueError:
            raise Unwilling("not JSON") from None

    def cases(self, *, per: int = 100, **filters: str) -> Iterator[dict[str, Any]]:
        """Every case the account may see, page by page; with `filters` as Primero spells them (`age="10..15"`)."""
        page, seen = 1, 0
        while True:
            told = self._ask("GET", "cases?" + urlencode({**filters, "page": page, "per": per}))
            rows = told.get("data") if isinstance(told, dict) else None
            if not isinstance(rows, list):
                raise Unwilling("no data")
            yield from (row for row in rows if isinstance(row, dict))
            seen += len(rows)
            if not rows or seen >= int(told.get("metadata", {}).get("total", 0)):
                return
            page += 1

    def write(self, ours: str, case: Mapping[str, Any], *, theirs: str = "") -> str:
        """Makes the case, or changes the one called `theirs`. Sent twice it is one case: the id of a
        new one follows from ours (Primero takes an id its sender gives)."""
        if theirs:
            if not _UUID.fullmatch(theirs):
                raise ValueError("not an id of Primero")
            self._ask("PATCH", f"cases/{theirs}", case)
            return theirs
        ident = str(uuid5(NAMESPACE_URL, f"{self.base}|{ours}"))
        told = self._ask("POST", "cases", {"id": ident, **case})
        made = told.get("data", {}).get("id") if isinstance(told, dict) else None
        return str(made or ident)


def case_of(
    *, given: str, surnames: str, sex: str, age: int | None, estimated: bool = True, note: str = ""
) -> dict[str, Any]:
    """The least that typical forms ask for. What nobody knows is sent as such, so that it is not taken for a name."""
    told: dict[str, Any] = {
        "name_first": given or "Unknown",
        "name_last": surnames or "Unknown",
        "sex": sex or "unknown",
        "estimated": estimated or age is None,
    }
    if age is not None:
        told["age"] = age
    return told | ({"name_other": note} if note else {})


def _said(no: HTTPError) -> str:
    try:
        errors = json.loads(no.read(_MOST)).get("errors", [])
        fields = sorted({str(e.get("detail", "")) for e in errors if isinstance(e, dict)} - {""})
    except (ValueError, AttributeError):
        fields = []
    return f"{no.code} {', '.join(f[:40] for f in fields[:10])}".strip()
