"""Before the municipality opens: what is missing, who sees to it, and entering by name that it was done."""

from datetime import date

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response as BaseResponse

from backend import going_live
from backend.accounts import Right
from backend.doors.kontaktcenter.frame import build_frame
from backend.doors.kontaktcenter.room import pages
from backend.doors.kontaktcenter.words import word_for
from backend.doors.shared import current_actor, current_house, current_scope, door, keep_typed, transaction, translate
from backend.foundation import clock
from backend.foundation.errors import Invalid
from backend.going_live import Need, Who

PAGE = "/<town:municipality_code>/kontaktcenter/driftstart"
NEEDS = {
    Need.BOUNDARY: lazy_gettext("The municipality has its boundary"),
    Need.CATEGORIES: lazy_gettext("There are categories to choose from"),
    Need.UNITS: lazy_gettext("Units and an authority own what comes in"),
    Need.RULES: lazy_gettext("An edition of the rules of responsibility is published"),
    Need.OPENING_HOURS: lazy_gettext("The contact centre's opening hours are entered"),
    Need.TELEPHONES: lazy_gettext("A telephone number for everybody, and one for what is acute"),
    Need.CONTRACT_TELEPHONES: lazy_gettext("Every contract that is valid has somebody on call with a telephone"),
    Need.JOUR_LIST: lazy_gettext("The municipality's own jour has a telephone on its list"),
    Need.ADMINISTRATOR: lazy_gettext("Somebody administers the municipality"),
    Need.PRACTICE_PEOPLE: lazy_gettext("Nobody of the practice municipality may sign in here"),
    Need.SENDER: lazy_gettext("Mail leaves under the municipality's own address"),
    Need.WITHOUT_DATE: lazy_gettext("Every open case that moved in has been given a date"),
    Need.RETENTION_RULE: lazy_gettext("A rule of retention that was decided is let hold"),
    Need.MESSAGE_SENT: lazy_gettext("A test message was handed over to the mail server"),
    Need.JOUR_RUNG: lazy_gettext("The jour was rung on every number, and answered"),
    Need.TEST_MESSAGE: lazy_gettext("A test message came to a mailbox outside the house, and not as spam"),
    Need.INFORMATION_TEXT: lazy_gettext("The information to reporters (GDPR art. 13) is read and approved"),
    Need.RETENTION_DECISION: lazy_gettext("The decision on retention is taken and entered"),
    Need.ACCESSIBILITY_TEST: lazy_gettext("The pages were tried with a keyboard and a screen reader"),
    Need.BACKUP_TRIED: lazy_gettext("A backup was read back into an empty database, and looked at"),
}
WHO = {
    Who.IT: lazy_gettext("The municipality's IT"),
    Who.ADMINISTRATOR: lazy_gettext("The administrator"),
    Who.HEAD: lazy_gettext("The head of the unit"),
    Who.RECORDS: lazy_gettext("The registrar and the data protection officer"),
    Who.KONTAKTCENTER: lazy_gettext("The contact centre"),
}


@pages.get(PAGE)
@door(Right.ADMINISTER)
def show_going_live(municipality_code: str) -> str:
    """Everything that must be there, with what is missing first."""
    return _render(municipality_code)


@pages.post(PAGE)
@door(Right.ADMINISTER)
def enter_going_live(municipality_code: str) -> BaseResponse:
    """Enter that something was done, by whom and when."""
    keep_typed({})
    try:
        need = _read_need(request.form.get("code", ""))
        with transaction(current_scope()) as session:
            going_live.enter_act(
                session,
                municipality_code,
                need,
                by_name=request.form.get("by_name", ""),
                done_on=_read_day(request.form.get("done_on", "")),
                note=request.form.get("note", ""),
                actor=current_actor(),
                now=clock.now(session),
            )
    except Invalid as error:
        return make_response(_render(municipality_code, told=translate(error)), 422)
    return redirect(url_for("kontaktcenter.show_going_live", municipality_code=municipality_code), 303)


@pages.post(f"{PAGE}/provmeddelande")
@door(Right.ADMINISTER)
def send_test_message(municipality_code: str) -> BaseResponse:
    """Send a test message to a mailbox outside the house."""
    keep_typed({})
    address = request.form.get("address", "")
    try:
        with transaction(current_scope()) as session:
            now = clock.now(session)
            going_live.send_test_message(session, municipality_code, address=address, actor=current_actor(), now=now)
    except Invalid as error:
        return make_response(_render(municipality_code, told=translate(error)), 422)
    return redirect(url_for("kontaktcenter.show_going_live", municipality_code=municipality_code), 303)


def _render(municipality_code: str, *, told: str = "") -> str:
    with transaction(current_scope()) as session:
        frame = build_frame(session, municipality_code)
        sender = current_house().settings.mail_from
        points = going_live.list_points(session, municipality_code, mail_from=sender, now=frame.now)
    rows = [(point, word_for(NEEDS, point.need), word_for(WHO, point.who)) for point in points]
    return render_template(
        "kontaktcenter/going_live.html",
        frame=frame,
        rows=sorted(rows, key=lambda row: row[0].is_green),
        missing=sum(not point.is_green for point in points),
        told=told,
        typed=request.form,
        today=f"{frame.now:%Y-%m-%d}",
    )


def _read_need(text: str) -> Need:
    try:
        return Need(text)
    except ValueError:
        raise going_live.NotByPeople from None


def _read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise going_live.DayToCome from None
