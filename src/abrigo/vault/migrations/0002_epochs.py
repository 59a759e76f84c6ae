from django.db import migrations, models


def first_epoch(apps, schema_editor):
    schema_editor.execute("INSERT INTO vault_epoch (one, number) VALUES (1, 1)")


class Migration(migrations.Migration):
    dependencies = [("vault", "0001_keyring")]

    operations = [
        migrations.CreateModel(
            name="Epoch",
            fields=[
                ("one", models.IntegerField(primary_key=True, serialize=False)),
                ("number", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Granted",
            fields=[
                ("number", models.AutoField(primary_key=True, serialize=False)),
                ("subject", models.CharField(max_length=120)),
                ("agency", models.CharField(max_length=80)),
                ("epoch", models.IntegerField()),
                ("wrap", models.BinaryField(max_length=80)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("subject", "agency"), name="vault_granted_once")],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("number", models.AutoField(primary_key=True, serialize=False)),
                ("subject", models.CharField(db_index=True, max_length=120)),
                ("ground", models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="Shredding",
            fields=[
                ("subject", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("epoch", models.IntegerField()),
                ("asked", models.BigIntegerField()),
            ],
        ),
        migrations.RunPython(first_epoch, migrations.RunPython.noop),
    ]
