"""Promises of a program's key: it acts as one named account, is shown once, and ends when it is said to end."""

import json

import pytest

from abrigo.clerk.clock import wall
from abrigo.house.key_command import main
from abrigo.staff.models import Token
from abrigo.staff.viewer import viewer_by_token


@pytest.fixture
def made(viewer, capsys) -> str:
    viewer("director", username="directora")
    assert main(["directora", "--name", "el puente", "--json"]) == 0
    return json.loads(capsys.readouterr().out)["key"]


def test_a_key_acts_as_the_account_it_was_made_for(made):
    assert viewer_by_token(made, wall()).staff == "st-directora"


def test_only_its_digest_is_kept(made, capsys):
    main([])
    assert made not in capsys.readouterr().out
    assert made not in str(Token.objects.values())


def test_an_ended_key_opens_nothing(made):
    assert main(["--end", Token.objects.get().digest[:12]]) == 0
    assert viewer_by_token(made, wall()) is None


def test_a_key_past_its_day_opens_nothing(viewer, capsys):
    viewer("director", username="directora")
    main(["directora", "--until", "2020-01-31T18:00:00-06:00", "--json"])
    assert viewer_by_token(json.loads(capsys.readouterr().out)["key"], wall()) is None


def test_nobody_gets_a_key_for_an_account_that_is_not_there(db):
    assert main(["nobody"]) == 3


def test_a_short_number_ends_no_key(made):
    assert main(["--end", "a"]) == 3
    assert viewer_by_token(made, wall()) is not None


def test_an_end_without_a_zone_is_refused(db):
    with pytest.raises(SystemExit):
        main(["directora", "--until", "2026-01-31T18:00:00"])
