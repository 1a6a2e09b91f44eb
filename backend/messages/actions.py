"""What changes a municipality's texts."""

import re
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.foundation import audit
from backend.foundation.actor import Actor
from backend.foundation.errors import Conflict, Invalid
from backend.messages.codes import TextCode
from backend.messages.filling import check_sms, check_text
from backend.messages.models import MessageText, MessageTextVersion
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
    seen: int | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Let the municipality say it in its own words; kept as a version, audited. ``language``: two or three letters.

    ``sms`` None leaves the SMS as it is shipped. ``seen`` is the number of the version it was written on (0: none yet).

    Raises ``Invalid`` where a name in braces is unknown to this text, or one it must have is missing; ``Conflict``
    where the text was saved since the version seen.
    """
    words = check_words(code, language=language, subject=subject, body=body, sms=sms)
    row = insert(MessageText).values(municipality=municipality, code=code, language=language, **words, edited_at=now)
    key = ["municipality", "code", "language"]
    session.execute(row.on_conflict_do_update(index_elements=key, set_={**words, "edited_at": now}))
    number = _keep_version(session, municipality, code, language, words, seen=seen, actor=actor, now=now)
    facts = {"code": code.value, "language": language, "number": number}
    audit.record(
        session, municipality, actor=actor, act="save_text", subject=("message_text", None), facts=facts, now=now
    )


def return_to_shipped(
    session: Session,
    municipality: str,
    code: TextCode,
    *,
    language: str,
    seen: int | None = None,
    actor: Actor,
    now: datetime,
) -> bool:
    """Say it again as it comes with Lagat; audited. False where the municipality has no words of its own here.

    Raises ``Conflict`` where the text was saved since the version ``seen``.
    """
    taken = session.execute(
        sa.delete(MessageText)
        .where(MessageText.municipality == municipality, MessageText.code == code, MessageText.language == language)
        .returning(MessageText.code)
    ).first()
    if taken is None:
        return False
    words = dict.fromkeys(("subject", "body", "sms"))
    number = _keep_version(session, municipality, code, language, words, seen=seen, actor=actor, now=now)
    facts = {"code": code.value, "language": language, "number": number}
    audit.record(
        session, municipality, actor=actor, act="return_text", subject=("message_text", None), facts=facts, now=now
    )
    return True


def check_words(code: TextCode, *, language: str, subject: str, body: str, sms: str | None) -> dict[str, str | None]:
    """The words as they would be kept. Raises as ``save_text``."""
    if not _LANGUAGE.fullmatch(language):
        said = "A language is written with two or three small letters."
        raise Invalid("language_unknown", said, fields={"language": said})
    body = body.replace("\r\n", "\n").strip()
    check_text(form_of(code), subject.strip(), body)
    if sms is not None:
        sms = " ".join(sms.split())
        check_sms(form_of(code), sms)
    return {"subject": subject.strip(), "body": body, "sms": sms}


def find_number(session: Session, municipality: str, code: TextCode, *, language: str) -> int:
    """The number of the newest version; 0 where there is none."""
    newest = sa.select(sa.func.max(MessageTextVersion.number)).where(
        MessageTextVersion.municipality == municipality,
        MessageTextVersion.code == code,
        MessageTextVersion.language == language,
    )
    return session.scalar(newest) or 0


def _keep_version(
    session: Session,
    municipality: str,
    code: TextCode,
    language: str,
    words: dict[str, str | None],
    *,
    seen: int | None,
    actor: Actor,
    now: datetime,
) -> int:
    """Write the version under the lock of the text's row; returns its number."""
    number = find_number(session, municipality, code, language=language)
    if seen is not None and seen != number:
        raise Conflict("text_changed", "Somebody has saved this text since you opened it. Look at it again.")
    session.execute(
        sa.insert(MessageTextVersion).values(
            municipality=municipality, code=code, language=language, number=number + 1, **words,
            edited_by=actor.id, edited_at=now,
        )
    )  # fmt: skip
    return number + 1
