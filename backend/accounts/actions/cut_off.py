"""One act that cuts off a person or a firm everywhere: from the next call on nothing works that they held.

No session, device, link, password, second factor or role. A single device is cut off in ``devices``, a key in ``keys``.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.accounts.errors import not_yours
from backend.foundation import audit
from backend.foundation.actor import Actor
from backend.foundation.database import GLOBAL, Scope, take_scope


def cut_off_person(session: Session, person_id: UUID, *, municipality: str, actor: Actor, now: datetime) -> None:
    """Close the person out of every municipality, and write it in the audit log of each.

    Raises ``NotFound`` where the person has never been a member of ``municipality``, the one that acts.
    """
    everywhere = _list_municipalities(session, "person_id", person_id)
    if municipality not in everywhere:
        raise not_yours()
    session.execute(_REVOKE_PERSON, {"person_id": person_id, "now": now})
    _end_everything(session, [person_id], actor)
    _forget_proofs(session, person_id)
    _audit(session, everywhere, actor=actor, act="cut_off_person", subject=("person", person_id), now=now)


def cut_off_organisation(
    session: Session, organisation_id: UUID, *, municipality: str, actor: Actor, now: datetime
) -> None:
    """End every membership for a firm in every municipality, and its people's sessions; audited in each.

    Raises ``NotFound`` where the firm has never had a member in ``municipality``, the one that acts.
    """
    everywhere = _list_municipalities(session, "organisation_id", organisation_id)
    if municipality not in everywhere:
        raise not_yours()
    session.execute(_REVOKE_ORGANISATION, {"organisation_id": organisation_id, "now": now})
    ended = session.execute(_END_MEMBERSHIPS, {"organisation_id": organisation_id, "now": now})
    _end_everything(session, list(ended.scalars()), actor)
    subject = ("organisation", organisation_id)
    _audit(session, everywhere, actor=actor, act="cut_off_organisation", subject=subject, now=now)


def reset_proofs(session: Session, person_id: UUID, *, municipality: str, actor: Actor, now: datetime) -> None:
    """Take away password and second factors of somebody who lost them, and end every session; audited everywhere.

    The mailed link opens the way to set up new ones. Raises ``NotFound`` for one without a role there.
    """
    everywhere = _list_municipalities(session, "person_id", person_id)
    if municipality not in everywhere:
        raise not_yours()
    session.execute(_END_SESSIONS, {"people": [person_id]})
    _forget_proofs(session, person_id)
    _audit(session, everywhere, actor=actor, act="reset_proofs", subject=("person", person_id), now=now)


def end_membership(session: Session, membership_id: UUID, *, municipality: str, actor: Actor, now: datetime) -> None:
    """End one role; the person's other roles stay. Raises ``NotFound``."""
    ended = session.execute(_END_ONE, {"id": membership_id, "municipality": municipality, "now": now}).one_or_none()
    if ended is None:
        raise not_yours()
    subject = ("membership", membership_id)
    _audit(session, [municipality], actor=actor, act="end_membership", subject=subject, now=now)


def _end_everything(session: Session, people: list[UUID], actor: Actor) -> None:
    for statement in (_END_SESSIONS, _END_LINKS):
        session.execute(statement, {"people": people})
    session.execute(_REVOKE_DEVICES, {"people": people, "by": actor.id})


def _forget_proofs(session: Session, person_id: UUID) -> None:
    for table in ("person_password", "authenticator", "passkey", "recovery_code", "kept_form"):
        session.execute(sa.text(f"DELETE FROM {table} WHERE person_id = :id"), {"id": person_id})


def _list_municipalities(session: Session, column: str, subject_id: UUID) -> list[str]:
    rows = session.execute(
        sa.text(f"SELECT DISTINCT municipality FROM membership WHERE {column} = :id ORDER BY municipality"),
        {"id": subject_id},
    )
    return list(rows.scalars())


def _audit(
    session: Session,
    municipalities: Sequence[str],
    *,
    actor: Actor,
    act: str,
    subject: tuple[str, UUID],
    now: datetime,
) -> None:
    earlier = session.info.get("scope", GLOBAL)
    take_scope(session, Scope(tuple(municipalities)))
    for municipality in municipalities:
        audit.record(session, municipality, actor=actor, act=act, subject=subject, now=now)
    take_scope(session, earlier)


_REVOKE_PERSON = sa.text("UPDATE person SET active = false, revoked_at = :now WHERE id = :person_id AND active")
_REVOKE_ORGANISATION = sa.text(
    "UPDATE organisation SET revoked_at = :now WHERE id = :organisation_id AND revoked_at IS NULL"
)
_END_MEMBERSHIPS = sa.text(
    "UPDATE membership SET ended_at = :now WHERE organisation_id = :organisation_id AND ended_at IS NULL"
    " RETURNING person_id"
)
_END_ONE = sa.text(
    "UPDATE membership SET ended_at = :now WHERE id = :id AND municipality = :municipality AND ended_at IS NULL"
    " RETURNING 1"
)
_END_SESSIONS = sa.text(
    "UPDATE session SET ended_at = clock_timestamp() WHERE person_id = any(:people) AND ended_at IS NULL"
)
_END_LINKS = sa.text(
    "UPDATE sign_in_secret SET used_at = clock_timestamp() WHERE used_at IS NULL"
    " AND request_id IN (SELECT id FROM sign_in_request WHERE person_id = any(:people))"
)
_REVOKE_DEVICES = sa.text(
    "UPDATE device SET revoked_at = clock_timestamp(), revoked_by = :by WHERE person_id = any(:people)"
    " AND revoked_at IS NULL"
)
