"""Reading what the mail sink has kept: the postbox page of the demonstration, replay and tests."""

import email
import email.policy
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path


@dataclass(frozen=True)
class PostboxMail:
    """One mail as it arrived. ``received_at`` is real time; ``dated_at`` the promise clock's, as the mail says."""

    name: str
    to: str
    subject: str
    body: str
    message_id: str
    language: str
    received_at: datetime
    dated_at: datetime | None


def read_postbox(folder: Path, *, to: str | None = None, limit: int | None = None) -> list[PostboxMail]:
    """The mails in ``folder``, newest first; of one recipient where ``to`` names one. Empty where there is no folder."""
    mails: list[PostboxMail] = []
    for file in sorted(folder.glob("*.eml"), key=_order, reverse=True):
        if limit is not None and len(mails) >= limit:
            break
        mail = read_mail(file)
        if to is None or mail.to.casefold() == to.casefold():
            mails.append(mail)
    return mails


def read_mail(file: Path) -> PostboxMail:
    """One mail from its file."""
    message = email.message_from_bytes(file.read_bytes(), EmailMessage, policy=email.policy.default)
    dated = message["Date"]
    return PostboxMail(
        name=file.stem,
        to=str(message["Delivered-To"] or message["To"] or ""),
        subject=str(message["Subject"] or ""),
        body=_text_of(message),
        message_id=str(message["Message-ID"] or "").strip(),
        language=str(message["Content-Language"] or ""),
        received_at=datetime.fromtimestamp(_order(file)[0] / 1e9, UTC),
        dated_at=dated.datetime if dated is not None else None,
    )


def _text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""


def _order(file: Path) -> tuple[int, int]:
    moment, _, number = file.stem.partition("-")
    return int(moment), int(number)
