"""./abrigo serve: the house in earnest. SQLite by default; PostgreSQL by ABRIGO_DATABASE_URL (or ..._FILE)."""

import argparse
import getpass
import sys
from collections.abc import Callable


def main(argv: list[str]) -> int:
    """0 ended by Ctrl-C; 2 usage; 3 refused to start because something is unsafe or two administrators are missing."""
    told = _parser().parse_args(argv)
    import django
    from django.core.management import call_command

    django.setup()
    from django.db import connection

    from abrigo.clerk import clock, enrolment, loans
    from abrigo.house import checks, web
    from abrigo.registers.apps import Registers

    _build(call_command)
    if unsafe := checks.unsafe(exposed=told.host not in ("127.0.0.1", "::1", "localhost")):
        print("abrigo: will not start, because:", file=sys.stderr)
        for each in unsafe:
            print(f"  - {each.code}: {each.words}\n    {each.remedy}", file=sys.stderr)
        return 3
    if not _administrators(told.no_input):
        return 3
    if not web.port_is_free(told.host, told.port):
        return 3
    enrolment.begin(clock.now())
    loans.sweep(clock.now())
    web.put_static()
    print(f"  abrigo: http://{told.host}:{told.port}/  (Ctrl-C ends it)", flush=True)
    Registers.serves = True
    connection.close()  # what comes now is asked by others: the next connection trusts nobody
    web.serve(told.host, told.port)
    return 0


def _build(call_command: Callable[..., object]) -> None:
    """Tables are made by their owner (ABRIGO_DATABASE_OWNER_URL); the house then works in them under its own role."""
    from django.db import connections

    from abrigo.house.settings import database, from_environment

    owner = from_environment("ABRIGO_DATABASE_OWNER_URL")
    if not owner:
        call_command("migrate", verbosity=0)
        return
    connections.settings["owner"] = connections.databases["default"] | database(owner)
    call_command("migrate", verbosity=0, database="owner")
    role = connections["default"].ops.quote_name(connections["default"].settings_dict["USER"])
    with connections["owner"].cursor() as cursor:
        for what in ("SELECT, INSERT, UPDATE, DELETE ON ALL TABLES", "USAGE, SELECT ON ALL SEQUENCES"):
            cursor.execute(f"GRANT {what} IN SCHEMA public TO {role}")
    connections["owner"].close()
    del connections["owner"]


def _administrators(no_input: bool) -> bool:  # noqa: FBT001
    """Nobody runs this house alone: the first run opens two accounts, for two people at the same keyboard."""
    from abrigo.rules.access import Role
    from abrigo.staff.models import Account

    have = Account.objects.filter(role=Role.ADMINISTRATOR, is_active=True).count()
    if have >= 2:
        return True
    if no_input or not sys.stdin.isatty():
        print(
            "abrigo: the house needs its first two administrators, two different people. Run ./abrigo serve once at a"
            " keyboard, where each of them types a name and a password.",
            file=sys.stderr,
        )
        return False
    print("The house has no administrators yet. Two different people open the first two accounts now.")
    print("They keep accounts and places; they cannot read what the accounts may read.\n")
    while have < 2:
        have += _open_one(have + 1)
    return True


def _open_one(number: int) -> bool:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from abrigo.rules.access import Role
    from abrigo.staff.models import Account, Agency

    print(f"Administrator {number} of 2")
    username = input("  name to sign in with: ").strip().lower()
    name = input("  full name: ").strip()
    if not username or not name or Account.objects.filter(username=username).exists():
        print("  That name is empty or taken. Again, please.\n")
        return False
    password = getpass.getpass("  password (12 characters or more): ")
    account = Account(username=username, name=name, role=Role.ADMINISTRATOR)
    try:
        validate_password(password, account)
    except ValidationError as weak:
        print("  " + " ".join(weak.messages) + "\n")
        return False
    if password != getpass.getpass("  once more: "):
        print("  The two did not agree. Again, please.\n")
        return False
    agency, _ = Agency.objects.get_or_create(id="house", defaults={"name": "Administration of the house"})
    Account.objects.create_user(username, password, name=name, role=Role.ADMINISTRATOR, agency=agency)
    print("  done.\n")
    return True


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./abrigo serve", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=8400)
    parser.add_argument("--no-input", action="store_true", help="never ask at the keyboard")
    return parser
