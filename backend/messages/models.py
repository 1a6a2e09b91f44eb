"""The tables of a municipality's own words: as they are, and every way they were."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from backend.foundation.database import Base, MunicipalityCode, enum_column
from backend.messages.codes import TextCode


class MessageText(Base):
    """A text as a municipality wrote it, instead of the one that comes with Lagat. ``sms`` None: the shipped SMS."""

    __tablename__ = "message_text"

    municipality: Mapped[MunicipalityCode]
    code: Mapped[TextCode] = mapped_column(enum_column(TextCode), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str]
    body: Mapped[str]
    edited_at: Mapped[datetime]
    sms: Mapped[str | None]


class MessageTextVersion(Base):
    """One saving of a text, never changed. ``body`` None: back to the shipped one."""

    __tablename__ = "message_text_version"

    municipality: Mapped[MunicipalityCode]
    code: Mapped[TextCode] = mapped_column(enum_column(TextCode), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str | None]
    body: Mapped[str | None]
    sms: Mapped[str | None]
    edited_by: Mapped[UUID | None]
    edited_at: Mapped[datetime]
