"""Taking a report: with its own case and first promise, in one transaction, whatever else is down."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend import accounts, catalogue, geography
from backend.cases.addresses import new_addresses, recipient_key
from backend.cases.attention import raise_attention
from backend.cases.ceilings import ceilings_asked, read_passed
from backend.cases.errors import ReportNotFound
from backend.cases.events import ReportSubmitted
from backend.cases.fixes import ReportFix
from backend.cases.intake_models import Per
from backend.cases.late_entries import check_reserved, late_facts, note_late_entry, promise_since
from backend.cases.models import Case, Promise, Report, ReporterAddress
from backend.cases.queries import get_case
from backend.cases.report_form import ReportForm, body_of
from backend.cases.steps import next_entry, next_promise_of
from backend.cases.words import State, Step, Whose, Why
from backend.foundation import events, idempotency, kept
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.database import across_authorities
from backend.foundation.errors import Unavailable
from backend.foundation.ids import new_id, new_reference, read_reference
from backend.foundation.writing import insert_once, keep, make, row_of


@dataclass(frozen=True)
class Submitted:
    """The answer to a report: its reference to read aloud, whether this sending was the first, its case as it stands."""

    report_id: UUID
    case_id: UUID
    reference: str
    is_first: bool
    case: Case = field(repr=False, compare=False)


def submit_report(
    session: Session,
    municipality: str,
    form: ReportForm,
    *,
    over_limit: bool = False,
    source: str | None = None,
    now: datetime,
) -> Submitted:
    """Take a report. A second sending under the same client id gets the first one's answer.

    ``over_limit`` holds the case before responsibility is decided, and so do the municipality's ceilings where
    ``source`` says from which network it came: nothing is refused for rate alone. Raises ``ReferenceNotReserved``,
    ``Conflict`` when the client id came before with other content. Position was read by ``geography.read_position``.
    """
    report_id = new_id()
    claim = idempotency.row_of_claim(
        municipality, form.client_id, purpose="report", body=body_of(form), subject_id=report_id, now=now
    )
    category = catalogue.category_for_intake(session, municipality, form.category)
    answers = catalogue.read_answers(category, form.answers)
    if form.reserved_reference and not was_sent(session, municipality, form.client_id):
        check_reserved(session, municipality, form.reserved_reference)
    kind = catalogue.kind_of(category, answers)
    place, passed = _look(session, municipality, kind, form, source, now=now)
    is_held = over_limit or passed is not None
    case, promise = _open_case(
        session, municipality, form, category, answers, kind=kind, place=place, is_held=is_held, now=now
    )
    actor = Actor(ActorKind.STAFF, form.entered_by) if form.entered_by else Actor(ActorKind.REPORTER, report_id)
    told = {"report_id": str(report_id), "channel": form.channel.value, **late_facts(form)}
    entry = next_entry(
        case, Step.SUBMIT, actor=actor, facts=told, occurred_at=form.occurred_at or form.received_at or now, now=now
    )
    written = [case, promise, *_list_report(case, report_id, form, answers, source=source, now=now), entry]
    submitted = ReportSubmitted(municipality, report_id, case.id, case.is_acute, is_held)
    # One statement for all of it: every round trip to the database costs as much as a row.
    rows = [*map(row_of, written), *events.first_rows(municipality, case.id, submitted, now)]
    # An officer takes what is another authority's too, and sees no more of it than its reference.
    with across_authorities(session):
        if not insert_once(session, claim, rows):
            return _first_answer(session, municipality, idempotency.get_claimed(session, claim))
        keep(session, [case])
        if is_held:
            facts = {"per": passed.value} if passed else {}
            raise_attention(session, case, Why.HELD, whose=Whose.KONTAKTCENTER, facts=facts, now=now)
        note_late_entry(session, case, report_id, form, actor=actor, now=now)
    return Submitted(report_id, case.id, case.reference, is_first=True, case=case)


def was_sent(session: Session, municipality: str, client_id: str) -> bool:
    """Whether a report came under this client id before: then nothing is asked again, only answered."""
    return idempotency.find_claimed(session, municipality, client_id, purpose="report") is not None


def _open_case(
    session: Session,
    municipality: str,
    form: ReportForm,
    category: catalogue.Category,
    answers: catalogue.Answers,
    *,
    kind: catalogue.CaseKind,
    place: str,
    is_held: bool,
    now: datetime,
) -> tuple[Case, Promise]:
    """The case and its first promise, not yet written."""
    calendar = catalogue.get_calendar(session, municipality)
    urgency = catalogue.urgency_of(category, answers, form.words)
    is_acute = urgency >= catalogue.Urgency.ACUTE
    priority = catalogue.Priority.ACUTE if is_acute else catalogue.priority_of(category, answers)
    case = make(
        Case,
        municipality=municipality,
        id=new_id(),
        reference=read_reference(form.reserved_reference) if form.reserved_reference else new_reference(),
        authority_id=find_authority(session, municipality, catalogue.authority_of(category, kind, answers)),
        kind=kind,
        category=category.code,
        state=State.HELD if is_held else State.RECEIVED,
        priority=priority,
        is_acute=is_acute,
        urgency=urgency,
        longitude=form.longitude,
        latitude=form.latitude,
        cell=geography.cell_of(form.longitude, form.latitude),
        place=place,
        asset_id=_find_asset_id(session, municipality, form),
        unit_code=None,
        opened_at=form.received_at or now,
        last_number=0,
    )
    came_on = calendar.local(case.opened_at).date()
    targets = catalogue.targets_of_kind(catalogue.targets_of(category, answers, on=came_on), kind)
    promise = promise_since(targets, calendar, is_acute=is_acute, received_at=form.received_at or now, now=now)
    return case, next_promise_of(case, promise, now=now)


def _find_asset_id(session: Session, municipality: str, form: ReportForm) -> UUID | None:
    if form.asset_id:
        # A thing that is gone, or that only staff may know of, costs no report its way in.
        known = geography.find_asset_by_id(session, municipality, form.asset_id, public_only=form.entered_by is None)
        if known is not None:
            return known.id
    if not form.asset_number:
        return None
    asset = geography.find_asset(session, municipality, geography.AssetKind.LAMP_POST, form.asset_number)
    return asset.id if asset else None


def find_authority(session: Session, municipality: str, code: str) -> UUID:
    """The authority of that code, or the first where it is gone. Raises ``Unavailable`` without any."""
    authorities = accounts.list_authorities(session, municipality)
    if not authorities:
        raise Unavailable("municipality_not_ready", "This municipality cannot take reports yet.")
    # A category whose authority is gone must not cost the report: the first one keeps it until somebody moves it.
    return next((authority.id for authority in authorities if authority.code == code), authorities[0].id)


def _list_report(
    case: Case, report_id: UUID, form: ReportForm, answers: catalogue.Answers, *, source: str | None, now: datetime
) -> list[Report | ReportFix | ReporterAddress]:
    """The report, and the address it is answered at where one was given; not yet written."""
    report = make(
        Report,
        municipality=case.municipality,
        id=report_id,
        reference=case.reference,
        case_id=case.id,
        authority_id=case.authority_id,
        channel=form.channel,
        category_said=form.category,
        answers=dict(answers.understood),
        answers_as_said=dict(answers.as_said),
        answers_restricted=dict(answers.restricted),
        words=form.words,
        language=form.language,
        longitude=form.longitude,
        latitude=form.latitude,
        accuracy_m=form.accuracy_m,
        place_words=form.place_words,
        asset_number=form.asset_number,
        name=form.name,
        may_show_words=form.may_show_words,
        may_show_photo=form.may_show_photo,
        entered_by=form.entered_by,
        occurred_at=form.occurred_at,
        received_at=form.received_at or now,
        recorded_at=now,
        source_key=source,
        late_reason=form.late_reason if form.received_at else None,
    )
    return [report, *_list_fixes(report, form), *new_addresses(case.municipality, report_id, form, now=now)]


def _list_fixes(report: Report, form: ReportForm) -> list[ReportFix]:
    """Where the device said it was, beside the place that was chosen; none where it did not say."""
    if form.fix_longitude is None or form.fix_latitude is None:
        return []
    return [
        make(
            ReportFix,
            municipality=report.municipality,
            report_id=report.id,
            lon=form.fix_longitude,
            lat=form.fix_latitude,
            accuracy_m=form.fix_accuracy_m,
        )
    ]


def _look(
    session: Session,
    municipality: str,
    kind: catalogue.CaseKind,
    form: ReportForm,
    source: str | None,
    *,
    now: datetime,
) -> tuple[str, Per | None]:
    """The place as everybody reads it, and the ceiling this report passes: one statement, or none.

    None is counted of what staff enter, nor where nobody says from which network it came. Whoever points at a neighbour
    does so in their own words, so the place is told in others.
    """
    lon, lat = form.longitude, form.latitude
    own = form.place_words if kind is not catalogue.CaseKind.AUTHORITY_MATTER else ""
    asked = [] if own else [geography.place_asked(municipality, lon=lon, lat=lat)]
    if source is not None and form.entered_by is None:
        given = (("mail", form.mail), ("sms", form.mobile))
        addresses = [recipient_key(municipality, channel, address) for channel, address in given if address]
        cell = geography.cell_of(lon, lat)
        asked += ceilings_asked(session, municipality, source=source, addresses=addresses, cell=cell, now=now)
    told = kept.ask(session, *asked) if asked else ()
    place = own or geography.read_place(told[0], lon=lon, lat=lat)
    counted = told if own else told[1:]
    return place, read_passed(counted) if counted else None


def _first_answer(session: Session, municipality: str, report_id: UUID) -> Submitted:
    report = session.get(Report, (municipality, report_id))
    if report is None:
        raise ReportNotFound
    case = get_case(session, municipality, report.case_id)
    return Submitted(report.id, case.id, report.reference, is_first=False, case=case)
