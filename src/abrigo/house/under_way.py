"""Long work that somebody waits for: how far it is, so that the page which waits can say so."""

from threading import Lock
from typing import Final


class UnderWay:
    """One person's long work under way: (done, of) for as long as it lasts."""

    _far: Final[dict[str, tuple[int, int]]] = {}
    _lock: Final = Lock()

    def __init__(self, staff: str) -> None:
        self._staff = staff

    def __enter__(self) -> "UnderWay":
        return self

    def told(self, done: int, of: int) -> None:
        with self._lock:
            self._far[self._staff] = (done, of)

    def __exit__(self, *_wrong: object) -> None:
        with self._lock:
            self._far.pop(self._staff, None)

    @classmethod
    def far(cls, staff: str) -> tuple[int, int]:
        with cls._lock:
            return cls._far.get(staff, (0, 0))
