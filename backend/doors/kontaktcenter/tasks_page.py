"""Letters to post and people to ring: what a person carries out, the text to say or print, and how it went."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend import cases, deliveries
from backend.accounts import Right, session_facts
from backend.deliveries import Channel, Fate
from backend.doors.kontaktcenter.deliveries_page import list_rows
from backend.doors.kontaktcenter.delivery_acts import ONE
from backend.doors.kontaktcenter.frame import build_frame
from backend.doors.kontaktcenter.room import pages
from backend.doors.shared import current_actor, current_caller, current_house, current_scope, door, transaction
from backend.doors.shared.sight import refuse_unread
from backend.foundation import audit, clock
from backend.foundation.errors import Conflict

LIST = "/<town:municipality_code>/kontaktcenter/leveranser/att-gora"


@pages.get(LIST)
@door(Right.SEE_DELIVERIES)
def list_tasks(municipality_code: str) -> str:
    """What is to be posted and who is to be rung by now, urgent first."""
    with transaction(current_scope()) as session:
        frame = build_frame(session, municipality_code)
        found = deliveries.list_tasks(session, municipality_code, by=frame.now)
        rows = list_rows(session, municipality_code, found, has_sms=frame.has_sms)
    return render_template(
        "kontaktcenter/tasks.html", frame=frame, rows=rows, task=None, done=request.args.get("done", "")
    )


@pages.post(f"{ONE}/task")
@door(Right.LOOK_AT_ADDRESS, limit="60/minute")
def show_task(municipality_code: str, delivery_id: UUID) -> str:
    """One task with its address and its text to say or print, this once: the look is in the log."""
    with transaction(current_scope()) as session:
        frame = build_frame(session, municipality_code)
        task = deliveries.get_delivery(session, municipality_code, delivery_id)
        if task.channel not in deliveries.TASKS or task.fate is not Fate.QUEUED:
            raise Conflict("task_not_open", "This is no longer to be done.")
        if task.case_id is not None:
            refuse_unread(cases.get_case(session, municipality_code, task.case_id))
        audit.record(
            session,
            municipality_code,
            actor=current_actor(),
            act="look_at_address",
            subject=("delivery", task.id),
            facts=session_facts(current_caller()),
            now=clock.now(session),
        )
        # No token leaves on paper: the page where a reference is looked up is enough.
        home = f"{current_house().settings.web_address}{url_for('citizen.find_page', municipality_code=frame.code)}"
        rows = list_rows(session, municipality_code, [task], has_sms=frame.has_sms)
        text = deliveries.render_body(task, lambda _name, _entry: home)
    return render_template(
        "kontaktcenter/tasks.html",
        frame=frame,
        rows=rows,
        task=task.id,
        address=task.address or "",
        text=text.strip(),
        is_call=task.channel is Channel.CALL,
        done="",
    )


@pages.post(f"{ONE}/done")
@door(Right.RESEND_DELIVERIES)
def carry_out(municipality_code: str, delivery_id: UUID) -> BaseResponse:
    """Write down that they have been told, or that it could not be done: then another way is found."""
    with transaction(current_scope()) as session:
        deliveries.carry_out(
            session,
            municipality_code,
            delivery_id,
            done=request.form.get("went") == "well",
            words=request.form.get("words", ""),
            actor=current_actor(),
            now=clock.now(session),
        )
    return redirect(url_for("kontaktcenter.list_tasks", municipality_code=municipality_code, done="done"), 303)
