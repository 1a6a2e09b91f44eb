"""Whose session a token is, and where it stands: read at every call."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.accounts.callers import Caller, CallerMembership
from backend.accounts.decisions import seal
from backend.accounts.models import BeganBy, SessionKind, SignedInSession
from backend.accounts.rights import Role
from backend.foundation.database import KEPT


def find_caller(session: Session, token: str, *, kind: SessionKind | None = None) -> Caller | None:
    """Whose session the token is; None where there is none, it has ended or the person is cut off. One statement.

    A second tells, at most once in five minutes, that the session's device was seen.
    """
    rows = session.execute(_FIND_CALLER, {"hash": seal(token), "kind": kind.value if kind else None}).all()
    if not rows:
        return None
    first = rows[0]
    if first.seen_long_ago:
        session.execute(_SEE_DEVICE, {"id": first.device_id})
    memberships = tuple(
        CallerMembership(
            municipality=row.municipality,
            role=Role(row.role),
            organisation_id=row.organisation_id,
            organisation_name=row.organisation_name,
            unit_id=row.unit_id,
            authority_id=row.authority_id,
        )
        for row in rows
        if row.municipality is not None
    )
    return Caller(
        first.person_id,
        first.name,
        first.language,
        memberships,
        session_id=first.session_id,
        device_id=first.device_id,
        began_by=BeganBy(first.began_by),
        proven=first.proven_at is not None,
        has_factor=first.has_factor,
    )


def find_person_of_session(session: Session, token: str) -> UUID | None:
    """Whose session the token was, even after its end; None for one that never was, or is long forgotten."""
    wanted = sa.select(SignedInSession.person_id).where(SignedInSession.token_hash == seal(token))
    return session.scalars(wanted).one_or_none()


_FIND_CALLER = sa.text(
    f"SELECT {KEPT} p.id AS person_id, p.name, p.language, m.municipality, m.role, m.organisation_id,"
    "  o.name AS organisation_name, m.unit_id, m.authority_id, s.id AS session_id, s.device_id, s.began_by, s.proven_at,"
    "  coalesce(d.last_seen_at < clock_timestamp() - interval '5 minutes', false) AS seen_long_ago,"
    "  EXISTS (SELECT 1 FROM authenticator a WHERE a.person_id = p.id AND a.confirmed_at IS NOT NULL)"
    "   OR EXISTS (SELECT 1 FROM passkey k WHERE k.person_id = p.id) AS has_factor"
    " FROM session s JOIN person p ON p.id = s.person_id AND p.active"
    " LEFT JOIN device d ON d.id = s.device_id"
    " LEFT JOIN membership m ON m.person_id = p.id AND m.ended_at IS NULL AND NOT EXISTS ("
    "   SELECT 1 FROM organisation r WHERE r.id = m.organisation_id AND r.revoked_at IS NOT NULL)"
    " LEFT JOIN organisation o ON o.id = m.organisation_id"
    " WHERE s.token_hash = :hash AND s.ended_at IS NULL AND s.expires_at > clock_timestamp()"
    "  AND d.revoked_at IS NULL AND (cast(:kind AS text) IS NULL OR s.kind = :kind)"
    " ORDER BY m.municipality, m.role, m.id"
)
_SEE_DEVICE = sa.text("UPDATE device SET last_seen_at = clock_timestamp() WHERE id = :id")
