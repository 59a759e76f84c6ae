"""The house behind the phones of a journey: `serve PORT` may be killed at any moment, `desk` answers for people at desks.

The desk reads one JSON list of words a line and answers with one line, as another process at the same home: what it
says of the ledger is what is on the disk.
"""

import json
import os
import sys
from datetime import UTC, datetime, timedelta

OPERATION, SITE = "op", "centro"
FORM = """
code: noche
version: "VERSION"
title: [Ronda de noche, Night round, סיבוב לילה]
languages: [es, en, he]
source: ours
choices:
  yn: {"yes": [Sí, "Yes", כן], "no": ["No", "No", לא]}
  town: {n1: [Norte uno, North one, צפון 1], s1: [Sur uno, South one, דרום 1]}
rows:
  - [select_one yn, sleeps, "¿Duerme?", "Asleep?", "ישנה?", {required: true}]
  - [text, why, "¿Por qué no, ${hours}?", "Why not, ${hours}?", "למה לא, ${hours}?", {relevant: "${sleeps} = 'no'", required: true}]
  - [integer, hours, Horas de sueño, Hours of sleep, שעות שינה, {constraint: ". >= 0 and . <= 24", says: [De 0 a 24., 0 to 24., 0 עד 24.], hint: [Las de hoy, Of today, של היום]}]
  - [select_multiple town, towns, Habla de, Speaks of, מדברת על]
  - [begin repeat, visit, Visita, Visit, ביקור, {relevant: "${sleeps} = 'no'"}]
  - [text, visitor, Quién, Who, מי, {required: true}]
  - [end repeat]
  - [calculate, visits, {calculation: "count(${visit})"}]
  - [note, sum, "Visitas: ${visits}", "Visits: ${visits}", "ביקורים: ${visits}"]
"""
CHILDREN = 160


def stand_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abrigo.house.settings")
    import django

    django.setup()


def serve(port: int) -> None:
    from abrigo.house import web

    web.serve("127.0.0.1", port)


class Desk:
    """A director who hands out phones, an attorney who reads the digits off them, a guard who carries one."""

    def __init__(self) -> None:
        from django.core.management import call_command

        from abrigo.staff.models import Account, Agency
        from abrigo.staff.viewer import viewer_of

        call_command("migrate", verbosity=0)
        self.sent, self.hands = 0, {}
        agency, _ = Agency.objects.get_or_create(id="welfare", defaults={"name": "Bienestar"})
        Agency.objects.get_or_create(id="pgn", defaults={"name": "Procuraduría"})
        for role, agency_id, site in (
            ("director", "welfare", ""),
            ("child-attorney", "pgn", ""),
            ("intake-worker", "welfare", SITE),
            ("guard", "welfare", SITE),
        ):
            given = {
                "role": role,
                "agency_id": agency_id,
                "site": site,
                "operations": [OPERATION],
                "staff": f"st-{role}",
            }
            account = Account.objects.filter(username=role).first() or Account.objects.create_user(
                role, None, name={"intake-worker": "Marta Ixcoy"}.get(role, role.title()), **given
            )
            self.hands[role] = viewer_of(account, device=f"desk-of-{role}")
        administrator, _ = Account.objects.get_or_create(
            username="admin",
            defaults={
                "role": "administrator",
                "agency": agency,
                "operations": [OPERATION],
                "staff": "st-admin",
                "name": "Admin",
            },
        )
        self.hands["administrator"] = viewer_of(administrator)

    def act(self, by: str, acts: list) -> None:
        from abrigo.clerk.record import Ask, record_all
        from abrigo.facts.wire import spelling
        from abrigo.rules.index import ACTS

        now, asks = datetime.now(UTC), []
        for name, fields in acts:
            self.sent += 1
            plain = {"operation": OPERATION, "at": (now - timedelta(hours=1)).isoformat(), **fields}
            asks.append(Ask(f"desk-{self.sent}", spelling(ACTS[name].act, "iso").read(plain, "")))
        refused = [a.refusal for a in record_all(self.hands[by], asks, now=now) if a.refusal]
        assert not refused, refused

    def open(self) -> None:
        """160 children at one centre of two units; every fifth has said no name."""
        self.act(
            "administrator",
            [("open-operation", {"name": "Operación", "zone": "America/Guatemala", "agencies": ["welfare", "pgn"]})],
        )
        sites = (
            ("bus", "Bus 1", "vehicle"),
            ("centro", "Centro Alma", "centre"),
            ("casa", "Casa Azul", "home"),
            ("alfa", "Casa Alfa", "home"),
            ("beta", "Casa Beta", "home"),
        )
        self.act(
            "director",
            [
                ("open-site", {"site": s, "name": n, "kind": k, "agency": "welfare", "capacity": 300})
                for s, n, k in sites
            ],
        )
        self.act("director", [("open-unit", {"site": SITE, "unit": u, "name": u.title()}) for u in ("norte", "sur")])
        self.act("director", [("register", child(n)) for n in range(1, CHILDREN + 1)])
        for first, site in ((1001, "alfa"), (2001, "beta")):
            self.act(
                "director", [("register", child(n) | {"site": site, "unit": None}) for n in range(first, first + 6)]
            )

    def code(self, site: str = SITE, role: str = "intake-worker", hours: int = 12) -> str:
        from abrigo.staff import devices

        by = self.hands["administrator" if role == "child-attorney" else "director"]
        return devices.make_code(by, f"st-{role}", OPERATION, site, hours, now=datetime.now(UTC))

    def confirm(self, digits: str, by: str = "child-attorney") -> str:
        """Somebody else reads the digits; whoever shows others is not confirmed."""
        from abrigo.staff import devices
        from abrigo.staff.models import Device

        waiting = [d for d in Device.objects.filter(state="waiting") if d.fingerprint == digits]
        return devices.confirm(self.hands[by], waiting[0].id, now=datetime.now(UTC)).id

    def revoke(self, device: str) -> None:
        from abrigo.staff import devices

        devices.revoke(self.hands["child-attorney"], device, now=datetime.now(UTC))

    def stands(self, band: str) -> dict:
        """Where whoever wears this band is now, who answers for them, and whether their photo is here."""
        from abrigo.clerk import photos
        from abrigo.registers import custody, people

        viewer = self.hands["director"]
        (line,) = people.by_code(viewer, OPERATION, band)
        held = custody.ask(viewer, OPERATION).get(line.id)
        photo = not line.photo.startswith("?") and bool(line.photo) and photos.is_here(line.photo, line.id)
        return {"site": line.where.site, "state": line.where.state, "holder": held and held.holder, "photo": photo}

    def transit_of(self, act_id: str) -> str:
        """The vehicle trip a phone's act opened."""
        from abrigo.clerk import parcels
        from abrigo.clerk.models import Parcel

        return parcels.opened(Parcel.objects.get(act_id=act_id))["fields"]["transit"]

    def visit(self, number: int, visitor: str) -> None:
        """A visit to one child, approved and begun."""
        person, begins = f"{number:032x}", datetime.now(UTC)
        ends = begins + timedelta(hours=2)
        told = {"visit": f"v{number}", "person": person, "visitor": visitor, "relation": "madre",
                "begins": begins.isoformat(), "ends": ends.isoformat()}  # fmt: skip
        view = {"asked": "¿Quieres verla?", "how": "a solas", "language": "es", "through": "", "said_words": "Sí",
                "weighed": "se hizo", "absent": ""}  # fmt: skip
        self.act("director", [("request-visit", told)])
        self.act("child-attorney", [("approve-visit", {"visit": told["visit"], "person": person, "view": view})])

    def form(self, form: str, version: str) -> None:
        """A form of the house's own in three languages: it skips, it holds, it repeats. Two hands publish it."""
        from abrigo.facts.forms import FormDefinition
        from abrigo.facts.wire import spelling
        from abrigo.rules.form_shelf import read

        told = spelling(FormDefinition, "iso").write(read(FORM.replace("VERSION", version)))
        self.act("director", [("propose-form", {"form": form, "definition": told})])
        self.act("child-attorney", [("publish-form", {"form": form})])

    def large_form(self) -> None:
        """250 questions in three languages."""
        from abrigo.facts.forms import FormDefinition
        from abrigo.facts.wire import spelling
        from abrigo.house.invented_form import large_form

        told = spelling(FormDefinition, "iso").write(large_form())
        self.act("director", [("propose-form", {"form": "large", "definition": told})])
        self.act("child-attorney", [("publish-form", {"form": "large"})])

    def withdraw_form(self, form: str) -> None:
        self.act("director", [("withdraw-form", {"form": form, "reason": "Otra la sustituye"})])

    def answered(self, person: str) -> list:
        """What was written about a child: form, version, by whom, and every answer."""
        from abrigo.clerk.memory import Memory
        from abrigo.ledger import reader
        from abrigo.rules.forms import ANSWERS

        given = Memory(reader.size()).recall(ANSWERS, f"person:{person}").given.values()
        return [[a.code, a.version, a.said.by, {x.key: x.value for x in a.answers}] for a in given]

    def attempts(self) -> list:
        """The gate's book: who, and what they were told."""
        from abrigo.registers import cards

        found = cards.ask(self.hands["director"], OPERATION, "attempt", limit=50)
        return sorted([c.title, c.status, c.body["reason"]] for c in found)

    def handover_of(self, device: str) -> str:
        from abrigo.clerk import parcels
        from abrigo.clerk.models import Parcel

        row = Parcel.objects.filter(device=device, act="hand-over").latest("seq")
        return parcels.opened(row)["fields"]["handover"]

    def rollcalls(self, site: str) -> list:
        """Every roll call of a site: how it stands, and who counted."""
        from abrigo.clerk.memory import Memory
        from abrigo.ledger import reader
        from abrigo.registers import cards
        from abrigo.rules.rollcalls import ROLL_CALLS

        found = cards.ask(self.hands["director"], OPERATION, "rollcall", site=site, limit=50)
        known = [(c, Memory(reader.size()).recall(ROLL_CALLS, f"rollcall:{c.id}")) for c in found]
        return [{"id": c.id, "status": c.status, "hands": k.hands} for c, k in known]

    def card(self) -> str:
        from abrigo.clerk import enrolment, nodes

        enrolment.begin(datetime.now(UTC))
        return nodes.card()

    def let_in(self, card: str, ours: bool) -> None:
        """Another house, by two people. `ours`: it is our headquarters."""
        from abrigo.clerk import nodes

        now = datetime.now(UTC)
        row = nodes.ask_for(card, "welfare", words="all", enrols=ours, url="", by="one", now=now)
        nodes.confirm(row.dev, by="two", now=now)

    def give(self) -> str:
        """A stick for the other house."""
        from base64 import b64encode

        from abrigo.clerk import nodes
        from abrigo.clerk.models import Node

        node = Node.objects.get()
        lines = nodes.envelope(node, datetime.now(UTC), nodes.said_by(node) or {}, at_once=None)
        return b64encode(b"".join(lines)).decode()

    def take(self, stick: str) -> dict:
        from base64 import b64decode

        from abrigo.clerk import nodes
        from abrigo.clerk.models import Node

        came = nodes.take(Node.objects.get(), b64decode(stick), datetime.now(UTC))
        return {"written": came.written, "refused": came.refused, "kept": came.kept}

    def device(self, device: str) -> dict:
        from abrigo.ledger import models
        from abrigo.staff.models import Device

        cosigned = models.Cosignature.objects.filter(witness=f"phone/{device}").count()
        return {"alg": Device.objects.get(id=device).alg, "cosigned": cosigned}

    def parcels(self, device: str) -> list:
        """Every parcel of a device as the house holds it, and where its entries stand in the log."""
        from abrigo.clerk.models import Parcel

        rows = Parcel.objects.filter(device=device).order_by("seq")
        return [
            {
                "seq": r.seq,
                "act": r.act,
                "id": r.act_id,
                "outcome": r.outcome,
                "why": r.why,
                "entries": json.loads(r.entries),
            }
            for r in rows
        ]


def child(n: int) -> dict:
    names = ("María López", "José Pérez", "רבקה כהן", "Ana Tzoc", "Luis Choc")
    claim = {"claim": f"c{n}/n", "text": names[n % 5], "speaker": f"c{n}", "language": "es"}
    return {
        "person": f"{n:032x}", "site": SITE, "unit": "norte" if n % 2 else "sur", "line": f"L{n:03}", "band": f"N-{n:03}",
        "sex": "female", "tally": "child", "names": [claim] if n % 5 else [], "apparent_age": {"low": 8, "high": 12},
        "clothing": "suéter azul", "language": {"unsaid": "not-asked"},
    }  # fmt: skip


def main() -> None:
    stand_up()
    if sys.argv[1] == "serve":
        serve(int(sys.argv[2]))
        return
    desk = Desk()
    print(json.dumps("open"), flush=True)
    for line in sys.stdin:
        name, *words = json.loads(line)
        print(json.dumps(getattr(desk, name)(*words), ensure_ascii=False, default=str), flush=True)


if __name__ == "__main__":
    main()
