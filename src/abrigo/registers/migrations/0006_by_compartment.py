"""What a card tells of health, a case or an investigation is closed to whoever has no part in that."""

from django.db import migrations

CLERK = "current_setting('abrigo.hand', true) = 'clerk'"
MINE = "operation = ANY (string_to_array(current_setting('abrigo.operations', true), chr(31)))"
OPEN = "ANY (string_to_array(current_setting('abrigo.compartments', true), chr(31)))"
TELLS = {
    "health": ("check", "health-note"),
    "case": ("case", "concern", "task"),
    "investigation": ("allegation", "interview"),
}
PARTS = " AND ".join(
    f"(kind NOT IN ({', '.join(repr(k) for k in kinds)}) OR '{part}' = {OPEN})" for part, kinds in TELLS.items()
)
BEFORE = f"{CLERK} OR person = '' OR {MINE}"
AFTER = f"{CLERK} OR ((person = '' OR {MINE}) AND {PARTS})"


def _set(rule):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute("DROP POLICY of_the_operation ON registers_card", params=None)
            schema_editor.execute(
                f"CREATE POLICY of_the_operation ON registers_card USING ({rule}) WITH CHECK ({rule})", params=None
            )

    return run


class Migration(migrations.Migration):
    dependencies = [("registers", "0005_row_security")]

    operations = [migrations.RunPython(_set(AFTER), _set(BEFORE))]
