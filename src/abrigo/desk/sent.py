"""A form sent twice is one act: read the second time as it was the first, also when it left the hour to us."""

from datetime import datetime

from abrigo.clerk.record import receipt
from abrigo.desk.door import Visit
from abrigo.facts.wire import from_ms


def minute(visit: Visit, id_: str, told: str = "") -> datetime:
    """When an act counts as done (UTC): as typed at the desk, else now, else when this form was first taken.

    ValueError when what was typed is no time.
    """
    if told:
        return visit.read_local(told)
    earlier = receipt(visit.viewer, id_)
    return visit.now if earlier is None else from_ms(earlier.took)
