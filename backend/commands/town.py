"""`town import`: a municipality's units, people, firms, contracts, bodies, call lists, hours and rules from a folder."""

from pathlib import Path

import click

from backend.commands.installation import open_installation
from backend.foundation import clock
from backend.foundation.actor import SYSTEM
from backend.foundation.database import Database, Scope
from backend.foundation.errors import Invalid
from backend.setting_up import Counts, Laid, TownFiles, TownWrong, import_town, read_folder

WORDS = {Laid.NEW: "new", Laid.CHANGED: "changed", Laid.SAME: "as before"}


@click.group()
def town() -> None:
    """A town as a folder of files: what one enters in the console, all at once."""


@town.command("import")
@click.argument("municipality")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would differ, and change nothing.")
def import_command(municipality: str, folder: Path, *, dry_run: bool) -> None:
    """Lay the files of FOLDER onto MUNICIPALITY (four figures): all of them, or nothing where something is wrong.

    units.csv people.csv firms.csv contracts.csv bodies.csv call_list.csv retention.csv hours.toml rules.csv
    rule_tests.toml; which columns they have is in docs/going-live.md. Done again it changes only what differs.
    """
    try:
        files = read_folder(folder)
        with open_installation() as installation:
            database = Database(installation.settings.database_url_owner, pool_size=1)
            try:
                counts = import_into(database, municipality, files, dry_run=dry_run)
            finally:
                database.close()
    except TownWrong as error:
        for fault in error.faults:
            click.echo(f"  {fault}", err=True)
        raise Invalid("town_wrong", error.message) from None
    _tell(counts)
    if dry_run:
        click.echo("  Nothing was changed: this was a dry run.")


def import_into(database: Database, municipality: str, files: TownFiles, *, dry_run: bool = False) -> Counts:
    """In one transaction of the owner's ``database``, audited."""
    with database.transaction(Scope((municipality,))) as session:
        return import_town(session, municipality, files, dry_run=dry_run, actor=SYSTEM, now=clock.now(session))


def _tell(counts: Counts) -> None:
    for file, became in counts.items():
        told = ", ".join(f"{became[laid]} {words}" for laid, words in WORDS.items() if became[laid])
        click.echo(f"  {file:<16} {told or 'as before'}")
