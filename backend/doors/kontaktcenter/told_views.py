"""What people told about a case, what staff wrote on it, and what was told to whom, as small frozen views."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext
from sqlalchemy.orm import Session

from backend import accounts, cases, catalogue, deliveries, feedback, geography, photos
from backend.cases import Case, Rendering, RenderingOf, Report
from backend.deliveries import Delivery, Fate
from backend.doors.kontaktcenter.case_words import ANSWERS, CHANNELS, CONSEQUENCES, LATE_REASONS, NOTES, OUTCOMES
from backend.doors.kontaktcenter.clear_text import Piece, show_hidden
from backend.doors.kontaktcenter.language_views import LanguageView, view_language
from backend.doors.kontaktcenter.words import FATES, PARKED, RECIPIENTS, word_for
from backend.doors.shared import current_language
from backend.foundation.ids import show_reference
from backend.photos import Photo, PhotoState


@dataclass(frozen=True)
class PhotoView:
    """One photo; shown only when it has passed the gate, else ``told`` says why not. ``apart``: that it says itself to
    be taken somewhere else."""

    id: UUID
    is_shown: bool
    told: str
    apart: str = ""


@dataclass(frozen=True)
class ReportView:
    """What one person told us."""

    reference: str
    words: tuple[Piece, ...]
    written: LanguageView
    answers: tuple[tuple[str, str], ...]
    restricted: tuple[tuple[str, str], ...]
    category_said: str
    channel: str
    entered_by: str
    received_at: datetime
    recorded_later: bool
    late_reason: str
    occurred_at: datetime | None
    place_words: str
    asset_number: str
    accuracy_m: int | None
    name: str
    may_show_words: bool
    may_show_photo: bool
    photos: tuple[PhotoView, ...]
    device_apart: str


@dataclass(frozen=True)
class WrittenView:
    """Words written later, by a reporter or by staff, in the order they came."""

    at: datetime
    kind: str
    author: str
    words: tuple[Piece, ...]
    is_staff: bool
    is_note: bool
    of: str
    written: LanguageView


@dataclass(frozen=True)
class VerdictView:
    """What a reporter said of an outcome, and what it led to."""

    at: datetime
    outcome: str
    answer: str
    led_to: str
    words: tuple[Piece, ...]


@dataclass(frozen=True)
class DeliveryView:
    """One message that left the house, or tried to. No address: that is looked at by itself."""

    id: UUID
    case_id: UUID | None
    recipient: str
    subject: str
    preview: str
    fate: str
    is_undelivered: bool
    why: str
    may_have_arrived: bool
    may_resend: bool
    attempts: int
    repeats: int
    queued_at: datetime
    not_before: datetime
    ended_at: datetime | None
    last_error: str


def list_report_views(
    session: Session, case: Case, category: catalogue.Category, pictures: Sequence[Photo], names: dict[str, str]
) -> list[ReportView]:
    """The case's reports, first received first."""
    reports = cases.list_reports(session, case.municipality, case.id)
    renderings = cases.list_renderings(session, case.municipality, case.id)
    fixes = cases.list_fixes(session, case.municipality, [report.id for report in reports])
    people = accounts.name_people(session, {report.entered_by for report in reports if report.entered_by})
    return [
        _report(
            report,
            category,
            names,
            renderings,
            entered_by=people.get(report.entered_by, "") if report.entered_by else "",
            pictures=[photo for photo in pictures if photo.report_id == report.id],
            fix=fixes.get(report.id),
        )
        for report in reports
    ]


def list_written_views(session: Session, case: Case) -> list[WrittenView]:
    """Notes, questions, answers and additions, in order."""
    notes = cases.list_notes(session, case.municipality, case.id)
    renderings = cases.list_renderings(session, case.municipality, case.id)
    people = accounts.name_people(session, {note.author_id for note in notes if note.author_id})
    written = [
        WrittenView(
            at=note.written_at,
            kind=word_for(NOTES, note.kind),
            author=people.get(note.author_id, "") if note.author_id else "",
            words=show_hidden(note.words),
            is_staff=True,
            is_note=note.kind is cases.NoteKind.NOTE,
            of=RenderingOf.NOTE,
            written=view_language(note.id, note.language, renderings),
        )
        for note in notes
    ]
    written += [
        WrittenView(
            at=addition.received_at,
            kind=gettext("The reporter wrote"),
            author="",
            words=show_hidden(addition.words),
            is_staff=False,
            is_note=False,
            of=RenderingOf.ADDITION,
            written=view_language(addition.id, addition.language or "sv", renderings),
        )
        for addition in cases.list_additions(session, case.municipality, case.id)
    ]
    return sorted(written, key=lambda each: each.at)


def list_verdict_views(session: Session, case: Case) -> list[VerdictView]:
    """Verdicts, first first."""
    return [
        VerdictView(
            at=verdict.given_at,
            outcome=word_for(OUTCOMES, verdict.outcome),
            answer=word_for(ANSWERS, verdict.answer),
            led_to=word_for(CONSEQUENCES, verdict.led_to) if verdict.led_to else "",
            words=show_hidden(verdict.words),
        )
        for verdict in feedback.list_verdicts(session, case.municipality, case.id)
    ]


def view_delivery(delivery: Delivery) -> DeliveryView:
    """One delivery; links in its text are marks, never tokens."""
    reason = delivery.parked_reason
    return DeliveryView(
        id=delivery.id,
        case_id=delivery.case_id,
        recipient=word_for(RECIPIENTS, delivery.recipient_kind),
        subject=delivery.subject,
        preview=deliveries.render_preview(delivery),
        fate=word_for(FATES, delivery.fate),
        is_undelivered=delivery.fate in (Fate.PARKED, Fate.FAILED),
        why=word_for(PARKED, reason) if reason else "",
        may_have_arrived=reason is not None and reason.may_have_arrived,
        may_resend=delivery.fate in (Fate.PARKED, Fate.FAILED),
        attempts=delivery.attempts,
        repeats=delivery.repeats,
        queued_at=delivery.queued_at,
        not_before=delivery.not_before,
        ended_at=delivery.ended_at,
        last_error=delivery.last_error or "",
    )


def view_photo(photo: Photo, report: Report | None = None) -> PhotoView:
    """One photo, or why it cannot be shown; of a ``report`` also whether it says to be taken far from its place."""
    told = ""
    if photo.state is PhotoState.RECEIVED:
        told = gettext("The photo is being checked.")
    elif photo.refused_why is not None:
        told = gettext(photos.REFUSAL_WORDS[photo.refused_why])
    apart = _tell_photo(photo, report) if report is not None else ""
    return PhotoView(photo.id, photo.state is PhotoState.READY, told, apart)


def _report(
    report: Report,
    category: catalogue.Category,
    names: dict[str, str],
    renderings: Sequence[Rendering],
    *,
    entered_by: str,
    pictures: Sequence[photos.Photo],
    fix: cases.ReportFix | None,
) -> ReportView:
    language = current_language()
    said = report.category_said
    questions = {question.code: catalogue.word_in(question.text, language) for question in category.questions}
    return ReportView(
        reference=show_reference(report.reference),
        words=show_hidden(report.words),
        written=view_language(report.id, cases.language_of(report), renderings),
        answers=tuple(catalogue.words_for_answers(category, cases.answers_of(report), language)),
        restricted=tuple((questions.get(code, code), str(said)) for code, said in report.answers_restricted.items()),
        category_said="" if said == category.code else names.get(said, said),
        channel=word_for(CHANNELS, report.channel),
        entered_by=entered_by,
        received_at=report.received_at,
        recorded_later=(report.recorded_at - report.received_at).total_seconds() > 60,
        late_reason=word_for(LATE_REASONS, report.late_reason) if report.late_reason else "",
        occurred_at=report.occurred_at,
        place_words=report.place_words,
        asset_number=report.asset_number or "",
        accuracy_m=round(report.accuracy_m) if report.accuracy_m is not None else None,
        name=report.name or "",
        may_show_words=report.may_show_words,
        may_show_photo=report.may_show_photo,
        photos=tuple(view_photo(photo, report) for photo in pictures),
        device_apart=_tell_device(report, fix),
    )


def _tell_photo(photo: Photo, report: Report) -> str:
    """That the photo says itself to be taken elsewhere: for staff alone, who judge what it means."""
    if photo.taken_lon is None or photo.taken_lat is None:
        return ""
    place, claim = (report.longitude, report.latitude), (photo.taken_lon, photo.taken_lat)
    metres = geography.compare_claims(place, photo=claim).photo_m
    return gettext("The photo was taken %(metres)s metres from here", metres=round(metres / 10) * 10) if metres else ""


def _tell_device(report: Report, fix: cases.ReportFix | None) -> str:
    if fix is None:
        return ""
    place, claim = (report.longitude, report.latitude), (fix.lon, fix.lat)
    metres = geography.compare_claims(place, fix=claim, accuracy_m=fix.accuracy_m).device_m
    return gettext("the device was %(metres)s metres from here", metres=round(metres / 10) * 10) if metres else ""
