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


class Look(models.Model):
    """One look at something protected, written before it was shown: who, for what, at how many; never what it said.

    Rows only come after rows, each holding the digest of the one before; the tables refuse change and erasure.
    """

    pos = models.BigIntegerField(primary_key=True)
    at = models.BigIntegerField()
    staff = models.CharField(max_length=80)
    agency = models.CharField(max_length=80)
    role = models.CharField(max_length=30)
    device = models.CharField(max_length=80)
    operation = models.CharField(max_length=80)
    compartment = models.CharField(max_length=20)
    purpose = models.CharField(max_length=20)
    grant = models.CharField(max_length=80, default="")
    n = models.IntegerField()
    beyond = models.IntegerField(default=0)  # how many of them lie in no roster of the looker's own office
    whom = models.CharField(max_length=64)  # digest of the ids, so that the same look again is known as one
    prev = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["staff", "at"]), models.Index(fields=["at"])]


class LookedAt(models.Model):
    """Which child a look was at: the way back from a child to everybody who looked."""

    pk = models.CompositePrimaryKey("person", "look")
    person = models.CharField(max_length=80)
    look = models.BigIntegerField(db_index=True)


class Alarm(models.Model):
    """Told to other agencies than the one it is about: too much was opened, an emergency called, honey touched."""

    id = models.BigAutoField(primary_key=True)
    at = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=30)
    operation = models.CharField(max_length=80)
    staff = models.CharField(max_length=80)
    agency = models.CharField(max_length=80)
    about = models.CharField(max_length=80, default="")
    n = models.IntegerField(default=0)
    seen_by = models.CharField(max_length=80, default="")
    seen_at = models.BigIntegerField(null=True)


class Honey(models.Model):
    """A sought person who is nobody: only somebody who browses ever opens this record, and oversight hears of it."""

    person = models.CharField(primary_key=True, max_length=80)
    operation = models.CharField(max_length=80)
    by = models.CharField(max_length=80)
    at = models.BigIntegerField()


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


class Witness(models.Model):
    """Another office that watches this log: its key, since when, and the last length of the log it signed."""

    name = models.CharField(primary_key=True, max_length=200)
    key = models.TextField()
    agency = models.CharField(max_length=80)
    since = models.BigIntegerField()
    by = models.CharField(max_length=80)
    ended = models.BigIntegerField(null=True)
    size = models.BigIntegerField(default=0)
    at = models.BigIntegerField(null=True)


class Node(models.Model):
    """Another machine of the operation that keeps this record too. Nothing is given to it before two people said so.

    `words`: all (a machine of our own), granted (another office: what it was granted), none (headers alone).
    `have`: what it said, signed, that it holds. `reads`: which form of parcel it has shown that it reads.
    """

    dev = models.CharField(primary_key=True, max_length=43)
    name = models.CharField(max_length=80)
    agency = models.CharField(max_length=80)
    sealing = models.CharField(max_length=43)
    words = models.CharField(max_length=10, default="all")
    enrols = models.BooleanField(default=False)
    url = models.CharField(max_length=200, default="")
    since = models.BigIntegerField()
    asked_by = models.CharField(max_length=80)
    confirmed_by = models.CharField(max_length=80, default="")
    ended = models.BigIntegerField(null=True)
    have = models.TextField(default="{}")
    seen = models.BigIntegerField(null=True)
    got = models.BigIntegerField(default=0)
    reads = models.SmallIntegerField(default=1, db_default=1)


class Declined(models.Model):
    """What came from outside and was refused, or kept and not believed, with its reason and what proves it."""

    number = models.AutoField(primary_key=True)
    at = models.BigIntegerField(db_index=True)
    source = models.CharField(max_length=200)
    what = models.CharField(max_length=20)
    code = models.CharField(max_length=60)
    about = models.CharField(max_length=200, default="")
    proof = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "what", "code", "about"], name="clerk_declined_once")]


class Parcel(models.Model):
    """A signed act as a phone sent it, sealed; what became of it; and who settled what the rules could not.

    `rec`: the phone's clock when it was recorded; `said`: when it says it happened; `at`: the instant we wrote, which
    differs when that clock is off; `took`: when we heard. All ms. Two parcels of one number are a fork: both stay.
    """

    device = models.CharField(max_length=32)
    seq = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    prev = models.CharField(max_length=64)
    act_id = models.CharField(max_length=80)
    act = models.CharField(max_length=40)
    staff = models.CharField(max_length=80)
    operation = models.CharField(max_length=80)
    site = models.CharField(max_length=80)
    subject = models.CharField(max_length=100)
    sealed = models.BinaryField()
    sig = models.CharField(max_length=90)
    outcome = models.CharField(max_length=10)
    why = models.CharField(max_length=40, default="")
    about = models.TextField(default="[]")
    entries = models.TextField(default="[]")
    sightings = models.IntegerField(default=0)
    rec = models.BigIntegerField()
    said = models.BigIntegerField(null=True)
    at = models.BigIntegerField(null=True)
    took = models.BigIntegerField()
    settled = models.CharField(max_length=10, default="")  # "", written, set-aside
    settled_by = models.CharField(max_length=80, default="")
    settled_at = models.BigIntegerField(null=True)
    settled_why = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "seq", "hash"], name="a_parcel_once")]
        indexes = [models.Index(fields=["operation", "outcome", "settled"], name="parcels_waiting")]


class Piecemeal(models.Model):
    """A photo on its way in pieces, each sealed as it comes; gone once it is whole."""

    pk = models.CompositePrimaryKey("person", "digest")
    person = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    have = models.BigIntegerField(default=0)
    pieces = models.TextField(default="[]")


class Pass(models.Model):
    """When everyone of an operation was last looked through for records that may be one person, and what came of it."""

    operation = models.CharField(max_length=80, primary_key=True)
    at = models.BigIntegerField()
    staff = models.CharField(max_length=80)
    looked = models.IntegerField()
    proposed = models.IntegerField()


class Stamp(models.Model):
    """What a time-stamping authority said of a checkpoint: its answer (DER in base64), when asked, its time (ms)."""

    pk = models.CompositePrimaryKey("size", "authority")
    size = models.BigIntegerField()
    authority = models.CharField(max_length=200)
    token = models.TextField()
    asked_at = models.BigIntegerField(db_index=True)
    time = models.BigIntegerField()
