"""The device this node writes with."""

from functools import lru_cache

from abrigo.ledger.chain import Device
from abrigo.vault import keys


@lru_cache(maxsize=8)
def _device(secret: bytes) -> Device:
    return Device(secret)


def node_device() -> Device:
    return _device(keys.device_secret())
