"""The keyring: the one table of the house whose rows are meant to be destroyed."""

from django.db import models


class Wrapped(models.Model):
    """A subject's key, encrypted under the secret of one epoch; that secret lies in a file, never in a table."""

    subject = models.CharField(max_length=120, primary_key=True)
    kid = models.BinaryField(max_length=16, unique=True)
    epoch = models.IntegerField()
    wrap = models.BinaryField(max_length=60)

    def __str__(self) -> str:
        return f"key of {self.subject}"
