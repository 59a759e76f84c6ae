"""How a frozen sentence is spelled in plain values (text, whole numbers, lists) and read back, strictly.

Two spellings of an instant: milliseconds since 1970 UTC (the ledger) and ISO 8601 (the wire to people's programs).
"""

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Literal, NewType, Union, get_args, get_origin, get_type_hints

Plain = Any
Instants = Literal["ms", "iso"]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


@dataclass(eq=False, slots=True)  # not frozen: on its way up Python writes the way into it
class Misspelt(Exception):
    """Cannot be read: which field, and a code saying why. Never carries the value."""

    field: str
    why: str

    def __str__(self) -> str:
        return f"{self.field}: {self.why}"


def to_ms(instant: datetime) -> int:
    return (instant - EPOCH) // MILLISECOND


def from_ms(ms: int) -> datetime:
    return EPOCH + ms * MILLISECOND


@dataclass(frozen=True, slots=True)
class Spelling:
    """Both directions for one type."""

    write: Callable[[Any], Plain]
    read: Callable[[Plain, str], Any]


_KNOWN: dict[tuple[type, Instants], Spelling] = {}


def spelling(cls: type, instants: Instants = "ms") -> Spelling:
    """The spelling of a frozen dataclass; raises TypeError for a type nobody taught it. Made once for each."""
    found = _KNOWN.get((cls, instants))
    if found is None:
        found = _KNOWN[cls, instants] = _spelling(cls, instants)
    return found


def _spelling(cls: type, instants: Instants) -> Spelling:
    hints = get_type_hints(cls)
    parts = [(f.name, _of(hints[f.name], instants), _default(f)) for f in fields(cls)]
    names = frozenset(name for name, _, _ in parts)

    def write(value: Any) -> Plain:
        return {name: part.write(getattr(value, name)) for name, part, _ in parts}

    def read(plain: Plain, where: str) -> Any:
        if not isinstance(plain, Mapping):
            raise Misspelt(where or cls.__name__, "not-an-object")
        if extra := plain.keys() - names:
            raise Misspelt(_join(where, min(map(str, extra))), "unknown-field")
        got = {}
        for name, part, default in parts:
            if name in plain:
                got[name] = part.read(plain[name], _join(where, name))
            elif default is MISSING:
                raise Misspelt(_join(where, name), "required")
        return cls(**got)

    return Spelling(write, read)


def _default(f: Any) -> Any:
    return f.default if f.default_factory is MISSING else f.default_factory


def _join(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _of(hint: Any, instants: Instants) -> Spelling:
    if isinstance(hint, NewType):
        return _text(identifier=True)
    if hint is str:
        return _text()
    if hint is bool:
        return _exactly(bool, "not-yes-or-no")
    if hint is int:
        return _exactly(int, "not-a-whole-number")
    if hint is datetime:
        return _instant_ms() if instants == "ms" else _instant_iso()
    origin = get_origin(hint)
    if origin is tuple:
        return _list(_of(get_args(hint)[0], instants))
    if origin in (Union, types.UnionType):
        return _either(get_args(hint), instants)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _choice(hint)
    if is_dataclass(hint) and isinstance(hint, type):
        return spelling(hint, instants)
    raise TypeError(f"no spelling for {hint!r}")


def _text(*, identifier: bool = False) -> Spelling:
    def read(plain: Plain, where: str) -> str:
        if not isinstance(plain, str):
            raise Misspelt(where, "not-text")
        if identifier and not 1 <= len(plain) <= 80:
            raise Misspelt(where, "not-an-identifier")
        if len(plain) > 20_000:
            raise Misspelt(where, "too-long")
        try:
            plain.encode()
        except UnicodeEncodeError:
            raise Misspelt(where, "not-text") from None
        if "\x00" in plain:
            raise Misspelt(where, "not-text")
        return plain

    return Spelling(lambda v: v, read)


def _exactly(kind: type, why: str) -> Spelling:
    def read(plain: Plain, where: str) -> Any:
        if type(plain) is not kind or (isinstance(plain, int) and abs(plain) >= 2**53):
            raise Misspelt(where, why)
        return plain

    return Spelling(lambda v: v, read)


def _instant_ms() -> Spelling:
    def read(plain: Plain, where: str) -> datetime:
        if type(plain) is not int or not -(2**45) < plain < 2**47:
            raise Misspelt(where, "not-an-instant")
        return from_ms(plain)

    return Spelling(to_ms, read)


def _instant_iso() -> Spelling:
    def read(plain: Plain, where: str) -> datetime:
        if not isinstance(plain, str):
            raise Misspelt(where, "not-an-instant")
        try:
            instant = datetime.fromisoformat(plain)
        except ValueError:
            raise Misspelt(where, "not-an-instant") from None
        if instant.tzinfo is None:
            raise Misspelt(where, "instant-without-zone")
        try:
            return from_ms(to_ms(instant.astimezone(UTC)))
        except OverflowError:
            raise Misspelt(where, "not-an-instant") from None

    return Spelling(lambda v: v.isoformat(timespec="milliseconds"), read)


def _list(each: Spelling) -> Spelling:
    def read(plain: Plain, where: str) -> tuple[Any, ...]:
        if not isinstance(plain, list):
            raise Misspelt(where, "not-a-list")
        return tuple(each.read(item, f"{where}[{i}]") for i, item in enumerate(plain))

    return Spelling(lambda v: [each.write(item) for item in v], read)


def _choice(enum: type[StrEnum]) -> Spelling:
    known = {member.value: member for member in enum}

    def read(plain: Plain, where: str) -> StrEnum:
        if isinstance(plain, str) and plain in known:
            return known[plain]
        raise Misspelt(where, "not-one-of:" + ",".join(known))

    return Spelling(lambda v: v.value, read)


def _either(hints: tuple[Any, ...], instants: Instants) -> Spelling:
    """A value or nothing; or a value or one of the four ways of not saying it, spelled {"unsaid": "refused"}."""
    enums = [h for h in hints if isinstance(h, type) and issubclass(h, StrEnum) and h.__name__ == "Unsaid"]
    rest = [h for h in hints if h is not type(None) and h not in enums]
    if len(rest) != 1:
        raise TypeError(f"no spelling for a choice of {hints!r}")
    inner = _of(rest[0], instants)
    unsaid = enums[0] if enums else None
    optional = type(None) in hints

    def write(value: Any) -> Plain:
        if value is None:
            return None
        if unsaid is not None and isinstance(value, unsaid):
            return {"unsaid": value.value}
        return inner.write(value)

    def read(plain: Plain, where: str) -> Any:
        if plain is None and optional:
            return None
        if unsaid is not None and isinstance(plain, Mapping) and plain.keys() == {"unsaid"}:
            return _choice(unsaid).read(plain["unsaid"], where)
        return inner.read(plain, where)

    return Spelling(write, read)
