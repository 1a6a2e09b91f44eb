"""`reserve`: paper forms with references of their own, the open acute cases and who is on call, as a page to print."""

import os
from datetime import timedelta
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from backend import geography, reserve
from backend.commands.installation import find_var, is_private, open_installation
from backend.foundation.database import GLOBAL, Database
from backend.foundation.errors import Invalid, Unavailable
from backend.foundation.settings import Settings


@click.command(name="reserve")
@click.option("--municipality", metavar="SLUG", help="Whose; may be left out where only one uses Lagat.")
@click.option("--forms", default=reserve.FORMS_ON_STANDBY, show_default=True, help="How many blank forms.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file to write (HTML).")
def print_reserve(municipality: str | None, forms: int, out: Path | None) -> None:
    """Write paper forms to print, each with a reference of its own, the open acute cases and who is on call.

    With the database away it takes the last sheets the worker wrote, and says how old they are.
    """
    if out is not None and out.suffix != ".html":
        raise click.UsageError("The sheets are HTML: name a file that ends with .html and print it from a browser.")
    try:
        with open_installation() as installation:
            file = _print(installation.settings, municipality, forms, out)
    except (Unavailable, SQLAlchemyError) as error:
        click.secho(f"The database does not answer ({error}).", fg="yellow", err=True)
        file = _take_last(municipality, out)
    else:
        click.echo(f"{forms} blanketter med nya referenser / forms with new references:")
    click.echo(str(file))


def _print(settings: Settings, slug: str | None, forms: int, out: Path | None) -> Path:
    database = Database(settings.database_url_worker, pool_size=1)
    try:
        code = _find_code(database, slug)
        return reserve.print_sheets(database, code, forms=forms, folder=settings.reserve_folder, out=out)
    finally:
        database.close()


def _find_code(database: Database, slug: str | None) -> str:
    with database.transaction(GLOBAL) as session:
        towns = {each.slug: each.code for each in geography.list_municipalities(session, active_only=True)}
    if slug is None and len(towns) == 1:
        return next(iter(towns.values()))
    if slug not in towns:
        raise Invalid("municipality_unknown", "Say which with --municipality: {known}", known=", ".join(sorted(towns)))
    return towns[slug]


def _take_last(slug: str | None, out: Path | None) -> Path:
    """The last sheets that were written, marked as printed so that no reference is given to two people."""
    folder = Path(os.environ.get("LAGAT_RESERVE_FOLDER") or (find_var() if is_private() else Path("var")) / "reserve")
    found = reserve.find_last(folder, slug)
    if found is None:
        raise Unavailable(
            "no_sheets",
            "There are no sheets in {folder} either. Write on any paper: when, where, what, who, and a number to ring.",
            folder=str(folder),
        )
    click.secho(
        f"De senast skrivna bladen, {_age(found.age)} gamla / the last sheets, {_age(found.age)} old.", bold=True
    )
    if found.is_printed:
        click.secho(
            "De har tagits ut förut: samma referenser. Stryk de som är använda."
            " / They were taken before: the same references. Strike out those already given.",
            fg="red",
        )
    file = reserve.mark_printed(found)
    return reserve.write_file(
        (out or Path.cwd() / f"reserve-{slug or 'lagat'}.html").resolve().parent,
        (out or Path(f"reserve-{slug or 'lagat'}.html")).name,
        file.read_text(encoding="utf-8"),
    )


def _age(age: timedelta) -> str:
    minutes = max(0, int(age.total_seconds() // 60))
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"
