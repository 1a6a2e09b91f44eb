"""Reading what proves people: their factors, devices and keys, and who may be cut off. Small frozen views, never rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.accounts.credential_models import ApiKey, Authenticator, Device, Passkey, PersonPassword, RecoveryCode
from backend.accounts.errors import not_yours
from backend.accounts.models import Membership, Organisation, Person
from backend.accounts.rights import Role


@dataclass(frozen=True)
class PasskeyView:
    """One passkey. ``site``: the host it works at."""

    id: UUID
    label: str
    site: str
    made_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True)
class Factors:
    """What a person has to prove who they are."""

    has_authenticator: bool
    passkeys: tuple[PasskeyView, ...]
    recovery_codes_left: int
    has_password: bool


@dataclass(frozen=True)
class DeviceView:
    """One browser or phone. Times are real times. ``is_current``: the one that asks."""

    id: UUID
    person_id: UUID
    person_name: str
    label: str
    first_seen_at: datetime
    last_seen_at: datetime
    revoked_at: datetime | None
    is_current: bool


@dataclass(frozen=True)
class PersonHere:
    """A person with a role in a municipality, now or earlier. ``firms`` are the firms' names; ``active``: may sign in."""

    id: UUID
    name: str
    email: str
    roles: tuple[Role, ...]
    firms: tuple[str, ...]
    active: bool


@dataclass(frozen=True)
class KeyView:
    """A program's key, without the key."""

    id: UUID
    name: str
    prefix: str
    rights: tuple[str, ...]
    made_at: datetime
    revoked_at: datetime | None


def get_factors(session: Session, person_id: UUID) -> Factors:
    """What the person has set up; all empty for none."""
    passkeys = session.scalars(
        sa.select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.made_at, Passkey.id)
    )
    counts = session.execute(
        sa.select(
            sa.exists().where(Authenticator.person_id == person_id, Authenticator.confirmed_at.is_not(None)),
            sa.select(sa.func.count()).where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
            .scalar_subquery(),
            sa.exists().where(PersonPassword.person_id == person_id),
        )
    ).one()  # fmt: skip
    shown = tuple(PasskeyView(each.id, each.label, each.site, each.made_at, each.last_used_at) for each in passkeys)
    return Factors(bool(counts[0]), shown, int(counts[1]), bool(counts[2]))


def list_devices(session: Session, person_id: UUID, *, current: UUID | None = None) -> list[DeviceView]:
    """A person's devices that are not revoked, latest seen first, then id."""
    return _list_devices(session, Device.person_id == person_id, Device.revoked_at.is_(None), current=current)


def list_devices_of_firm(
    session: Session, organisation_id: UUID, *, municipality: str, current: UUID | None = None
) -> list[DeviceView]:
    """The devices of everyone who works for the firm in the municipality, latest seen first, then id."""
    inside = sa.select(Membership.person_id).where(
        Membership.organisation_id == organisation_id,
        Membership.municipality == municipality,
        Membership.ended_at.is_(None),
    )
    return _list_devices(session, Device.person_id.in_(inside), Device.revoked_at.is_(None), current=current)


def list_people_here(session: Session, municipality: str, *, search: str = "", limit: int = 50) -> list[PersonHere]:
    """People with a role in the municipality, ended ones too, whose name, address or firm holds ``search``.

    By name, then id.
    """
    words = f"%{search.strip().replace('%', '').replace('_', ' ')}%"
    rows = session.execute(_LIST_PEOPLE, {"municipality": municipality, "words": words, "limit": limit})
    return [
        PersonHere(
            row.id, row.name, row.email, tuple(Role(each) for each in row.roles), tuple(row.firms), row.active
        )
        for row in rows
    ]  # fmt: skip


def get_person_here(session: Session, municipality: str, person_id: UUID) -> PersonHere:
    """One of them. Raises ``NotFound`` where the person never had a role there."""
    row = session.execute(_FIND_PERSON, {"municipality": municipality, "id": person_id}).one_or_none()
    if row is None:
        raise not_yours()
    return PersonHere(
        row.id, row.name, row.email, tuple(Role(each) for each in row.roles), tuple(row.firms), row.active
    )


def list_firms_here(session: Session, municipality: str, *, search: str = "") -> list[tuple[UUID, str, bool]]:
    """(id, name, whether cut off) of the organisations that had a member in the municipality, by name, then id."""
    inside = sa.select(Membership.organisation_id).where(Membership.municipality == municipality)
    wanted = sa.select(Organisation).where(Organisation.id.in_(inside)).order_by(Organisation.name, Organisation.id)
    if search.strip():
        wanted = wanted.where(Organisation.name.icontains(search.strip(), autoescape=True))
    return [(each.id, each.name, each.revoked_at is not None) for each in session.scalars(wanted)]


def list_keys(session: Session, municipality: str) -> list[KeyView]:
    """The municipality's keys, those cut off too, newest first, then id."""
    wanted = sa.select(ApiKey).where(ApiKey.municipality == municipality)
    return [
        KeyView(each.id, each.name, each.prefix, tuple(each.rights), each.made_at, each.revoked_at)
        for each in session.scalars(wanted.order_by(ApiKey.made_at.desc(), ApiKey.id))
    ]


def name_devices(session: Session, device_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Labels by id, in one statement; unknown ids are left out."""
    rows = session.execute(sa.select(Device.id, Device.label).where(Device.id.in_(set(device_ids))))
    return {row.id: row.label for row in rows}


def _list_devices(session: Session, *conditions: sa.ColumnElement[bool], current: UUID | None) -> list[DeviceView]:
    wanted = (
        sa.select(Device, Person.name)
        .join(Person, Person.id == Device.person_id)
        .where(*conditions)
        .order_by(Device.last_seen_at.desc(), Device.id)
        .limit(200)
    )
    return [
        DeviceView(
            each.id, each.person_id, name, each.label, each.first_seen_at, each.last_seen_at, each.revoked_at,
            each.id == current,
        )
        for each, name in session.execute(wanted)
    ]  # fmt: skip


_PERSON = (
    "SELECT p.id, p.name, p.email, p.active, array_agg(DISTINCT m.role ORDER BY m.role) AS roles,"
    " coalesce(array_agg(DISTINCT o.name ORDER BY o.name) FILTER (WHERE o.id IS NOT NULL), '{}') AS firms"
    " FROM person p JOIN membership m ON m.person_id = p.id AND m.municipality = :municipality"
    " LEFT JOIN organisation o ON o.id = m.organisation_id"
)
_LIST_PEOPLE = sa.text(
    f"{_PERSON} WHERE p.name ILIKE :words OR p.email ILIKE :words OR o.name ILIKE :words"
    " GROUP BY p.id ORDER BY p.name, p.id LIMIT :limit"
)
_FIND_PERSON = sa.text(f"{_PERSON} WHERE p.id = :id GROUP BY p.id")
