"""Cases as staff see them: a list, one in full, and the reporters' addresses by a call of their own."""

from typing import Any

from sqlalchemy.orm import Session

from backend import cases
from backend.accounts import Right, session_facts
from backend.cases import Case
from backend.doors.api.case_full_schemas import CASE_IN_FULL_EXAMPLE, CaseInFull
from backend.doors.api.case_schemas import CASE_EXAMPLE, AddressList, CasePage, CaseQuery
from backend.doors.api.case_views import case_in_full, list_case_items
from backend.doors.api.paging import cut_rows, page_of, read_cursor, read_id, read_time, rows_wanted
from backend.doors.api.room import ApiBlueprint
from backend.doors.shared import current_actor, current_caller, current_scope, door, transaction
from backend.doors.shared.sight import refuse_unread
from backend.foundation import audit, clock
from backend.foundation.ids import read_reference, show_reference

resource = ApiBlueprint("cases", __name__, description="What is to be mended or answered.")

ADDRESS = "/<municipality:municipality_code>/cases"
Answer = tuple[dict[str, Any], int, dict[str, str]]


@resource.route(ADDRESS)
@resource.arguments(CaseQuery, location="query")
@resource.response(
    200,
    schema=CasePage,
    example={"items": [CASE_EXAMPLE], "next": None, "position": "1.4711"},
    description="Cases, newest first.",
)
@door(Right.SEE_CASES, limit="600/minute")
def list_cases(query: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """List cases

    Newest first; those where work remains, unless asked otherwise.
    """
    with transaction(current_scope()) as session:
        if "old_reference" in query:
            came = cases.list_cases_by_old_reference(session, municipality_code, query["old_reference"])
            return page_of(session, municipality_code, list_case_items(session, municipality_code, came), None)
        rows = cases.list_cases(
            session,
            municipality_code,
            only_open=query["open"],
            unit_code=query.get("unit"),
            after=read_cursor(query, read_time, read_id),
            limit=rows_wanted(query),
        )
        shown, following = cut_rows(rows, query, lambda case: (case.opened_at, case.id))
        return page_of(session, municipality_code, list_case_items(session, municipality_code, shown), following)


@resource.route(f"{ADDRESS}/<reference>")
@resource.response(
    200,
    schema=CaseInFull,
    example=CASE_IN_FULL_EXAMPLE,
    headers={"ETag": {"description": "The version an act may rest on.", "schema": {"type": "string"}}},
    description="The case.",
)
@door(Right.SEE_CASES, limit="600/minute")
def get_case(municipality_code: str, reference: str) -> Answer:
    """Tell everything of one case

    Reports, decisions with their reasons, orders, what was promised and told, and what may be done now. Any report's
    reference opens its case.
    """
    with transaction(current_scope()) as session:
        return answer_case(session, find_case(session, municipality_code, reference), 200)


@resource.route(f"{ADDRESS}/<reference>/addresses")
@resource.response(
    200,
    schema=AddressList,
    example={
        "items": [
            {
                "reference": "K7M4-RTXB",
                "name": "Amira",
                "restrictedAnswers": {},
                "channel": "mail",
                "address": "amira@example.org",
                "wantsWord": True,
            }
        ]
    },
    description="The reporters.",
)
@door(Right.LOOK_AT_ADDRESS, limit="60/minute")
def look_at_addresses(municipality_code: str, reference: str) -> dict[str, Any]:
    """Look at the reporters' names and addresses

    Each look is written to the audit log.
    """
    with transaction(current_scope()) as session:
        case = find_case(session, municipality_code, reference)
        refuse_unread(case)
        audit.record(
            session,
            municipality_code,
            actor=current_actor(),
            act="look_at_address",
            subject=("case", case.id),
            facts=session_facts(current_caller()),
            now=clock.now(session),
        )
        return {"items": _list_reporters(session, case)}


def find_case(session: Session, municipality: str, reference: str) -> Case:
    """The case by the reference of its address, its own or a report's. Raises ``CaseNotFound``."""
    return cases.get_case_by_reference(session, municipality, read_reference(reference))


def answer_case(session: Session, case: Case, status: int) -> Answer:
    """The case in full, with the version an act may rest on."""
    session.flush()
    return case_in_full(session, case), status, {"ETag": f'"{case.version}"'}


def _list_reporters(session: Session, case: Case) -> list[dict[str, Any]]:
    # Of two addresses of one report the one that word goes to comes last, and stays.
    listed = sorted(cases.list_addresses(session, case.municipality, case.id), key=lambda each: each.wants_word)
    addresses = {each.report_id: each for each in listed}
    reporters = []
    for report in cases.list_reports(session, case.municipality, case.id):
        found = addresses.get(report.id)
        reporters.append(
            {
                "reference": show_reference(report.reference),
                "name": report.name,
                "restricted_answers": report.answers_restricted,
                "channel": found.channel if found else None,
                "address": found.address if found else None,
                "wants_word": found.wants_word if found else False,
            }
        )
    return reporters
