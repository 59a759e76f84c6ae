"""The individual file for a program: what one kind of reader's file says, as of any moment."""

from datetime import datetime
from typing import Annotated, Any, Final

from django.http import HttpRequest
from ninja import Query, Router, Schema

from abrigo.api.problems import trouble
from abrigo.api.questions import Id, Instant, Size, as_of, caller, entered, question
from abrigo.clerk.consult import consult
from abrigo.clerk.memory import Memory
from abrigo.facts.disclosures import Reader
from abrigo.facts.kinds import PersonId
from abrigo.registers import individual as known
from abrigo.rules.access import Viewer, may_do
from abrigo.rules.disclosures import allowed

router: Final = Router(tags=["people"])
For = Annotated[str, Query(pattern="^(judge|guardian|family|receiving-agency|the-child)$")]


class IndividualFile(Schema):
    """`contents` by part; instants in it are milliseconds since 1970 UTC. `on_record` false: nobody had written then.

    `hidden`: parts the caller does not see; they are not empty, they are kept back.
    """

    person: str
    reader: str
    about: datetime
    known_at: int
    on_record: bool
    counted_as: str
    contents: dict[str, list[dict[str, Any]]]
    hidden: list[str]


@question(router, "/operations/{operation}/people/{person}/file", IndividualFile)
def individual_file(
    request: HttpRequest, operation: Id, person: Id, reader: For, known_at: Instant = None, size: Size = None,
    about: Instant = None,
) -> IndividualFile:  # fmt: skip
    """What a file for this reader says. To give one to somebody, record the act `disclose` first, with its digest."""
    viewer = caller(request)
    where = entered(viewer, operation)
    when = as_of(known_at, size, about)
    if not may_do(viewer, "disclose"):
        raise trouble(403, "not-shown-to-you")

    def answer(v: Viewer, memory: Memory) -> known.Individual | None:
        then, at = when.settled(memory)
        return known.ask(v, memory, where, PersonId(person), known_at=then, about=at)

    found = consult(viewer, answer)
    if found is None:
        raise trouble(404, "not-found")
    return IndividualFile(
        person=person, reader=reader, about=found.about, known_at=found.known_at, on_record=found.line is not None,
        counted_as=found.counted_as, contents=known.plain(allowed(found.contents, Reader(reader))),
        hidden=sorted(found.hidden),
    )  # fmt: skip
