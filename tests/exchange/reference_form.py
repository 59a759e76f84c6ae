"""An independent reader of forms: the reference converter's XForm, worked out by a general XPath engine.

Nothing of ours is used here. Days are numbers of days in its instance, as XForms counts them, so that a general engine
may compare them; what is not relevant is empty to whoever asks for it.
"""

import copy
import io
import math
import operator
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from xml.etree import ElementTree as ET

import elementpath
from elementpath import XPath1Parser, XPathContext

XF = "{http://www.w3.org/2002/xforms}"
JR = "{http://openrosa.org/javarosa}"


class Parser(XPath1Parser):
    """XPath 1.0 with the functions of XForms."""


method, function = Parser.method, Parser.function


def plain(value):
    """What an operand says: of a list of nodes the first, as text."""
    if isinstance(value, list):
        value = value[0] if value else ""
    value = getattr(value, "elem", value)
    return (value.text or "") if isinstance(value, ET.Element) else value


def as_text(value):
    value = plain(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and math.isfinite(value) and value == int(value):
        return str(int(value))
    return str(value)


def as_number(value):
    value = plain(value)
    try:
        return float(value)
    except ValueError:
        return float("nan")


def given(token, at, context):
    found = list(token[at].select(copy.copy(context)))
    return found if len(found) != 1 else found[0]


def every(token, context, start=0):
    return [as_text(node) for at in range(start, len(token)) for node in token[at].select(copy.copy(context))]


def told(token, context):
    return [t for t in every(token, context) if t]


NOW = datetime(2025, 12, 21, 3, 10)
EPOCH = date(1970, 1, 1)


def days(value):
    return (date.fromisoformat(as_text(value)) - EPOCH).days if "-" in as_text(value)[1:] else as_number(value)


def register(name, nargs, work):
    """One function of XForms, worked out on plain values."""

    def evaluate(self, context=None):
        return work(self, context)

    evaluate.__name__ = f"evaluate_{name.replace('-', '_')}_function"
    method(function(name, nargs=nargs))(evaluate)


def simple(name, nargs, work):
    register(name, nargs, lambda token, context: work(*(given(token, n, context) for n in range(len(token)))))


def _if(token, context):
    condition = given(token, 0, context)
    held = condition if isinstance(condition, bool) else bool(as_text(condition))
    return given(token, 1 if held else 2, context)


def _rounded(value, places):
    step = 10 ** int(as_number(places))
    return int(as_number(value) * step + 0.5) / step


def _formatted(value, pattern):
    if not as_text(value):
        return ""
    told = date.fromordinal(EPOCH.toordinal() + int(days(value)))
    return told.strftime(as_text(pattern))


def _indexed(token, context):
    found = list(token[0].select(copy.copy(context)))
    turn = int(as_number(given(token, 2, context)))
    return as_text(found[turn - 1]) if 0 < turn <= len(found) else ""


for _name in ("round", "if", "selected", "count-selected", "min", "max", "sum"):
    Parser.symbol_table.pop(_name, None)
register("if", 3, _if)
register("indexed-repeat", 3, _indexed)
register("sum", 1, lambda t, c: float(sum(as_number(v) for v in told(t, c))))
register("min", (1, 9), lambda t, c: min((as_number(v) for v in told(t, c)), default=float("nan")))
register("max", (1, 9), lambda t, c: max((as_number(v) for v in told(t, c)), default=float("nan")))
register("count-non-empty", 1, lambda t, c: float(len(told(t, c))))
register("join", (2, 9), lambda t, c: as_text(given(t, 0, c)).join(every(t, c, 1)))
simple("selected", 2, lambda v, c: as_text(c) in as_text(v).split())
simple("count-selected", 1, lambda v: float(len(as_text(v).split())))
simple("selected-at", 2, lambda v, n: (as_text(v).split() + [""] * 20)[int(as_number(n))])
simple("coalesce", 2, lambda a, b: as_text(a) or as_text(b))
simple("once", 1, as_text)
simple("int", 1, lambda v: float(int(as_number(v))) if math.isfinite(as_number(v)) else float("nan"))
simple("round", (1, 2), lambda v, n=0: _rounded(v, n) if as_text(v) not in ("", "NaN", "nan") else float("nan"))
simple("pow", 2, lambda a, b: as_number(a) ** as_number(b))
simple("abs", 1, lambda v: abs(as_number(v)))
simple("regex", 2, lambda v, p: re.fullmatch(as_text(p), as_text(v)) is not None)
simple("substr", (2, 3), lambda v, a, b=99: as_text(v)[int(as_number(a)) : int(as_number(b))])
simple("ends-with", 2, lambda a, b: as_text(a).endswith(as_text(b)))
simple("today", 0, lambda: float((NOW.date() - EPOCH).days))
simple("date", 1, lambda v: float(days(v)))
simple("decimal-date-time", 1, lambda v: float(days(v)))
simple("format-date", 2, _formatted)
simple("boolean-from-string", 1, lambda v: as_text(v) in ("1", "true"))


def _alike(a, b):
    """XPath 1.0, 3.4: yes-or-no before numbers before text. The engine says that a node "6" is not 6."""
    a, b = plain(a), plain(b)
    if isinstance(a, bool) or isinstance(b, bool):
        return bool(a) is bool(b)
    if isinstance(a, int | float) or isinstance(b, int | float):
        return as_number(a) == as_number(b)
    return as_text(a) == as_text(b)


def _compared(sign, compare):
    """The engine falls over a node without text, which XPath 1.0 calls not a number: compared as it says."""
    kind = Parser.symbol_table[sign]
    Parser.symbol_table[sign] = type(kind.__name__, (kind,), {
        "evaluate": lambda self, context=None: compare(given(self, 0, context), given(self, 1, context))
    })  # fmt: skip


for _sign, _compare in {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}.items():
    _compared(_sign, lambda a, b, how=_compare: how(as_number(a), as_number(b)))
_compared("=", _alike)
_compared("!=", lambda a, b: not _alike(a, b))
Parser.build()


@dataclass
class Seen:
    """What the form says of some answers, by key as our rules write it."""

    asked: dict = field(default_factory=dict)
    values: dict = field(default_factory=dict)
    wrong: dict = field(default_factory=dict)


class Reference:
    def __init__(self, workbook: bytes) -> None:
        from pyxform.xls2xform import convert

        root = ET.parse(io.StringIO(convert(xlsform=io.BytesIO(workbook), file_type=".xlsx").xform)).getroot()
        model = root.find(f".//{XF}model")
        instances = model.findall(f"{XF}instance")
        self.blank = _bare(instances[0][0])
        lists = ET.SubElement(self.blank, "lists__")
        for one in instances[1:]:
            ET.SubElement(lists, one.get("id")).append(_bare(one[0]))
        self.top = self.blank.tag
        self.binds = {b.get("nodeset"): dict(b.attrib) for b in model.findall(f"{XF}bind")}
        body = [e for e in root.iter() if e.tag.startswith(XF)]
        self.repeats = {e.get("nodeset"): e.get(f"{JR}count", "") for e in body if e.tag == f"{XF}repeat"}
        self.filters = {
            e.get("ref"): e.find(f"{XF}itemset").get("nodeset") for e in body
            if e.get("ref") and e.find(f"{XF}itemset") is not None
        }  # fmt: skip
        self.items = {
            e.get("ref"): [i.findtext(f"{XF}value") for i in e.findall(f"{XF}item")] for e in body
            if e.get("ref") and e.find(f"{XF}item") is not None
        }  # fmt: skip
        self.dates = {path for path, b in self.binds.items() if b.get("type") == "date"}
        self._parsed = {}

    # -- one look ----------------------------------------------------------------------------

    def look(self, answers: dict[str, str]) -> Seen:
        """In: answers by key, days as ISO. Every bind is worked out again until nothing moves any more."""
        self.answers, self.tree = answers, copy.deepcopy(self.blank)
        self.parents, before = {}, None
        for _ in range(30):
            self._turns()
            self.parents = {child: parent for parent in self.tree.iter() for child in parent}
            self.said = {}
            for path, bind in self.binds.items():
                for node in self._nodes(path):
                    self._one(path, bind, node)
            now = ET.tostring(self.tree)
            if now == before:
                break
            before = now
        return self._verdicts()

    def _turns(self) -> None:
        """As many turns of each repeat as were typed or are counted."""
        for path, counted in self.repeats.items():
            inside = path.rsplit("/", 1)
            for parent in self._nodes(inside[0]):
                turns = [n for n in parent if n.tag == inside[1]]
                at = list(parent).index(turns[0]) if turns else len(parent)
                key = inside[1] + self._turn(parent)
                told = as_number(self._work(counted, parent)) if counted else float(self.answers.get(key) or 0)
                many = int(told) if told == told and self._asked(path, parent) else 0
                for gone in turns[many:]:
                    parent.remove(gone)
                for n in range(len(turns), many):
                    parent.insert(at + n, copy.deepcopy(self._blank_of(path)))

    def _blank_of(self, path):
        return self.blank.find("./" + "/".join(path.split("/")[2:]))

    def _nodes(self, path):
        names = path.split("/")[2:]
        return self.tree.findall("./" + "/".join(names)) if names else [self.tree]

    def _turn(self, node) -> str:
        turn = ""
        while node is not self.tree:
            parent = self.parents.get(node)
            if parent is None:
                break
            if self._path(node) in self.repeats:
                turn = f"[{[n for n in parent if n.tag == node.tag].index(node) + 1}]" + turn
            node = parent
        return turn

    def _path(self, node) -> str:
        names = []
        while node is not None:
            names.append(node.tag)
            node = self.parents.get(node)
        return "/" + "/".join(reversed(names))

    def _asked(self, path, parent) -> bool:
        bind = self.binds.get(path, {})
        held = self._truth(self._work(bind["relevant"], parent, child=path)) if bind.get("relevant") else True
        while held and parent is not self.tree:
            above = self.parents.get(parent)
            rule = self.binds.get(self._path(parent), {}).get("relevant")
            held = not rule or self._truth(self._work(rule, parent))
            parent = above if above is not None else self.tree
        return held

    def _one(self, path, bind, node) -> None:
        asked, up = True, node
        while asked and up is not None and up is not self.tree:
            rule = self.binds.get(self._path(up), {}).get("relevant")
            asked = not rule or self._truth(self._work(rule, up))
            up = self.parents.get(up)
        self.said[node] = asked
        if len(node):
            return
        typed = self.answers.get(node.tag + self._turn(node), "")
        if bind.get("calculate"):
            typed = as_text(self._work(bind["calculate"], node)) if asked else ""
            typed = "" if typed.lower() == "nan" else typed
        elif path in self.dates and typed:
            typed = str(days(typed))
        node.text = typed if asked else ""

    def _verdicts(self) -> Seen:
        seen = Seen()
        for node, asked in self.said.items():
            key, path = node.tag + self._turn(node), self._path(node)
            bind = self.binds[path]
            seen.asked[key] = asked
            if len(node):
                continue
            if bind.get("calculate"):
                seen.values[key] = node.text
            elif asked and not node.text:
                if bind.get("required") and self._truth(self._work(bind["required"], node)):
                    seen.wrong[key] = "required"
            elif asked:
                self._judge(seen, key, path, bind, node)
        return seen

    def _judge(self, seen, key, path, bind, node) -> None:
        offered = self.items.get(path)
        if path in self.filters:
            written = re.sub(r"instance\('([^']+)'\)", rf"/{self.top}/lists__/\1", self.filters[path])
            found = elementpath_select(self, written, node)
            offered = [i.findtext("name") for i in (getattr(n, "elem", n) for n in found)]
        if offered is not None and not set(node.text.split()) <= set(offered):
            seen.wrong[key] = "not-a-choice"
        elif bind.get("constraint") and not self._truth(self._work(bind["constraint"], node)):
            seen.wrong[key] = "constraint"

    # -- one expression --------------------------------------------------------------------------

    def _truth(self, value) -> bool:
        return value if isinstance(value, bool) else bool(as_text(value)) and as_text(value) not in ("0", "nan")

    def _work(self, written, node, child=""):
        del child
        token = self._token(written)
        return token.evaluate(self._context(node))

    def _context(self, node):
        turn = re.findall(r"\d+", self._turn(node)) or ["1"]
        known = {"current": node, "turn": float(turn[-1])}
        return XPathContext(ET.ElementTree(self.tree), item=node, variables=known)

    def _token(self, written):
        written = written.replace("current()", "$current").replace("position(..)", "$turn")
        if written not in self._parsed:
            self._parsed[written] = Parser().parse(written)
        return self._parsed[written]


def elementpath_select(reference, written, node):
    token = reference._token(written)
    return list(token.select(reference._context(node)))


def _bare(element):
    """The element without its namespace and without the templates of repeats."""
    made = ET.Element(element.tag.rpartition("}")[2])
    made.text = (element.text or "").strip()
    for child in element:
        if f"{JR}template" not in child.attrib:
            made.append(_bare(child))
    return made


__all__ = ["NOW", "Reference", "elementpath"]
