"""The device this node writes with, and what it says in the open about other devices."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from abrigo.facts.wire import to_ms
from abrigo.ledger import pen
from abrigo.ledger.chain import Device
from abrigo.ledger.codec import Json
from abrigo.registers.book import LiveBook
from abrigo.vault import keys

_DEVICES: dict[Path, Device] = {}


def node_device() -> Device:
    """One for each home, whose file the secret is: looking it up for every act would cost as much as signing."""
    home: Path = settings.ABRIGO_HOME
    device = _DEVICES.get(home)
    if device is None:
        device = _DEVICES[home] = Device(keys.device_secret())
    return device


def announce(said: dict[str, Json], now: datetime) -> pen.Written:
    """Writes in the open, for every node and every verifier to read: which devices may speak, and since when not."""
    with transaction.atomic():
        head = pen.take_head()
        written = pen.append(node_device(), [pen.Draft(said, None)], rec=to_ms(now), took=to_ms(now), head=head)
        book = LiveBook(lambda _: [])
        book.put_pulse(written[0].pos + 1)
        book.flush()
    return written[0]
