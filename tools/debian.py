"""What Debian's own package manager can give, when we are root on a Debian."""

import os
import shutil
import subprocess

from speaking import Stop, step


def can_install() -> bool:
    """Whether this is a Debian (or its kin) and we may install there."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(package: str, why: str) -> None:
    """Install one Debian package and nothing recommended besides; Stop with the line to run where we may not."""
    if not can_install():
        raise Stop(f"needs {why}. On Debian: sudo apt-get install --no-install-recommends {package}")
    quietly = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with step(f"installing Debian's {package} ({why})"):
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=quietly)
        asked = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
        got = subprocess.run(asked, check=False, env=quietly, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if got.returncode != 0:
        print(got.stdout.decode("utf-8", "replace"))
        raise Stop(f"apt-get could not install {package}; mend that and run the same command again")
