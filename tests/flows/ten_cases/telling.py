"""The ten cases told whole: Ängsby with the whole plot, its clock stopped, and everything each person received."""

import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from backend import cases, deliveries, dispatch
from backend.cases import Submitted
from backend.catalogue.calendar import SWEDISH_TIME
from backend.deliveries import Channel, Delivery, Fate, LinkMaker, Sender
from backend.dispatch import Act, ActForm, HandOver, WorkOrder
from backend.doors.shared import message_links
from backend.foundation import clock
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.database import Database, Scope
from backend.foundation.ids import new_id, show_reference
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.delivery_builders import FakeTransport
from tests.mail_town import MailTown
from tests.web.citizen_builders import Citizens

BO = Actor(ActorKind.STAFF, new_id())
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
UNDO = 11 * MINUTE
"""Long enough for what may be taken back for ten minutes to be told."""
EXERCISE = ("ÖVNING: ", "EXERCISE: ")


class CaseTown(MailTown):
    """Ängsby in which mail and SMS are taken by whoever they are for; ``work`` and ``work_until`` run the whole plot."""

    def later(self, much: timedelta) -> None:
        """Let that time pass, from one due moment to the next."""
        self.work_until(self.now() + much)

    def sender(self) -> Sender:
        """Who hands each letter to whoever it is for."""
        makers: dict[str, LinkMaker] = {
            name: partial(make, self.settings) for name, make in message_links.LINK_MAKERS.items()
        }
        transports = {Channel.MAIL: FakeTransport(), Channel.SMS: _Phones()}
        return Sender(
            self.worker, transports, makers, lease_seconds=30, mail_domain="lagat.example", postbox=transports
        )


class _Phones(FakeTransport):
    """Takes an SMS to whatever number it is for."""

    def send(self, outgoing: deliveries.Outgoing) -> None:
        self.taken.append(outgoing)


@contextmanager
def open_case_town(urls: DatabaseUrls, settings: Settings) -> Iterator[CaseTown]:
    """Ängsby filled, on a Wednesday morning, until the block ends."""
    owner, web, worker = Database(urls.owner), Database(urls.web), Database(urls.worker, reacts=True)
    town = CaseTown(owner, web, worker, settings)
    town.begin()
    yield town
    town.close()


def letters_to(town: CaseTown, address: str) -> list[Delivery]:
    """Everything that left for an address so far, first first."""
    return [each for each in _all_letters(town) if each.address == address]


def texts_of(town: CaseTown, address: str, *, about: Submitted | None = None) -> list[str]:
    """What that address received in order, without the foot; ``about`` one case where given. Links stand in braces."""
    return [_without_foot(each) for each in letters_to(town, address) if about is None or each.case_id == about.case_id]


def codes_of(town: CaseTown, address: str, *, about: Submitted | None = None) -> list[str]:
    """The codes of those texts."""
    return [each.text_code for each in letters_to(town, address) if about is None or each.case_id == about.case_id]


def subjects_of(town: CaseTown, address: str) -> list[str]:
    """The subjects of those mails, as a locked screen shows them, without the word that it is an exercise."""
    subjects = (each.subject for each in letters_to(town, address))
    return [subject.removeprefix(EXERCISE[0]).removeprefix(EXERCISE[1]) for subject in subjects]


def everybody(town: CaseTown) -> dict[str, list[str]]:
    """Address → the codes it received in order, of everybody who received anything."""
    received: dict[str, list[str]] = {}
    for each in _all_letters(town):
        received.setdefault(each.address or "", []).append(each.text_code)
    return received


def everything_said(town: CaseTown) -> str:
    """Every subject and body that left for anybody, in one text: to look for what must stand in none of them."""
    return "\n".join(f"{each.subject}\n{each.body}" for each in _all_letters(town))


def _all_letters(town: CaseTown) -> list[Delivery]:
    """Everything that left, first first."""
    town.work()
    with town.transaction() as session:
        rows = deliveries.list_deliveries(session, PRACTICE_CODE, fate=Fate.HANDED_OVER, limit=5000)
    return sorted(rows, key=lambda row: (row.ended_at or row.queued_at, row.id))


def reported(town: CaseTown, **fields: Any) -> Submitted:
    """Somebody reports (``tests.town.Town.report``), and all that follows at once has followed."""
    submitted = town.report(**fields)
    town.work()
    return submitted


def submitted_of(town: CaseTown, citizens: Citizens, path: str) -> Submitted:
    """The report behind a follow page, as its sender knows it, once all that follows at once has followed."""
    town.work()
    found = citizens.report_of(path)
    return Submitted(found.id, found.case_id, found.reference, is_first=True, case=town.case(found.case_id))


def join(town: CaseTown, citizens: Citizens, fields: dict[str, Any], query: dict[str, str]) -> Submitted:
    """Somebody fills in the form, is asked whether it is one of these, and says that it is the first of them."""
    asked = citizens.send({"known_asked": "", **fields}, query)
    same_as = re.search(r'name="same_as" value="([0-9a-f-]{36})"', asked.text)
    assert same_as is not None, "nothing was offered"
    return submitted_of(town, citizens, citizens.reported({**fields, "same_as": same_as[1]}, query))


def ref(submitted: Submitted) -> str:
    """The reference as it is written: K7M4-RTXB."""
    return show_reference(submitted.reference)


def orders_of(town: CaseTown, submitted: Submitted) -> Sequence[WorkOrder]:
    """The case's work orders, first first."""
    with town.transaction() as session:
        return dispatch.list_orders_of_case(session, PRACTICE_CODE, submitted.case_id)


def only_order(town: CaseTown, submitted: Submitted) -> WorkOrder:
    """Its one order that is not ended."""
    [order] = [each for each in orders_of(town, submitted) if each.ended_at is None]
    return order


def hand_overs_of(town: CaseTown, submitted: Submitted) -> Sequence[HandOver]:
    """The case's hand-overs, first first."""
    with town.transaction() as session:
        return dispatch.list_hand_overs(session, PRACTICE_CODE, submitted.case_id)


def crew(town: CaseTown, order_id: UUID, what: Act, **more: Any) -> WorkOrder:
    """The firm that has the order does something with it, behind its own wall, and what follows has followed."""
    with town.transaction() as session:
        firm = dispatch.get_order(session, PRACTICE_CODE, order_id).contractor_id
    form = ActForm(act_id=secrets.token_urlsafe(24), act=what, **more)
    with town.web.transaction(Scope((PRACTICE_CODE,), firm=firm)) as session:
        actor = Actor(ActorKind.CONTRACTOR, new_id())
        done = dispatch.act_on_order(session, PRACTICE_CODE, order_id, form, actor=actor, now=clock.now(session))
    town.work()
    return done


def unit(town: CaseTown, order_id: UUID, what: Act, **more: Any) -> WorkOrder:
    """The unit does something with an order, and what follows has followed."""
    form = ActForm(act_id=secrets.token_urlsafe(24), act=what, **more)
    with town.transaction() as session:
        done = dispatch.act_on_order(session, PRACTICE_CODE, order_id, form, actor=BO, now=clock.now(session))
    town.work()
    return done


def staff(town: CaseTown, action: Any, *subject: Any, **more: Any) -> Any:
    """Bo does ``action(session, municipality, *subject, actor, now, **more)`` of any package, and what follows has."""
    with town.transaction() as session:
        done = action(session, PRACTICE_CODE, *subject, actor=BO, now=clock.now(session), **more)
    town.work()
    return done


def whys_of(town: CaseTown, submitted: Submitted) -> list[tuple[str, str]]:
    """Why the case needs a person now, and whose list it stands on."""
    with town.transaction() as session:
        rows = cases.list_attention_of_case(session, PRACTICE_CODE, submitted.case_id)
    return [(each.why.value, each.whose.value) for each in rows if each.settled_at is None]


def at(day: str, time: str) -> datetime:
    """A moment of local time in Ängsby: ``at("2026-11-18", "07:30")``."""
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=SWEDISH_TIME)


def _without_foot(letter: Delivery) -> str:
    return letter.body.rsplit("\n\n", 2)[0] if letter.channel is Channel.MAIL else letter.body
