"""Known already: what a reporter is asked about, what staff see nearby, and how cases are joined, parted and split."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from backend import cases, catalogue, geography
from backend.accounts import Right
from backend.cases import Case, SecondFault
from backend.doors.api import joining_schemas as schemas
from backend.doors.api.acting import AS_CASE, Act, Body, do_once
from backend.doors.api.case_act_schemas import ActBody
from backend.doors.api.case_schemas import VersionHeader
from backend.doors.api.case_views import case_item
from backend.doors.api.cases import ADDRESS, Answer, find_case
from backend.doors.api.known_views import known_view
from backend.doors.api.room import ApiBlueprint
from backend.doors.shared import PUBLIC, current_actor, current_scope, door, transaction
from backend.doors.shared.known_words import MOST_SHOWN
from backend.foundation import clock
from backend.foundation.database import Scope
from backend.foundation.errors import Invalid
from backend.foundation.ids import read_reference

resource = ApiBlueprint("joining", __name__, description="What is known already, and reports of one fault.")

MOST_NEAR = 10


@resource.route("/<municipality:municipality_code>/known-cases")
@resource.arguments(schemas.KnownQuery, location="query")
@resource.response(
    200, schema=schemas.KnownCases, example={"items": [schemas.KNOWN_EXAMPLE]}, description="What may be the same."
)
@door(PUBLIC, limit="60/minute")
def list_known_cases(query: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """Ask what is known already

    To ask a reporter "is it one of these?" before the report is sent. Empty where the category is never joined or not
    public at once. Do not ask whoever answers that it is dangerous: that report is a case of its own, whatever it says.
    """
    with transaction(Scope((municipality_code,))) as session:
        lon, lat = geography.read_position(query["latitude"], query["longitude"])
        category = catalogue.find_category(session, municipality_code, query["category"])
        if category is None or not cases.may_be_offered(category, catalogue.NO_ANSWERS):
            return {"items": []}
        number = query.get("asset_number")
        kind = geography.AssetKind.LAMP_POST
        asset = geography.find_asset(session, municipality_code, kind, number) if number else None
        now = clock.now(session)
        near = cases.find_near(
            session,
            municipality_code,
            lon=lon,
            lat=lat,
            category=category.code,
            asset_id=asset.id if asset else None,
            only_public=True,
            limit=MOST_SHOWN,
            now=now,
        )
        return {"items": [known_view(session, municipality_code, each, now=now) for each in near]}


@resource.route(f"{ADDRESS}/<reference>/near")
@resource.response(
    200, schema=schemas.NearCases, example={"items": [schemas.NEAR_EXAMPLE]}, description="What may be the same."
)
@door(Right.SEE_CASES, limit="600/minute")
def list_near_cases(municipality_code: str, reference: str) -> dict[str, Any]:
    """List cases nearby

    Open ones of the same group, of the same asset, and those resolved within a fortnight, public or not.
    """
    with transaction(current_scope()) as session:
        case = find_case(session, municipality_code, reference)
        near = cases.find_near(
            session,
            municipality_code,
            lon=case.longitude,
            lat=case.latitude,
            category=case.category,
            asset_id=case.asset_id,
            but=case.id,
            limit=MOST_NEAR,
            now=clock.now(session),
        )
        found = cases.find_cases(session, municipality_code, [each.case_id for each in near])
        categories = {
            each.code: each
            for each in catalogue.list_categories(session, municipality_code, include_hidden=True, include_retired=True)
        }
        items = []
        for each in near:
            other = found[each.case_id]
            may = cases.may_join(case, categories[case.category], other, categories[other.category])
            items.append(
                {
                    **case_item(other, dict(categories[other.category].names)),
                    "distance_m": round(each.distance_m, 1),
                    "same_asset": each.same_asset,
                    "may_join": may and case.is_open and other.is_open,
                }
            )
        return {"items": items}


@resource.route(f"{ADDRESS}/<reference>/mergers", methods=["POST"])
@resource.arguments(schemas.MergerBody, example={"into": "B4X2-7HNP"})
@resource.arguments(VersionHeader, location="headers")
@resource.response(201, **AS_CASE)
@door(Right.DECIDE_CASES)
def merge_case(body: Body, header: Body, municipality_code: str, reference: str) -> Answer:
    """Merge a case into another

    Every report lies in the case that remains, and keeps its reference, address and language; the emptied case is closed
    and points on. Refused where a category says that each report is a fault of its own.
    """
    with transaction(current_scope()) as session:
        into = find_case(session, municipality_code, body["into"])

        def act(session: Session, case: Case, now: datetime) -> None:
            cases.merge_cases(session, municipality_code, case.id, into_case_id=into.id, actor=current_actor(), now=now)

        return _act(session, municipality_code, reference, into, body, header, act)


@resource.route(f"{ADDRESS}/<reference>/separations", methods=["POST"])
@resource.arguments(ActBody, example={"clientId": "m3Zk0o0q9eV5bFQnT7rGxA"})
@resource.arguments(VersionHeader, location="headers")
@resource.response(201, **AS_CASE)
@door(Right.DECIDE_CASES)
def unmerge_case(body: Body, header: Body, municipality_code: str, reference: str) -> Answer:
    """Let an emptied case stand alone again

    With the reports it was emptied of; it opens with a promise, and those who were told of the joining are told.
    """
    with transaction(current_scope()) as session:
        emptied = find_case(session, municipality_code, reference)
        other = cases.find_remaining_case(session, municipality_code, emptied)

        def act(session: Session, case: Case, now: datetime) -> None:
            cases.unmerge_case(session, municipality_code, case.id, actor=current_actor(), now=now)

        return _act(session, municipality_code, reference, other, body, header, act)


@resource.route(f"{ADDRESS}/<reference>/report-joinings", methods=["POST"])
@resource.arguments(schemas.ReportJoiningBody, example={"report": "K7M4-RTXB", "to": "B4X2-7HNP"})
@resource.arguments(VersionHeader, location="headers")
@resource.response(201, **AS_CASE)
@door(Right.DECIDE_CASES)
def join_report(body: Body, header: Body, municipality_code: str, reference: str) -> Answer:
    """Let one report of the case lie in another

    The rest stays where it is.
    """
    with transaction(current_scope()) as session:
        to = find_case(session, municipality_code, body["to"])

        def act(session: Session, case: Case, now: datetime) -> None:
            report_id = _find_report(session, case, body["report"])
            cases.join_report(session, municipality_code, report_id, to_case_id=to.id, actor=current_actor(), now=now)

        return _act(session, municipality_code, reference, to, body, header, act)


@resource.route(f"{ADDRESS}/<reference>/report-separations", methods=["POST"])
@resource.arguments(schemas.ReportActBody, example={"report": "K7M4-RTXB"})
@resource.arguments(VersionHeader, location="headers")
@resource.response(201, **AS_CASE)
@door(Right.DECIDE_CASES)
def unjoin_report(body: Body, header: Body, municipality_code: str, reference: str) -> Answer:
    """Let one report of the case lie in its own again

    Its own case opens with a promise; its reporter is told that we joined the wrong ones.
    """
    with transaction(current_scope()) as session:
        case = find_case(session, municipality_code, reference)

        def act(session: Session, case: Case, now: datetime) -> None:
            report_id = _find_report(session, case, body["report"])
            cases.unjoin_report(session, municipality_code, report_id, actor=current_actor(), now=now)

        return _act(session, municipality_code, reference, case, body, header, act)


@resource.route(f"{ADDRESS}/<reference>/report-splits", methods=["POST"])
@resource.arguments(
    schemas.ReportSplitBody,
    example={"clientId": "m3Zk0o0q9eV5bFQnT7rGxA", "report": "K7M4-RTXB", "category": "park.mobler"},
)
@resource.arguments(VersionHeader, location="headers")
@resource.response(201, **AS_CASE)
@door(Right.DECIDE_CASES)
def split_report(body: Body, header: Body, municipality_code: str, reference: str) -> Answer:
    """Let a report that tells of two faults become two cases

    The second has a reference of its own and is answered at the same address; the first report is untouched.
    """
    place = None
    if "latitude" in body and "longitude" in body:
        place = (*geography.read_position(body["latitude"], body["longitude"]), body["place_words"])
    second = SecondFault(body["client_id"], body["category"], body["words"], place)
    with transaction(current_scope()) as session:
        case = find_case(session, municipality_code, reference)

        def act(session: Session, case: Case, now: datetime) -> None:
            report_id = _find_report(session, case, body["report"])
            cases.split_report(session, municipality_code, report_id, second, actor=current_actor(), now=now)

        return _act(session, municipality_code, reference, case, body, header, act)


def _act(
    session: Session, municipality: str, reference: str, other: Case, body: Body, header: Body, act: Act
) -> Answer:
    """Do ``act`` once, with both cases and all that hangs together with them locked in order."""
    case = find_case(session, municipality, reference)
    cases.lock_family(session, municipality, case.id, other.id)
    return do_once(session, case, body, header, act)


def _find_report(session: Session, case: Case, reference: str) -> Any:
    """The id of the case's report of that reference. Raises ``Invalid``."""
    report = cases.find_report_by_reference(session, case.municipality, read_reference(reference))
    if report is None or report.case_id != case.id:
        words = "There is no such report in this case."
        raise Invalid("no_such_report_here", words, fields={"report": "There is no such report in this case."})
    return report.id
