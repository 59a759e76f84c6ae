"""Promises of languages: no page says that it is in a language it is not in."""

import re

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "language", "way"),
    [
        ("ar", "es", "ltr"),
        ("yi", "es", "ltr"),
        ("ar,en;q=0.8", "en", "ltr"),
        ("ar-EG,he;q=0.5,en;q=0.2", "he", "rtl"),
        ("en", "en", "ltr"),
        ("de", "es", "ltr"),
    ],
)
def test_a_page_of_ours_is_never_marked_as_a_language_only_papers_have(client, asked, language, way):
    page = client.get("/signin", HTTP_ACCEPT_LANGUAGE=asked)
    told = re.search(r"<html[^>]*>", page.content.decode())
    assert told is not None
    assert f'lang="{language}"' in told.group()
    assert f'dir="{way}"' in told.group()


def test_whoever_chose_arabic_at_the_tablet_leaves_no_arabic_desk_behind(client):
    client.cookies["django_language"] = "ar"
    page = client.get("/signin", HTTP_ACCEPT_LANGUAGE="es")
    assert '<html lang="es"' in page.content.decode()
