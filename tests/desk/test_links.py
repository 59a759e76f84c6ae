"""No button leads where nothing is theirs: every link of every page an office can reach answers that office."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest

HREF = re.compile(r'<a\b[^>]*?\bhref="([^"#]+)')
AN_ID = re.compile(r"/(?=[\w-]*\d)[\w-]{2,}(?=/|$)")


@pytest.mark.parametrize(
    "role", ["intake-worker", "nurse", "court", "prosecutor", "police", "ombudsman", "alert-officer"]
)
def test_every_link_an_office_is_shown_answers_it(at_desk, role):
    client = at_desk(role)
    queue, seen, dead = [("/board", "")], set(), []
    while queue:
        url, shown_on = queue.pop()
        if (kind := AN_ID.sub("/*", urlsplit(url).path)) in seen or kind.startswith(("/static/", "/verify")):
            continue
        seen.add(kind)
        answer = client.get(url)
        if answer.status_code >= 400:
            dead.append((url, shown_on, answer.status_code))
        elif answer.status_code == 200 and "html" in answer["Content-Type"]:
            found = [urljoin(url, unescape(u)) for u in HREF.findall(answer.content.decode())]
            queue += [(u, url) for u in found if not urlsplit(u).netloc]
    assert dead == []
    assert len(seen) > 8
