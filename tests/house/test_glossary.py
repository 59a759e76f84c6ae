"""The words and the code say the same: every act and fact has its word, every name in the glossary exists."""

import ast
import re
from pathlib import Path

from abrigo.facts.index import KIND_OF
from abrigo.rules.index import ACTS

ROOT = Path(__file__).parents[2]
QUOTED = set(re.findall(r"`([A-Za-z_]+)`", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")))
FORBIDDEN = re.compile(r"(?i)(manager|helper|utils?|service|common|handle)$")
PRISON = re.compile(r"(?i)\b(inmates?|escapees?|fugitives?|detainees?)\b")


def defined() -> set[str]:
    """Every class, module, function and field name of the source."""
    names: set[str] = set()
    for path in (ROOT / "src" / "abrigo").rglob("*.py"):
        names.add(path.stem)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                names.add(node.name)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                names.add(node.target.id)
    return names


def test_every_act_has_its_word():
    assert {line.act.__name__ for line in ACTS.values()} - QUOTED == set()


def test_every_fact_has_its_word():
    assert {cls.__name__ for cls in KIND_OF} - QUOTED == set()


def test_no_word_of_the_glossary_is_a_name_nobody_uses():
    assert QUOTED - defined() == set()


def test_no_room_is_called_after_machinery():
    rooms = [p.stem for p in (ROOT / "src" / "abrigo").rglob("*.py") if "migrations" not in p.parts]
    assert [room for room in rooms if FORBIDDEN.search(room)] == []


def test_nobody_is_spoken_of_as_a_prisoner():
    spoken = [*(ROOT / "src/abrigo/desk/templates").rglob("*.html"), ROOT / "src/abrigo/clerk/sentences.py"]
    assert [(p.name, m.group()) for p in spoken if (m := PRISON.search(p.read_text(encoding="utf-8")))] == []
