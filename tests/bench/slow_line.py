"""Two network rooms of the kernel joined by a line of our own: so many bits a second, so much delay, a short queue.

Not every kernel has netem; every one has TUN. Needs root, or rights over the network. Side 0 is 10.9.0.1, side 1 is
10.9.0.2.
"""

import ctypes
import fcntl
import heapq
import os
import select
import struct
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

MAKE_TUN, TUN_WITHOUT_HEADER, NEW_NETWORK = 0x400454CA, 0x1001, 0x40000000
ADDRESSES = ("10.9.0.1", "10.9.0.2")


def possible() -> bool:
    return os.geteuid() == 0 and Path("/dev/net/tun").exists() and bool(_which("ip"))


def _which(name: str) -> str | None:
    import shutil

    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")


class SlowLine:
    """`bits` a second each way, `one_way` seconds, at most `queue` bytes waiting; `bytes` counts what went each way."""

    def __init__(self, bits: int = 400_000, one_way: float = 0.150, queue: int = 60_000) -> None:
        self.bits, self.one_way, self.queue = bits, one_way, queue
        self.bytes, self.dropped, self._over = [0, 0], 0, False
        self.rooms = [f"abrigo{side}-{os.getpid()}" for side in "ab"]
        self._ends = []
        for side, room in enumerate(self.rooms):
            subprocess.run(["ip", "netns", "add", room], check=True)
            self._ends.append(_inside(room, _tun))
            for words in ("link set lo up", f"addr add {ADDRESSES[side]}/24 dev tun0", "link set tun0 mtu 1400 up"):
                subprocess.run(["ip", "-n", room, *words.split()], check=True)
        self._carrier = threading.Thread(target=self._carry, daemon=True)
        self._carrier.start()

    def _carry(self) -> None:
        on_the_way: list[tuple[float, int, int, bytes]] = []
        idle_from, number = [0.0, 0.0], 0
        while not self._over:
            wait = max(0.0, min(0.05, on_the_way[0][0] - time.monotonic())) if on_the_way else 0.05
            for end in select.select(self._ends, [], [], wait)[0]:
                side = self._ends.index(end)
                try:
                    packet = os.read(end, 65_536)
                except BlockingIOError:
                    continue
                starts = max(time.monotonic(), idle_from[side])
                if (starts - time.monotonic()) * self.bits / 8 > self.queue:
                    self.dropped += 1
                    continue
                idle_from[side] = starts + len(packet) * 8 / self.bits
                number += 1
                self.bytes[side] += len(packet)
                heapq.heappush(on_the_way, (idle_from[side] + self.one_way, number, side, packet))
            while on_the_way and on_the_way[0][0] <= time.monotonic():
                _, _, side, packet = heapq.heappop(on_the_way)
                try:
                    os.write(self._ends[1 - side], packet)
                except OSError:
                    self.dropped += 1

    def start(self, side: int, words: list[str], **how: Any) -> "subprocess.Popen[str]":
        """A program in the room of that side."""
        return subprocess.Popen(["ip", "netns", "exec", self.rooms[side], *words], text=True, **how)

    def __enter__(self) -> "SlowLine":
        return self

    def __exit__(self, *_: object) -> None:
        self._over = True
        self._carrier.join()
        for end in self._ends:
            os.close(end)
        for room in self.rooms:
            subprocess.run(["ip", "netns", "del", room], check=False)


def _inside(room: str, do: Callable[[], int]) -> int:
    """In a thread of its own: which network a thread lives in is its own affair."""
    got: list[int] = []

    def there() -> None:
        with Path(f"/var/run/netns/{room}").open("rb") as place:
            if ctypes.CDLL(None, use_errno=True).setns(place.fileno(), NEW_NETWORK):
                raise OSError(ctypes.get_errno(), "setns")
        got.append(do())

    thread = threading.Thread(target=there)
    thread.start()
    thread.join()
    return got[0]


def _tun() -> int:
    end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(end, MAKE_TUN, struct.pack("16sH", b"tun0", TUN_WITHOUT_HEADER))
    return end
