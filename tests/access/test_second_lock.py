"""A question that forgot its filter is answered with no row of another operation: PostgreSQL itself says no."""

from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from abrigo.ledger import pen
from abrigo.registers import row_security
from abrigo.registers.models import Card, CustodyLine, Person, Trail, Whereabout

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such lock"),
]
EVERY = (Person, Whereabout, Trail, CustodyLine, Card)


@pytest.fixture
def app():
    """The role a house works under: it owns nothing, and may read and write every table."""
    with connection.cursor() as cursor:
        cursor.execute("DROP ROLE IF EXISTS abrigo_app_test")
        cursor.execute("CREATE ROLE abrigo_app_test")
        cursor.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO abrigo_app_test")

    @contextmanager
    def at_work(*operations, parts=()):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('abrigo.hand', '', false)")
            cursor.execute("SET ROLE abrigo_app_test")
        try:
            row_security.closes()
            if operations:
                row_security.opens(operations, parts)
            yield
        finally:
            row_security.closes()
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")
                cursor.execute("SELECT set_config('abrigo.hand', 'clerk', false)")

    yield at_work
    with connection.cursor() as cursor:
        cursor.execute("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM abrigo_app_test")
        cursor.execute("DROP ROLE abrigo_app_test")


def test_a_forgotten_filter_returns_nothing_of_another_operation(operation, app):
    with app("another"):
        for table in EVERY:
            assert not [row for row in table.objects.all() if getattr(row, "person", "x")], table
    with app():
        assert not Person.objects.exists()
    with app("op"):
        assert Person.objects.count() == 11
        assert CustodyLine.objects.exists()


def test_what_was_opened_for_one_question_is_closed_for_the_next(operation, app):
    with app("op"):
        assert Person.objects.exists()
        row_security.closes()
        assert not Person.objects.exists()


def test_the_clerks_hand_folds_everybody_and_only_while_it_holds_the_end_of_the_log(operation, app):
    with app("another"):
        with transaction.atomic():
            pen.lock()
            assert Person.objects.count() == 11
            transaction.set_rollback(True)  # a test is one transaction: taken back, the hand goes with it
        assert not Person.objects.exists()


def test_an_act_is_written_under_that_role(operation, app):
    operation.hand("director")
    with app("op"):
        assert operation.do("see", person="c1", site="centro", how="by-sight").taken


def test_nobody_without_the_operation_changes_or_erases_a_row_of_it(operation, app):
    with app("another"), connection.cursor() as cursor:
        for sql in ("UPDATE registers_person SET line = 'x'", "DELETE FROM registers_whereabout"):
            cursor.execute(sql)
            assert cursor.rowcount == 0


def test_a_role_that_owns_the_tables_is_known_for_what_it_is(db, app):
    assert row_security.unlocked()
    with app("op"):
        assert not row_security.unlocked()


@pytest.mark.parametrize(
    ("kind", "part"),
    [("check", "health"), ("concern", "case"), ("allegation", "investigation"), ("interview", "investigation")],
)
def test_what_tells_of_health_a_case_or_an_investigation_is_closed_to_whoever_has_no_part_in_it(
    operation, app, kind, part
):
    written = [kind, "x", "op", "c1", 0, 0, *[""] * 4]
    with connection.cursor() as cursor:  # no fact of ours folds into a card as bare as this one
        cursor.execute(
            "INSERT INTO registers_card (kind, id, operation, person, at, changed_at, site, status, title, body)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)", written,
        )  # fmt: skip
    others = {"health", "case", "investigation", "statements"} - {part}
    with app("op", parts=others):
        assert not Card.objects.filter(kind=kind).exists()
        assert Person.objects.count() == 11
    with app("op", parts={part}):
        assert Card.objects.filter(kind=kind).exists()
    with app("another", parts={part}):
        assert not Card.objects.filter(kind=kind).exists()
