"""What a backup promises: put back into an empty house it is the same record; anywhere else it changes nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SECRET = "a passphrase of some length"


def house(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("ABRIGO_")}
    env |= {
        "ABRIGO_HOME": str(home),
        "ABRIGO_BACKUP_PASSPHRASE": SECRET,
        "DJANGO_SETTINGS_MODULE": "abrigo.house.settings",
    }
    env |= more
    command = [sys.executable, "-m", "abrigo.house", *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False)


PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from datetime import UTC, datetime
from abrigo.clerk.record import record
from abrigo.clerk.checkpoint import checkpoint
from abrigo.rules.access import Role, Viewer
from abrigo.rules.places import OpenOperation, OpenSite
from abrigo.rules.intake import Register, NameGiven
from abrigo.facts.operations import SiteKind
from abrigo.facts.intake import Tally
from abrigo.staff.models import Account, Agency
noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
a, _ = Agency.objects.get_or_create(id="welfare", defaults={"name": "Welfare"})
Account.objects.create_user("ana", "a long enough word", name="Ana", agency=a, role="child-attorney", operations=["op"], staff="ana")
v = Viewer("ana", "Ana", "welfare", Role.CHILD_ATTORNEY, frozenset({"op"}))
def do(act, id): assert record(v, act, id=id, now=noon).taken
do(OpenOperation("op", "Op", "UTC", ("welfare",), noon), "1")
do(OpenSite("op", "s", "Centro", SiteKind.CENTRE, "welfare", noon), "2")
for n in range(20):
    do(Register("op", f"p{n}", "s", Tally.CHILD, noon, band=f"B{n}", names=(NameGiven(f"p{n}/n", "Rivka"),)), f"r{n}")
checkpoint(noon)
"""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A small house and its backup."""
    home, where = tmp_path_factory.mktemp("house"), tmp_path_factory.mktemp("safe") / "night.age"
    env = {k: v for k, v in os.environ.items() if not k.startswith("ABRIGO_")}
    env |= {"ABRIGO_HOME": str(home), "DJANGO_SETTINGS_MODULE": "abrigo.house.settings"}
    subprocess.run([sys.executable, "-c", PREPARE], env=env, check=True, timeout=120)
    done = house(home, "backup", str(where), "--json")
    assert done.returncode == 0, done.stderr
    return home, where


def test_put_back_into_an_empty_house_it_verifies_and_every_register_is_the_same(kept, tmp_path):
    _, where = kept
    done = house(tmp_path, "restore", str(where), "--json")
    assert done.returncode == 0, done.stderr
    assert '"problems": []' in done.stdout
    assert house(tmp_path, "rebuild", "--check").returncode == 0
    assert house(tmp_path, "verify").returncode == 0


def test_no_name_and_no_key_lies_open_in_it(kept):
    home, where = kept
    sealed = where.read_bytes()
    assert b"Rivka" not in sealed
    assert all(path.read_bytes() not in sealed for path in home.glob("*.secret"))


def test_the_nodes_own_signing_key_does_not_move(kept, tmp_path):
    home, where = kept
    house(tmp_path, "restore", str(where))
    moved = tmp_path / "device.secret"
    assert not moved.exists() or moved.read_bytes() != (home / "device.secret").read_bytes()


def test_a_house_with_a_record_is_not_overwritten(kept):
    home, where = kept
    assert house(home, "restore", str(where)).returncode == 3
    assert house(home, "verify").returncode == 0


def test_a_wrong_passphrase_changes_nothing(kept, tmp_path):
    _, where = kept
    done = house(tmp_path, "restore", str(where), ABRIGO_BACKUP_PASSPHRASE="another passphrase")
    assert done.returncode == 1
    assert "does not open" in done.stderr
    assert not list(tmp_path.glob("epoch-*"))


def test_a_damaged_backup_changes_nothing(kept, tmp_path):
    _, where = kept
    raw = bytearray(where.read_bytes())
    raw[len(raw) // 2] ^= 1
    torn = tmp_path / "torn.age"
    torn.write_bytes(raw)
    home = tmp_path / "home"
    assert house(home, "restore", str(torn)).returncode == 1
    torn.write_bytes(where.read_bytes()[:1000])
    assert house(home, "restore", str(torn)).returncode == 1


def test_without_a_passphrase_nothing_is_written(kept, tmp_path):
    home, _ = kept
    done = house(home, "backup", str(tmp_path / "open.age"), ABRIGO_BACKUP_PASSPHRASE="short")
    assert done.returncode == 3
    assert not (tmp_path / "open.age").exists()


def test_a_backup_is_not_overwritten_unasked(kept):
    home, where = kept
    before = where.read_bytes()
    assert house(home, "backup", str(where)).returncode == 3
    assert where.read_bytes() == before


def test_a_bundle_of_one_person_is_checked_by_a_strangers_file_and_tells_nothing_of_another(kept, tmp_path):
    home, _ = kept
    out = tmp_path / "p3.bundle"
    assert house(home, "bundle", str(out), "--person", "p3").returncode == 0
    checked = house(home, "verify", str(out))
    assert checked.returncode == 0, checked.stdout
    raw = bytearray(out.read_bytes())
    raw[raw.rindex(b'"s":"') + 9] ^= 1
    out.write_bytes(raw)
    assert house(home, "verify", str(out)).returncode == 1
    assert house(home, "bundle", str(tmp_path / "x.bundle"), "--person", "nobody").returncode == 1
    assert not (tmp_path / "x.bundle").exists()


def test_the_whole_log_sealed_proves_itself_and_opens_nothing(kept, tmp_path):
    home, _ = kept
    out = tmp_path / "all.bundle"
    assert house(home, "bundle", str(out)).returncode == 0
    assert b'"k":' not in out.read_bytes()
    assert house(home, "verify", str(out)).returncode == 0
