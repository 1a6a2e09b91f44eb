"""Cutting off a person, a firm, a device or a key: searched for, read through, and done by one act everywhere."""

from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import accounts
from backend.accounts import KEY_RIGHTS, Right
from backend.doors.kontaktcenter.frame import build_frame
from backend.doors.kontaktcenter.room import pages
from backend.doors.kontaktcenter.words import ROLES, word_for
from backend.doors.shared import current_actor, current_caller, current_scope, door, transaction, translate
from backend.doors.shared.cutting_off import Subject, cut_off
from backend.foundation import audit, clock
from backend.foundation.errors import Conflict, Invalid

ADMIN = "/<town:municipality_code>/kontaktcenter/behorighet"


@pages.get(ADMIN)
@door(Right.ADMINISTER)
def list_people(municipality_code: str) -> str:
    """People, firms and keys; a search is written to the log of looks."""
    return _show(municipality_code)


@pages.get(f"{ADMIN}/person/<uuid:person_id>")
@door(Right.ADMINISTER)
def show_person(municipality_code: str, person_id: UUID) -> str:
    """A person with their devices, and the question whether to cut them off."""
    with transaction(current_scope()) as session:
        frame = build_frame(session, municipality_code)
        person = accounts.get_person_here(session, municipality_code, person_id)
        devices = accounts.list_devices(session, person_id, current=current_caller().device_id)
        now = clock.real_now(session)
    return render_template(
        "kontaktcenter/person.html",
        frame=frame,
        person=person,
        roles=[word_for(ROLES, role) for role in person.roles],
        devices=devices,
        is_self=person_id == current_caller().person_id,
        now=now,
        done=request.args.get("done", ""),
    )


@pages.post(f"{ADMIN}/<any(person, organisation, device, key):kind>/<uuid:subject_id>/cut-off")
@door(Right.ADMINISTER)
def cut_off_subject(municipality_code: str, kind: str, subject_id: UUID) -> BaseResponse:
    """Cut off, where the box is ticked that says so."""
    if request.form.get("sure") != "yes":
        return make_response(_show(municipality_code, wrong=True), 422)
    with transaction(current_scope()) as session:
        cut_off(session, Subject(kind), subject_id, municipality=municipality_code, actor=current_actor())
    return redirect(url_for("kontaktcenter.list_people", municipality_code=municipality_code, done="cut_off"), 303)


@pages.post(f"{ADMIN}/person/<uuid:person_id>/reset")
@door(Right.ADMINISTER)
def reset_person(municipality_code: str, person_id: UUID) -> BaseResponse:
    """Let somebody who lost phone and codes begin anew: password and second factors go, sessions end."""
    with transaction(current_scope()) as session:
        accounts.reset_proofs(
            session, person_id, municipality=municipality_code, actor=current_actor(), now=clock.now(session)
        )
    there = url_for("kontaktcenter.show_person", municipality_code=municipality_code, person_id=person_id, done="reset")
    return redirect(there, 303)


@pages.post(f"{ADMIN}/keys")
@door(Right.ADMINISTER, limit="20/minute")
def make_key(municipality_code: str) -> BaseResponse:
    """Make a key for a program, and show it this once."""
    rights = [right for right in KEY_RIGHTS if right.value in request.form.getlist("right")]
    try:
        with transaction(current_scope()) as session:
            _, token = accounts.make_key(
                session,
                municipality_code,
                name=request.form.get("name", ""),
                rights=rights,
                actor=current_actor(),
                now=clock.now(session),
            )
    except (Invalid, Conflict) as error:
        return make_response(_show(municipality_code, key_wrong=translate(error)), 422)
    return make_response(_show(municipality_code, key=token))


def _show(municipality_code: str, *, key: str = "", key_wrong: str = "", wrong: bool = False) -> str:
    search = request.args.get("q", "").strip()
    with transaction(current_scope()) as session:
        frame = build_frame(session, municipality_code)
        people = accounts.list_people_here(session, municipality_code, search=search)
        firms = accounts.list_firms_here(session, municipality_code, search=search)
        keys = accounts.list_keys(session, municipality_code)
        if search:
            _record_search(session, municipality_code)
    return render_template(
        "kontaktcenter/people.html",
        frame=frame,
        people=[(each, ", ".join(word_for(ROLES, role) for role in each.roles)) for each in people],
        firms=firms,
        keys=keys,
        search=search,
        key=key,
        key_wrong=key_wrong,
        wrong=wrong,
        done=request.args.get("done", ""),
    )


def _record_search(session: Session, municipality_code: str) -> None:
    audit.record(
        session,
        municipality_code,
        actor=current_actor(),
        act="search_person",
        subject=("municipality", None),
        facts=accounts.session_facts(current_caller()),
        now=clock.now(session),
    )
