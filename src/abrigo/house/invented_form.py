"""A form as large as those in the field: skips, constraints, repeats, three languages; the same whenever it is made."""

from typing import Final

from abrigo.facts.forms import FormChoice, FormDefinition, FormRow, RowKind, Words

LANGUAGES: Final = ("es", "en", "he")
KINDS: Final = (
    RowKind.TEXT, RowKind.INTEGER, RowKind.DATE, RowKind.ONE, RowKind.SEVERAL, RowKind.DECIMAL,
)  # fmt: skip
LISTS: Final = {RowKind.ONE: "yn", RowKind.SEVERAL: "many"}


def large_form(questions: int = 250) -> FormDefinition:
    """In: how many questions. Ten to a part; every fifth part may be filled several times."""
    rows: list[FormRow] = []
    for first in range(0, questions, 10):
        asked = f"${{q{first - 1}}} != 'no'" if first else ""
        rows.append(FormRow(RowKind.BEGIN_GROUP, f"g{first}", _said("Parte", "Part", "חלק", first), relevant=asked))
        turns = first % 50 == 0
        if turns:
            rows.append(FormRow(RowKind.BEGIN_REPEAT, f"r{first}", _said("Cada una", "Each", "כל אחד", first)))
        rows.extend(_question(n) for n in range(first, min(first + 10, questions)))
        if turns:
            rows.append(FormRow(RowKind.END_REPEAT, ""))
        rows.append(FormRow(RowKind.END_GROUP, ""))
    choices = [FormChoice("yn", c, _said(c, c, c)) for c in ("yes", "no")]
    choices += [FormChoice("many", f"m{n}", _said("Opción", "Choice", "אפשרות", n)) for n in range(12)]
    return FormDefinition("large", "1", _said("Grande", "Large", "גדול"), LANGUAGES, tuple(rows), tuple(choices))


def _question(n: int) -> FormRow:
    kind = KINDS[n % len(KINDS)]
    held = ". >= 0 and . <= 1000" if kind in (RowKind.INTEGER, RowKind.DECIMAL) else ""
    asked = f"${{q{n - 1}}} != ''" if n % 10 > 4 else ""
    return FormRow(
        kind, f"q{n}", _said("Pregunta", "Question", "שאלה", n), choices=LISTS.get(kind, ""), relevant=asked,
        constraint=held,
    )  # fmt: skip


def _said(es: str, en: str, he: str, n: int | str = "") -> tuple[Words, ...]:
    return tuple(Words(lang, f"{w} {n}".strip()) for lang, w in zip(LANGUAGES, (es, en, he), strict=True))
