"""Somebody signed in at a desk of the small operation."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client


def states_a_purpose(client: Client) -> None:
    """As at the sign-in page: what the shift is for."""
    session = client.session
    session["purpose"] = "care"
    session["stepped_up"] = int(time.time() * 1000)
    session.save()


@pytest.fixture
def at_desk(operation, monkeypatch) -> Callable[..., Client]:
    """`at_desk("director")`: a browser of that role's account, in English; the house's clock is the operation's."""
    from abrigo.desk import door
    from abrigo.staff.models import Account

    def clock() -> datetime:
        return operation.now.astimezone(UTC)

    monkeypatch.setattr(door, "now", clock)
    cache.clear()

    def signed_in(role: str, **given: Any) -> Client:
        if given:
            operation.hands[role] = operation.open_account(role, **{"username": role, **given})
        hand = operation.hand(role)
        client = Client(headers={"accept-language": "en"})
        client.force_login(Account.objects.get(staff=hand.staff), "django.contrib.auth.backends.ModelBackend")
        client.cookies["django_language"] = "en"
        states_a_purpose(client)
        return client

    return signed_in
