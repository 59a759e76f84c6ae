"""Writes scenarios/flood: a river comes up, 800 people of whom 300 children, six shelters, buses, no courts.

    python tools/make_flood.py [FOLDER]

The other kind of mass reception: nobody is accused of anything, most children come with their people, and what is
lost is lost between two buses in the rain. The same bytes for the same seed.
"""

import json
import random
import sys
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path

SEED = 20260614
ZONE = timezone(timedelta(hours=-6))  # America/Guatemala
DAY0 = datetime(2026, 6, 14, tzinfo=ZONE)
OP = "flood"
SHELTERS = [("s1", "Escuela Río Abajo", 180), ("s2", "Salón Municipal", 160), ("s3", "Instituto Técnico", 150),
            ("s4", "Iglesia San Judas", 120), ("s5", "Gimnasio", 220), ("s6", "Escuela Las Palmas", 140)]  # fmt: skip
# who goes where first: 800 in all
FIRST = {"s1": 165, "s2": 140, "s3": 135, "s4": 110, "s5": 150, "s6": 100}
CHILDREN = {"s1": 62, "s2": 50, "s3": 52, "s4": 44, "s5": 54, "s6": 38}
STAFF = [
    ("admin1", "Berta Solís", "house", "administrator", ""),
    ("admin2", "Hugo Paz", "house", "administrator", ""),
    ("coordinator", "Nadia Chacón", "child-protection", "child-attorney", ""),
    ("coordinator2", "Iván Leal", "child-protection", "child-attorney", ""),
    ("intake1", "Rosa Pirir", "child-protection", "intake-worker", ""),
    ("intake2", "Luis Osorio", "child-protection", "intake-worker", ""),
    ("municipal", "Carla Donis", "municipality", "director", "s2"),
    ("volunteer", "Joel Sic", "volunteers", "guard", "s4"),
    ("driver", "Mario Tut", "civil-protection", "police", ""),
    ("press", "Ester Barrios", "municipality", "press-officer", ""),
]
AGENCIES = [("child-protection", "Protección de la Niñez"), ("municipality", "Municipalidad"),
            ("civil-protection", "Protección Civil"), ("volunteers", "Cuerpo de Voluntarios"),
            ("house", "Administración de la casa")]  # fmt: skip
EVENTS = [
    ("01", "El río sube: tres barrios evacuados", "The river comes up: three quarters evacuated"),
    ("02", "Ochocientas personas en seis albergues", "Eight hundred people in six shelters"),
    ("03", "Prensa: más de 700", "Press: more than 700"),
    ("04", "Dos niños al hospital", "Two children to hospital"),
    ("05", "Cena: 830 raciones", "Supper: 830 meals"),
    ("06", "Se inunda el cuarto albergue; dos buses", "The fourth shelter floods; two buses"),
    ("07", "Un bus no llega a tiempo", "A bus is overdue"),
    ("08", "Llega el bus: faltan tres", "The bus arrives: three are not on it"),
    ("09", "Pase de lista en el gimnasio", "Roll call at the gymnasium"),
    ("10", "Los tres, vistos con una vecina", "The three, seen with a neighbour"),
    ("11", "Vuelven a casa los primeros", "The first go home"),
    ("12", "Prensa: 300 niños siguen albergados", "Press: 300 children still sheltered"),
]
GIVEN = [
    "María",
    "José",
    "Ana",
    "Luis",
    "Carmen",
    "Pedro",
    "Rosa",
    "Juan",
    "Marta",
    "Diego",
    "Sofía",
    "Mateo",
    "Ixmucané",
]
SURNAMES = ["Pérez", "López", "Choc", "Caal", "Ramírez", "Xol", "Gómez", "Tzoc", "García", "Ical"]


class Story:
    def __init__(self) -> None:
        self.acts: list[dict] = []
        self.event = "00"

    def do(self, by: str, when: datetime, act: str, **fields) -> None:
        line = {"event": self.event, "by": by, "now": iso(when), "id": f"f{len(self.acts) + 1:05d}", "act": act}
        self.acts.append(line | {"operation": OP} | fields | {"at": iso(when)})


HEARD = {
    "view": {
        "asked": "si quiere volver a casa",
        "how": "en la fila de salida, con su familia cerca",
        "language": "es",
        "through": "",
        "said_words": "Quiero volver a mi casa.",
        "weighed": "vuelve con su familia",
        "absent": "",
    },
    "photos_absent": "salida de un barrio entero; se conocen entre sí",
}


def iso(when: datetime) -> str:
    return when.astimezone(ZONE).isoformat(timespec="seconds")


def at(day: int, clock: str, seconds: int = 0) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return DAY0 + timedelta(days=day, hours=hour, minutes=minute, seconds=seconds)


def opaque(*parts: object) -> str:
    return sha256("/".join(map(str, (SEED, *parts))).encode()).hexdigest()[:32]


def make_people(rng: random.Random) -> list[dict]:
    people = []
    for shelter, number in FIRST.items():
        for k in range(number):
            child = k < CHILDREN[shelter]
            age = rng.randint(0, 16) if child else rng.randint(19, 80)
            people.append({"id": opaque(shelter, k), "child": child, "age": age, "shelter": shelter, "k": k,
                           "sex": rng.choice(["female", "male"]), "tag": f"{shelter.upper()}-{k + 1:03d}",
                           "name": f"{rng.choice(GIVEN)} {rng.choice(SURNAMES)}"})  # fmt: skip
    return people


def opening(s: Story) -> None:
    s.event = "01"
    s.do("admin1", at(0, "02:00"), "open-operation", name="Crecida del río", zone="America/Guatemala",
         agencies=["child-protection", "municipality", "civil-protection"])  # fmt: skip
    for site, name, capacity in SHELTERS:
        s.do("admin1", at(0, "02:05"), "open-site", site=site, name=name, kind="shelter", agency="municipality",
             capacity=capacity)  # fmt: skip


def arrivals(s: Story, people: list[dict], rng: random.Random) -> None:
    """Everyone is registered where they come in: half with a name and an age, half by tag alone."""
    s.event = "02"
    ground = {"basis": "Emergencia declarada; resguardo temporal", "issuer": "Protección Civil",
              "article": "Acuerdo de emergencia 3", "order": "", "begins": iso(at(0, "02:00")), "ends": iso(at(15, "02:00"))}  # fmt: skip
    for n, p in enumerate(people):
        when = at(0, "03:00") + timedelta(seconds=40 * n)
        named = rng.random() < 0.5
        s.do("intake1" if n % 2 else "intake2", when, "register", person=p["id"], site=p["shelter"], tag=p["tag"],
             tally="child" if p["child"] else "adult", line=p["tag"], sex=p["sex"],
             apparent_age={"low": max(0, p["age"] - 1), "high": min(17, p["age"] + 1) if p["child"] else p["age"] + 3}
             if p["child"] or p["age"] > 20 else {"low": 18, "high": 25},
             names=[{"claim": f"{p['id']}/n", "text": p["name"], "speaker": "la persona o su familia", "language": "es",
                     "script": "Latn", "supposed": False}] if named else [],
             held_by={"unsaid": "not-asked"} if not p["child"] else "su familia" if named else {"unsaid": "unknown"},
             band=f"F{n + 1:03d}", ground=ground, source="mesa del albergue")  # fmt: skip
        p["band"] = f"F{n + 1:03d}"
    families: dict[str, list[str]] = {}
    for p in people:
        if p["child"] and p["k"] % 3 != 2:
            families.setdefault(f"fam-{p['shelter']}-{p['k'] // 3}", []).append(p["id"])
    for group, ids in families.items():
        if len(ids) > 1:
            s.do("coordinator", at(0, "12:30"), "group-siblings", group=group, people=ids, basis="dicho por su madre")


def first_day(s: Story, people: list[dict]) -> None:
    s.event = "03"
    claim = {"subject": "persons", "predicate": "received", "value": {"low": 701, "high": None},
             "as_of": iso(at(0, "12:45")), "sites": [], "method": "not-said", "qualifier": "at-least", "bands": [], "note": ""}  # fmt: skip
    say(s, "03", at(0, "12:45"), "Hay más de 700 personas albergadas.", claim)
    s.event = "04"
    for i, p in enumerate([p for p in people if p["shelter"] == "s1" and p["child"]][:2]):
        s.do("coordinator", at(0, "14:00"), "begin-leave", person=p["id"], leave=f"lv-{i}", kind="hospital",
             place="Hospital de Distrito", escort="bombero voluntario", due=iso(at(2, "12:00")))  # fmt: skip
    s.event = "05"
    s.do("municipal", at(0, "19:00"), "take-headcount", site="s2", number=830, method="meals",
         note="raciones de los seis albergues, 32 voluntarios")  # fmt: skip


def fourth_shelter(s: Story, people: list[dict]) -> None:
    s.event = "06"
    there = [p for p in people if p["shelter"] == "s4"]
    for bus, group, to in (("v1", there[:60], "s5"), ("v2", there[60:], "s6")):
        s.do("coordinator", at(0, "22:00"), "open-site", site=bus, name=f"Bus {bus[1]}", kind="vehicle",
             agency="civil-protection", capacity=60)  # fmt: skip
        s.do("coordinator", at(0, "22:05"), "open-transit", transit=f"t-{bus}", manifest=bus.upper(), vehicle=bus,
             origin="s4", destination=to, escorts=["Protección Civil"], due=iso(at(0, "23:00")))  # fmt: skip
        s.do("driver", at(0, "22:20"), "board", transit=f"t-{bus}", people=[p["id"] for p in group])
        s.do("driver", at(0, "22:25"), "depart", transit=f"t-{bus}")
    s.event = "07"
    s.do("intake1", at(0, "22:50"), "arrive", transit="t-v1", came=[p["id"] for p in there[:60]])
    s.do(
        "municipal", at(0, "23:40"), "take-headcount", site="s6", number=100, method="by-eye", note="el bus 2 no llega"
    )
    s.event = "08"
    lost = [p for p in there[60:] if not p["child"]][:1] + [p for p in there[:44] if p["child"]][:0]
    children = [p for p in there[60:] if p["child"]]
    lost += children[:2] if len(children) >= 2 else []
    if len(lost) < 3:  # the children of this shelter all rode in the first bus: three adults then
        lost = there[60:63]
    s.lost = lost  # type: ignore[attr-defined]
    gone = {p["id"] for p in lost}
    s.do("intake2", at(1, "00:30"), "arrive", transit="t-v2", came=[p["id"] for p in there[60:] if p["id"] not in gone],
         not_came=sorted(gone))  # fmt: skip


def second_day(s: Story, people: list[dict]) -> None:
    s.event = "09"
    here = [p for p in people if p["shelter"] == "s5"] + [p for p in people if p["shelter"] == "s4"][:60]
    s.do("coordinator", at(1, "07:00"), "open-roll-call", rollcall="rc-s5", name="Gimnasio, mañana", site="s5")
    for n, p in enumerate(here):
        s.do("intake1", at(1, "07:02", 4 * n), "answer-roll-call", rollcall="rc-s5", person=p["id"], present=True)
    s.do("coordinator", at(1, "07:30"), "close-roll-call", rollcall="rc-s5")
    s.event = "10"
    for p in s.lost:  # type: ignore[attr-defined]
        s.do("coordinator", at(1, "09:00"), "locate-outside", person=p["id"],
             place={"words": "casa de una vecina", "country": "GT"}, source="su vecina, por teléfono")  # fmt: skip
        s.do("volunteer", at(1, "11:00"), "bring-back", person=p["id"], site="s4", brought_by="su vecina")
    s.event = "11"
    home = [p for p in people if p["shelter"] == "s3"]
    for n, p in enumerate(home):
        s.do("coordinator", at(3, "08:00", 20 * n), "propose-release", release=f"r-{p['k']}", person=p["id"],
             outcome="reunified" if p["child"] else "released-adult", recipient="su familia" if p["child"] else "por sí",
             identity_seen="conocidos del barrio, lista del albergue", ground="fin del resguardo en su barrio",
             **(HEARD if p["child"] else {"child_view": "persona adulta"}))  # fmt: skip
        s.do("municipal", at(3, "08:00", 20 * n + 10), "countersign-release", release=f"r-{p['k']}", person=p["id"])
    s.event = "12"
    claim = {"subject": "children", "predicate": "present", "value": {"low": 300, "high": 300},
             "as_of": iso(at(3, "18:00")), "sites": [], "method": "register", "qualifier": "exact", "bands": [], "note": ""}  # fmt: skip
    say(s, "12", at(3, "18:00"), "Trescientos niños siguen en los albergues.", claim)


def say(s: Story, key: str, when: datetime, verbatim: str, claim: dict) -> None:
    s.do("press", when, "record-statement", statement=f"st-{key}", speaker="Municipalidad", capacity="vocería",
         said_at=iso(when), medium="radio", language="es", verbatim=verbatim, translation="",
         source_digest=sha256(verbatim.encode()).hexdigest(), audience="public")  # fmt: skip
    s.do("municipal", when, "take-claim", statement=f"st-{key}", claim=f"cl-{key}", **claim)


EXPECTATIONS = {
    "timezone": "America/Guatemala",
    "day0": "2026-06-14",
    "checkpoints": [
        {"after": "02", "persons": {"received": 800, "present": 800, "children": 300, "adults": 500},
         "register_lines": {"children": 300, "adults": 500}, "sites_in_use": 6},
        {"after": "04", "persons": {"present": 798, "out_with_authority": 2, "received": 800}},
        {"after": "06", "persons": {"in_transit": 110, "present": 688, "out_with_authority": 2, "received": 800}},
        {"after": "07", "persons": {"in_transit": 50, "present": 748, "received": 800}, "transits_overdue": 1},
        {"after": "08", "persons": {"in_transit": 0, "unaccounted": 3, "present": 795, "received": 800},
         "transits_overdue": 0},
        {"after": "09", "site": "Gimnasio", "children": {"present": 98}, "adults": {"present": 112}, "sum": 800},
        {"after": "10", "persons": {"unaccounted": 0, "present": 798, "received": 800}},
        {"after": "11", "persons": {"released": 135, "present": 663, "out_with_authority": 2, "received": 800},
         "children": {"reunified": 52, "in_care": 248, "sum": 300}},
    ],
    "statements": [
        {"event": "03", "speaker": "Municipalidad", "value": [701, None], "verdict": "consistent: earlier cut"},
    ],
    "as_known": [
        {"asked_at": "D0 23:30", "about": "D0 23:30", "persons_in_transit": 50},
        {"asked_at": "D1 12:00", "about": "D1 08:00", "persons_unaccounted": 3,
         "note": "located by telephone only at 09:00, seen at 11:00"},
    ],
}  # fmt: skip


def write(folder: Path, s: Story) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    acts = sorted(s.acts, key=lambda a: datetime.fromisoformat(a["now"]))
    lines = [json.dumps(a, ensure_ascii=False, separators=(",", ":")) for a in acts]
    (folder / "acts.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    last = {a["event"]: a["now"] for a in acts}
    scenario = {
        "format": 1, "name": "Crecida del río", "operation": OP, "zone": "America/Guatemala", "seed": SEED,
        "day0": "2026-06-14", "opens_at": iso(at(0, "23:45")),
        "agencies": [{"id": a, "name": n} for a, n in AGENCIES],
        "staff": [{"username": u, "name": n, "agency": a, "role": r, "site": site, "operations": [OP]}
                  for u, n, a, r, site in STAFF],
        "events": [{"event": e, "at": last[e], "es": es, "en": en} for e, es, en in EVENTS],
    }  # fmt: skip
    for name, value in (("scenario.json", scenario), ("expectations.json", EXPECTATIONS)):
        (folder / name).write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "scenarios" / "flood"
    rng = random.Random(SEED)  # noqa: S311 - the same story every time is the point
    people = make_people(rng)
    assert len(people) == 800
    assert sum(p["child"] for p in people) == 300
    s = Story()
    opening(s)
    arrivals(s, people, rng)
    first_day(s, people)
    fourth_shelter(s, people)
    second_day(s, people)
    write(folder, s)
    print(f"{len(s.acts)} acts -> {folder.name}")


if __name__ == "__main__":
    main()
