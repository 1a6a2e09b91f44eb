"""What the forms of orders, hand-overs and waits offer."""

from sqlalchemy.orm import Session

from backend import dispatch
from backend.cases import Case
from backend.dispatch import WAYS_OF_STAFF, BodyAnswer
from backend.doors.kontaktcenter.words import word_for
from backend.doors.kontaktcenter.work_words import BODY_ANSWERS, CHASERS, WAYS
from backend.foundation.ids import show_reference

Choices = list[tuple[str, str]]


def list_work_choices(session: Session, case: Case) -> dict[str, Choices]:
    """Ways to another body, who chases, what a body answers, and the orders another may wait for."""
    orders = dispatch.list_orders_of_case(session, case.municipality, case.id)
    return {
        "ways": [(way.value, word_for(WAYS, way)) for way in WAYS_OF_STAFF],
        "chasers": [(whose.value, word_for(CHASERS, whose)) for whose in CHASERS],
        "answers": [(answer.value, word_for(BODY_ANSWERS, answer)) for answer in BodyAnswer],
        "orders": [(str(each.id), show_reference(each.reference)) for each in orders if each.ended_at is None],
    }
