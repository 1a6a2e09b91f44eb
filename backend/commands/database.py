"""`migrate`: the database brought to what this release needs, and what a superuser has to run for it."""

import click
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from backend.commands.installation import open_installation
from backend.foundation.errors import Unavailable
from backend.foundation.roles import ROLES, prepare_database
from migrations import run as migrations


@click.command()
@click.option("--before-release", is_flag=True, help="Only what may run while the previous release still serves.")
@click.option("--back-to", metavar="REVISION", help="Go back to this revision instead; 'base' removes everything.")
def migrate(before_release: bool, back_to: str | None) -> None:
    """Bring the database up to this release (or back).

    Roles and extensions are made where the connection may; otherwise the statements are printed for a superuser.
    """
    with open_installation() as installation:
        url = installation.environment.get("DATABASE_URL_OWNER") or installation.environment["DATABASE_URL"]
        migrate_database(url, before_release=before_release, back_to=back_to)


def migrate_database(url: str, *, before_release: bool = False, back_to: str | None = None) -> None:
    """Prepare and migrate the database at ``url`` (the owner's), a line a step. Raises ``Unavailable``."""
    url = sa.make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    prepare(url)
    if back_to:
        migrations.downgrade(url, revision=back_to, tell=_tell)
        return
    wanted = migrations.find_last_before_release(url) if before_release else migrations.newest_revision()
    if wanted is None or migrations.find_revision(url) == wanted:
        click.echo(f"  The database is at {migrations.find_revision(url)}: nothing to do.")
        return
    migrations.upgrade(url, revision=wanted, tell=_tell)


def prepare(url: str) -> None:
    """Roles and extensions. Raises ``Unavailable`` after printing what a superuser has to run."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        refused = prepare_database(connection)
        name = connection.scalar(sa.text("SELECT current_database()"))
    if not refused:
        return
    click.echo(f"-- A superuser has to run this in the database {name} (give each role its own password):")
    for statement in refused:
        click.echo(f"{statement} PASSWORD '...';" if statement.startswith("CREATE ROLE") else f"{statement};")
    click.echo(f"ALTER DATABASE {name} OWNER TO lagat_owner;")
    raise Unavailable(
        "database_not_prepared",
        "The database lacks roles or extensions. Let a superuser run the statements above, then migrate as {owner}.",
        owner=next(iter(ROLES)),
    )


def _tell(revision: str, what: str, up: bool) -> None:
    click.echo(f"  {'migrated to' if up else 'took back'} {revision}: {what.splitlines()[0]}")
