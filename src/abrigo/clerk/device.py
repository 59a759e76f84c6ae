"""The device this node writes with."""

from pathlib import Path

from django.conf import settings

from abrigo.ledger.chain import Device
from abrigo.vault import keys

_DEVICES: dict[Path, Device] = {}


def node_device() -> Device:
    """One for each home, whose file the secret is: looking it up for every act would cost as much as signing."""
    home: Path = settings.ABRIGO_HOME
    device = _DEVICES.get(home)
    if device is None:
        device = _DEVICES[home] = Device(keys.device_secret())
    return device
