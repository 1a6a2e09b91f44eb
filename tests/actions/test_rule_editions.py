"""Rules are drafted, tried, published and rolled back; what is published stays as it was, and so does what it decided."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from backend import cases, dispatch, responsibility
from backend.cases import State, Whose, Why
from backend.foundation.errors import Conflict, Invalid, NotFound
from backend.practice import PRACTICE_CODE
from backend.responsibility import Route
from backend.responsibility.models import KnownLack
from backend.responsibility.words import LackKind
from tests.rolled_back_town import BO, RolledBackTown

NIGHT_LAMPS: dict[str, Any] = {
    "code": "LAMPOR",
    "if": {"category": ["belysning.enstaka"], "area": ["ost"]},
    "then": "unit",
    "unit": "gata",
}


def begin(town: RolledBackTown) -> UUID:
    with town.step() as session:
        return responsibility.begin_draft(session, PRACTICE_CODE, name="Vintern", actor=BO, now=town.now)


def change(town: RolledBackTown, draft_id: UUID, **changes: Any) -> None:
    with town.step() as session:
        responsibility.change_draft(session, PRACTICE_CODE, draft_id, **changes, actor=BO, now=town.now)


def rules_with(town: RolledBackTown, draft_id: UUID, *first: dict[str, Any]) -> list[dict[str, Any]]:
    with town.step() as session:
        return [*first, *responsibility.get_draft(session, PRACTICE_CODE, draft_id).rules]


def publish(town: RolledBackTown, draft_id: UUID, **when: Any) -> int:
    with town.step() as session:
        return responsibility.publish_draft(session, PRACTICE_CODE, draft_id, **when, actor=BO, now=town.now)


def publish_with(town: RolledBackTown, *first: dict[str, Any], **when: Any) -> int:
    draft_id = begin(town)
    change(town, draft_id, rules=rules_with(town, draft_id, *first))
    return publish(town, draft_id, **when)


def decision_of(town: RolledBackTown, case_id: UUID) -> Any:
    with town.step() as session:
        return responsibility.list_decisions(session, PRACTICE_CODE, case_id)[-1]


def edition_at(town: RolledBackTown, **ago: float) -> int | None:
    with town.step() as session:
        found = responsibility.find_edition(session, PRACTICE_CODE, at=town.now + timedelta(**ago))
        return found.number if found else None


def test_a_new_edition_decides_from_when_it_is_published_and_an_old_case_tells_the_rule_of_its_day(
    town: RolledBackTown,
) -> None:
    old = town.report().case_id
    town.react()
    town.wait(minutes=5)
    assert publish_with(town, NIGHT_LAMPS) == 2
    new = town.report().case_id
    town.react()
    assert (decision_of(town, new).edition, decision_of(town, new).route) == (2, Route.UNIT)
    assert decision_of(town, new).facts["rule"] == "LAMPOR"
    kept = decision_of(town, old)
    assert (kept.edition, kept.explanation["sv"][:22]) == (1, "Avtalet Belysning öst ")
    with town.step() as session:
        rules = responsibility.get_edition(session, PRACTICE_CODE, 1).rules
        assert "LAMPOR" not in [rule.get("code") for rule in rules]


def test_rolled_back_the_edition_before_holds_again_and_the_past_is_as_it_was(town: RolledBackTown) -> None:
    town.wait(minutes=5)
    publish_with(town, NIGHT_LAMPS)
    town.wait(minutes=5)
    with town.step() as session:
        responsibility.roll_back(session, PRACTICE_CODE, 2, to=1, reason="Fel lampor", actor=BO, now=town.now)
    assert [edition_at(town, minutes=ago) for ago in (-7, -2, 0)] == [1, 2, 1]
    with town.step() as session:
        spans = responsibility.list_spans(session, PRACTICE_CODE)
        assert [(span.edition, span.valid_to is None) for span in spans] == [(1, False), (2, False), (1, True)]
        assert [one.valid_to for one in spans[:-1]] == [one.valid_from for one in spans[1:]], "one at a time, no gap"


def test_an_edition_may_hold_for_a_while_ahead_and_be_taken_back_before_it_begins(town: RolledBackTown) -> None:
    week, month = town.now + timedelta(days=7), town.now + timedelta(days=30)
    assert publish_with(town, NIGHT_LAMPS, valid_from=week, valid_to=month) == 2
    assert [edition_at(town, days=days) for days in (0, 8, 31)] == [1, 2, 1]
    with town.step() as session:
        responsibility.roll_back(session, PRACTICE_CODE, 2, to=1, reason="", actor=BO, now=town.now)
    assert [edition_at(town, days=days) for days in (0, 8, 31)] == [1, 1, 1]
    with pytest.raises(Conflict), town.step() as session:
        responsibility.roll_back(session, PRACTICE_CODE, 1, to=1, reason="", actor=BO, now=town.now)
    with pytest.raises(Invalid):
        publish_with(town, NIGHT_LAMPS, valid_from=town.now - timedelta(days=1))


def test_what_is_published_is_changed_by_nobody(town: RolledBackTown) -> None:
    draft_id = begin(town)
    publish(town, draft_id)
    with pytest.raises(Conflict):
        change(town, draft_id, name="Ny")
    with pytest.raises(Conflict):
        publish(town, draft_id)
    for table in ("rule_edition", "rule_force", "decision"):
        with pytest.raises(sa.exc.ProgrammingError), town.step() as session:
            session.execute(sa.text(f"DELETE FROM {table}"))
        with pytest.raises(sa.exc.ProgrammingError), town.step() as session:
            session.execute(sa.text(f"UPDATE {table} SET municipality = municipality"))


def test_rules_are_published_only_when_every_test_passes(town: RolledBackTown) -> None:
    draft_id = begin(town)
    everything_ours = {"code": "ALLT", "if": {}, "then": "unit"}
    change(town, draft_id, rules=rules_with(town, draft_id, everything_ours))
    with pytest.raises(Conflict, match="Gångbana vid statlig väg"):
        publish(town, draft_id)
    with town.step() as session:
        draft = responsibility.get_draft(session, PRACTICE_CODE, draft_id)
        results = responsibility.run_tests(session, PRACTICE_CODE, rules=draft.rules, tests=draft.tests, now=town.now)
        failed = responsibility.list_failed(results)
    assert (len(results), len(failed)) == (8, 7)
    assert failed[0].answered["route"] == "unit"
    change(town, draft_id, tests=[])
    with pytest.raises(Conflict):
        publish(town, draft_id)


def test_what_is_wrong_in_a_draft_is_told_by_its_place(town: RolledBackTown) -> None:
    draft_id = begin(town)
    wrong = [{"if": {"category": ["nope"], "moon": "full"}, "then": "unit", "unit": "nobody"}, {"if": [], "then": "x"}]
    with pytest.raises(Invalid) as told:
        change(town, draft_id, rules=wrong)
    assert sorted(told.value.fields) == [
        "rules.1.if.category",
        "rules.1.if.moon",
        "rules.1.unit",
        "rules.2.if",
        "rules.2.then",
    ]
    with pytest.raises(Invalid) as told:
        change(town, draft_id, tests=[{"name": "x"}])
    assert sorted(told.value.fields) == ["tests.1"]
    with pytest.raises(NotFound):
        change(town, UUID(int=1), name="x")


def test_a_rule_may_make_acute_what_the_category_does_not_and_somebody_is_woken(town: RolledBackTown) -> None:
    dark = {
        "code": "MORKT",
        "if": {"category": ["belysning"], "near": {"lamp_post": 200}},
        "then": "contract",
        "priority": "acute",
    }
    publish_with(town, dark)
    case_id = town.report().case_id
    town.react()
    case = town.case(case_id)
    assert (case.is_acute, case.priority) == (True, "acute")
    with town.step() as session:
        assert dispatch.find_alarm_of_case(session, PRACTICE_CODE, case_id) is not None
    assert (Why.ACUTE_UNREAD, Whose.KONTAKTCENTER) in town.lists(case_id)


def test_what_is_off_on_purpose_is_answered_with_its_explanation(town: RolledBackTown) -> None:
    with town.step() as session:
        lack = KnownLack(
            municipality=PRACTICE_CODE, id=UUID(int=7), kind=LackKind.OFF_ON_PURPOSE, category="belysning.enstaka",
            area_code="ost", asset_numbers=["4711"], explanation={"sv": "Var tredje lampa är släckt för att spara el."},
            decision_reference="TN 2026/12", valid_from=town.now,
        )  # fmt: skip
        session.add(lack)
    off, other = town.report(asset_number="4711").case_id, town.report(asset_number="4712").case_id
    town.react()
    case = town.case(off)
    assert (case.state, case.outcome) == (State.RESOLVED, "off_on_purpose")
    decision = decision_of(town, off)
    assert decision.explanation["sv"] == "Var tredje lampa är släckt för att spara el."
    assert decision.facts["reference"] == "TN 2026/12"
    with town.step() as session:
        [note] = cases.list_notes(session, PRACTICE_CODE, off)
        assert note.words == "Var tredje lampa är släckt för att spara el.", "the reporter reads why"
    assert town.case(other).state is State.ASSIGNED


def test_a_dry_run_lists_what_would_have_gone_elsewhere_with_both_explanations(town: RolledBackTown) -> None:
    town.report()
    town.report(category="klotter.ovrigt")
    draft_id = begin(town)
    rules = rules_with(town, draft_id, NIGHT_LAMPS)
    with town.step() as session:
        edition = responsibility.find_edition(session, PRACTICE_CODE, at=town.now)
        assert edition is not None
        subjects = responsibility.list_subjects(
            session, PRACTICE_CODE, since=town.now - timedelta(days=1), until=town.now + timedelta(days=1), limit=100
        )
        run = responsibility.dry_run(session, PRACTICE_CODE, subjects, before=edition.rules, after=rules, now=town.now)
    assert (run.tried, run.skipped, run.counts) == (2, 0, [("contract:belysning-ost", "unit:gata", 1)])
    [moved] = run.moved
    assert moved.before.explanation["sv"].startswith("Avtalet Belysning öst")
    assert moved.after.explanation["sv"].startswith("Gatuenheten svarar själv")
