"""Where this machine wants its packages from: what pip's and uv's environment and configuration say, and nothing else.

The repository names no package registry. A ministry behind a mirror sets the usual variables once and is served.
"""

import configparser
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname


@dataclass(frozen=True, slots=True)
class Mirrors:
    """What the administrator of this machine asked for; empty means the tools' own default."""

    index: str
    extra: tuple[str, ...]
    links: tuple[str, ...]
    certificates: str
    proxy: str
    trusted: tuple[str, ...]


def configuration_files(environ: dict[str, str]) -> list[Path]:
    """pip's configuration files in the order pip reads them: the later one wins."""
    if environ.get("PIP_CONFIG_FILE") == os.devnull:
        return []
    home = Path(environ.get("HOME") or "/")
    found = [Path(base) / "pip/pip.conf" for base in environ.get("XDG_CONFIG_DIRS", "/etc/xdg").split(":") if base]
    found += [Path("/etc/pip.conf"), home / ".pip/pip.conf"]
    found.append(Path(environ.get("XDG_CONFIG_HOME") or home / ".config") / "pip/pip.conf")
    if named := environ.get("PIP_CONFIG_FILE"):
        found.append(Path(named))
    return found


def pip_settings(environ: dict[str, str]) -> dict[str, str]:
    """pip's settings for installing, by their long names (`index-url`), files first, environment over them."""
    settings: dict[str, str] = {}
    for file in configuration_files(environ):
        parser = configparser.RawConfigParser()
        try:
            parser.read(file, encoding="utf-8")
        except (OSError, configparser.Error, UnicodeDecodeError):
            continue  # pip will complain about its own file; this one reader must not keep the house shut
        for section in ("global", "install"):
            if parser.has_section(section):
                settings.update({key.replace("_", "-"): value for key, value in parser.items(section)})
    for name, value in environ.items():
        if name.startswith("PIP_") and value:
            settings[name[4:].lower().replace("_", "-")] = value
    return settings


def still_there(address: str) -> bool:
    """Whether a mirror on this machine's own disk exists; addresses elsewhere are taken at their word."""
    if address.startswith("file:"):
        return Path(url2pathname(urlsplit(address).path)).exists()
    return "://" in address or Path(address).exists()


def of_this_machine(environ: dict[str, str]) -> Mirrors:
    """Read the environment once. uv's own variables win over pip's, because uv is who installs."""
    pip = pip_settings(environ)
    extra = (environ.get("UV_INDEX") or environ.get("UV_EXTRA_INDEX_URL") or pip.get("extra-index-url", "")).split()
    links = (environ.get("UV_FIND_LINKS", "").replace(",", " ") or pip.get("find-links", "")).split()
    return Mirrors(
        index=environ.get("UV_DEFAULT_INDEX") or environ.get("UV_INDEX_URL") or pip.get("index-url", ""),
        extra=tuple(filter(still_there, extra)),
        links=tuple(filter(still_there, links)),
        certificates=environ.get("SSL_CERT_FILE") or pip.get("cert", ""),
        proxy=pip.get("proxy", ""),
        trusted=tuple(pip.get("trusted-host", "").split()),
    )


def for_uv(environ: dict[str, str]) -> dict[str, str]:
    """The environment uv runs in: this one, with pip's wishes said in uv's words."""
    mirrors = of_this_machine(environ)
    said = dict(environ)
    for name in ("UV_INDEX", "UV_EXTRA_INDEX_URL", "UV_INDEX_URL", "UV_FIND_LINKS", "UV_DEFAULT_INDEX"):
        said.pop(name, None)
    said |= {
        "UV_SYSTEM_CERTS": "1",  # offices whose network re-signs TLS: trust what the machine trusts
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_NO_PROGRESS": said.get("UV_NO_PROGRESS", "0"),
    }
    wishes = {
        "UV_DEFAULT_INDEX": mirrors.index,
        "UV_INDEX": " ".join(mirrors.extra),
        # As pip does: the best version wherever it is. Every file is checked against its pinned hash anyway.
        "UV_INDEX_STRATEGY": "unsafe-best-match" if mirrors.extra else "",
        "UV_FIND_LINKS": ",".join(mirrors.links),
        "UV_INSECURE_HOST": " ".join(mirrors.trusted),
        "SSL_CERT_FILE": mirrors.certificates,
        "HTTPS_PROXY": mirrors.proxy,
    }
    return said | {name: wish for name, wish in wishes.items() if wish}
