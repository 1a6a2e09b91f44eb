"""`admin add`: the first person who may sign in to a municipality; she adds the others."""

import click

from backend import accounts, geography
from backend.cli_installation import open_installation
from backend.foundation import audit, clock
from backend.foundation.actor import SYSTEM
from backend.foundation.database import Database, Scope


@click.group()
def admin() -> None:
    """The people who administer a municipality."""


@admin.command("add")
@click.argument("email")
@click.option("--municipality", "code", required=True, metavar="CODE", help="Four figures: 0581.")
@click.option("--name", required=True, help="As colleagues see it.")
@click.option("--language", type=click.Choice(["sv", "en"]), default="sv", show_default=True)
def add_command(email: str, code: str, name: str, language: str) -> None:
    """Let the person with EMAIL administer a municipality. She signs in by a link mailed to that address."""
    with open_installation() as installation:
        database = Database(installation.settings.database_url_owner)
        try:
            add_to(database, email, code=code, name=name, language=language)
        finally:
            database.close()
        click.echo(f"  {name} administers {code} and signs in at {installation.settings.web_address}/.")


def add_to(database: Database, email: str, *, code: str, name: str, language: str = "sv") -> None:
    """Add the person, audited. Raises ``NotFound`` for an unknown municipality, ``Invalid`` for no mail address."""
    with database.transaction(Scope((code,))) as session:
        geography.get_municipality(session, code)
        person_id = accounts.add_admin(session, municipality=code, name=name, email=email, language=language)
        audit.record(
            session,
            code,
            actor=SYSTEM,
            act="add_admin",
            subject=("person", person_id),
            now=clock.now(session),
        )
