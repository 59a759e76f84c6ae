"""./abrigo import-roster: a list on paper or in a spreadsheet becomes lines of the register, all of them or none.

Exit codes: 0 done (or, with --dry-run, nothing would stop it); 1 problems, nothing imported; 2 wrong usage;
3 the file itself is refused.
"""

import argparse
import json
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from abrigo.exchange.roster_import import Into, Outcome, Plan
    from abrigo.exchange.rosters.lines import Reading
    from abrigo.exchange.rosters.mapping import Mapping
    from abrigo.rules.access import Viewer

EXITS = "exit codes: 0 done; 1 problems, nothing imported; 2 wrong usage; 3 the file is refused"


@dataclass(eq=False, slots=True)  # not frozen: on its way up Python writes the way into it
class Wrong(Exception):
    """The command was asked for something it cannot do; the words say what."""

    words: str


def main(argv: list[str]) -> int:
    told = _parser().parse_args(argv)
    import django

    django.setup()
    from abrigo.clerk.clock import now

    try:
        return run(told, now())
    except Wrong as wrong:
        print(f"import-roster: {wrong.words}", file=sys.stderr)
        return 2


def run(told: argparse.Namespace, moment: datetime) -> int:
    from abrigo.exchange.roster_import import carry_out, dry_run, plan
    from abrigo.exchange.roster_mappings import remember
    from abrigo.exchange.rosters.refusals import Refused
    from abrigo.rules.refusals import Refusal

    viewer = who(told.as_)
    into = where(viewer, told, moment)
    reading = read_file(told, moment)
    if isinstance(reading, Refused):
        return say_refused(told, reading)
    planned = plan(viewer, reading, into)
    if isinstance(planned, Refusal):
        raise Wrong(f"{told.as_}: {planned.why} {' '.join(planned.about)}".strip())
    if told.errors:
        from abrigo.exchange.rosters.error_workbook import error_workbook

        Path(told.errors).write_bytes(error_workbook(reading))
    if told.dry_run:
        outcome = dry_run(viewer, planned, moment)
    else:
        outcome = carry_out(viewer, planned, moment, accept_doubts=told.accept_doubts)
        remember(viewer, (table.mapping for table in reading.tables), moment)
    say(told, planned, outcome)
    return 0 if well(told, planned, outcome) else 1


def well(told: argparse.Namespace, planned: "Plan", outcome: "Outcome") -> bool:
    from abrigo.exchange.roster_import import Fate

    if not told.dry_run:
        return outcome.written
    doubts = bool(planned.doubts()) and not told.accept_doubts
    return not planned.stopped() and not doubts and not outcome.count(Fate.REFUSED)


# -- who, where, what -------------------------------------------------------------------------------------------------


def who(username: str) -> "Viewer":
    from abrigo.staff.models import Account
    from abrigo.staff.viewer import viewer_of

    account = Account.objects.filter(username=username, is_active=True).first()
    if account is None:
        raise Wrong(f"no account {username!r}")
    return viewer_of(account, device="command-line")


def where(viewer: "Viewer", told: argparse.Namespace, moment: datetime) -> "Into":
    from abrigo.exchange.roster_import import Into
    from abrigo.exchange.rosters.wording import plain
    from abrigo.facts.kinds import OperationId, SiteId, UnitId
    from abrigo.registers import places

    open_places = places.ask(viewer, OperationId(told.operation))
    if not open_places:
        raise Wrong(f"no operation {told.operation!r} for this account")
    if told.site not in open_places:
        raise Wrong(
            f"no site {told.site!r}; there are: {', '.join(k for k, p in open_places.items() if p.level == 'site')}"
        )
    words = {
        plain(name): (SiteId(one.site or one.id), UnitId(one.id) if one.level == "unit" else None)
        for one in open_places.values()
        for name in (one.name, one.id)
    }
    at = moment if told.at is None else told.at
    if at.tzinfo is None:
        raise Wrong("--at needs its zone, as in 2025-12-19T14:00:00-06:00")
    unit = UnitId(told.unit) if told.unit else None
    return Into(OperationId(told.operation), SiteId(told.site), at, unit, words, told.speaker)


def read_file(told: argparse.Namespace, moment: datetime) -> Any:
    """A Reading, or why the file is refused; too large a file is never even read."""
    from abrigo.exchange.roster_mappings import remembered
    from abrigo.exchange.rosters import limits
    from abrigo.exchange.rosters.opening import read
    from abrigo.exchange.rosters.reading import Choices, read_roster
    from abrigo.exchange.rosters.refusals import Refused, Why

    path = Path(told.file)
    if not path.is_file():
        raise Wrong(f"no file {told.file!r}")
    if path.stat().st_size > limits.BYTES:
        return Refused(Why.TOO_BIG, f"{path.stat().st_size // 1_048_576} MB")
    book = read(path.read_bytes(), path.name)
    if isinstance(book, Refused):
        return book
    headings = {} if told.heading is None else {sheet.name: told.heading for sheet in book.sheets}
    reading = read_roster(book, moment, Choices(remembered(), headings))
    if not (told.column or told.letter):
        return reading
    return read_roster(book, moment, Choices({**remembered(), **settled(told, reading)}, headings))


def settled(told: argparse.Namespace, reading: "Reading") -> "dict[str, Mapping]":
    """The mappings of this file with the answers given on the command line."""
    from abrigo.exchange.rosters.headings import Field
    from abrigo.exchange.rosters.problems import Code
    from abrigo.exchange.rosters.sheets import letter
    from abrigo.facts.kinds import Sex

    answered = {}
    for table in reading.tables:
        mapping = table.mapping
        letters = {letter(column): column for column in range(len(mapping.fields))}
        for column, field in told.column:
            if column.upper() not in letters or field not in set(Field):
                raise Wrong(f"--column {column}={field}: a column letter and one of {', '.join(Field)}")
            changed = mapping.change(letters[column.upper()], Field(field))
            if isinstance(changed, Code):
                raise Wrong(f"--column {column}: {changed}")
            mapping = changed
        for sign, sex in told.letter:
            if sex not in set(Sex):
                raise Wrong(f"--letter {sign}={sex}: one of {', '.join(Sex)}")
            mapping = mapping.letter_means(sign, Sex(sex))
        answered[mapping.fingerprint] = mapping
    return answered


# -- saying -----------------------------------------------------------------------------------------------------------


def say_refused(told: argparse.Namespace, refused: Any) -> int:
    from abrigo.exchange.rosters.sentences import REFUSALS

    spanish, english = REFUSALS[refused.why]
    if told.json:
        print(json.dumps({"written": False, "refused": refused.why, "shown": refused.shown}))
    else:
        print(f"{refused.why} ({refused.shown})\n  {spanish}\n  {english}", file=sys.stderr)
    return 3


def say(told: argparse.Namespace, planned: "Plan", outcome: "Outcome") -> None:
    from abrigo.exchange.roster_import import Fate, as_json
    from abrigo.exchange.rosters.problems import Weight
    from abrigo.exchange.rosters.sentences import CODES, REMEDIES

    if told.json:
        print(json.dumps({"dry_run": told.dry_run, **as_json(outcome)}, ensure_ascii=False))
        return
    for table in planned.reading.tables:
        columns = ", ".join(
            f"{h or '?'}={f}" for h, f in zip(table.mapping.headings, table.mapping.fields, strict=True)
        )
        print(f"{table.sheet or '-'}: {columns}")
    for one in outcome.problems:
        if one.weight is not Weight.TELLS:
            place = f"{one.sheet} {one.column}{one.row or ''}".strip()
            print(f"{place}: {CODES[one.code][1]} {REMEDIES[one.remedy][1]} [{one.code}, {one.weight}]")
    for line in outcome.lines:
        if line.refusal is not None:
            print(f"{line.line.sheet} {line.line.row}: {line.refusal.why}".strip())
    for total in planned.reading.stated_totals:
        print(f"total {total.words!r}: {'agrees' if total.agrees else 'DIFFERS'}, lines read {total.lines_above}")
    counts = ", ".join(f"{outcome.count(fate)} {fate}" for fate in Fate if outcome.count(fate))
    added = outcome.count(Fate.ADDED)
    done = ("written" if added else "nothing to add") if outcome.written else "NOTHING written"
    print(f"{'dry run, nothing written' if told.dry_run else done}: {counts}")


def pair(words: str) -> tuple[str, str]:
    left, sign, right = words.partition("=")
    if not (left and sign and right):
        raise argparse.ArgumentTypeError(f"{words!r} is not of the form X=Y")
    return left, right


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./abrigo import-roster", description=__doc__.splitlines()[0], epilog=EXITS)
    parser.add_argument("file", help="CSV, XLSX, XLS or ODS, at most 20 MB")
    parser.add_argument("--operation", required=True, help="id of the operation")
    parser.add_argument("--site", required=True, help="id of the site for lines that name no place")
    parser.add_argument("--unit", default="", help="id of the unit, if one is known")
    parser.add_argument("--as", dest="as_", required=True, metavar="USER", help="the account that answers for it")
    parser.add_argument("--at", type=datetime.fromisoformat, help="when, for lines without a day (default: now)")
    parser.add_argument("--speaker", default="", help="who gave us the list")
    parser.add_argument("--heading", type=int, help="row of the headings where ours was wrong; 0: there are none")
    parser.add_argument(
        "--column", type=pair, action="append", default=[], metavar="C=clothing", help="what a column means"
    )
    parser.add_argument(
        "--letter", type=pair, action="append", default=[], metavar="M=female", help="what a letter of sex means"
    )
    parser.add_argument("--accept-doubts", action="store_true", help="take unanswered doubts as unknown and go on")
    parser.add_argument("--errors", metavar="OUT.xlsx", help="write the workbook that names every problem")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen; write nothing")
    parser.add_argument("--json", action="store_true", help="one line of JSON, without names")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
