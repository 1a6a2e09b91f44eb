"""`golive`: what is missing before a municipality opens, who must do what, and entering that it was done."""

import sys
from collections.abc import Sequence
from datetime import datetime

import click
from rich.console import Console
from rich.table import Table

from backend import deliveries, wiring
from backend.commands.installation import open_installation
from backend.foundation import clock
from backend.foundation.actor import SYSTEM
from backend.foundation.database import Database, Scope
from backend.foundation.settings import Settings
from backend.going_live import BY_PEOPLE, Need, Point, enter_act, list_points, send_test_message


@click.command()
@click.argument("municipality")
@click.option("--done", type=click.Choice(sorted(need.value for need in BY_PEOPLE)), help="Enter that this was done.")
@click.option("--by", "by_name", default="", help="The name of who did it.")
@click.option("--on", "done_on", type=click.DateTime(["%Y-%m-%d"]), help="The day; today unless given.")
@click.option("--note", default="", help="How, or where it is written down.")
@click.option("--test-message", "address", help="Send a test message to this mailbox outside the house.")
def golive(
    municipality: str, done: str | None, by_name: str, done_on: datetime | None, note: str, address: str | None
) -> None:
    """List what MUNICIPALITY (its code) lacks before it goes live; ends with 1 until all of it is green."""
    with open_installation() as installation:
        settings = installation.settings
        database = Database(settings.database_url_worker, pool_size=1)
        try:
            if address:
                _send_test_message(database, installation.settings, municipality, address)
            with database.transaction(Scope((municipality,))) as session:
                now = clock.now(session)
                if done:
                    day = done_on.date() if done_on else now.date()
                    enter_act(
                        session,
                        municipality,
                        Need(done),
                        by_name=by_name,
                        done_on=day,
                        note=note,
                        actor=SYSTEM,
                        now=now,
                    )
                points = list_points(session, municipality, mail_from=settings.mail_from, now=now)
        finally:
            database.close()
    _print(points)
    missing = sum(not point.is_green for point in points)
    click.echo("  All of it is there." if not missing else f"  {missing} of {len(points)} are missing.")
    sys.exit(1 if missing else 0)


def _send_test_message(database: Database, settings: Settings, municipality: str, address: str) -> None:
    """Queue it and let what is due leave: the worker does the same, but need not run for this."""
    with database.transaction(Scope((municipality,))) as session:
        now = clock.now(session)
        sent = send_test_message(session, municipality, address=address, actor=SYSTEM, now=now)
    sender = wiring.build_sender(database, settings)
    while sender.send_next():
        with database.transaction(Scope((municipality,))) as session:
            fate = deliveries.get_delivery(session, municipality, sent).fate
        if fate is not deliveries.Fate.QUEUED:
            break
    with database.transaction(Scope((municipality,))) as session:
        found = deliveries.get_delivery(session, municipality, sent)
        click.echo(f"  Test message: {found.fate.value}{f' ({found.last_error})' if found.last_error else ''}")


def _print(points: Sequence[Point]) -> None:
    table = Table("", "What", "Who", "Entered", show_lines=False)
    for point in points:
        act = point.act
        entered = f"{act.done_on} {act.by_name}{' (PRACTICE)' if act.is_practice else ''}" if act else ""
        code = f" [{point.need.value}]" if point.by_people and not point.is_green else ""
        words = f"{point.words}{code}".replace("[", r"\[")
        table.add_row("ok" if point.is_green else "MISSING", words, point.who.value, entered)
    Console(width=150).print(table)
