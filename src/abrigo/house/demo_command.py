"""./abrigo demo: the drill, replayed up to the middle of the breach, served with accounts for each office."""

import argparse
import json
import os
import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from abrigo.house.scenario import Scenario

PASSWORD = "encino-demo-2025"  # noqa: S105 - printed on purpose: invented people on loopback
SCENARIO = "encino"
DATABASE = "demo.sqlite3"


def main(argv: list[str]) -> int:
    """0 prepared, or served until ended; 2 usage; 3 the port is taken, no such scenario, or not a demo's folder."""
    told = _parser().parse_args(argv)
    home = Path(told.home).resolve()
    if told.fresh and home.exists():
        if any(home.iterdir()) and not (home / DATABASE).is_file():
            print(f"abrigo: {home} holds no demonstration: nothing was thrown away. Choose another --home.",
                  file=sys.stderr)  # fmt: skip
            return 3
        shutil.rmtree(home)
    os.environ |= {
        "ABRIGO_HOME": str(home),
        "ABRIGO_DEMO": "1",
        "ABRIGO_DATABASE_URL": f"sqlite:///{home}/{DATABASE}",
    }
    os.environ.setdefault("ABRIGO_NODE", "demo")
    os.environ["ABRIGO_SCENARIO"] = str(folder(told.scenario))
    home.mkdir(parents=True, exist_ok=True)

    import django

    django.setup()
    from abrigo.clerk import clock, enrolment
    from abrigo.house import demo, web
    from abrigo.house.scenario import BadScenario

    if not told.no_serve and not web.port_is_free(told.host, told.port):
        return 3
    try:
        scenario = demo.prepare(folder(told.scenario), password=PASSWORD, quiet=told.json)
    except BadScenario as bad:
        print(f"abrigo: {bad}. The format is in docs/scenarios.md.", file=sys.stderr)
        return 3
    enrolment.begin(clock.now())
    address = f"http://{told.host}:{told.port}/"
    accounts = [{"user": s["username"], "name": s["name"], "office": s["role"]} for s in scenario.staff]
    if told.json:
        said = {"address": address, "password": PASSWORD, "accounts": accounts}
        print(json.dumps(said, ensure_ascii=False), flush=True)
    else:
        _tell(scenario, address, accounts)
    web.put_static()
    if not told.no_serve:
        web.serve(told.host, told.port)
    return 0


def folder(name: str) -> Path:
    """A scenario by name (shipped with the house) or by path."""
    given = Path(name)
    return given if given.is_dir() else Path(__file__).resolve().parents[3] / "scenarios" / name


def _tell(story: "Scenario", address: str, accounts: list[dict[str, str]]) -> None:
    opens = story.opens_at
    past = [e["en"] for e in story.events if datetime.fromisoformat(e["at"]) <= opens]
    title = f", {past[-1]}" if past else ""
    print(f"\n  {story.name}: {opens:%A} {opens.day} {opens:%B %Y, %H:%M}{title}. All people are invented.\n")
    for each in accounts:
        print(f"    {each['user']:<12} {each['office']:<18} {each['name']}")
    print(f"\n  password for all: {PASSWORD}\n  open {address}  (Ctrl-C ends it)\n", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./abrigo demo", description=__doc__)
    parser.add_argument("--scenario", default=SCENARIO, help="a shipped scenario or a folder (default: encino)")
    parser.add_argument("--home", default=".abrigo/demo", help="where the demo keeps its database")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8300)
    parser.add_argument("--fresh", action="store_true", help="throw the earlier demo away first")
    parser.add_argument("--no-serve", action="store_true", help="prepare only")
    parser.add_argument("--json", action="store_true", help="print the address and accounts as one line of JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
