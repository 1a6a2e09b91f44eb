"""How alembic reaches the database: the address and who is told of progress come from ``migrations.run``."""

from typing import Any

import sqlalchemy as sa
from alembic import context
from sqlalchemy.pool import NullPool

LOCK_OF_MIGRATIONS = 5_312_001  # any number; two migrations at once wait for each other


def run_migrations() -> None:
    """Run the asked revisions, each in its own transaction, giving up on a lock that others hold for long."""
    attributes = context.config.attributes
    engine = sa.create_engine(attributes["url"], poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT set_config('lock_timeout', '5s', false)"))
        connection.execute(sa.text("SELECT pg_advisory_lock(:number)"), {"number": LOCK_OF_MIGRATIONS})
        _take_every_scope(connection)
        connection.commit()
        context.configure(
            connection=connection,
            transaction_per_migration=True,
            on_version_apply=lambda step, **_: _tell(attributes, step),
        )
        with context.begin_transaction():
            context.run_migrations()


def _take_every_scope(connection: sa.Connection) -> None:
    """See the rows of every municipality: a constraint that is added looks at them all, and the walls hold the owner."""
    there = connection.execute(sa.text("SELECT to_regclass('municipality') IS NOT NULL")).scalar_one()
    codes = connection.execute(sa.text("SELECT code FROM municipality")).scalars().all() if there else []
    # Nobody's code, where there is no municipality yet: an empty scope is none at all.
    scope = {"codes": ",".join(codes) or "----"}
    connection.execute(sa.text("SELECT set_config('lagat.municipalities', :codes, false)"), scope)


def _tell(attributes: dict[str, Any], step: Any) -> None:
    attributes["tell"](step.up_revision.revision, step.up_revision.doc, step.is_upgrade)


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database; writing them out as SQL is not supported.")
run_migrations()
