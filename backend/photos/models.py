"""The table of photos. The bytes lie on the photo store; a row says what they are and whether they may be shown."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from backend.foundation.database import Base, MunicipalityCode, enum_column
from backend.photos.lifecycle import PhotoState, Refusal


class PhotoKind(StrEnum):
    """What a photo is for."""

    REPORT = "report"
    PROOF = "proof"


class Photo(Base):
    """One photo of a case.

    ``taken_at``, ``taken_lon`` and ``taken_lat`` (WGS 84) were read from the file once and are the sender's claims.
    ``width`` and ``height`` are pixels of the original, upright. ``leased_until`` is of the database's real time.
    ``original_rule`` and ``original_kept_until``: the decision under which the sealed bytes go; None keeps them.
    ``original_gone_at``: when they went.
    """

    __tablename__ = "photo"

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID]
    report_id: Mapped[UUID | None]
    order_id: Mapped[UUID | None]
    kind: Mapped[PhotoKind] = mapped_column(enum_column(PhotoKind))
    client_photo_hash: Mapped[str] = mapped_column(sa.CHAR(64))
    sha256: Mapped[str] = mapped_column(sa.CHAR(64))
    byte_length: Mapped[int]
    content_type: Mapped[str]
    state: Mapped[PhotoState] = mapped_column(enum_column(PhotoState))
    refused_why: Mapped[Refusal | None] = mapped_column(enum_column(Refusal))
    taken_at: Mapped[datetime | None]
    taken_lon: Mapped[float | None] = mapped_column(sa.Double)
    taken_lat: Mapped[float | None] = mapped_column(sa.Double)
    width: Mapped[int | None]
    height: Mapped[int | None]
    shown_ok: Mapped[bool]
    firm_id: Mapped[UUID | None] = mapped_column(server_default=sa.text("lagat_firm()"))
    received_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(server_default=sa.text("0"))
    leased_until: Mapped[datetime | None]
    lease_token: Mapped[UUID | None]
    original_rule: Mapped[str | None] = mapped_column(sa.String(40))
    original_kept_until: Mapped[datetime | None]
    original_gone_at: Mapped[datetime | None]

    __table_args__ = (
        sa.UniqueConstraint("municipality", "client_photo_hash", name="photo_client_id_unique"),
        sa.Index("photo_by_case", "municipality", "case_id", "id"),
        sa.Index("photo_by_report", "municipality", "report_id", "id"),
        sa.Index("photo_waiting", "municipality", "id", postgresql_where=sa.text("state = 'received'")),
    )


class PhotoUpload(Base):
    """A photo of a report that comes part by part. Its id becomes the photo's; when that is there, this row is gone.

    How much has come is the length of its file on the store, never a number here. ``sha256`` is the sender's word
    for the whole. ``started_at`` is of the database's real time.
    """

    __tablename__ = "photo_upload"

    municipality: Mapped[MunicipalityCode]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID]
    report_id: Mapped[UUID]
    client_photo_hash: Mapped[str] = mapped_column(sa.CHAR(64))
    byte_length: Mapped[int]
    sha256: Mapped[str | None] = mapped_column(sa.CHAR(64))
    content_type: Mapped[str]
    shown_ok: Mapped[bool]
    started_at: Mapped[datetime]

    __table_args__ = (
        sa.UniqueConstraint("municipality", "client_photo_hash", name="photo_upload_client_id_unique"),
        sa.Index("photo_upload_by_report", "municipality", "report_id"),
        sa.Index("photo_upload_by_start", "municipality", "started_at"),
    )
