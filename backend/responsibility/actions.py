"""Deciding who is responsible, by rule or by person, and keeping the decision with its explanation."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend import accounts, cases, catalogue, geography
from backend.cases import Case, Outcome, Whose, Why, answers_of
from backend.foundation.actor import SYSTEM, Actor
from backend.foundation.ids import new_id
from backend.responsibility import queries
from backend.responsibility.conditions import things_asked
from backend.responsibility.decisions import SURE, Decision, Facts, decide_responsibility
from backend.responsibility.errors import ContractAhead, NotWorkedAt, TargetMissing, UnitNotFound
from backend.responsibility.ground import Asked, facts_of, read_ground
from backend.responsibility.models import DecisionRow
from backend.responsibility.queries import find_edition
from backend.responsibility.rules import Rule
from backend.responsibility.words import Route


def decide_case(session: Session, municipality: str, case_id: UUID, *, now: datetime) -> Decision:
    """Decide by the edition in force, keep the decision, and assign the case, end it or leave it to a person."""
    case = cases.lock_case(session, municipality, case_id)
    edition = find_edition(session, municipality, at=now)
    rules = edition.rules if edition else []
    facts = gather_facts(session, case, rules=rules, now=now)
    decision = decide_responsibility(facts, rules)
    row = keep_decision(session, case, decision, edition=edition.number if edition else None, decided_by=None, now=now)
    if decision.priority is not None:
        cases.raise_priority(session, case, decision.priority, now=now)
    if decision.route is Route.PERSON or decision.confidence < SURE:
        cases.leave_to_person(
            session,
            municipality,
            case_id,
            why=Why.UNDECIDED,
            whose=Whose.KONTAKTCENTER,
            facts={"decision_id": str(row.id)},
            now=now,
        )
        return decision
    _assign(session, case, row, facts, actor=SYSTEM, now=now)
    if decision.outcome is not None:
        _end_explained(session, case, decision, row, now=now)
    return decision


def _end_explained(session: Session, case: Case, decision: Decision, row: DecisionRow, *, now: datetime) -> None:
    """It is so on purpose: the reporters are answered with the explanation."""
    cases.resolve_case(
        session,
        case.municipality,
        case.id,
        outcome=Outcome(decision.outcome or ""),
        words=decision.explanation["sv"],
        renderings={"en": decision.explanation["en"]}
        if decision.explanation["en"] != decision.explanation["sv"]
        else {},
        facts={"decision_id": str(row.id)},
        actor=SYSTEM,
        now=now,
    )


def decide_by_person(
    session: Session,
    municipality: str,
    case_id: UUID,
    *,
    contract_id: UUID | None = None,
    unit_code: str | None = None,
    body_code: str | None = None,
    category: str | None = None,
    actor: Actor,
    now: datetime,
) -> UUID:
    """A person decides, may put the category right, and the case goes there. Returns the decision's id.

    Raises ``TargetMissing`` unless exactly one of contract, unit and body is given; ``NotWorkedAt`` for a contract on what
    is answered or handed over; not found for one that is not here.
    """
    if sum(target is not None for target in (contract_id, unit_code, body_code)) != 1:
        raise TargetMissing
    case = cases.lock_case(session, municipality, case_id)
    if contract_id is not None and case.kind not in catalogue.WORK_KINDS:
        raise NotWorkedAt
    if category is not None:
        case.category = catalogue.get_category(session, municipality, category).code
    facts = gather_facts(session, case, now=now)
    route = Route.CONTRACT if contract_id else Route.UNIT if unit_code else Route.BODY
    if contract_id:
        contract = queries.get_contract(session, municipality, contract_id)
        if contract.valid_from > now:
            raise ContractAhead
        unit_code = contract.unit_code
    if body_code:
        queries.get_body(session, municipality, body_code)
    elif unit_code and accounts.find_unit(session, municipality, code=unit_code) is None:
        raise UnitNotFound
    words = {"sv": "En handläggare har bestämt det.", "en": "A member of staff decided it."}
    decision = Decision(
        route, 1.0, words, contract_id=contract_id, unit_code=unit_code or facts.unit_code, body_code=body_code
    )
    row = keep_decision(session, case, decision, edition=None, decided_by=actor.id, now=now)
    _assign(session, case, row, facts, actor=actor, now=now)
    return row.id


def keep_decision(
    session: Session, case: Case, decision: Decision, *, edition: int | None, decided_by: UUID | None, now: datetime
) -> DecisionRow:
    """Write the decision down as it was made."""
    row = DecisionRow(
        municipality=case.municipality,
        id=new_id(),
        case_id=case.id,
        edition=edition,
        route=decision.route,
        contract_id=decision.contract_id,
        unit_code=decision.unit_code,
        body_code=decision.body_code,
        confidence=decision.confidence,
        explanation=decision.explanation,
        facts={**decision.facts, **({"rule": decision.rule} if decision.rule else {})},
        decided_by=decided_by,
        decided_at=now,
    )
    session.add(row)
    session.flush()
    return row


def preview_decision(
    session: Session, municipality: str, *, category: str, longitude: float, latitude: float, now: datetime
) -> Decision:
    """What the edition in force would decide for an unanswered report of ``category`` there (WGS84); keeps nothing.

    Raises ``NotFound`` for a category that is not here.
    """
    found = catalogue.get_category(session, municipality, category)
    asked = Asked(found, catalogue.kind_of(found, catalogue.NO_ANSWERS), catalogue.NO_ANSWERS, now)
    return _preview(session, municipality, asked, (longitude, latitude))


def preview_for_kind(
    session: Session, case: Case, *, kind: str, category: catalogue.Category, now: datetime
) -> Decision:
    """What the edition in force would decide for the case, were it of ``kind`` and ``category``; keeps nothing."""
    asked = _asked(session, case, category=category, kind=kind, now=now)
    return _preview(session, case.municipality, asked, (case.longitude, case.latitude))


def gather_facts(session: Session, case: Case, *, rules: Sequence[Rule] = (), now: datetime) -> Facts:
    """What the rules look at for this case, now."""
    category = catalogue.get_category(session, case.municipality, case.category)
    asked = _asked(session, case, category=category, kind=case.kind, now=now)
    return _facts_at(session, case.municipality, asked, (case.longitude, case.latitude), rules)


def _preview(session: Session, municipality: str, asked: Asked, place: tuple[float, float]) -> Decision:
    edition = find_edition(session, municipality, at=asked.at)
    rules = edition.rules if edition else []
    return decide_responsibility(_facts_at(session, municipality, asked, place, rules), rules)


def _asked(session: Session, case: Case, *, category: catalogue.Category, kind: str, now: datetime) -> Asked:
    first = next(iter(cases.list_reports(session, case.municipality, case.id)), None)
    if first is None:
        return Asked(category, kind, catalogue.NO_ANSWERS, now)
    return Asked(category, kind, answers_of(first), now, first.asset_number, first.accuracy_m)


def _facts_at(
    session: Session, municipality: str, asked: Asked, place: tuple[float, float], rules: Sequence[Rule]
) -> Facts:
    kinds, metres = things_asked(rules)
    spot = geography.locate_many(session, municipality, [place], asset_kinds=kinds, asset_metres=metres)[place]
    return facts_of(read_ground(session, municipality, at=asked.at), asked, spot)


def _assign(session: Session, case: Case, row: DecisionRow, facts: Facts, *, actor: Actor, now: datetime) -> None:
    language = "sv"
    keeper = facts.unit_names_of(row.unit_code if row.route is Route.UNIT else None)[language]
    if row.route is Route.BODY and row.body_code in facts.body_names:
        keeper = facts.body_names[row.body_code][language]
    elif row.route is Route.BODY:
        keeper = str(row.facts.get("neighbour_name", ""))
    cases.assign_case(
        session,
        case.municipality,
        case.id,
        decision_id=row.id,
        unit_code=row.unit_code,
        keeper_name=keeper,
        to_unit=row.route is Route.UNIT,
        actor=actor,
        now=now,
    )
