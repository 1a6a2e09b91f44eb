"""Tables of what proves a person: passwords, second factors, devices; and keys of programs. Times are real times."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.foundation.database import Base, Code, MunicipalityCode


class Device(Base):
    """A browser or phone a person signs in with, by the SHA-256 of its token. ``linked_at``: its last proof by mail."""

    __tablename__ = "device"
    __table_args__ = (
        sa.UniqueConstraint("token_hash", name="device_token_unique"),
        sa.Index("device_by_person", "person_id", "last_seen_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(Code(64))
    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    label: Mapped[str]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    linked_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[UUID | None]


class PersonPassword(Base):
    """A person's password, by argon2id."""

    __tablename__ = "person_password"

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    hash: Mapped[str]
    set_at: Mapped[datetime]


class Authenticator(Base):
    """An app that shows six digits (TOTP). ``last_step``: the newest half minute whose digits were used.

    It counts once ``confirmed_at`` is there.
    """

    __tablename__ = "authenticator"

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    sealed_secret: Mapped[str]
    last_step: Mapped[int] = mapped_column(sa.BigInteger, server_default=sa.text("0"))
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]


class Passkey(Base):
    """A passkey (WebAuthn). ``site`` is the host it was made for; id and key are base64url."""

    __tablename__ = "passkey"
    __table_args__ = (
        sa.UniqueConstraint("credential_id", name="passkey_credential_unique"),
        sa.Index("passkey_by_person", "person_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    site: Mapped[str]
    credential_id: Mapped[str]
    public_key: Mapped[str]
    sign_count: Mapped[int] = mapped_column(sa.BigInteger)
    label: Mapped[str]
    made_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code for when the phone is lost, by SHA-256; each works once."""

    __tablename__ = "recovery_code"

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    hash: Mapped[str] = mapped_column(Code(64), primary_key=True)
    used_at: Mapped[datetime | None]


class SignInPause(Base):
    """Wrong tries for one key (a SHA-256 of what was tried at), and when the last was."""

    __tablename__ = "sign_in_pause"
    __table_args__ = (sa.Index("sign_in_pause_by_time", "last_failed_at"),)

    key: Mapped[str] = mapped_column(Code(64), primary_key=True)
    failures: Mapped[int]
    last_failed_at: Mapped[datetime]


class KeptForm(Base):
    """A form that met an ended session, sealed with a key that only its browser holds."""

    __tablename__ = "kept_form"
    __table_args__ = (sa.Index("kept_form_by_time", "expires_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    sealed: Mapped[str]
    expires_at: Mapped[datetime]


class ApiKey(Base):
    """A key with which a program reads, by SHA-256. ``prefix`` is the beginning people know it by."""

    __tablename__ = "api_key"
    __table_args__ = (sa.UniqueConstraint("municipality", "hash", name="api_key_hash_unique"),)

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    prefix: Mapped[str]
    hash: Mapped[str] = mapped_column(Code(64))
    rights: Mapped[list[Any]] = mapped_column(JSONB)
    made_at: Mapped[datetime]
    made_by: Mapped[UUID]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[UUID | None]
