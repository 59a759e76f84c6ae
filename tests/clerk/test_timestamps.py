"""Time stamps from outside: asked once an hour, believed only when they are about our checkpoint and from our roots."""

import sys
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from abrigo.clerk import timestamps
from abrigo.clerk.checkpoint import checkpoint
from abrigo.clerk.models import Stamp
from abrigo.clerk.timestamps import No, Refused
from abrigo.house import timestamp_command

sys.path.insert(0, str(Path(__file__).parent))
from authority import Authority, open_for_business


@pytest.fixture
def point(operation):
    return checkpoint(operation.now)


def ask(point, authority, operation, **more):
    return timestamps.ask(point, "tsa", [authority.root], authority.answer, now=operation.now, **more)


def test_a_token_says_when_the_checkpoint_existed_and_is_kept_beside_it(point, operation):
    when = datetime(2025, 12, 19, 13, tzinfo=UTC)
    authority = Authority(time=when)
    told = ask(point, authority, operation)
    assert (told.size, told.time, told.holds) == (point.size, when, True)
    assert [t.holds for t in timestamps.every([authority.root])] == [True]
    assert timestamps.latest() == (point.size, "tsa", when)


@pytest.mark.parametrize(
    ("lie", "why"),
    [
        ("other-digest", No.NOT_TRUSTED),
        ("other-nonce", No.NOT_TRUSTED),
        ("rejects", No.NOT_GRANTED),
        ("rubbish", No.UNREADABLE),
    ],
)
def test_an_authority_that_lies_is_refused_and_nothing_is_kept(point, operation, lie, why):
    with pytest.raises(Refused) as no:
        ask(point, Authority(lie=lie), operation)
    assert no.value.why is why
    assert not Stamp.objects.exists()


def test_a_token_of_another_authority_is_refused(point, operation):
    with pytest.raises(Refused) as no:
        timestamps.ask(point, "tsa", [Authority().root], Authority().answer, now=operation.now)
    assert no.value.why is No.NOT_TRUSTED


def test_a_token_that_was_altered_no_longer_holds(point, operation):
    authority = Authority()
    ask(point, authority, operation)
    row = Stamp.objects.get()
    token = bytearray(b64decode(row.token))
    token[-20] ^= 1
    Stamp.objects.filter(size=row.size).update(token=b64encode(token).decode())
    assert [t.holds for t in timestamps.every([authority.root])] == [False]


def test_a_token_far_from_our_clock_is_kept_and_said_to_be(point, operation):
    told = ask(point, Authority(time=operation.now.replace(microsecond=0) - timedelta(days=3)), operation)
    assert told.far_off


def test_it_is_asked_at_most_once_an_hour_and_only_for_something_new(point, operation):
    assert timestamps.wanted(operation.now).size == point.size
    ask(point, Authority(), operation)
    for later in (timedelta(minutes=59), timedelta(hours=2)):
        with pytest.raises(Refused) as no:
            timestamps.wanted(operation.now + later)
        assert no.value.why is No.NOT_YET


def test_an_empty_ledger_asks_nobody(db):
    with pytest.raises(Refused) as no:
        timestamps.wanted(datetime(2025, 12, 19, tzinfo=UTC))
    assert no.value.why is No.NOTHING_WRITTEN


def test_the_command_asks_over_the_wire_and_checks_again(point, tmp_path, capsys):
    authority = Authority()
    roots = str(authority.pem(tmp_path))
    with open_for_business(authority) as address:
        assert timestamp_command.main(["--authority", address, "--roots", roots]) == 0
        assert "existed by" in capsys.readouterr().out
        assert timestamp_command.main(["--authority", address, "--roots", roots]) == 0
        assert "less than an hour" in capsys.readouterr().out
    assert timestamp_command.main(["--check", "--roots", roots]) == 0
    assert "holds" in capsys.readouterr().out
    assert timestamp_command.main(["--check", "--roots", str(Authority().pem(tmp_path))]) == 1
    assert "DOES NOT HOLD" in capsys.readouterr().out


def test_the_command_says_what_is_missing(point, tmp_path, capsys):
    assert timestamp_command.main(["--authority", "http://127.0.0.1:9/"]) == 2
    roots = str(Authority().pem(tmp_path))
    assert timestamp_command.main(["--authority", "ftp://x", "--roots", roots]) == 2
    assert timestamp_command.main(["--authority", "http://127.0.0.1:9/", "--roots", roots]) == 3
    empty = tmp_path / "empty.pem"
    empty.write_text("nothing")
    assert timestamp_command.main(["--check", "--roots", str(empty)]) == 2
    assert "existed" not in capsys.readouterr().out
