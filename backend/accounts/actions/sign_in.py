"""Signing in by a mailed link, and out again. Life times follow the database's real time, never the simulated one."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import deliveries
from backend.accounts import decisions
from backend.accounts.callers import Caller
from backend.accounts.decisions import SecretState, SignInRefusal, seal, seal_digits
from backend.accounts.errors import browser_secret_short, link_over
from backend.accounts.models import BeganBy, ReturnTo, SessionKind, SignedInSession, SignInRequest, SignInSecret
from backend.accounts.rights import FIRM_ROLES
from backend.accounts.texts import sign_in_mail
from backend.foundation import clock
from backend.foundation.database import GLOBAL, Scope, take_scope
from backend.foundation.ids import new_id

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SignInStart:
    """A sign-in that was asked for; the same whether or not anybody has the address."""

    request_id: UUID
    expires_at: datetime


class SignInLink(NamedTuple):
    """What the mail carries: the token of the link and the six digits beside it."""

    token: str
    digits: str


def request_sign_in(
    session: Session, *, email: str, browser_secret: str, return_to: ReturnTo, now: datetime
) -> SignInStart:
    """Ask for a sign-in link; queues the mail where an active member has the address, and answers alike if not.

    ``browser_secret`` is 128 random bits or more that only the asking browser holds. ``now`` is the promise clock's,
    for the delivery. Raises ``Invalid`` where the browser's secret is too short.
    """
    if len(browser_secret) < decisions.SHORTEST_BROWSER_SECRET:
        raise browser_secret_short()
    real_now = clock.real_now(session)
    since = real_now - decisions.SECRET_LIFE
    person = session.execute(_FIND_MEMBER, {"email": email.strip().lower(), "since": since}).one_or_none()
    request = SignInRequest(
        id=new_id(),
        person_id=person.id if person else None,
        browser_hash=seal(browser_secret),
        return_to=return_to,
        created_at=real_now,
        expires_at=real_now + decisions.REQUEST_LIFE,
    )
    session.add(request)
    session.flush()
    if person is not None and person.recent < decisions.MAILS_IN_A_WHILE:
        _queue_mail(session, person, request, now)
    elif person is not None:
        log.warning("sign-in mail not sent: asked for too often", extra={"person": str(person.id)})
    return SignInStart(request.id, real_now + decisions.SECRET_LIFE)


def make_sign_in_secret(session: Session, request_id: UUID, now: datetime) -> SignInLink:
    """Make the link's token and digits at the moment of sending; called by the sender, for each sending anew.

    ``now`` is not read: the link lives fifteen minutes of real time. Raises ``Conflict`` where the request is more
    than a day old or unknown.
    """
    real_now = clock.real_now(session)
    request = session.get(SignInRequest, request_id)
    if request is None or request.expires_at <= real_now:
        raise link_over()
    made = SignInLink(decisions.new_token(), decisions.new_digits())
    secret = SignInSecret(
        hash=seal(made.token),
        request_id=request_id,
        digits_hash=seal_digits(made.token, made.digits),
        expires_at=real_now + decisions.SECRET_LIFE,
    )
    session.add(secret)
    session.flush()
    return made


def redeem_sign_in(
    session: Session, *, token: str, digits: str | None, browser_secret: str | None, kind: SessionKind
) -> str | SignInRefusal:
    """Turn a link into a session: the new session's token, or why not.

    A refusal is returned, not raised, so that the wrong try it counts is committed; the door raises it afterwards.
    The link and every other of the same request are used up. Locks the secret.
    """
    real_now = clock.real_now(session)
    row = session.execute(_FIND_SECRET, {"hash": seal(token)}).one_or_none()
    refusal = decisions.judge_redemption(
        _state_of(row), token=token, digits=digits, browser_secret=browser_secret, real_now=real_now
    )
    if refusal is None and row is not None:
        session.execute(_USE_UP, {"request_id": row.request_id, "now": real_now})
        return start_session(session, row.person_id, kind=kind)
    if row is not None and digits:
        session.execute(_COUNT_TRY, {"hash": seal(token)})
    return refusal or SignInRefusal.OVER


def start_session(
    session: Session,
    person_id: UUID,
    *,
    kind: SessionKind,
    began_by: BeganBy = BeganBy.LINK,
    device_id: UUID | None = None,
    proven: bool = False,
) -> str:
    """Begin a session of twelve hours; returns its token, which is not stored.

    ``proven``: the person has shown a second factor too.
    """
    token = decisions.new_token()
    real_now = clock.real_now(session)
    session.add(
        SignedInSession(
            id=new_id(),
            token_hash=seal(token),
            person_id=person_id,
            kind=kind,
            created_at=real_now,
            expires_at=real_now + decisions.SESSION_LIFE,
            device_id=device_id,
            began_by=began_by,
            proven_at=real_now if proven else None,
        )
    )
    session.flush()
    return token


def raise_session(session: Session, caller: Caller, *, kind: SessionKind) -> str:
    """After a second factor: end the session and begin another that is proven; returns its token."""
    session.execute(
        sa.text("UPDATE session SET ended_at = clock_timestamp() WHERE id = :id AND ended_at IS NULL"),
        {"id": caller.session_id},
    )
    return start_session(
        session, caller.person_id, kind=kind, began_by=caller.began_by, device_id=caller.device_id, proven=True
    )


def end_session(session: Session, token: str) -> None:
    """Sign out. A token that is unknown or ended already is left as it is."""
    session.execute(
        sa.text("UPDATE session SET ended_at = clock_timestamp() WHERE token_hash = :hash AND ended_at IS NULL"),
        {"hash": seal(token)},
    )


def forget_old_sign_ins(session: Session) -> int:
    """Delete requests older than a day with their secrets, sessions over for thirty days, and what else is past.

    Devices not seen for a year, wrong tries of yesterday and forms nobody came back for. Worker's act.
    """
    requests = session.execute(
        sa.text("DELETE FROM sign_in_request WHERE expires_at < clock_timestamp() RETURNING 1")
    ).all()
    sessions = session.execute(
        sa.text("DELETE FROM session WHERE expires_at < clock_timestamp() - interval '30 days' RETURNING 1")
    ).all()
    others = [len(session.execute(sa.text(f"{words} RETURNING 1")).all()) for words in _FORGET]
    return len(requests) + len(sessions) + sum(others)


def _queue_mail(session: Session, person: sa.Row[Any], request: SignInRequest, now: datetime) -> None:
    words = sign_in_mail(person.language)
    entry = {"request_id": str(request.id), "return_to": request.return_to.value}
    earlier = session.info.get("scope", GLOBAL)
    take_scope(session, Scope((person.municipality,)))
    kind = deliveries.RecipientKind.CONTRACTOR if person.role in FIRM_ROLES else deliveries.RecipientKind.STAFF
    letter = deliveries.Letter(
        recipient_kind=kind,
        recipient_key=str(person.id),
        address=person.email,
        language=person.language,
        text_code="sign_in",
        subject=words.subject,
        body=words.body,
        step_id=request.id,
        links={"link": {"maker": "sign_in", **entry}, "digits": {"maker": "sign_in_digits", **entry}},
        urgent=True,
    )
    deliveries.queue_delivery(session, person.municipality, letter, now=now)
    take_scope(session, earlier)


def _state_of(row: sa.Row[Any] | None) -> SecretState | None:
    if row is None:
        return None
    return SecretState(
        digits_hash=row.digits_hash,
        attempts=row.attempts,
        used=row.used_at is not None,
        expires_at=row.expires_at,
        browser_hash=row.browser_hash,
        person_active=bool(row.active),
    )


_FIND_MEMBER = sa.text(
    "SELECT p.id, p.email, p.language, m.municipality, m.role, (SELECT count(*) FROM sign_in_request r"
    "   WHERE r.person_id = p.id AND r.created_at > :since) AS recent"
    " FROM person p JOIN membership m ON m.person_id = p.id AND m.ended_at IS NULL"
    " WHERE p.email = :email AND p.active AND NOT EXISTS ("
    "   SELECT 1 FROM organisation o WHERE o.id = m.organisation_id AND o.revoked_at IS NOT NULL)"
    # Who also practises is written to by the municipality whose mail leaves the house.
    " ORDER BY (SELECT t.kind <> 'real' FROM municipality t WHERE t.code = m.municipality), m.municipality, m.id LIMIT 1"
)
_FIND_SECRET = sa.text(
    "SELECT s.digits_hash, s.attempts, s.used_at, s.expires_at, s.request_id, r.browser_hash, r.person_id, p.active"
    " FROM sign_in_secret s JOIN sign_in_request r ON r.id = s.request_id LEFT JOIN person p ON p.id = r.person_id"
    " WHERE s.hash = :hash FOR UPDATE OF s"
)
_USE_UP = sa.text("UPDATE sign_in_secret SET used_at = :now WHERE request_id = :request_id AND used_at IS NULL")
_COUNT_TRY = sa.text("UPDATE sign_in_secret SET attempts = attempts + 1 WHERE hash = :hash")
_FORGET = (
    "DELETE FROM sign_in_pause WHERE last_failed_at < clock_timestamp() - interval '1 day'",
    "DELETE FROM kept_form WHERE expires_at < clock_timestamp()",
    "DELETE FROM device d WHERE last_seen_at < clock_timestamp() - interval '1 year'"
    " AND NOT EXISTS (SELECT 1 FROM session s WHERE s.device_id = d.id)",
)
