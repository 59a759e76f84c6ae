"""A form as a page draws it: pieces in order, with what is typed, what is asked and what is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from abrigo.clerk.form_sentences import wrong
from abrigo.facts.forms import FormChoice, FormRow, RowKind
from abrigo.rules import form_expressions as x
from abrigo.rules.form_filling import Filled, Turn, key_of, turns
from abrigo.rules.form_sheet import BEGINS, SELECTS, Form, Node, said, span

RIGHT_TO_LEFT: Final = frozenset({"he", "ar", "yi", "fa", "ur", "ps", "ckb"})
INPUTS: Final = {
    RowKind.TEXT: "text", RowKind.INTEGER: "number", RowKind.DECIMAL: "number", RowKind.DATE: "date",
    RowKind.TIME: "time", RowKind.MOMENT: "datetime-local", RowKind.BARCODE: "text", RowKind.RANGE: "number",
}  # fmt: skip
LANGUAGES: Final = {"es": "Español", "en": "English", "he": "עברית", "ar": "العربية", "fr": "Français", "yi": "ייִדיש"}
Piece = dict[str, Any]


def direction(language: str) -> str:
    return "rtl" if language.split("-", maxsplit=1)[0] in RIGHT_TO_LEFT else "ltr"


class Drawing:
    """One drawing of one form. `told`: whether faults are shown; a form just opened accuses nobody."""

    def __init__(
        self, form: Form, filled: Filled, given: Mapping[str, str], language: str, spoken: str, *, told: bool
    ) -> None:
        self.form, self.filled, self.given, self.language, self.spoken = form, filled, given, language, spoken
        self.wrong = {w.key: w.code for w in filled.wrong} if told else {}
        self.inside: dict[str, list[Node]] = {}
        for node in form.nodes.values():
            self.inside.setdefault(node.around[-1] if node.around else "", []).append(node)

    def pieces(self) -> list[Piece]:
        return list(self._inside("", ()))

    def _inside(self, name: str, turn: Turn) -> Iterator[Piece]:
        for node in self.inside.get(name, ()):
            key = key_of(node.name, turn)
            if node.row.kind is RowKind.BEGIN_REPEAT:
                yield from self._repeat(node, turn, key)
            elif node.row.kind in BEGINS:
                yield self._piece("group", node, key)
                yield from self._inside(node.name, turn)
                yield {"is": "end"}
            elif node.row.kind is not RowKind.CALCULATE:
                yield self._question(node, turn, key)

    def _repeat(self, node: Node, turn: Turn, key: str) -> Iterator[Piece]:
        many = self.filled.counts.get(key, 0)
        fixed = bool(node.row.repeat_count)
        piece = self._piece("repeat", node, key)
        yield piece | {"many": many}
        for n in range(1, many + 1):
            yield {"is": "turn", "n": n, "label": piece["label"]}
            yield from self._inside(node.name, (*turn, n))
            yield {"is": "end"}
        yield {"is": "end-repeat", "key": key, "many": many, "fixed": fixed, "label": piece["label"]}

    def _piece(self, is_: str, node: Node, key: str) -> Piece:
        turn = _turn(key)
        return {
            "is": is_, "key": key, "name": node.name, "id": _id(key),
            "label": self._sentence(said(node.row.labels, self.language) or node.name, turn),
            "asked": self.filled.asked.get(key, False),
        }  # fmt: skip

    def _question(self, node: Node, turn: Turn, key: str) -> Piece:
        row = node.row
        piece = self._piece("note" if row.kind is RowKind.NOTE else "question", node, key)
        hint = said(row.hints, self.language)
        piece |= {
            "hint": self._sentence(hint, turn) if hint else "", "value": self.given.get(key, ""),
            "kind": str(row.kind), "input": INPUTS.get(row.kind, ""), "required": row.required == "true()",
            "many_lines": "multiline" in row.appearance, "minimal": "minimal" in row.appearance,
            "problem": self._problem(node, key), "read_only": row.read_only or bool(row.calculation),
        }  # fmt: skip
        if piece["read_only"]:
            piece["value"] = self.filled.values.get(key, "")
        if row.kind in SELECTS:
            piece["choices"] = self._choices(node, key, piece["value"])
        if row.kind is RowKind.RANK:
            piece["places"] = _places(piece["choices"], piece["value"])
        if row.kind is RowKind.RANGE:
            piece["between"] = _between(row)
        return piece

    def _choices(self, node: Node, key: str, value: str) -> list[Piece]:
        every = self.form.choices[node.row.choices]
        offered = {c.name for c in self.filled.offered.get(key, every)}
        chosen = set(value.split())
        return [
            {
                "name": c.name, "label": said(c.labels, self.language), "on": c.name in chosen,
                "out": c.name not in offered,
            }
            for c in every
        ]  # fmt: skip

    def _problem(self, node: Node, key: str) -> str:
        code = self.wrong.get(key, "")
        if not code:
            return ""
        own = {"constraint": node.row.constraint_says, "required": node.row.required_says}.get(code, ())
        return said(own, self.language) or wrong(code, self.spoken)

    def problems(self) -> list[dict[str, str]]:
        """For the summary at the top: every fault with the field it leads to."""
        found = []
        for w in self.filled.wrong if self.wrong else ():
            node = self.form.nodes.get(w.name)
            label = said(node.row.labels, self.language) if node else w.key
            says = self._problem(node, w.key) if node else wrong(w.code, self.spoken)
            found.append({"field_id": f"id_{_id(w.key)}", "sentence": f"{label}: {says}"})
        return found

    def _sentence(self, text: str, turn: Turn) -> SafeString:
        """A label, with the answers it mentions; a page that can works them out again as they change."""
        pieces: list[SafeString] = []
        at = 0
        for name in x.mentioned(text):
            start = text.index("${", at)
            key = key_of(name, turn[: len(self.form.nodes[name].turns)])
            pieces.append(format_html("{}", text[at:start]))
            pieces.append(format_html('<bdi data-mention="{}">{}</bdi>', key, self.shown(name, key)))
            at = text.index("}", start) + 1
        pieces.append(format_html("{}", text[at:]))
        return format_html_join("", "{}", ((p,) for p in pieces))

    def shown(self, name: str, key: str) -> str:
        """An answer in words: choices by their labels."""
        return shown(self.form, name, self.filled.values.get(key, ""), self.language)


def _places(choices: Sequence[Piece], value: str) -> list[Piece]:
    """One list for each place, the first of them first; without a script they are chosen one by one."""
    ranked = value.split()
    offered = [c for c in choices if not c["out"]]
    return [
        {"n": n + 1, "choices": [c | {"on": n < len(ranked) and ranked[n] == c["name"]} for c in choices]}
        for n in range(len(offered))
    ]


def _between(row: FormRow) -> str:
    found = span(row)
    return "" if found is None else f"{found[0]}–{found[1]} ({found[2]})"


def shown(form: Form, name: str, value: str, language: str) -> str:
    node = form.nodes.get(name)
    if node is None or node.row.kind not in SELECTS:
        return value
    labels = {c.name: said(c.labels, language) for c in form.choices.get(node.row.choices, ())}
    return ", ".join(labels.get(v, v) for v in value.split())


def _turn(key: str) -> Turn:
    return tuple(int(n.rstrip("]")) for n in key.split("[")[1:])


def _id(key: str) -> str:
    return key.replace("[", "-").replace("]", "")


def for_the_page(form: Form, language: str, now: datetime) -> dict[str, Any]:
    """What a page needs to ask the same questions by itself: trees, not words."""
    return {
        "now": now.isoformat(timespec="seconds"),
        "order": form.order,
        "nodes": {
            n.name: {
                "kind": str(n.row.kind), "around": n.around, "turns": n.turns, "trees": _live(n),
                "says": said(n.row.constraint_says, language),
                **_filter(form, n),
            }
            for n in form.nodes.values()
        },
    }  # fmt: skip


def _filter(form: Form, node: Node) -> dict[str, list[dict[str, str]]]:
    return {"filter": [_columns(c) for c in form.choices[node.row.choices]]} if "choice_filter" in node.trees else {}


def _live(node: Node) -> dict[str, x.Tree]:
    return {k: t for k, t in node.trees.items() if k in ("relevant", "constraint", "calculation", "choice_filter")}


def _columns(choice: FormChoice) -> dict[str, str]:
    return {"name": choice.name, **{c.name: c.value for c in choice.columns}}


def read_back(form: Form, answers: Sequence[tuple[str, str]], language: str) -> list[Piece]:
    """Answers as they are shown: each with its question in words, groups as headings."""
    given = dict(answers)
    found: list[Piece] = []
    counts = {k: int(v) for k, v in given.items() if k.split("[")[0] in form.nodes
              and form.nodes[k.split("[")[0]].row.kind is RowKind.BEGIN_REPEAT and v.isdigit()}  # fmt: skip
    drawing = Drawing(form, Filled(values=given, counts=counts), given, language, language, told=False)
    for name, node in form.nodes.items():
        if node.row.kind in BEGINS or node.row.kind is RowKind.NOTE:
            continue
        for turn in turns(node, counts):
            key = key_of(name, turn)
            if given.get(key):
                label = drawing._sentence(said(node.row.labels, language) or name, turn)  # noqa: SLF001
                found.append({"label": label, "turn": turn, "value": drawing.shown(name, key)})
    return found
