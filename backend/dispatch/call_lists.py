"""Who is called when it is acute: the municipality's own list and each contract's, kept as a whole, in order."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import deliveries, responsibility
from backend.dispatch.alarms import MUNICIPALITY_LIST
from backend.dispatch.errors import CallListNotFound
from backend.dispatch.models import AlarmCall, CallListEntry
from backend.foundation import audit
from backend.foundation.actor import Actor
from backend.foundation.errors import Invalid
from backend.foundation.seen import check_seen

ENTRY = ("role", "mail", "phone", "language", "wait_minutes")
MOST_ENTRIES, MOST_MINUTES = 20, 120
CALLED_WITHIN = timedelta(days=90)
_MAIL = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+")


def set_call_list(
    session: Session, municipality: str, code: str, *, entries: Sequence[Mapping[str, Any]], seen: str | None = None,
    actor: Actor, now: datetime,
) -> Sequence[CallListEntry]:  # fmt: skip
    """Let the list be these, in this order, each with what ``ENTRY`` names. An alarm that is calling goes on with them.

    Nothing is done where it is so already. Raises ``CallListNotFound`` for a code that is no contract's here,
    ``ChangedSince``, ``Invalid`` naming ``entries.0.mail`` and the like; the municipality's own list is never empty.
    """
    lock_code = sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 73031))")
    session.execute(lock_code, {"name": f"{municipality} {code}"})
    there = list_entries(session, municipality, code)
    read = [_read(number, entry) for number, entry in enumerate(entries)]
    if len(read) > MOST_ENTRIES or (not read and code == MUNICIPALITY_LIST):
        said = "The list needs somebody, and has room for 20."
        raise Invalid("call_list_length", said, fields={"entries": said})
    if [{name: getattr(row, name) for name in ENTRY} for row in there] == read:
        return there
    check_seen(there, seen)
    for row in there[len(read) :]:
        session.delete(row)
    for position, values in enumerate(read, 1):
        if position <= len(there):
            for name, value in values.items():
                setattr(there[position - 1], name, value)
        else:
            session.add(CallListEntry(municipality=municipality, list_code=code, position=position, **values))
    session.flush()
    facts = {"list": code, "before": len(there), "after": len(read)}
    audit.record(
        session, municipality, actor=actor, act="set_call_list", subject=("call_list", None), facts=facts, now=now
    )
    return list_entries(session, municipality, code)


def list_entries(session: Session, municipality: str, code: str) -> Sequence[CallListEntry]:
    """Those on one list, first called first; none where nobody is. Raises ``CallListNotFound``."""
    if code != MUNICIPALITY_LIST and not responsibility.list_same_code(session, municipality, code):
        raise CallListNotFound
    return session.scalars(
        sa.select(CallListEntry)
        .where(CallListEntry.municipality == municipality, CallListEntry.list_code == code)
        .order_by(CallListEntry.position)
        .execution_options(populate_existing=True)
    ).all()


def list_last_calls(session: Session, municipality: str, *, now: datetime) -> dict[tuple[str, int], datetime]:
    """List and position → when somebody there was last called, within ``CALLED_WITHIN``."""
    found = session.execute(
        sa.select(AlarmCall.list_code, AlarmCall.position, sa.func.max(AlarmCall.called_at))
        .where(AlarmCall.municipality == municipality, AlarmCall.called_at > now - CALLED_WITHIN)
        .group_by(AlarmCall.list_code, AlarmCall.position)
    )
    return {(row[0], row[1]): row[2] for row in found}


def list_called(
    session: Session, municipality: str, codes: Sequence[str], *, now: datetime
) -> list[tuple[CallListEntry, datetime | None]]:
    """Those on several lists in one statement, by list and order, with when they were last called."""
    last = (
        sa.select(sa.func.max(AlarmCall.called_at))
        .where(
            AlarmCall.municipality == CallListEntry.municipality,
            AlarmCall.list_code == CallListEntry.list_code,
            AlarmCall.position == CallListEntry.position,
            AlarmCall.called_at > now - CALLED_WITHIN,
        )
        .scalar_subquery()
    )
    found = session.execute(
        sa.select(CallListEntry, last)
        .where(CallListEntry.municipality == municipality, CallListEntry.list_code.in_(list(codes)))
        .order_by(CallListEntry.list_code, CallListEntry.position)
    )
    return [(row[0], row[1]) for row in found]


def _read(number: int, entry: Mapping[str, Any]) -> dict[str, Any]:
    wrong = {}
    role = {language: said.strip() for language, said in dict(entry.get("role") or {}).items() if said.strip()}
    if "sv" not in role:
        wrong["role"] = "Write the role in Swedish at least."
    mail = str(entry.get("mail") or "").strip().lower()
    if not _MAIL.fullmatch(mail):
        wrong["mail"] = "That is not a mail address."
    phone = str(entry.get("phone") or "").strip() or None
    if phone is not None:
        try:
            phone = deliveries.read_phone(phone, field="phone")
        except Invalid as error:
            wrong |= error.fields
    minutes = entry.get("wait_minutes")
    if not isinstance(minutes, int) or not 1 <= minutes <= MOST_MINUTES:
        wrong["wait_minutes"] = "From 1 to 120 minutes."
    if wrong:
        fields = {f"entries.{number}.{name}": said for name, said in wrong.items()}
        raise Invalid("call_list_wrong", "Something in what was sent is missing or wrong.", fields=fields)
    return {
        "role": role,
        "mail": mail,
        "phone": phone,
        "language": entry.get("language") or "sv",
        "wait_minutes": minutes,
    }
