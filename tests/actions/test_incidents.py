"""An authority's register of personal data breaches: entered, warned of, told, closed; nobody else's to see."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from backend import accounts, incidents
from backend.foundation.database import Scope
from backend.foundation.ids import show_reference
from backend.incidents import IncidentKind, IncidentStep, NewIncident, Risk, StepForm
from backend.practice import PRACTICE_CODE
from tests.rolled_back_town import BO, RolledBackTown


@pytest.fixture
def miljo(town: RolledBackTown) -> Scope:
    return scope_of(town, "miljo")


@pytest.fixture
def streets(town: RolledBackTown) -> Scope:
    return scope_of(town, "samhallsbyggnad")


def scope_of(town: RolledBackTown, authority: str) -> Scope:
    with town.step() as session:
        return Scope((PRACTICE_CODE,), accounts.get_authority(session, PRACTICE_CODE, code=authority).id)


def enter(town: RolledBackTown, scope: Scope, **more: Any) -> incidents.Incident:
    said: dict[str, Any] = {
        "kind": IncidentKind.WRONG_ADDRESS,
        "noticed_at": town.now,
        "what": "Ett svar gick till fel adress.",
    }
    with town.step(scope) as session:
        return incidents.enter_incident(session, PRACTICE_CODE, NewIncident(**said | more), actor=BO, now=town.now)


def take(town: RolledBackTown, scope: Scope, incident: incidents.Incident, step: IncidentStep, **more: Any) -> None:
    with town.step(scope) as session:
        form = StepForm(step, **more)
        incidents.take_step(session, PRACTICE_CODE, incident.id, form, actor=BO, now=town.now)


def test_it_is_the_authoritys_own_and_names_cases_by_reference(
    town: RolledBackTown, miljo: Scope, streets: Scope
) -> None:
    lamp = town.report()
    reference = show_reference(lamp.reference)
    made = enter(town, streets, cases=(reference,), reports=(reference,), people=1)
    with town.step(streets) as session:
        assert {kind.value for kind, _ in incidents.list_touched(session, PRACTICE_CODE, made.id)} == {"case", "report"}
        assert [each.id for each in incidents.list_incidents(session, PRACTICE_CODE)] == [made.id]
    with town.step(miljo) as session:
        assert incidents.list_incidents(session, PRACTICE_CODE) == []
        assert session.scalar(sa.text("SELECT count(*) FROM data_incident_step")) == 0
        assert session.scalar(sa.text("SELECT count(*) FROM data_incident_item")) == 0
        with pytest.raises(incidents.IncidentNotFound):
            incidents.get_incident(session, PRACTICE_CODE, made.id)
    with pytest.raises(incidents.NotOfTheAuthority):
        enter(town, miljo, cases=(reference,))
    with pytest.raises(incidents.AuthorityMissing):
        enter(town, Scope((PRACTICE_CODE,)))


def test_a_day_before_the_72_hours_run_out_it_comes_to_the_list_once(town: RolledBackTown, streets: Scope) -> None:
    made = enter(town, streets)
    town.wait(hours=47)
    assert pressing(town, streets) == []
    town.wait(hours=2)
    assert pressing(town, streets) == [made.id]
    take(town, streets, made, IncidentStep.TELL_IMY, number="IMY-2026-1")
    assert pressing(town, streets) == []


def test_one_that_was_told_in_time_never_comes_there(town: RolledBackTown, streets: Scope) -> None:
    made = enter(town, streets)
    take(town, streets, made, IncidentStep.TELL_IMY)
    town.wait(hours=80)
    assert pressing(town, streets) == []
    with town.step(streets) as session:
        assert incidents.get_incident(session, PRACTICE_CODE, made.id).warned_at is None


def pressing(town: RolledBackTown, scope: Scope) -> list[object]:
    with town.step(scope) as session:
        return [each.id for each in incidents.list_pressing(session, PRACTICE_CODE)]


def test_from_entered_to_closed_every_step_keeps_its_words(town: RolledBackTown, streets: Scope) -> None:
    made = enter(town, streets)
    take(town, streets, made, IncidentStep.ASSESS, risk=Risk.UNLIKELY, words="Mottagaren raderade.", measures="Spärr.")
    take(town, streets, made, IncidentStep.NEED_NOT_TELL_IMY, words="Osannolikt.")
    with pytest.raises(incidents.NotNow):
        take(town, streets, made, IncidentStep.CLOSE)
    take(town, streets, made, IncidentStep.ASSESS, risk=Risk.HIGH, words="Adressen var skyddad.")
    with pytest.raises(incidents.NotNow):
        take(town, streets, made, IncidentStep.NEED_NOT_TELL_PEOPLE, words="Behövs inte.")
    town.now += timedelta(hours=73)
    with pytest.raises(incidents.SayingMissing):
        take(town, streets, made, IncidentStep.TELL_IMY)
    take(town, streets, made, IncidentStep.TELL_IMY, words="Bedömdes fel först.", number="IMY-2026-7")
    take(town, streets, made, IncidentStep.TELL_PEOPLE, words="Ringde.")
    take(town, streets, made, IncidentStep.CLOSE)
    with town.step(streets) as session:
        steps = incidents.list_steps(session, PRACTICE_CODE, made.id)
        assert [each.number for each in steps] == list(range(1, 8))
        assert "Osannolikt." in {each.words for each in steps}
        page = incidents.write_notice(session, incidents.get_incident(session, PRACTICE_CODE, made.id), now=town.now)
    for said in ("Bedömdes fel först.", "IMY-2026-7", "Spärr.", "Hög risk"):
        assert said in page
    with pytest.raises(incidents.NotNow):
        take(town, streets, made, IncidentStep.ASSESS, risk=Risk.LIKELY, words="Igen.")


def test_what_rests_on_an_older_look_or_on_a_moment_to_come_is_refused(town: RolledBackTown, streets: Scope) -> None:
    made = enter(town, streets)
    take(town, streets, made, IncidentStep.ASSESS, risk=Risk.LIKELY, words="Kanske.", seen=made.version)
    with pytest.raises(incidents.IncidentChanged):
        take(town, streets, made, IncidentStep.TELL_IMY, seen=made.version)
    with pytest.raises(incidents.TimeNotPossible):
        take(town, streets, made, IncidentStep.TELL_IMY, at=town.now + timedelta(hours=1))
    with pytest.raises(incidents.TimeNotPossible):
        enter(town, streets, noticed_at=town.now + timedelta(minutes=1))
