"""A cosignature made for decades is 3.3 kB: too long for PostgreSQL to index whole. Its digest is indexed instead."""

from typing import Any

from django.db import migrations


def index_the_digest(apps: Any, editor: Any) -> None:
    """On SQLite an index takes a line of any length, and making the table anew would lose what closes it."""
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE ledger_cosignature DROP CONSTRAINT ledger_cosignature_once")
        editor.execute("CREATE UNIQUE INDEX ledger_cosignature_once ON ledger_cosignature (size, witness, md5(line))")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_book")]
    operations = [migrations.RunPython(index_the_digest, migrations.RunPython.noop)]
