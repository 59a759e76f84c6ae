"""The house's own signature for decades: made with each checkpoint, checked by the stranger's file, and no witness."""

import pytest
from tests.clerk.conftest import on_both

from abrigo.clerk import backup, bundles, lasting
from abrigo.clerk.checkpoint import checkpoint
from abrigo.clerk.device import node_device
from abrigo.ledger import checkpoints, verify
from abrigo.vault import secrets


def opened(house):
    here = house("hq")
    with here.open():
        here.must("open-operation", "administrator", name="Op", zone="America/Guatemala", agencies=["welfare"])
    return here


@on_both
@pytest.mark.skipif(not lasting.supported(), reason="the installed library has no ML-DSA-44")
def test_each_checkpoint_carries_it_and_a_stranger_holds_it_against_the_log(house, engine):
    here = opened(house)
    with here.open():
        point = checkpoint(here.now)
        own = lasting.key()
        policy = {"log": checkpoints.key_of(node_device()).text(), "witnesses": [own.text()], "quorum": 1}
        lines = [line.decode() for line in bundles.whole_log(here.now, readable=False)]
        found = verify.verify(lines, policy)
        assert (found["problems"], list(found["witnesses"])) == ([], [own.name])
        assert checkpoints.witnessed() is None
        assert checkpoint(here.now) == point
        assert checkpoints.noted(point).count(own.name) == 1
        forged = [lines[0].replace(f"\\n{point.size}\\n", f"\\n{point.size + 1}\\n"), *lines[1:]]
        with pytest.raises(Exception):  # noqa: B017 - refusing outright, in whatever words
            verify.verify(forged, policy)


@pytest.mark.skipif(not lasting.supported(), reason="the installed library has no ML-DSA-44")
def test_its_secret_lies_beside_the_signing_key_and_in_no_backup(house):
    here = opened(house)
    with here.open():
        checkpoint(here.now)
        path = secrets.path_of(lasting.SEED)
        assert path.stat().st_mode & 0o077 == 0
        assert path.read_bytes() not in backup.epoch_secrets().values()


def test_where_the_library_cannot_nothing_waits_for_it(house, monkeypatch):
    monkeypatch.setattr(lasting, "supported", lambda: False)
    here = opened(house)
    with here.open():
        point = checkpoint(here.now)
        assert lasting.key() is None
        assert checkpoints.noted(point) == point.note
