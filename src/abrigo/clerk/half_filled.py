"""What is half written on a form about a child: sealed under the child's own key, for the hand that began it alone."""

from collections.abc import Mapping
from contextlib import suppress
from json import dumps, loads

from django.db import transaction

from abrigo.facts.kinds import OperationId, PersonId
from abrigo.rules.access import Viewer, may_do, may_enter
from abrigo.vault import keys, store


def put(viewer: Viewer, operation: OperationId, person: PersonId, answers: Mapping[str, str]) -> str:
    """Out: the digest to find it by. PermissionError for whoever may not answer forms here."""
    _allowed(viewer, operation)
    with transaction.atomic():
        raw = dumps({"by": viewer.staff, "answers": dict(answers)}, ensure_ascii=False, sort_keys=True)
        return store.put(raw.encode(), keys.key_for(f"person:{person}"))


def get(viewer: Viewer, operation: OperationId, person: PersonId, digest: str) -> dict[str, str]:
    """LookupError when it has been taken away, or is somebody else's."""
    _allowed(viewer, operation)
    told = loads(store.get(digest, keys.key_for(f"person:{person}", create=False)))
    if told["by"] != viewer.staff:
        raise LookupError("somebody else's")
    return dict(told["answers"])


def remove(viewer: Viewer, operation: OperationId, person: PersonId, digest: str) -> None:
    _allowed(viewer, operation)
    with suppress(LookupError):
        store.remove(digest, keys.key_for(f"person:{person}", create=False))


def _allowed(viewer: Viewer, operation: OperationId) -> None:
    if not may_do(viewer, "answer-form") or not may_enter(viewer, operation):
        raise PermissionError("answer-form")
