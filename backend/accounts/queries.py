"""Reading accounts. What is returned are small frozen views, never rows."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.accounts.errors import not_yours
from backend.accounts.models import Authority, Membership, Organisation, OrganisationKind, Person, Unit
from backend.accounts.rights import Role
from backend.foundation.database import KEPT
from backend.foundation.keeping import kept_awhile, kept_for_reactions


@dataclass(frozen=True)
class PersonView:
    """A person as others show or write to them."""

    id: UUID
    name: str
    email: str
    language: str
    active: bool


@dataclass(frozen=True)
class OrganisationView:
    """A firm or a municipality as an employer."""

    id: UUID
    code: str
    name: str
    kind: OrganisationKind
    revoked: bool


@dataclass(frozen=True)
class UnitView:
    """A unit with its authority; ``public_name`` by language."""

    id: UUID
    code: str
    name: str
    public_name: dict[str, str]
    authority_id: UUID
    mail: str | None
    phone: str | None
    head_person_id: UUID | None

    def name_in(self, language: str) -> str:
        """What reporters read, in ``language``, else in Swedish, else the unit's own name."""
        return self.public_name.get(language) or self.public_name.get("sv") or self.name


@dataclass(frozen=True)
class AuthorityView:
    """A nämnd or municipal company."""

    id: UUID
    code: str
    name: str


@dataclass(frozen=True)
class Member:
    """A person in a role that has not ended."""

    membership_id: UUID
    person_id: UUID
    name: str
    email: str
    language: str
    role: Role
    organisation_id: UUID | None
    unit_id: UUID | None


def get_person(session: Session, person_id: UUID) -> PersonView:
    """One person. Raises ``NotFound``."""
    person = session.get(Person, person_id)
    if person is None:
        raise not_yours()
    return PersonView(person.id, person.name, person.email, person.language, person.active)


def find_person_by_email(session: Session, email: str) -> PersonView | None:
    """The person with that mail address, in any case of letters."""
    person = session.scalars(sa.select(Person).where(Person.email == email.strip().lower())).one_or_none()
    return PersonView(person.id, person.name, person.email, person.language, person.active) if person else None


def name_people(session: Session, person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names by id, in one statement; unknown ids are left out."""
    wanted = set(person_ids)
    if not wanted:
        return {}
    rows = session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def get_organisation(session: Session, organisation_id: UUID) -> OrganisationView:
    """One organisation. Raises ``NotFound``."""
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        raise not_yours()
    return _organisation(organisation)


def find_organisation(session: Session, code: str) -> OrganisationView | None:
    """The organisation with that code."""
    organisation = session.scalars(sa.select(Organisation).where(Organisation.code == code)).one_or_none()
    return _organisation(organisation) if organisation else None


def list_organisations(session: Session, municipality: str) -> list[OrganisationView]:
    """The organisations with a member in the municipality, by name, then id."""
    inside = sa.select(Membership.organisation_id).where(Membership.municipality == municipality)
    found = sa.select(Organisation).where(Organisation.id.in_(inside)).order_by(Organisation.name, Organisation.id)
    return [_organisation(each) for each in session.scalars(found)]


def get_authority(session: Session, municipality: str, *, code: str) -> AuthorityView:
    """One authority by code. Raises ``NotFound``."""
    wanted = sa.select(Authority).where(Authority.municipality == municipality, Authority.code == code)
    authority = session.scalars(wanted).one_or_none()
    if authority is None:
        raise not_yours()
    return AuthorityView(authority.id, authority.code, authority.name)


def list_authorities(session: Session, municipality: str) -> list[AuthorityView]:
    """The municipality's authorities, by name, then id; as they stood some seconds ago at most (``foundation.keeping``)."""

    def read() -> tuple[AuthorityView, ...]:
        return tuple(AuthorityView(*row) for row in session.execute(_LIST_AUTHORITIES, {"municipality": municipality}))

    return list(kept_awhile(session, ("authorities", municipality), read))


def get_unit(session: Session, unit_id: UUID, *, municipality: str) -> UnitView:
    """One unit. Raises ``NotFound``."""
    unit = session.get(Unit, (municipality, unit_id))
    if unit is None:
        raise not_yours()
    return _unit(unit)


def find_unit(session: Session, municipality: str, *, code: str) -> UnitView | None:
    """The unit with that code; to reactions it may be some seconds old (``foundation.keeping``)."""

    def read() -> UnitView | None:
        wanted = sa.select(Unit).where(Unit.municipality == municipality, Unit.code == code)
        unit = session.scalars(wanted).one_or_none()
        return _unit(unit) if unit else None

    return kept_for_reactions(session, ("unit", municipality, code), read)


def list_units(session: Session, municipality: str) -> list[UnitView]:
    """The municipality's units, by name, then id; to reactions some seconds old (``foundation.keeping``)."""

    def read() -> tuple[UnitView, ...]:
        wanted = sa.select(Unit).where(Unit.municipality == municipality).order_by(Unit.name, Unit.id)
        return tuple(_unit(each) for each in session.scalars(wanted))

    return list(kept_for_reactions(session, ("units", municipality), read))


def list_members(
    session: Session,
    municipality: str,
    *,
    roles: Collection[Role] = tuple(Role),
    organisation_id: UUID | None = None,
    unit_id: UUID | None = None,
) -> list[Member]:
    """People with one of ``roles`` there, of one firm or unit where given; neither cut off nor ended. By name, id."""
    revoked = sa.exists().where(Organisation.id == Membership.organisation_id, Organisation.revoked_at.is_not(None))
    wanted = (
        sa.select(Membership, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.municipality == municipality, Membership.role.in_(roles))
        .where(Membership.ended_at.is_(None), Person.active, ~revoked)
        .order_by(Person.name, Membership.id)
    )
    if organisation_id is not None:
        wanted = wanted.where(Membership.organisation_id == organisation_id)
    if unit_id is not None:
        wanted = wanted.where(Membership.unit_id == unit_id)
    return [
        Member(
            membership.id, person.id, person.name, person.email, person.language, membership.role,
            membership.organisation_id, membership.unit_id,
        )
        for membership, person in session.execute(wanted)
    ]  # fmt: skip


def _organisation(row: Organisation) -> OrganisationView:
    return OrganisationView(row.id, row.code, row.name, row.kind, row.revoked_at is not None)


def _unit(row: Unit) -> UnitView:
    return UnitView(
        row.id, row.code, row.name, dict(row.public_name), row.authority_id, row.mail, row.phone, row.head_person_id
    )


_LIST_AUTHORITIES = sa.text(  # on the way of every report
    f"{KEPT} SELECT id, code, name FROM authority WHERE municipality = :municipality ORDER BY name, id"
)
