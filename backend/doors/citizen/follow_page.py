"""The page a report is followed on, the receipt it begins as, and the photos it shows."""

from uuid import UUID

from flask import Response, abort, render_template, request
from sqlalchemy.orm import Session

from backend import photos
from backend.cases import Report
from backend.doors.citizen.follow_views import FollowView, view_of_report
from backend.doors.citizen.own_report import get_followed_report
from backend.doors.citizen.photo_intake import PhotoFate
from backend.doors.citizen.report_form import new_form
from backend.doors.citizen.room import address_of, load_town, pages
from backend.doors.shared import REPORTER_LINK, current_house, door, message_links, transaction
from backend.doors.shared.photo_room import photo_store, photo_token, show_encode
from backend.foundation import clock
from backend.foundation.database import Scope
from backend.photos import Rendition

REFRESH_SECONDS = 60
PHOTO_HEADERS = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}


@pages.get("/<town:municipality_code>/arende/<reference>/<token>")
@door(REPORTER_LINK)
def follow_page(municipality_code: str, reference: str, token: str) -> str:
    """Where it stands, what happens next, and a way to write."""
    with transaction(Scope((municipality_code,))) as session:
        report = get_followed_report(session, municipality_code, reference, token)
        return show_report(session, report, token)


@pages.get("/<town:municipality_code>/arende/<reference>/<token>/foto/<uuid:photo_id>/<any(full, display, thumb):size>")
@door(REPORTER_LINK)
def follow_photo(municipality_code: str, reference: str, token: str, photo_id: UUID, size: str) -> Response:
    """A photo of the page: the reporter's own, or the crew's after the work."""
    with transaction(Scope((municipality_code,))) as session:
        report = get_followed_report(session, municipality_code, reference, token)
        view = view_of_report(session, report, now=clock.now(session))
        shown = {photo.id for photo in (*view.own_photos, *view.proofs) if photo.is_ready}
        if photo_id not in shown:
            abort(404)
        found = photos.find_rendition(session, municipality_code, photo_id, Rendition(size), store=photo_store())
    if found is None:
        abort(404)
    return show_encode(found)


def show_report(session: Session, report: Report, token: str, *, typed: str = "", wrong: str = "") -> str:
    """The page of a report, with what was typed where that could not be taken."""
    view = view_of_report(session, report, now=clock.now(session))
    return render_template(
        "citizen/follow.html",
        town=load_town(session, report.municipality),
        report=view,
        reference=report.reference,
        token=token,
        client_id=new_form().client_id,
        is_new=request.args.get("new") == "1",
        photo_fate=_read_fate(),
        photo_token=photo_token(current_house().settings, report.id),
        uploads_address=f"/api/v1/{report.municipality}/reports/{report.reference}/photos/uploads",
        refresh_seconds=REFRESH_SECONDS if view.standing.is_unread else 0,
        verdict_address=_address_of_verdict(report, view),
        typed=typed,
        wrong=wrong,
    )


def _read_fate() -> str:
    """What became of the photo just sent."""
    said = request.args.get("photo", "")
    return said if said in set(PhotoFate) else ""


def _address_of_verdict(report: Report, view: FollowView) -> str:
    if view.asked is None:
        return ""
    resolution = view.asked.resolution
    return address_of(
        "verdict_page",
        report.municipality,
        reference=report.reference,
        resolution=resolution,
        token=message_links.verdict_token(current_house().settings, report.id, resolution),
    )
