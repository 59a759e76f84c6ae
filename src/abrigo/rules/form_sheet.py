"""A form taken apart: which question stands where, what each leans on, in which order they are worked out.

A form that cannot be filled is refused here, with every fault at once and the row of each: before it is published, not
at two in the morning with a child in front of it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from abrigo.facts.forms import FormChoice, FormDefinition, FormRow, RowKind, Words
from abrigo.rules import form_expressions as x

ROWS: Final = 2_000
CHOICES: Final = 5_000
DEPTH: Final = 8
LABEL: Final = 4_000
NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,79}")
SELECTS: Final = frozenset({RowKind.ONE, RowKind.SEVERAL, RowKind.RANK})
ENDS: Final = {RowKind.END_GROUP: RowKind.BEGIN_GROUP, RowKind.END_REPEAT: RowKind.BEGIN_REPEAT}
BEGINS: Final = frozenset(ENDS.values())
UNASKED: Final = frozenset({RowKind.NOTE, RowKind.CALCULATE, *BEGINS, *ENDS})
"""Rows nobody answers."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What stands in the way: a code, where (sheet, row, column as the sheet calls it), and what it is about."""

    code: str
    sheet: str = "survey"
    row: int = 0
    column: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """One named row. `around`: groups and repeats outside of it, from the outermost; `turns`: the repeats of them."""

    row: FormRow
    around: tuple[str, ...]
    turns: tuple[str, ...]
    trees: Mapping[str, x.Tree] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.row.name


@dataclass(frozen=True, slots=True)
class Form:
    """A form that can be filled. `order`: every name after all it leans on."""

    definition: FormDefinition
    nodes: Mapping[str, Node]
    order: tuple[str, ...]
    choices: Mapping[str, tuple[FormChoice, ...]]


EXPRESSIONS: Final = (
    "relevant", "constraint", "calculation", "required", "choice_filter", "repeat_count", "default",
)  # fmt: skip
LEANS: Final = ("relevant", "calculation", "repeat_count")
"""A question whose value hangs on another through these; a constraint or a filter only judges a value."""


def said(words: Iterable[Words], language: str) -> str:
    """In that language; in the first that has it, when not in that one."""
    first = ""
    for one in words:
        if one.language == language and one.text:
            return one.text
        first = first or one.text
    return first


_NUMBER: Final = re.compile(r"-?\d{1,9}(\.\d{1,6})?")


def span(row: FormRow) -> tuple[Decimal, Decimal, Decimal] | None:
    """The first, the last and the step of a range, from `start=0 end=10 step=1` (0, 10 and 1 when not said); None when
    they are no numbers, or no number stands between them."""
    told = dict(re.findall(r"(\w+)\s*=\s*([^\s;,]+)", row.parameters))
    written = [told.get(name, otherwise) for name, otherwise in (("start", "0"), ("end", "10"), ("step", "1"))]
    if not all(_NUMBER.fullmatch(w) for w in written):
        return None
    first, last, step = (Decimal(w) for w in written)
    return (first, last, step) if step > 0 and first < last else None


def is_dynamic(default: str) -> bool:
    """A default that is worked out, and is not the answer itself."""
    return "${" in default or bool(re.match(r"\s*[a-z][\w-]*\(.*\)\s*$", default))


def build(definition: FormDefinition) -> Form | tuple[Fault, ...]:
    """Out: the form, or everything that is wrong with it in the order of its rows."""
    if len(definition.rows) > ROWS:
        return (Fault("too-many-rows", about=str(len(definition.rows))),)
    if len(definition.choices) > CHOICES:
        return (Fault("too-many-rows", "choices", about=str(len(definition.choices))),)
    faults = [*_settings(definition)]
    choices = _choices(definition, faults)
    nodes = _nodes(definition, choices, faults)
    for node in nodes.values():
        _check(node, nodes, choices, faults)
    order = _order(nodes, faults)
    if not any(n.row.kind not in UNASKED for n in nodes.values()):
        faults.append(Fault("nothing-asked"))
    if faults:
        return tuple(sorted(faults, key=lambda f: (f.sheet != "survey", f.row)))
    return Form(definition, nodes, order, choices)


def _settings(definition: FormDefinition) -> Iterable[Fault]:
    if not any(w.text.strip() for w in definition.titles):
        yield Fault("no-title", "settings", 2, "form_title")
    if not NAME.fullmatch(definition.code):
        yield Fault("bad-name", "settings", 2, "form_id", definition.code[:40])
    if not definition.version.strip() or len(definition.version) > 40:
        yield Fault("no-version", "settings", 2, "version")
    if not definition.languages or len(set(definition.languages)) < len(definition.languages):
        yield Fault("languages", "settings", 2, "default_language")
    if definition.compartment not in ("claims", "case", "health", "investigation"):
        yield Fault("compartment", "settings", 2, "compartment", definition.compartment)


def _choices(definition: FormDefinition, faults: list[Fault]) -> dict[str, tuple[FormChoice, ...]]:
    found: dict[str, dict[str, FormChoice]] = {}
    for one in definition.choices:
        known = found.setdefault(one.choices, {})
        if not one.name or " " in one.name or len(one.name) > 200:
            faults.append(Fault("bad-choice", "choices", one.row, "name", one.name[:40]))
        elif one.name in known:
            faults.append(Fault("choice-twice", "choices", one.row, "name", f"{one.name} ({known[one.name].row})"))
        if not said(one.labels, ""):
            faults.append(Fault("no-label", "choices", one.row, "label", one.name))
        known[one.name] = one
    return {name: tuple(known.values()) for name, known in found.items()}


def _nodes(definition: FormDefinition, choices: Mapping[str, object], faults: list[Fault]) -> dict[str, Node]:
    """Every named row with what stands around it; what is not closed, opened or named twice is told."""
    nodes: dict[str, Node] = {}
    open_: list[FormRow] = []
    for row in definition.rows:
        if row.kind in ENDS:
            if not open_ or open_[-1].kind is not ENDS[row.kind]:
                faults.append(Fault("end-without-begin", "survey", row.row, "type", row.kind))
            else:
                open_.pop()
            continue
        if not NAME.fullmatch(row.name):
            faults.append(Fault("bad-name", "survey", row.row, "name", row.name[:40]))
        elif row.name in nodes:
            faults.append(Fault("name-twice", "survey", row.row, "name", f"{row.name} ({nodes[row.name].row.row})"))
        around = tuple(r.name for r in open_)
        turns = tuple(r.name for r in open_ if r.kind is RowKind.BEGIN_REPEAT)
        nodes.setdefault(row.name, Node(row, around, turns, _trees(row, faults)))
        if row.kind in SELECTS and row.choices not in choices:
            faults.append(Fault("no-such-list", "survey", row.row, "type", row.choices))
        if row.kind in BEGINS:
            open_.append(row)
            if len(open_) > DEPTH:
                faults.append(Fault("too-deep", "survey", row.row, "type"))
    faults.extend(Fault("never-closed", "survey", row.row, "type", row.name) for row in open_)
    return nodes


def _trees(row: FormRow, faults: list[Fault]) -> dict[str, x.Tree]:
    found = {}
    for name in EXPRESSIONS:
        written = str(getattr(row, name))
        if not written.strip() or (name == "default" and not is_dynamic(written)):
            continue
        try:
            found[name] = x.read(written)
        except x.Unreadable as wrong:
            faults.append(Fault(f"expression-{wrong.code}", "survey", row.row, name, wrong.about[:60]))
    return found


def _check(
    node: Node, nodes: Mapping[str, Node], choices: Mapping[str, tuple[FormChoice, ...]], faults: list[Fault]
) -> None:
    row = node.row
    if row.kind not in (RowKind.CALCULATE, *BEGINS) and not said(row.labels, ""):
        faults.append(Fault("no-label", "survey", row.row, "label", row.name))
    if row.kind is RowKind.RANGE and span(row) is None:
        faults.append(Fault("range", "survey", row.row, "parameters", row.parameters[:40]))
    if row.kind is RowKind.CALCULATE and "calculation" not in node.trees and not row.calculation.strip():
        faults.append(Fault("no-calculation", "survey", row.row, "calculation", row.name))
    for words in (*row.labels, *row.hints, *row.constraint_says, *row.required_says):
        if len(words.text) > LABEL:
            faults.append(Fault("label-too-long", "survey", row.row, "label"))
        unknown = [name for name in x.mentioned(words.text) if name not in nodes]
        faults.extend(Fault("no-such-question", "survey", row.row, "label", name) for name in unknown)
    listed = {"name", "label", *(c.name for one in choices.get(row.choices, ()) for c in one.columns)}
    for column, tree in node.trees.items():
        unknown = sorted(x.names(tree) - nodes.keys())
        faults.extend(Fault("no-such-question", "survey", row.row, column, name) for name in unknown)
        bare = x.columns(tree) - (listed if column == "choice_filter" else set())
        faults.extend(Fault("bare-word", "survey", row.row, column, name) for name in sorted(bare))
        if column not in ("constraint", "required") and _itself(tree):
            faults.append(Fault("itself", "survey", row.row, column))


def _itself(tree: x.Tree) -> bool:
    if tree[:2] == ("call", "position"):
        return False
    return tree == ("self",) or any(isinstance(part, tuple) and _itself(part) for part in tree)


def _order(nodes: Mapping[str, Node], faults: list[Fault]) -> tuple[str, ...]:
    """Everything after what it leans on; a form whose questions wait for one another is told with their rows."""
    leans = {name: _leans(node) & nodes.keys() for name, node in nodes.items()}
    order: list[str] = []
    state: dict[str, int] = {}
    for start in nodes:
        stack: list[tuple[str, list[str]]] = [(start, sorted(leans[start]))] if start not in state else []
        if stack:
            state[start] = 1
        while stack:
            name, left = stack[-1]
            if not left:
                stack.pop()
                state[name] = 2
                order.append(name)
                continue
            after = left.pop()
            if state.get(after) == 1:
                circle = [n for n, _ in stack][[n for n, _ in stack].index(after) :]
                told = ", ".join(f"{n} ({nodes[n].row.row})" for n in circle)
                faults.append(Fault("circle", "survey", nodes[after].row.row, _why(nodes[name], after), told))
            elif after not in state:
                state[after] = 1
                stack.append((after, sorted(leans[after])))
    return tuple(order)


def _leans(node: Node) -> frozenset[str]:
    asked = {n for column in LEANS if column in node.trees for n in x.names(node.trees[column])}
    return frozenset(asked | set(node.around))


def _why(node: Node, name: str) -> str:
    return next((c for c in LEANS if c in node.trees and name in x.names(node.trees[c])), "relevant")
