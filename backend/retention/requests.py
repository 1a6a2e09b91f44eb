"""Erasing, in two steps: decided by a person or a rule, then carried out by the worker, ledger first and files before rows."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation import audit
from backend.foundation.actor import SYSTEM, Actor, ActorKind
from backend.foundation.agenda import Due
from backend.foundation.ids import new_id
from backend.photos import PhotoStore
from backend.retention.erasing import (
    Erased,
    drop_originals,
    erase_messages,
    erase_reports,
    list_photos_of,
    list_reports_of,
)
from backend.retention.errors import DecisionMissing, RecordNotFound
from backend.retention.holds import list_held, refuse_held
from backend.retention.ledger import Entry
from backend.retention.models import Erasure, ErasureItem, ItemKind, What
from backend.retention.persons import list_cases_of_reports
from backend.retention.ports import ErasureLedger, RecordStore
from backend.retention.whole_cases import gather_whole, remove_cases


def ask_erasure(
    session: Session,
    municipality: str,
    report_ids: Collection[UUID],
    *,
    decision: str,
    basis: str,
    actor: Actor,
    now: datetime,
) -> Erasure:
    """Decide that the person in these reports is erased; the worker carries it out. Audited.

    Raises ``UnderLegalHold`` naming the decision, ``DecisionMissing``, ``RecordNotFound`` for a report not seen here.
    """
    missing = [name for name, said in (("decision", decision), ("basis", basis)) if not said.strip()]
    if missing:
        raise DecisionMissing(*missing)
    case_ids = list_cases_of_reports(session, municipality, report_ids)
    if not case_ids:
        raise RecordNotFound
    refuse_held(session, municipality, case_ids)
    erasure = write_erasure(
        session,
        municipality,
        What.PERSONS,
        (ItemKind.REPORT, report_ids),
        decision=(decision, basis),
        authority_id=session.info["scope"].authority,
        actor=actor,
        now=now,
    )
    facts = {"reports": len(set(report_ids))}
    subject = ("erasure", erasure.id)
    audit.record(session, municipality, actor=actor, act="ask_erasure", subject=subject, facts=facts, now=now)
    return erasure


def write_erasure(
    session: Session,
    municipality: str,
    what: What,
    items: tuple[ItemKind, Collection[UUID]],
    *,
    decision: tuple[str, str],
    authority_id: UUID | None = None,
    rule_id: UUID | None = None,
    held: int = 0,
    actor: Actor,
    now: datetime,
) -> Erasure:
    """Write down what is to go, for the worker."""
    erasure = Erasure(
        municipality=municipality,
        id=new_id(),
        authority_id=authority_id,
        what=what,
        rule_id=rule_id,
        decision=decision[0].strip(),
        basis=decision[1].strip(),
        asked_by=actor.id,
        asked_at=now,
        held=held,
        counts={},
    )
    session.add(erasure)
    session.flush()
    rows = [
        {"municipality": municipality, "erasure_id": erasure.id, "kind": items[0], "item_id": item_id}
        for item_id in sorted(set(items[1]))
    ]
    if rows:
        session.execute(sa.insert(ErasureItem), rows)
    return erasure


def list_due_erasures(session: Session, *, by: datetime | None, limit: int) -> Sequence[Due]:
    """Erasures not carried out yet, first decided first."""
    wanted = sa.select(Erasure.municipality, Erasure.id, Erasure.asked_at).where(Erasure.done_at.is_(None))
    if by is not None:
        wanted = wanted.where(Erasure.asked_at <= by)
    rows = session.execute(wanted.order_by(Erasure.asked_at, Erasure.id).limit(limit))
    return [Due(row.municipality, row.id, row.asked_at) for row in rows]


def carry_out(
    session: Session,
    municipality: str,
    erasure_id: UUID,
    *,
    photos: PhotoStore,
    records: RecordStore,
    ledger: ErasureLedger,
    now: datetime,
) -> None:
    """Erase what was decided: the ledger first, then rows, then files, all before this is committed. Again: nothing.

    What came under hold since is passed over and counted. Raises ``Unavailable`` where ledger or store cannot be
    written, or a photo is at the gate: nothing is erased then, and the worker tries again.
    """
    erasure = session.get(Erasure, (municipality, erasure_id), with_for_update=True, populate_existing=True)
    if erasure is None or erasure.done_at is not None:
        return
    entry, held = _gather(session, erasure, now=now)
    if entry.report_ids or entry.case_ids:
        ledger.append(entry)
    erased = apply_entry(session, entry, photos=photos, records=records, now=now)
    erasure = session.get_one(Erasure, (municipality, erasure_id), populate_existing=True)
    erasure.done_at, erasure.counts = now, erased.counts
    erasure.held += held
    facts = {"what": erasure.what.value, "held": erasure.held, **erased.counts}
    actor = Actor(ActorKind.STAFF, erasure.asked_by) if erasure.asked_by else SYSTEM
    audit.record(session, municipality, actor=actor, act="erase", subject=("erasure", erasure_id), facts=facts, now=now)
    session.flush()


def apply_entry(session: Session, entry: Entry, *, photos: PhotoStore, records: RecordStore, now: datetime) -> Erased:
    """Do what a line of the ledger says, in the database and beside it; again it changes nothing more."""
    municipality = entry.municipality
    if entry.what is What.PERSONS:
        erased = erase_reports(session, municipality, entry.report_ids, now=now)
    elif entry.what is What.CASES:
        erased = remove_cases(session, entry, now=now)
    elif entry.what is What.MESSAGES:
        erased = erase_messages(session, municipality, entry.case_ids, now=now)
    else:
        erased = drop_originals(session, municipality, entry.case_ids, rule=entry.rule, now=now)
    for photo_id in {*erased.photo_ids, *entry.photo_ids}:
        photos.remove_photo(municipality, photo_id)
    for upload_id in erased.upload_ids:
        photos.remove_part(municipality, upload_id)
    for photo_id in erased.original_ids:
        photos.remove_sealed(municipality, photo_id)
    for disclosure_id in erased.disclosure_ids:
        records.remove(municipality, disclosure_id)
    return erased


def get_erasure(session: Session, municipality: str, erasure_id: UUID) -> Erasure:
    """One erasure the caller's authority sees. Raises ``RecordNotFound``."""
    erasure = session.get(Erasure, (municipality, erasure_id))
    if erasure is None:
        raise RecordNotFound
    return erasure


def list_erasures(
    session: Session, municipality: str, *, after: tuple[datetime, UUID] | None = None, limit: int = 50
) -> Sequence[Erasure]:
    """Erasures and cullings, newest first, after an (asked_at, id) already shown."""
    wanted = sa.select(Erasure).where(Erasure.municipality == municipality)
    if after:
        wanted = wanted.where(sa.tuple_(Erasure.asked_at, Erasure.id) < sa.tuple_(*map(sa.literal, after)))
    return session.scalars(wanted.order_by(Erasure.asked_at.desc(), Erasure.id.desc()).limit(limit)).all()


def find_case_of(session: Session, municipality: str, subject_id: UUID) -> UUID | None:
    """A case to show a person where an erasure, or the last one of a rule, does not go on; None where there is none."""
    items = sa.select(ErasureItem.item_id).join(
        Erasure, (Erasure.municipality == ErasureItem.municipality) & (Erasure.id == ErasureItem.erasure_id)
    )
    of_it = items.where(
        Erasure.municipality == municipality, sa.or_(Erasure.id == subject_id, Erasure.rule_id == subject_id)
    )
    found = session.scalars(of_it.order_by(Erasure.asked_at.desc(), ErasureItem.item_id).limit(1)).one_or_none()
    if found is None:
        return None
    of_report = list_cases_of_reports(session, municipality, [found])
    return of_report[0] if of_report else found


def _gather(session: Session, erasure: Erasure, *, now: datetime) -> tuple[Entry, int]:
    """What is left to go once those under hold are taken away, and how many cases were."""
    municipality = erasure.municipality
    items = session.execute(
        sa.select(ErasureItem.kind, ErasureItem.item_id)
        .where(ErasureItem.municipality == municipality, ErasureItem.erasure_id == erasure.id)
        .order_by(ErasureItem.item_id)
    ).all()
    reports = [row.item_id for row in items if row.kind is ItemKind.REPORT]
    cases = [row.item_id for row in items if row.kind is ItemKind.CASE]
    if erasure.what is What.CASES:
        return gather_whole(session, erasure, cases, now=now)
    of_reports = list_cases_of_reports(session, municipality, reports)
    held = list_held(session, municipality, [*cases, *of_reports])
    free = [case_id for case_id in cases if case_id not in held]
    if held and reports:
        still = set(list_reports_of(session, municipality, held))
        reports = [report_id for report_id in reports if report_id not in still]
    if erasure.what is What.PERSONS and free:
        reports += list_reports_of(session, municipality, free)
    cases_named = () if erasure.what is What.PERSONS else tuple(free)
    reports = sorted(set(reports))
    photos = list_photos_of(session, municipality, reports)
    rule = str(erasure.rule_id or "")
    entry = Entry(municipality, erasure.id, erasure.what, rule, tuple(reports), cases_named, tuple(photos), now)
    return entry, len(held)
