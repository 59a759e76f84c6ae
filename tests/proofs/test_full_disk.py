"""A disk that fills up in the middle of a night: the act that finds no room is said to have failed, the others stand."""

import json
import os
import subprocess
import sys

STORY = """
import json
import django; django.setup()
from datetime import UTC, datetime, timedelta
from django.core.management import call_command
from django.db import OperationalError, connection
call_command("migrate", verbosity=0)
from abrigo.clerk import rebuild
from abrigo.clerk.record import record
from abrigo.facts.intake import Tally
from abrigo.facts.operations import SiteKind
from abrigo.house.verify_command import verify_log
from abrigo.registers.models import Person
from abrigo.rules.access import Role, Viewer
from abrigo.rules.intake import Register
from abrigo.rules.places import OpenOperation, OpenSite

noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
who = Viewer("ana", "Ana", "welfare", Role.CHILD_ATTORNEY, frozenset({"op"}))

def child(n):
    act = Register("op", f"p{n}", "s", Tally.CHILD, noon, band=f"B{n}", clothing="x" * 2000)
    return record(who, act, id=f"r{n}", now=noon + timedelta(seconds=n))

assert record(who, OpenOperation("op", "Op", "UTC", (), noon), id="o", now=noon).taken
assert record(who, OpenSite("op", "s", "S", SiteKind.CENTRE, "welfare", noon), id="s", now=noon).taken
taken = [n for n in range(5) if child(n).taken]
with connection.cursor() as cursor:
    cursor.execute("PRAGMA page_count")
    room = cursor.fetchone()[0]
    cursor.execute(f"PRAGMA max_page_count={room + 20}")
failed = None
for n in range(5, 400):
    try:
        assert child(n).taken
        taken.append(n)
    except OperationalError as full:
        failed = (n, str(full))
        break
held = Person.objects.count()
with connection.cursor() as cursor:
    cursor.execute("PRAGMA max_page_count=1000000")
again = child(failed[0])
print(json.dumps({
    "failed": failed, "taken": len(taken), "held": held, "again": again.taken and not again.again,
    "problems": verify_log(quiet=True)["problems"], "same": all(c.identical for c in rebuild.compare()),
}))
"""


def test_on_a_full_disk_nothing_is_half_written_and_the_act_can_be_sent_again(tmp_path):
    env = {k: v for k, v in os.environ.items() if not k.startswith("ABRIGO_")}
    env |= {"ABRIGO_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "abrigo.house.settings"}
    done = subprocess.run(
        [sys.executable, "-c", STORY], env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout.strip().splitlines()[-1])
    assert "full" in said["failed"][1]
    assert said["held"] == said["taken"]
    assert said["again"]
    assert said["problems"] == []
    assert said["same"]
