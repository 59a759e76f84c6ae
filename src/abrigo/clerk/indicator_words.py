"""What each indicator counts above and below its line, and which written facts say so: printed wherever it is shown.

English and Spanish, as at the counter (see public_words.py). They follow the kinds of indicator that case management
is asked for (the Minimum Standards for Child Protection in Humanitarian Action; CPIMS+); the definitions are ours, and
a donor whose definition differs is to be told this one and not the number alone.
"""

from dataclasses import dataclass
from typing import Final

from abrigo.facts.figures import Dimension

Pair = tuple[str, str]  # English, Spanish


@dataclass(frozen=True, slots=True)
class Means:
    """`above`: who is counted as done. `below`: of whom. `source`: the facts of the ledger it is read off."""

    above: Pair
    below: Pair
    source: tuple[str, ...]

    def said(self, language: str) -> tuple[str, str]:
        n = 0 if language.startswith("en") else 1
        return self.above[n], self.below[n]


EVERYONE: Final[Pair] = (
    "everyone the table counts",
    "todas las personas que la tabla cuenta",
)

MEANS: Final[dict[Dimension, Means]] = {
    Dimension.CLINICIAN: Means(
        (
            "a health check was done by that minute; an offer that was refused is not one",
            "se hizo una revisión de salud hasta ese minuto; un ofrecimiento rechazado no lo es",
        ),
        EVERYONE,
        ("health.answered",),
    ),
    Dimension.WORKER: Means(
        (
            "somebody answers for the case by name",
            "alguien responde del caso con su nombre",
        ),
        EVERYONE,
        ("case.assigned",),
    ),
    Dimension.PLANNED: Means(
        (
            "somebody looked into their situation and planned at least one step",
            "alguien valoró su situación y planeó al menos un paso",
        ),
        EVERYONE,
        ("case.assessed", "case.planned"),
    ),
    Dimension.SIGNED: Means(
        (
            "a second person agreed with an assessment of theirs",
            "una segunda persona estuvo de acuerdo con una valoración suya",
        ),
        (
            "those who have been assessed",
            "quienes han sido valorados",
        ),
        ("case.assessed", "case.signed"),
    ),
    Dimension.REVIEWED: Means(
        (
            "every review that was due by that minute was done, on its day or before",
            "cada revisión que vencía hasta ese minuto se hizo, en su día o antes",
        ),
        (
            "those who had a review due",
            "quienes tenían una revisión por vencer",
        ),
        ("case.planned", "case.answered"),
    ),
    Dimension.REFERRED: Means(
        (
            "whoever was asked for a service or a referral answered, yes or no, to each of them",
            "a quien se pidió un servicio o una referencia respondió, sí o no, a cada uno",
        ),
        (
            "those for whom a service or a referral was asked",
            "aquellos para quienes se pidió un servicio o una referencia",
        ),
        ("case.planned", "case.answered"),
    ),
    Dimension.HEARD: Means(
        (
            "what the child wants is on record in their words, at an assessment, a decision or a release",
            "consta con sus palabras lo que quiere, en una valoración, una decisión o una entrega",
        ),
        EVERYONE,
        ("case.assessed", "case.interests", "child.heard", "release.proposed"),
    ),
    Dimension.FOLLOWED: Means(
        (
            "they were seen at a visit after they went home",
            "se les vio en una visita después de volver a casa",
        ),
        (
            "those reunited with their family",
            "quienes volvieron con su familia",
        ),
        ("release.released", "release.followed-up"),
    ),
    Dimension.HEARING: Means(
        (
            "every hearing the law sets a clock for was held before that clock ended",
            "cada audiencia a la que la ley pone plazo se celebró antes de que venciera",
        ),
        (
            "those whose clock ended or whose hearing was held; the clock is of the law chosen for the operation",
            "aquellos cuyo plazo venció o cuya audiencia se celebró; el plazo es de la ley elegida para la operación",
        ),
        ("law.chosen", "step.taken", "clock.extended"),
    ),
    Dimension.CONSULATE: Means(
        (
            "a consulate was told of them, one by one and never on a list",
            "se avisó de ellos a un consulado, uno por uno y nunca en una lista",
        ),
        (
            "everyone the table counts, also whoever needs no consulate: no nationality is kept here",
            "todas las personas que la tabla cuenta, también quien no necesita consulado: no se guarda nacionalidad",
        ),
        ("consulate.notified",),
    ),
}
