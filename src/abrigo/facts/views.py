"""Facts about what a child wants: what was asked, how, through whom, in which language; and how it was weighed."""

from dataclasses import dataclass

from abrigo.facts.kinds import OperationId, PersonId, Said


@dataclass(frozen=True, slots=True)
class View:
    """Either `said_words`, as the child said it, with the rest; or `absent`: why nobody could ask, or they kept silent.

    `through`: the interpreter or companion; empty: nobody between. `weighed`: what was made of it in the decision.
    """

    asked: str
    how: str
    language: str
    through: str
    said_words: str
    weighed: str
    absent: str


@dataclass(frozen=True, slots=True)
class ChildHeard:
    """`decision`: what was being decided, and its id when it has one."""

    operation: OperationId
    person: PersonId
    decision: str
    about: str
    view: View
    said: Said


Fact = ChildHeard
