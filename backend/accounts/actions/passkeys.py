"""Passkeys (WebAuthn): added, shown, taken away. A challenge lies in the session, and works once."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import orjson
import sqlalchemy as sa
import webauthn
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import PublicKeyCredentialDescriptor

from backend.accounts.actions.second_factors import check_may_change_factors, drop_what_rested_on_factors
from backend.accounts.callers import Caller
from backend.accounts.credential_models import Passkey
from backend.accounts.errors import not_yours, passkey_wrong, passkeys_not_here
from backend.accounts.models import Person
from backend.foundation import clock
from backend.foundation.ids import new_id

MOST_PASSKEYS = 10
LONGEST_LABEL = 80


@dataclass(frozen=True)
class Site:
    """Where a passkey is made for: the host's name, and the address it is used at."""

    name: str
    origin: str


def find_site(address: str) -> Site | None:
    """The site of a face's address; None where browsers know no passkeys: at a bare number, or without HTTPS."""
    parts = urlsplit(address)
    name = parts.hostname or ""
    try:
        ip_address(name)
    except ValueError:
        is_safe = parts.scheme == "https" or name == "localhost"
        return Site(name, f"{parts.scheme}://{parts.netloc}") if name and is_safe else None
    return None


def begin_passkey(session: Session, caller: Caller, *, site: Site | None) -> dict[str, Any]:
    """What the browser is asked to make, as JSON of the Web Authentication API.

    Raises ``NotAllowed`` before the second factor that is there was shown, ``Conflict`` where passkeys do not work.
    """
    check_may_change_factors(caller)
    site = _check(site)
    person = session.get_one(Person, caller.person_id)
    options = webauthn.generate_registration_options(
        rp_id=site.name,
        rp_name="Lagat",
        user_id=person.id.bytes,
        user_name=person.email,
        user_display_name=person.name,
        exclude_credentials=_list_known(session, caller.person_id, site),
    )
    return _ask(session, caller, options)


def add_passkey(session: Session, caller: Caller, *, answer: dict[str, Any], label: str, site: Site | None) -> UUID:
    """Keep the passkey a browser made; returns its id. Raises ``Invalid`` where the answer does not hold."""
    check_may_change_factors(caller)
    site = _check(site)
    challenge = _take_challenge(session, caller)
    count = sa.select(sa.func.count()).where(Passkey.person_id == caller.person_id)
    if challenge is None or session.execute(count).scalar_one() >= MOST_PASSKEYS:
        raise passkey_wrong()
    try:
        made = webauthn.verify_registration_response(
            credential=answer, expected_challenge=challenge, expected_rp_id=site.name, expected_origin=site.origin
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise passkey_wrong() from error
    row = Passkey(
        id=new_id(), person_id=caller.person_id, site=site.name, label=label[:LONGEST_LABEL],
        credential_id=bytes_to_base64url(made.credential_id), public_key=bytes_to_base64url(made.credential_public_key),
        sign_count=made.sign_count, made_at=clock.real_now(session), last_used_at=None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def ask_for_passkey(session: Session, caller: Caller, *, site: Site | None) -> dict[str, Any]:
    """What the browser is asked to sign, as JSON. Raises ``Conflict`` where passkeys do not work."""
    site = _check(site)
    known = _list_known(session, caller.person_id, site)
    return _ask(session, caller, webauthn.generate_authentication_options(rp_id=site.name, allow_credentials=known))


def prove_by_passkey(session: Session, caller: Caller, *, answer: dict[str, Any], site: Site | None) -> bool:
    """Whether a passkey of the person's own signed what was asked. A refusal is returned: the challenge is used up."""
    site = _check(site)
    challenge = _take_challenge(session, caller)
    own = sa.select(Passkey).where(
        Passkey.person_id == caller.person_id, Passkey.site == site.name, Passkey.credential_id == str(answer.get("id"))
    )
    passkey = session.scalars(own.with_for_update()).one_or_none()
    if challenge is None or passkey is None:
        return False
    try:
        shown = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.name,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError):
        return False
    passkey.sign_count, passkey.last_used_at = shown.new_sign_count, clock.real_now(session)
    return True


def remove_passkey(session: Session, caller: Caller, passkey_id: UUID) -> None:
    """Take a passkey away. Raises ``NotAllowed`` before the second factor was shown, ``NotFound`` for another's."""
    check_may_change_factors(caller)
    passkey = session.get(Passkey, passkey_id)
    if passkey is None or passkey.person_id != caller.person_id:
        raise not_yours()
    session.delete(passkey)
    session.flush()
    drop_what_rested_on_factors(session, caller.person_id)


def _check(site: Site | None) -> Site:
    if site is None:
        raise passkeys_not_here()
    return site


def _list_known(session: Session, person_id: UUID, site: Site) -> list[PublicKeyCredentialDescriptor]:
    own = sa.select(Passkey.credential_id).where(Passkey.person_id == person_id, Passkey.site == site.name)
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in session.scalars(own)]


def _ask(session: Session, caller: Caller, options: Any) -> dict[str, Any]:
    keep = {"id": caller.session_id, "challenge": bytes_to_base64url(options.challenge)}
    session.execute(sa.text("UPDATE session SET challenge = :challenge WHERE id = :id"), keep)
    asked: dict[str, Any] = orjson.loads(webauthn.options_to_json(options))
    return asked


def _take_challenge(session: Session, caller: Caller) -> bytes | None:
    taken = session.execute(_TAKE_CHALLENGE, {"id": caller.session_id}).scalar_one_or_none()
    return base64url_to_bytes(taken) if taken else None


_TAKE_CHALLENGE = sa.text(
    "UPDATE session s SET challenge = NULL FROM (SELECT id, challenge FROM session WHERE id = :id FOR UPDATE) o"
    " WHERE s.id = o.id RETURNING o.challenge"
)
