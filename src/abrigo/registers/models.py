"""The tables of what is now the case. Rebuilt from the ledger at will; instants are milliseconds since 1970 UTC."""

from typing import Any

from django.db import models


class Rows(models.Manager[Any]):
    """Reading only. Registers are written by their folds through a Book, never through the ORM."""

    def create(self, **_kwargs: Any) -> Any:
        raise TypeError("registers are written by folding facts")

    bulk_create = update_or_create = get_or_create = create  # type: ignore[assignment]


class Thread(models.Model):
    """Where each stream runs through the ledger: which entries belong to a person, a roll call, an incident."""

    pk = models.CompositePrimaryKey("stream", "pos")
    stream = models.CharField(max_length=200)
    pos = models.BigIntegerField()
    at = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    objects = Rows()


class Place(models.Model):
    """Operations, sites and units, one table: each knows what it stands in."""

    id = models.CharField(primary_key=True, max_length=80)
    level = models.CharField(max_length=10)  # operation | site | unit
    operation = models.CharField(max_length=80, db_index=True)
    site = models.CharField(max_length=80, default="")
    name = models.TextField()
    kind = models.CharField(max_length=20, default="")
    agency = models.CharField(max_length=80, default="")
    capacity = models.BigIntegerField(null=True)
    zone = models.TextField(default="")
    agencies = models.TextField(default="[]")
    run_from = models.CharField(max_length=80, default="")
    opened_at = models.BigIntegerField()
    objects = Rows()


class Person(models.Model):
    """The register line and the claims of one person, and the reading of their age."""

    id = models.CharField(primary_key=True, max_length=80)
    operation = models.CharField(max_length=80)
    first_pos = models.BigIntegerField()
    tag = models.TextField(default="")
    line = models.TextField(default="")
    registered_at = models.BigIntegerField(null=True)
    tally = models.CharField(max_length=10, default="")
    sex = models.CharField(max_length=20, default="")  # a value, or ?unknown ?withheld ?refused ?not-asked
    clothing = models.TextField(default="")
    language = models.TextField(default="")
    marks = models.TextField(default="")
    needs = models.TextField(default="")
    held_by = models.TextField(default="")
    band = models.CharField(max_length=40, default="")
    bands = models.TextField(default="[]")
    photo = models.TextField(default="")
    names = models.TextField(default="[]")  # claims, newest last
    shown = models.TextField(default="")  # the name to show first; empty when nobody has said one
    ages = models.TextField(default="[]")
    kin = models.TextField(default="[]")
    category = models.CharField(max_length=15, default="undetermined")
    age_low = models.BigIntegerField(null=True)
    age_high = models.BigIntegerField(null=True)
    stranger = models.BooleanField(default=False)
    sought = models.BooleanField(default=False)
    who = models.TextField(default="")
    group = models.CharField(max_length=80, default="")
    same_as = models.CharField(max_length=80, default="")
    source = models.TextField(default="")
    objects = Rows()

    class Meta:
        indexes = [
            models.Index(fields=["operation", "band"]),
            models.Index(fields=["operation", "group"]),
            models.Index(fields=["same_as"]),
        ]

    def __str__(self) -> str:
        return self.id  # never the name: this string ends up in logs


class Whereabout(models.Model):
    """Where each person is: the fold of rules/whereabouts.py, one row a person."""

    person = models.CharField(primary_key=True, max_length=80)
    operation = models.CharField(max_length=80, default="")
    same_as = models.CharField(max_length=80, default="")  # not counted when set: another record stands for them
    state = models.CharField(max_length=20)
    site = models.CharField(max_length=80, default="")
    unit = models.CharField(max_length=80, default="")
    since = models.BigIntegerField(null=True)
    received_at = models.BigIntegerField(null=True)
    unconfirmed = models.CharField(max_length=80, default="")
    seen_at = models.BigIntegerField(null=True)
    seen_site = models.CharField(max_length=80, default="")
    seen_by = models.CharField(max_length=80, default="")
    seen_how = models.CharField(max_length=20, default="")
    transit = models.CharField(max_length=80, default="")
    leave = models.CharField(max_length=80, default="")
    place = models.TextField(default="")
    due = models.BigIntegerField(null=True)
    located = models.TextField(default="")
    in_error = models.BooleanField(default=False)
    contested = models.CharField(max_length=80, default="")
    last_at = models.BigIntegerField(null=True)
    objects = Rows()

    class Meta:
        indexes = [
            models.Index(fields=["operation", "same_as", "state"]),
            models.Index(fields=["site", "same_as", "state"]),
            models.Index(fields=["same_as"]),
        ]

    def __str__(self) -> str:
        return self.person


class Trail(models.Model):
    """Each change of where a person is, at the position that made it known: the past is asked as `pos < n`.

    Being seen again where one was thought to be changes nothing and leaves no row.
    """

    pk = models.CompositePrimaryKey("person", "pos")
    person = models.CharField(max_length=80)
    pos = models.BigIntegerField()
    operation = models.CharField(max_length=80, default="")
    same_as = models.CharField(max_length=80, default="")
    state = models.CharField(max_length=20)
    site = models.CharField(max_length=80, default="")
    unit = models.CharField(max_length=80, default="")
    since = models.BigIntegerField(null=True)
    unconfirmed = models.CharField(max_length=80, default="")
    transit = models.CharField(max_length=80, default="")
    leave = models.CharField(max_length=80, default="")
    place = models.TextField(default="")
    due = models.BigIntegerField(null=True)
    objects = Rows()


class CustodyLine(models.Model):
    """Who answers for each person, what is given and not taken, and on what ground."""

    person = models.CharField(primary_key=True, max_length=80)
    holder = models.CharField(max_length=80, default="")
    since = models.BigIntegerField(null=True)
    pending = models.CharField(max_length=80, default="")
    taker = models.CharField(max_length=80, default="")
    ground = models.TextField(default="")  # JSON of the ground in force, empty: a gap
    ended = models.BooleanField(default=False)
    heads = models.TextField(default="[]")  # ids of the custody entries nobody has cited yet
    last_at = models.BigIntegerField(null=True)
    objects = Rows()

    class Meta:
        indexes = [models.Index(fields=["pending"])]

    def __str__(self) -> str:
        return self.person


class Card(models.Model):
    """Enough to list a thing with a life of its own: a roll call, an incident, an alert, a statement, an accord ...

    Its whole story is recalled from its stream; the card holds what a list shows.
    """

    pk = models.CompositePrimaryKey("kind", "id")
    kind = models.CharField(max_length=20)
    id = models.CharField(max_length=80)
    operation = models.CharField(max_length=80, default="")
    person = models.CharField(max_length=80, default="")
    site = models.CharField(max_length=80, default="")
    status = models.CharField(max_length=30, default="")
    title = models.TextField(default="")
    at = models.BigIntegerField()
    changed_at = models.BigIntegerField()
    due = models.BigIntegerField(null=True)
    body = models.TextField(default="{}")
    objects = Rows()

    class Meta:
        indexes = [
            models.Index(fields=["operation", "kind", "status"]),
            models.Index(fields=["person", "kind"]),
        ]


class Pulse(models.Model):
    """One row: how many entries the registers have folded. Open pages ask it whether anything moved."""

    id = models.IntegerField(primary_key=True)
    pos = models.BigIntegerField()
    objects = Rows()
