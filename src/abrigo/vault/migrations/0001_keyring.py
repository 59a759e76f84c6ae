from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Wrapped",
            fields=[
                ("subject", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("kid", models.BinaryField(max_length=16, unique=True)),
                ("epoch", models.IntegerField()),
                ("wrap", models.BinaryField(max_length=60)),
            ],
        ),
    ]
