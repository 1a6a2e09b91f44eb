"""What the callers of a measurement need: people with sessions, and reports and orders that references open."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import accounts
from backend.accounts import Role, SessionKind
from backend.doors.shared.message_links import follow_token
from backend.foundation.database import Database
from backend.foundation.ids import new_reference, show_reference
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.town import ANGSBY

EACH_ROLE = 48
"""People of each role: a person may list 600 times a minute, so that many share the calls."""
EVERY = 12
"""Of so many cases of the filling one is assigned and has an order."""


@dataclass(frozen=True)
class Keys:
    """What opens what. ``reports`` are (reference, token), ``orders`` references, each as the API takes it.

    ``orders`` and ``reports`` belong to the cases 1, 13, 25 … of the filling, in that order.
    """

    authority: UUID
    firm: UUID
    staff: tuple[str, ...]
    managers: tuple[str, ...]
    reports: tuple[tuple[str, str], ...]
    orders: tuple[str, ...]


def give_keys(mighty: Database, settings: Settings, *, rows: int, authority: UUID, firm: UUID) -> Keys:
    """Sign people in and give the reports and orders of every twelfth case a reference that can be typed.

    ``mighty`` is the database as its superuser.
    """
    numbers = range(1, rows + 1, EVERY)
    with mighty.transaction(ANGSBY) as session:
        staff = [_sign_in(session, f"staff-{n}@angsby.example", role=Role.AGENT) for n in range(EACH_ROLE)]
        managers = [
            _sign_in(session, f"manager-{n}@cleo-drift.example", role=Role.MANAGER, organisation_id=firm)
            for n in range(EACH_ROLE)
        ]
        orders = _name(session, "work_order", "order", numbers)
        reports = _name(session, "report", "report", numbers)
        send_orders_again(session)
    return Keys(
        authority,
        firm,
        tuple(staff),
        tuple(managers),
        tuple((reference, follow_token(settings, report_id)) for report_id, reference in reports),
        tuple(reference for _, reference in orders),
    )


def send_orders_again(session: Session) -> None:
    """Let every order that was accepted be one that was just sent."""
    session.execute(
        sa.text(
            "UPDATE work_order SET state = 'sent', accepted_at = NULL, accept_by = clock_timestamp() + interval '1 day'"
            " WHERE municipality = :m AND state = 'accepted'"
        ),
        {"m": PRACTICE_CODE},
    )


def _sign_in(session: Session, email: str, **membership: Any) -> str:
    person = accounts.add_person(session, name=email.partition("@")[0], email=email)
    accounts.add_membership(session, person, municipality=PRACTICE_CODE, **membership)
    return accounts.start_session(session, person, kind=SessionKind.BEARER)


def _name(session: Session, table: str, word: str, numbers: range) -> list[tuple[UUID, str]]:
    """Give new references to the rows of the cases ``numbers``; returns (id, reference as shown) in that order."""
    found = session.scalars(
        sa.text(
            "SELECT md5(:word || md5('case' || n)::uuid::text)::uuid FROM unnest(cast(:numbers AS int[]))"
            " WITH ORDINALITY AS wanted (n, place) ORDER BY place"
        ),
        {"word": word, "numbers": list(numbers)},
    ).all()
    named = [(each, new_reference()) for each in found]
    session.execute(
        sa.text(
            f"UPDATE {table} SET reference = given.reference"
            " FROM unnest(cast(:ids AS uuid[]), cast(:references AS text[])) AS given (id, reference)"
            f" WHERE {table}.municipality = :m AND {table}.id = given.id"
        ),
        {"m": PRACTICE_CODE, "ids": [row for row, _ in named], "references": [reference for _, reference in named]},
    )
    return [(row, show_reference(reference)) for row, reference in named]


FUNCTION = """
CREATE OR REPLACE FUNCTION benchmark_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$
  SELECT (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7'
    || substr(replace(gen_random_uuid()::text, '-', ''), 1, 19))::uuid $$
"""
"""Ids in the order of time, as ours are: the reference shall not pay for scattered indexes."""
