"""The settings of the house."""

import pytest

from abrigo.house.settings import database


def test_a_postgres_address_is_taken_apart():
    found = database("postgres://ana:a%40b@db:5433/abrigo")
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "ana",
        "a@b",
        "db",
        "5433",
        "abrigo",
    )


def test_a_file_is_kept_so_that_what_was_acknowledged_survives_a_power_cut():
    found = database("sqlite:////var/lib/abrigo/abrigo.sqlite3")
    assert found["NAME"] == "/var/lib/abrigo/abrigo.sqlite3"
    assert "synchronous=FULL" in found["OPTIONS"]["init_command"]


@pytest.mark.parametrize("address", ["", "mysql://db/abrigo", "abrigo.sqlite3"])
def test_a_database_we_do_not_know_is_refused_by_name(address):
    with pytest.raises(ValueError, match="ABRIGO_DATABASE_URL"):
        database(address)
