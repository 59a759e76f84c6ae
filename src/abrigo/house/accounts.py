"""Accounts, agencies and phones as lines of a backup, password hashes included, sessions and tokens left behind."""

import json
from collections.abc import Iterable, Iterator

from abrigo.staff.models import Account, Agency, Device

_ACCOUNT = (
    "username", "staff", "name", "agency_id", "role", "operations", "site", "language", "is_active", "opened_by",
    "password",
)  # fmt: skip


def lines() -> Iterator[bytes]:
    for agency in Agency.objects.order_by("id"):
        yield json.dumps({"agency": agency.id, "name": agency.name}, ensure_ascii=False).encode()
    for account in Account.objects.order_by("username"):
        yield json.dumps({f: getattr(account, f) for f in _ACCOUNT}, ensure_ascii=False).encode()
    for device in Device.objects.select_related("account").order_by("id"):
        told = {f.attname: getattr(device, f.attname) for f in Device._meta.concrete_fields if f.name != "account"}  # noqa: SLF001
        yield json.dumps({"device": told, "holder": device.account.staff}, ensure_ascii=False).encode()


def put_back(told: Iterable[bytes]) -> None:
    for line in told:
        row = json.loads(line)
        if "agency" in row:
            Agency.objects.update_or_create(id=row["agency"], defaults={"name": row["name"]})
        elif "device" in row:
            holder = Account.objects.get(staff=row["holder"])
            Device.objects.update_or_create(id=row["device"]["id"], defaults=row["device"] | {"account": holder})
        else:
            Account.objects.update_or_create(username=row["username"], defaults={f: row[f] for f in _ACCOUNT})
