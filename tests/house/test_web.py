"""A house that is killed is dead: nothing of it goes on answering."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVE = "import sys, django; django.setup(); from abrigo.house import web; web.serve('127.0.0.1', int(sys.argv[1]))"


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(wanted: bool, port: int) -> bool:
    for _ in range(600):
        if answers(port) is wanted:
            return True
        time.sleep(0.05)
    return False


def test_nothing_answers_for_a_house_whose_process_was_killed(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ABRIGO_", "DJANGO_"))}
    told = kept | {"ABRIGO_HOME": str(tmp_path), "PYTHONPATH": str(ROOT / "src"),
                   "DJANGO_SETTINGS_MODULE": "abrigo.house.settings"}  # fmt: skip
    words = [sys.executable, "-c", SERVE, str(port)]
    house = subprocess.Popen(words, cwd=ROOT, env=told, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        assert until(True, port)
        house.kill()  # one process, and not its children
        house.wait(timeout=30)
        assert until(False, port)
    finally:
        if answers(port):
            os.killpg(house.pid, signal.SIGKILL)
