"""Signing in, as every face does it: ask for a link, and redeem it by a button. GET never redeems: scanners open links.

The kontaktcenter's pages use the browser's cookies; the API is told the browser's secret by the program that calls.
"""

from datetime import datetime

from backend import accounts
from backend.accounts import ReturnTo, SessionKind, SignInRefusal
from backend.doors.shared.house import transaction
from backend.foundation import clock
from backend.foundation.database import GLOBAL

TOKEN_PATH = "/sign-in/t/"
"""The link in the mail is the web's or the portal's address, this, and the token."""


def ask_for_link(email: str, *, browser_secret: str, return_to: ReturnTo) -> datetime:
    """Ask for a sign-in mail; the same for known and unknown addresses. Returns when the asking ends."""
    with transaction(GLOBAL) as session:
        start = accounts.request_sign_in(
            session, email=email, browser_secret=browser_secret, return_to=return_to, now=clock.now(session)
        )
    return start.expires_at


def redeem_link(token: str, *, digits: str | None, browser_secret: str | None, kind: SessionKind) -> str:
    """Redeem the link; returns the new session's token.

    Raises ``Conflict`` ("sign_in_link_over") or ``Invalid`` ("digits_needed", "digits_wrong") after the try it counts
    is committed.
    """
    with transaction(GLOBAL) as session:
        answer = accounts.redeem_sign_in(session, token=token, digits=digits, browser_secret=browser_secret, kind=kind)
    if not isinstance(answer, SignInRefusal):
        return answer
    if answer is SignInRefusal.OVER:
        raise accounts.link_over()
    raise accounts.digits_needed() if answer is SignInRefusal.DIGITS_NEEDED else accounts.digits_wrong()


def sign_out(token: str | None) -> None:
    """End the session behind ``token``, where there is one."""
    if token is not None:
        with transaction(GLOBAL) as session:
            accounts.end_session(session, token)
