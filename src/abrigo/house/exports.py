"""What leaves for other systems: made, written down as given out, and only then handed over; one way for every door."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from abrigo.desk.door import Visit
from abrigo.exchange import case, fhir, pfif
from abrigo.facts.disclosures import Given
from abrigo.facts.grants import Compartment, Purpose
from abrigo.facts.kinds import DisclosureId, PersonId
from abrigo.registers import cards
from abrigo.registers.individual import Individual
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


def child(visit: Visit, file: Individual, given: Given, *, to: str, purpose: Purpose, id_: str) -> Sent:
    """One child in a format of others. Raises No when there is nothing to give or the act is refused."""
    if file.line is None:
        raise No(gettext_lazy("At that moment nobody had written about this child: there is nothing to give."))
    make, kind, ending = FORMATS[given]
    body = make(visit, file)
    return _given(visit, body, kind, ending, id_, given=given, to=to, purpose=purpose, file=file)


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
    file: Individual | None = None,
) -> Sent:  # fmt: skip
    act = Disclose(
        visit.operation, DisclosureId("dis-" + id_), given, to, purpose, file.about if file else visit.now,
        file.known_at if file else 0, sha256(body).hexdigest(), visit.now, PersonId(file.person) if file else None,
    )  # fmt: skip
    answer = visit.record(act, id_)
    if answer.refusal is not None:
        raise No(answer.refusal)
    return Sent(body, kind, f"{act.disclosure}.{ending}")
