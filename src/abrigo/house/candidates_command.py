"""./abrigo candidates: hold everyone on record against everyone and put what is alike on the table; merge nothing."""

import argparse
import json
import sys


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
    for operation in wanted:
        done = night_pass.run(viewer, OperationId(operation), now(), dry=told.dry_run)
        if told.json:
            kept = {"operation": operation, "looked": done.looked, "proposed": done.proposed, "left": done.left}
            print(json.dumps(kept))
        else:
            verb = "would be put" if told.dry_run else "put"
            more = f", {done.left} more left for the next pass" if done.left else ""
            print(f"{operation}: {done.looked} people looked through, {done.proposed} pairs {verb} on the table{more}")
    return 0
