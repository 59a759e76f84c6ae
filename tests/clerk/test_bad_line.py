"""`./abrigo exchange` over a line that breaks in any byte: nothing twice, nothing lost, and an end to it."""

import http.client
import io
import urllib.error

import pytest
from django.test import Client
from tests.clerk.conftest import pair
from tests.clerk.test_nodes import identity, same

from abrigo.clerk import memory
from abrigo.clerk.models import Node
from abrigo.house import exchange_command
from abrigo.ledger import reader

ADDRESS = "http://hq.test"


class Line:
    """What passes before it breaks, by turns: `None` is a line that holds. The whole of a request, or nobody hears it."""

    def __init__(self, hq):
        self.hq, self.holds, self.passed, self.asked = hq, [], 0, 0

    def urlopen(self, request, timeout):
        self.asked += 1
        left = self.holds.pop(0) if self.holds else None
        if left is not None and left < len(request.data):
            raise ConnectionResetError("in the request")
        path = request.full_url.removeprefix(ADDRESS)
        heads = {k: v for k, v in request.header_items() if k.lower() != "content-type"}
        with self.hq.open():
            answer = Client().post(path, request.data, content_type="application/x", headers=heads)
        if answer.status_code != 200:
            raise urllib.error.HTTPError(path, answer.status_code, "no", None, io.BytesIO(answer.content))
        raw, self.passed = answer.content, len(request.data) + len(answer.content)
        left = None if left is None else left - len(request.data)
        return Answer(answer.headers, raw, left)


class Answer:
    def __init__(self, headers, raw, left):
        self.headers, self.rest, self.cut = headers, io.BytesIO(raw[:left]), left is not None and left < len(raw)
        self.headers["Content-Length"] = str(len(raw))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False

    def read(self, most):
        if piece := self.rest.read(most):
            return piece
        if self.cut:
            raise http.client.IncompleteRead(b"")
        return b""


@pytest.fixture
def houses(house, monkeypatch, settings):
    settings.ALLOWED_HOSTS = ["*"]
    hq, laptop = house("hq"), house("laptop")
    with hq.open():
        hq.must("open-operation", "administrator", name="Op", zone="America/Guatemala", agencies=["welfare"])
        for site in ("centro", "casa"):
            hq.must("open-site", site=site, name=site, kind="home", agency="welfare", capacity=9)
        hq.must("register", person="c1", site="centro", line="L-1", tally="child", names=[], band="N-1")
    pair(hq, laptop, reads=2)
    with laptop.open():
        Node.objects.update(url=ADDRESS)
    line = Line(hq)
    monkeypatch.setattr(exchange_command.urllib.request, "urlopen", line.urlopen)
    return hq, laptop, line


def meet(laptop):
    memory.forget()
    with laptop.open():
        return exchange_command.main(["--with", ADDRESS])


def end_alike(hq, laptop):
    ids = []
    for house in (hq, laptop):
        with house.open():
            ids.append({bytes(one.id) for one in reader.sealed()})
            assert len(ids[-1]) == reader.size()  # nothing twice
        same(house)
    assert ids[0] == ids[1]
    assert identity(hq) == identity(laptop)


def test_an_exchange_cut_in_any_part_of_any_round_goes_on_and_ends_alike(houses, capsys):
    """Each night both write; the line breaks in every 193rd byte of every round of one night after the other."""
    hq, laptop, line = houses
    assert meet(laptop) == 0
    laptop.now = hq.now
    cut = broken = 0
    longest = 1
    while cut < longest:
        for house in houses[:2]:
            with house.open():
                house.must("see", person="c1", site="centro", how="by-sight")
        laptop.now = hq.now = max(hq.now, laptop.now)
        before = line.asked
        line.holds = [None, None, cut] if broken % 2 else [cut]  # in what is asked first, or in what is given
        assert meet(laptop) == 0, capsys.readouterr().err
        longest, cut, broken = max(longest, line.passed, 1_400), cut + 193, broken + 1
        assert line.asked > before
        with hq.open():
            size = reader.size()
        with laptop.open():
            assert reader.size() == size
    assert broken >= 7
    end_alike(hq, laptop)


def test_a_line_that_never_passes_a_whole_parcel_still_brings_all_of_it(houses, capsys):
    hq, laptop, line = houses
    assert meet(laptop) == 0
    laptop.now = hq.now
    for house in houses[:2]:
        with house.open():
            for n in range(30):
                house.must("see", person="c1", site="casa" if n % 2 else "centro", how="by-sight")
    line.holds = [5_000] * 200
    assert meet(laptop) == 0, capsys.readouterr().err
    assert line.asked > 5
    end_alike(hq, laptop)


def test_a_dead_line_and_a_house_that_says_no_are_told_and_nothing_is_tried_for_ever(houses, capsys):
    hq, laptop, line = houses
    line.holds = [10] * 100
    assert meet(laptop) == 1
    assert "run it again" in capsys.readouterr().err
    assert line.asked == exchange_command.PATIENCE + 1
    with hq.open():
        Node.objects.update(ended=1)
    line.holds, line.asked = [], 0
    assert meet(laptop) == 1
    assert line.asked == 1
    assert "401" in capsys.readouterr().err


def test_a_laptop_that_is_told_to_repeats_it_until_somebody_ends_it(houses, monkeypatch):
    hq, laptop, _line = houses
    slept = []

    def sleep(seconds):
        slept.append(seconds)
        if len(slept) == 2:
            raise KeyboardInterrupt
        with hq.open():
            hq.must("see", person="c1", site="casa", how="by-sight")

    monkeypatch.setattr(exchange_command.time, "sleep", sleep)
    with laptop.open():
        assert exchange_command.main(["--with", ADDRESS, "--every", "5"]) == 0
    assert slept == [300.0, 300.0]
    end_alike(hq, laptop)
