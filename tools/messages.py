"""Keeps the words of the screen in step: `python tools/messages.py` after touching any sentence people read.

It reads every `{% translate %}` and every gettext call under src/abrigo, updates the catalogues in
src/abrigo/desk/locale (adding what is new, dropping what nobody says any more), compiles them, and names
what still lacks Spanish. No system gettext is needed. Exit codes: 0 in step, 1 Spanish is missing
something, 2 `--check` found the files on disk out of step (nothing is written then).

After a merge conflict in a catalogue: keep both sides of the .po, run this, add the .po and the .mo.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

REPOSITORY = Path(__file__).resolve().parents[1]
SOURCE = REPOSITORY / "src" / "abrigo"
LOCALE = SOURCE / "desk" / "locale"
LANGUAGES = ("es", "he")
COMPLETE = ("es",)  # a language people work in: nothing may be left in English
FIRST_DAY = datetime(2025, 12, 19, tzinfo=UTC)  # a stamp in the compiled file that never changes
KEYWORDS: dict[str, tuple[object, ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def said_in(path: Path) -> Iterator[tuple[str, Any]]:
    """(function, its words) for every sentence in one file."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        from django.utils.translation.template import templatize

        text = templatize(text, origin=str(path))
    kind: Any = {"encoding": "utf-8"}
    keywords: Any = KEYWORDS
    for _line, name, messages, _comments in extract_python(io.BytesIO(text.encode()), keywords, [], kind):
        yield str(name), messages


def template() -> Catalog:
    """Every sentence people read, with the files that say it; no line numbers, so that a moved line is no change."""
    found = Catalog(project="Abrigo", charset="utf-8")
    files = sorted(p for p in SOURCE.rglob("*") if p.suffix in {".py", ".html", ".txt"} and "migrations" not in p.parts)
    for path in files:
        where = [(str(path.relative_to(REPOSITORY)), None)]
        for name, messages in said_in(path):
            add(found, name, messages, where)
    return found


def add(found: Catalog, name: str, messages: Any, where: Any) -> None:
    parts: list[Any] = list(messages) if isinstance(messages, tuple) else [messages]
    if not parts or not all(isinstance(p, str) for p in parts[:1]):
        return  # a name, not a sentence: gettext(variable) is translated where the sentence is written
    context = parts.pop(0) if name.startswith(("pgettext", "npgettext")) else None
    words = tuple(parts[:2]) if "npgettext" in name or name.startswith("ngettext") else parts[0]
    if words:
        flags = ["python-format"] if any("%(" in w for w in (words if isinstance(words, tuple) else (words,))) else []
        found.add(words, None, where, flags, context=context)


def updated(language: str, found: Catalog) -> Catalog:
    """The catalogue of one language with today's sentences; what is new has no words yet, nothing is guessed."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    if path.exists():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language, charset="utf-8")
    else:
        catalogue = Catalog(locale=language, project="Abrigo", charset="utf-8")
    catalogue.update(found, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    catalogue.header_comment = "# The words of the screen. Written by people, kept in step by tools/messages.py."
    return catalogue


def po(catalogue: Catalog) -> bytes:
    """The written form, with a head that says only what a program needs: no dates, no names of people."""
    out = io.BytesIO()
    write_po(out, catalogue, width=0, sort_output=True, omit_header=True, include_lineno=False)
    head = (
        "# The words of the screen; kept in step by tools/messages.py.",
        'msgid ""',
        'msgstr ""',
        f'"Language: {catalogue.locale_identifier}\\n"',
        '"Content-Type: text/plain; charset=utf-8\\n"',
        f'"Plural-Forms: {catalogue.plural_forms}\\n"',
        "",
    )
    return ("\n".join(head) + "\n").encode() + out.getvalue()


def mo(catalogue: Catalog) -> bytes:
    """The compiled form; written from the .po alone, so that equal words give equal bytes."""
    fresh = read_po(io.BytesIO(po(catalogue)), locale=catalogue.locale_identifier, charset="utf-8")
    fresh.creation_date = fresh.revision_date = FIRST_DAY
    out = io.BytesIO()
    write_mo(out, fresh)
    return out.getvalue()


def missing(catalogue: Catalog) -> list[str]:
    """The sentences without words, or marked doubtful, in one catalogue."""
    return [str(m.id) for m in catalogue if m.id and (m.fuzzy or not all(spoken(m)))]


def spoken(message: Message) -> tuple[str, ...]:
    said = message.string
    if isinstance(message.id, tuple) or isinstance(said, tuple | list):
        return tuple(said) if said else ("",)
    return (said or "",)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 2 when the files are out of step")
    wanted = parser.parse_args()
    found = template()
    code = 0
    for language in LANGUAGES:
        catalogue = updated(language, found)
        folder = LOCALE / language / "LC_MESSAGES"
        for name, content in (("django.po", po(catalogue)), ("django.mo", mo(catalogue))):
            path = folder / name
            if path.exists() and path.read_bytes() == content:
                continue
            if wanted.check:
                print(f"{path.relative_to(REPOSITORY)} is out of step: run tools/messages.py")
                code = 2
            else:
                folder.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        lacking = missing(catalogue)
        print(f"{language}: {len(catalogue) - len(lacking)} of {len(catalogue)} sentences")
        for sentence in lacking if language in COMPLETE else ():
            print(f"  no {language}: {sentence}")
            code = code or 1
    return code


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abrigo.house.settings")
    sys.path.insert(0, str(REPOSITORY / "src"))
    sys.exit(main())
