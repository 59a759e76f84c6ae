"""A form with answers in it: what is asked of them, what is worked out, and every answer the form does not take."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from abrigo.facts.forms import Answered, FormChoice, RowKind
from abrigo.rules import form_expressions as x
from abrigo.rules.form_sheet import BEGINS, SELECTS, UNASKED, Form, Node, span

TURNS: Final = 100  # of one repeat; a list of more is another kind of list
KEYS: Final = 10_000
TEXT: Final = 10_000
KEY: Final = re.compile(r"([A-Za-z_][A-Za-z0-9_.-]*)((?:\[\d{1,3}\])*)")
_INTEGER: Final = re.compile(r"-?\d{1,15}")
_DECIMAL: Final = re.compile(r"-?\d{1,15}(\.\d{1,10})?")
NUMERIC: Final = frozenset({RowKind.INTEGER, RowKind.DECIMAL, RowKind.RANGE, RowKind.CALCULATE})
Turn = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Wrong:
    """One answer the form does not take: its key, a code, and the name of its question."""

    key: str
    code: str
    name: str


@dataclass
class Filled:
    """`values`: only of what is asked now. `offered`: the choices left by a filter, by key."""

    values: dict[str, str] = field(default_factory=dict)
    asked: dict[str, bool] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    offered: dict[str, tuple[FormChoice, ...]] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)

    def answers(self, form: Form) -> tuple[Answered, ...]:
        """What is written down: every answer and everything worked out, in the order of the form."""
        found = []
        for name, node in form.nodes.items():
            for turn in turns(node, self.counts):
                key = key_of(name, turn)
                if node.row.kind is RowKind.BEGIN_REPEAT:
                    if self.asked.get(key):
                        found.append(Answered(key, str(self.counts[key])))
                elif self.values.get(key):
                    found.append(Answered(key, self.values[key]))
        return tuple(found)


def key_of(name: str, turn: Turn) -> str:
    return name + "".join(f"[{n}]" for n in turn)


def turns(node: Node, counts: Mapping[str, int]) -> Iterator[Turn]:
    """Every place a row stands in: once outside of repeats, once in each of their turns inside."""
    found: list[Turn] = [()]
    for repeat in node.turns:
        found = [(*t, n) for t in found for n in range(1, counts.get(key_of(repeat, t), 0) + 1)]
    yield from found


def fill(form: Form, given: Mapping[str, str], now: datetime) -> Filled:
    """In: answers by key as typed, and the minute as the wall shows it. Out: everything about them. Never raises."""
    filled = Filled()
    given = _known(form, given, filled)
    for name in form.order:
        node = form.nodes[name]
        for turn in turns(node, filled.counts):
            _one(form, node, turn, given, filled, now)
    nowhere = [k for k, v in given.items() if v and k not in filled.asked]  # in a turn the repeat does not have
    filled.wrong.extend(Wrong(k, "not-asked", k.split("[")[0]) for k in nowhere)
    _judge(form, filled, now)
    return filled


def _known(form: Form, given: Mapping[str, str], filled: Filled) -> dict[str, str]:
    """What is no answer to any question of this form is told, and not kept."""
    kept: dict[str, str] = {}
    for n, (key, value) in enumerate(given.items()):
        found = KEY.fullmatch(key)
        node = form.nodes.get(found[1]) if found else None
        wide = found[2].count("[") if found else 0
        answerable = node is not None and (
            node.row.kind is RowKind.BEGIN_REPEAT or node.row.kind not in UNASKED or node.row.kind is RowKind.CALCULATE
        )
        if not answerable or node is None or len(node.turns) != wide or n >= KEYS:
            filled.wrong.append(Wrong(key[:120], "unknown-question", ""))
        else:
            kept[key] = value
    return kept


def _one(form: Form, node: Node, turn: Turn, given: Mapping[str, str], filled: Filled, now: datetime) -> None:
    key = key_of(node.name, turn)
    at = x.At(Scope(form, filled, node, turn), now)
    asked = all(filled.asked.get(_outer(form, name, turn), False) for name in node.around)
    if asked and (tree := node.trees.get("relevant")):
        asked = x.truth(x.work_out(tree, at))
    filled.asked[key] = asked
    if node.row.kind is RowKind.BEGIN_REPEAT:
        filled.counts[key] = _count(node, turn, given, at, filled) if asked else 0
    elif asked and node.row.kind not in BEGINS:
        if tree := node.trees.get("calculation"):
            filled.values[key] = _short(x.work_out(tree, at))
        elif node.row.kind not in UNASKED:
            filled.values[key] = given.get(key, "")
    elif not asked and given.get(key, "") and node.row.kind is not RowKind.CALCULATE:
        filled.wrong.append(Wrong(key, "not-asked", node.name))


def _short(value: x.Value) -> str:
    told = x.text(value)
    return "" if told == "NaN" else told[:TEXT]


def _outer(form: Form, name: str, turn: Turn) -> str:
    return key_of(name, turn[: len(form.nodes[name].turns)])


def _count(node: Node, turn: Turn, given: Mapping[str, str], at: x.At, filled: Filled) -> int:
    key = key_of(node.name, turn)
    if tree := node.trees.get("repeat_count"):
        told = x.number(x.work_out(tree, at))
        many = max(0, int(told)) if math.isfinite(told) else 0
    else:
        written = given.get(key, "")
        if written and not _INTEGER.fullmatch(written):
            filled.wrong.append(Wrong(key, "not-a-number", node.name))
            return 0
        many = int(written or 0)
    if not 0 <= many <= TURNS or len(filled.asked) > KEYS:
        filled.wrong.append(Wrong(key, "too-many-turns", node.name))
        return 0
    return many


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression sees from where it stands: its own turn of each repeat around it, all turns of others."""

    form: Form
    filled: Filled
    node: Node
    turn: Turn

    def _shared(self, other: Node) -> Turn:
        same = 0
        for mine, theirs in zip(self._chain(), other.turns, strict=False):
            if mine != theirs:
                break
            same += 1
        return self.turn[:same]

    def _chain(self) -> tuple[str, ...]:
        return self.node.turns

    def value(self, name: str) -> x.Value:
        node = self.form.nodes[name]
        shared = self._shared(node)
        return self._typed(node, (*shared, *(1,) * (len(node.turns) - len(shared))))

    def every(self, name: str) -> Sequence[x.Value]:
        node = self.form.nodes[name]
        shared = self._shared(node)
        found = [t for t in turns(node, self.filled.counts) if t[: len(shared)] == shared]
        if node.row.kind is RowKind.BEGIN_REPEAT:
            return [float(n) for t in found for n in range(1, self.filled.counts.get(key_of(name, t), 0) + 1)]
        return [self._typed(node, t) for t in found if self.filled.asked.get(key_of(name, t))]

    def nth(self, name: str, turn: int) -> x.Value:
        node = self.form.nodes[name]
        shared = self._shared(node)[: max(0, len(node.turns) - 1)]
        return self._typed(node, (*shared, *(1,) * (len(node.turns) - 1 - len(shared)), turn)) if node.turns else ""

    def position(self) -> int:
        return self.turn[-1] if self.turn else 1

    def _typed(self, node: Node, turn: Turn) -> x.Value:
        told = self.filled.values.get(key_of(node.name, turn), "")
        if told and node.row.kind in NUMERIC:
            number = x.number(told) if _DECIMAL.fullmatch(told) else math.nan
            return told if math.isnan(number) else number
        return told


# -- judging --------------------------------------------------------------------


def _judge(form: Form, filled: Filled, now: datetime) -> None:
    for name, node in form.nodes.items():
        if node.row.kind in UNASKED:
            continue
        for turn in turns(node, filled.counts):
            key = key_of(name, turn)
            if filled.asked.get(key) and (code := _not_taken(form, node, turn, filled, now)):
                filled.wrong.append(Wrong(key, code, name))


def _not_taken(form: Form, node: Node, turn: Turn, filled: Filled, now: datetime) -> str:
    """Why the form does not take the answer that stands there; empty when it does."""
    key = key_of(node.name, turn)
    told = filled.values.get(key, "")
    scope = Scope(form, filled, node, turn)
    at = x.At(scope, now, scope.value(node.name))
    if node.row.kind in SELECTS:
        filled.offered[key] = offered(form, node, at)
    if not told.strip():
        needed = node.trees.get("required")
        return "required" if needed and x.truth(_yes(x.work_out(needed, at))) else ""
    if code := _misspelt(node, told, {c.name for c in filled.offered.get(key, ())}):
        return code
    held = node.trees.get("constraint")
    return "constraint" if held and not x.truth(x.work_out(held, at)) else ""


def _yes(value: x.Value) -> x.Value:
    return value != "false" if isinstance(value, str) and value else value


def offered(form: Form, node: Node, at: x.At) -> tuple[FormChoice, ...]:
    """The choices of a question, as its filter leaves them."""
    every = form.choices[node.row.choices]
    tree = node.trees.get("choice_filter")
    if tree is None:
        return every
    return tuple(c for c in every if x.truth(x.work_out(tree, x.At(at.form, at.now, at.own, _columns(c)))))


def _columns(choice: FormChoice) -> dict[str, str]:
    return {"name": choice.name, **{c.name: c.value for c in choice.columns}}


def _misspelt(node: Node, told: str, names: set[str]) -> str:
    match node.row.kind:
        case RowKind.INTEGER:
            return "" if _INTEGER.fullmatch(told) else "not-a-number"
        case RowKind.DECIMAL:
            return "" if _DECIMAL.fullmatch(told) else "not-a-number"
        case RowKind.RANGE:
            return _out_of_range(node, told)
        case RowKind.DATE:
            return "" if re.fullmatch(r"\d{4}-\d\d-\d\d", told) and _reads(date, told) else "not-a-date"
        case RowKind.TIME:
            return "" if re.fullmatch(r"\d\d:\d\d(:\d\d)?", told) and _reads(time, told) else "not-a-time"
        case RowKind.MOMENT:
            whole = re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?", told)
            return "" if whole and _reads(datetime, told) else "not-a-date"
        case RowKind.ONE:
            return "" if told in names else "not-a-choice"
        case RowKind.SEVERAL:
            chosen = told.split(" ")
            return "" if set(chosen) <= names and len(set(chosen)) == len(chosen) else "not-a-choice"
        case RowKind.RANK:  # every choice once, the first of them first
            ranked = told.split(" ")
            return "" if set(ranked) == names and len(ranked) == len(names) else "not-ranked"
        case RowKind.ACKNOWLEDGE:
            return "" if told == "OK" else "not-a-choice"
        case _:
            return "too-long" if len(told) > TEXT else ""


def _out_of_range(node: Node, told: str) -> str:
    """A number that the range has: from its first, by its step, to its last."""
    if not _DECIMAL.fullmatch(told):
        return "not-a-number"
    between = span(node.row)
    if between is None:  # pragma: no cover - a form with such a range is never built
        return "not-in-range"
    first, last, step = between
    value = Decimal(told)
    return "" if first <= value <= last and (value - first) % step == 0 else "not-in-range"


def _reads(kind: type[date] | type[time], told: str) -> bool:
    try:
        kind.fromisoformat(told)
    except ValueError:
        return False
    return True


def opening(form: Form, now: datetime) -> dict[str, str]:
    """What stands in a form before anybody has written: its defaults, and one turn of every repeat."""
    given: dict[str, str] = {}
    for name, node in form.nodes.items():
        if len(node.turns) == 0 and node.row.kind is RowKind.BEGIN_REPEAT and not node.row.repeat_count:
            given[name] = "1"
    counts = fill(form, given, now).counts
    for dynamic in (False, True):  # what stands written first, for what is worked out may lean on it
        for name in form.order:
            node = form.nodes[name]
            if not node.row.default or node.row.kind in UNASKED or ("default" in node.trees) is not dynamic:
                continue
            filled = fill(form, given, now) if dynamic else Filled()
            for turn in turns(node, counts):
                given[key_of(name, turn)] = default(form, node, turn, filled, now)
    return given


def default(form: Form, node: Node, turn: Turn, filled: Filled, now: datetime) -> str:
    tree = node.trees.get("default")
    if tree is None:
        return node.row.default
    return _short(x.work_out(tree, x.At(Scope(form, filled, node, turn), now)))
