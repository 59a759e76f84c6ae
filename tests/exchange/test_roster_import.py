"""A roster goes in whole or not at all, once, and through the one door."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import nasty_rosters as nasty

from abrigo.clerk import memory
from abrigo.clerk.models import Receipt, Refused
from abrigo.clerk.record import record
from abrigo.exchange.models import ColumnMapping
from abrigo.exchange.roster_import import Fate, Into, carry_out, dry_run, plan
from abrigo.exchange.roster_mappings import remember, remembered
from abrigo.exchange.rosters.opening import read
from abrigo.exchange.rosters.reading import Choices, read_roster
from abrigo.facts.kinds import AgencyId, OperationId, Sex, SiteId, StaffId
from abrigo.facts.operations import SiteKind
from abrigo.house import import_roster_command
from abrigo.registers.models import Card, Person
from abrigo.rules.access import Role, Viewer
from abrigo.rules.places import OpenOperation, OpenSite
from abrigo.rules.refusals import Refusal, Why

pytestmark = pytest.mark.django_db

OPERATION, HOME = OperationId("encino"), SiteId("acacias")
MORNING = datetime(2025, 12, 19, 12, 0, tzinfo=UTC)
INTO = Into(OPERATION, HOME, datetime(2025, 12, 19, 20, 0, tzinfo=UTC))
LISTED = ("Brazalete,Nombre,Sexo,Edad,Fecha y hora", "A1,Sara Levy,F,5,19/12/2025 13:00", "A2,José Núñez,M,7,", ",,F,,")


def someone(role: Role, staff: str = "ana") -> Viewer:
    return Viewer(StaffId(staff), staff, AgencyId("attorney"), role, frozenset({OPERATION}))


ANA = someone(Role.CHILD_ATTORNEY)


@pytest.fixture(autouse=True)
def an_open_house():
    memory.forget()
    opened = OpenOperation(OPERATION, "El Encino", "America/Guatemala", (AgencyId("attorney"),), MORNING)
    for act in (opened, OpenSite(OPERATION, HOME, "Las Acacias", SiteKind.CENTRE, AgencyId("attorney"), MORNING)):
        assert record(ANA, act, id=f"open-{type(act).__name__}", now=nasty.NOW).taken
    yield
    memory.forget()


def planned(*lines: str, viewer: Viewer = ANA, into: Into = INTO):
    return plan(viewer, read_roster(read(nasty.csv(*lines), "lista.csv"), nasty.NOW), into)


def fates(outcome) -> list[str]:
    return [one.fate.value for one in outcome.lines]


def test_a_roster_becomes_lines_of_the_register():
    outcome = carry_out(ANA, planned(*LISTED), nasty.NOW)
    assert outcome.written
    people = {one.line.row: Person.objects.get(id=one.person) for one in outcome.lines}
    assert [people[row].band for row in (2, 3, 4)] == ["A1", "A2", ""]
    assert people[2].shown == "Sara Levy"
    assert (people[2].age_low, people[2].age_high) == (5, 5)
    assert people[2].registered_at == int(datetime(2025, 12, 19, 19, 0, tzinfo=UTC).timestamp() * 1000)
    assert people[2].source.endswith("!2")
    assert people[4].clothing == "?not-asked"


def test_the_same_file_twice_adds_nothing_even_by_another_hand_and_hour():
    assert carry_out(ANA, planned(*LISTED), nasty.NOW).written
    before = Person.objects.count()
    later = Into(OPERATION, HOME, datetime(2025, 12, 20, 1, 0, tzinfo=UTC))
    for viewer in (ANA, someone(Role.INTAKE, "berta")):
        again = carry_out(viewer, planned(*LISTED, viewer=viewer, into=later), nasty.NOW)
        assert fates(again) == [Fate.ALREADY_HERE] * 3
    assert Person.objects.count() == before


def test_a_dry_run_says_what_would_happen_and_writes_nothing():
    receipts = Receipt.objects.count()
    told = dry_run(ANA, planned(*LISTED), nasty.NOW)
    assert fates(told) == [Fate.ADDED] * 3
    assert not told.written
    assert (Person.objects.count(), Receipt.objects.count(), Refused.objects.count()) == (0, receipts, 0)
    assert carry_out(ANA, planned(*LISTED), nasty.NOW).written


def test_a_band_somebody_wears_holds_back_the_whole_list():
    assert carry_out(ANA, planned("Brazalete,Nombre", "A2,Lía"), nasty.NOW).written
    told = dry_run(ANA, planned(*LISTED), nasty.NOW)
    assert [one.refusal.why for one in told.lines if one.refusal] == [Why.BAND_IN_USE]
    outcome = carry_out(ANA, planned(*LISTED), nasty.NOW)
    assert not outcome.written
    assert fates(outcome) == [Fate.HELD_BACK, Fate.REFUSED, Fate.HELD_BACK]
    assert Person.objects.count() == 1


def test_a_band_twice_or_a_date_to_come_imports_nobody():
    for lines in (("Brazalete,Nombre", "7,Sara", "7,Lía", "8,José"), ("Brazalete,Nombre,Fecha", "7,Sara,19/12/2052")):
        assert not carry_out(ANA, planned(*lines), nasty.NOW, accept_doubts=True).written
    assert Person.objects.count() == 0


def test_an_unanswered_doubt_holds_back_until_somebody_takes_it_on():
    lines = ("Brazalete,Nombre,Sexo", "1,Sara,M")
    assert not carry_out(ANA, planned(*lines), nasty.NOW).written
    assert carry_out(ANA, planned(*lines), nasty.NOW, accept_doubts=True).written
    assert Person.objects.get().sex == "?unknown"


def test_a_place_nobody_opened_is_asked_about():
    told = planned("Brazalete,Nombre,Lugar", "1,Sara,Hotel Sol")
    assert [one.code for one in told.doubts()] == ["place-unknown"]


def test_two_lines_that_may_be_one_child_are_two_and_a_candidate():
    assert carry_out(ANA, planned("Brazalete,Nombre,Edad", "1,Sara Levy,5", '2,"Levy, Sara",5'), nasty.NOW).written
    assert Person.objects.count() == 2
    assert Card.objects.filter(kind="candidate").count() == 1


def test_who_may_not_register_may_not_import_nor_learn_who_is_here():
    assert planned(*LISTED, viewer=someone(Role.PRESS)) == Refusal(Why.NOT_ALLOWED, ("register",))
    stranger = Viewer(StaffId("eve"), "eve", AgencyId("attorney"), Role.INTAKE, frozenset())
    assert planned(*LISTED, viewer=stranger) == Refusal(Why.UNKNOWN_OPERATION)


def test_what_a_person_settled_is_remembered_and_what_we_guessed_is_not():
    content = nasty.csv("Brazalete,Nombre,Sexo", "1,Sara,M")
    mapping = read_roster(read(content, "x"), nasty.NOW).tables[0].mapping
    remember(ANA, [mapping], nasty.NOW)
    assert not ColumnMapping.objects.exists()
    remember(ANA, [mapping.letter_means("M", Sex.FEMALE)], nasty.NOW)
    again = read_roster(read(content, "x"), nasty.NOW, Choices(remembered()))
    assert again.lines[0].sex is Sex.FEMALE


# -- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def command(tmp_path, capsys, monkeypatch):
    from abrigo.clerk import clock
    from abrigo.staff.models import Account, Agency

    agency, _ = Agency.objects.get_or_create(id="attorney", defaults={"name": "Child attorney"})
    Account.objects.create(
        username="ana", staff="ana", name="Ana", agency=agency, role="child-attorney", operations=["encino"]
    )
    monkeypatch.setattr(clock, "now", lambda: nasty.NOW)

    def run(content: bytes, *more: str):
        path = tmp_path / "lista.csv"
        path.write_bytes(content)
        code = import_roster_command.main(
            [str(path), "--operation", "encino", "--site", "acacias", "--as", "ana", "--json", *more]
        )
        said = capsys.readouterr().out
        return code, json.loads(said) if said else None

    return run


def test_the_command_imports_once(command):
    code, said = command(nasty.csv(*LISTED))
    assert (code, said["counts"]["added"]) == (0, 3)
    code, said = command(nasty.csv(*LISTED))
    assert (code, said["counts"]["already-here"]) == (0, 3)


def test_the_command_says_one_and_imports_nothing_where_there_are_problems(command, tmp_path):
    errors = tmp_path / "errores.xlsx"
    code, said = command(nasty.csv("Brazalete,Nombre", "7,Sara", "7,Lía"), "--errors", str(errors))
    assert (code, said["written"]) == (1, False)
    assert errors.stat().st_size > 2000
    assert "Sara" not in json.dumps(said)
    assert command(nasty.csv("Brazalete,Nombre,Sexo", "1,Sara,M"), "--dry-run")[0] == 1
    assert command(nasty.csv("Brazalete,Nombre,Sexo", "1,Sara,M"), "--dry-run", "--letter", "M=female")[0] == 0


def test_the_command_says_three_where_the_file_is_refused(command):
    code, said = command(b"%PDF-1.4")
    assert (code, said["refused"]) == (3, "not-a-spreadsheet")


def test_the_command_never_reads_two_hundred_megabytes(command, tmp_path, capsys):
    path = tmp_path / "enorme.csv"
    with path.open("wb") as sparse:
        sparse.truncate(200 * 1024 * 1024)
    code = import_roster_command.main(
        [str(path), "--operation", "encino", "--site", "acacias", "--as", "ana", "--json"]
    )
    assert (code, json.loads(capsys.readouterr().out)["refused"]) == (3, "file-too-big")


def test_the_command_says_two_where_it_was_asked_wrongly(command):
    assert command(nasty.csv(*LISTED), "--site", "nowhere")[0] == 2
    assert command(nasty.csv(*LISTED), "--as", "nobody")[0] == 2
    assert command(nasty.csv("Nombre,Religión", "Sara,x"), "--column", "B=clothing")[0] == 2
    with pytest.raises(SystemExit) as wrong:
        import_roster_command.main([])
    assert wrong.value.code == 2
