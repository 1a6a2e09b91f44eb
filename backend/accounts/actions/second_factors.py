"""An authenticator's six digits (TOTP) and recovery codes: set up, shown, taken away."""

import hmac
from collections.abc import Callable
from uuid import UUID

import pyotp
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.accounts import decisions
from backend.accounts.actions.passwords import WrongTry, remove_password
from backend.accounts.actions.pauses import count_wrong_try, forget_wrong_tries, key_of_code, wait_for_try
from backend.accounts.callers import Caller
from backend.accounts.credential_models import Authenticator, RecoveryCode
from backend.accounts.decisions import seal_recovery_code, step_of
from backend.accounts.errors import authenticator_there, factor_needed
from backend.foundation import clock
from backend.foundation.links import LinkKeys
from backend.foundation.sealing import SealBroken, open_sealed, seal_text

_SEALED_FOR = "authenticator"


def begin_authenticator(session: Session, caller: Caller, *, keys: LinkKeys) -> str:
    """A secret for an authenticator app (base32), which counts once its first code was shown.

    Raises ``NotAllowed`` where a factor is there and was not shown, ``Conflict`` where an authenticator counts already.
    """
    check_may_change_factors(caller)
    secret = pyotp.random_base32()
    row = {"sealed_secret": seal_text(keys, _SEALED_FOR, secret), "made_at": clock.real_now(session), "last_step": 0}
    made = session.execute(
        insert(Authenticator).values(person_id=caller.person_id, **row).on_conflict_do_update(
            index_elements=["person_id"], set_=row, where=Authenticator.confirmed_at.is_(None)
        ).returning(Authenticator.person_id)
    ).first()  # fmt: skip
    if made is None:
        raise authenticator_there()
    return secret


def find_secret_to_confirm(session: Session, person_id: UUID, *, keys: LinkKeys) -> str | None:
    """The secret that was begun and waits for its first code, to be shown again; None where there is none."""
    row = session.get(Authenticator, person_id)
    if row is None or row.confirmed_at is not None:
        return None
    try:
        return open_sealed(keys, _SEALED_FOR, row.sealed_secret)
    except SealBroken:
        return None


def address_for_app(secret: str, *, email: str, issuer: str) -> str:
    """What a QR code carries to an authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def confirm_authenticator(session: Session, caller: Caller, *, code: str, keys: LinkKeys) -> tuple[str, ...] | WrongTry:
    """Let the authenticator count from its first right code; returns ten recovery codes, which are shown this once."""
    check_may_change_factors(caller)
    shown = _try(session, caller, lambda: _use_code(session, caller.person_id, code, keys, confirmed=False))
    if shown is not None:
        return shown
    session.execute(_CONFIRM, {"person_id": caller.person_id})
    return make_recovery_codes(session, caller.person_id)


def prove_by_code(session: Session, caller: Caller, *, code: str, keys: LinkKeys) -> WrongTry | None:
    """Show the six digits of the authenticator; None: right. A code works once, and none older than it after it."""
    return _try(session, caller, lambda: _use_code(session, caller.person_id, code, keys, confirmed=True))


def prove_by_recovery_code(session: Session, caller: Caller, *, code: str) -> WrongTry | None:
    """Use up one recovery code; None: right."""
    asked = {"person_id": caller.person_id, "hash": seal_recovery_code(code)}
    return _try(session, caller, lambda: session.execute(_USE_RECOVERY_CODE, asked).first() is not None)


def make_recovery_codes(session: Session, person_id: UUID) -> tuple[str, ...]:
    """Ten new recovery codes; the earlier ones end."""
    session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes = tuple(decisions.new_recovery_code() for _ in range(decisions.RECOVERY_CODES))
    session.add_all(RecoveryCode(person_id=person_id, hash=seal_recovery_code(code)) for code in codes)
    session.flush()
    return codes


def remove_authenticator(session: Session, caller: Caller) -> None:
    """Take the authenticator away. Raises ``NotAllowed`` where the second factor was not shown."""
    check_may_change_factors(caller)
    session.execute(sa.delete(Authenticator).where(Authenticator.person_id == caller.person_id))
    drop_what_rested_on_factors(session, caller.person_id)


def drop_what_rested_on_factors(session: Session, person_id: UUID) -> None:
    """Without any second factor left there is no password and no recovery code either."""
    if session.execute(_HAS_FACTOR, {"person_id": person_id}).scalar_one():
        return
    remove_password(session, person_id)
    session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person_id))


def check_may_change_factors(caller: Caller) -> None:
    """Whoever has a second factor changes factors only after showing it. Raises ``NotAllowed``."""
    if caller.is_key or (caller.has_factor and not caller.proven):
        raise factor_needed()


def _try(session: Session, caller: Caller, is_right: Callable[[], bool]) -> WrongTry | None:
    key = key_of_code(caller.person_id, began_by=caller.began_by)
    if wait := wait_for_try(session, key):
        return WrongTry(wait)
    if is_right():
        forget_wrong_tries(session, key)
        return None
    count_wrong_try(session, key)
    return WrongTry()


def _use_code(session: Session, person_id: UUID, code: str, keys: LinkKeys, *, confirmed: bool) -> bool:
    row = session.execute(_LOCK, {"person_id": person_id, "confirmed": confirmed}).one_or_none()
    if row is None:
        return False
    try:
        app = pyotp.TOTP(open_sealed(keys, _SEALED_FOR, row.sealed_secret))
    except SealBroken:
        return False
    typed = "".join(character for character in code if character in "0123456789")
    now = step_of(clock.real_now(session))
    for step in (now - 1, now, now + 1):
        if step > row.last_step and hmac.compare_digest(app.generate_otp(step), typed):
            resealed = seal_text(keys, _SEALED_FOR, app.secret)  # so that it outlives a change of the secrets
            session.execute(_USE_STEP, {"person_id": person_id, "step": step, "sealed": resealed})
            return True
    return False


_LOCK = sa.text(
    "SELECT sealed_secret, last_step FROM authenticator WHERE person_id = :person_id"
    " AND (confirmed_at IS NOT NULL) = :confirmed FOR UPDATE"
)
_USE_STEP = sa.text("UPDATE authenticator SET last_step = :step, sealed_secret = :sealed WHERE person_id = :person_id")
_CONFIRM = sa.text("UPDATE authenticator SET confirmed_at = clock_timestamp() WHERE person_id = :person_id")
_USE_RECOVERY_CODE = sa.text(
    "UPDATE recovery_code SET used_at = clock_timestamp() WHERE person_id = :person_id AND hash = :hash"
    " AND used_at IS NULL RETURNING 1"
)
_HAS_FACTOR = sa.text(
    "SELECT EXISTS (SELECT 1 FROM authenticator WHERE person_id = :person_id AND confirmed_at IS NOT NULL)"
    " OR EXISTS (SELECT 1 FROM passkey WHERE person_id = :person_id)"
)
