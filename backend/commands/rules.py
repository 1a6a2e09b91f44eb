"""`rules`: the rules of responsibility out to a sheet, and a draft tried on as many cases as there are."""

import csv
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import click

from backend import geography, responsibility
from backend.commands.installation import open_installation
from backend.foundation import clock
from backend.foundation.database import GLOBAL, Database, Scope
from backend.foundation.errors import Invalid
from backend.responsibility import DryRun, Names

MOST_CASES = 1_000_000


@click.group()
def rules() -> None:
    """The rules of responsibility: what is in force, and what a draft would change."""


@rules.command("show")
@click.argument("municipality")
def show(municipality: str) -> None:
    """Print the edition in force in MUNICIPALITY (its word in addresses) as a sheet (CSV)."""
    with open_installation() as installation:
        database = Database(installation.settings.database_url_web, pool_size=1)
        try:
            code = _find_code(database, municipality)
            with database.transaction(Scope((code,))) as session:
                edition = responsibility.find_edition(session, code, at=clock.now(session))
                click.echo(responsibility.write_sheet(edition.rules if edition else []), nl=False)
        finally:
            database.close()


@rules.command("dry-run")
@click.argument("municipality")
@click.argument("draft", type=click.UUID)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Cases opened from that day (UTC).")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Cases opened before that day.")
@click.option("--file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Rows of a CSV instead.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write every case that moves to this CSV.")
def try_draft(
    municipality: str, draft: UUID, since: datetime | None, until: datetime | None, file: Path | None, out: Path | None
) -> None:
    """Try DRAFT (its id) on cases that have been: what would have gone elsewhere, counted. Nothing is kept."""
    with open_installation() as installation:
        database = Database(installation.settings.database_url_web, pool_size=1)
        try:
            code = _find_code(database, municipality)
            run, names = run_draft(database, code, draft, since=since, until=until, file=file)
        finally:
            database.close()
    tell(run, names)
    if out is not None:
        write_moved(run, out)


def run_draft(
    database: Database, code: str, draft_id: UUID, *, since: datetime | None, until: datetime | None, file: Path | None
) -> tuple[DryRun, Names]:
    """The draft against the edition in force, on a file's rows or on the cases of a period."""
    with database.transaction(Scope((code,))) as session:
        now = clock.now(session)
        draft = responsibility.get_draft(session, code, draft_id)
        if file is not None:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                subjects = responsibility.read_subjects(session, code, lines)
        else:
            begins = (since or datetime(2000, 1, 1, tzinfo=UTC)).replace(tzinfo=UTC)
            ends = until.replace(tzinfo=UTC) if until else now
            subjects = list(responsibility.list_subjects(session, code, since=begins, until=ends, limit=MOST_CASES))
        in_force = responsibility.find_edition(session, code, at=now)
        before = in_force.rules if in_force else []
        run = responsibility.dry_run(session, code, subjects, before=before, after=draft.rules, now=now)
        return run, responsibility.read_names(session, code, now=now)


def tell(run: DryRun, names: Names) -> None:
    """How many, and from where to where."""
    click.echo(f"  {len(run.moved)} of {run.tried} would have gone elsewhere; {run.skipped} skipped.")
    asked = f"{run.asked_before} by the edition in force, {run.asked_after} by the draft"
    click.echo(f"  Where carriageway or path is asked, and nobody has said: {asked}.")
    for before, after, many in run.counts:
        said = (responsibility.say_target(each, names, "sv") for each in (before, after))
        click.echo(f"  {many:8}  {' → '.join(said)}")


def write_moved(run: DryRun, out: Path) -> None:
    """Every case that moves, with both explanations."""
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(("key", "category", "before", "after", "rule", "why_before", "why_after"))
        for each in run.moved:
            before, after = each.before, each.after
            said = (before.goes_to, after.goes_to, after.rule, before.explanation["sv"], after.explanation["sv"])
            writer.writerow((each.subject.key, each.subject.category, *said))


def _find_code(database: Database, slug: str) -> str:
    with database.transaction(GLOBAL) as session:
        found = geography.find_municipality_by_slug(session, slug)
    if found is None:
        raise Invalid("municipality_unknown", "There is no such municipality.")
    return found.code
