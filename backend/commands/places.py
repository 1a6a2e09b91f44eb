"""`places import`: a municipality's own files of addresses, names, streets, properties, areas, road keepers, assets."""

import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from backend.commands.installation import open_installation
from backend.foundation import clock
from backend.foundation.actor import SYSTEM
from backend.foundation.database import Database, Scope
from backend.geography import importing
from backend.geography.importing import ImportReport, Kind, Order, SourceFile

SHOWN = 5


@click.group()
def places() -> None:
    """The places people say: from the municipality's own files into our own search."""


@places.command("import")
@click.argument("municipality")
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--profile", default="general", show_default=True, help="nvdb, osm, or a file of one's own (.toml).")
@click.option("--name-field", help="The column that holds the name.")
@click.option("--field", "fields", multiple=True, metavar="WHAT=COLUMN", help="number=stolpnr, street=gata, key=uuid …")
@click.option("--where", multiple=True, metavar="COLUMN=VALUE", help="Only rows that say so: highway=street_lamp.")
@click.option("--layer", "layers", multiple=True, help="Which layer of the file; its first unless said.")
@click.option("--x", "x", help="CSV: the column of east or longitude.")
@click.option("--y", "y", help="CSV: the column of north or latitude.")
@click.option("--crs", "epsg", type=int, metavar="EPSG", help="The coordinate system: 3006, 3010, 4326, 2056 …")
@click.option("--swap-axes", is_flag=True, help="The file has north before east.")
@click.option("--class", "asset_class", help="Assets: what they are, lamp_post, bin, or a word of one's own.")
@click.option("--class-name", help="Assets: what one of them is called, in Swedish.")
@click.option("--open", "is_public", is_flag=True, help="Assets: show them to all; staff alone see them otherwise.")
@click.option("--source", default="", help="The name of the set, where several files hold one kind.")
@click.option("--may-end-many", is_flag=True, help="Let more than half of what stands end.")
@click.option("--errors", "errors", type=click.Path(path_type=Path), help="Write each row left out, with why, as CSV.")
@click.option("--dry-run", is_flag=True, help="Say what would differ, and change nothing.")
def import_command(
    municipality: str,
    kind: str,
    file: Path,
    *,
    profile: str,
    name_field: str | None,
    fields: tuple[str, ...],
    where: tuple[str, ...],
    layers: tuple[str, ...],
    x: str | None,
    y: str | None,
    epsg: int | None,
    swap_axes: bool,
    asset_class: str | None,
    class_name: str | None,
    is_public: bool,
    source: str,
    may_end_many: bool,
    errors: Path | None,
    dry_run: bool,
) -> None:
    """Import FILE as MUNICIPALITY's (four figures) places of KIND. Done again it changes only what differs."""
    columns = dict(map(_pair, fields)) | ({"name": name_field} if name_field else {})
    understood = importing.read_profile(profile, Kind(kind)).changed(columns, _conditions(where))
    if kind == Kind.ASSETS.value and not asset_class and "class" not in columns:
        raise click.UsageError("Say what the assets are: --class lamp_post, or --field class=COLUMN.")
    order = Order(
        kind=Kind(kind),
        profile=understood,
        source=source,
        epsg=epsg,
        swap_axes=swap_axes,
        asset_class=asset_class,
        class_names={"sv": class_name} if class_name else {},
        is_public=is_public,
        may_end_many=may_end_many,
    )
    found = importing.read_file(file, layers=layers or understood.layers, x=x, y=y)
    with open_installation() as installation:
        database = Database(installation.settings.database_url_owner)
        try:
            report = import_into(database, municipality, found, order, dry_run=dry_run)
        finally:
            database.close()
    _tell(report, dry_run=dry_run)
    if errors is not None:
        write_errors(errors, report)


def import_into(
    database: Database, municipality: str, file: SourceFile, order: Order, *, dry_run: bool = False
) -> ImportReport:
    """Import in one transaction of the owner's ``database``, with progress on standard error."""
    columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("Reading", total=len(file.rows))

        def tell(stage: str, done: int, total: int) -> None:
            progress.update(task, description=stage, completed=done, total=total)

        with database.transaction(Scope((municipality,))) as session:
            return importing.import_places(
                session,
                municipality,
                file,
                order,
                dry_run=dry_run,
                tell=tell,
                actor=SYSTEM,
                now=clock.now(session),
            )


def write_errors(path: Path, report: ImportReport) -> None:
    """Each row that was left out, by its number in the file, with the reason."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("row", "reason"))
        writer.writerows((each.number, each.reason) for each in report.refusals)


def _tell(report: ImportReport, *, dry_run: bool) -> None:
    how = "found from the numbers" if report.settled.is_found else "as said"
    click.echo(f"  {report.rows} rows in EPSG:{report.settled.epsg} ({how}); {report.passed_over} of another kind.")
    for table, each in report.differences.items():
        if each.made + each.changed + each.ended + each.same:
            words = f"{each.made} new, {each.changed} changed, {each.ended} ended, {each.same} as before"
            click.echo(f"  {table}: {words}")
    if report.refusals:
        click.echo(f"  {len(report.refusals)} rows were left out:")
        for reason, count in Counter(each.reason for each in report.refusals).most_common(SHOWN):
            first = next(each.number for each in report.refusals if each.reason == reason)
            click.echo(f"    {count} × {reason} (first in row {first})")
    if dry_run:
        click.echo("  Nothing was changed: this was a dry run.")


def _conditions(where: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Column and every value it may have."""
    found: dict[str, tuple[str, ...]] = {}
    for column, value in map(_pair, where):
        found[column] = (*found.get(column, ()), value)
    return found


def _pair(text: str) -> tuple[str, str]:
    what, sign, value = text.partition("=")
    if not sign or not what or not value:
        raise click.UsageError(f"Write WHAT=VALUE, not {text}.")
    return what.strip(), value.strip()
