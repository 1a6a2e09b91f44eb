"""Entering what was done, sending a test message, and looking at what is missing: found by the house itself, or entered by name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import catalogue, deliveries, geography
from backend.deliveries import Letter, RecipientKind
from backend.foundation import audit
from backend.foundation.actor import Actor
from backend.foundation.ids import new_id
from backend.geography import MunicipalityKind
from backend.going_live.errors import AddressWrong, DayToCome, NameMissing, NotByPeople
from backend.going_live.models import GoingLiveAct
from backend.going_live.words import BY_PEOPLE, NEEDS, TEST_MESSAGE, TEST_MESSAGES, Need, Who

LONGEST_NAME, LONGEST_NOTE = 200, 1000
_MAILBOX = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+")


@dataclass(frozen=True)
class Point:
    """One thing that must be there. ``act`` is the latest that a person entered; None where the house looks itself."""

    need: Need
    who: Who
    words: str
    is_green: bool
    by_people: bool
    act: GoingLiveAct | None = None


def enter_act(
    session: Session, municipality: str, need: Need, *, by_name: str, done_on: date, note: str = "", actor: Actor,
    now: datetime,
) -> GoingLiveAct:  # fmt: skip
    """Write that somebody did it; marked practice unless the municipality is a real one. Entered again, both stay.

    Raises ``NotByPeople``, ``NameMissing``, ``DayToCome``.
    """
    if need not in BY_PEOPLE:
        raise NotByPeople
    if not by_name.strip():
        raise NameMissing
    if done_on > catalogue.get_calendar(session, municipality).local(now).date():
        raise DayToCome
    kind = geography.get_municipality(session, municipality).kind
    act = GoingLiveAct(
        municipality=municipality,
        id=new_id(),
        code=need,
        by_name=by_name.strip()[:LONGEST_NAME],
        done_on=done_on,
        note=note.strip()[:LONGEST_NOTE],
        is_practice=kind is not MunicipalityKind.REAL,
        entered_by=actor.id,
        entered_at=now,
    )
    session.add(act)
    session.flush()
    subject, facts = ("going_live_act", act.id), {"code": need.value, "done_on": done_on.isoformat()}
    audit.record(session, municipality, actor=actor, act="enter_going_live", subject=subject, facts=facts, now=now)
    return act


def list_points(session: Session, municipality: str, *, mail_from: str, now: datetime) -> Sequence[Point]:
    """Everything that must be there before the municipality goes live, in the order one sees to it.

    What was done for practice makes nothing green in a real municipality.
    """
    found = (
        session.execute(_FOUND, {"municipality": municipality, "now": now, "test_message": TEST_MESSAGE})
        .mappings()
        .one()
    )
    there = {Need(name): bool(value) for name, value in found.items() if name in set(Need)}
    there[Need.SENDER] = _is_real_domain(mail_from.rpartition("@")[2])
    acts = _latest(session, municipality, practice_counts=found["kind"] != MunicipalityKind.REAL.value)
    return [
        Point(need, who, words, need in acts if need in BY_PEOPLE else there[need], need in BY_PEOPLE, acts.get(need))
        for need, (who, words) in NEEDS.items()
    ]


def send_test_message(session: Session, municipality: str, *, address: str, actor: Actor, now: datetime) -> UUID:
    """Queue a test message to a mailbox outside the house; returns its delivery's id. Audited, without the address.

    Raises ``AddressWrong``, ``NotFound``.
    """
    if not _MAILBOX.fullmatch(address.strip()):
        raise AddressWrong
    town = geography.get_municipality(session, municipality)
    subject, body = TEST_MESSAGES.get(town.default_language, TEST_MESSAGES["sv"])
    letter = Letter(
        recipient_kind=RecipientKind.STAFF,
        recipient_key=TEST_MESSAGE,
        address=address.strip(),
        language=town.default_language if town.default_language in TEST_MESSAGES else "sv",
        text_code=TEST_MESSAGE,
        subject=subject.format(name=town.full_name),
        body=body.format(name=town.full_name),
        step_id=new_id(),
        urgent=True,
    )
    queued = deliveries.queue_delivery(session, municipality, letter, now=now)
    assert queued is not None, "every test message is a step of its own"
    about = ("delivery", queued)
    audit.record(session, municipality, actor=actor, act="send_test_message", subject=about, now=now)
    return queued


def _is_real_domain(domain: str) -> bool:
    """Whether it is no name that is kept for examples and tests (RFC 2606)."""
    name = domain.lower().rstrip(".")
    reserved = ("invalid", "example", "test", "localhost", "example.org", "example.com", "example.net")
    return "." in name and not any(name == each or name.endswith(f".{each}") for each in reserved)


def _latest(session: Session, municipality: str, *, practice_counts: bool) -> dict[Need, GoingLiveAct]:
    wanted = sa.select(GoingLiveAct).where(GoingLiveAct.municipality == municipality)
    if not practice_counts:
        wanted = wanted.where(~GoingLiveAct.is_practice)
    acts = session.scalars(wanted.order_by(GoingLiveAct.entered_at, GoingLiveAct.id))
    return {act.code: act for act in acts}


_FOUND = sa.text(
    """
SELECT m.kind, m.boundary IS NOT NULL AS boundary, m.opening_hours <> '{}' AS opening_hours,
  coalesce(m.phone, '') <> '' AND coalesce(m.acute_phone, '') <> '' AS telephones,
  EXISTS (SELECT 1 FROM category c WHERE c.municipality = m.code AND c.retired_at IS NULL) AS categories,
  EXISTS (SELECT 1 FROM unit u JOIN authority a ON a.municipality = u.municipality AND a.id = u.authority_id
    WHERE u.municipality = m.code) AS units,
  EXISTS (SELECT 1 FROM rule_edition e WHERE e.municipality = m.code AND e.published_at <= :now) AS rules,
  EXISTS (SELECT 1 FROM contract k WHERE k.municipality = m.code AND k.valid_from <= :now
    AND coalesce(k.valid_to, 'infinity') > :now)
  AND NOT EXISTS (SELECT 1 FROM contract k WHERE k.municipality = m.code AND k.valid_from <= :now
    AND coalesce(k.valid_to, 'infinity') > :now AND coalesce(k.jour_phone, '') = '' AND NOT EXISTS (
      SELECT 1 FROM call_list_entry l WHERE l.municipality = m.code AND l.list_code = k.code
        AND coalesce(l.phone, '') <> '')) AS contract_telephones,
  EXISTS (SELECT 1 FROM retention_rule r WHERE r.municipality = m.code AND r.active_since <= :now
    AND r.ended_at IS NULL) AS retention_rule,
  EXISTS (SELECT 1 FROM delivery d WHERE d.municipality = m.code AND d.fate IN ('handed_over', 'delivered')
    AND d.text_code = :test_message) AS message_sent,
  EXISTS (SELECT 1 FROM call_list_entry l WHERE l.municipality = m.code AND l.list_code = 'jour'
    AND coalesce(l.phone, '') <> '') AS jour_list,
  EXISTS (SELECT 1 FROM membership s JOIN person p ON p.id = s.person_id WHERE s.municipality = m.code
    AND s.role = 'admin' AND s.ended_at IS NULL AND p.active AND p.revoked_at IS NULL) AS administrator,
  m.kind <> 'real' OR NOT EXISTS (SELECT 1 FROM membership s JOIN person p ON p.id = s.person_id
    WHERE s.municipality = m.code AND s.ended_at IS NULL AND p.active AND p.email LIKE '%.example') AS practice_people,
  NOT EXISTS (SELECT 1 FROM cases c WHERE c.municipality = m.code AND c.promise_kind = 'date_to_be_given'
    AND c.state NOT IN ('resolved', 'closed')) AS without_date
FROM municipality m WHERE m.code = :municipality
"""
)
