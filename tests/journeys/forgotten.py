"""Asks a served house's database as the house itself would, by every way a question takes, and says what was left behind.

Run as a program of its own under the house's role: a test of one transaction cannot see what ends with a transaction.
"""

import json
import os


def ask() -> dict[str, object]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abrigo.house.settings")
    import django

    django.setup()
    from django.db import ProgrammingError, connection, transaction

    from abrigo.ledger.driver import raw
    from abrigo.registers import row_security
    from abrigo.registers.apps import Registers
    from abrigo.registers.models import Person

    Registers.serves = True
    people = Person.objects
    said: dict[str, object] = {"nobody": people.count()}
    left = []

    def look() -> None:
        told = "SELECT current_setting('abrigo.operations', true)"
        left.append(connection.connection.execute(told).fetchone()[0] or "")

    row_security.opens(["op", "it's 100%"])
    for way in (
        people.count,
        lambda: len(list(people.iterator(chunk_size=3))),
        lambda: raw("SELECT count(*) FROM registers_person WHERE operation = ?", ["op"]).fetchone()[0],
        lambda: people.filter(line__contains="%").count() + 1,
    ):
        said.setdefault("mine", []).append(way())
        look()
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE registers_person SET tag = %s WHERE operation = %s", [("%s it's", "op")])
    look()
    said["tag"] = people.values_list("tag", flat=True).first()
    with transaction.atomic():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT nothing FROM nowhere")
        except ProgrammingError:
            said["after an error"] = people.count()
    look()
    row_security.opens(["another"])
    said["another"] = [people.count(), raw("SELECT count(*) FROM registers_person").fetchone()[0]]
    row_security.closes()
    said["closed"] = people.count()
    return said | {"left": left}


if __name__ == "__main__":
    print(json.dumps(ask()))
