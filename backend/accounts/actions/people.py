"""Adding organisations, people, units and memberships. Each may be done again and then changes nothing."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.accounts.errors import membership_wrong, not_yours
from backend.accounts.models import Authority, Membership, Organisation, OrganisationKind, Person, Unit
from backend.accounts.rights import FIRM_ROLES, UNIT_ROLES, Role
from backend.foundation.database import Base
from backend.foundation.errors import Invalid
from backend.foundation.ids import new_id


def add_organisation(session: Session, *, code: str, name: str, kind: OrganisationKind) -> UUID:
    """Add a firm or a municipality as an employer; the id of the one with that code if it is there already."""
    return _add(session, Organisation, {"code": code}, {"name": name, "kind": kind})


def add_authority(session: Session, municipality: str, *, code: str, name: str) -> UUID:
    """Add a nämnd or municipal company; the id of the one with that code if it is there already."""
    return _add(session, Authority, {"municipality": municipality, "code": code}, {"name": name})


def add_unit(
    session: Session,
    municipality: str,
    *,
    code: str,
    name: str,
    public_name: dict[str, str],
    authority_id: UUID,
    mail: str | None = None,
    phone: str | None = None,
) -> UUID:
    """Add a unit of an authority; the id of the one with that code if it is there already.

    ``public_name`` is what reporters read, by language ("sv" is a must).
    """
    rest = {"name": name, "public_name": public_name, "authority_id": authority_id, "mail": mail, "phone": phone}
    return _add(session, Unit, {"municipality": municipality, "code": code}, rest)


def set_head(session: Session, unit_id: UUID, *, municipality: str, person_id: UUID | None) -> None:
    """Say who is the head of a unit, to whom a third moved promise goes. Raises ``NotFound``."""
    unit = session.get(Unit, (municipality, unit_id))
    if unit is None:
        raise not_yours()
    unit.head_person_id = person_id


def add_person(session: Session, *, name: str, email: str, language: str = "sv") -> UUID:
    """Add a person who works with cases; the id of the one with that mail address if there already.

    Raises ``Invalid`` where ``email`` is no address.
    """
    address = email.strip().lower()
    if "@" not in address[1:-1] or any(character.isspace() for character in address):
        raise Invalid("email_wrong", "That is not a mail address.", fields={"email": "That is not a mail address."})
    return _add(session, Person, {"email": address}, {"name": name, "language": language})


def add_membership(
    session: Session,
    person_id: UUID,
    *,
    municipality: str,
    role: Role,
    organisation_id: UUID | None = None,
    unit_id: UUID | None = None,
) -> UUID:
    """Give a person a role in a municipality; the id of the same membership if it is there, ended or not.

    A manager or crew member needs ``organisation_id``, an officer or head ``unit_id``; raises ``Invalid`` otherwise,
    and ``NotFound`` where the unit is not there. The session's scope holds the municipality.
    """
    if (role in FIRM_ROLES) != (organisation_id is not None) or (role in UNIT_ROLES) != (unit_id is not None):
        raise membership_wrong()
    authority_id = None
    if unit_id is not None:
        unit = session.get(Unit, (municipality, unit_id))
        if unit is None:
            raise not_yours()
        authority_id = unit.authority_id
    key = {
        "person_id": person_id,
        "municipality": municipality,
        "role": role,
        "organisation_id": organisation_id,
        "unit_id": unit_id,
    }
    return _add(session, Membership, key, {"authority_id": authority_id})


def add_admin(session: Session, *, municipality: str, name: str, email: str, language: str = "sv") -> UUID:
    """Add a person who administers the municipality; returns the person's id."""
    person_id = add_person(session, name=name, email=email, language=language)
    add_membership(session, person_id, municipality=municipality, role=Role.ADMIN)
    return person_id


def _add(session: Session, table: type[Base], key: dict[str, Any], rest: dict[str, Any]) -> UUID:
    """Insert a row unless one with that key stands; returns its id either way."""
    columns = table.__table__.c
    added = session.execute(
        insert(table).values(id=new_id(), **key, **rest).on_conflict_do_nothing().returning(columns.id)
    ).scalar_one_or_none()
    if added is None:
        same = [columns[name].is_not_distinct_from(value) for name, value in key.items()]
        added = session.execute(sa.select(columns.id).where(*same)).scalar_one()
    return UUID(str(added))
