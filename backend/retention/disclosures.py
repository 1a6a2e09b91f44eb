"""Giving out public records (utlämnande): a search, its cases frozen, masked by paragraph, decided, written to a file.

Nobody is asked who they are or why. A secrecy test is made each time; persons are masked until somebody decides
otherwise. What was given out, by whom, when and by which decision is kept; a refusal keeps its reasons.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.foundation import audit
from backend.foundation.actor import Actor
from backend.foundation.ids import new_id, new_reference, show_reference
from backend.retention.disclosure_models import Disclosure, DisclosureCase, DisclosureMask, DisclosureState
from backend.retention.errors import DecisionMissing, NoDraft, PassageNotFound, ReasonsMissing, RecordNotFound
from backend.retention.masking import DEFAULT_PARAGRAPH, find_all
from backend.retention.searching import Criteria, list_found_ids, write_criteria
from backend.retention.sheets import FIELDS, list_texts


def draft_disclosure(
    session: Session, municipality: str, criteria: Criteria, *, asked_for: str, actor: Actor, now: datetime
) -> Disclosure:
    """Freeze what a search finds now, newest first. Audited. Raises ``NothingAsked``."""
    found = list_found_ids(session, municipality, criteria)
    disclosure = Disclosure(
        municipality=municipality,
        id=new_id(),
        authority_id=session.info["scope"].authority,
        number=f"U {now:%Y}-{show_reference(new_reference())}",
        asked_for=asked_for.strip(),
        criteria=write_criteria(criteria),
        state=DisclosureState.DRAFT,
        paragraph=DEFAULT_PARAGRAPH,
        shown=[],
        cases=len(found),
        received_at=now,
        made_by=actor.id,
    )
    session.add(disclosure)
    session.flush()
    session.execute(_FREEZE, {"m": municipality, "d": disclosure.id, "found": found})
    _record(session, disclosure, "draft_disclosure", actor=actor, now=now)
    return disclosure


def mask_passage(
    session: Session,
    municipality: str,
    disclosure_id: UUID,
    case_id: UUID,
    *,
    passage: str,
    paragraph: str,
    is_shown: bool = False,
    actor: Actor,
    now: datetime,
) -> int:
    """Mask a passage wherever it stands in the case (``is_shown``: show it although it would be masked); how many.

    Raises ``NoDraft``, ``RecordNotFound``, ``ReasonsMissing`` without a paragraph, ``PassageNotFound``.
    """
    disclosure = _lock_draft(session, municipality, disclosure_id)
    _find_case(session, disclosure, case_id)
    if not paragraph.strip():
        raise ReasonsMissing("paragraph")
    rows = [
        DisclosureMask(
            municipality=municipality,
            id=new_id(),
            disclosure_id=disclosure_id,
            case_id=case_id,
            part=part,
            part_id=part_id,
            starts=starts,
            ends=ends,
            paragraph=paragraph.strip(),
            is_shown=is_shown,
            made_by=actor.id,
            made_at=now,
        )
        for part, part_id, text in list_texts(session, municipality, case_id)
        for starts, ends in find_all(text, passage)
    ]
    if not rows:
        raise PassageNotFound
    session.add_all(rows)
    session.flush()
    return len(rows)


def leave_out_case(
    session: Session, municipality: str, disclosure_id: UUID, case_id: UUID, *, paragraph: str, now: datetime
) -> None:
    """Withhold a case as a whole, by a paragraph; an empty one takes it in again. Raises ``NoDraft``, ``RecordNotFound``."""
    disclosure = _lock_draft(session, municipality, disclosure_id)
    _find_case(session, disclosure, case_id).left_out = paragraph.strip() or None
    session.flush()


def set_masks(
    session: Session, municipality: str, disclosure_id: UUID, *, shown: Collection[str], paragraph: str, now: datetime
) -> Disclosure:
    """Which of the reporters' fields are shown, and the paragraph of what is masked by default. Raises ``NoDraft``."""
    disclosure = _lock_draft(session, municipality, disclosure_id)
    if not paragraph.strip():
        raise ReasonsMissing("paragraph")
    disclosure.shown, disclosure.paragraph = [field for field in FIELDS if field in set(shown)], paragraph.strip()
    session.flush()
    return disclosure


def decide_disclosure(
    session: Session, municipality: str, disclosure_id: UUID, *, decision: str, actor: Actor, now: datetime
) -> Disclosure:
    """Decide that it is given out as it is masked; the worker writes the file. Audited. Raises ``DecisionMissing``."""
    disclosure = _lock_draft(session, municipality, disclosure_id)
    if not decision.strip():
        raise DecisionMissing("decision")
    return _decide(session, disclosure, DisclosureState.DECIDED, decision, None, actor=actor, now=now)


def refuse_disclosure(
    session: Session,
    municipality: str,
    disclosure_id: UUID,
    *,
    decision: str,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Disclosure:
    """Refuse it as a whole, by a formal decision with paragraph and reasons. Audited. Raises ``ReasonsMissing``."""
    disclosure = _lock_draft(session, municipality, disclosure_id)
    if not decision.strip():
        raise DecisionMissing("decision")
    if not reason.strip():
        raise ReasonsMissing("reason")
    return _decide(session, disclosure, DisclosureState.REFUSED, decision, reason.strip(), actor=actor, now=now)


def get_disclosure(session: Session, municipality: str, disclosure_id: UUID) -> Disclosure:
    """One disclosure. Raises ``RecordNotFound``."""
    found = session.get(Disclosure, (municipality, disclosure_id))
    if found is None:
        raise RecordNotFound
    return found


def list_disclosures(
    session: Session, municipality: str, *, after: tuple[datetime, UUID] | None = None, limit: int = 50
) -> Sequence[Disclosure]:
    """Disclosures and refusals, newest first, after a (received_at, id) already shown."""
    wanted = sa.select(Disclosure).where(Disclosure.municipality == municipality)
    if after:
        wanted = wanted.where(sa.tuple_(Disclosure.received_at, Disclosure.id) < sa.tuple_(*map(sa.literal, after)))
    return session.scalars(wanted.order_by(Disclosure.received_at.desc(), Disclosure.id.desc()).limit(limit)).all()


def _decide(
    session: Session,
    disclosure: Disclosure,
    state: DisclosureState,
    decision: str,
    reason: str | None,
    *,
    actor: Actor,
    now: datetime,
) -> Disclosure:
    disclosure.state, disclosure.decision, disclosure.reason = state, decision.strip(), reason
    disclosure.decided_by, disclosure.decided_at = actor.id, now
    session.flush()
    _record(session, disclosure, f"disclosure_{state.value}", actor=actor, now=now)
    return disclosure


def _lock_draft(session: Session, municipality: str, disclosure_id: UUID) -> Disclosure:
    found = session.get(Disclosure, (municipality, disclosure_id), with_for_update=True, populate_existing=True)
    if found is None:
        raise RecordNotFound
    if found.state is not DisclosureState.DRAFT:
        raise NoDraft
    return found


def _find_case(session: Session, disclosure: Disclosure, case_id: UUID) -> DisclosureCase:
    of_it = (DisclosureCase.municipality == disclosure.municipality, DisclosureCase.disclosure_id == disclosure.id)
    found = session.scalars(sa.select(DisclosureCase).where(*of_it, DisclosureCase.case_id == case_id)).one_or_none()
    if found is None:
        raise RecordNotFound
    return found


def _record(session: Session, disclosure: Disclosure, act: str, *, actor: Actor, now: datetime) -> None:
    facts = {"cases": disclosure.cases, "number": disclosure.number}
    subject = ("disclosure", disclosure.id)
    audit.record(session, disclosure.municipality, actor=actor, act=act, subject=subject, facts=facts, now=now)


_FREEZE = sa.text(
    "INSERT INTO disclosure_case (municipality, disclosure_id, position, case_id)"
    " SELECT :m, :d, position, case_id FROM unnest(:found) WITH ORDINALITY AS f (case_id, position)"
).bindparams(sa.bindparam("found", type_=sa.ARRAY(sa.Uuid)))
