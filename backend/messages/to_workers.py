"""What contractors and those on call hear of: orders, alarms. Never a reporter's address."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from backend import accounts, cases, dispatch
from backend.accounts import Member, Role
from backend.catalogue import Precision
from backend.deliveries import Channel, LinkEntry, RecipientKind
from backend.dispatch import AlarmCall, AlarmState, CallListEntry, WorkOrder
from backend.dispatch.alarms import MUNICIPALITY_LIST
from backend.dispatch.events import (
    AlarmAcknowledged,
    AlarmCalled,
    WorkOrderCancelled,
    WorkOrderReleased,
    WorkOrderSent,
    WorkOrderSentBack,
)
from backend.foundation.errors import NotFound
from backend.foundation.ids import show_reference
from backend.messages.codes import ALARMS, TextCode
from backend.messages.decisions import step_of, text_of_order
from backend.messages.facts import CaseFacts
from backend.messages.filling import plain_words
from backend.messages.letters import Reader, Values, find_texts, queue_mail, write_mail, write_sms
from backend.messages.moments import words_in_mail
from backend.messages.shipped import say
from backend.messages.telling import ask_for_person, overtake

OrderEvent = WorkOrderSent | WorkOrderSentBack | WorkOrderCancelled | WorkOrderReleased
_URGENT = frozenset({TextCode.ORDER_SENT_ACUTE, TextCode.ORDER_SENT_LOCKED})


def tell_order_sent(session: Session, sent: WorkOrderSent, now: datetime) -> None:
    """The firm's managers are told of a new order, with the way to it."""
    order = dispatch.get_order(session, sent.municipality, sent.order_id)
    code = text_of_order(
        is_acute=order.is_acute,
        is_warranty=order.is_warranty,
        is_dangerous=dispatch.is_dangerous_to_begin(order),
        is_locked=order.is_locked,
    )
    _tell_firm(session, sent, order, code, number=sent.order_id, now=now)


def tell_order_released(session: Session, released: WorkOrderReleased, now: datetime) -> None:
    """The firm's managers are told who released the work, and that it may begin."""
    order = dispatch.get_order(session, released.municipality, released.order_id)
    _tell_firm(session, released, order, TextCode.ORDER_RELEASED, number=order.id, now=now)


def tell_order_sent_back(session: Session, sent_back: WorkOrderSentBack, now: datetime) -> None:
    """The firm's managers are told that the work was not approved, and why."""
    order = dispatch.get_order(session, sent_back.municipality, sent_back.order_id)
    # An order may come back more than once; its version has grown in between.
    number = f"{order.id}:{order.version}"
    _tell_firm(session, sent_back, order, TextCode.ORDER_SENT_BACK, number=number, now=now)


def tell_order_cancelled(session: Session, cancelled: WorkOrderCancelled, now: datetime) -> None:
    """The firm's managers are told that there is nothing more to do."""
    order = dispatch.get_order(session, cancelled.municipality, cancelled.order_id)
    _tell_firm(session, cancelled, order, TextCode.ORDER_CANCELLED, number=order.id, now=now)


def tell_alarm(session: Session, called: AlarmCalled, now: datetime) -> None:
    """The next on the call-list is called, before all other mail; one who comes too late is spared."""
    facts = CaseFacts(session, cases.lock_case(session, called.municipality, called.case_id))
    alarm = dispatch.get_alarm(session, called.municipality, called.alarm_id)
    call = dispatch.get_call(session, called.municipality, called.alarm_id, called.number)
    entry = _find_entry(session, call)
    if entry is None:
        # Off the list since: the next one is called in time, and the kontaktcenter sees that this one was not.
        return ask_for_person(session, facts, {"alarm_id": str(alarm.id), "reason": "nobody_to_call"}, now=now)
    _call(session, facts, call, entry, now=now)
    if alarm.state is not AlarmState.CALLING:
        overtake(session, facts, *ALARMS, now=now)
    return None


def spare_those_on_call(session: Session, acknowledged: AlarmAcknowledged, now: datetime) -> None:
    """Somebody has it: calls that could not be sent are not sent any more."""
    facts = CaseFacts(session, cases.lock_case(session, acknowledged.municipality, acknowledged.case_id))
    overtake(session, facts, *ALARMS, now=now)


def _tell_firm(
    session: Session, happened: OrderEvent, order: WorkOrder, code: TextCode, *, number: object, now: datetime
) -> None:
    facts = CaseFacts(session, cases.lock_case(session, happened.municipality, happened.case_id))
    members = _list_receivers(session, order)
    if not members:
        return ask_for_person(session, facts, {"order_id": str(order.id), "reason": "nobody_at_the_firm"}, now=now)
    links: dict[str, LinkEntry] = {
        "order": {"maker": "portal_order", "municipality": facts.code, "order_id": str(order.id)}
    }
    reached = True
    for member in members:
        texts = find_texts(session, facts, [code, TextCode.FOOT_CONTRACTOR], member.language)
        values = _order_values(facts, order, texts[code].language, now)
        reached &= queue_mail(
            session,
            facts,
            code,
            write_mail(facts, texts[code], texts[TextCode.FOOT_CONTRACTOR], values=values, links=links),
            Reader(RecipientKind.CONTRACTOR, str(member.person_id), member.email),
            step_id=step_of(facts.case.id, happened.name, number),
            urgent=code in _URGENT or (code is TextCode.ORDER_RELEASED and order.is_acute),
            now=now,
        )
    if not reached:
        ask_for_person(session, facts, {"order_id": str(order.id), "reason": "address_malformed"}, now=now)
    return None


def _list_receivers(session: Session, order: WorkOrder) -> Sequence[Member]:
    """The firm's managers; its crews where it has none, as a small in-house crew."""
    for role in (Role.MANAGER, Role.CREW):
        found = accounts.list_members(session, order.municipality, roles=(role,), organisation_id=order.contractor_id)
        if found:
            return list({member.person_id: member for member in found}.values())
    return []


def _order_values(facts: CaseFacts, order: WorkOrder, language: str, now: datetime) -> Values:
    def moment(at: datetime) -> str:
        return words_in_mail(at, Precision.TIME, language, tz=facts.tz, now=now)

    return {
        **_values(facts, language),
        "order_ref": lambda: show_reference(order.reference),
        "accept_by": lambda: moment(order.accept_by),
        "deadline": lambda: moment(order.deadline_at),
        "reason": lambda: plain_words(order.sent_back_reason or "").rstrip("."),
        "who": lambda: _waited_for(order, language),
        "when": lambda: moment(order.released_at or now),
    }


def _waited_for(order: WorkOrder, language: str) -> str:
    """Who released an order; before that, who or what is to: a body's name or another order's reference."""
    waits_for = order.waits_for or {}
    before = str(waits_for.get("name") or waits_for.get("reference") or "") or say("fallback", "org", language)
    return plain_words(order.released_words or "") or before


def _find_entry(session: Session, call: AlarmCall) -> CallListEntry | None:
    try:
        return dispatch.get_call_list_entry(session, call.municipality, call.list_code, call.position)
    except NotFound:
        return None


def _call(session: Session, facts: CaseFacts, call: AlarmCall, entry: CallListEntry, *, now: datetime) -> None:
    ours = entry.list_code == MUNICIPALITY_LIST
    code = TextCode.ALARM if ours else TextCode.ALARM_CONTRACTOR
    kind = RecipientKind.STAFF if ours else RecipientKind.CONTRACTOR
    texts = find_texts(session, facts, [code, TextCode.FOOT_STAFF], entry.language)
    language = texts[code].language
    values: Values = {
        **_values(facts, language),
        "ref": lambda: show_reference(facts.case.reference),
        "number": lambda: str(call.number),
        "waiting": lambda: str(dispatch.count_calling_alarms(session, facts.code)),
    }
    links = _alarm_links(facts, call)
    key = f"call:{entry.list_code}:{entry.position}"
    mail = write_mail(facts, texts[code], texts[TextCode.FOOT_STAFF], values=values, links=links)
    written = [(mail, Reader(kind, key, entry.mail))]
    if entry.phone:
        sms = write_sms(facts, texts[code], values=values, links=links)
        written.append((sms, Reader(kind, key, entry.phone, Channel.SMS)))
    queued = [
        queue_mail(session, facts, code, each, reader, step_id=call.step_id, urgent=True, now=now)
        for each, reader in written
    ]
    if not any(queued):
        ask_for_person(session, facts, {"alarm_id": str(call.alarm_id), "reason": "address_malformed"}, now=now)


def _alarm_links(facts: CaseFacts, call: AlarmCall) -> dict[str, LinkEntry]:
    about = {"municipality": facts.code, "alarm_id": str(call.alarm_id), "number": call.number}
    page = {"municipality": facts.code, "reference": facts.case.reference}
    return {"acknowledge": {"maker": "alarm", **about}, "case_page": {"maker": "case_page", **page}}


def _values(facts: CaseFacts, language: str) -> Values:
    return {
        "name": lambda: facts.category.name(language),
        "place": lambda: facts.spot,
        "municipality": lambda: facts.municipality_name(language),
    }
