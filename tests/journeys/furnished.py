"""Makes a house ready to be served in earnest: tables, two administrators, a director, a centre, a guest of an agency.

Run as a program of its own, under the tables' owner, before `serve` is started under the house's own role.
"""

import os
from datetime import UTC, datetime

PASSWORD = "una contraseña bien larga"


def furnish() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abrigo.house.settings")
    os.umask(0o077)
    import django

    django.setup()
    from django.core.management import call_command

    from abrigo.clerk.record import record
    from abrigo.facts.operations import SiteKind
    from abrigo.rules.places import OpenOperation, OpenSite
    from abrigo.staff.models import Account, Agency
    from abrigo.staff.viewer import viewer_of

    call_command("migrate", verbosity=0)
    for id_, name in (("house", "Administración"), ("welfare", "Bienestar"), ("fiscalia", "Fiscalía")):
        Agency.objects.create(id=id_, name=name)
    for username, role, agency in (
        ("admin1", "administrator", "house"), ("admin2", "administrator", "house"), ("director", "director", "welfare"),
        ("nurse", "nurse", "welfare"), ("fiscal", "prosecutor", "fiscalia"), ("fiscal2", "prosecutor", "fiscalia"),
    ):  # fmt: skip
        Account.objects.create_user(
            username, PASSWORD, name=username.title(), role=role, agency_id=agency, operations=["op"], language="en",
            staff=f"st-{username}",
        )  # fmt: skip
    admin = viewer_of(Account.objects.get(username="admin1"), device="m")
    at = datetime.now(UTC)
    for number, act in enumerate((
        OpenOperation("op", "Operación pequeña", "America/Guatemala", ("welfare",), at),
        OpenSite("op", "centro", "Centro", SiteKind("centre"), "welfare", at, 20),
    )):  # fmt: skip
        answer = record(admin, act, id=f"furnish-{number}", now=at)
        assert answer.refusal is None, answer.refusal


if __name__ == "__main__":
    furnish()
