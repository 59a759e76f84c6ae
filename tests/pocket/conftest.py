"""Phones that speak to the house through Django's own client, and the two people at the desk who enrol them."""

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from abrigo.clerk import clock
from abrigo.facts.wire import from_ms, to_ms
from abrigo.house.benches.reference_phone import Answered, Ed25519Key, ReferencePhone
from abrigo.staff import devices


@pytest.fixture(autouse=True)
def nobody_turned_away_yet():
    cache.clear()


@pytest.fixture
def line() -> Callable[..., Answered]:
    client = Client()

    def told(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answered:
        answer = client.generic(
            method, path, body, content_type=headers.get("Content-Type", "application/octet-stream"),
            headers={k: v for k, v in headers.items() if k != "Content-Type"},
        )  # fmt: skip
        return Answered(answer.status_code, answer.content, dict(answer.items()))

    return told


class Phones:
    """Hands out phones. `ahead`: how wrong a phone's clock is."""

    def __init__(self, line: Any, operation: Any) -> None:
        self.line, self.operation, self.numbers = line, operation, itertools.count(1)

    def code(self, staff: str, site: str = "centro", by: str = "director", hours: int = 72) -> str:
        return devices.make_code(self.operation.hand(by), staff, "op", site, hours, now=clock.now())

    def bare(self, *, ahead: timedelta = timedelta(0), key: Any = None) -> ReferencePhone:
        return ReferencePhone(self.line, lambda: to_ms(clock.wall() + ahead), key or Ed25519Key())

    def waiting(self, role: str = "intake-worker", site: str = "centro", **given: Any) -> ReferencePhone:
        holder = self.operation.hand(role)
        phone = self.bare(**given)
        assert phone.enrol(self.code(holder.staff, site)).status == 200
        return phone

    def enrolled(self, role: str = "intake-worker", site: str = "centro", **given: Any) -> ReferencePhone:
        phone = self.waiting(role, site, **given)
        devices.confirm(self.operation.hand("child-attorney"), phone.device, now=clock.now())
        return phone

    def at(self, phone: ReferencePhone, **ago: float) -> str:
        """An instant by the phone's own clock, in the words of an act."""
        return (from_ms(phone.clock()) - timedelta(**ago)).isoformat()


@pytest.fixture
def phones(line, operation) -> Phones:
    return Phones(line, operation)
