"""Accounts and agencies: plain tables, kept by administrators, who cannot read what the accounts may read."""

import secrets
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from abrigo.rules.access import Role


def new_id() -> str:
    """128 random bits: an id that cannot be guessed from another."""
    return secrets.token_hex(16)


class Agency(models.Model):
    """An office that answers for something: the child attorney, social welfare, the prosecution ..."""

    id = models.CharField(primary_key=True, max_length=80)
    name = models.TextField()

    def __str__(self) -> str:
        return self.id


class Accounts(BaseUserManager["Account"]):
    def create_user(self, username: str, password: str | None, **given: Any) -> "Account":
        account = self.model(username=self.model.normalize_username(username), **given)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username=username)


class Account(AbstractBaseUser):
    """A person of an agency with one role. Closing an account ends its sessions at the next request."""

    username = models.CharField(max_length=60, unique=True)
    staff = models.CharField(max_length=80, unique=True, default=new_id)
    name = models.TextField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    role = models.CharField(max_length=30, choices=[(r.value, r.value) for r in Role])
    operations = models.JSONField(default=list)
    site = models.CharField(max_length=80, default="", blank=True)
    language = models.CharField(max_length=8, default="es")
    is_active = models.BooleanField(default=True)
    opened_by = models.CharField(max_length=80, default="")

    objects: ClassVar[Accounts] = Accounts()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]

    def __str__(self) -> str:
        return self.staff


class Token(models.Model):
    """A program's key to the API: acts under one named account. Only its digest is kept."""

    digest = models.CharField(primary_key=True, max_length=64)
    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    name = models.TextField()
    until = models.BigIntegerField(null=True)
    ended = models.BooleanField(default=False)
    purpose = models.CharField(max_length=20, default="")  # what the program opens records for, stated when it was made


class EnrolCode(models.Model):
    """A code shown once at a desk: for one person, one site, one device, ten minutes. Only its digest is kept."""

    digest = models.CharField(primary_key=True, max_length=64)
    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    operation = models.CharField(max_length=80)
    site = models.CharField(max_length=80)
    hours = models.IntegerField()
    made_by = models.CharField(max_length=80)
    until = models.BigIntegerField()
    device = models.CharField(max_length=32, default="")


class Device(models.Model):
    """One browser on one phone with one key, for one person at one site. Instants in ms; nothing here is ever deleted.

    `last`: the number of its last parcel that counts, once it is revoked. `ahead`: how far its clock was off.
    """

    id = models.CharField(primary_key=True, max_length=32)
    alg = models.CharField(max_length=8)
    key = models.CharField(max_length=100)
    label = models.CharField(max_length=40, default="")
    fingerprint = models.CharField(max_length=14)
    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    operation = models.CharField(max_length=80, db_index=True)
    site = models.CharField(max_length=80)
    state = models.CharField(max_length=10, default="waiting")
    made_by = models.CharField(max_length=80)
    asked_at = models.BigIntegerField()
    confirmed_by = models.CharField(max_length=80, default="")
    confirmed_at = models.BigIntegerField(null=True)
    until = models.BigIntegerField()
    revoked_by = models.CharField(max_length=80, default="")
    revoked_at = models.BigIntegerField(null=True)
    revoked_why = models.CharField(max_length=20, default="")
    last = models.BigIntegerField(null=True)
    seen_at = models.BigIntegerField(null=True)
    ahead = models.BigIntegerField(default=0)
    app = models.CharField(max_length=20, default="")
    waits = models.IntegerField(default=0)


class Nonce(models.Model):
    """A mark a device has put on a request: good once, as long as the device lives."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, db_index=False)
    mark = models.CharField(max_length=22)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["device", "mark"], name="a_mark_once")
        ]


class SiteLoss(models.Model):
    """A site given up in one act by one hand, and who looked at it afterwards with fresh eyes."""

    id = models.CharField(primary_key=True, max_length=80)
    operation = models.CharField(max_length=80, db_index=True)
    site = models.CharField(max_length=80)
    run_from = models.CharField(max_length=80)
    by = models.CharField(max_length=80)
    at = models.BigIntegerField()
    devices = models.IntegerField()
    sessions = models.IntegerField()
    looked_by = models.CharField(max_length=80, default="")
    looked_at = models.BigIntegerField(null=True)


class Passkey(models.Model):
    """One machine's or telephone's key: the public half. A person may have several, and end any of them."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    credential = models.CharField(max_length=400, unique=True)
    data = models.TextField()
    name = models.CharField(max_length=60)
    made = models.BigIntegerField()
    used = models.BigIntegerField()


class Code(models.Model):
    """The secret behind a code that changes, sealed under a secret no table holds. `last`: the newest step taken."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    sealed = models.TextField()
    confirmed = models.BooleanField(default=False)
    last = models.BigIntegerField(default=0)


class Vouching(models.Model):
    """Somebody lost every key. Two colleagues say, one after the other, that they have this person before them."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="vouchings")
    first = models.CharField(max_length=80)
    device = models.CharField(max_length=80)
    at = models.BigIntegerField()
    second = models.CharField(max_length=80, default="")


class Sitting(models.Model):
    """One open session, so that its owner and whoever keeps the house can see and end it."""

    session = models.CharField(primary_key=True, max_length=40)
    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    device = models.CharField(max_length=80)
    began = models.BigIntegerField()
    browser = models.CharField(max_length=120, default="")


class Tie(models.Model):
    """An account and a person as their agency's own sign-in knows them. `made` is empty while it is only asked for.

    `first`, `second`: who stood for it, or who invited. Never deleted: it says later who let whom in. Instants in ms.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)
    mark = models.CharField(max_length=9)
    by = models.CharField(max_length=10)
    asked = models.BigIntegerField()
    first = models.CharField(max_length=80, default="")
    device = models.CharField(max_length=80, default="")
    second = models.CharField(max_length=80, default="")
    made = models.BigIntegerField(null=True)
    ended = models.BigIntegerField(null=True)
    ended_by = models.CharField(max_length=80, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["issuer", "subject"],
                condition=models.Q(made__isnull=False, ended__isnull=True),
                name="one_account_for_one_subject",
            )
        ]


class Invitation(models.Model):
    """A code that ties one account to whoever brings it with their agency's sign-in. Only its digest is kept."""

    digest = models.CharField(primary_key=True, max_length=64)
    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    made_by = models.CharField(max_length=80)
    until = models.BigIntegerField()
