"""./abrigo link --register LOAN|FILE --operation OP: a lent register laid beside an operation; pairs for the table."""

import argparse
import json
import sys
from dataclasses import dataclass
from datetime import datetime, time
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from abrigo.house.progress import Progress


@dataclass(eq=False, slots=True)  # not frozen: on its way up Python writes the way into it
class Wrong(Exception):
    """What was asked cannot be done; the words say why."""

    words: str


def main(argv: list[str]) -> int:
    """0 done; 2 usage, or no such register, file or account; 3 refused, by its code."""
    told = _parser().parse_args(argv)
    import django

    django.setup()
    from abrigo.clerk.clock import now

    try:
        said = run(told, now())
    except Wrong as wrong:
        print(f"abrigo link: {wrong.words}", file=sys.stderr)
        return 2
    except PermissionError as no:
        print(f"abrigo link: refused: {no}", file=sys.stderr)
        return 3
    if told.json:
        print(json.dumps(said))
    else:
        print(
            f"{said['people']} people laid beside {said['lines']} lines: {said['proposed']} new pairs on the table, "
            f"{said['known']} lay there or were decided; nothing was merged."
        )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./abrigo link", description=__doc__)
    parser.add_argument("--register", required=True, metavar="LOAN|FILE", help="a lent register by its id, or its file")
    parser.add_argument("--operation", required=True)
    parser.add_argument("--as", dest="as_", required=True, metavar="USER", help="the account that raises the pairs")
    parser.add_argument("--json", action="store_true", help="one line of JSON, without names")
    terms = parser.add_argument_group("a file that nobody has taken in yet needs its lender's terms")
    for name in ("title", "lender", "purpose", "terms"):
        terms.add_argument(f"--{name}", default="")
    terms.add_argument("--until", default="", metavar="YYYY-MM-DD", help="the day on which it is taken away")
    terms.add_argument("--kind", choices=("civil", "school", "missing", "cases"), default="civil")
    return parser


def run(told: argparse.Namespace, moment: datetime) -> dict[str, Any]:
    from abrigo.clerk import loans
    from abrigo.exchange.lent.linking import link
    from abrigo.facts.kinds import OperationId
    from abrigo.registers import cards, places
    from abrigo.staff.models import Account
    from abrigo.staff.viewer import viewer_of

    account = Account.objects.filter(username=told.as_, is_active=True).first()
    viewer = None if account is None else viewer_of(account, device="command-line")
    operation = OperationId(told.operation)
    if viewer is None or operation not in viewer.operations:
        raise Wrong(f"{told.as_!r} is no account of that operation")
    loans.sweep(moment)
    zone = ZoneInfo(places.ask(viewer, operation)[operation].zone)
    loan = told.register
    if cards.one(viewer, operation, "loan", loan) is None:
        loan = _taken_in(told, viewer, operation, moment, zone)
    line = Progress("link", 1, quiet=told.json)

    def far(done: int, of: int) -> None:
        line.done, line.total = done - 1, of
        line.step()

    try:
        done = link(viewer, operation, loan, moment, moment.astimezone(zone).date(), far)
    except LookupError:
        raise Wrong(f"{loan}: given back, or its day has come") from None
    line.end(f"{done.proposed} new pairs")
    return {"loan": loan, "people": done.people, "lines": done.lines, "proposed": done.proposed, "known": done.known}


def _taken_in(told: argparse.Namespace, viewer: Any, operation: Any, moment: datetime, zone: ZoneInfo) -> str:
    """A file already lent and lasting is that loan; another is taken in on the terms that were given."""
    from abrigo.clerk import loans
    from abrigo.clerk.record import record
    from abrigo.exchange.lent.reading import read_lent
    from abrigo.exchange.rosters.refusals import Refused
    from abrigo.facts.kinds import LoanId
    from abrigo.facts.loans import RegisterKind
    from abrigo.registers import cards
    from abrigo.rules.loans import LendRegister

    path = Path(told.register)
    if not path.is_file():
        raise Wrong(f"{told.register}: neither a lent register of that operation nor a file")
    raw = path.read_bytes()
    digest = sha256(raw).hexdigest()
    for card in cards.ask(viewer, operation, "loan", status=["lent"]):
        if card.body["digest"] == digest and card.due is not None and card.due > moment:
            return card.id
    reading = read_lent(raw, path.name, moment.astimezone(zone).date())
    if isinstance(reading, Refused):
        raise Wrong(f"{path.name}: {reading.why}")
    try:
        until = datetime.combine(datetime.fromisoformat(told.until), time(23, 59), zone)
    except ValueError:
        raise Wrong("nobody has lent this file: say --title --lender --purpose --terms --until") from None
    loan = LoanId(f"ln-{digest[:24]}-{moment:%Y%m%d}")
    loans.put(viewer, operation, loan, raw)
    act = LendRegister(
        operation, loan, RegisterKind(told.kind), told.title, told.lender, told.purpose, told.terms, until, digest,
        len(reading.lines), moment, tuple(reading.unmapped),
    )  # fmt: skip
    answer = record(viewer, act, id=loan, now=moment)
    if answer.refusal is not None:
        loans.put_back(loan, digest)
        raise Wrong(str(answer.refusal.why))
    return loan
