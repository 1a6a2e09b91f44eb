"""The plot on one screen: event → reactions, tick → action, port → adapter. Read it to learn why anything happened."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import accounts, cases, deliveries, dispatch, incidents, messages, photos, retention
from backend.adapters.erasure_ledger import FileErasureLedger
from backend.adapters.open311_out import Open311Transport
from backend.adapters.photo_decoder import ChildDecoder
from backend.adapters.photo_store import FolderPhotoStore
from backend.adapters.record_store import FolderRecordStore
from backend.adapters.sms_46elks import build_sms_transport
from backend.adapters.smtp import SmtpTransport
from backend.adapters.stay_home import build_postbox
from backend.cases import (
    bulk_moves,
    detecting,
    language_reactions,
    next_looks,
    problem_queries,
    problems,
    repeat_memory,
    row_reactions,
)
from backend.cases import due as cases_due
from backend.cases.events import (
    CaseAssigned,
    CaseConverted,
    CaseCounted,
    CaseJoined,
    CaseMadeAcute,
    CaseReleased,
    CaseResolved,
    CaseUnjoined,
    ProblemOpened,
    PromiseMoved,
    ReportSubmitted,
    WordsAdded,
)
from backend.deliveries import DeliveryTaken, forgetting
from backend.dispatch import alarms, case_waits, conversions, counted, hand_over_waiting, overdue, system_steps
from backend.dispatch import due as dispatch_due
from backend.dispatch import joining as dispatch_joining
from backend.dispatch import reactions as dispatching
from backend.dispatch.events import HandOverAnswered, WorkOrderApproved, WorkOrderCancelled, WorkOrderDeclined
from backend.doors.shared import message_links
from backend.feedback import reactions as feedback
from backend.feedback.events import VerdictGiven
from backend.foundation import audit, clock
from backend.foundation.agenda import Due, Tick
from backend.foundation.database import GLOBAL, Database, Scope
from backend.foundation.outbox import Outbox, ParkedReaction, Reaction
from backend.foundation.settings import Settings
from backend.responsibility import reactions as responsibility
from backend.retention import word_index

PHOTO_LEASE_SECONDS = 120.0
SWEEP_PHOTOS_SECONDS = 3600.0
INDEX_WORDS_SECONDS = 60.0
ASK_SYSTEMS_SECONDS = 30.0

# Names are permanent: a row in the outbox carries them. Reactions to one event begin in this order, and each is
# retried by itself; a later one relies on nothing an earlier one did.
REACTIONS: tuple[Reaction, ...] = (
    Reaction(ReportSubmitted, "responsibility.decide", responsibility.decide_on_submitted, urgent=True),
    Reaction(CaseReleased, "responsibility.decide_released", responsibility.decide_on_released),
    Reaction(ReportSubmitted, "cases.mark_report", language_reactions.mark_report),
    Reaction(WordsAdded, "cases.mark_addition", language_reactions.mark_addition),
    Reaction(CaseConverted, "responsibility.decide_converted", responsibility.decide_on_converted),
    Reaction(CaseConverted, "dispatch.follow_conversion", conversions.follow_conversion),
    Reaction(CaseUnjoined, "responsibility.decide_unjoined", responsibility.decide_on_unjoined),
    Reaction(CaseJoined, "dispatch.follow_joined", dispatch_joining.follow_joined),
    Reaction(CaseUnjoined, "dispatch.follow_unjoined", dispatch_joining.follow_unjoined),
    Reaction(ReportSubmitted, "cases.count_repeats", repeat_memory.remember_on_submitted),
    Reaction(CaseReleased, "cases.count_repeats_released", repeat_memory.remember_on_released),
    Reaction(ReportSubmitted, "cases.count_row", row_reactions.count_on_submitted),
    Reaction(CaseReleased, "cases.count_row_released", row_reactions.count_on_released),
    Reaction(CaseConverted, "cases.count_row_converted", row_reactions.count_on_converted),
    Reaction(CaseUnjoined, "cases.count_row_unjoined", row_reactions.count_on_unjoined),
    Reaction(CaseCounted, "dispatch.follow_row", counted.follow_row),
    Reaction(ProblemOpened, "cases.link_earlier", repeat_memory.link_on_opened),
    Reaction(ReportSubmitted, "dispatch.alarm", dispatching.alarm_on_acute, urgent=True),
    Reaction(CaseMadeAcute, "dispatch.alarm_made_acute", dispatching.alarm_on_made_acute, urgent=True),
    Reaction(PromiseMoved, "dispatch.rest_alarm", dispatching.rest_on_moved),
    Reaction(PromiseMoved, "dispatch.follow_wait", case_waits.follow_wait),
    Reaction(CaseAssigned, "dispatch.order_or_hand_over", dispatching.dispatch_assigned),
    Reaction(WorkOrderApproved, "dispatch.resolve", dispatching.resolve_on_approved),
    Reaction(WorkOrderApproved, "dispatch.release_waiting", dispatching.release_those_waiting),
    Reaction(WorkOrderDeclined, "dispatch.waits_in_vain_declined", dispatching.look_at_those_waiting),
    Reaction(WorkOrderCancelled, "dispatch.waits_in_vain_cancelled", dispatching.look_at_those_waiting),
    Reaction(DeliveryTaken, "dispatch.acknowledge_taken", system_steps.acknowledge_taken),
    Reaction(HandOverAnswered, "dispatch.same_spot", dispatching.look_at_same_spot),
    Reaction(CaseResolved, "dispatch.cancel_open_orders", dispatching.cancel_on_resolved),
    Reaction(VerdictGiven, "feedback.follow", feedback.follow_given_verdict),
    *messages.REACTIONS,
)


def _sent_by_the_sender(session: Session, delivery_id: UUID, municipality: str, now: datetime) -> None:
    """Letters are no tick's to send: the sender takes them, without a transaction around the sending."""


TICKS: tuple[Tick, ...] = (
    Tick("cases.pass_promises", cases_due.list_due_promises, cases_due.pass_promise),
    Tick("cases.close_silently", cases_due.list_due_closings, cases_due.close_silently),
    Tick("cases.look_at_problems", problem_queries.list_due_looks, problems.ask_for_look),
    Tick("cases.move_many", bulk_moves.list_due_moves, bulk_moves.move_chunk),
    Tick("dispatch.acceptance_overdue", dispatch_due.list_due_acceptances, dispatch_due.mark_acceptance_overdue),
    Tick("dispatch.deadline_overdue", overdue.list_due_deadlines, overdue.mark_overdue),
    Tick("dispatch.ask_again", hand_over_waiting.list_due_asks, hand_over_waiting.bring_ask),
    Tick("dispatch.call_next", alarms.list_due_calls, alarms.call_next),
    Tick("cases.next_look", next_looks.list_due_looks, next_looks.ask_for_look),
    Tick("incidents.warn", incidents.list_due_warnings, incidents.warn_incident),
    Tick("retention.cull", retention.list_due_rules, retention.plan_batch),
)

AGENDA: tuple[Tick, ...] = (*TICKS, Tick("deliveries.send", deliveries.list_due_deliveries, _sent_by_the_sender))
"""Everything that falls due by the clock, the letters the sender sends among it: what a simulated clock jumps to."""


def build_ticks(settings: Settings) -> tuple[Tick, ...]:
    """The ticks, and erasing, which needs to know where files lie: a jump of the clock does not wait for it."""
    outside: dict[str, Any] = {
        "photos": FolderPhotoStore(settings.photo_folder),
        "records": FolderRecordStore(settings.record_folder),
        "ledger": FileErasureLedger(settings.erasure_ledger),
    }

    def erase(session: Session, erasure_id: UUID, municipality: str, now: datetime) -> None:
        retention.carry_out(session, municipality, erasure_id, now=now, **outside)

    write = partial(retention.write_disclosure, records=outside["records"])
    return (
        *TICKS,
        Tick("retention.erase", retention.list_due_erasures, erase),
        Tick("retention.write_disclosure", retention.list_due_disclosures, write),
    )


def _forget_sources(session: Session) -> None:
    cases.forget_sources(session, now=clock.now(session))


def _forget_source_marks(session: Session) -> None:
    forgetting.forget_source_marks(session, now=clock.now(session))


CHORES: tuple[tuple[str, float, Callable[[Session], object]], ...] = (
    ("audit.seal", 5.0, audit.seal_new_entries),
    ("cases.forget_sources", 3600.0, _forget_sources),
    ("deliveries.forget_source_marks", 3600.0, _forget_source_marks),
    ("accounts.forget_old_sign_ins", 3600.0, accounts.forget_old_sign_ins),
)
"""What the worker does by real time whatever is due: name, seconds between, act in a global transaction."""


_PULSE = sa.text(
    "SELECT (SELECT real_start_at FROM simulated_clock) AS clock_set_at, EXISTS (SELECT 1 FROM event WHERE position IS NULL) OR EXISTS ("
    "   SELECT 1 FROM reaction WHERE state = 'pending' AND next_attempt_at <= clock_timestamp()) AS events_or_reactions,"
    " EXISTS (SELECT 1 FROM delivery WHERE fate IN ('queued', 'in_doubt') AND channel IN ('mail', 'sms', 'open311')"
    "   AND next_attempt_at <= lagat_now()"
    "   AND (leased_until IS NULL OR leased_until <= clock_timestamp())) AS letters"
).columns(clock_set_at=sa.DateTime(timezone=True), events_or_reactions=sa.Boolean, letters=sa.Boolean)


def read_pulse(database: Database) -> sa.Row[tuple[datetime | None, bool, bool]]:
    """Whether there is anything to react to or to send, in one statement as the worker's role.

    ``clock_set_at`` is when, in real time, a simulated clock was last set or jumped; None when the clock is real.
    """
    with database.transaction(GLOBAL) as session:
        return session.execute(_PULSE).one()


def warm_up() -> None:
    """Read the dictionaries of languages and words: seconds in which nothing else moves, so before there is anything."""
    word_index.first_form("ord")
    detecting.find_language("Lampan på gatan är mörk.", among=())


def build_outbox(database: Database, settings: Settings) -> Outbox:
    """The outbox with every reaction."""
    return Outbox(
        database, REACTIONS, tell_parked=messages.tell_parked_reaction, lease_seconds=settings.reaction_lease_seconds
    )


def build_sender(database: Database, settings: Settings) -> deliveries.Sender:
    """The sender with every transport, and the makers of the links that are put in when a letter is sent."""
    transports: dict[deliveries.Channel, deliveries.Transport] = {
        deliveries.Channel.MAIL: SmtpTransport.from_settings(settings),
        deliveries.Channel.SMS: build_sms_transport(settings),
        deliveries.Channel.OPEN311: Open311Transport.from_settings(settings),
    }
    makers = {name: partial(make, settings) for name, make in message_links.LINK_MAKERS.items()}
    return deliveries.Sender(
        database,
        transports,
        makers,
        lease_seconds=settings.delivery_lease_seconds,
        mail_domain=settings.mail_from.rsplit("@", 1)[-1],
        segment_price_micro=round(settings.sms.segment_ore * 10_000),
        postbox=build_postbox(settings),
    )


def build_status_follower(database: Database, settings: Settings) -> dispatch.StatusFollower:
    """Who asks other bodies' systems how it goes."""
    return dispatch.StatusFollower(database, Open311Transport.from_settings(settings))


def build_photo_gate(database: Database, settings: Settings) -> photos.Gate:
    """The gate every photo passes; the lease is longer than the decoding child may take."""
    store = FolderPhotoStore(settings.photo_folder)
    return photos.Gate(database, store, ChildDecoder(), lease_seconds=PHOTO_LEASE_SECONDS)


def sweep_photos(database: Database, settings: Settings, municipalities: tuple[str, ...]) -> None:
    """Sweep the photos of each municipality, in a transaction of its own."""
    store = FolderPhotoStore(settings.photo_folder)
    for code in municipalities:
        with database.transaction(Scope((code,))) as session:
            now, real_now = clock.now(session), clock.real_now(session)
            photos.sweep(session, code, store=store, real_now=real_now, now=now)


def index_words(database: Database, municipalities: tuple[str, ...]) -> None:
    """Read the words of what came in since last time, so that cases are found by them."""
    for code in municipalities:
        read = 1
        while read:
            with database.transaction(Scope((code,))) as session:
                read = retention.index_next(session, code, real_now=clock.real_now(session))


def tell_parked_tick(session: Session, tick: Tick, due: Due, error: str, now: datetime) -> None:
    """A subject of the agenda that failed over and over comes to the kontaktcenter's list, where it is a case."""
    case_id = due.subject_id
    if tick.name in ("dispatch.acceptance_overdue", "dispatch.deadline_overdue"):
        case_id = dispatch.get_order(session, due.municipality, due.subject_id).case_id
    elif tick.name == "dispatch.ask_again":
        case_id = dispatch.get_hand_over(session, due.municipality, due.subject_id).case_id
    elif tick.name == "dispatch.call_next":
        case_id = dispatch.get_alarm(session, due.municipality, due.subject_id).case_id
    elif tick.name == "cases.look_at_problems":
        case_id = cases.get_problem(session, due.municipality, due.subject_id).last_case_id
    elif tick.name == "cases.move_many":
        case_id = bulk_moves.find_next_case(session, due.municipality, due.subject_id) or case_id
    elif tick.name.startswith("retention."):
        case_id = retention.find_case_of(session, due.municipality, due.subject_id) or case_id
    parked = ParkedReaction(due.municipality, case_id, due.subject_id, tick.name, error)
    messages.tell_parked_reaction(session, parked, now)
