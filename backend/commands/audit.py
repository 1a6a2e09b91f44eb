"""`audit verify`: whether the chain over the log of acts is whole."""

import click

from backend.commands.installation import open_installation
from backend.foundation.audit import find_broken_link
from backend.foundation.database import GLOBAL, Database


@click.group()
def audit() -> None:
    """The log of acts and looks."""


@audit.command("verify")
def verify_command() -> None:
    """Follow the chain from its first entry; ends with 1 and the position where an entry was changed or taken away."""
    with open_installation() as installation:
        database = Database(installation.settings.database_url_worker)
        try:
            position = find_broken(database)
        finally:
            database.close()
    if position is not None:
        raise click.ClickException(f"The chain is broken at position {position}: that entry is not what was sealed.")
    click.echo("  The chain is whole.")


def find_broken(database: Database) -> int | None:
    """The first position whose seal does not fit; None when the chain is whole. ``database`` as the worker."""
    with database.transaction(GLOBAL) as session:
        return find_broken_link(session)
