"""./abrigo primero push CASE: one case written back to a Primero that somebody runs, only to a host on the list."""

import argparse
import json
import sys
from typing import Any

from abrigo.exchange.primero import NotListed, Primero, Unwilling, case_of


def main(argv: list[str]) -> int:
    """0 written; 2 usage, nobody of that code, or no settings; 3 the host is on no list, or the account may not."""
    parser = argparse.ArgumentParser(prog="./abrigo primero", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    push = commands.add_parser("push", help="send the least that its forms ask for: a name, sex, age, nothing else")
    push.add_argument("case", help="the id, band or line of one of ours")
    push.add_argument("--operation", required=True)
    push.add_argument("--as", dest="as_", required=True, metavar="USER")
    push.add_argument("--theirs", default="", metavar="UUID", help="change this case of theirs instead of making one")
    push.add_argument("--dry-run", action="store_true", help="show what would be sent; send nothing")
    told = parser.parse_args(argv)
    import django

    django.setup()
    from django.conf import settings

    case = _case(told)
    if case is None:
        print(f"abrigo primero: {told.as_!r} may not lend or send registers there, or there is no {told.case!r}",
              file=sys.stderr)  # fmt: skip
        return 2
    if told.dry_run:
        print(json.dumps(case[1], ensure_ascii=False))
        return 0
    if not settings.ABRIGO_PRIMERO_URL or not settings.ABRIGO_PRIMERO_TOKEN:
        print("abrigo primero: set ABRIGO_PRIMERO_URL, ABRIGO_PRIMERO_TOKEN_FILE and ABRIGO_PRIMERO_HOSTS first",
              file=sys.stderr)  # fmt: skip
        return 2
    there = Primero(settings.ABRIGO_PRIMERO_URL, settings.ABRIGO_PRIMERO_TOKEN, settings.ABRIGO_PRIMERO_HOSTS)
    try:
        written = there.write(case[0], case[1], theirs=told.theirs)
    except NotListed as no:
        print(f"abrigo primero: {no} is not in ABRIGO_PRIMERO_HOSTS: nothing was sent", file=sys.stderr)
        return 3
    except (Unwilling, ValueError) as no:
        print(f"abrigo primero: they answered no: {no}", file=sys.stderr)
        return 3
    print(written)
    return 0


def _case(told: argparse.Namespace) -> tuple[str, dict[str, Any]] | None:
    """Our id and the case as Primero's forms ask for it; None when there is nobody for this account. It is a look at a
    child and is written down before anything is shown or sent."""
    from dataclasses import replace

    from abrigo.clerk import trace
    from abrigo.clerk.clock import now
    from abrigo.facts.grants import Purpose
    from abrigo.facts.kinds import OperationId
    from abrigo.registers import people
    from abrigo.rules.access import may_do
    from abrigo.staff.models import Account
    from abrigo.staff.viewer import viewer_of

    account = Account.objects.filter(username=told.as_, is_active=True).first()
    operation = OperationId(told.operation)
    viewer = None if account is None else viewer_of(account, device="command-line")
    if viewer is None or operation not in viewer.operations or not may_do(viewer, "lend-register"):
        return None
    viewer = replace(viewer, purpose=viewer.purpose or Purpose.FAMILY)
    everyone = people.ask(replace(viewer, looks=type(viewer.looks)()), operation, limit=100_000)
    found = [p.id for p in everyone if told.case in (p.id, p.band, p.line, p.tag)]
    person = people.one(viewer, operation, found[0]) if len(found) == 1 else None
    if person is None:
        return None
    trace.write_down(viewer, operation, now())
    given, _, surnames = person.shown.partition(" ")
    told_sex = "" if person.sex.startswith("?") else person.sex
    sure = person.age_low is not None and person.age_low == person.age_high
    case = case_of(given=given, surnames=surnames, sex=told_sex, age=person.age_low, estimated=not sure)
    return f"{operation}/{person.id}", case
