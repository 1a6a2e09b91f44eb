"""Tables of accounts. Organisation, person, membership and the sign-in tables are global; authority and unit walled."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.accounts.rights import Role
from backend.foundation.database import Base, Code, MunicipalityCode, enum_column


class OrganisationKind(StrEnum):
    """What an organisation is to the municipalities it works in. In-house crews may belong to either kind."""

    MUNICIPALITY = "municipality"
    CONTRACTOR = "contractor"


class SessionKind(StrEnum):
    """How a session's token travels: in a cookie of ours, or as a bearer token from another program."""

    BROWSER = "browser"
    BEARER = "bearer"


class BeganBy(StrEnum):
    """What a session rests on before its second factor."""

    LINK = "link"
    PASSWORD = "password"
    DEVICE = "device"  # a crew's phone that was signed in by a mailed link not long ago


class ReturnTo(StrEnum):
    """Which face asked for the sign-in, and therefore which address the link in the mail begins with."""

    KONTAKTCENTER = "kontaktcenter"
    PORTAL = "portal"


class Organisation(Base):
    """A firm or a municipality as an employer. ``code`` is short, stable and unique everywhere."""

    __tablename__ = "organisation"
    __table_args__ = (sa.UniqueConstraint("code", name="organisation_code_unique"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[OrganisationKind] = mapped_column(enum_column(OrganisationKind))
    revoked_at: Mapped[datetime | None]


class Person(Base):
    """Someone who works with cases. ``email`` is kept in lower case; reporters are never persons."""

    __tablename__ = "person"
    __table_args__ = (sa.UniqueConstraint("email", name="person_email_unique"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    language: Mapped[str]
    active: Mapped[bool] = mapped_column(server_default=sa.true())
    revoked_at: Mapped[datetime | None]


class Authority(Base):
    """The nämnd or municipal company that owns records."""

    __tablename__ = "authority"
    __table_args__ = (sa.UniqueConstraint("municipality", "code", name="authority_code_unique"),)

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str]
    name: Mapped[str]


class Unit(Base):
    """Those who own the street, the contract and the money. ``public_name`` holds a name for each language."""

    __tablename__ = "unit"
    __table_args__ = (
        sa.UniqueConstraint("municipality", "code", name="unit_code_unique"),
        sa.ForeignKeyConstraint(["municipality", "authority_id"], ["authority.municipality", "authority.id"]),
    )

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    public_name: Mapped[dict[str, Any]] = mapped_column(JSONB)
    authority_id: Mapped[UUID]
    mail: Mapped[str | None]
    phone: Mapped[str | None]
    head_person_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("person.id"))


class Membership(Base):
    """A person's role in one municipality: for a firm (manager, crew), in a unit (officer, head) or at large."""

    __tablename__ = "membership"
    __table_args__ = (
        sa.UniqueConstraint(
            "person_id", "municipality", "role", "organisation_id", "unit_id",
            name="membership_once", postgresql_nulls_not_distinct=True,
        ),
        sa.ForeignKeyConstraint(["municipality", "unit_id"], ["unit.municipality", "unit.id"]),
        sa.ForeignKeyConstraint(["municipality", "authority_id"], ["authority.municipality", "authority.id"]),
        sa.Index("membership_by_municipality", "municipality", "role"),
        sa.Index("membership_by_organisation", "organisation_id"),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    municipality: Mapped[str] = mapped_column(Code(4))
    role: Mapped[Role] = mapped_column(enum_column(Role))
    organisation_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("organisation.id"))
    unit_id: Mapped[UUID | None]
    authority_id: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]


class SignedInSession(Base):
    """A session, by the SHA-256 of its token. ``proven_at``: its second factor; ``challenge``: a passkey's, once."""

    __tablename__ = "session"
    __table_args__ = (
        sa.UniqueConstraint("token_hash", name="session_token_unique"),
        sa.Index("session_by_person", "person_id"),
        sa.Index("session_by_device", "device_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(Code(64))
    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[SessionKind] = mapped_column(enum_column(SessionKind))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    device_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("device.id"))
    began_by: Mapped[BeganBy] = mapped_column(enum_column(BeganBy), server_default="link")
    proven_at: Mapped[datetime | None]
    challenge: Mapped[str | None]


class SignInRequest(Base):
    """Somebody asked to sign in; ``person_id`` is None where nobody has that address, and no mail is sent then."""

    __tablename__ = "sign_in_request"
    __table_args__ = (
        sa.Index("sign_in_request_by_person", "person_id", "created_at"),
        sa.Index("sign_in_request_by_time", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    browser_hash: Mapped[str] = mapped_column(Code(64))
    return_to: Mapped[ReturnTo] = mapped_column(enum_column(ReturnTo))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SignInSecret(Base):
    """One secret as it was put in one sending of the mail, by SHA-256; several while a mail is sent again."""

    __tablename__ = "sign_in_secret"
    __table_args__ = (sa.Index("sign_in_secret_by_request", "request_id"),)

    hash: Mapped[str] = mapped_column(Code(64), primary_key=True)
    request_id: Mapped[UUID] = mapped_column(sa.ForeignKey("sign_in_request.id", ondelete="CASCADE"))
    digits_hash: Mapped[str] = mapped_column(Code(64))
    attempts: Mapped[int] = mapped_column(server_default=sa.text("0"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
