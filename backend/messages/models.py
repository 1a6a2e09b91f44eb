"""The table of a municipality's own words."""

from datetime import datetime

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
