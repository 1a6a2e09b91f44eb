"""The register extract (registerutdrag, art. 15): everything held about one person in one file, looks included."""

import io
import zipfile
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import jinja2
import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import accounts, geography
from backend.foundation import audit
from backend.foundation.actor import Actor
from backend.foundation.look_log import LOOKS
from backend.photos import PhotoStore, Rendition
from backend.retention.errors import NobodyFound
from backend.retention.models import RetentionRule
from backend.retention.rules import list_rules

_PAGES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def gather_extract(
    session: Session, municipality: str, report_ids: Collection[UUID], *, now: datetime
) -> dict[str, Any]:
    """Everything held in these reports and made of them, as JSON; ten statements. Raises ``NobodyFound``.

    Of cases what stands there is theirs; words of others who reported in the same case are not among it.
    """
    asked = {"m": municipality, "reports": sorted(report_ids), "looks": list(LOOKS)}
    held = {name: [row[0] for row in session.execute(sql, asked)] for name, sql in _HELD.items()}
    if not held["reports"]:
        raise NobodyFound
    town = geography.get_municipality(session, municipality)
    authorities = {each.id: each.name for each in accounts.list_authorities(session, municipality)}
    owners = sorted({authorities.get(UUID(each["authority_id"]), "") for each in held["reports"]})
    rules = [_tell(rule) for rule in list_rules(session, municipality) if rule.is_active]
    return {
        "municipality": town.full_name,
        "made_at": now.isoformat(),
        "controllers": owners,
        "purposes": "Att ta emot, åtgärda och besvara felanmälningar och synpunkter, och att hålla allmänna handlingar i ordning.",
        "legal_basis": "Art. 6.1 e och 6.1 c dataskyddsförordningen; tryckfrihetsförordningen; arkivlagen.",
        "source": "Uppgifterna har lämnats i anmälan, i tillägg till den eller i samtal med kommunen.",
        "recipients": "Entreprenörer och andra väghållare får plats, kategori och maskerade ord, aldrig namn eller adress.",
        "kept": rules or ["Inget gallringsbeslut är infört: inget gallras."],
        "rights": "Du kan begära rättelse, begränsning och radering, invända, och klaga hos Integritetsskyddsmyndigheten.",
        "automated_decisions": "Inga beslut om dig fattas av en maskin. Vem som ska laga avgörs av publicerade regler.",
        **held,
    }


def write_extract(
    session: Session,
    municipality: str,
    report_ids: Collection[UUID],
    *,
    photos: PhotoStore,
    actor: Actor,
    now: datetime,
) -> bytes:
    """The extract as a zip: a page, the same as JSON, and the person's photos as we show them. Audited as an export."""
    said = gather_extract(session, municipality, report_ids, now=now)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        page = _PAGES.get_template("extract.html").render(said=said, words=_WORDS)
        _put(archive, "registerutdrag.html", page.encode())
        _put(archive, "registerutdrag.json", orjson.dumps(said, option=orjson.OPT_INDENT_2))
        for photo in said["photos"]:
            content = photos.find_rendition(municipality, UUID(photo["id"]), Rendition.DISPLAY)
            if content is not None:
                _put(archive, f"bild-{photo['id']}.jpg", content)
    for case_id in sorted({each["case_id"] for each in said["reports"]}):
        facts = {"reports": len(said["reports"]), "extract": True}
        subject = ("case", UUID(case_id))
        audit.record(session, municipality, actor=actor, act="export", subject=subject, facts=facts, now=now)
    return packed.getvalue()


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _NO_TIME), content, zipfile.ZIP_DEFLATED)


def _tell(rule: RetentionRule) -> str:
    when = "bevaras" if rule.after_days is None else f"gallras {rule.after_days} dagar efter att ärendet avslutats"
    return f"{rule.what.value}: {when} ({rule.decision}, {rule.plan_reference})"


def _say(sql: str) -> sa.TextClause:
    binds = [sa.bindparam("reports", type_=sa.ARRAY(sa.Uuid))]
    binds += [sa.bindparam("looks", type_=sa.ARRAY(sa.Text))] if ":looks" in sql else []
    return sa.text(sql).bindparams(*binds)


_OF = "municipality = :m AND report_id = ANY(:reports)"
_CASES = "SELECT case_id FROM report WHERE municipality = :m AND id = ANY(:reports)"
_HELD = {
    "reports": _say("SELECT to_jsonb(r) FROM report r WHERE municipality = :m AND id = ANY(:reports) ORDER BY id"),
    "addresses": _say(f"SELECT to_jsonb(a) FROM reporter_address a WHERE {_OF} ORDER BY id"),
    "fixes": _say(f"SELECT to_jsonb(f) FROM report_fix f WHERE {_OF} ORDER BY report_id"),
    "additions": _say(f"SELECT to_jsonb(a) FROM report_addition a WHERE {_OF} ORDER BY id"),
    "verdicts": _say(f"SELECT to_jsonb(v) FROM verdict v WHERE {_OF} ORDER BY id"),
    "photos": _say(
        "SELECT jsonb_build_object('id', id, 'received_at', received_at, 'taken_at', taken_at, 'taken_lon', taken_lon,"
        f" 'taken_lat', taken_lat, 'byte_length', byte_length, 'state', state) FROM photo WHERE {_OF} ORDER BY id"
    ),
    "messages": _say(
        "SELECT jsonb_build_object('channel', channel, 'address', address, 'subject', subject, 'body', body, 'fate',"
        " fate, 'queued_at', queued_at) FROM delivery WHERE municipality = :m AND recipient_key IN"
        f" (SELECT recipient_key FROM reporter_address WHERE {_OF}) AND (case_id IS NULL OR case_id IN ({_CASES}))"
        " ORDER BY queued_at, id"
    ),
    "notes": _say(
        "SELECT jsonb_build_object('kind', kind, 'words', words, 'written_at', written_at) FROM case_note"
        f" WHERE municipality = :m AND case_id IN ({_CASES}) ORDER BY written_at, id"
    ),
    "steps": _say(
        "SELECT jsonb_build_object('case_id', case_id, 'step', step, 'occurred_at', occurred_at) FROM timeline_entry"
        f" WHERE municipality = :m AND case_id IN ({_CASES}) ORDER BY case_id, number"
    ),
    "looks": _say(
        "SELECT jsonb_build_object('act', act, 'occurred_at', occurred_at) FROM audit_entry WHERE municipality = :m"
        f" AND subject_id IN ({_CASES}) AND act = ANY(:looks) ORDER BY occurred_at, id"
    ),
}
_WORDS = {
    "reports": "Anmälningar", "addresses": "Adresser", "fixes": "Var din telefon var när du anmälde", "additions": "Tillägg", "verdicts": "Svar på frågan om det är lagat",
    "photos": "Bilder", "messages": "Meddelanden", "notes": "Anteckningar i ärendet", "steps": "Vad som har hänt",
    "looks": "Vem som har tittat, och när",
}  # fmt: skip
