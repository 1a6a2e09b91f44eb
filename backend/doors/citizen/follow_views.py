"""What the page of a report shows, read in one transaction into small frozen views."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend import accounts, cases, catalogue, dispatch, feedback, messages, photos
from backend.cases import Case, CaseNote, Rendering, Report, State
from backend.dispatch import AlarmState
from backend.doors.citizen.repeat_words import words_for_repeat
from backend.doors.citizen.speech import gettext
from backend.doors.citizen.timeline import Reading, StepView, list_public_steps
from backend.doors.shared import current_language
from backend.doors.shared.photo_room import count_photo_room
from backend.doors.shared.staff_words import find_answer, find_open_question, said_in
from backend.foundation.ids import show_reference
from backend.messages import ReadWords
from backend.photos import REFUSAL_WORDS, Photo, PhotoKind, PhotoState

NOTHING_SAID = ReadWords("", "sv")


@dataclass(frozen=True)
class PhotoView:
    """A photo: shown where it ``is_ready``, else ``words`` say how it stands. ``is_proof``: after the work."""

    id: UUID
    is_ready: bool
    is_proof: bool
    words: str


@dataclass(frozen=True)
class AskedView:
    """What the outcome asks; ``agree`` is empty where one may only object. ``resolution`` counts the answers asked."""

    resolution: int
    outcome: str
    ask: str
    agree: str
    object: str
    answered: str


@dataclass(frozen=True)
class StandingView:
    """Where the case stands, in words. ``is_unread``: acute, and nobody has acknowledged it."""

    state: str
    promise: str
    tone: str
    is_open: bool
    is_acute: bool
    is_unread: bool
    is_closed: bool


@dataclass(frozen=True)
class FollowView:
    """Everything on a reporter's own page."""

    reference: str
    category: str
    place: str
    words: str
    additions: tuple[str, ...]
    standing: StandingView
    repeat: str
    question: ReadWords
    answer: ReadWords
    answer_from: str
    asked: AskedView | None
    steps: tuple[StepView, ...]
    own_photos: tuple[PhotoView, ...]
    photo_room: int
    photos_waiting: bool
    proofs: tuple[PhotoView, ...]
    told_by: str
    is_joined: bool
    now: datetime


def view_of_report(session: Session, report: Report, *, now: datetime) -> FollowView:
    """The page of one report; some twelve statements, whatever happened to it."""
    municipality, language = report.municipality, current_language()
    case = cases.get_case(session, municipality, report.case_id)
    category = catalogue.get_category(session, municipality, case.category)
    unit_names = {unit.code: unit.name_in(language) for unit in accounts.list_units(session, municipality)}
    notes = cases.list_notes(session, municipality, case.id)
    renderings = cases.list_renderings(session, municipality, case.id) if notes else []
    of_case = photos.list_photos(session, municipality, case.id)
    additions = cases.list_additions(session, municipality, case.id)
    recipients = cases.list_recipients(session, municipality, case.id, report_ids=[report.id])
    reading = Reading(report.id, category, unit_names, report.received_at)
    return FollowView(
        reference=show_reference(report.reference),
        category=category.name(language),
        place=report.place_words or case.place,
        words=report.words,
        additions=tuple(each.words for each in additions if each.report_id == report.id),
        standing=view_of_standing(session, case, category, unit_names, now=now),
        repeat=words_for_repeat(session, case, unit_names, now=now),
        question=_read_by_reporter(find_open_question(case, notes, additions), renderings),
        answer=_read_by_reporter(find_answer(case, notes), renderings),
        answer_from=unit_names.get(case.unit_code or "", ""),
        asked=find_asked(session, case, report, category),
        steps=tuple(list_public_steps(cases.list_timeline(session, municipality, case.id), reading)),
        own_photos=tuple(map(_view_of_photo, _own(of_case, report))),
        photo_room=count_photo_room(session, case, report, now=now),
        photos_waiting=any(photo.state is PhotoState.RECEIVED for photo in _own(of_case, report)),
        proofs=tuple(map(_view_of_photo, _proofs(of_case, case))),
        told_by=recipients[0].channel if recipients else "",
        is_joined=case.reference != report.reference,
        now=now,
    )


def view_of_standing(
    session: Session, case: Case, category: catalogue.Category, unit_names: dict[str, str], *, now: datetime
) -> StandingView:
    """Where a case stands, for its reporters and for whoever types its reference."""
    language = current_language()
    tz = catalogue.get_calendar(session, case.municipality).tz
    unit_name = unit_names.get(case.unit_code or "")
    is_unread = is_unread_acute(session, case)
    return StandingView(
        state=messages.words_for_state(case, language, category=category, unit_name=unit_name),
        promise=messages.words_for_promise(case, language, planned=category.planned_words, now=now, tz=tz),
        tone="acute" if is_unread else "warn" if case.state is State.NEEDS_ANSWER else "" if case.is_open else "good",
        is_open=case.is_open,
        is_acute=case.is_acute,
        is_unread=is_unread,
        is_closed=case.state is State.CLOSED,
    )


def is_unread_acute(session: Session, case: Case) -> bool:
    """Whether the page must say that nobody has read it: acute, open, and no person has acknowledged it."""
    if not case.is_acute or not case.is_open or case.read_at is not None:
        return False
    alarm = dispatch.find_alarm_of_case(session, case.municipality, case.id)
    return alarm is None or alarm.state is AlarmState.CALLING


def find_asked(session: Session, case: Case, report: Report, category: catalogue.Category) -> AskedView | None:
    """What the case's outcome asks this reporter, with the answer already given; None where nothing is asked."""
    asked = messages.question_of(case.outcome) if case.outcome is not None else None
    if asked is None or case.outcome is None:
        return None
    language = current_language()
    verdict = feedback.find_verdict(session, case.municipality, report.id, resolution=case.resolutions)
    agree, objection = asked.agree_in(language), asked.object_in(language)
    answered = "" if verdict is None else agree if verdict.answer is feedback.Answer.YES else objection
    return AskedView(
        resolution=case.resolutions,
        outcome=messages.words_for_outcome(
            case.outcome, language, category=category, org=case.keeper_name, kind=case.kind
        ),
        ask=asked.ask_in(language),
        agree=agree,
        object=objection,
        answered=answered,
    )


def _read_by_reporter(note: CaseNote | None, renderings: Sequence[Rendering]) -> ReadWords:
    """What staff wrote as this reader meets it; no words where there is no note."""
    return messages.read_as(said_in(note, renderings), current_language()) if note else NOTHING_SAID


def _own(of_case: Sequence[Photo], report: Report) -> list[Photo]:
    return [photo for photo in of_case if photo.kind is PhotoKind.REPORT and photo.report_id == report.id]


def _proofs(of_case: Sequence[Photo], case: Case) -> list[Photo]:
    """The crew's photos, once their work was approved."""
    if not case.resolutions:
        return []
    return [photo for photo in of_case if photo.kind is PhotoKind.PROOF and photo.state is PhotoState.READY]


def _view_of_photo(photo: Photo) -> PhotoView:
    words = ""
    if photo.state is PhotoState.RECEIVED:
        words = gettext("The photo has arrived and is being looked at. It shows here in a moment.")
    elif photo.refused_why is not None:
        words = (
            gettext("One photo cannot be shown. Your report stands.") + " " + gettext(REFUSAL_WORDS[photo.refused_why])
        )
    return PhotoView(photo.id, photo.state is PhotoState.READY, photo.kind is PhotoKind.PROOF, words)
