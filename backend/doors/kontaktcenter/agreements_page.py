"""What is agreed with those who do the work: contracts, their terms, other terms from a day, and their end."""

import secrets
from datetime import datetime
from uuid import UUID

from flask import render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import accounts, catalogue, dispatch, geography, responsibility
from backend.accounts import Right
from backend.dispatch import WaitReason
from backend.doors.kontaktcenter import agreed_form
from backend.doors.kontaktcenter.acting import written
from backend.doors.kontaktcenter.agreed_form import NOTHING, ROWS, Refused, take
from backend.doors.kontaktcenter.contract_form import (
    name_field,
    read_coverage,
    read_prices,
    read_terms,
    write_contract,
)
from backend.doors.kontaktcenter.frame import build_frame
from backend.doors.kontaktcenter.room import pages
from backend.doors.kontaktcenter.words import word_for
from backend.doors.kontaktcenter.work_words import MODES, WAITS
from backend.doors.shared import current_actor, current_language, current_scope, door, transaction
from backend.foundation import idempotency
from backend.foundation.ids import new_id
from backend.responsibility import Contract, OrderMode

LIST = "/<town:municipality_code>/kontaktcenter/avtal"
NEW = f"{LIST}/nytt"
ONE = f"{LIST}/<uuid:contract_id>"


@pages.get(LIST)
@door(Right.SEE_CASES)
def list_agreements(municipality_code: str) -> str:
    """What holds or will, by code; with ``ended`` what no longer does."""
    ended, place = "ended" in request.args, agreed_form.read_place(3)
    with transaction(current_scope()) as session:
        frame = build_frame(session, municipality_code)
        found = responsibility.list_agreed(
            session, municipality_code, at=frame.now, ended=ended, limit=ROWS + 1,
            after=(place[0], datetime.fromisoformat(place[1]), UUID(place[2])) if place else None,
        )  # fmt: skip
        rows = found[:ROWS]
        ordered = dispatch.sum_ordered(session, municipality_code, [row.contract.id for row in rows])
    last = rows[-1].contract if len(found) > ROWS else None
    return render_template(
        "kontaktcenter/agreements.html",
        frame=frame,
        rows=[
            (row.contract, row.contractor, dispatch.frame_left(row.contract, ordered.get(row.contract.id, 0)))
            for row in rows
        ],
        modes=MODES,
        ended=ended,
        next_cursor=agreed_form.write_place(last.code, last.valid_from.isoformat(), str(last.id)) if last else "",
        is_first=place is None,
    )


@pages.get(NEW)
@door(Right.KEEP_RULES)
def new_agreement(municipality_code: str) -> str:
    """An empty form."""
    with transaction(current_scope()) as session:
        return _render_form(session, municipality_code, None, NOTHING)


@pages.post(NEW)
@door(Right.KEEP_RULES)
def add_agreement(municipality_code: str) -> BaseResponse:
    """Enter a contract; sent twice it is entered once."""

    def act(session: Session, now: datetime) -> UUID:
        tz = catalogue.get_calendar(session, municipality_code).tz
        contract_id, code, covers = new_id(), written("code"), read_coverage([])
        earlier = idempotency.claim(
            session, municipality_code, request.form.get("client_id", ""), purpose="page:contract", body={"code": code},
            subject_id=contract_id, now=now,
        )  # fmt: skip
        if earlier is not None:
            return earlier
        return responsibility.add_contract(
            session, municipality_code, contract_id, code=code, terms=read_terms(session, municipality_code, None),
            covers=covers or frozenset(), prices=read_prices(covers, []),
            valid_from=agreed_form.read_first("holds_from", tz), actor=current_actor(), now=now,
        ).id  # fmt: skip

    def again(session: Session, refused: Refused) -> str:
        return _render_form(session, municipality_code, None, refused)

    return take(act, again=again, onward=lambda made: _address(municipality_code, made, "added"), names=name_field)


@pages.get(ONE)
@door(Right.SEE_CASES)
def show_agreement(municipality_code: str, contract_id: UUID) -> str:
    """One contract: its terms, what is left of the frame, and its terms at other times."""
    with transaction(current_scope()) as session:
        return _render_one(session, municipality_code, contract_id, NOTHING)


@pages.get(f"{ONE}/villkor")
@door(Right.KEEP_RULES)
def edit_agreement(municipality_code: str, contract_id: UUID) -> str:
    """The form with the terms as they are."""
    with transaction(current_scope()) as session:
        return _render_form(session, municipality_code, contract_id, NOTHING)


@pages.post(f"{ONE}/villkor")
@door(Right.KEEP_RULES)
def change_agreement(municipality_code: str, contract_id: UUID) -> BaseResponse:
    """Keep other terms, from now or from a day; sent twice they are kept once."""

    def act(session: Session, now: datetime) -> UUID:
        contract = responsibility.get_contract(session, municipality_code, contract_id)
        stands = list(responsibility.list_coverage(session, municipality_code, contract_id))
        covers = read_coverage(stands)
        tz = catalogue.get_calendar(session, municipality_code).tz
        return responsibility.change_contract(
            session, municipality_code, contract_id, terms=read_terms(session, municipality_code, contract),
            covers=covers, prices=read_prices(covers, stands), holds_from=agreed_form.read_first("holds_from", tz),
            seen=agreed_form.seen(), actor=current_actor(), now=now,
        ).id  # fmt: skip

    def again(session: Session, refused: Refused) -> str:
        return _render_form(session, municipality_code, contract_id, refused)

    return take(act, again=again, onward=lambda made: _address(municipality_code, made, "changed"), names=name_field)


@pages.post(f"{ONE}/sluta")
@door(Right.KEEP_RULES)
def end_agreement(municipality_code: str, contract_id: UUID) -> BaseResponse:
    """It takes no case after its last day."""

    def act(session: Session, now: datetime) -> UUID:
        tz = catalogue.get_calendar(session, municipality_code).tz
        at = agreed_form.read_last("last_day", tz, None) or now
        given = {"at": at, "seen": agreed_form.seen(), "actor": current_actor(), "now": now}
        return responsibility.end_contract(session, municipality_code, contract_id, **given).id  # type: ignore[arg-type]  # one dictionary

    def again(session: Session, refused: Refused) -> str:
        return _render_one(session, municipality_code, contract_id, refused)

    return take(act, again=again, onward=lambda made: _address(municipality_code, made, "ended"))


@pages.post(f"{ONE}/ta-tillbaka")
@door(Right.KEEP_RULES)
def take_back_agreement(municipality_code: str, contract_id: UUID) -> BaseResponse:
    """Terms that have not begun never will; those before them go on."""

    def act(session: Session, now: datetime) -> UUID:
        return responsibility.take_back_terms(session, municipality_code, contract_id, actor=current_actor(), now=now)

    def again(session: Session, refused: Refused) -> str:
        return _render_one(session, municipality_code, contract_id, refused)

    return take(act, again=again, onward=lambda goes_on: _address(municipality_code, goes_on, "taken_back"))


def _address(municipality_code: str, contract_id: UUID, done: str) -> str:
    here = {"municipality_code": municipality_code, "contract_id": contract_id, "done": done}
    return url_for("kontaktcenter.show_agreement", **here)  # type: ignore[arg-type]  # one dictionary


def _render_one(session: Session, municipality: str, contract_id: UUID, refused: Refused) -> str:
    frame, language = build_frame(session, municipality), current_language()
    contract = responsibility.get_contract(session, municipality, contract_id)
    rows = responsibility.list_same_code(session, municipality, contract.code)
    ordered = dispatch.sum_ordered(session, municipality, [contract_id])[contract_id]
    firms = {firm.id: firm.name for firm in accounts.list_organisations(session, municipality)}
    coverage = responsibility.list_coverage(session, municipality, contract_id)
    names = catalogue.name_codes(session, municipality, [each.category for each in coverage])
    areas = {area.code: area.name for area in geography.list_areas(session, municipality)}
    return render_template(
        "kontaktcenter/agreement.html",
        frame=frame,
        contract=contract,
        contractor=firms.get(contract.contractor_id, ""),
        mode=word_for(MODES, contract.order_mode),
        pauses=[word_for(WAITS, WaitReason(each)) for each in contract.pauses if each in set(WaitReason)],
        covered=[
            (names.get(each.category, {}).get(language, each.category), areas.get(each.area_code, ""), each)
            for each in coverage
        ],
        ordered=ordered,
        left=dispatch.frame_left(contract, ordered),
        others=[each for each in rows if each.id != contract_id],
        can_take_back=contract.valid_from > frame.now and len(rows) > 1,
        called=len(dispatch.list_entries(session, municipality, contract.code)),
        seen=responsibility.print_contract(session, contract),
        refused=refused,
        done=request.args.get("done", ""),
    )


def _render_form(session: Session, municipality: str, contract_id: UUID | None, refused: Refused) -> str:
    frame = build_frame(session, municipality)
    tz = catalogue.get_calendar(session, municipality).tz
    contract: Contract | None = None
    coverage = []
    if contract_id is not None:
        contract = responsibility.get_contract(session, municipality, contract_id)
        coverage = list(responsibility.list_coverage(session, municipality, contract_id))
    lists = {name: request.form.getlist(name) for name in ("covers", "areas", "pauses")} if refused.told else {}
    return render_template(
        "kontaktcenter/agreement_form.html",
        frame=frame,
        contract=contract,
        cells=write_contract(contract, coverage, tz) | refused.typed | lists,
        priced=sorted({row.category for row in coverage}),
        firms=[(str(firm.id), firm.name) for firm in accounts.list_organisations(session, municipality)],
        groups=[
            (each.code, each.name(current_language()), [(c.code, c.name(current_language())) for c in each.categories])
            for each in catalogue.list_groups(session, municipality, include_hidden=True)
        ],
        areas=geography.list_areas(session, municipality),
        modes=[(each.value, word_for(MODES, each)) for each in OrderMode],
        reasons=[(each.value, word_for(WAITS, each)) for each in WaitReason],
        seen=responsibility.print_contract(session, contract) if contract else "",
        client_id=request.form.get("client_id") or secrets.token_urlsafe(24),
        refused=refused,
    )
