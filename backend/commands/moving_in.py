"""`move-in`: the matters of another system, taken over from a file, compared with it, and taken back."""

import csv
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from backend.commands.installation import Installation, open_installation
from backend.foundation.database import Database, Scope
from backend.moving_in import (
    Counted,
    Refused,
    Totals,
    compare_totals,
    list_moved_in,
    read_mapping,
    run_file,
    try_file,
    undo_all,
)
from backend.moving_in.running import Tell

SHOWN = 10


class _FileOrWord(click.Group):
    """After the municipality comes a word of ours, or the file."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A first word that is none of ours is the file."""
        return super().resolve_command(ctx, args if args[0] in self.commands else ["take", *args])


@click.group(cls=_FileOrWord)
@click.argument("municipality")
@click.pass_context
def move_in(ctx: click.Context, municipality: str) -> None:
    """Take over the matters of another system in MUNICIPALITY (its code).

    \b
    ./lagat move-in 0581 FILE.csv --mapping M.toml [--dry-run]
    ./lagat move-in 0581 totals NAME
    ./lagat move-in 0581 undo NAME
    ./lagat move-in 0581 list
    """
    ctx.obj = municipality


@move_in.command("take")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mapping", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), help="TOML.")
@click.option("--name", help="To call it by afterwards; the mapping's source unless given.")
@click.option("--dry-run", is_flag=True, help="Read everything and write nothing.")
@click.option("--errors", type=click.Path(path_type=Path), help="Where the rows that did not come along are listed.")
@click.pass_obj
def take_command(
    municipality: str, file: Path, mapping: Path, name: str | None, dry_run: bool, errors: Path | None
) -> None:
    """Move FILE (CSV, plain or gzipped) in. Nobody is told; run again it goes on where it stopped."""
    text = mapping.read_text(encoding="utf-8")
    with _worker() as (installation, database):
        if dry_run:
            counted = try_file(database, municipality, file, mapping=text)
            refused: Sequence[Refused] = counted.refused
            _print_counted(counted)
        else:
            called = name or read_mapping(text).source
            with _progress("Matters") as tell:
                ran = run_file(database, municipality, file, mapping=text, name=called, tell=tell)
            refused = ran.refused
            click.echo(f"  {ran.new} moved in as {called}, {ran.there} were here already, {len(refused)} did not come.")
        listed = errors or installation.var / f"{file.name}.refused.csv"
        _write_refused(refused, listed)
    sys.exit(1 if refused else 0)


@move_in.command("totals")
@click.argument("name")
@click.pass_obj
def totals_command(municipality: str, name: str) -> None:
    """Compare the file's counts with the database's; ends with 1 where they differ."""
    with _worker() as (_, database), database.transaction(Scope((municipality,))) as session:
        totals = compare_totals(session, municipality, name)
    _print_totals(totals)
    sys.exit(0 if totals.agree else 1)


@move_in.command("undo")
@click.argument("name")
@click.pass_obj
def undo_command(municipality: str, name: str) -> None:
    """Take back everything that moved in under NAME, to the last row; refused where some have been worked with since."""
    with _worker() as (_, database), _progress("Taken back") as tell:
        done = undo_all(database, municipality, name, tell=tell)
    click.echo(f"  {done} cases taken back. Nothing of {name} is left.")


@move_in.command("list")
@click.pass_obj
def list_command(municipality: str) -> None:
    """What has moved in."""
    with _worker() as (_, database), database.transaction(Scope((municipality,))) as session:
        for moving in list_moved_in(session, municipality):
            click.echo(f"  {moving.name}: {moving.in_file} rows of {moving.file_name}, {moving.state.value}")


@contextmanager
def _worker() -> Iterator[tuple[Installation, Database]]:
    with open_installation() as installation:
        database = Database(installation.settings.database_url_worker, pool_size=1)
        try:
            yield installation, database
        finally:
            database.close()


@contextmanager
def _progress(what: str) -> Iterator[Tell]:
    columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _write_refused(refused: Sequence[Refused], file: Path) -> None:
    for each in refused[:SHOWN]:
        click.echo(f"  row {each.number} ({each.old_id}): {each.why}", err=True)
    if refused:
        with file.open("w", encoding="utf-8", newline="") as lines:
            written = csv.writer(lines)
            written.writerow(("row", "reference", "why"))
            written.writerows((each.number, each.old_id, each.why) for each in refused)
        click.echo(f"  All {len(refused)} are listed in {file}.", err=True)


def _print_counted(counted: Counted) -> None:
    click.echo(f"  {counted.rows} rows, {counted.rows - len(counted.refused)} can move in. Nothing was written.")
    table = Table("By", "What", "Rows")
    for by, counts in counted.by.items():
        for what, count in sorted(counts.items()):
            table.add_row(by, what, str(count))
    Console().print(table)


def _print_totals(totals: Totals) -> None:
    table = Table("By", "What", "In the file", "Here", "")
    for line in totals.lines:
        table.add_row(line.by, line.what, str(line.in_file), str(line.here), "" if line.agrees else "differs")
    table.add_row(
        "all", "", str(totals.in_file), str(totals.cases), "" if totals.in_file == totals.cases else "differs"
    )
    Console().print(table)
    click.echo(f"  {totals.refused} rows did not come along; {totals.lived} cases have been worked with since.")
