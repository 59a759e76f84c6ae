"""The shipped drills say every number they must, through the API, on both databases, and after a rebuild."""

import json
import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

ROOT = Path(__file__).parents[2]


def drill(*words: str, **more: str) -> tuple[int, dict]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("ABRIGO_")} | more
    done = subprocess.run(
        [sys.executable, "-m", "abrigo.house", "drill", *words, "--json"],
        env=env, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.stdout.strip(), done.stderr[-2000:]
    return done.returncode, json.loads(done.stdout.strip().splitlines()[-1])


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("name", "points", "statements"), [("encino", 19, 8), ("flood", 8, 1)])
def test_every_number_of_the_drill_holds(name, points, statements):
    code, said = drill(name)
    assert said["failed"] == []
    assert (said["checkpoints_checked"], said["statements_checked"], said["as_known_checked"]) == (
        points,
        statements,
        2,
    )
    assert code == 0


@pytest.mark.timeout(600)
def test_every_number_of_the_drill_holds_on_postgresql(postgres_url):
    import psycopg

    name = f"drill_{uuid4().hex[:12]}"
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    try:
        address = postgres_url.rsplit("/", 1)[0] + f"/{name}"
        code, said = drill("encino", "--postgres", ABRIGO_DATABASE_URL=address)
        assert (code, said["failed"]) == (0, [])
    finally:
        with psycopg.connect(postgres_url, autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_wrong_number_fails_the_drill_and_is_named(tmp_path):
    folder = tmp_path / "wrong"
    folder.mkdir()
    for path in (ROOT / "scenarios" / "flood").iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    told = json.loads((folder / "expectations.json").read_text())
    told["checkpoints"] = [{"after": "02", "persons": {"received": 801}}]
    told["statements"], told["as_known"] = [], []
    (folder / "expectations.json").write_text(json.dumps(told))
    lines = [
        line for line in (folder / "acts.jsonl").read_text().splitlines() if json.loads(line)["event"] in ("01", "02")
    ]
    (folder / "acts.jsonl").write_text("\n".join(lines[:120]) + "\n")
    code, said = drill(str(folder), "--no-rebuild")
    assert code == 1
    assert [f["what"] for f in said["failed"]] == ["persons.received"]


def test_the_drills_are_the_bytes_their_makers_write(tmp_path):
    for name in ("encino", "flood"):
        subprocess.run([sys.executable, f"tools/make_{name}.py", str(tmp_path / name)], cwd=ROOT, check=True)
        for path in (tmp_path / name).iterdir():
            assert path.read_bytes() == (ROOT / "scenarios" / name / path.name).read_bytes(), path.name
