"""The postbox of municipalities that are not real people's: what they send is kept in a folder, or by our own servers.

Beside the transports of the world there is nothing to choose here: in production always the folder; in a demonstration
or a test with its mail server on loopback that server, as long as it greets as our own sink (so with SMS).
"""

import itertools
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from backend.adapters.mail_sink import GREETING, keep_mail
from backend.adapters.sms_46elks import build_sms_transport
from backend.adapters.sms_practice import keep_sms
from backend.adapters.smtp import SmtpTransport, read_mailbox, write_message
from backend.deliveries import Channel, Outgoing, PermanentFailure, Receipt, Transport
from backend.foundation.settings import Settings

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_numbers = itertools.count(1)


@dataclass(frozen=True)
class MailFolder:
    """Keeps each mail as a file of ``folder``, as the mail sink does."""

    folder: Path
    mail_from: str

    def send(self, outgoing: Outgoing) -> None:
        """Keep it. See ``deliveries.ports.Transport`` for what it raises."""
        recipient = read_mailbox(outgoing.address)
        try:
            message = write_message(outgoing, mail_from=self.mail_from, recipient=recipient)
        except ValueError as error:
            raise PermanentFailure("message_malformed", type(error).__name__) from error
        self.folder.mkdir(parents=True, exist_ok=True)
        keep_mail(self.folder, [recipient.addr_spec], message.as_bytes(), next(_numbers))


@dataclass(frozen=True)
class SmsFolder:
    """Keeps each SMS as a file of ``folder``; it costs nothing and is never reported on."""

    folder: Path
    sender: str

    def send(self, outgoing: Outgoing) -> Receipt:
        """Keep it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        sent = {"from": self.sender, "to": outgoing.address, "message": outgoing.body.strip()}
        kept = keep_sms(self.folder, sent, at=datetime.now(UTC))
        return Receipt(provider_id=kept.id, segments=kept.parts, cost_micro=0)


@dataclass(frozen=True)
class Open311Folder:
    """Keeps what another's system would be told beside the mails, with a number of our own making."""

    folder: Path
    mail_from: str

    def send(self, outgoing: Outgoing) -> Receipt:
        """Keep it, the form before the words; nothing of it leaves the house."""
        host = re.sub(r"[^a-z0-9.-]", "", (urlsplit(outgoing.address).hostname or "").lower()) or "system"
        form = "\n".join(f"{name}: {value}" for name, value in outgoing.form.items())
        kept = replace(outgoing, address=f"open311@{host}", body=f"{form}\n\n{outgoing.body}")
        MailFolder(self.folder, self.mail_from).send(kept)
        return Receipt(provider_id=f"ÖVNING-{uuid4().hex[:6].upper()}")


def build_postbox(settings: Settings) -> dict[Channel, Transport]:
    """Where everything of a practice or replay municipality goes, and nothing else."""
    folder = find_postbox(settings)
    by_server = not settings.is_production and settings.smtp_host in LOOPBACK
    mail: Transport = MailFolder(folder, settings.mail_from)
    if by_server:
        mail = SmtpTransport.from_settings(settings, greeting=GREETING)
    sms: Transport = SmsFolder(settings.sms.folder or folder / "sms", settings.sms.sender)
    if by_server:
        sms = build_sms_transport(settings, practice_only=True)
    system: Transport = Open311Folder(folder, settings.mail_from)
    return {Channel.MAIL: mail, Channel.SMS: sms, Channel.OPEN311: system}


def find_postbox(settings: Settings) -> Path:
    """The folder of the postbox: ``LAGAT_MAIL_FOLDER``, else beside the photos."""
    return settings.mail_folder or settings.photo_folder.parent / "postbox"
