"""Giving out public records: a search is frozen, masked by paragraph, decided, and fetched as a file."""

from typing import Any
from uuid import UUID

from flask import Response
from sqlalchemy.orm import Session

from backend import cases, retention
from backend.accounts import Right
from backend.doors.api.acting import Body
from backend.doors.api.disclosure_schemas import (
    DISCLOSURE_EXAMPLE,
    SHEET_EXAMPLE,
    DecisionOnIt,
    DisclosureBody,
    DisclosureItem,
    DisclosurePage,
    MasksBody,
    OmissionBody,
    PassageBody,
    RefusalBody,
    SheetPage,
)
from backend.doors.api.paging import (
    CursorQuery,
    cut_rows,
    page_of,
    read_cursor,
    read_id,
    read_time,
    rows_wanted,
    write_cursor,
)
from backend.doors.api.record_once import write_once
from backend.doors.api.room import ApiBlueprint
from backend.doors.shared import current_actor, current_scope, door, transaction
from backend.doors.shared.record_room import answer_file, tell_sheet
from backend.foundation import clock
from backend.foundation.ids import read_reference
from backend.retention import FILE, LIST, Criteria

resource = ApiBlueprint("disclosures", __name__, description="Public records given out.")

_ALL = "/<municipality:municipality_code>/disclosures"
_ONE = f"{_ALL}/<uuid:disclosure_id>"
_AS: dict[str, Any] = {"schema": DisclosureItem, "example": DISCLOSURE_EXAMPLE, "description": "The disclosure."}
_BINARY = {"type": "string", "format": "binary"}


@resource.route(_ALL)
@resource.arguments(CursorQuery, location="query")
@resource.response(
    200,
    schema=DisclosurePage,
    example={"items": [DISCLOSURE_EXAMPLE], "next": None, "position": "1.4711"},
    description="Disclosures.",
)
@door(Right.KEEP_RECORDS)
def list_disclosures(query: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """List disclosures

    What was given out or refused, by which decision.
    """
    with transaction(current_scope()) as session:
        after = read_cursor(query, read_time, read_id)
        rows = retention.list_disclosures(session, municipality_code, after=after, limit=rows_wanted(query))
        shown, following = cut_rows(rows, query, lambda row: (row.received_at, row.id))
        return page_of(session, municipality_code, shown, following)


@resource.route(_ALL, methods=["POST"])
@resource.arguments(DisclosureBody, example={"askedFor": "Alla hål vid skolor.", "search": {"words": "hål skola"}})
@resource.response(201, **_AS)
@door(Right.KEEP_RECORDS)
def draft_disclosure(body: Body, municipality_code: str) -> Any:
    """Draft a disclosure

    Freezes what the search finds now; persons are masked until somebody decides otherwise.
    """
    search = body["search"]
    lists = {name: tuple(search[name]) for name in ("categories", "states")}
    criteria, asked_for = Criteria(**(search | lists)), body["asked_for"]
    with transaction(current_scope()) as session:
        given: dict[str, Any] = {"asked_for": asked_for, "actor": current_actor(), "now": clock.now(session)}
        return write_once(
            session,
            municipality_code,
            body,
            make=lambda: retention.draft_disclosure(session, municipality_code, criteria, **given),
            find=lambda disclosure_id: retention.get_disclosure(session, municipality_code, disclosure_id),
            now=given["now"],
        )


@resource.route(_ONE)
@resource.response(200, **_AS)
@door(Right.KEEP_RECORDS)
def get_disclosure(municipality_code: str, disclosure_id: UUID) -> Any:
    """Tell of one disclosure

    Where it stands, and the sums of its files.
    """
    with transaction(current_scope()) as session:
        return retention.get_disclosure(session, municipality_code, disclosure_id)


@resource.route(f"{_ONE}/cases")
@resource.arguments(CursorQuery, location="query")
@resource.response(200, schema=SheetPage, example={"items": [SHEET_EXAMPLE], "next": None}, description="Its cases.")
@door(Right.KEEP_RECORDS)
def list_sheets(query: dict[str, Any], municipality_code: str, disclosure_id: UUID) -> dict[str, Any]:
    """Preview the cases of a disclosure

    Masked as they would be given out.
    """
    after = read_cursor(query, int)
    with transaction(current_scope()) as session:
        disclosure = retention.get_disclosure(session, municipality_code, disclosure_id)
        sheets = retention.list_sheets(session, disclosure, after=after[0] if after else 0, limit=query["limit"] + 1)
    shown = sheets[: query["limit"]]
    following = write_cursor((shown[-1].position,)) if len(sheets) > len(shown) else None
    return {"items": [tell_sheet(sheet) for sheet in shown], "next": following}


@resource.route(f"{_ONE}/masks", methods=["PUT"])
@resource.arguments(MasksBody, example={"shown": [], "paragraph": "21 kap. 7 § OSL"})
@resource.response(200, **_AS)
@door(Right.KEEP_RECORDS)
def set_masks(body: Body, municipality_code: str, disclosure_id: UUID) -> Any:
    """Set what is masked by default

    Which of the reporters' fields are shown after all, and the ground of the rest.
    """
    with transaction(current_scope()) as session:
        now = clock.now(session)
        return retention.set_masks(session, municipality_code, disclosure_id, **body, now=now)


@resource.route(f"{_ONE}/passages", methods=["POST"])
@resource.arguments(
    PassageBody, example={"reference": "K7M4-RTXB", "passage": "koden 4711", "paragraph": "21 kap. 1 §"}
)
@resource.response(201, **_AS)
@door(Right.KEEP_RECORDS)
def mask_passage(body: Body, municipality_code: str, disclosure_id: UUID) -> Any:
    """Mask a passage

    Wherever it stands in the case, with the paragraph; or show what would be masked.
    """
    said = {name: body[name] for name in ("passage", "paragraph", "is_shown")}
    with transaction(current_scope()) as session:
        case_id = _find(session, municipality_code, body["reference"])
        subject = (session, municipality_code, disclosure_id, case_id)
        now = clock.now(session)

        def mask() -> retention.Disclosure:
            retention.mask_passage(*subject, **said, actor=current_actor(), now=now)
            return retention.get_disclosure(session, municipality_code, disclosure_id)

        return write_once(
            session,
            municipality_code,
            body,
            make=mask,
            find=lambda found: retention.get_disclosure(session, municipality_code, found),
            now=now,
        )


@resource.route(f"{_ONE}/omissions", methods=["POST"])
@resource.arguments(OmissionBody, example={"reference": "K7M4-RTXB", "paragraph": "35 kap. 1 §"})
@resource.response(201, **_AS)
@door(Right.KEEP_RECORDS)
def leave_out_case(body: Body, municipality_code: str, disclosure_id: UUID) -> Any:
    """Withhold a case as a whole

    With the paragraph; an empty one takes it in again.
    """
    with transaction(current_scope()) as session:
        case_id = _find(session, municipality_code, body["reference"])
        subject = (session, municipality_code, disclosure_id, case_id)
        retention.leave_out_case(*subject, paragraph=body["paragraph"], now=clock.now(session))
        return retention.get_disclosure(session, municipality_code, disclosure_id)


@resource.route(f"{_ONE}/decisions", methods=["POST"])
@resource.arguments(DecisionOnIt, example={"decision": "Delegation 7"})
@resource.response(202, **_AS)
@door(Right.KEEP_RECORDS)
def decide_disclosure(body: Body, municipality_code: str, disclosure_id: UUID) -> Any:
    """Decide to give out

    As it is masked; the worker writes the file.
    """
    with transaction(current_scope()) as session:
        given: dict[str, Any] = {"decision": body["decision"], "actor": current_actor(), "now": clock.now(session)}
        subject = (session, municipality_code, disclosure_id)
        return write_once(
            session,
            municipality_code,
            body,
            make=lambda: retention.decide_disclosure(*subject, **given),
            find=lambda _: retention.get_disclosure(*subject),
            now=given["now"],
        )


@resource.route(f"{_ONE}/refusals", methods=["POST"])
@resource.arguments(RefusalBody, example={"decision": "Delegation 7", "reason": "21 kap. 3 § OSL: …"})
@resource.response(201, **_AS)
@door(Right.KEEP_RECORDS)
def refuse_disclosure(body: Body, municipality_code: str, disclosure_id: UUID) -> Any:
    """Refuse to give out

    By a formal decision with reasons.
    """
    with transaction(current_scope()) as session:
        said = {name: body[name] for name in ("decision", "reason")}
        given: dict[str, Any] = {**said, "actor": current_actor(), "now": clock.now(session)}
        subject = (session, municipality_code, disclosure_id)
        return write_once(
            session,
            municipality_code,
            body,
            make=lambda: retention.refuse_disclosure(*subject, **given),
            find=lambda _: retention.get_disclosure(*subject),
            now=given["now"],
        )


@resource.route(f"{_ONE}/file")
@resource.response(200, schema=_BINARY, content_type="application/zip", description="The file.")
@door(Right.KEEP_RECORDS)
def get_file(municipality_code: str, disclosure_id: UUID) -> Response:
    """Fetch the file

    Until it is forgotten.
    """
    return answer_file(municipality_code, disclosure_id, FILE, "application/zip")


@resource.route(f"{_ONE}/list")
@resource.response(200, schema=_BINARY, content_type="text/csv", description="The list.")
@door(Right.KEEP_RECORDS)
def get_list(municipality_code: str, disclosure_id: UUID) -> Response:
    """Fetch the list

    Every case on a row, masked the same.
    """
    return answer_file(municipality_code, disclosure_id, LIST, "text/csv")


def _find(session: Session, municipality: str, reference: str) -> UUID:
    return cases.get_case_by_reference(session, municipality, read_reference(reference)).id
