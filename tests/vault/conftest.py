"""The vault's promises about the keyring are made on the ledger's two databases."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

_spec = spec_from_file_location("ledger_books", Path(__file__).parents[1] / "ledger" / "conftest.py")
_books = module_from_spec(_spec)
_spec.loader.exec_module(_books)
book, home = _books.book, _books.home
