"""Names in any script: written down, compared, searched, explained."""

from abrigo.names.index import Candidate, Index, explain
from abrigo.names.letters import Script, fold, plain
from abrigo.names.likeness import Tie
from abrigo.names.model import Model
from abrigo.names.parts import Kind, Part, part
from abrigo.names.spoken import Said, hear
from abrigo.names.transducer import Step
from abrigo.names.weigh import Comparison, Reason

__all__ = [
    "Candidate",
    "Comparison",
    "Index",
    "Kind",
    "Model",
    "Part",
    "Reason",
    "Said",
    "Script",
    "Step",
    "Tie",
    "explain",
    "fold",
    "hear",
    "part",
    "plain",
]
