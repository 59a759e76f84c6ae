"""Facts about forms: what was asked, in which version and languages, and what was answered about a child."""

from dataclasses import dataclass
from enum import StrEnum

from abrigo.facts.grants import Compartment
from abrigo.facts.kinds import AnswersId, FormId, OperationId, PersonId, Said


class RowKind(StrEnum):
    """What a row of a form is. Positions, pictures and recordings are not among them: those have doors of their own."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    MOMENT = "dateTime"
    ONE = "select_one"
    SEVERAL = "select_multiple"
    RANK = "rank"
    RANGE = "range"
    BARCODE = "barcode"
    NOTE = "note"
    CALCULATE = "calculate"
    ACKNOWLEDGE = "acknowledge"
    BEGIN_GROUP = "begin group"
    END_GROUP = "end group"
    BEGIN_REPEAT = "begin repeat"
    END_REPEAT = "end repeat"


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence in one language; `language` as the form names it (es, en, he ...), empty when it names none."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row as its sheet has it. Expressions stay in the words of their author; `row` is where they stand there."""

    kind: RowKind
    name: str
    labels: tuple[Words, ...] = ()
    hints: tuple[Words, ...] = ()
    choices: str = ""
    required: str = ""
    required_says: tuple[Words, ...] = ()
    relevant: str = ""
    constraint: str = ""
    constraint_says: tuple[Words, ...] = ()
    calculation: str = ""
    default: str = ""
    appearance: str = ""
    choice_filter: str = ""
    repeat_count: str = ""
    read_only: bool = False
    row: int = 0
    parameters: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A further column of a list of choices, which a filter may ask for."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class FormChoice:
    choices: str
    name: str
    labels: tuple[Words, ...] = ()
    columns: tuple[Column, ...] = ()
    row: int = 0


@dataclass(frozen=True, slots=True)
class FormDefinition:
    """A whole form. `languages`: the first is spoken when none is chosen. `source`: where its fields are from."""

    code: str
    version: str
    titles: tuple[Words, ...]
    languages: tuple[str, ...]
    rows: tuple[FormRow, ...]
    choices: tuple[FormChoice, ...] = ()
    compartment: Compartment = Compartment.CLAIMS
    source: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer. `key`: the name of its question, with the turn of each repeat around it: `age[2]`. A repeat's own
    key holds how many turns it has. Several choices stand with a space between them."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class FormProposed:
    """Laid before a second person; nobody can fill it yet."""

    operation: OperationId
    form: FormId
    definition: FormDefinition
    said: Said


@dataclass(frozen=True, slots=True)
class FormPublished:
    """From now on it can be filled; the version before, of the same code, no longer."""

    operation: OperationId
    form: FormId
    said: Said


@dataclass(frozen=True, slots=True)
class FormWithdrawn:
    """No longer filled, and why; what was answered stays."""

    operation: OperationId
    form: FormId
    reason: str
    said: Said


@dataclass(frozen=True, slots=True)
class FormAnswered:
    """What somebody says of a child, question by question, on this form in this version: a claim, not the truth.

    `about`: the id of a case or visit it belongs to, if any. `corrects` names the answers it replaces, with `reason`.
    """

    operation: OperationId
    person: PersonId
    form: FormId
    code: str
    version: str
    compartment: Compartment
    answers_id: AnswersId
    answers: tuple[Answered, ...]
    language: str
    about: str
    corrects: AnswersId | None
    reason: str
    said: Said


Fact = FormProposed | FormPublished | FormWithdrawn | FormAnswered
