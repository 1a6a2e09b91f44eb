"""Playing a day through in a furnished house, from signing people in to the last figure."""

import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from backend.foundation import clock
from backend.foundation.database import Database, Scope
from backend.foundation.settings import Settings
from backend.practice import PEOPLE
from backend.replay.api_client import ApiClient
from backend.replay.clockwork import Clockwork
from backend.replay.crews import Crew
from backend.replay.figures import Figures, count_figures, count_rows
from backend.replay.kills import Kill, Killer
from backend.replay.offices import Offices
from backend.replay.people import People, SignedIn
from backend.replay.processes import House
from backend.replay.reporters import Reporters
from backend.replay.running import Outage, Run
from backend.replay.stream import StreamReport
from backend.replay.town import Town
from backend.worker import SENDERS

BO = "agent"
SALT_BYTES = 32


@dataclass(frozen=True)
class Wish:
    """What is to be played, and what is to go wrong meanwhile. ``tell`` hears (simulated now, reports sent)."""

    municipality: str
    day: list[StreamReport]
    kills: list[Kill] = field(default_factory=list)
    outage: Outage | None = None
    tell: Callable[[datetime, int], None] = lambda now, sent: None


@dataclass(frozen=True)
class Played:
    """``figures`` are the day's, ``faults`` what is wrong in words, ``own`` what this run did."""

    figures: Figures
    faults: list[str]
    own: dict[str, Any]


def play_day(house: House, settings: Settings, wish: Wish) -> Played:
    """Play the day in ``house``, which is furnished and started. A second time it adds nothing."""
    began = time.monotonic()
    owner = Database(settings.database_url_owner, pool_size=1)
    worker = Database(settings.database_url_worker, pool_size=2)
    scope = Scope((wish.municipality,))
    clockwork = Clockwork(owner, worker, wish.municipality, house.mend)
    try:
        killer = Killer(wish.kills, house.kill)
        run = _gather(house, settings, wish, clockwork)
        before = clockwork.insist(lambda: _in_scope(owner, scope, count_rows))
        run.passed = killer.pass_jump
        run.play()
        after = clockwork.insist(lambda: _in_scope(owner, scope, count_rows))
        with owner.transaction(scope) as session:
            figures = count_figures(session, run.town, wish.day, run.mail_folder)
    finally:
        clockwork.close()
        owner.close()
        worker.close()
    own = {
        "Rows added by this run": sum(after.values()) - sum(before.values()),
        "Reports new in this run": run.reporters.first,
        "Jumps of the clock": clockwork.jumps,
        "Calls sent again": run.town.api.repeats,
        "Ended with kill -9": dict(sorted(Counter(killer.done).items())),
        "Seconds": round(time.monotonic() - began, 1),
    }
    return Played(figures, _find_faults(figures, run, killer), own)


def _in_scope(owner: Database, scope: Scope, read: Callable[[Any], dict[str, int]]) -> dict[str, int]:
    with owner.transaction(scope) as session:
        return read(session)


def _gather(house: House, settings: Settings, wish: Wish, clockwork: Clockwork) -> Run:
    """Sign everybody in and set them to their work."""
    mail_folder = settings.mail_folder or house.folder / "mail"
    api = ApiClient(f"{settings.web_address}/api/v1", house.mend)
    people = People(api, wish.municipality, mail_folder, house.folder / "sessions.json")
    working = [person for person in PEOPLE if person.role != "admin"]
    signed_in = dict(zip(working, people.sign_in(person.email for person in working), strict=True))
    bo = next(found for person, found in signed_in.items() if person.role == BO)
    town = Town(api, wish.municipality, _keep_salt(house.folder / "salt"), _read_now(clockwork))
    crews: dict[str, Crew] = {}
    officers: dict[str, SignedIn] = {}
    for person, found in signed_in.items():
        if found.organisation_id is not None:
            crews[found.organisation_id] = Crew(town, found)
        elif person.unit is not None:
            officers[person.unit] = found
    reporters = Reporters(town, bo.token, wish.day)
    offices = Offices(town, bo, officers)
    return Run(town, clockwork, reporters, crews, offices, mail_folder, wish.outage, wish.tell)


def _keep_salt(file: Path) -> bytes:
    """The secret every id of this replay's senders is made with, made at the first run."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(SALT_BYTES))
    return bytes.fromhex(file.read_text())


def _read_now(clockwork: Clockwork) -> datetime:
    def read() -> datetime:
        with clockwork.worker.transaction(Scope((clockwork.municipality,))) as session:
            return clock.now(session)

    return clockwork.insist(read)


def _find_faults(figures: Figures, run: Run, killer: Killer) -> list[str]:
    """Everything that is not as it must be."""
    mail, faults = figures["mail"], list(figures["faults"])
    crews = [refused for crew in run.crews.values() for refused in crew.refused]
    faults += [f"refused: {words}" for words in (*crews, *run.offices.refused)]
    # Each sender of a worker that dies has one letter in hand, at most.
    most_repeats = len(killer.done) * SENDERS
    if mail["repeats"] > most_repeats:
        faults.append(f"{mail['repeats']} mails were repeated, at most {most_repeats} may be")
    for name in ("handed_over_but_not_arrived", "arrived_but_not_handed_over", "repeated_without_doubt"):
        faults += [f"{name.replace('_', ' ')}: {each}" for each in mail[name]]
    if mail["steps_under_two_ids"]:
        faults.append(f"{mail['steps_under_two_ids']} steps were told to a person under two Message-IDs")
    if killer.left:
        faults.append(f"{killer.left} kills were planned for a longer run than this was")
    outside = sum(figures["outside"].values())
    if figures["outside_told_the_name"] != outside:
        faults.append(f"{outside - figures['outside_told_the_name']} outside were not told the neighbour's name")
    return faults
