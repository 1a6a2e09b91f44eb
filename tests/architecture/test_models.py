"""The models equal the migrated schema: every table, column, type, default and whether it may be empty."""

from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

import backend.app
import backend.worker  # noqa: F401 - both processes load their models
from backend.foundation.database import Base

SPOKEN_TO_IN_SQL = {
    "event", "event_stream", "reaction", "tick_slot", "tick_failure", "audit_entry", "audit_seal", "idempotency_key",
    "simulated_clock", "follower_epoch", "wanted_reaction",
}  # fmt: skip
"""The foundation's tables: no model, since their statements lock, skip and count in ways only SQL says."""
NOT_OURS = {"spatial_ref_sys", "alembic_version"}

STAND_IN_MIGRATIONS_ALONE = {"remove_index", "remove_constraint", "remove_fk"}
"""Indexes (partial, descending), uniqueness and foreign keys are the database's to keep and no statement of ours reads
them from a model. What a model does declare must be there."""


def list_differences(owner_engine: sa.Engine, metadata: sa.MetaData) -> list[Any]:
    """What alembic would change in the migrated database to make it the models'."""
    options = {"compare_type": True, "compare_server_default": True}
    with owner_engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    # Changes of one column come as a list of their own.
    return [change for each in found for change in (each if isinstance(each, list) else [each])]


def test_the_models_equal_the_migrated_schema(owner_engine: sa.Engine) -> None:
    left = [
        change
        for change in list_differences(owner_engine, Base.metadata)
        if change[0] not in STAND_IN_MIGRATIONS_ALONE
        and not (change[0] == "remove_table" and change[1].name in SPOKEN_TO_IN_SQL | NOT_OURS)
    ]
    assert left == []


def test_every_table_has_a_model_or_a_reason(owner_engine: sa.Engine) -> None:
    there = set(sa.inspect(owner_engine).get_table_names())
    assert there - set(Base.metadata.tables) - NOT_OURS == SPOKEN_TO_IN_SQL


@pytest.mark.parametrize(
    "column",
    [
        sa.Column("left_over", sa.Text),
        sa.Column("place", sa.Text, nullable=True),
        sa.Column("is_acute", sa.Integer, nullable=False),
    ],
    ids=["a column too many", "may be empty", "another type"],
)
def test_a_model_that_went_astray_would_be_found(owner_engine: sa.Engine, column: sa.Column[Any]) -> None:
    astray = sa.MetaData()
    for table in Base.metadata.tables.values():
        table.to_metadata(astray)
    astray.tables["cases"].append_column(column, replace_existing=True)
    assert any(
        change[0] in ("add_column", "modify_nullable", "modify_type") and "cases" in change
        for change in list_differences(owner_engine, astray)
    )
