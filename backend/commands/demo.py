"""`demo`: everything on this machine with the practice municipality Ängsby, started, watched and stopped together."""

import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

import click
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from backend.commands.database import migrate_database
from backend.commands.demo_clock import TownClock
from backend.commands.demo_house import House, Part
from backend.commands.installation import (
    MAIL_PORT,
    PORTAL_PORT,
    SMS_PORT,
    WEB_PORT,
    find_var,
    is_private,
    private_environment,
)
from backend.commands.serve import portal_command, portal_environment, refuse_unsafe, web_command, worker_command
from backend.foundation.children import ended_by_signals
from backend.foundation.cluster import Cluster, ensure_cluster
from backend.foundation.database import Database
from backend.foundation.errors import Unavailable
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE

Result = TypeVar("Result")


@click.command()
@click.option("--web-port", default=WEB_PORT, show_default=True)
@click.option("--portal-port", default=PORTAL_PORT, show_default=True)
@click.option("--mail-port", default=MAIL_PORT, show_default=True)
@click.option("--sms-port", default=SMS_PORT, show_default=True)
@click.option("--once", is_flag=True, help="Start, check that every part answers, print, and stop.")
def demo(web_port: int, portal_port: int, mail_port: int, sms_port: int, once: bool) -> None:
    """Start everything on this machine with the practice municipality Ängsby. Ctrl-C stops all of it."""
    if not is_private():
        raise click.UsageError("The demonstration has its own database; unset DATABASE_URL and start again.")
    ports = {"web_port": web_port, "portal_port": portal_port, "mail_port": mail_port, "sms_port": sms_port}
    house = House(ports={f"--{name.replace('_', '-')}": port for name, port in ports.items()})
    house.refuse_taken_ports()
    with ended_by_signals():
        try:
            cluster = _timed("Database", lambda: ensure_cluster(find_var()))
            house.cluster = cluster
            environment = private_environment(cluster, **ports)
            settings = Settings.from_environment(environment)
            _prepare(cluster, house, environment)
            town_clock = TownClock(Database(settings.database_url_owner, pool_size=1), PRACTICE_CODE)
            begins = town_clock.start()
            for part in _list_parts(environment, settings, **ports):
                _timed(part.title, partial(house.start, part))
            _print_guide(settings, begins)
            if not once:
                house.watch(partial(_skip_night, town_clock))
        except KeyboardInterrupt:
            click.echo("\nStopping.")
        finally:
            house.stop()


def _prepare(cluster: Cluster, house: House, environment: dict[str, str]) -> None:
    """Schema and practice data: quick when they are there already."""
    _timed("Schema", lambda: migrate_database(cluster.url("owner")))
    refuse_unsafe(Settings.from_environment(environment))
    if not _has_practice(cluster):
        _timed("The practice municipality Ängsby", lambda: house.run("seed", environment))


def _has_practice(cluster: Cluster) -> bool:
    with sa.create_engine(cluster.url("super"), poolclass=NullPool).connect() as connection:
        there = "SELECT count(*) FROM municipality WHERE code = :code"
        return bool(connection.scalar(sa.text(there), {"code": PRACTICE_CODE}))


def _list_parts(
    environment: dict[str, str], settings: Settings, *, web_port: int, portal_port: int, mail_port: int, sms_port: int
) -> list[Part]:
    mail_folder = settings.mail_folder or Path(environment["LAGAT_MAIL_FOLDER"])
    sink = ["-m", "backend.adapters.mail_sink", "--port", str(mail_port), "--folder", str(mail_folder)]
    sms_folder = settings.sms.folder or Path(environment["LAGAT_SMS_FOLDER"])
    provider = ["-m", "backend.adapters.sms_practice", "--port", str(sms_port), "--folder", str(sms_folder)]
    return [
        Part("sms", "Practice provider of SMS", [worker_command()[0], *provider], environment, port=sms_port),
        Part("mail", "Mail sink", [worker_command()[0], *sink], environment, port=mail_port),
        Part(
            "web", "Web and API", web_command("127.0.0.1", web_port), environment,
            health=f"{settings.web_address}/healthz",
        ),
        Part("worker", "Worker", worker_command(), environment, says="worker started"),
        Part(
            "portal", "Contractor portal", portal_command("127.0.0.1", portal_port), portal_environment(environment),
            health=f"{settings.portal_address}/healthz",
        ),
    ]  # fmt: skip


def _timed(title: str, work: Callable[[], Result]) -> Result:
    started = time.monotonic()
    result = work()
    click.echo(f"  {title:<40} {time.monotonic() - started:6.1f} s")
    return result


def _skip_night(town_clock: TownClock) -> None:
    try:
        morning = town_clock.skip_night()
    except Unavailable:  # the database is being started again
        return
    if morning is not None:
        click.echo(f"  Night is skipped: in Ängsby it is {morning:%A %d %B, %H.%M}.")


def _print_guide(settings: Settings, begins: datetime) -> None:
    web, portal = settings.web_address, settings.portal_address
    lines = [
        ("Amira reports a fault", "nobody needs to sign in", f"{web}/angsby/"),
        ("Bo at the kontaktcenter", "bo@angsby.example", f"{web}/kontaktcenter/"),
        ("The street unit", "gata@angsby.example", f"{web}/kontaktcenter/"),
        ("Cleo, who has the contract", "cleo@cleo-drift.example", f"{portal}/"),
        ("Dag, who has none", "dag@dag-el.example", f"{portal}/"),
        ("What each of them was sent", "", f"{web}/postbox/"),
        ("The API", "", f"{web}/api/v1/{PRACTICE_CODE}/"),
    ]
    click.echo(
        "\nÄngsby is open. Sign in with the address; the link lands in the postbox, for no mail leaves this machine.\n"
    )
    for who, as_whom, where in lines:
        click.echo(f"  {who:<27} {as_whom:<24} {where}")
    click.echo(
        f"\nIn Ängsby it is {begins:%A %d %B %Y, %H.%M}, and half an hour passes there in a minute here."
        "\nCtrl-C stops everything."
    )
