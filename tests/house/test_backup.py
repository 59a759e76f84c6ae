"""What a backup promises: put back into an empty house it is the same record; anywhere else it changes nothing."""

import json
import os
import shutil
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
from abrigo.clerk.models import Parcel
from abrigo.staff.models import Device
from abrigo.vault import keys
Device.objects.create(id="d1", alg="ed25519", key="k", fingerprint="1234", account=Account.objects.get(), operation="op",
    site="s", state="open", made_by="ana", asked_at=1, until=2)
Parcel.objects.create(device="d1", seq=1, hash="h", prev="", act_id="x", act="see", staff="ana", operation="op", site="s",
    subject="operation:op", sealed=bytes(range(256)), sig="s", outcome="waiting", rec=1, took=1)
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


WAITING = """
import django; django.setup()
from abrigo.clerk.models import Parcel
from abrigo.staff.models import Device
parcel = Parcel.objects.get()
assert bytes(parcel.sealed) == bytes(range(256)) and parcel.outcome == "waiting"
assert Device.objects.get().account.staff == "ana"
"""


def test_phones_and_what_of_theirs_waits_for_a_person_come_back(kept, tmp_path):
    _, where = kept
    assert house(tmp_path, "restore", str(where)).returncode == 0
    env = {k: v for k, v in os.environ.items() if not k.startswith("ABRIGO_")}
    env |= {"ABRIGO_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "abrigo.house.settings"}
    subprocess.run([sys.executable, "-c", WAITING], env=env, check=True, timeout=60)


@pytest.fixture
def held(kept, tmp_path):
    """The house of `kept` again, its keys with three people, and a backup made since."""
    _, where = kept
    home, stick = tmp_path / "home", tmp_path / "stick"
    home.mkdir(mode=0o700)
    stick.mkdir()
    assert house(home, "restore", str(where)).returncode == 0
    done = house(home, "key", "split", "--people", "ana,berta,carla", "--to", str(stick))
    assert done.returncode == 0, done.stderr
    assert house(home, "backup", str(tmp_path / "held.age")).returncode == 0
    return home, stick, tmp_path / "held.age"


def test_a_backup_opens_only_with_two_of_the_three(held, tmp_path):
    home, stick, where = held
    fresh = tmp_path / "fresh"
    fresh.mkdir(mode=0o700)
    alone = house(fresh, "restore", str(where))
    assert alone.returncode == 1
    assert "ana, berta, carla" in alone.stderr
    ana, carla = str(stick / "epoch-1.ana.share"), str(stick / "epoch-1.carla.share")
    assert house(fresh, "key", "join", ana).returncode == 3
    torn = tmp_path / "torn.share"
    torn.write_text(Path(ana).read_text().replace("a", "b", 3))
    assert house(fresh, "key", "join", str(torn), carla).returncode == 3
    assert not list(fresh.glob("epoch-*"))
    assert house(fresh, "key", "join", ana, carla).returncode == 0
    done = house(fresh, "restore", str(where))
    assert done.returncode == 0, done.stderr
    assert house(fresh, "rebuild", "--check").returncode == 0
    assert (fresh / "epoch-1.secret").read_bytes() == (home / "epoch-1.secret").read_bytes()


def test_when_a_holder_leaves_the_old_shares_open_no_later_backup(held, tmp_path):
    home, stick, _ = held
    again, fresh = tmp_path / "again", tmp_path / "fresh"
    again.mkdir()
    fresh.mkdir(mode=0o700)
    assert house(home, "key", "renew", "--people", "ana,berta,dora", "--to", str(again)).returncode == 0
    assert not (home / "epoch-1.secret").exists()
    assert house(home, "verify").returncode == 0
    assert house(home, "backup", str(tmp_path / "later.age")).returncode == 0
    old = [str(stick / f"epoch-1.{who}.share") for who in ("berta", "carla")]
    assert house(fresh, "key", "join", *old).returncode == 0
    refused = house(fresh, "restore", str(tmp_path / "later.age"))
    assert refused.returncode == 1
    assert "ana, berta, dora" in refused.stderr
    mixed = [str(stick / "epoch-1.carla.share"), str(again / "epoch-2.ana.share")]
    assert house(fresh, "key", "join", *mixed).returncode == 3
    new = [str(again / f"epoch-2.{who}.share") for who in ("dora", "ana")]
    assert house(fresh, "key", "join", *new).returncode == 0
    done = house(fresh, "restore", str(tmp_path / "later.age"))
    assert done.returncode == 0, done.stderr


LATER = """
import django; django.setup()
from datetime import UTC, datetime
from abrigo.clerk.checkpoint import checkpoint
from abrigo.clerk.record import record
from abrigo.facts.intake import Tally
from abrigo.rules.access import Role, Viewer
from abrigo.rules.intake import Receive
noon = datetime(2026, 1, 1, 13, tzinfo=UTC)
v = Viewer("ana", "Ana", "welfare", Role.CHILD_ATTORNEY, frozenset({"op"}))
print(checkpoint(noon).note, end="===")
for n in range(3):
    assert record(v, Receive("op", f"q{n}", "s", f"t{n}", Tally.CHILD, noon), id=f"q{n}", now=noon).taken
print(checkpoint(noon).note, end="")
"""


def test_a_rehearsal_names_the_gap_by_number_and_leaves_nothing_behind(kept, tmp_path):
    home, where = kept
    copy = tmp_path / "copy"
    shutil.copytree(home, copy)
    env = {k: v for k, v in os.environ.items() if not k.startswith("ABRIGO_")}
    env |= {"ABRIGO_HOME": str(copy), "DJANGO_SETTINGS_MODULE": "abrigo.house.settings"}
    out = subprocess.run([sys.executable, "-c", LATER], env=env, check=True, timeout=60, capture_output=True, text=True)
    for name, note in zip(("then", "now"), out.stdout.split("==="), strict=True):
        (tmp_path / name).write_text(note, encoding="utf-8")
    (tmp_path / "other").write_text(note.replace("/", "a", 1).replace("A", "B", 1), encoding="utf-8")
    said = {}
    for name in ("then", "now", "other"):
        done = house(copy, "restore", str(where), "--rehearse", "--json", "--seen", str(tmp_path / name))
        said[name] = (done.returncode, json.loads(done.stdout))
    size = said["then"][1]["entries"]
    assert (said["then"][0], said["then"][1]["seen"], said["then"][1]["problems"]) == (0, "holds", [])
    code, now = said["now"]
    assert (code, now["seen"]) == (0, "longer")
    assert now["gap"][0] == size
    assert now["missing"] >= 3
    assert now["seconds"] < 60
    assert (said["other"][0], said["other"][1]["seen"]) == (1, "note-unsigned")
    assert house(copy, "verify").returncode == 0


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
