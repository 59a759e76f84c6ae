"""./abrigo drill [DIR]: play a scenario through the API, in a throwaway database, and check its every number."""

import argparse
import json
import os
import tempfile
from pathlib import Path


def main(argv: list[str]) -> int:
    """0 every number as expected; 1 some are not (each is named); 2 usage; 3 the folder cannot be used."""
    told = _parser().parse_args(argv)
    from abrigo.house.demo_command import folder

    with tempfile.TemporaryDirectory(prefix="abrigo-drill-") as home:
        os.environ |= {"ABRIGO_HOME": home, "ABRIGO_DEMO": "1", "ABRIGO_NODE": "drill"}
        os.environ["ABRIGO_SCENARIO"] = str(folder(told.scenario))
        if not told.postgres:
            os.environ["ABRIGO_DATABASE_URL"] = f"sqlite:///{home}/drill.sqlite3"
        return _run(told, folder(told.scenario))


def _run(told: argparse.Namespace, where: Path) -> int:
    import django
    from django.core.management import call_command

    django.setup()
    from abrigo.clerk import rebuild
    from abrigo.house import drill, scenario
    from abrigo.house.progress import Progress

    try:
        story = scenario.read(where)
        total = sum(1 for _ in story.steps())
    except scenario.BadScenario as bad:
        print(f"abrigo: {bad}. The format is in docs/scenarios.md.")
        return 3
    call_command("migrate", verbosity=0)
    progress = Progress(story.name, total, quiet=told.json)
    report = drill.play(story, lambda step: progress.step(f"{step.now:%d %b %H:%M} {step.act}"))
    progress.end(f"{report.acts} acts, {report.checkpoints_checked} checkpoints")
    if not told.no_rebuild:
        for table in (c.table for c in rebuild.compare() if not c.identical):
            report.failed.append({"where": "rebuild", "what": table, "expected": "identical", "said": "differs"})
    if told.json:
        print(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        for each in report.failed:
            print(f"  FAILED {each['where']}: {each['what']}: expected {each['expected']}, said {each['said']}")
        checked = report.checkpoints_checked, report.statements_checked, report.as_known_checked
        print("  {} checkpoints, {} statements, {} as-known questions".format(*checked), end="; ")
        print("every number holds" if not report.failed else f"{len(report.failed)} do not hold")
    return 1 if report.failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./abrigo drill", description=__doc__)
    parser.add_argument("scenario", nargs="?", default="encino", help="a shipped scenario (encino, flood) or a folder")
    parser.add_argument(
        "--postgres", action="store_true", help="use ABRIGO_DATABASE_URL (an empty PostgreSQL database)"
    )
    parser.add_argument(
        "--no-rebuild", action="store_true", help="do not hold the registers against a rebuild at the end"
    )
    parser.add_argument("--json", action="store_true", help="one line of JSON at the end")
    return parser
