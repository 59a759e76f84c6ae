"""What goes into a log: where something broke, and never the words it broke on."""

import logging
import traceback
from types import TracebackType
from typing import cast


class Quiet(logging.Formatter):
    """An exception's message may be the name of a child: its kind and the lines it passed are enough to mend it."""

    def formatException(self, ei: object) -> str:  # noqa: N802 - the name logging gives it
        kind, _, trace = cast("tuple[type[BaseException], BaseException, TracebackType | None]", ei)
        lines = [f"  {f.filename}:{f.lineno} in {f.name}" for f in traceback.extract_tb(trace)]
        return "\n".join([*lines, kind.__name__])
