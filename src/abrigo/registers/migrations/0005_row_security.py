"""Rows of persons are closed to whoever does not work in their operation; see registers/row_security.py."""

from django.db import migrations

BY_OPERATION = ("registers_person", "registers_whereabout", "registers_trail")
CLERK = "current_setting('abrigo.hand', true) = 'clerk'"
MINE = "operation = ANY (string_to_array(current_setting('abrigo.operations', true), chr(31)))"
POLICIES = {
    **{table: f"{CLERK} OR {MINE}" for table in BY_OPERATION},
    # What names no person (a published number, a law chosen) is no secret of anybody's.
    "registers_card": f"{CLERK} OR person = '' OR {MINE}",
    "registers_custodyline": f"{CLERK} OR EXISTS (SELECT 1 FROM registers_person p WHERE p.id = person)",
}


def lock(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table, rule in POLICIES.items():
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", params=None)
        schema_editor.execute(
            f"CREATE POLICY of_the_operation ON {table} USING ({rule}) WITH CHECK ({rule})", params=None
        )


def unlock(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in POLICIES:
            schema_editor.execute(f"DROP POLICY of_the_operation ON {table}", params=None)
            schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY", params=None)


class Migration(migrations.Migration):
    dependencies = [("registers", "0004_trail")]

    operations = [migrations.RunPython(lock, unlock)]
