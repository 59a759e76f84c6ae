"""./abrigo key USERNAME WORDS: a program's key to the API, under one named account; printed once."""

import argparse
import sys


def main(argv: list[str]) -> int:
    """0 made or ended; 1 no such account; 2 usage."""
    parser = argparse.ArgumentParser(prog="./abrigo key", description=__doc__)
    parser.add_argument("username")
    parser.add_argument("words", nargs="?", default="", help="what the program is for")
    parser.add_argument("--days", type=int, default=90, help="how long it holds (default 90)")
    parser.add_argument("--end", action="store_true", help="end every key of this account")
    told = parser.parse_args(argv)
    import django

    django.setup()
    from datetime import timedelta

    from abrigo.clerk.clock import now
    from abrigo.staff.models import Account, Token
    from abrigo.staff.viewer import new_token

    account = Account.objects.filter(username=told.username, is_active=True).first()
    if account is None:
        print(f"abrigo: there is no open account {told.username!r}.", file=sys.stderr)
        return 1
    if told.end:
        ended = Token.objects.filter(account=account, ended=False).update(ended=True)
        print(f"  {ended} key(s) ended; the next request with one is refused")
        return 0
    if not told.words.strip():
        parser.error("say in a few words what the program is for")
    print(new_token(account, told.words, now() + timedelta(days=told.days)))
    return 0
