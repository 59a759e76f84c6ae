"""What may be forgotten is forgotten for good: its key is destroyed, its box leaves the ledger, no memory keeps it."""

from django.db import transaction

from abrigo.clerk import memory
from abrigo.ledger import pen
from abrigo.ledger.driver import raw
from abrigo.registers import stories
from abrigo.vault import shred


def forget(subject: str, *, ground: int, asked: int) -> None:
    """In the transaction of the entry that says so (`ground`, its position; `asked` in ms since 1970 UTC).

    The header, hash and signature of what was forgotten stay, so the log still verifies; its words are gone at once
    from here, and from old backups once the secret of their epoch goes (vault/shred.py).
    """
    kid = shred.destroy(subject, asked=asked)
    if kid is None:
        return
    pen.shred(kid, ground=ground)
    # A rebuild cannot read whose past it was part of: neither may the live table say so.
    raw("DELETE FROM registers_thread WHERE pos IN (SELECT pos FROM ledger_entry WHERE kid = ?)", [kid])
    memory.forget()
    transaction.on_commit(memory.forget)
    transaction.on_commit(stories.forget)
