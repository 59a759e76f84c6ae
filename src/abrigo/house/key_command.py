"""./abrigo key: a program's key to the API, acting as one named account; shown once, ended at once when lost.

./abrigo key split, join, renew: the keys of the house itself, with three people.
"""

import argparse
import json
import sys
from datetime import datetime


def main(argv: list[str]) -> int:
    """0 made, listed or ended; 2 usage; 3 no such account or key."""
    if argv[:1] and argv[0] in ("split", "join", "renew"):
        from abrigo.house import custody_command

        return custody_command.main(argv)
    parser = argparse.ArgumentParser(prog="./abrigo key", description=__doc__)
    parser.add_argument("username", nargs="?", help="the account the key acts as; without it, all keys are listed")
    parser.add_argument("--name", default="", help="what the key is for, in words")
    parser.add_argument("--until", type=_instant, help="when it ends, with zone: 2026-01-31T18:00:00-06:00")
    parser.add_argument("--end", metavar="KEY", help="end the key whose number begins so; takes effect at once")
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    told = parser.parse_args(argv)
    import django

    django.setup()
    if told.end:
        return _end(told.end)
    return _make(told) if told.username else _list(as_json=told.json)


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("write it as 2026-01-31T18:00:00-06:00") from None
    if instant.tzinfo is None:
        raise argparse.ArgumentTypeError("say in which zone: add Z or -06:00")
    return instant


def _make(told: argparse.Namespace) -> int:
    from abrigo.staff.models import Account
    from abrigo.staff.viewer import new_token

    account = Account.objects.filter(username=told.username, is_active=True).first()
    if account is None:
        print(f"abrigo: no open account is called {told.username!r}", file=sys.stderr)
        return 3
    secret = new_token(account, told.name, told.until)
    print(
        json.dumps({"key": secret}) if told.json else f"{secret}\n\nShown once. Send it as: Authorization: Bearer ..."
    )
    return 0


def _list(*, as_json: bool) -> int:
    """Numbers, never secrets: only their digests are kept."""
    from abrigo.staff.models import Token

    keys = Token.objects.filter(ended=False).select_related("account").order_by("account__username", "digest")
    rows = [{"key": k.digest[:12], "username": k.account.username, "name": k.name, "until": k.until} for k in keys]
    if as_json:
        print(json.dumps(rows))
        return 0
    for row in rows:
        print(f"{row['key']}  {row['username']:<20} {row['name']}")
    if not rows:
        print("No key is open. One is made with ./abrigo key USERNAME --name NAME --until DAY.")
    return 0


def _end(number: str) -> int:
    from abrigo.staff.models import Token

    found = list(Token.objects.filter(digest__startswith=number, ended=False)[:2]) if len(number) >= 6 else []
    if len(found) != 1:
        print("abrigo: no single open key begins so (give at least six characters)", file=sys.stderr)
        return 3
    found[0].ended = True
    found[0].save(update_fields=["ended"])
    print("ended")
    return 0
