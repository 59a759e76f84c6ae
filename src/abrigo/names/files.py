"""The one place of this room that touches the disk: the shipped model, and indexes laid down for later."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from abrigo.names.letters import Script
from abrigo.names.model import Model
from abrigo.names.transducer import Transducer
from abrigo.names.vectors import Space

Array = NDArray[Any]

SHIPPED = Path(__file__).with_name("model.npz")
_MAGIC = b"ABRIGO-NAMES-1\n"
_ALIGN = 4096


@cache
def shipped_model() -> Model | None:
    """The model that came with the package; None when the file was taken out, and then rules alone must do."""
    return read_model(SHIPPED) if SHIPPED.exists() else None


def write_model(model: Model, path: Path) -> None:
    """Write `model` to `path`; the same model gives the same bytes."""
    letters = {s.value: _letters_out(t) for s, t in sorted(model.letters.items())}
    text = json.dumps({"about": dict(model.about), "letters": letters}, ensure_ascii=False, sort_keys=True)
    with path.open("wb") as out:
        np.savez_compressed(
            out,
            hashes=model.space.hashes,
            rows=model.space.rows,
            scales=model.space.scales.astype(np.float16),
            text=np.frombuffer(text.encode(), np.uint8),
        )


def read_model(path: Path) -> Model:
    """The model in `path`. Raises OSError or ValueError when it is not there or is no model."""
    with np.load(path, allow_pickle=False) as stored:
        space = Space(stored["hashes"], stored["rows"], stored["scales"].astype(np.float32))
        told = json.loads(stored["text"].tobytes())
    letters = {Script(s): _letters_in(t) for s, t in told["letters"].items()}
    return Model(space, letters, told["about"])


def _letters_out(letters: Transducer) -> dict[str, Any]:
    pairs: dict[str, dict[str, float]] = {}
    for (a, b), w in sorted(letters.weights.items()):
        pairs.setdefault(a, {})[b] = w
    return {
        "pairs": pairs,
        "added": letters.added,
        "left": letters.left_letters,
        "right": letters.right_letters,
    }


def _letters_in(told: Mapping[str, Any]) -> Transducer:
    weights = {(a, b): float(w) for a, bs in told["pairs"].items() for b, w in bs.items()}
    return Transducer(weights, told["added"], told["left"], told["right"])


def write_arrays(arrays: Mapping[str, Array], path: Path) -> None:
    """Lay arrays end to end in one file, each at a page's edge; the old file stays whole until the new one is."""
    listed: dict[str, dict[str, Any]] = {}
    place = 0
    for name, array in arrays.items():
        listed[name] = {"at": place, "type": array.dtype.str, "shape": list(array.shape)}
        place += -(-array.nbytes // _ALIGN) * _ALIGN
    head = json.dumps(listed).encode()
    start = -(-(len(_MAGIC) + 8 + len(head)) // _ALIGN) * _ALIGN
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as out:
        out.write(_MAGIC + len(head).to_bytes(8, "little") + head)
        for name, array in arrays.items():
            out.seek(start + listed[name]["at"])
            np.ascontiguousarray(array).tofile(out)
        out.truncate(start + place)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)


def read_arrays(path: Path) -> dict[str, Array]:
    """The arrays of a file written by `write_arrays`, mapped into memory: only what is looked at is read.

    Raises ValueError when the file is not one of ours.
    """
    with path.open("rb") as stored:
        if stored.read(len(_MAGIC)) != _MAGIC:
            raise ValueError("not an index of names")
        size = int.from_bytes(stored.read(8), "little")
        listed = json.loads(stored.read(size))
    start = -(-(len(_MAGIC) + 8 + size) // _ALIGN) * _ALIGN
    whole = np.memmap(path, np.uint8, "r")
    ends = [start + one["at"] + int(np.prod(one["shape"])) * np.dtype(one["type"]).itemsize for one in listed.values()]
    if max(ends, default=0) > len(whole):
        raise ValueError("this index of names is cut short")
    out: dict[str, Array] = {}
    for name, one in listed.items():
        kind, shape = np.dtype(one["type"]), tuple(one["shape"])
        at = start + one["at"]
        many = int(np.prod(shape)) * kind.itemsize
        out[name] = np.asarray(whole[at : at + many]).view(kind).reshape(shape)
    return out
