"""Showing a second factor and setting one up, as every face does it. A wrong try is counted before it is refused.

What is shown raises the session: the earlier token ends, the new one is returned.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import segno
from sqlalchemy.orm import Session

from backend import accounts
from backend.accounts import Caller, Site, WrongTry
from backend.doors.shared.access import current_caller
from backend.doors.shared.browser_session import current_kind, is_api_request
from backend.doors.shared.house import current_house, transaction
from backend.foundation.database import GLOBAL

ISSUER = "Lagat"


class Begun(NamedTuple):
    """An authenticator to be confirmed: its secret to write, and the address a QR code carries."""

    secret: str
    address: str


class Added(NamedTuple):
    """A factor that counts from now on. ``token``: the session's new one, None where it stays.

    ``recovery_codes`` are shown this once; empty where there are some already.
    """

    token: str | None
    recovery_codes: tuple[str, ...]


def current_site() -> Site | None:
    """Where passkeys of this face are made for; None where browsers know none."""
    settings = current_house().settings
    return accounts.find_site(settings.portal_address if is_api_request() else settings.web_address)


def prove_by_code(code: str) -> str:
    """Show the six digits. Raises ``Invalid`` ("code_wrong"), ``Conflict`` ("too_many_tries") where one must wait."""
    keys = current_house().settings.secrets
    return _prove(lambda session, caller: accounts.prove_by_code(session, caller, code=code, keys=keys))


def prove_by_recovery_code(code: str) -> str:
    """Use up a recovery code; the same errors."""
    return _prove(lambda session, caller: accounts.prove_by_recovery_code(session, caller, code=code))


def ask_for_passkey() -> dict[str, Any]:
    """What the browser is asked to sign. Raises ``Conflict`` where passkeys do not work."""
    with transaction(GLOBAL) as session:
        return accounts.ask_for_passkey(session, current_caller(), site=current_site())


def prove_by_passkey(answer: dict[str, Any]) -> str:
    """Show a passkey. Raises ``Invalid`` ("passkey_wrong")."""
    caller, token = current_caller(), None
    with transaction(GLOBAL) as session:
        if accounts.prove_by_passkey(session, caller, answer=answer, site=current_site()):
            token = accounts.raise_session(session, caller, kind=current_kind())
    if token is None:
        raise accounts.passkey_wrong()
    return token


def begin_authenticator() -> Begun:
    """A new secret, which counts once its first code was shown. Raises as ``accounts.begin_authenticator``."""
    caller = current_caller()
    with transaction(GLOBAL) as session:
        secret = accounts.begin_authenticator(session, caller, keys=current_house().settings.secrets)
        return _begun(session, caller, secret)


def find_begun() -> Begun | None:
    """The authenticator that was begun and waits for its first code."""
    caller = current_caller()
    with transaction(GLOBAL) as session:
        secret = accounts.find_secret_to_confirm(session, caller.person_id, keys=current_house().settings.secrets)
        return _begun(session, caller, secret) if secret else None


def confirm_authenticator(code: str) -> Added:
    """Let the authenticator count; raises as ``prove_by_code``."""
    caller, token = current_caller(), None
    with transaction(GLOBAL) as session:
        made = accounts.confirm_authenticator(session, caller, code=code, keys=current_house().settings.secrets)
        if not isinstance(made, WrongTry) and not caller.proven:
            token = accounts.raise_session(session, caller, kind=current_kind())
    if isinstance(made, WrongTry):
        raise _refusal_of(made)
    return Added(token, made)


def begin_passkey() -> dict[str, Any]:
    """What the browser is asked to make. Raises ``Conflict`` where passkeys do not work."""
    with transaction(GLOBAL) as session:
        return accounts.begin_passkey(session, current_caller(), site=current_site())


def add_passkey(answer: dict[str, Any], *, label: str) -> Added:
    """Keep a passkey. Raises ``Invalid`` ("passkey_wrong")."""
    caller, token = current_caller(), None
    codes: tuple[str, ...] = ()
    with transaction(GLOBAL) as session:
        accounts.add_passkey(session, caller, answer=answer, label=label, site=current_site())
        if not accounts.get_factors(session, caller.person_id).recovery_codes_left:
            codes = accounts.make_recovery_codes(session, caller.person_id)
        if not caller.proven:
            token = accounts.raise_session(session, caller, kind=current_kind())
    return Added(token, codes)


def draw_qr(address: str) -> str:
    """An SVG of the QR code, without script or style, to be put into a page as an image."""
    return segno.make(address, error="m").svg_data_uri(scale=5, border=3, dark="#000", light="#fff")


def _prove(show: Callable[[Session, Caller], WrongTry | None]) -> str:
    caller = current_caller()
    with transaction(GLOBAL) as session:
        wrong = show(session, caller)
        token = "" if wrong else accounts.raise_session(session, caller, kind=current_kind())
    if wrong is not None:
        raise _refusal_of(wrong)
    return token


def _refusal_of(wrong: WrongTry) -> Exception:
    return accounts.too_many_tries(wrong.wait_seconds) if wrong.wait_seconds else accounts.code_wrong()


def _begun(session: Session, caller: Caller, secret: str) -> Begun:
    email = accounts.get_person(session, caller.person_id).email
    return Begun(secret, accounts.address_for_app(secret, email=email, issuer=ISSUER))
