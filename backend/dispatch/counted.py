"""Orders of cases that lie in a row: held to the shorter targets, and their crews told of the others."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from backend import cases, catalogue
from backend.cases import Case
from backend.cases.events import CaseCounted
from backend.dispatch import queries, terms
from backend.dispatch.decisions import ENDED
from backend.dispatch.locking import lock_order
from backend.foundation.ids import show_reference

MOST_NAMED = 12
_WORDS = {"sv": "{number} i rad: {references}", "en": "{number} in a row: {references}"}


def follow_row(session: Session, counted: CaseCounted, now: datetime) -> None:
    """Reaction: hold the case's open orders to the row's targets where they end sooner, and tell the crew of the row."""
    case = cases.lock_case(session, counted.municipality, counted.case_id)
    if not case.is_open:
        return
    told = list_row(session, case)
    for each in queries.list_orders_of_case(session, case.municipality, case.id):
        if each.state in ENDED or each.done_at is not None:
            continue
        order = lock_order(session, case.municipality, each.id)
        order.briefing = {**order.briefing, "priority": case.priority, **told}
        terms.shorten_terms(session, case, order, now=now)
    session.flush()


def list_row(session: Session, case: Case) -> dict[str, Any]:
    """What a briefing says of the row: the references of its cases, and one sentence by language; both empty for none.

    By the first count that holds for the case and has open cases enough now.
    """
    if not cases.list_counts(case):
        return {"row_references": [], "row_words": {}}
    opened_on = catalogue.get_calendar(session, case.municipality).local(case.opened_at).date()
    rules = catalogue.list_count_rules(session, case.municipality, counting=case.category, on=opened_on)
    row = next(filter(None, (cases.find_row(session, case, each) for each in rules)), [])
    found = cases.find_cases(session, case.municipality, [point.case_id for point in row])
    named = [show_reference(found[point.case_id].reference) for point in row if point.case_id in found][:MOST_NAMED]
    said = {"number": catalogue.count_things(row), "references": ", ".join(named)}
    words = {language: words.format(**said) for language, words in _WORDS.items()} if named else {}
    return {"row_references": named, "row_words": words}
