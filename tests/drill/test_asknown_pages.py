"""The two questions of the drill about one minute, asked at two, answered on the screen."""

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.slow
ABOUT = "2025-12-21T18:40"


@pytest.fixture
def director(drill):
    from abrigo.staff.models import Account

    client = Client(headers={"accept-language": "en"})
    client.force_login(Account.objects.get(username="director"), "django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "en"
    session = client.session
    session["purpose"] = "care"  # as stated when coming in
    session.save()
    return client


@pytest.mark.parametrize(("known", "children"), [("2025-12-21T18:40", 22), ("2025-12-22T05:00", 19)])
def test_the_same_minute_is_answered_as_known_then_and_as_known_later(director, known, children):
    page = director.get("/asknown", {"known": known, "about": ABOUT}).content.decode()
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert f" {children} children were unaccounted" in plain
    assert "Not the present" in plain
    listed = director.get("/people", {"state": "unaccounted", "known": known, "about": ABOUT}).content.decode()
    people = listed.count('<article class="person')
    assert people == children + 2, "two adults beside the children, each by name"
