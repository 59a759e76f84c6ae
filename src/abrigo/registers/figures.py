"""Figures: in which cell of a table each counted person stands, and what has left the house so far."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from abrigo.facts.care import CheckOutcome, HealthCheckAnswered
from abrigo.facts.figures import Dimension
from abrigo.facts.intake import PersonDescribed, PersonRegistered
from abrigo.facts.kinds import PersonId, Sex
from abrigo.registers import answers, indicators
from abrigo.registers.indicators import Told
from abrigo.registers.stories import Past, Story
from abrigo.rules.ages import Category
from abrigo.rules.figures import INDICATORS
from abrigo.rules.past import Tabulated
from abrigo.rules.whereabouts import State

AGES: Final = ((5, "0-5"), (11, "6-11"), (17, "12-17"))
STAYS: Final = ((7, "under-7-days"), (30, "7-to-29-days"), (90, "30-to-89-days"))
STATES: Final = {
    State.PRESENT: "present",
    State.IN_TRANSIT: "in-transit",
    State.OUT: "out-with-authority",
    State.UNACCOUNTED: "unaccounted",
    State.MISSING: "unaccounted",
}


def tabulate(past: Past, asked: Tabulated) -> Mapping[PersonId, tuple[str, ...]]:
    """In: the clerk's memory and a need. Out: each counted person with a category per dimension.

    Everything is read as the log of size `known_at` knew it, so that a table asked for on Monday is the same table
    when it is let out on Tuesday, and when it is checked against in ten years.
    """
    people = answers.definition_list(past, asked.operation, asked.definition, asked.cut, size=asked.known_at)
    known = answers.told_by(past, asked.operation, asked.known_at)
    law = indicators.law_by(past, asked.operation, asked.cut, asked.known_at) if Dimension.HEARING in asked.by else None

    def category(dimension: Dimension, story: Story) -> str:
        if dimension in INDICATORS:
            return indicators.read(dimension, Told(story, asked.cut, asked.known_at, law))
        return _category(dimension, story, asked.cut, asked.known_at)

    return {p: tuple(category(d, known[p]) for d in asked.by) for p in people}


def _category(dimension: Dimension, story: Story, cut: datetime, size: int) -> str:
    match dimension:
        case Dimension.SEX:
            return _sex(story, size)
        case Dimension.AGE:
            return _age(story, cut, size)
        case Dimension.STATE:
            return STATES.get(story.at(cut).state, "ended")
        case Dimension.STAY:
            return _stay(story, cut)
        case Dimension.CLINICIAN:
            checks = (m.fact for m in story.moments if m.pos < size and isinstance(m.fact, HealthCheckAnswered))
            seen = any(c.outcome is CheckOutcome.DONE and c.said.at <= cut for c in checks)
            return "seen" if seen else "not-seen"
        case _:
            raise ValueError(dimension)


def _sex(story: Story, size: int) -> str:
    """As last told: what was first noted in the dark is no second category of child."""
    told: object = None
    for moment in story.moments:
        fact = moment.fact
        if moment.pos >= size:
            continue
        if isinstance(fact, PersonRegistered):
            told = fact.sex
        elif isinstance(fact, PersonDescribed) and fact.attribute == "sex":
            told = fact.value
    return str(told) if told in (Sex.FEMALE, Sex.MALE) else "not-known"


def _age(story: Story, cut: datetime, size: int) -> str:
    reading = story.age(cut, size)
    if reading.category is Category.ADULT:
        return "adult"
    for upto, name in AGES:
        if reading.high is not None and reading.high <= upto and reading.low > upto - 6:
            return name
    return "not-determined"


def _stay(story: Story, cut: datetime) -> str:
    since = next((at for at, where in story.steps if where.in_custody), cut)
    return next((name for days, name in STAYS if cut - since < timedelta(days=days)), "90-days-or-more")
