"""The web server: one process, WSGI, on loopback unless told otherwise."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Final


def put_static() -> None:
    """Puts style, script and fonts, compressed, into this house's home: a bad phone waits for every kilobyte."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = settings.STATIC_ROOT / ".of"
    sources = (p for p in (settings.HERE.parent / "desk" / "static").rglob("*") if p.is_file())
    newest = str(max(p.stat().st_mtime_ns for p in sources))
    if not stamp.exists() or stamp.read_text() != newest:
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(newest)
    settings.WHITENOISE_USE_FINDERS = False  # the sources, read when there was nothing better, are not compressed


def serve(host: str, port: int) -> None:
    """Runs until interrupted. One process: SQLite has one writer, and registers are remembered in memory."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        "abrigo.house.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=max(2, min(8, os.cpu_count() or 2)),
        backpressure=128,
        websockets=False,
        log_access=False,
        log_level=LogLevels.warning,
    ).serve(target_loader=partial(_for_as_long_as, os.getpid()), wrap_loader=False)


_DIE_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG, linux/prctl.h


def _for_as_long_as(parent: int) -> Callable[..., Any]:
    """The application, in the process that answers, which never outlives the one that was started and may be killed.

    Whoever ends a house, or puts a backup over its files, must not be answered by what is left of the old one.
    """
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, int(signal.SIGKILL), 0, 0, 0)
    else:
        threading.Thread(target=_watch, args=(parent,), name="parent", daemon=True).start()
    if os.getppid() != parent:  # it died before anybody was asked
        os._exit(1)
    from abrigo.house.wsgi import application

    return application


def _watch(parent: int) -> None:
    """For systems that tell nobody when a parent dies: looked at twice a second."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def port_is_free(host: str, port: int) -> bool:
    import socket

    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as busy:
            why = f"cannot listen on {host}:{port}: {busy.strerror}. Choose another with --port."
            print(f"abrigo: {why}", file=sys.stderr)
            return False
    return True
