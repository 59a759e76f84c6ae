"""What must not stand in this repository, whoever wrote the line."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2]

# Put together here, so that this file does not hold what it looks for.
REGISTRIES = [
    "".join(parts)
    for parts in (
        ("pypi", ".org/simple"),
        ("files.python", "hosted.org"),
        ("registry.", "npmjs.org"),
        ("registry.", "yarnpkg.com"),
        ("proxy.", "golang.org"),
    )
]
# A path that starts at a folder of somebody's own machine works for nobody else.
OWN_MACHINE = re.compile(r"(^|[^A-Za-z0-9_.~])/(work|root|farm)/")


def kept_files() -> list[Path]:
    """Every file git keeps or would keep."""
    if shutil.which("git") is None:
        pytest.skip("needs git to tell what is kept from what lies about")
    asked = ["git", "-c", f"safe.directory={HERE}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    said = subprocess.run(asked, cwd=HERE, capture_output=True, check=False)
    if said.returncode != 0:
        pytest.skip("not a git clone")
    return [HERE / name for name in said.stdout.decode().split("\0") if name and (HERE / name).is_file()]


def readable(file: Path) -> str:
    """The text of a file; empty for what is not text."""
    raw = file.read_bytes()
    return "" if b"\0" in raw[:8000] else raw.decode("utf-8", "replace")


def test_no_address_of_a_package_registry_stands_here():
    found = [
        f"{file.relative_to(HERE)}: {name}" for file in kept_files() for name in REGISTRIES if name in readable(file)
    ]
    assert found == []


def test_no_path_of_somebodys_machine_stands_here():
    found = [
        f"{file.relative_to(HERE)}:{number}: {line.strip()[:100]}"
        for file in kept_files()
        for number, line in enumerate(readable(file).splitlines(), 1)
        if OWN_MACHINE.search(line)
    ]
    assert found == []


def test_a_package_lock_names_no_place_to_fetch_from():
    locks = [file for file in kept_files() if file.name == "package-lock.json"]
    resolved = [
        f"{file.relative_to(HERE)}: {name}"
        for file in locks
        for name, package in json.loads(file.read_text())["packages"].items()
        if "resolved" in package
    ]
    assert resolved == []


@pytest.mark.parametrize("level", ["runtime", "test", "dev", "uv"])
def test_every_pinned_package_has_hashes(level):
    lines = (HERE / "requirements" / f"{level}.txt").read_text().replace("\\\n", " ").splitlines()
    pinned = [line for line in lines if line and not line.startswith("#")]
    assert pinned
    assert [line.split()[0] for line in pinned if "==" not in line or "--hash=sha256:" not in line] == []


def test_what_runs_is_pinned_alike_on_every_level():
    def pins(level: str) -> set[str]:
        text = (HERE / "requirements" / f"{level}.txt").read_text()
        return set(re.findall(r"^[a-z0-9-]+==\S+", text, re.MULTILINE))

    assert pins("runtime") <= pins("test") <= pins("dev")


def test_no_file_is_named_after_nothing():
    """A homeless line is a missing word, never a drawer of odds and ends."""
    drawers = {
        "utils",
        "helpers",
        "common",
        "manager",
        "managers",
        "service",
        "services",
        "base",
        "data",
        "info",
        "misc",
    }
    found = [str(file.relative_to(HERE)) for file in kept_files() if file.suffix == ".py" and file.stem in drawers]
    assert found == []
