"""The settings of the house."""

from abrigo.house.settings import database


def test_without_an_address_the_database_is_a_file_of_the_house():
    assert database("")["ENGINE"] == "django.db.backends.sqlite3"


def test_a_postgres_address_is_taken_apart():
    found = database("postgres://ana:a%40b@db:5433/abrigo")
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "ana",
        "a@b",
        "db",
        "5433",
        "abrigo",
    )
