"""The keyring: the tables of the house whose rows are meant to be destroyed."""

from django.db import models


class Wrapped(models.Model):
    """A subject's key, encrypted under the secret of one epoch; that secret lies in a file, never in a table."""

    subject = models.CharField(max_length=120, primary_key=True)
    kid = models.BinaryField(max_length=16, unique=True)
    epoch = models.IntegerField()
    wrap = models.BinaryField(max_length=60)

    def __str__(self) -> str:
        return f"key of {self.subject}"


class Epoch(models.Model):
    """One row: which epoch's secret wraps new keys. Read under the same lock that a rotation takes."""

    one = models.IntegerField(primary_key=True)
    number = models.IntegerField()

    def __str__(self) -> str:
        return f"epoch {self.number}"


class Granted(models.Model):
    """A subject's key, wrapped (HPKE) to one agency's epoch key: what that agency's node may open."""

    number = models.AutoField(primary_key=True)
    subject = models.CharField(max_length=120)
    agency = models.CharField(max_length=80)
    epoch = models.IntegerField()
    wrap = models.BinaryField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "agency"], name="vault_granted_once")]

    def __str__(self) -> str:
        return f"key of {self.subject} for {self.agency}"


class Hold(models.Model):
    """A court's word that a subject's words be kept: while it stands, nobody shreds them."""

    number = models.AutoField(primary_key=True)
    subject = models.CharField(max_length=120, db_index=True)
    ground = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"hold on {self.subject}"


class Shredding(models.Model):
    """Asked to be destroyed: the key is gone from the keyring, and gone for good at the next rotation of the epoch."""

    subject = models.CharField(max_length=120, primary_key=True)
    epoch = models.IntegerField()
    asked = models.BigIntegerField()

    def __str__(self) -> str:
        return f"shredding of {self.subject}"
