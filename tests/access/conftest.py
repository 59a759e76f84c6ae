"""An operation with a secret in every field that holds words, and everything the house answers to one who asks."""

import io
import json
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

BACKEND = "django.contrib.auth.backends.ModelBackend"
# Words that stand nowhere else. The first part says which right it takes to read them.
NAME, BAND, CLOTHES, WORDS, PLACE, SITE = "Xqnombre", "ZQ-77", "Xqropa", "Xqnota", "Xqlugar", "Xqsitio"


@pytest.fixture(autouse=True)
def nobody_turned_away_yet() -> None:
    cache.clear()


@pytest.fixture
def planted(operation):
    """Two sites with children; a roll call, an incident, an alert, a leave, a request, orders, words: each with a mark.

    c1 lives in `centro`; k1 and k2 in `casa`.
    """
    op = operation
    op.must("open-site", site="xq", name=SITE, kind="home", agency="welfare", capacity=3)
    op.must("register", person="x1", site="xq", line="X1", tally="child", band="Z-900")
    for n, person in enumerate(("k1", "k2"), 1):
        op.must(
            "register", person=person, site="casa", line=f"K{n}", tally="child", band=f"{BAND}{n}", sex="male",
            names=[{"claim": f"{person}/n", "text": f"{NAME} {person}", "speaker": person, "language": "es",
                    "script": "Latn", "supposed": False}],
            clothing=f"{CLOTHES} {person}", language="es", held_by=f"{WORDS} tía", marks=f"{WORDS} lunar",
        )  # fmt: skip
    op.must("open-roll-call", rollcall="r-casa", name="R1", site="casa")
    op.must("answer-roll-call", rollcall="r-casa", person="k1", present=True, how="band", medium="screen")
    op.must("open-roll-call", rollcall="r-centro", name="R2", site="centro")
    op.must("interrupt-roll-call", rollcall="r-centro", reason=f"{WORDS} lluvia")
    op.must("take-headcount", site="casa", number=2, method="by-eye", note=f"{WORDS} patio")
    op.must("open-incident", incident="i-casa", kind="forced-entry", site="casa", words=f"{WORDS} {PLACE} la puerta")
    op.must("note-incident", incident="i-casa", note="n1", words=f"{WORDS} {NAME} cien personas")
    packet = {
        "names": [f"{NAME} k1"], "age": "8-12", "sex": "male", "has_photo": False, "last_seen": "Xqvista 16:00",
        "clothing": f"{CLOTHES} k1", "language": "es", "companions": [f"{NAME} k2"], "band": f"{BAND}1", "reporter": "",
    }  # fmt: skip
    op.must("request-alert", alert="al-1", person="k1", packet=packet, incident="i-casa")
    op.must("locate-outside", person="k2", place={"words": f"{PLACE} terminal"}, source=f"{WORDS} vecina")
    op.must("begin-leave", person="c1", leave="l-2", kind="hospital", place=f"{PLACE} clínica", escort=f"{WORDS} Ana")
    op.must("claim-kin", person="c2", claim="kin1", relation="sister", other="k1", other_name=f"{NAME} k1")
    op.must("request-family", request="q1", receipt="F-1", wishes=["news"], asker=f"{NAME} madre",
            relation="mother", child_words=f"{NAME} k1", person="k1")  # fmt: skip
    op.must("propose-candidate", candidate="cand1", person="c3", other="c4", reasons=["same-name"])
    op.must("offer-health-check", check="h1", people=["c3"])
    op.must("record-statement", statement="s1", speaker="interior", said_at=op.now.isoformat(), medium="press",
            verbatim="más de ocho", capacity="spokesman", language="es")  # fmt: skip
    op.must("take-claim", statement="s1", claim="cl1", subject="children", predicate="present",
            value={"low": 9, "high": None}, as_of="2025-12-19T06:00:00-06:00", method="by-eye", qualifier="at-least",
            sites=["casa"], bands=[f"{BAND}1"])  # fmt: skip
    return op


# -- the addresses ----------------------------------------------------------------

GIVEN = {
    "operation": "op", "person": "k1", "rollcall": "r-casa", "incident": "i-casa", "alert": "al-1", "transit": "t1",
    "handover": "ho1", "statement": "s1", "accord": "ac1", "id": "k1", "what": "see", "size": "small", "step": "accept",
    "claim": "cl1", "candidate": "cand1", "sheet": "roster", "name": "x", "check": "h1", "leave": "l-2",
}  # fmt: skip


@dataclass(frozen=True)
class Address:
    route: str
    parts: tuple[str, ...]

    def filled(self, **more: str) -> str:
        path = self.route
        for part in self.parts:
            path = path.replace(f"<{part}>", (GIVEN | more).get(part, "x"))
        return "/" + path


@pytest.fixture
def addresses() -> list[Address]:
    """Every address of the router, whoever added it: nothing here is listed by hand."""
    return all_addresses()


def all_addresses() -> list[Address]:
    return [Address(route, parts) for route, parts in sorted(_walk(get_resolver().url_patterns, "", ()))]


def _walk(patterns: Any, before: str, parts: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for pattern in patterns:
        text = str(pattern.pattern)
        if not text and isinstance(pattern, URLPattern) and before == "api/":
            continue  # the API's answer to whatever is not there
        clean = re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", text)
        names = (*parts, *re.findall(r"<(\w+)>", clean))
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, before + clean, names)
        else:
            yield before + clean, names


def _id_for(route: str) -> dict[str, str]:
    """Lists name what they hold in their address."""
    ids = {"incidents": "i-casa", "roll-calls": "r-casa", "receipts": "sent-op-1"}
    return {"id": found[0]} if (found := [i for word, i in ids.items() if word in route]) else {}


@dataclass
class Heard:
    """What one viewer was answered, address by address."""

    role: str
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)

    def saying(self, word: str) -> list[str]:
        """The addresses whose answer, headers included, contains the word."""
        return [a for a, (_, told) in self.answers.items() if word.encode() in told]


def whole(response: Any) -> bytes:
    """Everything that leaves the house: status, headers, body; whatever changes with each answer left out."""
    kept = {k: v for k, v in response.items() if k.lower() not in ("date", "content-length", "set-cookie")}
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body[:4] in (b"%PDF", b"PK\x03\x04"):
        body = b"\n".join(_inside(body))
    return json.dumps(kept, sort_keys=True, ensure_ascii=False).encode() + b"\n" + body


def _inside(packed: bytes) -> Iterator[bytes]:
    """What a person reads in a document or a workbook: packed, its bytes would show no word of it."""
    if packed[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(packed)) as parts:
            yield from (parts.read(name) for name in parts.namelist())
        return
    book = pypdfium2.PdfDocument(packed)
    yield from (page.get_textpage().get_text_range().encode(errors="replace") for page in book)
    yield json.dumps(book.get_metadata_dict(), ensure_ascii=False).encode(errors="replace")


def signed_in(viewer: Any) -> Client:
    from abrigo.staff.models import Account

    client = Client()
    client.force_login(Account.objects.get(staff=viewer.staff), BACKEND)
    session = client.session
    session["purpose"] = "care"  # as stated when coming in
    session["stepped_up"] = int(time.time() * 1000)
    session.save()
    return client


@pytest.fixture
def browser() -> Callable[[Any], Client]:
    """Somebody signed in, who has said what for and has just shown who they are."""
    return signed_in


@pytest.fixture
def everything(planted) -> Callable[[Any], Heard]:
    """Asks every address there is, with the ids of what was planted; then every link those answers hold."""

    def asked(viewer: Any) -> Heard:
        client, heard = signed_in(viewer), Heard(str(viewer.role))
        seen: dict[str, int] = {}  # how often each address was asked, whatever stands for an id or a question in it
        queue = [
            a.filled(**more)
            for a in all_addresses()
            if "signout" not in a.route and not a.route.startswith("api/acts/")  # acts are posted only
            for more in ([{"person": "k1"}, {"person": "c1"}] if "person" in a.parts else [_id_for(a.route)])
        ]
        while queue:
            path = queue.pop(0)
            kind = re.sub(r"/(?=[\w-]*\d)[\w-]+|=[^&]*", "/*", path)
            if path in heard.answers or seen.setdefault(kind, 0) >= 3:
                continue
            seen[kind] += 1
            response = client.get(path)
            heard.answers[path] = (response.status_code, whole(response))
            links = re.findall(r'(?:href|hx-get|src)="(/[^"#]*)"', heard.answers[path][1].decode(errors="replace"))
            queue += [x.replace("&amp;", "&") for x in links if not x.startswith(("/static/", "/signout"))]
        return heard

    return asked
