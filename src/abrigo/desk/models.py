"""What was typed at a table and is not yet written, so that a dropped tablet loses no child. Thrown away afterwards."""

from django.db import models


class Draft(models.Model):
    """One row of the intake grid, as typed. Not the record: a row counts from the minute the register has its line."""

    pk = models.CompositePrimaryKey("staff", "id")
    staff = models.CharField(max_length=80)
    id = models.CharField(max_length=80)
    operation = models.CharField(max_length=80)
    began = models.BigIntegerField()  # ms: the order of the rows on the page
    body = models.TextField()
    person = models.CharField(max_length=80, default="")  # set once the register has the line

    class Meta:
        indexes = [models.Index(fields=["staff", "operation", "began"])]
