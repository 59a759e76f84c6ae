"""What the exchange remembers between two files. Nothing about anybody: only how forms are laid out."""

from django.db import models


class ColumnMapping(models.Model):
    """What a form's columns were taken to mean, by its headings. A convenience, not a record: it may be overwritten."""

    fingerprint = models.CharField(primary_key=True, max_length=32)
    body = models.TextField()
    staff = models.CharField(max_length=80)
    set_at = models.BigIntegerField()

    def __str__(self) -> str:
        return self.fingerprint
