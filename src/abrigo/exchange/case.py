"""Exhibits for another laboratory or court: CASE/UCO, each with its digest and every hand it passed through."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid5

from abrigo.rules.continuity import Continuity, Step

HOUSE: Final = UUID("0a8f5a2c-53f0-5d5e-8a0c-5f3c1c6fb0d1")
CONTEXT: Final = {
    "kb": "urn:abrigo:case:",
    "case-investigation": "https://ontology.caseontology.org/case/investigation/",
    "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
    "uco-action": "https://ontology.unifiedcyberontology.org/uco/action/",
    "uco-identity": "https://ontology.unifiedcyberontology.org/uco/identity/",
    "uco-observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
    "uco-types": "https://ontology.unifiedcyberontology.org/uco/types/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True, slots=True)
class Thing:
    """What goes out of one exhibit: its number, what it is as its label says, its digest and its story. No child."""

    id: str
    number: str
    words: str
    digest: str
    story: Continuity


def graph(things: Iterable[Thing]) -> dict[str, Any]:
    """JSON-LD. Hands are numbers of this house's staff, never surnames; breaks of the story are said in words."""
    nodes: dict[str, dict[str, Any]] = {}
    for thing in things:
        for node in _nodes(thing):
            nodes.setdefault(node["@id"], node)
    return {"@context": CONTEXT, "@graph": [nodes[i] for i in sorted(nodes)]}


def _id(kind: str, *of: str) -> str:
    return f"kb:{kind}-{uuid5(HOUSE, '/'.join((kind, *of)))}"


def _nodes(thing: Thing) -> Iterable[dict[str, Any]]:
    item = _id("observable", thing.id)
    yield _item(thing, item)
    record = _id("provenance", thing.id)
    yield {
        "@id": record, "@type": "case-investigation:ProvenanceRecord",
        "case-investigation:exhibitNumber": thing.number, "uco-core:description": [thing.words, *_breaks(thing.story)],
        "uco-core:object": {"@id": item},
    }  # fmt: skip
    for n, step in enumerate(thing.story.steps):
        yield from _hands(step)
        yield _action(thing, n, step, item, record)


def _breaks(story: Continuity) -> list[str]:
    return [f"continuity: {b.by} at {b.at.isoformat()}" for b in story.breaks]


def _item(thing: Thing, item: str) -> dict[str, Any]:
    found: dict[str, Any] = {"@id": item, "@type": "uco-observable:ObservableObject"}
    if thing.digest:
        found["uco-core:hasFacet"] = {
            "@id": _id("facet", thing.id), "@type": "uco-observable:ContentDataFacet",
            "uco-observable:hash": {
                "@id": _id("hash", thing.id), "@type": "uco-types:Hash",
                "uco-types:hashMethod": "SHA256",
                "uco-types:hashValue": {"@type": "xsd:hexBinary", "@value": thing.digest},
            },
        }  # fmt: skip
    return found


def _hands(step: Step) -> Iterable[dict[str, Any]]:
    for hand in (step.gave, step.took):
        if hand:
            yield {"@id": _id("identity", hand), "@type": "uco-identity:Identity"}


def _action(thing: Thing, n: int, step: Step, item: str, record: str) -> dict[str, Any]:
    by = step.took or step.gave
    found: Mapping[str, Any] = {
        "@id": _id("action", thing.id, str(n)), "@type": "case-investigation:InvestigativeAction",
        "uco-core:name": step.kind, "uco-action:startTime": {"@type": "xsd:dateTime", "@value": step.at.isoformat()},
        "uco-action:object": {"@id": item}, "uco-action:result": {"@id": record},
    }  # fmt: skip
    return {**found, "uco-action:performer": {"@id": _id("identity", by)}} if by else dict(found)
