"""Receipts, refusals, and which pictures show a photo. None of it is the record: the ledger is."""

from django.db import models


class Receipt(models.Model):
    """The answer to one act, kept under the id its sender gave it: sent twice, it is answered once."""

    pk = models.CompositePrimaryKey("staff", "id")
    staff = models.CharField(max_length=80)
    id = models.CharField(max_length=80)
    act = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    took = models.BigIntegerField()
    body = models.TextField()


class Refused(models.Model):
    """An act that was refused: who, what, why, when; the content only as a digest."""

    staff = models.CharField(max_length=80)
    agency = models.CharField(max_length=80)
    act = models.CharField(max_length=40)
    why = models.CharField(max_length=40)
    about = models.TextField(default="[]")
    digest = models.CharField(max_length=64)
    took = models.BigIntegerField(db_index=True)


class Clock(models.Model):
    """The clock of a demonstration: what time it is there, and when it was last set (ms). Never used in earnest."""

    id = models.IntegerField(primary_key=True)
    shows = models.BigIntegerField()
    set_at = models.BigIntegerField()


class Shown(models.Model):
    """The two pictures made from a sealed photo, by their digests; made again from the original when lost."""

    pk = models.CompositePrimaryKey("person", "digest")
    person = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    full = models.CharField(max_length=64)
    thumb = models.CharField(max_length=64)
