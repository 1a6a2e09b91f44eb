"""What a reporter sends afterwards: more words, at any time, and the photo that did not come along."""

from flask import redirect, request
from werkzeug.wrappers import Response

from backend import cases
from backend.cases import WordsMissing
from backend.doors.citizen.follow_page import show_report
from backend.doors.citizen.own_report import get_followed_report
from backend.doors.citizen.photo_intake import PhotoFate, keep_photo
from backend.doors.citizen.report_form import LONGEST_WORDS
from backend.doors.citizen.report_sending import MOST_BYTES
from backend.doors.citizen.room import address_of, pages
from backend.doors.citizen.speech import gettext
from backend.doors.shared import REPORTER_LINK, door, keep_typed, transaction, translate
from backend.doors.shared.photo_room import takes_photos
from backend.foundation import clock, idempotency
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.database import Scope

Page = Response | tuple[str, int]


@pages.post("/<town:municipality_code>/arende/<reference>/<token>/skriv")
@door(REPORTER_LINK, limit="30/minute")
def write_more(municipality_code: str, reference: str, token: str) -> Page:
    """Take more words: an answer to our question, or something a person must read. Also of a closed case."""
    words = request.form.get("words", "").replace("\r\n", "\n").strip()[:LONGEST_WORDS]
    keep_typed({gettext("What you wrote"): words})
    with transaction(Scope((municipality_code,))) as session:
        report = get_followed_report(session, municipality_code, reference, token)
        if not words:
            return show_report(session, report, token, wrong=translate(WordsMissing())), 422
        now = clock.now(session)
        client_id = request.form.get("client_id", "")
        body = {"report_id": report.id, "words": words}
        earlier = idempotency.claim(
            session, municipality_code, client_id, purpose="addition", body=body, subject_id=report.id, now=now
        )
        if earlier is None:
            actor = Actor(ActorKind.REPORTER, report.id)
            cases.add_words(session, municipality_code, report.id, words=words, actor=actor, now=now)
    return redirect(_address(municipality_code, reference, token, "skrivet"), 303)


@pages.post("/<town:municipality_code>/arende/<reference>/<token>/foto")
@door(REPORTER_LINK, limit="30/minute")
def add_photo(municipality_code: str, reference: str, token: str) -> Page:
    """Take one more photo, up to ten; one that was refused may be followed by a better one."""
    request.max_content_length = MOST_BYTES
    with transaction(Scope((municipality_code,))) as session:
        report = get_followed_report(session, municipality_code, reference, token)
        case = cases.get_case(session, municipality_code, report.case_id)
        takes_more = takes_photos(case, report, now=clock.now(session))
    upload = request.files.get("photo")
    if not takes_more or upload is None or not upload.filename:
        return redirect(_address(municipality_code, reference, token, "foto"), 303)
    fate = keep_photo(
        municipality_code,
        case_id=report.case_id,
        report_id=report.id,
        upload=upload,
        client_photo_id=None,
        shown_ok=request.form.get("may_show_photo") == "yes",
    )
    more = {} if fate is PhotoFate.KEPT else {"photo": fate.value}
    return redirect(_address(municipality_code, reference, token, "foto", **more), 303)


def _address(municipality_code: str, reference: str, token: str, part: str, **more: str) -> str:
    return address_of(
        "follow_page",
        municipality_code,
        reference=reference,
        token=token,
        _anchor=part,
        **more,
    )
