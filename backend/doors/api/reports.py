"""Reports: taken from anybody, followed and added to by whoever holds the token, answered with a verdict."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend import cases, geography
from backend.accounts import Right, list_municipalities_with
from backend.cases import Channel, Report, ReportForm, ReportNotFound, Submitted
from backend.doors.api import report_schemas as schemas
from backend.doors.api.public_words import nobody_has_read, promise_view
from backend.doors.api.report_views import followed_view, time_zone_of
from backend.doors.api.room import ApiBlueprint
from backend.doors.shared import (
    HOLDS,
    PUBLIC,
    REPORTER_LINK,
    current_house,
    current_source,
    door,
    is_over_limit,
    transaction,
)
from backend.doors.shared.browser_session import NotSignedIn, current_token, find_current_caller
from backend.doors.shared.message_links import FOLLOW, VERDICT, follow_path, follow_token
from backend.doors.shared.mobile import read_own_mobile
from backend.doors.shared.photo_room import photo_token, proves_photo_right
from backend.feedback import give_verdict
from backend.foundation import clock, idempotency
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.database import Scope
from backend.foundation.errors import Invalid, LagatError
from backend.foundation.ids import read_reference, show_reference
from backend.geography import MunicipalityView

resource = ApiBlueprint("reports", __name__, description="Telling of a fault, following it, and answering.")

_ADDRESS = "/<municipality:municipality_code>/reports"
OLDEST_ENTRY = timedelta(days=183)
_FOR_ALL = frozenset({Channel.WEB, Channel.APP, Channel.API})
_SAME = (
    *("client_id", "category", "channel", "words", "answers", "accuracy_m", "place_words", "asset_number", "name"),
    *("wants_word", "may_show_words", "may_show_photo", "occurred_at", "received_at"),
    *("late_reason", "reserved_reference"),
    *("asset_id", "fix_longitude", "fix_latitude", "fix_accuracy_m"),
)


@resource.route(_ADDRESS, methods=["POST"])
@resource.arguments(schemas.ReportBody, example=schemas.REPORT_EXAMPLE)
@resource.response(201, schema=schemas.ReportTaken, example=schemas.TAKEN_EXAMPLE, description="Taken.")
@resource.alt_response(
    200,
    schema=schemas.ReportTaken,
    example={**schemas.TAKEN_EXAMPLE, "isFirst": False},
    description="Sent before: the same report as it stands now.",
    success=True,
)
@door(PUBLIC, limit=HOLDS)
def submit_report(body: dict[str, Any], municipality_code: str) -> Any:
    """Report a fault, or ask, or say what you think

    Never refused for rate alone. Sent again under the same clientId it is one report, answered 200. Staff sign in and
    may say how and when it came.
    """
    entered_by = _find_staff(municipality_code)
    with transaction(Scope((municipality_code,))) as session:
        municipality = geography.get_municipality_view(session, municipality_code)
        now = clock.now(session)
        form = _read_form(body, municipality, entered_by=entered_by)
        _check_late_entry(form, now=now)
        if form.received_at is not None and form.received_at > now:
            raise _wrong("received_at", "Must not lie ahead.")
        held = is_over_limit() and entered_by is None
        submitted = cases.submit_report(
            session, municipality_code, form, over_limit=held, source=current_source(), now=now
        )
        submitted = cases.join_by_choice(session, municipality_code, submitted, to_case_id=body.get("same_as"), now=now)
        return _taken(session, municipality, submitted), 201 if submitted.is_first else 200


@resource.route(f"{_ADDRESS}/<reference>")
@resource.arguments(schemas.TokenHeader, location="headers")
@resource.response(200, schema=schemas.ReportFollowed, example=schemas.FOLLOWED_EXAMPLE, description="How it stands.")
@door(REPORTER_LINK, limit="240/minute")
def follow_report(header: dict[str, str], municipality_code: str, reference: str) -> dict[str, Any]:
    """Follow a report

    Where it stands in plain words, what happens next, what has happened, and what is asked. Needs the report's token.
    """
    with transaction(Scope((municipality_code,))) as session:
        report = find_own_report(session, municipality_code, reference, token=header["token"])
        return followed_view(session, report)


@resource.route(f"{_ADDRESS}/<reference>/additions", methods=["POST"])
@resource.arguments(schemas.AdditionBody, example={"words": "Den blinkar nu.", "clientId": "m3Zk0o0q9eV5bFQnT7rGxA"})
@resource.arguments(schemas.TokenHeader, location="headers")
@resource.response(201, schema=schemas.AdditionTaken, example={"reference": "K7M4-RTXB"}, description="Taken.")
@door(REPORTER_LINK, limit="60/minute")
def add_to_report(
    body: dict[str, Any], header: dict[str, str], municipality_code: str, reference: str
) -> dict[str, str]:
    """Add words to a report

    At any time, also after it is closed: a person reads them. It answers what staff asked, where they did.
    """
    with transaction(Scope((municipality_code,))) as session:
        report = find_own_report(session, municipality_code, reference, token=header["token"])
        now = clock.now(session)
        if not _sent_before(session, report, body, now=now):
            actor = Actor(ActorKind.REPORTER, report.id)
            cases.add_words(session, municipality_code, report.id, words=body["words"], actor=actor, now=now)
        return {"reference": show_reference(report.reference)}


@resource.route(f"{_ADDRESS}/<reference>/verdicts", methods=["POST"])
@resource.arguments(schemas.VerdictBody, example={"resolution": 1, "answer": "no", "words": "Den är mörk."})
@resource.arguments(schemas.TokenHeader, location="headers")
@resource.response(
    201,
    schema=schemas.VerdictTaken,
    example={"resolution": 1, "answer": "no", "givenAt": "2026-11-21T12:15:00.000Z"},
    description="Taken; the same answer twice is one.",
)
@door(REPORTER_LINK, limit="60/minute")
def answer_outcome(body: dict[str, Any], header: dict[str, str], municipality_code: str, reference: str) -> Any:
    """Say whether it is mended

    Answers what the outcome asks. Needs the report's token, or the one of the message that asked.
    """
    with transaction(Scope((municipality_code,))) as session:
        report = find_own_report(
            session, municipality_code, reference, token=header["token"], resolution=body["resolution"]
        )
        return give_verdict(session, municipality_code, report.id, **body, now=clock.now(session))


def find_own_report(
    session: Session, municipality: str, reference: str, *, token: str, resolution: int | None = None
) -> Report:
    """The report ``token`` opens. Raises ``ReportNotFound`` without telling whether the reference is known.

    With ``resolution`` the token of the message that asked about it opens too.
    """
    keys = current_house().settings.secrets
    report = cases.find_report_by_reference(session, municipality, read_reference(reference))
    if report is not None and (
        keys.proves(token, FOLLOW, report.id)
        or (resolution is not None and keys.proves(token, VERDICT, report.id, resolution))
    ):
        return report
    raise ReportNotFound


def find_report_for_photos(session: Session, municipality: str, reference: str, header: dict[str, str]) -> Report:
    """The report that either of the tokens lets add photos to. Raises ``ReportNotFound`` as ``find_own_report``."""
    report = cases.find_report_by_reference(session, municipality, read_reference(reference))
    if report is not None and proves_photo_right(header["photo_token"], report.id):
        return report
    return find_own_report(session, municipality, reference, token=header["token"])


def _find_staff(municipality: str) -> UUID | None:
    """The id of the member of staff who enters a report; None for anybody else. A session that is over is told so."""
    if current_token() is None:
        return None
    caller = find_current_caller()
    if caller is None:
        raise NotSignedIn
    return caller.person_id if municipality in list_municipalities_with(caller, Right.DECIDE_CASES) else None


def _read_form(body: dict[str, Any], municipality: MunicipalityView, *, entered_by: UUID | None) -> ReportForm:
    if entered_by is None and body["channel"] not in _FOR_ALL:
        raise _wrong("channel", "Only staff may say so.")
    for name in ("received_at", "late_reason", "reserved_reference"):
        if entered_by is None and name in body:
            raise _wrong(name, "Only staff may say so.")
    longitude, latitude = geography.read_position(body["latitude"], body["longitude"])
    known = body["language"] in municipality.languages
    return ReportForm(
        **{name: body[name] for name in _SAME if name in body},
        longitude=longitude,
        latitude=latitude,
        language=body["language"] if known else municipality.default_language,
        mail=body.get("email"),
        mobile=read_own_mobile(body.get("mobile")),
        prefers=body["prefers"],
        entered_by=entered_by,
    )


def _check_late_entry(form: ReportForm, *, now: datetime) -> None:
    """A report that came earlier says why it is entered now, at most half a year after it came."""
    if form.received_at is None and (form.late_reason or form.reserved_reference):
        raise _wrong("received_at", "Say when it came.")
    if form.received_at is not None and form.received_at < now - OLDEST_ENTRY:
        raise _wrong("received_at", "At most half a year ago.")


def _wrong(name: str, words: str) -> LagatError:
    return Invalid("not_for_reporters", words, fields={name: words})


def _taken(session: Session, municipality: MunicipalityView, submitted: Submitted) -> dict[str, Any]:
    case, settings = submitted.case, current_house().settings
    token = follow_token(settings, submitted.report_id)
    return {
        "reference": show_reference(submitted.reference),
        "follow_token": token,
        "photo_token": photo_token(settings, submitted.report_id),
        "follow_url": settings.web_address + follow_path(municipality.slug, submitted.reference, token),
        "is_first": submitted.is_first,
        "is_joined": case.reference != submitted.reference,
        "case": case,
        "promise": promise_view(case, tz=time_zone_of(municipality), now=clock.now(session)),
        "acute_phone": municipality.acute_phone if case.is_acute else None,
        "nobody_has_read_it": nobody_has_read(case),
    }


def _sent_before(session: Session, report: Report, body: dict[str, Any], *, now: datetime) -> bool:
    if "client_id" not in body:
        return False
    earlier = idempotency.claim(
        session,
        report.municipality,
        body["client_id"],
        purpose=f"addition:{report.id}",
        body=body["words"],
        subject_id=report.id,
        now=now,
    )
    return earlier is not None
