"""Signing in, as every face does it: ask for a link, and redeem it by a button. GET never redeems: scanners open links.

The kontaktcenter's pages use the browser's cookies; the API is told the browser's secret by the program that calls.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from backend import accounts
from backend.accounts import ReturnTo, SignInRefusal, WrongTry
from backend.doors.shared.browser_session import current_kind
from backend.doors.shared.house import transaction
from backend.foundation import clock
from backend.foundation.database import GLOBAL

TOKEN_PATH = "/sign-in/t/"
"""The link in the mail is the web's or the portal's address, this, and the token."""


class BegunSession(NamedTuple):
    """A session, and the token by which its device is known from now on."""

    token: str
    device_token: str


def ask_for_link(email: str, *, browser_secret: str, return_to: ReturnTo) -> datetime:
    """Ask for a sign-in mail; the same for known and unknown addresses. Returns when the asking ends."""
    with transaction(GLOBAL) as session:
        start = accounts.request_sign_in(
            session, email=email, browser_secret=browser_secret, return_to=return_to, now=clock.now(session)
        )
    return start.expires_at


def redeem_link(
    token: str, *, digits: str | None, browser_secret: str | None, device_token: str | None, label: str
) -> BegunSession:
    """Redeem the link, from the device that is known by ``device_token`` or else is new and called ``label``.

    Raises ``Conflict`` ("sign_in_link_over") or ``Invalid`` ("digits_needed", "digits_wrong") after the try it counts
    is committed.
    """
    with transaction(GLOBAL) as session:
        answer = accounts.redeem_sign_in(
            session, token=token, digits=digits, browser_secret=browser_secret, kind=current_kind()
        )
        if not isinstance(answer, SignInRefusal):
            return _begin(session, answer, device_token, label)
    if answer is SignInRefusal.OVER:
        raise accounts.link_over()
    raise accounts.digits_needed() if answer is SignInRefusal.DIGITS_NEEDED else accounts.digits_wrong()


def sign_in_by_password(email: str, password: str, *, device_token: str | None, label: str) -> BegunSession:
    """Begin a session that then needs its second factor.

    Raises ``Invalid`` ("password_wrong") alike for whatever does not fit, ``Conflict`` ("too_many_tries") for a while
    after several wrong tries; the mailed link stays open meanwhile.
    """
    with transaction(GLOBAL) as session:
        answer = accounts.begin_by_password(
            session, email=email, password=password, device_token=device_token, kind=current_kind()
        )
        if not isinstance(answer, WrongTry):
            return _begin(session, answer, device_token, label)
    raise accounts.too_many_tries(answer.wait_seconds) if answer.wait_seconds else accounts.password_wrong()


def sign_in_by_device(device_token: str) -> str:
    """A new session for a crew's phone. Raises ``Conflict`` ("device_over") for any other device."""
    with transaction(GLOBAL) as session:
        return accounts.renew_by_device(session, device_token, kind=current_kind())


def sign_out(token: str | None) -> None:
    """End the session behind ``token``, where there is one."""
    if token is not None:
        with transaction(GLOBAL) as session:
            accounts.end_session(session, token)


def _begin(session: Session, token: str, device_token: str | None, label: str) -> BegunSession:
    return BegunSession(token, accounts.attach_device(session, token, device_token=device_token, label=label))
