"""The worker: hands events to reactions, does what falls due, sends what leaves the house, passes photos through.

Loops, each with its own work and no shared state; everything they know is in the database, so any number of workers
may run and any of them may be killed. One cheap statement, the pulse, wakes the loop there is work for, and the agenda
when a simulated clock was set or jumped. The scheduler drives the agenda otherwise; real work waits in rows.
"""

import logging
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.orm import Session

from backend import geography, reserve, wiring
from backend.foundation.agenda import Tick, claim_slot, finish_slot, run_tick
from backend.foundation.database import GLOBAL, Database
from backend.foundation.errors import Unavailable
from backend.foundation.keeping import A_WHILE
from backend.foundation.logs import set_up_logs
from backend.foundation.settings import Settings

log = logging.getLogger(__name__)

SLOT_LEASE_SECONDS = 60.0
PAUSE_WHEN_DOWN_SECONDS = 1.0
SENDERS = 4
"""While one waits for a mail server's yes, which comes when the mail is safe on its disk, the others go on."""
REACTORS = 2
"""While one waits for the database the other goes on; of one case and reaction the outbox lets but one run."""
LONGEST_REST_SECONDS = 5.0
"""A loop looks this often though the pulse said nothing."""
PHOTO_POLLS = 5
"""Photos stand behind walls the pulse does not look over: they are looked for at every so manieth poll."""


@dataclass(frozen=True)
class Loop:
    """One loop: ``once`` does a piece of work and says whether there was any; ``wake`` ends its rest.

    ``rest_seconds`` None rests until woken.
    """

    name: str
    once: Callable[[], bool]
    rest_seconds: float | None
    wake: threading.Event = field(default_factory=threading.Event)


class Worker:
    """All loops of one process, from ``start`` until ``stop``."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._stopping = threading.Event()
        self._outbox = wiring.build_outbox(database, settings)
        self._sender = wiring.build_sender(database, settings)
        self._gate = wiring.build_photo_gate(database, settings)
        self._follower = wiring.build_status_follower(database, settings)
        self._ticks = wiring.build_ticks(settings)
        self._scheduler = BackgroundScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._threads: list[threading.Thread] = []
        self._clock_set_at: datetime | None = None

    def start(self) -> None:
        """Start every loop."""
        poll = self._settings.worker_poll_seconds
        self._reacting = [Loop(f"reactions {n}", self.react_once, LONGEST_REST_SECONDS) for n in range(1, REACTORS + 1)]
        self._sending = [
            Loop(f"sender {n}", self._sender.send_next, LONGEST_REST_SECONDS) for n in range(1, SENDERS + 1)
        ]
        self._after_jump = Loop("agenda", self.run_agenda_once, None)
        pulse, photos = Loop("pulse", self._feel_pulse, poll), Loop("photos", self.pass_photo_once, PHOTO_POLLS * poll)
        for loop in (*self._reacting, *self._sending, self._after_jump, photos, pulse):
            thread = threading.Thread(target=self._turn, args=(loop,), name=loop.name, daemon=True)
            thread.start()
            self._threads.append(thread)
        threading.Thread(target=wiring.warm_up, name="warming", daemon=True).start()
        for tick in self._ticks:
            self._every(tick.name, self._settings.tick_seconds, partial(self.tick_once, tick))
        for name, seconds, act in wiring.CHORES:
            self._every(name, seconds, partial(self._chore, act))
        self._every("reserve.write", self._settings.reserve_seconds, self.write_reserve_once)
        self._every("retention.index_words", wiring.INDEX_WORDS_SECONDS, self.index_words_once)
        self._every("dispatch.ask_systems", wiring.ASK_SYSTEMS_SECONDS, self.ask_systems_once)
        self._every("photos.sweep", wiring.SWEEP_PHOTOS_SECONDS, self.sweep_photos_once)
        self._scheduler.start()

    def stop(self) -> None:
        """Let each loop finish what it has in hand, at most ten seconds."""
        self._stopping.set()
        for loop in (*self._reacting, *self._sending, self._after_jump):
            loop.wake.set()
        self._scheduler.shutdown(wait=False)
        for thread in self._threads:
            thread.join(timeout=10)

    def react_once(self) -> bool:
        """Fan out new events and run some reactions; False when there was nothing to do."""
        return self._outbox.turn()

    def tick_once(self, tick: Tick) -> None:
        """Do what the tick finds due by now, in every municipality that uses Lagat."""
        codes = self._municipalities()
        while run_tick(self._database, tick, municipalities=codes, tell_parked=wiring.tell_parked_tick):
            if self._stopping.is_set():
                return

    def run_agenda_once(self) -> bool:
        """Do what every tick finds due by now; False, for it is woken when there may be more."""
        for tick in self._ticks:
            self.tick_once(tick)
        return False

    def pass_photo_once(self) -> bool:
        """Take one photo through the gate; False when none waits."""
        return self._gate.process_next(self._municipalities())

    def ask_systems_once(self) -> None:
        """Ask other bodies' systems how it goes, wherever that is due."""
        codes = self._municipalities()
        while not self._stopping.is_set() and self._follower.follow_next(codes):
            pass

    def index_words_once(self) -> None:
        """Read the words of what came in, so that cases are found by them."""
        wiring.index_words(self._database, self._municipalities())

    def sweep_photos_once(self) -> None:
        """Finish uploads that came whole, forget those left behind, and log what files and rows lost each other."""
        wiring.sweep_photos(self._database, self._settings, self._municipalities())

    def write_reserve_once(self) -> None:
        """Write the sheets for the hours when nothing can be saved; a full disk there stops nothing else."""
        try:
            reserve.write_standby(self._database, self._settings.reserve_folder)
        except OSError:
            log.exception("sheets for dark hours not written")

    def _municipalities(self) -> tuple[str, ...]:
        with self._database.transaction(GLOBAL) as session:
            return tuple(each.code for each in geography.list_municipalities(session, active_only=True))

    def _chore(self, act: Callable[[Session], object]) -> None:
        with self._database.transaction(GLOBAL) as session:
            act(session)

    def _every(self, name: str, seconds: float, act: Callable[[], None]) -> None:
        self._scheduler.add_job(self._in_slot, "interval", seconds=seconds, args=(name, seconds, act), id=name)

    def _in_slot(self, name: str, seconds: float, act: Callable[[], None]) -> None:
        """Run ``act`` in one worker only per slot of real time."""
        slot = int(time.time() / seconds)
        try:
            if claim_slot(self._database, name, slot, lease_seconds=SLOT_LEASE_SECONDS):
                act()
                finish_slot(self._database, name, slot)
        except Unavailable:
            log.warning("database away, the next slot tries again", extra={"job": name})

    def _feel_pulse(self) -> bool:
        """See with one statement what there is to do, and wake those who do it."""
        found = wiring.read_pulse(self._database)
        if found.events_or_reactions:
            for loop in self._reacting:
                loop.wake.set()
        if found.letters:
            for loop in self._sending:
                loop.wake.set()
        if found.clock_set_at != self._clock_set_at:
            self._clock_set_at = found.clock_set_at
            self._after_jump.wake.set()
        return False

    def _turn(self, loop: Loop) -> None:
        while not self._stopping.is_set():
            loop.wake.clear()
            try:
                worked = loop.once()
            except Unavailable:
                worked = False
                self._stopping.wait(PAUSE_WHEN_DOWN_SECONDS)
            except Exception:
                log.exception("loop failed, going on")
                worked = False
                self._stopping.wait(PAUSE_WHEN_DOWN_SECONDS)
            if not worked:
                loop.wake.wait(loop.rest_seconds)


def main() -> None:
    """Run until SIGTERM or Ctrl-C."""
    set_up_logs()
    # A tick that still runs when its next moment comes is passed over on purpose, and need not be said each time.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    settings = Settings.from_environment()
    database = Database(settings.database_url_worker, pool_size=12, keeps_for=A_WHILE, reacts=True)
    worker = Worker(settings, database)
    ended = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    worker.start()
    log.info("worker started")
    ended.wait()
    worker.stop()
    database.close()
    sys.exit(0)


if __name__ == "__main__":
    main()
