"""Writes scenarios/encino: the drill at Finca El Encino as data, the same bytes for the same seed.

    python tools/make_encino.py [FOLDER]

Offices, places and people are invented. The true story of each person stays in people.json, which the house never
reads; what the house learns is only what the acts tell it, when they tell it.
"""

import json
import random
import sys
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path

SEED = 20251219
ZONE = timezone(timedelta(hours=-6))  # America/Guatemala, no daylight saving time
DAY0 = datetime(2025, 12, 19, tzinfo=ZONE)
OP = "encino"

AGENCIES = [
    ("child-attorney", "Procuraduría de la Niñez"),
    ("social-welfare", "Secretaría de Bienestar Social"),
    ("prosecution", "Ministerio Público"),
    ("police", "Policía Nacional"),
    ("interior", "Ministerio de Gobernación"),
    ("health", "Ministerio de Salud"),
    ("alert-unit", "Unidad de Alertas"),
    ("courts", "Juzgados de Niñez"),
    ("ombudsman", "Defensoría del Pueblo"),
    ("audit", "Auditoría Externa"),
    ("house", "Administración de la casa"),
]
# username, name, agency, role, site
STAFF = [
    ("admin1", "Inés Arango", "house", "administrator", ""),
    ("admin2", "Tomás Beltrán", "house", "administrator", ""),
    ("attorney", "Lucía Monzón", "child-attorney", "child-attorney", ""),
    ("attorney2", "Rafael Cuxil", "child-attorney", "child-attorney", ""),
    ("intake1", "Marta Ajanel", "child-attorney", "intake-worker", "hq"),
    ("intake2", "Óscar Tzul", "child-attorney", "intake-worker", "hq"),
    ("director", "Elena Batres", "social-welfare", "director", "acacias"),
    ("director2", "Julio Recinos", "social-welfare", "director", "h1"),
    ("guard", "Wilmer Chay", "social-welfare", "guard", "acacias"),
    ("counter", "Silvia Coy", "social-welfare", "guard", "acacias"),
    ("nurse", "Ana Lucía Pop", "health", "nurse", "acacias"),
    ("police", "Edgar Salazar", "police", "police", ""),
    ("prosecutor", "Ramiro Estrada", "prosecution", "prosecutor", ""),
    ("alerts", "Brenda Xicay", "alert-unit", "alert-officer", ""),
    ("court", "Secretaría de Juzgado", "courts", "court", ""),
    ("press", "Pablo Urízar", "social-welfare", "press-officer", ""),
    ("auditor", "Helen Marsh", "audit", "auditor", ""),
    ("ombudsman", "Delia Catú", "ombudsman", "ombudsman", ""),
]
SITES = [
    ("finca", "Finca El Encino", "scene", "police", None),
    ("hq", "Sede Central", "headquarters", "child-attorney", 260),
    ("acacias", "Centro Las Acacias", "centre", "social-welfare", 220),
    ("h1", "Hogar 1", "home", "social-welfare", 110),
    ("h2", "Hogar 2", "home", "social-welfare", 12),
    ("h3", "Hogar 3", "home", "social-welfare", 20),
    ("h4", "Hogar 4", "home", "social-welfare", 60),
    ("h5", "Hogar 5", "home", "social-welfare", 40),
]
UNITS = [
    ("ac-girls-1", "Niñas, dormitorio 1", 44),
    ("ac-girls-2", "Niñas, dormitorio 2", 44),
    ("ac-boys-1", "Niños, dormitorio 1", 44),
    ("ac-boys-2", "Niños, dormitorio 2", 40),
    ("ac-nursery", "Madres y bebés", 48),
]
GIVEN = {  # latin, script form, language, script
    "f": [
        ("Rivka", "רבקה", "yi", "Hebr"), ("Sara", "שרה", "yi", "Hebr"), ("Lea", "לאה", "yi", "Hebr"),
        ("Miriam", "מרים", "he", "Hebr"), ("Ester", "אסתר", "he", "Hebr"), ("Jana", "חנה", "yi", "Hebr"),
        ("Gitel", "גיטל", "yi", "Hebr"), ("Freida", "פריידא", "yi", "Hebr"), ("Brujá", "ברכה", "yi", "Hebr"),
        ("Malka", "מלכה", "yi", "Hebr"), ("Layla", "ليلى", "ar", "Arab"), ("Maryam", "مريم", "ar", "Arab"),
        ("Lucía", "", "es", "Latn"), ("Ana", "", "es", "Latn"), ("Elena", "", "es", "Latn"),
        ("Hannah", "", "en", "Latn"), ("Ixchel", "", "mam", "Latn"), ("Tzipora", "ציפורה", "he", "Hebr"),
    ],
    "m": [
        ("Yosef", "יוסף", "yi", "Hebr"), ("Moshe", "משה", "yi", "Hebr"), ("Shmuel", "שמואל", "yi", "Hebr"),
        ("Mendel", "מענדל", "yi", "Hebr"), ("Yankel", "יאנקל", "yi", "Hebr"), ("Aarón", "אהרן", "he", "Hebr"),
        ("David", "דוד", "he", "Hebr"), ("Leib", "לייב", "yi", "Hebr"), ("Yusuf", "يوسف", "ar", "Arab"),
        ("Ibrahim", "إبراهيم", "ar", "Arab"), ("Mateo", "", "es", "Latn"), ("Daniel", "", "es", "Latn"),
        ("Samuel", "", "en", "Latn"), ("Balam", "", "mam", "Latn"), ("Naftali", "נפתלי", "he", "Hebr"),
    ],
}  # fmt: skip
SURNAMES = [
    ("Encinar", "ענסינאר"), ("Robles", "ראבלעס"), ("Waldman", "וואלדמאן"), ("Grinfeld", "גרינפעלד"),
    ("Sadeh", "שדה"), ("Haddad", "حداد"), ("Montes", ""), ("Arriaga", ""), ("Holtz", "האלץ"), ("Barzel", "ברזל"),
]  # fmt: skip
CLOTHES = ["vestido azul largo", "falda gris y suéter", "pantalón negro, camisa blanca", "pijama verde", "abrigo café",
           "vestido negro", "camisa a cuadros", "suéter rojo"]  # fmt: skip
LANGUAGES = ["yi", "he", "es", "en", "mam", "ar"]
HELD_BY = ["una mujer que dijo ser la madre", "nadie", "otro niño", "un hombre que no se identificó", "una maestra"]


EVENTS = [
    ("02", "Visitas rechazadas y listas de nombres", "Refused visits and lists of names"),
    ("05", "El retiro: siete buses y una ambulancia", "The removal: seven buses and an ambulance"),
    ("07", "Prensa: 160 niños, 40 mujeres", "Press: 160 children, 40 women"),
    ("08", "Registro en la Sede Central", "Registration at Headquarters"),
    ("11", "Traslado a Las Acacias, brazaletes", "Transfer to Las Acacias, wristbands"),
    ("13", "Controles de salud ofrecidos", "Health checks offered"),
    ("14", "El Juzgado A recibe el expediente", "Court A receives the file"),
    ("15", "34 familiares en el portón", "34 relatives at the gate"),
    ("16", "Ingreso forzado", "Forced entry"),
    ("18", "Pase de lista R1", "Roll call R1"),
    ("19", "34 alertas pedidas", "34 alerts requested"),
    ("20", "Trece traídos de vuelta", "Thirteen brought back"),
    ("21", "Prensa: todos ubicados", "Press: all located"),
    ("22", "Pase de lista R2", "Roll call R2"),
    ("23", "Prensa: hay una alerta activa", "Press: an alert is active"),
    ("24", "Quince más recuperados", "Fifteen more recovered"),
    ("25", "Pase de lista R3", "Roll call R3"),
    ("27", "Alertas verificadas; vuelven dos adultos", "Alerts verified; two adults return"),
    ("28", "Resolución de abrigo", "Shelter order"),
    ("29", "Se identifica a quien entró con la multitud", "The swept-in child is identified"),
    ("33", "Agresión al personal", "Assault on staff"),
    ("34", "Revisión de edades", "Age review"),
    ("36", "Traslado a cinco hogares; la lista de 146", "Transfer to five homes; the list of 146"),
    ("37", "Doce alertas más y tres anteriores", "Twelve more alerts and three older"),
    ("39", "49 grupos de hermanos", "49 sibling groups"),
    ("41", "Cuatro hallados en un allanamiento", "Four found in a search"),
    ("42", "Estado final", "End state"),
    ("43", "Un paso fronterizo", "A border hit"),
]


NO_CAMERA = "la oficina no tenía cámara ese día"


def heard(words: str, weighed: str) -> dict:
    """What a child said before they left, as whoever asked wrote it down."""
    return {"asked": "si quiere irse, con quién y cuándo", "how": "a solas, sin prisa", "language": "es", "through": "",
            "said_words": words, "weighed": weighed, "absent": ""}  # fmt: skip


class Story:
    """Collects the acts of a scenario in order of recording."""

    def __init__(self) -> None:
        self.acts: list[dict] = []
        self.event = "00"
        self.n = 0

    def do(self, by: str, when: datetime, act: str, *, now: datetime | None = None, **fields) -> None:
        self.n += 1
        line = {"event": self.event, "by": by, "now": iso(now or when), "id": f"a{self.n:05d}", "act": act}
        if act not in ("describe", "add-photo"):
            fields.setdefault("operation", OP)
        self.acts.append(line | fields | {"at": iso(when)})

    def at_event(self, event: str) -> None:
        self.event = event


def iso(when: datetime) -> str:
    return when.astimezone(ZONE).isoformat(timespec="seconds")


def at(day: int, clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return DAY0 + timedelta(days=day, hours=hour, minutes=minute)


def spread(day: int, begin: str, end: str, n: int) -> list[datetime]:
    start, stop = at(day, begin), at(day, end)
    step = (stop - start) / max(1, n)
    return [(start + step * i).replace(microsecond=0) for i in range(n)]


def opaque(*parts: object) -> str:
    return sha256("/".join(map(str, (SEED, *parts))).encode()).hexdigest()[:32]


# -- who they truly are ---------------------------------------------------------


def make_people(rng: random.Random) -> list[dict]:
    """200 persons: 157 children in 49 sibling groups, 43 adults. By eye 160 and 40."""
    sizes = [1] * 49
    while sum(sizes) < 157:
        i = rng.randrange(49)
        if sizes[i] < 7:
            sizes[i] += 1
    people = []
    for group, size in enumerate(sizes):
        surname = rng.choice(SURNAMES)
        for _ in range(size):
            people.append({"child": True, "group": f"g{group + 1:02d}", "surname": surname, "age": rng.randint(1, 15)})
    for _ in range(43):
        adult = {"child": False, "group": "", "surname": rng.choice(SURNAMES), "age": rng.randint(24, 52)}
        people.append(adult)
    children = [p for p in people if p["child"]]
    adults = [p for p in people if not p["child"]]
    infant, pregnant = children[3], children[40]
    infant["age"], pregnant["age"] = 0, 14
    infant["role"], pregnant["role"] = "ambulance-infant", "ambulance-pregnant"
    for age, mother in ((16, children[60]), (17, children[90])):
        mother |= {"age": age, "looks": "adult", "sex": "f", "role": "young-mother"}
    for young in adults[:5]:
        young |= {"age": 18 + adults.index(young) % 2, "looks": "child", "role": "looks-young"}
    pregnant["sex"] = "f"
    for p in people:
        p.setdefault("sex", rng.choice("fm") if p["child"] or p.get("looks") else rng.choice("fffm"))
        p["given"] = rng.choice(GIVEN[p["sex"]])
        p.setdefault("looks", "child" if p["child"] else "adult")
    aboard = [p for p in people if "ambulance" not in p.get("role", "")]
    rng.shuffle(aboard)
    order = aboard + [infant, pregnant]
    for i, p in enumerate(order):
        p["n"] = i + 1
        p["id"] = opaque("person", i + 1)
        # six buses of 24 were in at noon: 144; the seventh brings 54
        p["bus"] = f"b{i // 24 + 1}" if i < 144 else ("b7" if i < 198 else "a1")
        p["tag"] = f"{p['bus'].upper()}-{(i % 24 if i < 144 else i - 144 if i < 198 else i - 198) + 1:02d}"
    return order


def apparent(p: dict) -> dict:
    """What an eye makes of an age: wide, and wrong where the true story says so."""
    if p["looks"] == "adult":
        return {"low": 19, "high": 30} if p["child"] else {"low": max(19, p["age"] - 6), "high": p["age"] + 6}
    if not p["child"]:
        return {"low": 15, "high": 17}
    return {"low": max(0, p["age"] - 1), "high": min(16, p["age"] + 1)}


def names(p: dict, rng: random.Random) -> list[dict]:
    latin, script, language, kind = p["given"]
    surname, surname_script = p["surname"]
    said = []
    how = rng.random()
    if how < 0.12:
        return []  # nobody said a name
    if script and how < 0.72:
        same_letters = bool(surname_script) and ("א" <= surname_script[0] <= "ת") == (kind == "Hebr")
        text = f"{script} {surname_script}" if same_letters and how < 0.5 else script
        said.append({"claim": f"{p['id']}/n1", "text": text, "speaker": "la niña o el niño", "language": language,
                     "script": kind, "supposed": False})  # fmt: skip
    text = latin if how > 0.85 else f"{latin} {surname}"
    said.append({"claim": f"{p['id']}/n2", "text": text, "speaker": "una persona adulta presente", "language": "es",
                 "script": "Latn", "supposed": how > 0.6})  # fmt: skip
    return said


# -- what was told -----------------------------------------------------------------


def before(s: Story) -> None:
    s.at_event("00")
    first = at(-121, "08:00")
    s.do("admin1", first, "open-operation", name="Finca El Encino", zone="America/Guatemala",
         agencies=["child-attorney", "social-welfare", "prosecution", "police"])  # fmt: skip
    for site, name, kind, agency, capacity in SITES:
        s.do("admin1", first, "open-site", site=site, name=name, kind=kind, agency=agency, capacity=capacity)
    for unit, name, capacity in UNITS:
        s.do("admin1", first, "open-unit", site="acacias", unit=unit, name=name, capacity=capacity)
    s.at_event("01")
    for i, day in enumerate((-120, -92, -30)):
        s.do("attorney", at(day, "10:00"), "record-access-refused", place="Finca El Encino, portón",
             refused_by="un hombre que no dio su nombre", under="visita de bienestar", seen=0,
             next_attempt=iso(at((-92, -61, -20)[i], "10:00")))  # fmt: skip
    s.do("attorney", at(-61, "11:00"), "take-headcount", site="finca", number=29, method="by-eye",
         note="29 niñas y niños vistos con nombres supuestos, sin documentos")  # fmt: skip
    s.at_event("02")
    statement(s, "attorney", at(-74, "09:00"), "02", "Procuraduría de la Niñez", "child attorney",
              "Las denuncias nombran a 109 niñas, niños y adolescentes.",
              [claim("children", "received", 109, at(-74, "09:00"), [], "complaints", note="nombres, no personas")])  # fmt: skip


def claim(subject, predicate, value, as_of, sites, method, qualifier="exact", bands=(), note="") -> dict:
    count = None if value is None else ({"low": value, "high": value} if isinstance(value, int) else value)
    return {"subject": subject, "predicate": predicate, "value": count, "as_of": iso(as_of), "sites": list(sites),
            "method": method, "qualifier": qualifier, "bands": list(bands), "note": note}  # fmt: skip


def statement(s: Story, by: str, when: datetime, key: str, speaker: str, capacity: str, verbatim: str, claims) -> None:
    sid = f"st-{key}"
    s.do(by, when, "record-statement", statement=sid, speaker=speaker, capacity=capacity, said_at=iso(when),
         medium="press", language="es", verbatim=verbatim, translation="",
         source_digest=sha256(verbatim.encode()).hexdigest(), audience="public")  # fmt: skip
    # The press office keeps the words; taking them apart is for whoever answers for the children.
    apart = "attorney" if by == "press" else by
    for i, c in enumerate(claims, 1):
        s.do(apart, when, "take-claim", statement=sid, claim=f"cl-{key}-{i}", **c)


def removal(s: Story, people: list[dict]) -> None:
    s.at_event("04")
    day = at(0, "06:10")
    statement(s, "prosecutor", day, "04a", "Ministerio Público", "prosecution", "Participan 600 agentes.",
              [claim("officers", "deployed", 600, day, ["finca"], "not-said")])  # fmt: skip
    statement(s, "prosecutor", at(0, "06:40"), "04b", "Policía Nacional", "police", "El despliegue es de 480 agentes.",
              [claim("officers", "deployed", 480, day, ["finca"], "manifest")])  # fmt: skip
    s.at_event("05")
    ground = {"basis": "Allanamiento con orden; medida urgente de protección", "issuer": "Fiscalía de turno",
              "article": "Ley PINA 115", "order": "ALL-2025-0417", "begins": iso(at(0, "06:10")),
              "ends": iso(at(1, "12:00"))}  # fmt: skip
    for i, bus in enumerate(("b1", "b2", "b3", "b4", "b5", "b6", "b7", "a1")):
        riders = [p for p in people if p["bus"] == bus]
        begin = at(0, "06:25") + timedelta(minutes=36 * i)
        kind = "Ambulancia A1" if bus == "a1" else f"Bus {bus.upper()}"
        s.do("attorney", begin - timedelta(minutes=5), "open-site", site=f"v-{bus}", name=kind, kind="vehicle",
             agency="police", capacity=60)  # fmt: skip
        s.do("attorney", begin, "open-transit", transit=f"t-{bus}", manifest=bus.upper(), vehicle=f"v-{bus}",
             origin="finca", destination="hq", escorts=["Policía Nacional", "Procuraduría"],
             due=iso(at(0, "13:30")))  # fmt: skip
        for k, p in enumerate(riders):
            s.do("attorney" if k % 2 else "attorney2", begin + timedelta(seconds=30 * (k + 1)), "receive",
                 person=p["id"], site="finca", tag=p["tag"], tally=p["looks"],
                 held_by=HELD_BY[(p["n"] * 7) % 5] if p["n"] % 3 else {"unsaid": "not-asked"}, ground=ground)  # fmt: skip
        aboard = begin + timedelta(seconds=30 * (len(riders) + 2))
        s.do("attorney", aboard, "board", transit=f"t-{bus}", people=[p["id"] for p in riders])
        s.do("attorney", aboard + timedelta(minutes=1), "depart", transit=f"t-{bus}")


def first_day(s: Story, people: list[dict], rng: random.Random) -> None:
    s.at_event("06")
    for i in range(1, 7):
        riders = [p["id"] for p in people if p["bus"] == f"b{i}"]
        s.do("intake1", at(0, "11:33") + timedelta(minutes=4 * i), "arrive", transit=f"t-b{i}", came=riders)
    statement(s, "press", at(0, "12:00"), "06", "Ministerio de Gobernación", "interior",
              "Más de 140 menores fueron rescatados.",
              [claim("children", "removed", {"low": 141, "high": None}, at(0, "12:00"), [], "not-said", "at-least")])  # fmt: skip
    s.at_event("07")
    s.do("intake1", at(0, "12:40"), "arrive", transit="t-b7", came=[p["id"] for p in people if p["bus"] == "b7"])
    s.do("intake2", at(0, "12:50"), "arrive", transit="t-a1", came=[p["id"] for p in people if p["bus"] == "a1"])
    statement(s, "prosecutor", at(0, "14:00"), "07", "Ministerio Público", "prosecution",
              "Son 160 menores y 40 mujeres.",
              [claim("children", "removed", 160, at(0, "14:00"), [], "by-eye"),
               claim("adults", "removed", 40, at(0, "14:00"), [], "by-eye")])  # fmt: skip
    s.at_event("09")
    sick = [p for p in people if p["bus"] == "a1"]
    for p, words in zip(sick, ("deshidratación", "embarazo, 14 años"), strict=True):
        s.do("nurse", at(0, "15:00"), "begin-leave", person=p["id"], leave=f"lv-{p['n']}", kind="hospital",
             place="Hospital Central", escort=f"enfermera de turno ({words})", due=iso(at(9, "12:00")))  # fmt: skip
    register(s, people, rng)


def register(s: Story, people: list[dict], rng: random.Random) -> None:
    """159 lines of children (one child twice) and 40 of adults, 13:00 to 23:50."""
    s.at_event("08")
    arrivals = [p for p in people if p["bus"] != "a1"]
    twin = next(p for p in arrivals if p["looks"] == "child" and p["age"] == 9)
    times = spread(0, "13:00", "23:45", len(arrivals) + 1)
    for i, p in enumerate(arrivals):
        s.do("intake1" if i % 2 else "intake2", times[i], "register", person=p["id"], site="hq", tally=p["looks"],
             line=f"L-{i + 1:03d}", sex={"f": "female", "m": "male"}[p["sex"]], apparent_age=apparent(p),
             clothing=rng.choice(CLOTHES) if rng.random() < 0.8 else {"unsaid": "not-asked"},
             language=rng.choice(LANGUAGES) if rng.random() < 0.7 else {"unsaid": "unknown"},
             marks={"unsaid": "not-asked"} if rng.random() < 0.8 else "cicatriz en la ceja izquierda",
             held_by={"unsaid": rng.choice(["withheld", "refused", "unknown"])} if rng.random() < 0.4
             else rng.choice(HELD_BY), names=names(p, rng), source="Sede Central, mesa de registro")  # fmt: skip
        p["line"] = f"L-{i + 1:03d}"
    twin_id = opaque("twin")
    when = at(0, "23:50")
    latin = "Sara" if twin["sex"] == "f" else "Leib"
    s.do("intake2", when, "register", person=twin_id, site="hq", tally="child", line=f"L-{len(arrivals) + 1:03d}",
         sex={"f": "female", "m": "male"}[twin["sex"]], apparent_age=apparent(twin), clothing="vestido azul largo",
         language="yi", names=[{"claim": f"{twin_id}/n1", "text": f"{latin} Robles", "speaker": "otra niña",
                                "language": "es", "script": "Latn", "supposed": True}],
         source="Sede Central, mesa de registro")  # fmt: skip
    s.do("intake2", when + timedelta(minutes=1), "propose-candidate", candidate="cand-1", person=twin_id,
         other=twin["id"], reasons=["same-sex", "ages-overlap", "same-table-same-day"])  # fmt: skip
    twin["twin"] = twin_id


def second_day(s: Story, people: list[dict], rng: random.Random) -> None:
    s.at_event("10")
    for p in (p for p in people if p["bus"] == "a1"):
        p["line"] = f"L-{201 + (p['n'] - 199):03d}"
        s.do("intake1", at(1, "09:00"), "register", person=p["id"], site="hq", tally="child", by_phone=True,
             line=p["line"], sex={"f": "female", "m": "male"}[p["sex"]], apparent_age=apparent(p),
             names=names(p, rng), source="por teléfono, Hospital Central")  # fmt: skip
    s.at_event("11")
    arrivals = [p for p in people if p["bus"] != "a1"]
    twin = next(p for p in people if "twin" in p)
    s.do("attorney", at(1, "09:40"), "decide-candidate", candidate="cand-1", verdict="same", counted=twin["id"],
         reason="Una sola niña respondió a los dos nombres al formar la fila de traslado.")  # fmt: skip
    s.do("attorney", at(1, "09:55"), "hand-over", handover="ho-1", taker="social-welfare",
         people=[p["id"] for p in people])  # fmt: skip
    taken: list[str] = []
    for k in range(4):
        riders = arrivals[k * 50 : (k + 1) * 50]
        start = at(1, "10:00") + timedelta(hours=2 * k)
        s.do("attorney", start, "open-site", site=f"v-t{k + 1}", name=f"Bus traslado {k + 1}", kind="vehicle",
             agency="social-welfare", capacity=60)  # fmt: skip
        s.do("attorney", start, "open-transit", transit=f"t-t{k + 1}", manifest=f"T{k + 1}", vehicle=f"v-t{k + 1}",
             origin="hq", destination="acacias", escorts=["Bienestar Social", "Procuraduría"],
             due=iso(start + timedelta(hours=2)))  # fmt: skip
        s.do("intake1", start + timedelta(minutes=20), "board", transit=f"t-t{k + 1}", people=[p["id"] for p in riders])
        s.do("intake1", start + timedelta(minutes=25), "depart", transit=f"t-t{k + 1}")
        for unit in dict.fromkeys(unit_of(p) for p in riders):
            s.do("director", start + timedelta(minutes=95), "arrive", transit=f"t-t{k + 1}", unit=unit,
                 came=[p["id"] for p in riders if unit_of(p) == unit])  # fmt: skip
        for i, p in enumerate(riders):
            p["band"] = f"E{p['n']:03d}"
            s.do("director", start + timedelta(minutes=97, seconds=10 * i), "give-band", person=p["id"], band=p["band"])
        taken += [p["id"] for p in riders]
        s.do("director", start + timedelta(minutes=110), "take-over", handover="ho-1", taken=[p["id"] for p in riders])
    s.do("director", at(1, "18:30"), "take-over", handover="ho-1", taken=[p["id"] for p in people if p["bus"] == "a1"])
    photographed = [p for p in arrivals if p["looks"] == "child" and p["n"] % 4]
    for i, p in enumerate(photographed):
        s.do("director", at(1, "18:35") + timedelta(seconds=20 * i), "add-photo", person=p["id"],
             digest=sha256(f"drawn/{p['n']}".encode()).hexdigest(), media_type="image/webp", size=20_000 + p["n"],
             authorised_by="Procuraduría, oficio 88")  # fmt: skip
        p["photo"] = True
    s.at_event("12")
    s.do("director", at(1, "20:00"), "take-headcount", site="acacias", number=205, method="meals", note="7 staff")
    statement(s, "press", at(1, "20:00"), "12", "Secretaría de Bienestar Social", "social welfare",
              "Hay 205 personas en el centro.",
              [claim("persons", "present", 205, at(1, "20:00"), ["acacias"], "meals", note="7 staff")])  # fmt: skip
    s.at_event("13")
    children = [p for p in arrivals if p["looks"] == "child"]
    outcomes = ["done"] * 61 + ["refused-by-caregiver"] * 52 + ["assent-not-given"] * 33 + ["not-reached"] * 12
    rng.shuffle(outcomes)
    s.do("nurse", at(1, "20:30"), "offer-health-check", check="hc-1", people=[p["id"] for p in children])
    for i, (p, outcome) in enumerate(zip(children, outcomes, strict=True)):
        s.do("nurse", at(1, "20:35") + timedelta(seconds=9 * i), "answer-health-check", person=p["id"],
             check=f"hc-1/{p['id']}", outcome=outcome,
             next_offer=None if outcome == "done" else iso(at(2, "09:00")))  # fmt: skip
    s.at_event("14")
    s.do("attorney", at(1, "22:00"), "record-step", people=[p["id"] for p in children], step="court.file-received",
         court="Juzgado A", words="el expediente queda en turno; nadie lo ha tomado")  # fmt: skip


def unit_of(p: dict) -> str:
    if p["looks"] == "adult" or p["age"] <= 2:
        return "ac-nursery"
    return f"ac-{'girls' if p['sex'] == 'f' else 'boys'}-{1 + p['n'] % 2}"


RELATIONS = ["madre", "padre", "tía", "abuelo", "hermana mayor", "tío"]


def gate(s: Story, people: list[dict], rng: random.Random) -> dict[str, list[dict]]:
    s.at_event("15")
    for i, when in enumerate(spread(2, "09:00", "16:00", 34)):
        p = people[(i * 5) % 150]
        s.do("intake1" if i % 2 else "intake2", when, "request-family", request=f"fr-{i + 1}",
             receipt=f"R-{i + 1:03d}", asker=f"Familiar {i + 1}", relation=RELATIONS[i % 6],
             child_words=" ".join((p["given"][0], p["surname"][0])), person=None,
             wishes=["news", "return"] if i % 2 else ["news", "visit"], language=["yi", "es", "he", "en"][i % 4],
             identity_seen="" if i % 5 == 0 else "documento visto")  # fmt: skip
    # Three who look young say how old they are: from now on their age has two readings, everywhere.
    for p in [p for p in people if p.get("role") == "looks-young"][:3]:
        s.do("intake1", at(2, "16:10"), "claim-age", person=p["id"], claim=f"{p['id']}/said",
             age={"low": p["age"], "high": p["age"]}, method="stated", speaker="la persona misma")  # fmt: skip
    s.at_event("16")
    s.do("guard", at(2, "16:30"), "open-incident", incident="inc-1", kind="forced-entry", site="acacias",
         words="Unas cien personas fuerzan el portón.")  # fmt: skip
    s.do("guard", at(2, "16:31"), "note-incident", incident="inc-1", note="note-1",
         words="Unas cien personas dentro del patio; golpean las puertas de los dormitorios.")  # fmt: skip
    s.at_event("18")
    here = [p for p in people if p["bus"] != "a1"]
    kids = [p for p in here if p["looks"] == "child"]
    adults = [p for p in here if p["looks"] == "adult"]
    older = [p for p in kids if p["child"] and p["age"] >= 4]
    rng.shuffle(older)
    # 25 of the 34 have a photograph and 9 have not: the packets go out all the same.
    with_photo = [p for p in older if p.get("photo")][:25]
    without = [p for p in older if not p.get("photo")][:9]
    lost = with_photo + without
    rng.shuffle(lost)
    hidden, left = lost[:3], lost[3:]
    gone_adults = [p for p in adults if not p["child"]][:2]
    roll_call(s, "R1", "r1", here, {p["id"] for p in lost} | {p["id"] for p in gone_adults}, at(2, "16:50"),
              at(2, "17:40"), strangers=0)  # fmt: skip
    statement(s, "press", at(2, "17:45"), "18", "Secretaría de Bienestar Social", "social welfare",
              "En el pase de lista respondieron 124 niñas, niños y adolescentes.",
              [claim("children", "present", 124, at(2, "17:40"), ["acacias"], "roll-call")])  # fmt: skip
    s.at_event("19")
    for i, p in enumerate(lost):
        s.do("director", at(2, "17:50") + timedelta(seconds=5 * i), "request-alert", alert=f"al-{p['n']}",
             person=p["id"], incident="inc-1", packet=packet(p))  # fmt: skip
    for i, p in enumerate(lost):
        s.do("alerts", at(2, "18:00") + timedelta(seconds=10 * i), "accept-alert", alert=f"al-{p['n']}",
             person=p["id"], number=f"AK-2025-{1201 + i}")  # fmt: skip
        s.do("alerts", at(2, "18:10") + timedelta(seconds=10 * i), "activate-alert", alert=f"al-{p['n']}",
             person=p["id"])  # fmt: skip
    s.at_event("20")
    back1, rest = left[:12], left[12:]
    for i, p in enumerate(back1):
        s.do("police", at(2, "18:30") + timedelta(seconds=10 * i), "bring-back", person=p["id"], site="acacias",
             incident="inc-1", brought_by="patrulla 14, microbús", unit=unit_of(p))  # fmt: skip
    s.do("police", at(2, "18:33"), "find-stranger", person=opaque("stranger"), site="acacias", tag="X-1",
         tally="child", circumstances="Bajó del mismo microbús; no está en ninguna lista.",
         ground={"basis": "Resguardo urgente de persona menor de edad no identificada", "issuer": "Procuraduría",
                 "article": "", "order": "", "begins": iso(at(2, "18:33")), "ends": None})  # fmt: skip
    return {"here": here, "kids": kids, "lost": lost, "hidden": hidden, "back1": back1, "rest": rest,
            "gone_adults": gone_adults}  # fmt: skip


def packet(p: dict) -> dict:
    return {"names": [" ".join((p["given"][0], p["surname"][0]))] if p["n"] % 7 else [], "age": str(p["age"]),
            "sex": {"f": "female", "m": "male"}[p["sex"]], "has_photo": bool(p.get("photo")),
            "last_seen": "Centro Las Acacias, 16:30", "clothing": {"unsaid": "unknown"},
            "language": {"unsaid": "unknown"}, "companions": [], "band": p["band"],
            "reporter": "Secretaría de Bienestar Social"}  # fmt: skip


def roll_call(s: Story, name: str, key: str, here: list[dict], absent: set[str], begin: datetime, end: datetime,
              strangers: int) -> None:  # fmt: skip
    s.do("director", begin, "open-roll-call", rollcall=f"rc-{key}", name=name, site="acacias")
    step = (end - begin - timedelta(minutes=2)) / len(here)
    present = [p for p in here if p["id"] not in absent]
    for i, p in enumerate(present):
        s.do("guard", (begin + step * (i + 1)).replace(microsecond=0), "answer-roll-call", rollcall=f"rc-{key}",
             person=p["id"], present=True, how="band", unit=unit_of(p))  # fmt: skip
    s.do("director", end, "close-roll-call", rollcall=f"rc-{key}", not_found=[p["id"] for p in here if p["id"] in absent],
         strangers=strangers)  # fmt: skip


def night(s: Story, who: dict[str, list[dict]]) -> None:
    here, hidden, back1, rest = who["here"], who["hidden"], who["back1"], who["rest"]
    back2, still = rest[:15], rest[15:]
    who["back2"], who["still"] = back2, still
    gone = {p["id"] for p in who["gone_adults"]}
    s.at_event("21")
    statement(s, "attorney", at(2, "20:00"), "21", "Procuraduría de la Niñez", "child attorney",
              "Todos los niños fueron ubicados y están protegidos de nuevo.",
              [claim("children", "located", None, at(2, "20:00"), ["acacias"], "not-said", "all")])  # fmt: skip
    s.at_event("22")
    for i, p in enumerate(hidden):
        s.do("guard", at(2, "20:40") + timedelta(minutes=i), "find-inside", person=p["id"], site="acacias",
             unit=unit_of(p), since=iso(at(2, "16:30")), incident="inc-1")  # fmt: skip
    roll_call(s, "R2", "r2", here, {p["id"] for p in rest} | gone, at(2, "20:45"), at(2, "21:00"), strangers=1)
    statement(s, "press", at(2, "21:05"), "22", "Secretaría de Bienestar Social", "social welfare",
              "En el pase de lista hay 140.",
              [claim("children", "present", 140, at(2, "21:00"), ["acacias"], "roll-call")])  # fmt: skip
    for i, p in enumerate(back1 + hidden):
        verify(s, p, at(2, "21:20") + timedelta(minutes=i))
    s.at_event("23")
    statement(s, "press", at(2, "22:30"), "23", "Secretaría de Bienestar Social", "social welfare",
              "Algunos niños salieron del lugar y hay una alerta activa.",
              [claim("children", "unaccounted", None, at(2, "22:30"), ["acacias"], "not-said", "some"),
               claim("alerts", "active", None, at(2, "22:30"), [], "not-said", "some")])  # fmt: skip
    s.at_event("24")
    for i, p in enumerate(back2):
        s.do("police", at(3, "03:10") + timedelta(seconds=10 * i), "bring-back", person=p["id"], site="acacias",
             incident="inc-1", brought_by="Policía Nacional", unit=unit_of(p))  # fmt: skip
    statement(s, "police", at(3, "03:20"), "24", "Policía Nacional", "police", "Son 28 los menores recuperados.",
              [claim("children", "recovered", 28, at(3, "03:20"), ["acacias"], "headcount")])  # fmt: skip
    s.at_event("25")
    roll_call(s, "R3", "r3", here, {p["id"] for p in still} | gone, at(3, "03:50"), at(3, "04:30"), strangers=1)
    statement(s, "press", at(3, "04:40"), "25", "Secretaría de Bienestar Social", "social welfare",
              "En el pase de lista hay 155.",
              [claim("children", "present", 155, at(3, "04:30"), ["acacias"], "roll-call")])  # fmt: skip
    s.at_event("26")
    for i, p in enumerate(back2):
        verify(s, p, at(3, "06:00") + timedelta(minutes=i))
    statement(s, "alerts", at(3, "08:00"), "26", "Unidad de Alertas", "alert unit",
              "Hubo 34 alertas activas; a las diez y media de la noche quedaban 19 y hoy quedan 4.",
              [claim("alerts", "active", 34, at(2, "18:30"), [], "register"),
               claim("alerts", "active", 19, at(2, "22:30"), [], "register"),
               claim("alerts", "active", 4, at(3, "08:00"), [], "register")])  # fmt: skip
    s.at_event("27")
    for p in who["gone_adults"]:
        s.do("guard", at(3, "09:00"), "bring-back", person=p["id"], site="acacias", incident="inc-1",
             brought_by="por su cuenta", unit="ac-nursery")  # fmt: skip
    for p in still:
        s.do("director", at(3, "10:00"), "declare-missing", person=p["id"], incident="inc-1")
    s.do("director", at(3, "10:20"), "close-incident", incident="inc-1",
         words="Todas las personas de la lista tienen un estado: 154 niñas y niños y 40 adultos presentes, 4 desaparecidos.")  # fmt: skip


def verify(s: Story, p: dict, when: datetime) -> None:
    s.do("alerts", when, "verify-alert", alert=f"al-{p['n']}", person=p["id"], verifier="Lucía Monzón, en persona")
    s.do("alerts", when + timedelta(seconds=20), "close-alert", alert=f"al-{p['n']}", person=p["id"],
         reason="vista o visto en persona")  # fmt: skip


def order(s: Story, people: list[dict], who: dict[str, list[dict]]) -> None:
    s.at_event("28")
    by_eye = [p for p in people if p["looks"] == "child"]
    pregnant = next(p for p in people if p.get("role") == "ambulance-pregnant")
    twin = next(p for p in people if "twin" in p)
    listed = [p for p in by_eye if p is not pregnant]  # her line came by telephone and missed the annex
    lines = [{"number": i + 1, "text": f"{p['line']} {p['given'][0]} {p['surname'][0]}, {p['age']} años",
              "person": p["id"]} for i, p in enumerate(listed)]  # fmt: skip
    lines.append({"number": len(lines) + 1, "text": "L-199 (segundo nombre)", "person": twin["twin"]})
    s.do("court", at(3, "11:00"), "enter-order", order="ord-b1", issuer="Juzgado B", number="B-1187-2025",
         allows="Abrigo provisional en Las Acacias mientras se decide la competencia", begins=iso(at(3, "11:00")),
         ends=iso(at(33, "11:00")), annex=lines, verified_how="llamada a secretaría del juzgado")  # fmt: skip
    s.do(
        "attorney",
        at(3, "11:30"),
        "confirm-order",
        order="ord-b1",
        called_back="secretaría del Juzgado B, al número de la guía judicial",
    )
    s.do("attorney", at(3, "11:35"), "give-authority", people=[p["id"] for p in by_eye],
         ground={"basis": "Abrigo provisional", "issuer": "Juzgado B", "article": "Ley PINA 114", "order": "B-1187-2025",
                 "begins": iso(at(3, "11:00")), "ends": iso(at(33, "11:00"))})  # fmt: skip
    s.at_event("29")
    stranger = opaque("stranger")
    s.do("attorney", at(4, "10:00"), "identify-stranger", person=stranger, who="hijo de una familia vecina",
         basis="partida de nacimiento y reconocimiento por su madre")  # fmt: skip
    s.do("attorney", at(4, "11:00"), "propose-release", release="rel-x1", person=stranger, outcome="returned-stranger",
         recipient="su madre", identity_seen="documento de identidad", ground="nunca estuvo bajo nuestra custodia",
         view=heard("Quiero volver a casa con mi mamá.", "se le entrega a su madre"), photos_absent=NO_CAMERA,
         place=None)  # fmt: skip
    s.do("director", at(4, "11:20"), "countersign-release", release="rel-x1", person=stranger)
    s.at_event("30")
    for day, court in ((4, "Juzgado A"), (9, "Juzgado B"), (14, "Juzgado C")):
        s.do("court", at(day, "15:00"), "record-declination", issuer=court, reason="declina competencia territorial")
    s.do("court", at(18, "12:00"), "record-designation", issuer="Corte superior", designated="Juzgado C")
    s.do("court", at(18, "13:00"), "record-step", people=[p["id"] for p in by_eye], step="court.file-received",
         court="Juzgado C", words="el expediente llega al juzgado designado")  # fmt: skip
    s.at_event("31")
    s.do("director", at(5, "09:00"), "set-restriction", restriction="rst-food", kind="food", person=None,
         against="comida de fuera", basis="Resolución de Juzgado B", issuer="Juzgado B",
         scope="Centro Las Acacias; se abre cocina propia", begins=iso(at(5, "09:00")), ends=iso(at(35, "09:00")),
         review=iso(at(20, "09:00")))  # fmt: skip
    s.at_event("32")
    for i, p in enumerate(by_eye[10:27]):
        s.do("attorney", at(9, "10:00"), "notify-consulate", person=p["id"], country=["US", "CA", "IL", "GB"][i % 4])
    for country in ("US", "CA", "IL", "GB"):
        s.do("attorney", at(9, "11:00"), "refuse-group-list", asked_by=f"consulado {country}",
             reason="Cada aviso es de una sola persona; una lista expone a las demás.")  # fmt: skip
    s.at_event("33")
    s.do("director", at(19, "16:00"), "open-incident", incident="inc-2", kind="assault", site="acacias",
         words="Agresión a personal: 4 policías y 6 trabajadores lesionados.")  # fmt: skip
    s.do("director", at(19, "18:00"), "close-incident", incident="inc-2", words="La custodia no cambió.")
    s.at_event("34")
    for p in people:
        if p.get("role") in ("looks-young", "young-mother"):
            s.do("court", at(24, "10:00"), "determine-age", person=p["id"], claim=f"{p['id']}/age-court",
                 age={"low": p["age"], "high": p["age"]}, issuer="Juzgado C", basis="revisión de edad con documentos")  # fmt: skip


def homes(s: Story, people: list[dict], who: dict[str, list[dict]]) -> list[dict]:
    s.at_event("35")
    infant = next(p for p in people if p.get("role") == "ambulance-infant")
    pregnant = next(p for p in people if p.get("role") == "ambulance-pregnant")
    s.do("director", at(8, "10:00"), "end-leave", person=pregnant["id"], leave=f"lv-{pregnant['n']}", site="acacias",
         unit="ac-nursery")  # fmt: skip
    adults = [p for p in people if not p["child"]]
    for i, p in enumerate(adults[:25]):
        s.do("attorney", at(25, "09:00") + timedelta(minutes=i), "propose-release", release=f"rel-a{p['n']}",
             person=p["id"], outcome="released-adult", recipient="sí misma o sí mismo", identity_seen="documento",
             ground="persona adulta, sin medida", child_view="persona adulta", place=None)  # fmt: skip
        s.do("director", at(25, "09:30") + timedelta(minutes=i), "countersign-release", release=f"rel-a{p['n']}",
             person=p["id"])  # fmt: skip
    missing = {p["id"] for p in who["still"]}
    kids = [p for p in people if p["child"] and p["id"] not in missing and p is not infant]
    assert len(kids) == 152
    sheets = [("h1", 44), ("h1", 44), ("h2", 1), ("h3", 6), ("h3", 3), ("h4", 30), ("h5", 24)]
    start = 0
    for k, (home, size) in enumerate(sheets, 1):
        riders = kids[start : start + size]
        start += size
        extra = adults[25:] if home == "h4" else []
        when = at(26, "08:00") + timedelta(minutes=40 * k)
        s.do("director", when, "open-site", site=f"v-m{k}", name=f"Bus M{k}", kind="vehicle", agency="social-welfare",
             capacity=60)  # fmt: skip
        s.do("director", when, "open-transit", transit=f"t-m{k}", manifest=f"M{k}", vehicle=f"v-m{k}", origin="acacias",
             destination=home, escorts=["Bienestar Social"], due=iso(when + timedelta(hours=3)))  # fmt: skip
        ids = [p["id"] for p in riders + extra]
        s.do("director", when + timedelta(minutes=5), "board", transit=f"t-m{k}", people=ids)
        s.do("director", when + timedelta(minutes=10), "depart", transit=f"t-m{k}")
        s.do("director2", when + timedelta(minutes=120), "arrive", transit=f"t-m{k}", came=ids)
        for p in riders:
            p["home"], p["sheet"] = home, f"M{k}"
    s.at_event("36")
    for p in (pregnant,):
        p["band"] = "E200"
        s.do("director", at(26, "17:00"), "give-band", person=p["id"], band="E200")
    told = [p["band"] for p in kids if p["sheet"] != "M4"]
    assert len(told) == 146
    statement(s, "press", at(26, "19:00"), "36", "Secretaría de Bienestar Social", "social welfare",
              "146 niñas, niños y adolescentes están en hogares.",
              [claim("children", "in-homes", 146, at(26, "19:00"), [], "register", bands=told)])  # fmt: skip
    return kids


def found_at_the_farm(s: Story) -> None:
    """What the search took with it: numbered, sealed, signed over; one box travelled a day on nobody's signature."""
    s.at_event("04")
    found = [
        (
            "MP-001",
            "cuaderno escolar con 112 nombres a mano, en dos alfabetos",
            "escuela, segundo estante",
            "sello 4101",
        ),
        ("MP-002", "teléfono negro, pantalla rota", "casa principal, cocina", "sello 4102"),
        ("MP-003", "caja con 31 documentos de viaje de personas menores de edad", "oficina, archivador", "sello 4103"),
        ("MP-004", "vara de madera de 60 cm", "escuela, detrás de la puerta", "sello 4104"),
    ]
    for i, (number, words, where, seal) in enumerate(found):
        s.do("police", at(0, "06:12") + timedelta(minutes=2 * i), "collect-exhibit", exhibit=f"ex-{i + 1}", number=number,
             words=words, where=where, basis="orden de allanamiento ALL-2025-0417", collector="Edgar Salazar", seal=seal,
             digest=sha256(f"drawn/{number}".encode()).hexdigest())  # fmt: skip
    s.at_event("09")
    for i in (1, 2, 4):
        when = at(0, "15:20") + timedelta(minutes=3 * i)
        s.do("police", when, "give-exhibit", exhibit=f"ex-{i}", move=f"ex-{i}/m1", to="st-prosecutor",
             purpose="custodia en la fiscalía", seal=f"sello 410{i}", condition="sello intacto")  # fmt: skip
        s.do("prosecutor", when + timedelta(minutes=1), "take-exhibit", exhibit=f"ex-{i}", move=f"ex-{i}/m1",
             seal=f"sello 410{i}", condition="sello intacto")  # fmt: skip
    # The box of documents was given on the first evening and taken on the second: a night on nobody's signature.
    s.do("police", at(0, "18:10"), "give-exhibit", exhibit="ex-3", move="ex-3/m1", to="st-prosecutor",
         purpose="custodia en la fiscalía", seal="sello 4103", condition="sello intacto")  # fmt: skip
    s.at_event("13")
    s.do("prosecutor", at(1, "20:50"), "take-exhibit", exhibit="ex-3", move="ex-3/m1", seal="sello 4130",
         condition="el número del sello no es el entregado")  # fmt: skip


def who_left(s: Story) -> None:
    """D-39: four adolescents leave and tell it. Each recording is sealed under its number and quoted by its digest."""
    s.at_event("03")
    for i in range(1, 5):
        number = f"MP-D{i:02d}"
        s.do("prosecutor", at(-39, "10:00") + timedelta(minutes=55 * i), "collect-exhibit", exhibit=f"ex-d{i}", number=number,
             words=f"grabación sellada de la declaración de la adolescente {i} de 4", where="Fiscalía, cámara Gesell",
             basis="declaración voluntaria, con psicóloga e intérprete", collector="Ramiro Estrada", seal=f"sello D-{i}",
             digest=sha256(f"drawn/{number}".encode()).hexdigest())  # fmt: skip
    s.at_event("14")
    for i in range(2, 5):
        s.do("prosecutor", at(1, "22:10") + timedelta(minutes=i), "weigh-evidence", allegation="al-1", evidence=f"ev-d{i}",
             element="purpose", weight="supports", source=f"MP-D{i:02d}, declaración de noviembre", exhibit=f"ex-d{i}",
             origin="cuatro que salieron y declararon juntas", person=None)  # fmt: skip


NEEDS = [
    ("need-food", "comida de cocina aparte; trae su propio plato"), ("need-language", "intérprete de yidis para todo trámite"),
    ("need-same-sex-staff", "revisión y baño solo con personal mujer"), ("need-prayer-times", "tres pausas al día, con aviso"),
    ("need-dress", "falda larga y medias; no cambiarle la ropa sin preguntar"),
    ("need-with-siblings", "duerme con sus hermanos o no duerme"), ("need-comfort", "luz encendida de noche"),
]  # fmt: skip


def cared_for(s: Story, people: list[dict]) -> None:
    """First nights at Las Acacias: what the nurse found, what a child needs, what cannot wait, who is on duty."""
    rng = random.Random(SEED + 13)  # noqa: S311 - the same story every time is the point
    arrivals = [p for p in people if p["bus"] != "a1"]
    children = [p for p in arrivals if p["looks"] == "child"]
    infant, pregnant = (p for p in people if p["bus"] == "a1")
    s.at_event("13")
    seen = {a["person"] for a in s.acts if a["act"] == "answer-health-check" and a["outcome"] == "done"}
    examined = [p for p in children if p["id"] in seen]
    for i, p in enumerate(examined):
        when = at(1, "21:00") + timedelta(seconds=40 * i)
        weight = f"{rng.uniform(0.9, 1.1) * (7 + 2.6 * p['age']):.1f}"
        height = f"{rng.uniform(0.95, 1.05) * (72 + 6.3 * p['age']):.0f}"
        s.do("nurse", when, "note-health", person=p["id"], record=f"h-{p['n']}-g", kind="growth",
             parts=[{"name": "weight", "value": weight}, {"name": "height", "value": height}])  # fmt: skip
        if i % 3 == 0:
            s.do("nurse", when, "note-health", person=p["id"], record=f"h-{p['n']}-v", kind="vitals",
                 parts=[{"name": "temperature", "value": f"{rng.uniform(36.2, 37.4):.1f}"},
                        {"name": "pulse", "value": str(rng.randint(70, 118))}])  # fmt: skip
    older = [p for p in examined if p["age"] >= 9]
    ill = examined[2], examined[7], older[0]
    s.do("nurse", at(1, "21:45"), "note-health", person=ill[0]["id"], record="h-allergy-1", kind="allergy",
         parts=[{"name": "to", "value": "penicilina"}, {"name": "reaction", "value": "ronchas"},
                {"name": "severity", "value": "severe"}, {"name": "told-by", "value": "su hermana mayor"}])  # fmt: skip
    s.do("nurse", at(1, "21:46"), "note-health", person=ill[1]["id"], record="h-medicine-1", kind="medicine",
         parts=[{"name": "medicine", "value": "salbutamol inhalado"}, {"name": "amount", "value": "2 disparos"},
                {"name": "every", "value": "8"}, {"name": "prescriber", "value": "Dra. Marroquín, Hospital Central"}])  # fmt: skip
    s.do("nurse", at(1, "21:48"), "note-health", person=ill[2]["id"], record="h-injury-1", kind="injury",
         parts=[{"name": "side", "value": "back"}, {"name": "region", "value": "left-leg"},
                {"name": "what", "value": "bruise"}, {"name": "size", "value": "40"},
                {"name": "colour", "value": "amarillo verdoso"}],
         words="Dice que fue con una vara, en la escuela, antes del viernes.")  # fmt: skip
    for i, p in enumerate(arrivals[:42]):
        kind, words = NEEDS[i % len(NEEDS)]
        s.do("director" if i % 2 else "nurse", at(1, "21:10") + timedelta(seconds=20 * i), "set-need", person=p["id"],
             need=f"need-{p['n']}", kind=kind, words=words)  # fmt: skip
    worried = [
        (
            pregnant,
            "forced-pregnancy",
            "el equipo médico",
            "Embarazo de catorce semanas; tiene 14 años.",
            "now",
            "nurse",
        ),
        (infant, "care-denied", "el equipo médico", "Llegó deshidratada; dos días sin atención.", "now", "nurse"),
        (ill[2], "corporal-punishment", "la niña o el niño", "«Con la vara, cuando no recitamos.»", "today", "nurse"),
    ]
    grown = [p for p in children if p["age"] >= 11 and p is not ill[2]]
    for k, p in enumerate(grown[:6]):
        kind = ("education-denied", "no-documents", "child-marriage", "separation", "confinement", "child-labour")[k]
        worried.append((p, kind, "otra adolescente que salió en noviembre", "Lo dijo en su declaración, por su nombre.",
                        "this-week", "attorney"))  # fmt: skip
    for k, (p, kind, speaker, observed, urgency, by) in enumerate(worried):
        s.do(by, at(1, "21:50") + timedelta(minutes=k), "raise-concern", person=p["id"], concern=f"con-{k + 1}", kind=kind,
             speaker=speaker, observed=observed, urgency=urgency)  # fmt: skip
    s.at_event("15")
    for k, (p, *_) in enumerate(worried):
        s.do("attorney", at(2, "09:05") + timedelta(minutes=k), "assign-worker", person=p["id"],
             worker="st-attorney2" if k % 2 else "st-attorney")  # fmt: skip
    for k, (p, words, kind, hours) in enumerate((
        (pregnant, "control prenatal con ginecóloga, con intérprete mujer", "plan-referral", 6),
        (infant, "alimentación supervisada y peso diario", "plan-service", 24),
        (ill[2], "examen forense con consentimiento, una sola vez", "plan-referral", 30),
        (grown[2], "verificar la edad con partida de nacimiento", "plan-action", 120),
    )):  # fmt: skip
        s.do("attorney", at(2, "09:20") + timedelta(minutes=k), "plan-step", person=p["id"], step=f"plan-{k + 1}", kind=kind,
             words=words, who="Ministerio de Salud" if kind == "plan-referral" else "Procuraduría de la Niñez",
             due=iso(at(2, "09:20") + timedelta(hours=hours)))  # fmt: skip
    s.do("director", at(2, "09:00"), "tell-duty", site="acacias", until=iso(at(2, "19:00")),
         names=["Wilmer Chay", "Silvia Coy", "Ana Lucía Pop", "seis cuidadoras"])  # fmt: skip
    s.do(
        "director",
        at(2, "09:10"),
        "check-fire",
        site="acacias",
        safe=True,
        words="cinco salidas abiertas, dos extintores",
    )
    s.at_event("14")
    people_named = [pregnant["id"], ill[2]["id"], *(p["id"] for p in grown[:10])]
    s.do("prosecutor", at(1, "22:05"), "make-allegation", allegation="al-1", offence="trafficking-child",
         speaker="una adolescente que salió en noviembre", people=people_named,
         words="Nos traen de otros países y nos casan cuando ellos dicen.")  # fmt: skip
    s.do("prosecutor", at(1, "22:08"), "weigh-evidence", allegation="al-1", evidence="ev-1", element="act", weight="supports",
         source="MP-003, documentos de viaje", exhibit="ex-3", person=None)  # fmt: skip
    s.do("prosecutor", at(1, "22:09"), "weigh-evidence", allegation="al-1", evidence="ev-2", element="purpose",
         weight="supports", source="MP-D01, declaración de noviembre", exhibit="ex-d1", person=None)  # fmt: skip
    s.do("prosecutor", at(1, "22:10"), "weigh-evidence", allegation="al-1", evidence="ev-3", element="under-eighteen",
         weight="supports", source="informe médico del Hospital Central", person=pregnant["id"])  # fmt: skip


def merits(s: Story, people: list[dict]) -> None:
    """D80: most of what is on the table is about the group; eleven of forty have evidence of their own."""
    s.at_event("31")
    children = [p for p in people if p["child"] and p["bus"] != "a1" and p["age"] >= 6][:40]
    children.sort(key=lambda p: -p["age"])  # whoever is heard is old enough to tell it
    named = [p["id"] for p in children]
    s.do("prosecutor", at(5, "09:00"), "make-allegation", allegation="al-2", offence="ill-treatment",
         speaker="dos maestras que dejaron la finca", people=named,
         words="A los que no recitan se les pega, y se les deja sin comer.")  # fmt: skip
    s.at_event("38")
    for i, p in enumerate(children[:5]):
        when = at(33, "13:00") + timedelta(minutes=40 * i)
        s.do("prosecutor", when, "hold-interview", person=p["id"], interview=f"iv-{p['n']}", interviewer="psicóloga forense",
             protocol="NICHD revisado", language=["yi", "es", "he"][i % 3], interpreter="intérprete jurada",
             questions="Cuéntame todo lo que pasa en un día de escuela.", answers="Recitamos. Si no sale, se para uno aparte.",
             digest=sha256(f"drawn/interview/{p['n']}".encode()).hexdigest())  # fmt: skip
    s.do("prosecutor", at(33, "17:00"), "hold-interview", person=named[0], interview="iv-again", interviewer="fiscal",
         protocol="NICHD revisado", language="yi", interpreter="intérprete jurada", questions="¿Quién estaba en la sala?",
         reason="la defensa pidió aclarar la fecha; el juzgado lo autorizó")  # fmt: skip
    s.at_event("40")
    base = at(80, "09:00")
    for k, (element, weight, source, exhibit) in enumerate((
        ("act", "supports", "dos maestras que dejaron la finca", None), ("act", "supports", "MP-004, vara", "ex-4"),
        ("by-carer", "supports", "dos maestras que dejaron la finca", None),
        ("act", "contradicts", "inspección escolar de 2024, sin novedad", None),
    )):  # fmt: skip
        s.do("prosecutor", base + timedelta(minutes=k), "weigh-evidence", allegation="al-2", evidence=f"evg-{k + 1}",
             element=element, weight=weight, source=source, exhibit=exhibit, person=None)  # fmt: skip
    for i, p in enumerate(children[:11]):
        when = base + timedelta(minutes=10 + i)
        s.do("prosecutor", when, "weigh-evidence", allegation="al-2", evidence=f"evo-{p['n']}", element="this-child",
             weight="contradicts" if i == 4 else "supports", person=p["id"],
             source=f"entrevista {i + 1}" if i < 5 else f"examen médico de {p['band']}")  # fmt: skip
        s.do("attorney", when, "consider-duty", allegation="al-2", person=p["id"], duty="alternative-measure", done=i % 2 == 0,
             reason="familia extensa visitada y hallada apta" if i % 2 == 0 else "nadie ha buscado todavía familia extensa")  # fmt: skip
    s.do("court", at(80, "15:00"), "turn-allegation", allegation="al-1", standing="dismissed", also={"by": "Juzgado C"},
         source="auto C-31-2026", reason="lo aportado habla del grupo; no hay prueba propia de diez de las doce personas")  # fmt: skip


def later(s: Story, people: list[dict], who: dict[str, list[dict]], kids: list[dict]) -> None:
    s.at_event("37")
    for i in range(15):
        sought = opaque("sought", i)
        when = at(31, "09:00") + timedelta(minutes=2 * i)
        s.do("attorney", when, "seek-person", person=sought, name=f"Persona buscada {i + 1}", last_seen=None)
        s.do("attorney", when + timedelta(minutes=1), "request-alert", alert=f"al-s{i + 1}", person=sought,
             incident=None, packet={"names": [f"Persona buscada {i + 1}"], "age": "", "sex": {"unsaid": "unknown"},
                                    "has_photo": False, "last_seen": "", "clothing": {"unsaid": "unknown"},
                                    "language": {"unsaid": "unknown"}, "companions": [], "band": "",
                                    "reporter": "Procuraduría de la Niñez"})  # fmt: skip
    s.at_event("38")
    for i, p in enumerate(kids[:6]):
        when = at(33, "09:00") + timedelta(minutes=30 * i)
        s.do("director2", when, "begin-leave", person=p["id"], leave=f"lv-h{i + 1}", kind="hearing",
             place="Juzgado C", escort="Procuraduría", due=iso(when + timedelta(hours=4)))  # fmt: skip
        s.do("court", when + timedelta(hours=1), "hear-child", person=p["id"], decision="primera audiencia",
             view={"asked": "con quién quiere vivir y qué le hace falta", "how": "a solas, en la sala de escucha",
                   "language": ["yi", "es", "he"][i % 3], "through": ["intérprete del juzgado", "", "intérprete"][i % 3],
                   "said_words": ["Quiero estar con mis hermanos.", "Extraño a mi mamá.", "No quiero volver todavía."][i % 3],
                   "weighed": "se ordena informe sobre la familia extensa antes de decidir", "absent": ""})  # fmt: skip
        s.do("court", when + timedelta(hours=2), "record-step", people=[p["id"]], step="hearing.first",
             court="Juzgado C")  # fmt: skip
        s.do("director2", when + timedelta(hours=3), "end-leave", person=p["id"], leave=f"lv-h{i + 1}", site=p["home"])
    s.at_event("39")
    for group in sorted({p["group"] for p in people if p["child"]}):
        s.do("attorney", at(60, "10:00"), "group-siblings", group=group, basis="carpeta del grupo: dichos y partidas",
             people=[p["id"] for p in people if p["child"] and p["group"] == group])  # fmt: skip
    infant = next(p for p in people if p.get("role") == "ambulance-infant")
    s.do("director2", at(40, "10:00"), "end-leave", person=infant["id"], leave=f"lv-{infant['n']}", site="h1")
    endings(s, kids)
    s.at_event("41")
    for p in who["still"][:2]:
        s.do("director2", at(147, "15:00"), "bring-back", person=p["id"], site="h1", incident=None,
             brought_by="allanamiento del Ministerio Público")  # fmt: skip
        verify(s, p, at(147, "16:00"))
    for i in range(2):
        sought = opaque("sought", i)
        s.do("alerts", at(147, "16:10"), "locate-alert", alert=f"al-s{i + 1}", person=sought,
             place={"words": "finca vecina", "country": "GT"}, source="Ministerio Público")  # fmt: skip
        verify_other(s, sought, f"al-s{i + 1}", at(147, "16:20"))
    endings(s, kids, second=True)
    s.at_event("42")
    statement(s, "press", at(200, "12:00"), "42", "Línea pública", "public line", "En el operativo fueron 160 niños.",
              [claim("children", "removed", 160, at(0, "14:00"), [], "by-eye")])  # fmt: skip
    s.at_event("43")
    abroad = [p for p in kids if p.get("end") == "abroad"][:17]
    s.do("court", at(310, "10:00"), "enter-order", order="ord-c9", issuer="Juzgado C", number="C-77-2026",
         allows="Suspende la guarda de los padres; prohíbe salir del país", begins=iso(at(305, "10:00")),
         ends=iso(at(400, "10:00")), annex=[{"number": i + 1, "text": p["line"], "person": p["id"]}
                                              for i, p in enumerate(abroad)], verified_how="copia certificada")  # fmt: skip
    s.do(
        "attorney",
        at(310, "11:00"),
        "confirm-order",
        order="ord-c9",
        called_back="secretaría del Juzgado C, al número de la guía judicial",
    )
    for p in abroad[:5]:  # they crossed a day before the notice reached anybody, and it was told three weeks later
        s.do("prosecutor", at(309, "15:00"), "report-seen-elsewhere", now=at(330, "09:00"), person=p["id"],
             place={"words": "paso fronterizo", "country": "MX"}, source="migración de un tercer país",
             in_company_of="sus padres")  # fmt: skip


def verify_other(s: Story, person: str, alert: str, when: datetime) -> None:
    s.do("alerts", when, "verify-alert", alert=alert, person=person, verifier="Brenda Xicay, en persona")
    s.do("alerts", when, "close-alert", alert=alert, person=person, reason="vista o visto en persona")


def endings(s: Story, kids: list[dict], *, second: bool = False) -> None:
    """66 abroad and 29 reunified by D200; the first half before D147."""
    s.at_event("40" if not second else "42")
    plan = [("abroad", p) for p in kids[:66]] + [("reunified", p) for p in kids[66:95]]
    chosen = plan[1::2] if second else plan[0::2]
    first = 150 if second else 90
    for i, (end, p) in enumerate(chosen):
        when = at(first + i, "10:00") if not second else at(first, "10:00") + timedelta(hours=20 * i)
        outcome = "transferred-abroad" if end == "abroad" else "reunified"
        s.do("attorney", when, "propose-release", release=f"rel-{p['n']}", person=p["id"], outcome=outcome,
             recipient="autoridad central del Estado receptor" if end == "abroad" else "su madre",
             identity_seen="acreditación" if end == "abroad" else "documento de identidad",
             ground="resolución de Juzgado C", photos_absent=NO_CAMERA,
             view=heard("Sí quiero ir.", "se cumple como lo pidió"),
             consent="nota verbal de la autoridad central" if end == "abroad" else "",
             place={"words": "país de residencia", "country": ["US", "CA", "IL"][i % 3]} if end == "abroad" else None)  # fmt: skip
        s.do("director2", when + timedelta(hours=1), "countersign-release", release=f"rel-{p['n']}", person=p["id"])
        p["end"] = end


def write(folder: Path, s: Story, people: list[dict], who: dict[str, list[dict]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    scenario = {
        "format": 1, "name": "Finca El Encino", "operation": OP, "zone": "America/Guatemala", "seed": SEED,
        "day0": "2025-12-19", "opens_at": iso(at(2, "18:40")),
        "agencies": [{"id": a, "name": n} for a, n in AGENCIES],
        "staff": [{"username": u, "name": n, "agency": a, "role": r, "site": site, "operations": [OP]}
                  for u, n, a, r, site in STAFF],
    }  # fmt: skip
    last = {a["event"]: a["now"] for a in sorted(s.acts, key=lambda a: datetime.fromisoformat(a["now"]))}
    scenario["events"] = [{"event": e, "at": last[e], "es": es, "en": en} for e, es, en in EVENTS]
    text(folder / "scenario.json", scenario)
    order = sorted(range(len(s.acts)), key=lambda i: (datetime.fromisoformat(s.acts[i]["now"]), i))
    lines = [json.dumps(s.acts[i], ensure_ascii=False, separators=(",", ":")) for i in order]
    (folder / "acts.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    truth = [{k: v for k, v in p.items() if k not in ("given", "surname")}
             | {"name": f"{p['given'][0]} {p['surname'][0]}"} for p in people]  # fmt: skip
    text(folder / "people.json", truth)


def text(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "scenarios" / "encino"
    rng = random.Random(SEED)  # noqa: S311 - the same story every time is the point
    people = make_people(rng)
    s = Story()
    before(s)
    removal(s, people)
    first_day(s, people, rng)
    second_day(s, people, rng)
    who = gate(s, people, rng)
    night(s, who)
    order(s, people, who)
    kids = homes(s, people, who)
    later(s, people, who, kids)
    found_at_the_farm(s)
    cared_for(s, people)
    merits(s, people)
    who_left(s)
    write(folder, s, people, who)
    print(f"{len(s.acts)} acts, {len(people)} people -> {folder.name}")


if __name__ == "__main__":
    main()
