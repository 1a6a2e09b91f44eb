"""Every column that could hold a person is declared as holding one, or as holding none."""

import warnings

import sqlalchemy as sa

from backend.retention.personal_data import REPORTERS, list_declared, list_declared_twice

NOT_OURS = {"spatial_ref_sys", "alembic_version"}


def list_columns(owner_engine: sa.Engine) -> set[tuple[str, str]]:
    """(table, column) of every text without a length, JSON, number with a fraction, and fingerprint."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sa.exc.SAWarning)  # geometries of the map are no column of ours to read
        inspected = sa.inspect(owner_engine)
        return {
            (table, column["name"])
            for table in inspected.get_table_names()
            if table not in NOT_OURS
            for column in inspected.get_columns(table)
            if str(column["type"]).startswith(("TEXT", "JSON", "DOUBLE", "CHAR(64)", "BYTEA"))
        }


def test_every_column_that_could_hold_a_person_is_declared(owner_engine: sa.Engine) -> None:
    there, declared = list_columns(owner_engine), list_declared()
    said = "Declare it in backend/retention/personal_data.py, and let erasing reach it where it holds a reporter."
    assert sorted(there - declared) == [], said
    assert sorted(declared - there) == []


def test_nothing_is_declared_as_two_things() -> None:
    assert list_declared_twice() == set()


def test_the_test_finds_a_column_that_was_added(owner_engine: sa.Engine) -> None:
    with owner_engine.connect() as connection, connection.begin() as transaction:
        connection.execute(sa.text("ALTER TABLE cases ADD COLUMN nickname text"))
        added = connection.scalar(
            sa.text("SELECT data_type FROM information_schema.columns WHERE column_name = 'nickname'")
        )
        transaction.rollback()
    assert added == "text"
    assert ("cases", "nickname") not in list_declared()
    assert ("cases", "place") in list_declared()


def test_what_holds_reporters_is_said_with_what_becomes_of_it() -> None:
    assert {"report", "reporter_address", "report_addition", "photo", "delivery", "case_note"} <= set(REPORTERS)
