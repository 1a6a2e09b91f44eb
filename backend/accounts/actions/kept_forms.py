"""A form that met an ended session waits for its writer to sign in again, sealed with a key only that browser holds."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.accounts.credential_models import KeptForm
from backend.accounts.decisions import seal
from backend.accounts.sessions import find_person_of_session
from backend.foundation import clock
from backend.foundation.ids import new_id
from backend.foundation.links import LinkKeys
from backend.foundation.sealing import SealBroken, open_sealed, seal_text

LIFE = timedelta(minutes=60)
MOST_BYTES = 64 * 1024
_PURPOSE = "kept form"


class TypedForm(NamedTuple):
    """Where a form was sent, and what was typed in it."""

    address: str
    fields: dict[str, str]


def keep_form(session: Session, *, session_token: str, address: str, fields: Mapping[str, str]) -> str | None:
    """Keep what somebody typed whose session has ended, for an hour; returns the ticket of the browser.

    None, and nothing is kept, where the token never was a session's or too much was typed. One form a person.
    """
    person_id = find_person_of_session(session, session_token)
    typed = orjson.dumps({"address": address, "fields": dict(fields)})
    if person_id is None or len(typed) > MOST_BYTES:
        return None
    form_id, secret = new_id(), secrets.token_urlsafe(32)
    session.execute(sa.delete(KeptForm).where(KeptForm.person_id == person_id))
    session.add(
        KeptForm(
            id=form_id, person_id=person_id, sealed=seal_text(_keys(secret), _PURPOSE, typed.decode()),
            expires_at=clock.real_now(session) + LIFE,
        )
    )  # fmt: skip
    session.flush()
    return f"{form_id}.{secret}"


def find_kept_form(session: Session, person_id: UUID, *, ticket: str) -> TypedForm | None:
    """What the person typed in this browser; None where nothing waits, or where another has signed in here."""
    form_id, _, secret = ticket.partition(".")
    try:
        row = session.get(KeptForm, UUID(form_id))
    except ValueError:
        return None
    if row is None or row.person_id != person_id or row.expires_at <= clock.real_now(session):
        return None
    try:
        typed = orjson.loads(open_sealed(_keys(secret), _PURPOSE, row.sealed))
    except SealBroken:
        return None
    return TypedForm(typed["address"], typed["fields"])


def drop_kept_form(session: Session, person_id: UUID) -> None:
    """It was sent, or is not wanted."""
    session.execute(sa.delete(KeptForm).where(KeptForm.person_id == person_id))


def _keys(secret: str) -> LinkKeys:
    return LinkKeys.from_secrets(seal(secret))
