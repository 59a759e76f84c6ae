"""The process is killed in the middle of anything: what was acknowledged is there, and the house goes on."""

import json
import os
import signal
import subprocess
import sys
import time

WRITER = """
import sys
import django; django.setup()
from datetime import UTC, datetime, timedelta
from django.core.management import call_command
call_command("migrate", verbosity=0)
from abrigo.clerk import rebuild
from abrigo.clerk.record import record
from abrigo.facts.intake import Tally
from abrigo.facts.operations import SiteKind
from abrigo.rules.access import Role, Viewer
from abrigo.rules.intake import Register
from abrigo.rules.places import OpenOperation, OpenSite

noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
who = Viewer("ana", "Ana", "welfare", Role.CHILD_ATTORNEY, frozenset({"op"}))
record(who, OpenOperation("op", "Op", "UTC", (), noon), id="o", now=noon)
record(who, OpenSite("op", "s", "S", SiteKind.CENTRE, "welfare", noon), id="s", now=noon)
for n in range(int(sys.argv[1]), 100_000):
    answer = record(who, Register("op", f"p{n}", "s", Tally.CHILD, noon, band=f"B{n}"), id=f"r{n}", now=noon)
    assert answer.taken
    print(n, flush=True)
    if n % 40 == 39:
        rebuild.rebuild()
"""

CHECK = """
import json
import django; django.setup()
from abrigo.clerk import rebuild
from abrigo.house.verify_command import verify_log
from abrigo.registers.models import Person
print(json.dumps({"people": Person.objects.count(), "problems": verify_log(quiet=True)["problems"],
                  "same": all(c.identical for c in rebuild.compare())}))
"""


def test_what_was_acknowledged_before_a_kill_is_there_after_it(tmp_path):
    env = {k: v for k, v in os.environ.items() if not k.startswith("ABRIGO_")}
    env |= {"ABRIGO_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "abrigo.house.settings"}
    acknowledged: set[int] = set()
    for turn in range(4):
        first = max(acknowledged, default=-1) + 1
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(first)],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as writer:
            assert writer.stdout is not None
            for line in writer.stdout:
                acknowledged.add(int(line))
                if len(acknowledged) >= 30 * (turn + 1) + 7 * turn:
                    time.sleep(0.003 * turn)
                    writer.send_signal(signal.SIGKILL)
                    break
            acknowledged |= {int(line) for line in writer.stdout if line.strip().isdigit()}
        done = subprocess.run(
            [sys.executable, "-c", CHECK], env=env, capture_output=True, text=True, check=True, timeout=60
        )
        said = json.loads(done.stdout.strip().splitlines()[-1])
        assert said["people"] in (len(acknowledged), len(acknowledged) + 1), "one more may stand than was heard of"
        assert (said["problems"], said["same"]) == ([], True)
        acknowledged |= set(range(said["people"]))
