"""HTTPS ends before the house: a form sent from its own https page is its own, and a browser is told to stay."""

import re

from django.test import Client


def test_a_form_of_our_own_page_is_taken_behind_https_and_a_strangers_is_not(db, settings):
    settings.ABRIGO_HTTPS = True
    assert after_a_post("https://testserver") == 422
    assert after_a_post("https://stranger.example") == 403
    assert after_a_post("http://testserver") == 403


def after_a_post(origin):
    client = Client(enforce_csrf_checks=True, headers={"Host": "testserver"})
    mark = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)', client.get("/signin").content)[1].decode()
    told = {"csrfmiddlewaretoken": mark, "username": "nobody", "password": "nothing"}
    return client.post("/signin", told, headers={"Origin": origin, "Referer": f"{origin}/signin"}).status_code


def test_a_browser_is_told_to_come_back_by_https_and_only_there(db, settings):
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600
    assert "Strict-Transport-Security" not in Client().get("/signin").headers
    settings.ABRIGO_HTTPS = True
    assert Client().get("/signin")["Strict-Transport-Security"] == "max-age=31536000"
