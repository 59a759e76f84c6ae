"""./abrigo candidates: everyone against everyone and against lent registers, every night; loans that are over end.

What is alike goes on the table; nothing is merged.
"""

import argparse
import json
import sys
from typing import Any


def main(argv: list[str]) -> int:
    """0 looked through; 2 usage; 3 no such account, or one that may not raise pairs or does not see everybody."""
    parser = argparse.ArgumentParser(prog="./abrigo candidates", description=__doc__)
    parser.add_argument("--as", dest="as_", required=True, metavar="USER", help="the account that raises the pairs")
    parser.add_argument("--operation", default="", help="one operation; without it, every one of the account")
    parser.add_argument("--dry-run", action="store_true", help="say how many; put nothing on the table")
    parser.add_argument("--json", action="store_true", help="one line of JSON, without names")
    told = parser.parse_args(argv)
    import django

    django.setup()
    from abrigo.clerk import loans
    from abrigo.clerk.clock import now
    from abrigo.desk import night_pass
    from abrigo.facts.kinds import OperationId
    from abrigo.staff.models import Account
    from abrigo.staff.viewer import viewer_of

    account = Account.objects.filter(username=told.as_, is_active=True).first()
    viewer = None if account is None else viewer_of(account, device="command-line")
    wanted = sorted(viewer.operations) if viewer else []
    if told.operation:
        wanted = [o for o in wanted if o == told.operation]
    if viewer is None or not wanted or not night_pass.may_run(viewer):
        print(f"abrigo: {told.as_!r} is no account that may look through that operation", file=sys.stderr)
        return 3
    swept = 0 if told.dry_run else loans.sweep(now())
    if swept and not told.json:
        print(f"{swept} lent registers whose day has come were taken away")
    for operation in wanted:
        lent = [] if told.dry_run else _lent(viewer, OperationId(operation))
        done = night_pass.run(viewer, OperationId(operation), now(), dry=told.dry_run)
        if told.json:
            kept = {"operation": operation, "looked": done.looked, "proposed": done.proposed, "left": done.left}
            kept |= {"lent_pairs": sum(lent), "swept": swept}
            print(json.dumps(kept))
        else:
            verb = "would be put" if told.dry_run else "put"
            more = f", {done.left} more left for the next pass" if done.left else ""
            print(f"{operation}: {done.looked} people looked through, {done.proposed} pairs {verb} on the table{more}")
            if lent:
                print(f"{operation}: {len(lent)} lent registers laid beside them, {sum(lent)} new pairs")
    return 0


def _lent(viewer: Any, operation: Any) -> list[int]:
    """New pairs with each register that is lent to the operation, when this account may lay it beside anybody."""
    from zoneinfo import ZoneInfo

    from abrigo.clerk.clock import now
    from abrigo.exchange.lent.linking import link, may_link
    from abrigo.registers import cards, places

    if not may_link(viewer):
        return []
    moment = now()
    today = moment.astimezone(ZoneInfo(places.ask(viewer, operation)[operation].zone)).date()
    lasting = [c.id for c in cards.ask(viewer, operation, "loan", status=["lent"]) if c.due and c.due > moment]
    return [link(viewer, operation, loan, moment, today).proposed for loan in lasting]
