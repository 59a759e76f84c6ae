"""The JSON Schema of every act, made from the same frozen dataclass the wire reads: one truth, two readers."""

import types
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NewType, Union, get_args, get_origin, get_type_hints

from abrigo.facts.kinds import Unsaid
from abrigo.rules.index import ACTS

Shape = dict[str, Any]
REF: Final = "#/components/schemas/"
ID: Final[Shape] = {
    "type": "string",
    "minLength": 1,
    "maxLength": 80,
    "pattern": "^[^\\u0000]*$",
    "description": "Given by whoever acts first, unguessable (128 random bits): the same act sent twice under the "
    "same id is written once.",
}
UNSAID: Final[Shape] = {
    "type": "object",
    "description": "Why a question has no answer: four different things, never one blank.",
    "properties": {"unsaid": {"type": "string", "enum": [u.value for u in Unsaid]}},
    "required": ["unsaid"],
    "additionalProperties": False,
}


def component(name: str) -> str:
    """`open-roll-call` is `ActOpenRollCall`."""
    return "Act" + "".join(part.capitalize() for part in name.split("-"))


def act_shape(name: str) -> Shape:
    """The body of `POST /api/acts/{name}`: the sender's id beside the fields of the act."""
    shape = dict(_object(ACTS[name].act))
    properties = {"id": ID, "act": {"type": "string", "enum": [name], "description": "May be left out here."}}
    return shape | {"properties": properties | shape["properties"], "required": ["id", *shape["required"]]}


def listed_shape(name: str) -> Shape:
    """The same act as one of a list, where it must say its own name."""
    shape = act_shape(name)
    return shape | {"required": ["id", "act", *shape["required"][1:]]}


def components() -> dict[str, Shape]:
    """Every named shape, for the OpenAPI document."""
    found = {"Unsaid": UNSAID}
    for name in ACTS:
        found[component(name)] = act_shape(name)
        found["Listed" + component(name)] = listed_shape(name)
    return found


def _object(cls: type[Any]) -> Shape:
    hints = get_type_hints(cls)
    properties, required = {}, []
    for f in fields(cls):
        shape = _of(hints[f.name])
        if f.default is not MISSING:
            shape = shape | {"default": _plain(f.default)}
        elif f.default_factory is MISSING:
            required.append(f.name)
        properties[f.name] = shape
    shape = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    told = cls.__doc__ or ""
    return shape if told.startswith(f"{cls.__name__}(") or not told else shape | {"description": told.strip()}


def _plain(value: Any) -> Any:
    """A default as it would be sent."""
    if isinstance(value, Unsaid):
        return {"unsaid": value.value}
    return list(value) if isinstance(value, tuple) else value


def _of(hint: Any) -> Shape:
    origin = get_origin(hint)
    if isinstance(hint, NewType):
        return {"type": "string", "minLength": 1, "maxLength": 80, "pattern": "^[^\\u0000]*$"}
    if hint is str:
        return {"type": "string", "maxLength": 20_000, "pattern": "^[^\\u0000]*$"}
    if hint is bool:
        return {"type": "boolean"}
    if hint is int:
        return {"type": "integer", "minimum": -(2**53) + 1, "maximum": 2**53 - 1}
    if hint is datetime:
        return {"type": "string", "format": "date-time", "examples": ["2025-12-21T18:40:00-06:00"]}
    if origin is tuple:
        return {"type": "array", "items": _of(get_args(hint)[0])}
    if origin in (Union, types.UnionType):
        return {"anyOf": [_of(part) for part in get_args(hint)]}
    if hint is type(None):
        return {"type": "null"}
    if hint is Unsaid:
        return {"$ref": f"{REF}Unsaid"}
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {"type": "string", "enum": [m.value for m in hint]}
    if is_dataclass(hint) and isinstance(hint, type):
        return _object(hint)
    raise TypeError(f"no shape for {hint!r}")
