"""Promises of a program's key: it acts as one named account, is shown once, and ends when it is said to end."""

import pytest

from abrigo.clerk.clock import wall
from abrigo.house.key_command import main
from abrigo.staff.models import Token
from abrigo.staff.viewer import viewer_by_token


@pytest.fixture
def made(viewer, capsys) -> str:
    viewer("director", username="directora")
    assert main(["directora", "el puente"]) == 0
    return capsys.readouterr().out.strip()


def test_a_key_acts_as_the_account_it_was_made_for(made):
    assert viewer_by_token(made, wall()).staff == "st-directora"


def test_only_its_digest_is_kept(made):
    assert made not in str(list(Token.objects.values()))


def test_an_ended_key_opens_nothing(made):
    assert main(["directora", "--end"]) == 0
    assert viewer_by_token(made, wall()) is None


def test_a_key_past_its_day_opens_nothing(viewer, capsys):
    viewer("director", username="directora")
    main(["directora", "ayer", "--days", "-1"])
    assert viewer_by_token(capsys.readouterr().out.strip(), wall()) is None


def test_a_key_made_in_a_demonstration_is_not_born_expired(viewer, capsys, settings):
    from abrigo.clerk.clock import set_demo
    from abrigo.facts.wire import from_ms

    settings.ABRIGO_DEMO = True
    set_demo(from_ms(0))
    viewer("director", username="directora")
    main(["directora", "el puente"])
    assert viewer_by_token(capsys.readouterr().out.strip(), wall()) is not None


def test_nobody_gets_a_key_for_an_account_that_is_not_there(db):
    assert main(["nobody", "x"]) == 1


def test_no_key_is_made_without_saying_what_for(viewer):
    viewer("director", username="directora")
    with pytest.raises(SystemExit):
        main(["directora"])
    assert not Token.objects.exists()
