"""The web server: one process, WSGI, on loopback unless told otherwise."""

import sys


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
        blocking_threads=12,
        backpressure=128,
        websockets=False,
        log_access=False,
        log_level=LogLevels.warning,
    ).serve()


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
