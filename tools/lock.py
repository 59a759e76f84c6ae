"""`./abrigo lock`: choose the newest allowed version of every package and pin it with the hashes of its files."""

import os
import subprocess
from pathlib import Path

import mirrors
import packages
import uv_tool
from speaking import Stop, step

# No index addresses: a lock that names a registry cannot be used behind a mirror.
COMPILE = (
    *("pip", "compile", "--no-config", "--quiet", "--generate-hashes"),
    *("--universal", "--python-version", "3.11"),
    *("--no-emit-index-url", "--no-annotate", "--no-header"),
)


def run(here: Path, words: list[str]) -> int:
    """Write requirements/*.txt anew. Further words go to uv, for instance `--upgrade` or `--upgrade-package NAME`."""
    requirements = here / "requirements"
    uv = uv_tool.fetch(here / ".abrigo", requirements)
    # Hashes come from the index alone: a folder of wheels on this machine knows only this machine's files.
    environ = {name: value for name, value in mirrors.for_uv(dict(os.environ)).items() if name != "UV_FIND_LINKS"}
    environ.pop("UV_INDEX", None)
    below: list[str] = []
    for level in ("uv", *packages.LEVELS, *packages.BESIDE):
        target = requirements / f"{level}.txt"
        asked = [str(uv), *COMPILE, *words, *below, f"{level}.in", "--output-file", target.name]
        with step(f"pinning requirements/{target.name}"):
            if subprocess.run(asked, check=False, env=environ, cwd=requirements).returncode != 0:
                raise Stop(f"requirements/{level}.in could not be solved; the lines above say why")
        # What whole registers need is no level of the house: pinned beside it, and fetched by whoever asks for it.
        below = [] if level == "uv" else ["--constraint", target.name]
    return 0
