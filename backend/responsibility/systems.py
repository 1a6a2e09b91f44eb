"""The systems other bodies take faults by: where, under which service code, and what is entered of them."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from backend import catalogue
from backend.foundation import audit
from backend.foundation.actor import Actor
from backend.foundation.errors import Invalid
from backend.foundation.outside import read_outside_address
from backend.responsibility.models import Body
from backend.responsibility.queries import get_body
from backend.responsibility.words import Way

EVERYTHING = "*"
LONGEST_CODE = 100


def find_service(body: Body, category: str) -> str | None:
    """Their service code for a category of ours: its own, its group's, or the one for everything; None: they take none."""
    services = body.services or {}
    names = (category, category.partition(".")[0], EVERYTHING)
    return next((str(services[name]) for name in names if services.get(name)), None)


def way_to(body: Body, category: str) -> Way:
    """How the body takes a fault of the category: where its system does not take it, by the next best way there is."""
    if body.way is not Way.OPEN311 or (body.open311 and find_service(body, category)):
        return body.way
    return _other_way(body)


def change_system(
    session: Session,
    municipality: str,
    code: str,
    *,
    address: str | None,
    jurisdiction: str | None,
    services: Mapping[str, str],
    is_way: bool,
    actor: Actor,
    now: datetime,
) -> Body:
    """Enter where the body's Open311 server is (None: it has none), its jurisdiction, and service codes by category.

    With ``is_way`` faults go there from now on. Raises ``Invalid`` for an address that is not called, for categories
    that are not here, and where an address comes without service codes; ``BodyNotFound``.
    """
    body = get_body(session, municipality, code)
    wrong = _check(session, municipality, address, services, is_way=is_way)
    if wrong:
        raise Invalid("system_wrong", "Something in what was sent is missing or wrong.", fields=wrong)
    body.open311 = read_outside_address(address).text if address else None
    body.jurisdiction, body.services = jurisdiction or None, dict(services) if address else {}
    if is_way:
        body.way = Way.OPEN311
    elif body.way is Way.OPEN311:
        body.way = _other_way(body)
    session.flush()
    facts = {"body": code, "services": len(services), "is_way": is_way}
    audit.record(
        session, municipality, actor=actor, act="change_body_system", subject=("body", None), facts=facts, now=now
    )
    return body


def _check(
    session: Session, municipality: str, address: str | None, services: Mapping[str, str], *, is_way: bool
) -> dict[str, str]:
    wrong = {}
    if address:
        try:
            read_outside_address(address)
        except Invalid as error:
            wrong["address"] = error.message
    elif is_way:
        wrong["address"] = "Write where their system is."
    found = catalogue.list_categories(session, municipality, include_hidden=True, include_retired=True)
    known = {each.code for each in found} | {each.group_code for each in found} | {EVERYTHING}
    if address and not services:
        wrong["services"] = "Write at least one of their service codes."
    for name, service in services.items():
        if name not in known:
            wrong[f"services.{name}"] = "There is no such code here."
        elif not (service.isprintable() and 0 < len(service.strip()) <= LONGEST_CODE):
            wrong[f"services.{name}"] = "Write at least one of their service codes."
    return wrong


def _other_way(body: Body) -> Way:
    ways = ((Way.MAIL, body.mail), (Way.PHONE, body.phone or body.acute_phone), (Way.FORM, body.web))
    return next((way for way, reach in ways if reach), Way.SHOWN)
