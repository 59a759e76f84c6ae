"""The forms a phone carries: those in use that its holder may answer, as trees and sentences, to be filled offline."""

import json
from hashlib import sha256
from typing import Any

from abrigo.clerk.consult import consult
from abrigo.clerk.memory import Memory
from abrigo.facts.forms import FormChoice, Words
from abrigo.facts.kinds import OperationId
from abrigo.facts.streams import forms_stream
from abrigo.registers import cards
from abrigo.rules.access import Viewer, may_do
from abrigo.rules.form_sheet import ENDS, Form, Node, span
from abrigo.rules.forms import CATALOGUE, FORMS, Catalogue, KnownForm, built

Plain = dict[str, Any]


def carried(viewer: Viewer, operation: OperationId, have: str) -> Plain:
    """Every form in use; only a mark when the phone already carries exactly these."""
    if not may_do(viewer, "answer-form") or not cards.may_list(viewer, operation, "form"):
        return {"v": 1, "mark": "", "forms": []}
    forms = consult(viewer, lambda _v, memory: _in_use(memory, operation))
    mark = sha256(json.dumps(forms, sort_keys=True).encode()).hexdigest()[:16]
    return {"v": 1, "mark": mark, "unchanged": True} if mark == have else {"v": 1, "mark": mark, "forms": forms}


def _in_use(memory: Memory, operation: OperationId) -> list[Plain]:
    found = []
    catalogue: Catalogue = memory.recall(CATALOGUE, forms_stream(operation))
    for shelved in catalogue.in_use:
        known: KnownForm = memory.recall(FORMS, f"form:{shelved.form}")
        form = built(known.proposed.definition) if known.proposed else ()
        if isinstance(form, Form):
            found.append(as_carried(form, shelved.form))
    return found


def as_carried(form: Form, id_: str) -> Plain:
    """One form as app/engine.ts reads it: trees where its author wrote expressions."""
    told = form.definition
    return {
        "form": id_, "code": told.code, "version": told.version, "titles": _said(told.titles),
        "languages": list(told.languages), "order": list(form.order), "nodes": [_node(n) for n in form.nodes.values()],
        "lists": {name: [_choice(c) for c in every] for name, every in form.choices.items()},
    }  # fmt: skip


def _choice(choice: FormChoice) -> Plain:
    columns = {column.name: column.value for column in choice.columns}
    return {"name": choice.name, "labels": _said(choice.labels), "columns": columns}


def _node(node: Node) -> Plain:
    row, between = node.row, span(node.row) if node.row.parameters else None
    assert row.kind not in ENDS
    return {
        "name": row.name, "kind": str(row.kind), "around": list(node.around), "turns": list(node.turns),
        "trees": dict(node.trees), "labels": _said(row.labels), "hints": _said(row.hints),
        "says": _said(row.constraint_says), "needs": _said(row.required_says), "list": row.choices,
        "stands": "" if "default" in node.trees else row.default, "fixed": row.read_only, "look": row.appearance,
        "span": [str(n) for n in between] if between else (["0", "10", "1"] if row.kind == "range" else None),
    }  # fmt: skip


def _said(words: tuple[Words, ...]) -> dict[str, str]:
    return {w.language: w.text for w in words}
