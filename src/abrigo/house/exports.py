"""What leaves for other systems: made, written down as given out, and only then handed over; one way for every door."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, override

from abrigo.api.exports import Made, Nothing, Wanted
from abrigo.clerk.clock import now
from abrigo.clerk.consult import consult
from abrigo.clerk.trace import write_down
from abrigo.desk import individual as desk_file
from abrigo.desk.calendars import calendar_of
from abrigo.desk.deadlines import title
from abrigo.desk.door import Visit
from abrigo.desk.past import Asked
from abrigo.exchange import case, fhir, pfif
from abrigo.facts.disclosures import Given
from abrigo.facts.grants import Compartment, Purpose
from abrigo.facts.kinds import DisclosureId, OperationId, OrderId, PersonId
from abrigo.registers import cards, deadlines, individual, places
from abrigo.registers.deadlines import Deadline
from abrigo.registers.individual import Individual
from abrigo.rules.access import Viewer
from abrigo.rules.continuity import Continuity
from abrigo.rules.disclosures import Disclose
from abrigo.rules.exhibits import EXHIBITS, Exhibit
from abrigo.rules.refusals import Refusal

EVERY: Final = 100_000


class No(Exception):
    """Nothing left, and nothing was written. `told`: a sentence or the refusal of the act."""

    def __init__(self, told: Promise | Refusal) -> None:
        super().__init__()
        self.told = told


@dataclass(frozen=True, slots=True)
class Sent:
    """`name` of the file: the number of the disclosure, nobody's name."""

    body: bytes
    kind: str
    name: str


def _fhir(_visit: Visit, file: Individual) -> bytes:
    return json.dumps(fhir.bundle(file), ensure_ascii=False, indent=1).encode()


def _pfif(visit: Visit, file: Individual) -> bytes:
    if not settings.ABRIGO_PFIF:
        raise No(gettext_lazy("Notices in PFIF are switched off in this house: they are public by nature."))
    try:
        return pfif.write(pfif.notice(file, settings.ABRIGO_NODE, f"{settings.ABRIGO_NODE}.abrigo"), visit.now)
    except pfif.NotSearched:
        raise No(gettext_lazy("This child is not being looked for: there is no notice to give.")) from None


FORMATS: Final[Mapping[Given, tuple[Callable[[Visit, Individual], bytes], str, str]]] = {
    Given.FHIR: (_fhir, "application/fhir+json", "json"),
    Given.PFIF: (_pfif, "application/xml", "xml"),
}


def child(
    visit: Visit, file: Individual, given: Given, *, to: str, purpose: Purpose, id_: str, order: str = ""
) -> Sent:
    """One child in a format of others. Raises No when there is nothing to give or the act is refused."""
    if file.line is None:
        raise No(gettext_lazy("At that moment nobody had written about this child: there is nothing to give."))
    make, kind, ending = FORMATS[given]
    body = make(visit, file)
    return _given(visit, body, kind, ending, id_, given=given, to=to, purpose=purpose, file=file, order=order)


def exhibits(visit: Visit, *, to: str, purpose: Purpose, id_: str) -> Sent:
    """Every exhibit of the operation that this viewer may list, as CASE."""
    found = cards.ask(visit.viewer, visit.operation, "exhibit", limit=EVERY)
    if not found or not cards.may_read_case(visit.viewer, visit.operation):
        raise No(gettext_lazy("There is no exhibit to give."))
    visit.viewer.looks.note_all(Compartment.INVESTIGATION, {c.person for c in found if c.person})
    things = [case.Thing(c.id, c.body["number"], c.title, c.body["digest"], _story(visit, c.id)) for c in found]
    body = json.dumps(case.graph(things), ensure_ascii=False, indent=1).encode()
    return _given(visit, body, "application/ld+json", "jsonld", id_, given=Given.CASE, to=to, purpose=purpose)


def _story(visit: Visit, exhibit: str) -> Continuity:
    known: Exhibit = visit.consult(lambda _viewer, memory: memory.recall(EXHIBITS, f"exhibit:{exhibit}"))
    return known.story


def _given(
    visit: Visit, body: bytes, kind: str, ending: str, id_: str, *, given: Given, to: str, purpose: Purpose,
    file: Individual | None = None, order: str = "",
) -> Sent:  # fmt: skip
    act = Disclose(
        visit.operation, DisclosureId("dis-" + id_), given, to, purpose, file.about if file else visit.now,
        file.known_at if file else 0, sha256(body).hexdigest(), visit.now, PersonId(file.person) if file else None,
        order=OrderId(order) if order else None,
    )  # fmt: skip
    answer = visit.record(act, id_)
    if answer.refusal is not None:
        raise No(answer.refusal)
    return Sent(body, kind, f"{act.disclosure}.{ending}")


# -- asked for over JSON -------------------------------------------------------------


def for_a_program(viewer: Viewer, operation: OperationId, wanted: Wanted) -> Made | Refusal | Nothing | None:
    """The same as at the desk, for a person who asks through the API."""
    visit = _visit(viewer, operation)
    try:
        made = _for(visit, wanted)
    except No as no:
        return no.told if isinstance(no.told, Refusal) else Nothing(_in("en", no.told), _in("es", no.told))
    write_down(viewer, operation, visit.now)
    return made


def _in(language: str, told: Promise) -> str:
    """The sentence in one language, whatever the caller's own is."""
    with override(language):
        return str(told)


def _visit(viewer: Viewer, operation: OperationId) -> Visit:
    known = places.ask(viewer, operation)
    return Visit(viewer, operation, now(), known, ZoneInfo(known[operation].zone))


def _for(visit: Visit, wanted: Wanted) -> Made | None:
    if wanted.given == Given.CASE:
        return _made(exhibits(visit, to=wanted.to, purpose=wanted.purpose, id_=wanted.id))
    size = visit.consult(lambda _v, memory: memory.committed) if wanted.known_at is None else wanted.known_at
    about = min(wanted.about or visit.now, visit.now)
    found: Individual | None = visit.consult(
        lambda v, memory: individual.ask(
            v, memory, visit.operation, PersonId(wanted.person), known_at=min(size, memory.committed), about=about
        )
    )
    if found is None:
        return None
    if wanted.reader is None:
        given = Given(wanted.given)
        named: dict[str, Any] = {"to": wanted.to, "purpose": wanted.purpose, "order": wanted.order}
        return _made(child(visit, found, given, id_=wanted.id, **named))
    if found.line is None:
        raise No(gettext_lazy("At that moment nobody had written about this child: there is nothing to give."))
    asked = desk_file.Wanted(wanted.reader, Asked(about if wanted.known_at is not None else visit.now, about, size))
    told = desk_file.given_out(
        visit, found, asked, wanted.id, to=wanted.to, purpose=wanted.purpose.value, language=wanted.language,
        kind=wanted.given, order=wanted.order,
    )  # fmt: skip
    if isinstance(told, Refusal):
        raise No(told)
    act, body = told
    kinds = {"pdf": "application/pdf", "json": "application/json; charset=utf-8"}
    return Made(body, kinds[wanted.given], f"{act.disclosure}.{wanted.given}")


def _made(sent: Sent) -> Made:
    return Made(sent.body, sent.kind, sent.name)


def calendar(viewer: Viewer, operation: OperationId) -> bytes:
    found: list[Deadline] = consult(viewer, lambda v, _memory: deadlines.ask(v, operation, now()))
    return calendar_of([d for d in found if d.state in ("due", "overdue")], now(), title)
