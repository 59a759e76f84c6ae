"""Expressions of a form: the part of XPath that XLSForms are written in, read into a tree and worked out on values.

The tree is plain tuples, so that a page can carry it as JSON and work it out with the same few lines (desk/js/form.js).
Nothing here asks a clock or dice; `today()` and `now()` come in with the question.
"""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from re import _parser  # type: ignore[attr-defined]
from typing import Any, Final, Protocol

Value = str | float | bool
Tree = tuple[Any, ...]
"""("text", s) ("number", n) ("ref", name) ("column", name) ("self",) ("op", sign, a, b) ("call", name, *arguments)."""

LONGEST: Final = 4_000  # characters of one expression
DEEPEST: Final = 60  # brackets within brackets
PATTERN: Final = 300
MATCHED: Final = 200  # characters a pattern is tried on: an answer longer than that fails it
LOOSE: Final = 3  # `*` and `+` in one pattern: with more, a hostile answer keeps the house busy for hours

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d*)?|\.\d+)|(?P<text>\"[^\"]*\"|'[^']*')|(?P<ref>\$\{\s*[^}\s]+\s*\})"
    r"|(?P<name>[A-Za-z_][\w]*(?:[-:.][A-Za-z_][\w]*)*)|(?P<sign><=|>=|!=|[-+*=<>(),]|\.\.|\.))"
)
_NAME: Final = re.compile(r"\$\{\s*([^}\s]+)\s*\}")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


class Unreadable(ValueError):
    """An expression nobody can read: a code and what it is about. The sentence and its remedy are the reader's."""

    def __init__(self, code: str, about: str = "") -> None:
        super().__init__(f"{code}: {about}")
        self.code, self.about = code, about


# name -> (fewest, most arguments; None: any number)
FUNCTIONS: Final[dict[str, tuple[int, int | None]]] = {
    "selected": (2, 2), "count-selected": (1, 1), "selected-at": (2, 2), "if": (3, 3), "coalesce": (2, 2),
    "once": (1, 1), "not": (1, 1), "true": (0, 0), "false": (0, 0), "boolean": (1, 1), "boolean-from-string": (1, 1),
    "number": (1, 1), "string": (1, 1), "int": (1, 1), "round": (1, 2), "floor": (1, 1), "ceiling": (1, 1),
    "abs": (1, 1), "pow": (2, 2), "concat": (1, None), "join": (2, None), "string-length": (1, 1),
    "normalize-space": (1, 1), "substr": (2, 3), "substring": (2, 3), "contains": (2, 2), "starts-with": (2, 2),
    "ends-with": (2, 2), "substring-before": (2, 2), "substring-after": (2, 2), "translate": (3, 3), "regex": (2, 2),
    "today": (0, 0), "now": (0, 0), "date": (1, 1), "decimal-date-time": (1, 1), "format-date": (2, 2),
    "count": (1, 1), "count-non-empty": (1, 1), "sum": (1, 1), "min": (1, None), "max": (1, None),
    "position": (1, 1), "indexed-repeat": (3, 3),
}  # fmt: skip
OF_ALL: Final = frozenset({"count", "count-non-empty", "sum", "min", "max", "join"})
"""These look at every turn of a repeat that stands outside of where they are asked."""


OUTSIDE: Final = frozenset({"pulldata", "instance", "search", "document"})
"""These look into tables that do not stand in the form: what was asked could not be read from it later."""


# -- reading ------------------------------------------------------------------


def read(text: str) -> Tree:
    """In: an expression as its author wrote it. Out: its tree. Raises Unreadable; never anything else."""
    if len(text) > LONGEST:
        raise Unreadable("too-long")
    reader = _Reader(tuple(_tokens(text)))
    tree = reader.either(0)
    if reader.next[0] != "end":
        raise Unreadable("not-expected", reader.next[1])
    return tree


def names(tree: Tree) -> frozenset[str]:
    """Every question an expression asks about."""
    found = set()
    for part in _parts(tree):
        if part[0] == "ref":
            found.add(part[1])
    return frozenset(found)


def columns(tree: Tree) -> frozenset[str]:
    """The bare names: columns of a list of choices."""
    return frozenset(part[1] for part in _parts(tree) if part[0] == "column")


def mentioned(text: str) -> tuple[str, ...]:
    """The `${name}` in a label or a hint."""
    return tuple(_NAME.findall(text))


def filled_in(text: str, value: Callable[[str], str]) -> str:
    """A label with the answers it mentions."""
    return _NAME.sub(lambda found: value(found[1]), text)


def _parts(tree: Tree) -> Iterator[Tree]:
    yield tree
    for inner in tree:
        if isinstance(inner, tuple):
            yield from _parts(inner)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if found is None:
            raise Unreadable("not-expected", text[at:].strip()[:12])
        at = found.end()
        kind = str(found.lastgroup)
        yield kind, found[kind]
    yield "end", ""


_COMPARING: Final = ("=", "!=", "<", "<=", ">", ">=")


@dataclass
class _Reader:
    tokens: tuple[tuple[str, str], ...]
    at: int = 0

    @property
    def next(self) -> tuple[str, str]:
        return self.tokens[self.at]

    def take(self, *signs: str) -> str:
        kind, text = self.next
        if kind in ("sign", "name") and text in signs:
            self.at += 1
            return text
        return ""

    def must(self, sign: str) -> None:
        if not self.take(sign):
            raise Unreadable("bracket" if self.next[0] == "end" else "not-expected", self.next[1])

    def either(self, depth: int) -> Tree:
        return self._level(depth, ("or",), self._both)

    def _both(self, depth: int) -> Tree:
        return self._level(depth, ("and",), self._alike)

    def _alike(self, depth: int) -> Tree:
        return self._level(depth, ("=", "!="), self._order)

    def _order(self, depth: int) -> Tree:
        return self._level(depth, ("<=", ">=", "<", ">"), self._sum)

    def _sum(self, depth: int) -> Tree:
        return self._level(depth, ("+", "-"), self._product)

    def _product(self, depth: int) -> Tree:
        return self._level(depth, ("*", "div", "mod"), self._signed)

    def _level(self, depth: int, signs: tuple[str, ...], inner: Callable[[int], Tree]) -> Tree:
        left = inner(depth)
        chained = 0
        while sign := self.take(*signs):
            chained += 1
            if chained > 400:
                raise Unreadable("too-deep")
            left = ("op", sign, left, inner(depth))
        return left

    def _signed(self, depth: int) -> Tree:
        if depth > DEEPEST:
            raise Unreadable("too-deep")
        if self.take("-"):
            return ("op", "-", ("number", 0.0), self._signed(depth + 1))
        return self._one(depth + 1)

    def _one(self, depth: int) -> Tree:
        kind, text = self.next
        self.at += kind != "end"
        match kind:
            case "number":
                return ("number", float(text))
            case "text":
                return ("text", text[1:-1])
            case "ref":
                return ("ref", text[2:-1].strip())
            case "name":
                return self._call(text, depth) if self.take("(") else ("column", text)
            case "sign" if text == "(":
                inner = self.either(depth)
                self.must(")")
                return inner
            case "sign" if text == ".":
                return ("self",)
            case "end":
                raise Unreadable("cut-off")
            case _:
                raise Unreadable("not-expected", text)

    def _call(self, name: str, depth: int) -> Tree:
        if name == "position" and self.take(".."):
            self.must(")")
            return ("call", "position", ("self",))
        arguments = []
        if not self.take(")"):
            arguments.append(self.either(depth))
            while self.take(","):
                arguments.append(self.either(depth))
            self.must(")")
        if name in OUTSIDE:
            raise Unreadable("outside-the-form", name)
        if name not in FUNCTIONS:
            raise Unreadable("unknown-function", name)
        fewest, most = FUNCTIONS[name]
        if len(arguments) < fewest or (most is not None and len(arguments) > most):
            raise Unreadable("arguments", name)
        if name == "regex":
            _pattern(arguments[1])
        if name in ("count", "count-non-empty", "sum", "indexed-repeat") and arguments[0][0] != "ref":
            raise Unreadable("needs-a-question", name)
        return ("call", name, *arguments)


def _pattern(tree: Tree) -> None:
    """A pattern is written out, and is one that cannot keep the house busy: no `*` within `*`, few of them at all."""
    if tree[0] != "text":
        raise Unreadable("pattern-not-written-out")
    if len(tree[1]) > PATTERN:
        raise Unreadable("pattern-too-long")
    try:
        parsed = _parser.parse(tree[1])
    except (re.error, RecursionError, OverflowError):
        raise Unreadable("pattern", tree[1][:40]) from None
    if _loose(parsed, inside=False) > LOOSE:
        raise Unreadable("pattern-never-ends", tree[1][:40])


def _loose(parsed: Any, *, inside: bool) -> int:
    """How many open-ended turns a pattern has. Raises Unreadable for one inside another, and for what points back."""
    count = 0
    for code, argument in parsed:
        name = str(code)
        if name in ("GROUPREF", "GROUPREF_EXISTS", "ASSERT", "ASSERT_NOT"):
            raise Unreadable("pattern-never-ends", "")
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            _, most, inner = argument
            open_ended = int(most) > 20
            if inside and int(most) > 1:
                raise Unreadable("pattern-never-ends", "")
            count += open_ended + _loose(inner, inside=inside or int(most) > 1)
        elif name == "BRANCH":
            if inside and any(len(branch) for branch in argument[1]):
                raise Unreadable("pattern-never-ends", "")
            count += sum(_loose(branch, inside=inside) for branch in argument[1])
        elif name == "SUBPATTERN":
            count += _loose(argument[-1], inside=inside)
    return count


# -- working out --------------------------------------------------------------


class Asked(Protocol):
    """What an expression may ask of the form it stands in. Values are as typed: text, numbers, yes or no."""

    def value(self, name: str) -> Value: ...
    def every(self, name: str) -> Sequence[Value]: ...
    def nth(self, name: str, turn: int) -> Value: ...
    def position(self) -> int: ...


@dataclass(frozen=True, slots=True)
class At:
    """Where an expression is worked out: its form, the value it stands beside, the row of choices, the minute."""

    form: Asked
    now: datetime  # as the clock on the wall shows it
    own: Value = ""
    choice: dict[str, str] = field(default_factory=dict)


def work_out(tree: Tree, at: At) -> Value:
    """The value of an expression; XPath 1.0, and days compared as days. Never raises for any answers."""
    match tree:
        case ("text" | "number", value):
            return value  # type: ignore[no-any-return]
        case ("ref", name):
            return at.form.value(name)
        case ("column", name):
            return at.choice.get(name, "")
        case ("self",):
            return at.own
        case ("op", "or", left, right):
            return truth(work_out(left, at)) or truth(work_out(right, at))
        case ("op", "and", left, right):
            return truth(work_out(left, at)) and truth(work_out(right, at))
        case ("op", sign, left, right):
            return _operate(sign, work_out(left, at), work_out(right, at))
        case ("call", name, *arguments):
            return _call(name, arguments, at)
        case _:  # pragma: no cover - every tree is made above
            raise AssertionError(tree)


def truth(value: Value) -> bool:
    if isinstance(value, str):
        return bool(value)
    return bool(value) and not math.isnan(value)


def number(value: Value) -> float:
    """A day is the number of days since 1970, as XForms has it; text that is no number is not a number."""
    if isinstance(value, str):
        told = value.strip()
        if _DAY.match(told):
            return days(told)
        try:
            return float(told) if re.fullmatch(r"-?(\d+(\.\d*)?|\.\d+)", told) else math.nan
        except ValueError:  # pragma: no cover - the pattern lets nothing else through
            return math.nan
    return float(value)


def days(text: str) -> float:
    """Days since 1970-01-01 of a day or a moment; not a number when it is neither."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return math.nan
    plain = moment.replace(tzinfo=None)
    return (plain - datetime(1970, 1, 1)).total_seconds() / 86_400  # noqa: DTZ001 - a day on the wall has no zone


def text(value: Value) -> str:
    """As XPath writes it: whole numbers without a point, `true` and `false`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        if value == int(value) and abs(value) < 1e15:
            return str(int(value))
        return repr(value)
    return value


def _operate(sign: str, left: Value, right: Value) -> Value:
    if sign in ("=", "!="):
        return _alike(left, right) is (sign == "=")
    a, b = number(left), number(right)
    match sign:
        case "<":
            return a < b
        case "<=":
            return a <= b
        case ">":
            return a > b
        case ">=":
            return a >= b
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
        case "div":
            return _divided(a, b)
        case _:
            return math.fmod(a, b) if b and math.isfinite(a) else math.nan


def _divided(a: float, b: float) -> float:
    if b:
        return a / b
    return math.nan if not a or math.isnan(a) else math.copysign(math.inf, a)


def _alike(left: Value, right: Value) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return truth(left) is truth(right)
    if isinstance(left, float) or isinstance(right, float):
        return number(left) == number(right)
    return left == right


def _call(name: str, arguments: Sequence[Tree], at: At) -> Value:
    if name == "if":
        return work_out(arguments[1] if truth(work_out(arguments[0], at)) else arguments[2], at)
    if name == "position":
        return float(at.form.position())
    if name == "indexed-repeat":
        turn = number(work_out(arguments[2], at))
        return at.form.nth(arguments[0][1], int(turn)) if math.isfinite(turn) else ""
    if name in OF_ALL:
        return _of_all(name, _spread(arguments, at))
    if name in ("today", "now"):
        return at.now.date().isoformat() if name == "today" else at.now.isoformat(timespec="seconds")
    return _PLAIN[name](*(work_out(a, at) for a in arguments))


def _spread(arguments: Sequence[Tree], at: At) -> list[Value]:
    values: list[Value] = []
    for a in arguments:
        values.extend(at.form.every(a[1]) if a[0] == "ref" else (work_out(a, at),))
    return values


def _of_all(name: str, values: list[Value]) -> Value:
    told = [v for v in values if v != ""]
    match name:
        case "count":
            return float(len(values))
        case "count-non-empty":
            return float(len(told))
        case "sum":
            return sum((number(v) for v in told), 0.0)
        case "join":
            return text(values[0]).join(text(v) for v in values[1:])
        case _:
            numbers = [number(v) for v in told]
            return (min if name == "min" else max)(numbers) if numbers else math.nan


def _whole(value: Value) -> float:
    n = number(value)
    return float(math.trunc(n)) if math.isfinite(n) else n


def _rounded(value: Value, places: Value = 0.0) -> float:
    n, k = number(value), number(places)
    if not math.isfinite(n) or not math.isfinite(k) or abs(n) > 1e15:
        return n
    step = 10.0 ** max(-15, min(15, int(k)))
    return math.floor(n * step + 0.5) / step


def _power(a: Value, b: Value) -> float:
    try:
        found = math.pow(number(a), number(b))
    except (ValueError, OverflowError):
        return math.nan
    return found


def _substr(value: Value, start: Value, end: Value | None = None) -> str:
    """Counted from 0, the end left out; from the back when negative."""
    told, first = text(value), number(start)
    last = math.inf if end is None else number(end)
    if math.isnan(first) or math.isnan(last):
        return ""
    size = len(told)
    return told[slice(int(max(-size, min(size, first))), int(max(-size, min(size, last))))]


def _substring(value: Value, start: Value, length: Value | None = None) -> str:
    """XPath's own: counted from 1, and the length."""
    told, first = text(value), number(start)
    many = math.inf if length is None else number(length)
    if math.isnan(first) or math.isnan(many):
        return ""
    first, last = _rounded(first), _rounded(first) + _rounded(many)
    return "".join(c for n, c in enumerate(told, 1) if first <= n < last)


def _matches(value: Value, pattern: Value) -> bool:
    told = text(value)
    return len(told) <= MATCHED and re.fullmatch(text(pattern), told) is not None


def _translated(value: Value, old: Value, new: Value) -> str:
    swaps: dict[int, str | None] = {}
    into = text(new)
    for n, c in enumerate(text(old)):
        swaps.setdefault(ord(c), into[n] if n < len(into) else None)
    return text(value).translate(swaps)


def _day(value: Value) -> str:
    if isinstance(value, float):
        try:
            return date.fromordinal(int(value) + 719_163).isoformat()
        except (ValueError, OverflowError):
            return ""
    told = text(value)[:10]
    return told if math.isfinite(days(told)) else ""


_SIGNS: Final = {"%Y": 4, "%m": 2, "%d": 2, "%H": 2, "%M": 2, "%S": 2}


def _formatted(value: Value, pattern: Value) -> str:
    told = text(value)
    if not math.isfinite(days(told)):
        return ""
    moment = datetime.fromisoformat(told)
    parts = {"%Y": moment.year, "%m": moment.month, "%d": moment.day, "%H": moment.hour, "%M": moment.minute,
             "%S": moment.second}  # fmt: skip
    parts_short = {"%n": str(moment.month), "%e": str(moment.day), "%y": f"{moment.year % 100:02}"}
    written = text(pattern)
    for sign, wide in _SIGNS.items():
        written = written.replace(sign, f"{parts[sign]:0{wide}}")
    for sign, said in parts_short.items():
        written = written.replace(sign, said)
    return written


def _chosen(value: Value, place: Value) -> str:
    told, at = text(value).split(), number(place)
    return told[int(at)] if math.isfinite(at) and 0 <= at < len(told) else ""


_PLAIN: Final[dict[str, Callable[..., Value]]] = {
    "selected": lambda v, c: text(c) in text(v).split(),
    "count-selected": lambda v: float(len(text(v).split())),
    "selected-at": _chosen,
    "coalesce": lambda a, b: a if a != "" else b,
    "once": lambda v: v,
    "not": lambda v: not truth(v),
    "true": lambda: True,
    "false": lambda: False,
    "boolean": truth,
    "boolean-from-string": lambda v: text(v) in ("1", "true"),
    "number": number,
    "string": text,
    "int": _whole,
    "round": _rounded,
    "floor": lambda v: float(math.floor(number(v))) if math.isfinite(number(v)) else number(v),
    "ceiling": lambda v: float(math.ceil(number(v))) if math.isfinite(number(v)) else number(v),
    "abs": lambda v: abs(number(v)),
    "pow": _power,
    "concat": lambda *v: "".join(text(x) for x in v),
    "string-length": lambda v: float(len(text(v))),
    "normalize-space": lambda v: " ".join(text(v).split()),
    "substr": _substr,
    "substring": _substring,
    "contains": lambda v, w: text(w) in text(v),
    "starts-with": lambda v, w: text(v).startswith(text(w)),
    "ends-with": lambda v, w: text(v).endswith(text(w)),
    "substring-before": lambda v, w: text(v).partition(text(w))[0] if text(w) and text(w) in text(v) else "",
    # Behind nothing stands everything (XPath 1.0, section 4.2).
    "substring-after": lambda v, w: text(v).partition(text(w))[2] if text(w) else text(v),
    "translate": _translated,
    "regex": _matches,
    "date": _day,
    "decimal-date-time": lambda v: days(text(v)) if isinstance(v, str) else number(v),
    "format-date": _formatted,
}
