from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_drafts")]

    operations = [
        migrations.CreateModel(
            name="FormDraft",
            fields=[
                ("pk", models.CompositePrimaryKey("staff", "id", blank=True, editable=False, primary_key=True, serialize=False)),
                ("staff", models.CharField(max_length=80)),
                ("id", models.CharField(max_length=80)),
                ("operation", models.CharField(max_length=80)),
                ("person", models.CharField(max_length=80)),
                ("form", models.CharField(max_length=80)),
                ("corrects", models.CharField(default="", max_length=80)),
                ("language", models.CharField(default="", max_length=40)),
                ("digest", models.CharField(max_length=64)),
                ("began", models.BigIntegerField()),
            ],
            options={"indexes": [models.Index(fields=["staff", "operation", "person"], name="desk_form_draft_mine")]},
        ),
    ]
