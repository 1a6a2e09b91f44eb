"""Ängsby in a test of messages: what happens has its reactions, and letters wait until they are sent by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

from backend import cases, deliveries
from backend.cases import Submitted
from backend.deliveries import Delivery, LinkMaker
from backend.doors.shared import message_links
from backend.foundation import clock
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.ids import new_id
from backend.foundation.outbox import Reaction
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls, reach
from tests.delivery_builders import FakeTransport, build_sender, send_all
from tests.town import Town

BO = Actor(ActorKind.STAFF, new_id())


@contextmanager
def open_mail_town(
    urls: DatabaseUrls, settings: Settings, reactions: tuple[Reaction, ...] = ()
) -> Iterator["MailTown"]:
    """Ängsby filled, until the block ends; with ``reactions`` alone, or the whole plot."""
    owner, web, worker = reach(urls.owner), reach(urls.web), reach(urls.worker, reacts=True)
    town = MailTown(owner, web, worker, settings, reactions)
    town.begin()
    yield town
    for database in (owner, web, worker):
        database.close()


class MailTown(Town):
    """Ängsby whose letters stay where they are."""

    def react(self) -> None:
        """Let everything that happened have its reactions."""
        outbox = self.outbox()
        while outbox.turn():
            pass

    def told(self, submitted: Submitted) -> list[Delivery]:
        """The letters about a case, first first."""
        with self.transaction() as session:
            rows = deliveries.list_deliveries(session, PRACTICE_CODE, case_id=submitted.case_id)
        return list(reversed(rows))

    def fates(self, submitted: Submitted, *, to: str = "reporter") -> list[tuple[str, str]]:
        """Which texts there are and their fates."""
        return [(each.text_code, each.fate.value) for each in self.told(submitted) if each.recipient_kind.value == to]

    def last(self, submitted: Submitted, code: str) -> Delivery:
        """The latest letter of that code."""
        return [each for each in self.told(submitted) if each.text_code == code][-1]

    def reported(self, **changes: Any) -> Submitted:
        """Amira reports, and everything reacts."""
        submitted = self.report(**changes)
        self.react()
        return submitted

    def staff(self, name: str, submitted: Submitted, **more: Any) -> None:
        """Bo does something with the case, and everything reacts."""
        with self.transaction() as session:
            act = getattr(cases, name)
            act(session, PRACTICE_CODE, submitted.case_id, actor=BO, now=clock.now(session), **more)
        self.react()

    def pass_time(self, much: timedelta) -> None:
        """Let it be later."""
        self.stop_clock(self.now() + much)

    def send(self) -> FakeTransport:
        """Send what is due, with the links it is sent with."""
        transport = FakeTransport()
        makers: dict[str, LinkMaker] = {
            name: partial(make, self.settings) for name, make in message_links.LINK_MAKERS.items()
        }
        send_all(build_sender(self.worker, transport, link_makers=makers))
        return transport
