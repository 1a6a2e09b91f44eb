"""What a "no" leads to, as a table."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from backend.cases.words import Outcome
from backend.feedback.decisions import ASKS_YES_OR_NO, ONLY_OBJECTION, NoFacts, consequence_of_no
from backend.feedback.words import Consequence

NOW = datetime(2026, 9, 30, 12, tzinfo=UTC)
YESTERDAY = NOW - timedelta(days=1)
LONG_AGO = NOW - timedelta(days=60)
MENDED = NoFacts(Outcome.MENDED, mended_at=YESTERDAY, warranty_days=14, noes_before=0, yeses_of_others=0)


@pytest.mark.parametrize(
    ("facts", "consequence"),
    [
        (MENDED, Consequence.WARRANTY_ORDER),
        (replace(MENDED, outcome=Outcome.OTHER_FAULT_MENDED), Consequence.WARRANTY_ORDER),
        (replace(MENDED, mended_at=LONG_AGO), Consequence.UNIT),
        (replace(MENDED, outcome=Outcome.TEMPORARILY_MENDED), Consequence.UNIT),
        (replace(MENDED, outcome=Outcome.NO_FAULT_FOUND), Consequence.BACK_TO_CREW),
        (replace(MENDED, outcome=Outcome.NO_FAULT_FOUND, mended_at=None), Consequence.UNIT),
        (replace(MENDED, outcome=Outcome.NO_FAULT_FOUND, is_disputed=True), Consequence.PERSON),
        (replace(MENDED, outcome=Outcome.GONE), Consequence.UNIT),
        (replace(MENDED, outcome=Outcome.OWNER_DID_IT), Consequence.UNIT),
        (replace(MENDED, outcome=Outcome.ANSWERED, mended_at=None), Consequence.UNIT),
        (replace(MENDED, outcome=Outcome.NOT_OURS_SHOWN, mended_at=None), Consequence.PERSON),
        (replace(MENDED, outcome=Outcome.PRIVATE, mended_at=None), Consequence.PERSON),
        (replace(MENDED, outcome=Outcome.WITHIN_CARE_LEVEL, mended_at=None), Consequence.VIEWPOINT),
        (replace(MENDED, outcome=Outcome.OFF_ON_PURPOSE, mended_at=None), Consequence.VIEWPOINT),
        (replace(MENDED, noes_before=1), Consequence.PERSON),
        (replace(MENDED, yeses_of_others=1), Consequence.PERSON),
    ],
)
def test_a_no_leads_where_its_outcome_says(facts: NoFacts, consequence: Consequence) -> None:
    assert consequence_of_no(facts, NOW) is consequence


def test_a_no_never_orders_from_a_contractor_that_was_never_there() -> None:
    for outcome in Outcome:
        facts = replace(MENDED, outcome=outcome, mended_at=None)
        assert consequence_of_no(facts, NOW) not in (Consequence.WARRANTY_ORDER, Consequence.BACK_TO_CREW)


def test_every_outcome_asks_a_question_allows_an_objection_or_asks_nothing() -> None:
    asks_nothing = set(Outcome) - ASKS_YES_OR_NO - ONLY_OBJECTION
    assert asks_nothing == {Outcome.OTHER_AUTHORITY, Outcome.WITHDRAWN, Outcome.ABUSE}
