"""The tables of the ledger, and the triggers by which both databases refuse to change or erase them."""

from django.db import migrations, models

NEVER = ("ledger_entry", "ledger_checkpoint", "ledger_cosignature", "ledger_clockstep", "ledger_shredded")

# INSERT OR REPLACE deletes without firing DELETE triggers; hence the check before every insert.
SQLITE = [
    *[
        f"""CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}
        BEGIN SELECT RAISE(ABORT, '{table}: only grows'); END"""
        for table in NEVER
        for verb in ("UPDATE", "DELETE")
    ],
    """CREATE TRIGGER ledger_entry_next BEFORE INSERT ON ledger_entry
    WHEN NEW.pos IS NOT (SELECT coalesce(max(pos) + 1, 0) FROM ledger_entry)
      OR EXISTS (SELECT 1 FROM ledger_entry WHERE dev = NEW.dev AND seq = NEW.seq AND id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'ledger_entry: only grows, one place at a time'); END""",
    *[
        f"""CREATE TRIGGER {table}_once BEFORE INSERT ON {table}
        WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})
        BEGIN SELECT RAISE(ABORT, '{table}: never replaced'); END"""
        for table, key in (
            ("ledger_box", "pos"), ("ledger_checkpoint", "size"), ("ledger_clockstep", "pos"),
            ("ledger_shredded", "pos"), ("ledger_head", "one"),
        )
    ],
    """CREATE TRIGGER ledger_cosignature_once BEFORE INSERT ON ledger_cosignature
    WHEN EXISTS (SELECT 1 FROM ledger_cosignature WHERE number = NEW.number
        OR (size = NEW.size AND witness = NEW.witness AND line = NEW.line))
    BEGIN SELECT RAISE(ABORT, 'ledger_cosignature: never replaced'); END""",
    """CREATE TRIGGER ledger_box_no_update BEFORE UPDATE ON ledger_box
    BEGIN SELECT RAISE(ABORT, 'ledger_box: never replaced'); END""",
    """CREATE TRIGGER ledger_box_no_delete BEFORE DELETE ON ledger_box
    WHEN NOT EXISTS (SELECT 1 FROM ledger_shredded WHERE pos = OLD.pos)
    BEGIN SELECT RAISE(ABORT, 'ledger_box: only shredding removes a box'); END""",
    """CREATE TRIGGER ledger_head_no_delete BEFORE DELETE ON ledger_head
    BEGIN SELECT RAISE(ABORT, 'ledger_head: only grows'); END""",
    """CREATE TRIGGER ledger_head_grows BEFORE UPDATE ON ledger_head WHEN NEW.size < OLD.size OR NEW.one <> OLD.one
    BEGIN SELECT RAISE(ABORT, 'ledger_head: only grows'); END""",
]

POSTGRES = [
    """CREATE FUNCTION ledger_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '%: only grows', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    *[
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION ledger_only_grows()"
        for table in NEVER
    ],
    *[
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_only_grows()"
        for table in (*NEVER, "ledger_box", "ledger_head")
    ],
    "CREATE TRIGGER ledger_box_no_update BEFORE UPDATE ON ledger_box "
    "FOR EACH ROW EXECUTE FUNCTION ledger_only_grows()",
    """CREATE FUNCTION ledger_box_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM ledger_shredded WHERE pos = OLD.pos) THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'ledger_box: only shredding removes a box' USING ERRCODE = 'integrity_constraint_violation';
    END $$""",
    "CREATE TRIGGER ledger_box_no_delete BEFORE DELETE ON ledger_box "
    "FOR EACH ROW EXECUTE FUNCTION ledger_box_kept()",
    "CREATE TRIGGER ledger_head_no_delete BEFORE DELETE ON ledger_head "
    "FOR EACH ROW EXECUTE FUNCTION ledger_only_grows()",
    "CREATE TRIGGER ledger_head_grows BEFORE UPDATE ON ledger_head FOR EACH ROW "
    "WHEN (NEW.size < OLD.size OR NEW.one <> OLD.one) EXECUTE FUNCTION ledger_only_grows()",
]


def close_the_book(apps, schema_editor):
    statements = {"sqlite": SQLITE, "postgresql": POSTGRES}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement, params=None)
    empty = "x''" if schema_editor.connection.vendor == "sqlite" else "''::bytea"
    schema_editor.execute(
        f"INSERT INTO ledger_head (one, size, edge, dev, seq, prev, took) VALUES (1, 0, {empty}, '', 0, '', 0)"
    )


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("pos", models.IntegerField(primary_key=True, serialize=False)),
                ("dev", models.CharField(max_length=43)),
                ("seq", models.BigIntegerField()),
                ("id", models.BinaryField(max_length=32)),
                ("kid", models.BinaryField(max_length=16)),
                ("header", models.BinaryField()),
                ("sig", models.BinaryField(max_length=64)),
                ("rec", models.BigIntegerField()),
                ("took", models.BigIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["kid", "pos"], name="ledger_entry_kid")],
                "constraints": [models.UniqueConstraint(fields=("dev", "seq", "id"), name="ledger_entry_place")],
            },
        ),
        migrations.CreateModel(
            name="Box",
            fields=[
                ("pos", models.IntegerField(primary_key=True, serialize=False)),
                ("body", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("one", models.IntegerField(primary_key=True, serialize=False)),
                ("size", models.IntegerField()),
                ("edge", models.BinaryField()),
                ("dev", models.CharField(max_length=43)),
                ("seq", models.BigIntegerField()),
                ("prev", models.CharField(max_length=43)),
                ("took", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="ClockStep",
            fields=[("pos", models.IntegerField(primary_key=True, serialize=False))],
        ),
        migrations.CreateModel(
            name="Shredded",
            fields=[
                ("pos", models.IntegerField(primary_key=True, serialize=False)),
                ("ground", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("size", models.IntegerField(primary_key=True, serialize=False)),
                ("root", models.BinaryField(max_length=32)),
                ("note", models.TextField()),
                ("took", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Cosignature",
            fields=[
                ("number", models.AutoField(primary_key=True, serialize=False)),
                ("size", models.IntegerField()),
                ("root", models.BinaryField(max_length=32)),
                ("witness", models.CharField(max_length=200)),
                ("line", models.TextField()),
                ("at", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("size", "witness", "line"), name="ledger_cosignature_once")
                ],
            },
        ),
        migrations.RunPython(close_the_book, migrations.RunPython.noop),
    ]
