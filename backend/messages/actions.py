"""What changes a municipality's texts."""

import re
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.foundation import audit
from backend.foundation.actor import Actor
from backend.foundation.errors import Invalid
from backend.messages.codes import TextCode
from backend.messages.filling import check_sms, check_text
from backend.messages.models import MessageText
from backend.messages.shipped import form_of

_LANGUAGE = re.compile(r"[a-z]{2,3}")


def save_text(
    session: Session,
    municipality: str,
    code: TextCode,
    *,
    language: str,
    subject: str,
    body: str,
    sms: str | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Let the municipality say it in its own words; audited. ``language`` is a code of two or three letters.

    ``sms`` None leaves the SMS as it is shipped.

    Raises ``Invalid`` where a name in braces is unknown to this text, or one it must have is missing.
    """
    if not _LANGUAGE.fullmatch(language):
        raise Invalid("language_unknown", "A language is written with two or three small letters.")
    body = body.replace("\r\n", "\n").strip()
    check_text(form_of(code), subject.strip(), body)
    if sms is not None:
        sms = " ".join(sms.split())
        check_sms(form_of(code), sms)
    words = {"subject": subject.strip(), "body": body, "sms": sms, "edited_at": now}
    row = insert(MessageText).values(municipality=municipality, code=code, language=language, **words)
    session.execute(row.on_conflict_do_update(index_elements=["municipality", "code", "language"], set_=words))
    facts = {"code": code.value, "language": language}
    audit.record(
        session, municipality, actor=actor, act="save_text", subject=("message_text", None), facts=facts, now=now
    )
