"""./abrigo export: give out one child's data, or the exhibits, in a format of other systems; written down first.

./abrigo export --by attorney --operation encino --person ID --as fhir --to "Hospital" --purpose health FILE
./abrigo export --by attorney --operation encino --as case --to "Laboratorio" --purpose investigation FILE
"""

import argparse
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo


def main(argv: list[str]) -> int:
    """0 written; 1 nothing to give; 2 usage; 3 refused, or the file exists."""
    parser = argparse.ArgumentParser(
        prog="./abrigo export", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file")
    parser.add_argument("--by", required=True, help="in whose name: the user name of an account that may give out")
    parser.add_argument("--operation", required=True)
    parser.add_argument("--person", default="")
    parser.add_argument("--as", dest="given", required=True, choices=("fhir", "pfif", "case"))
    parser.add_argument("--to", required=True, help="who receives it")
    parser.add_argument("--purpose", required=True)
    told = parser.parse_args(argv)
    out = Path(told.file)
    if out.exists():
        print(f"abrigo: {out.name} exists; choose another name.", file=sys.stderr)
        return 3
    import django

    django.setup()
    return _give(told, out)


def _give(told: argparse.Namespace, out: Path) -> int:
    from abrigo.clerk.sentences import say
    from abrigo.facts.grants import Purpose
    from abrigo.house import exports
    from abrigo.rules.refusals import Refusal
    from abrigo.staff.models import Account

    account = Account.objects.filter(username=told.by, is_active=True).first()
    if account is None or told.operation not in account.operations or told.purpose not in set(Purpose):
        print(f"abrigo: no such account, operation or purpose. Purposes: {', '.join(Purpose)}.", file=sys.stderr)
        return 2
    try:
        sent = _sent(told, account)
    except exports.No as no:
        sentence = say(no.told, "en").sentence if isinstance(no.told, Refusal) else str(no.told)
        print(f"abrigo: {sentence}", file=sys.stderr)
        return 3 if isinstance(no.told, Refusal) else 1
    out.touch(mode=0o600)
    out.write_bytes(sent.body)
    print(f"  {out.name}: given out as {sent.name}")
    return 0


def _sent(told: argparse.Namespace, account: Any) -> Any:
    """In the name of the account, looks written down before anything is handed over."""
    from dataclasses import replace

    from django.utils.translation import gettext_lazy

    from abrigo.clerk.clock import now
    from abrigo.clerk.trace import write_down
    from abrigo.desk.door import Visit
    from abrigo.facts.disclosures import Given
    from abrigo.facts.grants import Purpose
    from abrigo.facts.kinds import OperationId, PersonId
    from abrigo.house import exports
    from abrigo.registers import individual, places
    from abrigo.staff.models import new_id
    from abrigo.staff.viewer import viewer_of

    operation, purpose = OperationId(told.operation), Purpose(told.purpose)
    viewer = replace(viewer_of(account, device="command-line"), purpose=purpose)
    known = places.ask(viewer, operation)
    visit = Visit(viewer, operation, now(), known, ZoneInfo(known[operation].zone))
    if told.given == "case":
        sent = exports.exhibits(visit, to=told.to, purpose=purpose, id_=new_id())
    else:
        found = visit.consult(
            lambda v, memory: individual.ask(
                v, memory, operation, PersonId(told.person), known_at=memory.committed, about=visit.now
            )
        )
        if found is None or not visit.may("disclose"):
            raise exports.No(gettext_lazy("There is no such child here."))
        sent = exports.child(visit, found, Given(told.given), to=told.to, purpose=purpose, id_=new_id())
    write_down(viewer, operation, visit.now)
    return sent
