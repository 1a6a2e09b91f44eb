"""The directory of other bodies: who else may be responsible, and the way they really take faults."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation import audit
from backend.foundation.actor import Actor
from backend.foundation.errors import Invalid
from backend.foundation.seen import check_seen
from backend.responsibility.contracts import CODE
from backend.responsibility.errors import BodyNotFound, CodeTaken, EndsFirst, WayUnreachable
from backend.responsibility.models import Body
from backend.responsibility.queries import get_body
from backend.responsibility.words import Way

BODY = ("names", "way", "phone", "acute_phone", "web", "mail", "open311", "valid_from", "valid_to")
REACHED_BY = {Way.PHONE: "phone", Way.FORM: "web", Way.MAIL: "mail", Way.OPEN311: "open311"}
"""Which address a way cannot do without."""
_MAIL = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+")
_WEB = re.compile(r"https?://[^\s<>\"]+")
_PHONE = re.compile(r"\+?[0-9][0-9 ()/-]{1,29}")
_SHAPES = {
    "phone": (_PHONE, "That does not look like a telephone number."),
    "acute_phone": (_PHONE, "That does not look like a telephone number."),
    "mail": (_MAIL, "That is not a mail address."),
    "web": (_WEB, "A web address begins with https://."),
    "open311": (_WEB, "A web address begins with https://."),
}


def add_body(
    session: Session, municipality: str, code: str, *, given: Mapping[str, Any], actor: Actor, now: datetime
) -> Body:
    """A body that was not here, with what ``given`` names of ``BODY``. The same again is the same body.

    Raises ``CodeTaken``, ``Invalid``.
    """
    if not re.fullmatch(CODE, code):
        said = "A code is small letters a-z, figures, hyphens and underscores."
        raise Invalid("code_wrong", said, fields={"code": said})
    there = session.get(Body, (municipality, code))
    if there is not None:
        if any(getattr(there, name) != value for name, value in given.items()):
            raise CodeTaken
        return there
    body = Body(municipality=municipality, code=code, **{"valid_from": now, "way": Way.SHOWN, **given})
    check_body(body)
    session.add(body)
    session.flush()
    _record(session, body, "add_body", actor=actor, now=now)
    return body


def change_body(
    session: Session, municipality: str, code: str, *, given: Mapping[str, Any], seen: str | None = None, actor: Actor,
    now: datetime,
) -> Body:  # fmt: skip
    """Change what ``given`` names of ``BODY``. What was handed over keeps the name and address it went to.

    Done again nothing is changed. Raises ``BodyNotFound``, ``ChangedSince``, ``Invalid``.
    """
    body = session.get(Body, (municipality, code), with_for_update=True, populate_existing=True)
    if body is None:
        raise BodyNotFound
    changed = {name: value for name, value in given.items() if name in BODY and getattr(body, name) != value}
    if not changed:
        return body
    check_seen([body], seen)
    with session.no_autoflush:
        for name, value in changed.items():
            setattr(body, name, value)
        check_body(body)
    session.flush()
    _record(session, body, "change_body", actor=actor, now=now, changed=sorted(changed))
    return body


def end_body(session: Session, municipality: str, code: str, *, actor: Actor, now: datetime) -> Body:
    """It is in the directory no more, from now. Ended twice it is ended once. Raises ``BodyNotFound``."""
    body = get_body(session, municipality, code)
    if body.valid_to is None or body.valid_to > now:
        body.valid_to = now
        session.flush()
        _record(session, body, "end_body", actor=actor, now=now)
    return body


def list_directory(
    session: Session, municipality: str, *, at: datetime, ended: bool = False, after: str | None = None, limit: int
) -> Sequence[Body]:
    """Bodies by code: those that hold at ``at`` or will, or those that have ended."""
    holds = sa.or_(Body.valid_to.is_(None), Body.valid_to > at)
    wanted = sa.select(Body).where(Body.municipality == municipality, sa.not_(holds) if ended else holds)
    if after is not None:
        wanted = wanted.where(Body.code > after)
    return session.scalars(wanted.order_by(Body.code).limit(limit)).all()


def check_body(body: Body) -> None:
    """Raises ``Invalid`` naming each address that is none, ``WayUnreachable`` where its way has no address."""
    wrong = {name: said for name, (shape, said) in _SHAPES.items() if _differs(getattr(body, name), shape)}
    if not str((body.names or {}).get("sv") or "").strip():
        wrong["names"] = "Write the name in Swedish at least."
    if wrong:
        raise Invalid("body_wrong", "Something in what was sent is missing or wrong.", fields=wrong)
    needed = REACHED_BY.get(body.way)
    if needed and not getattr(body, needed):
        raise WayUnreachable(needed)
    if body.valid_to is not None and body.valid_to <= body.valid_from:
        raise EndsFirst


def _differs(text: str | None, shape: re.Pattern[str]) -> bool:
    return bool(text) and shape.fullmatch(text or "") is None


def _record(session: Session, body: Body, act: str, *, actor: Actor, now: datetime, **facts: Any) -> None:
    facts["code"] = body.code
    audit.record(session, body.municipality, actor=actor, act=act, subject=("body", None), facts=facts, now=now)
