"""Devices: which browsers and phones a person signs in with; each may be cut off by itself."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.accounts import decisions
from backend.accounts.actions.sign_in import start_session
from backend.accounts.credential_models import Device
from backend.accounts.decisions import seal
from backend.accounts.errors import device_over, not_yours
from backend.accounts.models import BeganBy, SessionKind
from backend.foundation import audit, clock
from backend.foundation.actor import Actor
from backend.foundation.database import GLOBAL, Scope, take_scope
from backend.foundation.ids import new_id

LONGEST_LABEL = 80


def attach_device(session: Session, session_token: str, *, device_token: str | None, label: str) -> str:
    """Say from which device a session that has just begun comes; returns the token the device keeps from now on.

    A token of another person's, a revoked or an unknown one counts as none: the device gets a new one.
    """
    began = session.execute(_FIND_SESSION, {"hash": seal(session_token)}).one()
    real_now = clock.real_now(session)
    known = find_device(session, began.person_id, device_token)
    if known is not None and device_token is not None:
        known.last_seen_at = real_now
        if began.began_by == BeganBy.LINK:
            known.linked_at = real_now
        device_id, kept = known.id, device_token
    else:
        device_id, kept = new_id(), decisions.new_token()
        session.add(
            Device(
                id=device_id, token_hash=seal(kept), person_id=began.person_id, label=label[:LONGEST_LABEL],
                first_seen_at=real_now, last_seen_at=real_now, linked_at=real_now,
            )
        )  # fmt: skip
    session.flush()
    session.execute(_ATTACH, {"id": began.id, "device_id": device_id})
    return kept


def find_device(session: Session, person_id: UUID, device_token: str | None) -> Device | None:
    """The person's device with that token, where it is not revoked."""
    if not device_token:
        return None
    mine = sa.select(Device).where(Device.token_hash == seal(device_token), Device.person_id == person_id)
    return session.scalars(mine.where(Device.revoked_at.is_(None))).one_or_none()


def renew_by_device(session: Session, device_token: str, *, kind: SessionKind) -> str:
    """A new session for a crew's phone that was signed in by mail in the last fourteen days; returns its token.

    Raises ``Conflict`` for any other: revoked, unknown, too long ago, cut off, or of one who is more than crew.
    """
    row = session.execute(_FIND_CREW_DEVICE, {"hash": seal(device_token), "life": decisions.CREW_DEVICE_LIFE}).first()
    if row is None:
        raise device_over()
    token = start_session(session, row.person_id, kind=kind, began_by=BeganBy.DEVICE, device_id=row.id)
    session.execute(sa.text("UPDATE device SET last_seen_at = clock_timestamp() WHERE id = :id"), {"id": row.id})
    return token


def revoke_device(session: Session, device_id: UUID, *, person_id: UUID) -> None:
    """End one of a person's own devices and its sessions. Raises ``NotFound`` for another's."""
    if session.execute(_REVOKE, {"id": device_id, "person_id": person_id, "by": person_id}).first() is None:
        raise not_yours()
    session.execute(_END_SESSIONS, {"ids": [device_id]})


def revoke_other_devices(session: Session, person_id: UUID, *, but_session: UUID | None) -> int:
    """End every device and session of a person but the one in use; returns how many devices."""
    revoked = session.execute(_REVOKE_OTHERS, {"person_id": person_id, "session": but_session}).all()
    session.execute(_END_OTHER_SESSIONS, {"person_id": person_id, "session": but_session})
    return len(revoked)


def cut_off_device(
    session: Session,
    device_id: UUID,
    *,
    municipality: str,
    organisation_id: UUID | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """End a device of somebody with a role in ``municipality`` (for one firm where given), and its sessions; audited.

    Raises ``NotFound`` for any other device.
    """
    asked = {"id": device_id, "municipality": municipality, "firm": organisation_id, "by": actor.id}
    if session.execute(_CUT_OFF, asked).first() is None:
        raise not_yours()
    session.execute(_END_SESSIONS, {"ids": [device_id]})
    earlier = session.info.get("scope", GLOBAL)
    take_scope(session, Scope((municipality,), firm=organisation_id))
    subject = ("device", device_id)
    audit.record(session, municipality, actor=actor, act="cut_off_device", subject=subject, now=now)
    take_scope(session, earlier)


_FIND_SESSION = sa.text("SELECT id, person_id, began_by FROM session WHERE token_hash = :hash")
_ATTACH = sa.text("UPDATE session SET device_id = :device_id WHERE id = :id")
_FIND_CREW_DEVICE = sa.text(
    "SELECT d.id, d.person_id FROM device d JOIN person p ON p.id = d.person_id AND p.active"
    " WHERE d.token_hash = :hash AND d.revoked_at IS NULL"
    "  AND d.linked_at > clock_timestamp() - cast(:life AS interval)"
    "  AND EXISTS (SELECT 1 FROM membership m WHERE m.person_id = p.id AND m.role = 'crew' AND m.ended_at IS NULL)"
    "  AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.person_id = p.id AND m.role <> 'crew' AND m.ended_at IS NULL)"
    "  FOR UPDATE OF d"
)
_REVOKED = (
    "UPDATE device d SET revoked_at = clock_timestamp(), revoked_by = :by WHERE d.revoked_at IS NULL AND d.id = :id"
)
_REVOKE = sa.text(f"{_REVOKED} AND d.person_id = :person_id RETURNING 1")
_CUT_OFF = sa.text(
    f"{_REVOKED} AND EXISTS (SELECT 1 FROM membership m WHERE m.person_id = d.person_id"
    "  AND m.municipality = :municipality AND (cast(:firm AS uuid) IS NULL OR m.organisation_id = :firm)) RETURNING 1"
)
_REVOKE_OTHERS = sa.text(
    "UPDATE device SET revoked_at = clock_timestamp(), revoked_by = person_id WHERE person_id = :person_id"
    " AND revoked_at IS NULL AND id IS DISTINCT FROM (SELECT device_id FROM session WHERE id = :session) RETURNING 1"
)
_END_SESSIONS = sa.text(
    "UPDATE session SET ended_at = clock_timestamp() WHERE device_id = any(:ids) AND ended_at IS NULL"
)
_END_OTHER_SESSIONS = sa.text(
    "UPDATE session SET ended_at = clock_timestamp() WHERE person_id = :person_id AND ended_at IS NULL"
    " AND id IS DISTINCT FROM cast(:session AS uuid)"
)
