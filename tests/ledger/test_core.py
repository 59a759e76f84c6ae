"""What must be trusted is small enough to be read, and leans on little; everything else is checked by its answers."""

import ast
import io
import tokenize
from pathlib import Path

LEDGER = Path(__file__).parents[2] / "src/abrigo/ledger"
# How words become bytes, bytes an entry, an entry a place in the log, and the one hand that writes it down.
CORE = ("codec", "chain", "frontier", "pen")
LEANS_ON = {*CORE, "dictionaries", "driver"}  # a list of words; and the road to the database
SILENT = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)


def lines_of_code(text: str) -> int:
    """Lines that do something: no comment, no docstring, nothing empty."""
    told: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            told |= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    found: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in SILENT:
            found |= set(range(token.start[0], token.end[0] + 1))
    return len(found - told)


def test_the_core_is_at_most_four_hundred_and_fifty_lines():
    assert sum(lines_of_code((LEDGER / f"{name}.py").read_text("utf-8")) for name in CORE) <= 450


def test_the_core_leans_on_nothing_else_of_ours():
    for name in CORE:
        for node in ast.walk(ast.parse((LEDGER / f"{name}.py").read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("abrigo"):
                assert node.module.removeprefix("abrigo.ledger.") in LEANS_ON, (name, node.module)
