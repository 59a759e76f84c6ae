"""Writes the drill's list of names from complaints: `python tools/make_complaints.py scenarios/encino`.

A hundred and nine lines: eighty-six children of the drill, fourteen of them again in another spelling, and nine names of
nobody. `complaints.csv` is what the office would lend; `complaints.json` says who was meant, and the house never reads it.
Deterministic; every person is invented.
"""

import csv
import io
import json
import random
import sys
from pathlib import Path
from typing import Any

CHILDREN, TWICE, NOBODY = 86, 14, 9
# What a clerk on the telephone writes: the same sound in other letters.
_HEARD = (
    ("sh", "ch"),
    ("y", "i"),
    ("tz", "ts"),
    ("k", "c"),
    ("w", "v"),
    ("z", "s"),
    ("ei", "ey"),
    ("h", ""),
    ("l", "ll"),
)
_STRANGERS = ("Gregorio Umaña", "Petrona Xicay", "Otto Nimatuj", "Zulma Quiñónez", "Wendelin Osorto", "Fidelia Yat",
              "Ciriaco Bolvito", "Nicanor Urrea", "Adelaida Tzunún")  # fmt: skip


def main(argv: list[str]) -> int:
    folder = Path(argv[0])
    lines, meant = made(json.loads((folder / "people.json").read_text(encoding="utf-8")))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["no_expediente", "nombre", "sexo", "edad"])
    writer.writerows(lines)
    (folder / "complaints.csv").write_text(out.getvalue(), encoding="utf-8")
    (folder / "complaints.json").write_text(json.dumps(meant, indent=0) + "\n", encoding="utf-8")
    return 0


def made(people: list[dict[str, Any]]) -> tuple[list[list[str]], dict[str, str]]:
    """The lines as lent, and by their number the id of who was meant; empty for nobody."""
    dice = random.Random(74)  # noqa: S311 - D-74; the same list every time
    children = dice.sample([p for p in people if p["child"]], CHILDREN)
    told = [(_heard(p["name"], dice), p, p["id"]) for p in children]
    told += [(_heard(p["name"], dice, turned=True), p, p["id"]) for p in children[:TWICE]]
    told += [(name, {"sex": dice.choice("fm"), "age": dice.randint(2, 17)}, "") for name in _STRANGERS]
    dice.shuffle(told)
    lines, meant = [], {}
    for n, (name, person, who) in enumerate(told, 1):
        number = f"D-{n:03}"
        age = max(0, person["age"] + dice.choice((-1, 0, 0, 0, 1)))
        lines.append([number, name, person["sex"].upper() if dice.random() < 0.9 else "", str(age)])
        meant[number] = who
    return lines, meant


def _heard(name: str, dice: random.Random, *, turned: bool = False) -> str:
    words = name.split()
    at = dice.randrange(len(words))
    fitting = [(a, b) for a, b in _HEARD if a in words[at].lower()[1:]]
    if fitting and (turned or dice.random() < 0.5):
        a, b = dice.choice(fitting)
        words[at] = words[at][0] + words[at][1:].replace(a, b, 1)
    return f"{words[-1]}, {' '.join(words[:-1])}".replace(",", "") if turned else " ".join(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
