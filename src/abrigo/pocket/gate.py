"""The gate on a phone: may whoever stands there come in, and why; never where a child is, for others read along."""

from typing import Any, Final

from abrigo.facts.wire import to_ms
from abrigo.pocket.door import Call, No
from abrigo.registers import gate as register
from abrigo.registers.gate import Asked, Told
from abrigo.registers.people import PersonLine

LONGEST: Final = 300  # letters of one word typed at a gate


def answer(call: Call, asked: dict[str, Any]) -> dict[str, Any]:
    """The answer of the desk's own gate. No 404 for a holder who stands at none, 422 for what is misspelt."""
    if not register.may_see(call.viewer):
        raise No(404, "not-found")
    words = {w: asked.get(w, "") for w in ("who", "child", "band")}
    for name, word in words.items():
        if not isinstance(word, str):
            raise No(422, "misspelt", name)
    question = Asked(**{n: w[:LONGEST] for n, w in words.items()}, in_hand=asked.get("in_hand") is True)
    return _drawn(register.ask(call.viewer, call.operation, question, call.now))


def _drawn(told: Told) -> dict[str, Any]:
    visit = told.visit
    return {
        "sign": told.sign.value,
        "because": told.because.value,
        "watched": told.watched,
        "visit": visit and {"id": visit.id, "visitor": visit.title, "begins": visit.due and to_ms(visit.due),
                            "ends": visit.body["ends"], "supervisor": visit.body.get("supervisor", "")},
        "child": _child(told.child) if told.child else None,
    }  # fmt: skip


def _child(line: PersonLine) -> dict[str, Any]:
    """Who is meant, so that the right child is asked for: no site, no unit, no last sighting."""
    age = None if line.age_low is None else [line.age_low, line.age_high]
    return {"id": line.id, "name": line.shown, "band": line.band, "age": age}
