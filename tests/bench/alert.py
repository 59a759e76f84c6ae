"""An alert raised while ten thousand entries are on their way over a slow line: seconds until the other side has it.

It is written on the phone, put in front of what still waits, and counted as there once the receiver has checked it and
its transaction is on the disk. The line is the one of the bench of exchange, 400 kbit/s and 300 ms.
"""

import json
import os
import random
import sys
import time
from collections import deque
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import ledger_room as room
import sync
from slow_line import ADDRESSES, SlowLine, possible

BACKLOG, PORT = 10_000, "9013"


def run(short: bool) -> dict[str, Any]:
    """Figures: p50_s, max_s, alerts, backlog (entries waiting when the first was raised)."""
    return room.apart(__file__, short)


def main(short: bool, folder: str) -> dict[str, Any]:
    import subprocess

    if not possible():
        raise SystemExit("abrigo: a slow line needs root and /dev/net/tun")
    quiet: dict[str, Any] = {"env": os.environ | {"PYTHONPATH": str(room.ROOT / "src")}}
    took: list[float] = []
    with SlowLine() as line:
        for trial in range(1 if short else 4):
            place = f"{folder}/node{trial}"
            node = line.start(1, [sys.executable, sync.__file__, "node", place, ADDRESSES[1], PORT], **quiet)
            try:
                time.sleep(3)
                words = [sys.executable, __file__, "phone", ADDRESSES[1], PORT, "10" if short else "25", str(trial)]
                phone = line.start(0, words, stdout=subprocess.PIPE, **quiet)
                took += json.loads(phone.communicate()[0].splitlines()[-1])
            finally:
                node.terminate()
                node.wait()
    took.sort()
    return {
        "p50_s": round(took[len(took) // 2], 2),
        "max_s": round(took[-1], 2),
        "alerts": len(took),
        "backlog": BACKLOG,
    }


def phone_end(host: str, port: str, alerts: int, seed: int) -> None:
    from abrigo.ledger.chain import Device
    from abrigo.ledger.reader import Sealed

    waiting: deque[Any] = deque(sync.made(BACKLOG))
    device, dice, raised = Device(b"a" * 32), random.Random(seed), {}
    due = [time.monotonic() + 3 + n * 1.6 + dice.random() for n in range(alerts)]

    def in_order() -> Any:
        """What is urgent, newest first, before each of the others; over when the last alert has had its time."""
        while waiting and (due or time.monotonic() < over):
            if due and time.monotonic() > due[0]:
                late = time.monotonic() - due.pop(0)  # it was raised while the line was being waited for
                e = device.seal({"kind": "alert.requested", "ver": 1, "fact": {"n": len(raised)}}, b"k" * 32, 1)
                raised[e.id.hex()] = time.time() - late
                yield Sealed(0, e.id, e.dev, e.seq, 0, 0, e.kid, e.header, e.sig, e.box)
            else:
                yield waiting.popleft()

    over = due[-1] + 2
    line = sync.connected(host, port)
    sync.stream(line, in_order(), [])
    line.request("GET", "/arrived")
    arrived = json.loads(line.getresponse().read())
    print(json.dumps([arrived[name] - when for name, when in raised.items()]))


if __name__ == "__main__":
    if sys.argv[1] == "phone":
        phone_end(sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
    else:
        print(json.dumps(main(sys.argv[1] == "short", sys.argv[2])))
