"""The ledger's tables. They only grow: the database itself refuses to change or delete an entry (see the migration)."""

from typing import Any, NoReturn

from django.db import models


class Closed(TypeError):
    """Someone reached for the tables around the pen."""


class ReadOnly(models.QuerySet[Any]):
    """Reading is free; writing goes through the pen, which numbers, signs and hashes what it writes."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise Closed("the ledger is written by the pen alone")

    create = update = delete = bulk_create = bulk_update = get_or_create = update_or_create = _refuse


class Page(models.Model):
    objects = ReadOnly.as_manager()

    class Meta:
        abstract = True

    def save(self, *_: object, **__: object) -> NoReturn:
        raise Closed("the ledger is written by the pen alone")

    def delete(self, *_: object, **__: object) -> NoReturn:
        raise Closed("the ledger is never erased")


class Entry(Page):
    """One signed header. `pos` is its place in this node's log, from 0 without gaps."""

    pos = models.IntegerField(primary_key=True)
    dev = models.CharField(max_length=43)
    seq = models.BigIntegerField()
    id = models.BinaryField(max_length=32)
    kid = models.BinaryField(max_length=16)
    header = models.BinaryField()
    sig = models.BinaryField(max_length=64)
    rec = models.BigIntegerField()
    took = models.BigIntegerField()

    class Meta:
        # Keyed on (device, number) and not on the random id: three times faster in batches, and a fork still fits.
        constraints = [models.UniqueConstraint(fields=["dev", "seq", "id"], name="ledger_entry_place")]
        indexes = [models.Index(fields=["kid", "pos"], name="ledger_entry_kid")]


class Box(Page):
    """The sealed words of an entry. May be absent (not granted to us) and may be shredded; never replaced."""

    pos = models.IntegerField(primary_key=True)
    body = models.BinaryField()


class Head(Page):
    """One row: how long the log is, its right edge, and where the node's own device stands in its chain."""

    one = models.IntegerField(primary_key=True)
    size = models.IntegerField()
    edge = models.BinaryField()
    dev = models.CharField(max_length=43)
    seq = models.BigIntegerField()
    prev = models.CharField(max_length=43)
    took = models.BigIntegerField()


class ClockStep(Page):
    """Positions at which this node's clock was found to have gone backwards; as-known-at must look on both sides."""

    pos = models.IntegerField(primary_key=True)


class Shredded(Page):
    """Boxes that may be removed: written before the removal, with the entry that says on whose word."""

    pos = models.IntegerField(primary_key=True)
    ground = models.IntegerField()


class Checkpoint(Page):
    """A signed note about the log as it was at `size`."""

    size = models.IntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    took = models.BigIntegerField()


class Cosignature(Page):
    """One witness's line under one checkpoint."""

    number = models.AutoField(primary_key=True)
    size = models.IntegerField()
    root = models.BinaryField(max_length=32)
    witness = models.CharField(max_length=200)
    line = models.TextField()
    at = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["size", "witness", "line"], name="ledger_cosignature_once")]
