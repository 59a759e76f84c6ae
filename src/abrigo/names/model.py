"""What was learned, in one value: the space of words and the letters of each script, with what it was learned from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from abrigo.names.letters import Script
from abrigo.names.transducer import Transducer
from abrigo.names.vectors import Space


@dataclass(frozen=True, slots=True)
class Model:
    """`about` says in plain words which files and rules it was learned from, and with which plan."""

    space: Space
    letters: Mapping[Script, Transducer]
    about: Mapping[str, str] = field(default_factory=dict)
