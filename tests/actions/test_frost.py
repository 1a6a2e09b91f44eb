"""Frost on a category, as it is lived: the order goes out, nothing is promised mended, and on the day somebody looks."""

from datetime import timedelta
from typing import Any

from backend import catalogue, messages
from backend.cases import LOOK_AGAIN, PromiseKind, Why
from backend.catalogue import Precision
from backend.dispatch import Act
from backend.messages import Given, TextCode
from backend.practice import PRACTICE_CODE
from tests.rolled_back_town import BO, RolledBackTown
from tests.town import ANGSBY

POTHOLE = "vag.potthal"
HOLE: dict[str, Any] = {"category": POTHOLE, "answers": {"how": "small"}}


def freeze(town: RolledBackTown, days: int) -> None:
    look_on = (town.now + timedelta(days=days)).date().isoformat()
    with town.step() as session:
        catalogue.change_category(
            session, PRACTICE_CODE, POTHOLE, given={"look_again_on": look_on, "make_safe": ""}, actor=BO,
            now=town.now,
        )  # fmt: skip


def test_what_is_reported_in_frost_is_looked_at_again_on_the_day(town: RolledBackTown) -> None:
    freeze(town, 30)
    case_id, order_id = town.ordered(**HOLE)
    town.act(order_id, Act.ACCEPT)
    town.react()
    case = town.case(case_id)
    assert (case.promise_kind, case.promise_precision) == (PromiseKind.NEXT_WORD, Precision.DAY)
    assert case.promise_due_at is not None
    assert (case.promise_due_at - town.now).days in (29, 30, 31, 32)
    town.wait(days=34)
    assert Why.PROMISE_PASSED in {why for why, _ in town.lists(case_id)}


def test_who_is_told_that_it_is_safe_is_not_promised_a_mending(town: RolledBackTown) -> None:
    case_id = town.report(**HOLE).case_id
    given = Given(town.now + timedelta(days=30), promise_kind=PromiseKind.NEXT_WORD, reason=LOOK_AGAIN)
    with town.step(ANGSBY) as session:
        told = messages.preview_text(
            session, PRACTICE_CODE, TextCode.MADE_SAFE, case_id, language="sv", given=given, now=town.now
        )
    assert "Lagning planeras när det är varmt nog, nytt besked senast" in told.body
