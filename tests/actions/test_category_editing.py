"""Categories edited without code: by cells, with history, out and in by sheet; what they then promise."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import cases, catalogue, messages
from backend.cases import Channel, PromiseKind, ReportForm
from backend.catalogue import Precision
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.database import Scope
from backend.foundation.errors import Conflict, Invalid, NotFound
from backend.foundation.ids import new_id
from backend.messages import Given, TextCode
from tests.conftest import OpenSession

ANGSBY = "9901"
NOW = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)
ADMIN = Actor(ActorKind.STAFF, new_id())
LAMP = "belysning.enstaka"


@pytest.fixture
def angsby(session: OpenSession) -> Session:
    return session(Scope((ANGSBY,)))


def change(session: Session, code: str = LAMP, seen: int | None = None, **given: str) -> dict[str, tuple[str, str]]:
    return catalogue.change_category(session, ANGSBY, code, given=given, seen=seen, actor=ADMIN, now=NOW)


def test_what_is_given_changes_and_the_rest_stays_with_its_history(angsby: Session) -> None:
    before = catalogue.get_category(angsby, ANGSBY, LAMP)
    changes = change(angsby, name_sv="Släckt  lampa", mend="30 days", start="5 working_days", near_metres="80")
    assert changes["name_sv"] == (before.name("sv"), "Släckt lampa")
    after = catalogue.get_category(angsby, ANGSBY, LAMP)
    assert (after.name("sv"), str(after.mend), after.near_metres) == ("Släckt lampa", "30 days", 80)
    assert (after.name("en"), after.helps, after.questions) == (before.name("en"), before.helps, before.questions)
    assert change(angsby, name_sv="Släckt lampa") == {}
    (version,) = catalogue.list_category_versions(angsby, ANGSBY, LAMP)
    assert (version.number, version.edited_by, version.edited_at) == (1, ADMIN.id, NOW)
    assert set(version.changes) == {"name_sv", "mend", "start", "near_metres"}
    acts = angsby.scalars(sa.text("SELECT act FROM audit_entry WHERE act = 'change_category'")).all()
    assert len(acts) == 1


def test_flags_words_season_and_pause_are_changed(angsby: Session) -> None:
    change(
        angsby, hidden="ja", public_at_once="nej", joinable="nej", season="10-01/04-30", look_again_on="2027-03-15",
        planned_sv="vid nästa lampbyte", name_so="Nal", help_en="",
    )  # fmt: skip
    after = catalogue.get_category(angsby, ANGSBY, LAMP)
    assert (after.hidden, after.public_at_once, after.joinable, str(after.season)) == (
        True,
        False,
        False,
        "10-01/04-30",
    )
    assert (after.planned_words, after.name("so"), "en" in after.helps) == ({"sv": "vid nästa lampbyte"}, "Nal", False)
    assert catalogue.is_paused(after, NOW.date())
    assert LAMP not in [each.code for each in catalogue.list_categories(angsby, ANGSBY)]


def test_a_retired_category_can_come_back(angsby: Session) -> None:
    change(angsby, retired="ja")
    assert catalogue.category_for_intake(angsby, ANGSBY, LAMP).code == catalogue.CATCH_ALL
    change(angsby, retired="nej")
    assert catalogue.category_for_intake(angsby, ANGSBY, LAMP).code == LAMP


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("name_sv", ""), ("public_sv", " "), ("unit", "nobody"), ("mend", "soon"), ("acknowledge", ""),
        ("near_metres", "501"), ("near_metres", "-1"), ("near_metres", "många"), ("season", "höst"), ("hidden", "kanske"),
        ("look_again_on", "2026-11-18"), ("look_again_on", "2030-01-01"), ("look_again_on", "snart"),
        ("name_sv", "x" * 81), ("colour", "blå"), ("mend", ""),
    ],
)  # fmt: skip
def test_what_is_not_possible_is_refused_by_its_cell(angsby: Session, cell: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        catalogue.change_category(angsby, ANGSBY, LAMP, given={cell: said}, actor=ADMIN, now=NOW)
    assert cell in refused.value.fields
    assert catalogue.find_category_number(angsby, ANGSBY, LAMP) == 0


def test_what_fits_nowhere_keeps_its_category(angsby: Session) -> None:
    with pytest.raises(Invalid):
        change(angsby, catalogue.CATCH_ALL, hidden="ja")
    with pytest.raises(Invalid):
        change(angsby, catalogue.CATCH_ALL, retired="ja")


def test_who_changes_an_older_one_is_told_and_an_unknown_one_is_not_found(angsby: Session) -> None:
    change(angsby, seen=0, near_metres="80")
    with pytest.raises(Conflict):
        change(angsby, seen=0, near_metres="90")
    with pytest.raises(NotFound):
        change(angsby, "nothing", near_metres="90")


def take_in(session: Session, sheet: str, *, dry_run: bool = False) -> catalogue.SheetRead:
    return catalogue.import_categories(session, ANGSBY, sheet, dry_run=dry_run, actor=ADMIN, now=NOW)


def test_the_sheet_read_back_changes_nothing(angsby: Session) -> None:
    sheet = catalogue.write_categories(angsby, ANGSBY)
    assert sheet.startswith("\ufeffcode;name_sv;name_en;")
    read = take_in(angsby, sheet)
    assert (read.changed, read.wrong, read.is_done) == ((), (), True)
    assert read.rows == len(catalogue.shipped_categories())


def test_a_sheet_of_some_columns_changes_those_alone_after_a_dry_run(angsby: Session) -> None:
    sheet = f"code;name_sv;mend\r\n{LAMP};Mörk lampa;30 days\r\nvag.potthal;Potthål;10 days\r\n"
    tried = take_in(angsby, sheet, dry_run=True)
    assert [(each.row, each.subject, each.column) for each in tried.changed][:2] == [
        (2, LAMP, "name_sv"),
        (2, LAMP, "mend"),
    ]
    assert catalogue.find_category_number(angsby, ANGSBY, LAMP) == 0
    assert take_in(angsby, sheet).is_done
    assert catalogue.get_category(angsby, ANGSBY, LAMP).name("sv") == "Mörk lampa"
    assert take_in(angsby, sheet).changed == ()


def test_one_wrong_row_keeps_all_of_them_out(angsby: Session) -> None:
    sheet = f"code;name_sv;mend\r\n{LAMP};Mörk lampa;30 days\r\nvag.potthal;;soon\r\nnothing;x;1 days\r\n{LAMP};y;1 days\r\n"
    read = take_in(angsby, sheet)
    assert [(each.row, each.column) for each in read.wrong] == [(3, "name_sv"), (3, "mend"), (4, "code"), (5, "code")]
    assert catalogue.find_category_number(angsby, ANGSBY, LAMP) == 0
    with pytest.raises(Invalid):
        take_in(angsby, "code;colour\r\nx;y\r\n")


def test_a_formula_goes_out_harmless_and_comes_back_as_it_was(angsby: Session) -> None:
    change(angsby, help_sv="=1+1")
    assert ";'=1+1;" in catalogue.write_categories(angsby, ANGSBY)
    assert take_in(angsby, catalogue.write_categories(angsby, ANGSBY)).changed == ()


def lamp(session: Session) -> cases.Case:
    form = ReportForm(new_id().hex, LAMP, 18.606, 58.2, Channel.WEB)
    return cases.get_case(session, ANGSBY, cases.submit_report(session, ANGSBY, form, now=NOW).case_id)


def test_frost_puts_mending_off_to_a_look_on_a_day_and_never_what_makes_safe(angsby: Session) -> None:
    case = lamp(angsby)
    change(angsby, look_again_on="2027-03-15")
    promise = cases.next_promise(angsby, case, now=NOW)
    assert (promise.kind, promise.precision, promise.reason) == (PromiseKind.NEXT_WORD, Precision.DAY, "look_again")
    assert promise.due_at.date().isoformat() == "2027-03-15"
    after_it = datetime(2027, 3, 15, 9, tzinfo=UTC)
    assert cases.next_promise(angsby, case, now=after_it).kind is PromiseKind.MEND
    change(angsby, make_safe="2 hours")
    assert cases.next_promise(angsby, case, now=NOW).kind is PromiseKind.MAKE_SAFE


@pytest.mark.parametrize(("language", "words"), [("sv", "att se om det har blivit varmt nog"), ("en", "warm enough")])
def test_what_frost_leads_to_is_told_in_words(angsby: Session, language: str, words: str) -> None:
    given = Given(datetime(2027, 3, 15, 15, tzinfo=UTC), reason="look_again", promise_kind=PromiseKind.NEXT_WORD)
    told = messages.preview_text(
        angsby, ANGSBY, TextCode.NEXT_STEP, lamp(angsby).id, language=language, given=given, now=NOW
    )
    assert words in told.body


def test_planned_upkeep_is_said_in_words_in_the_place_of_its_season(angsby: Session) -> None:
    case = lamp(angsby)
    change(angsby, planned_sv="vid nästa lampbyte", planned_en="at the next change of lamps", mend="planned 120")
    given = Given(NOW + timedelta(days=120), Precision.SEASON, promise_kind=PromiseKind.MEND, reason="planning")
    told = messages.preview_text(angsby, ANGSBY, TextCode.PLANNED, case.id, language="sv", given=given, now=NOW)
    assert "vid nästa lampbyte" in told.body
    by_day = replace(given, precision=Precision.DAY)
    told = messages.preview_text(angsby, ANGSBY, TextCode.PLANNED, case.id, language="sv", given=by_day, now=NOW)
    assert "lampbyte" not in told.body
    case.promise_kind, case.promise_due_at, case.promise_precision = PromiseKind.MEND, given.due_at, Precision.SEASON
    planned = catalogue.get_category(angsby, ANGSBY, LAMP).planned_words
    said = messages.words_for_promise(case, "en", planned=planned, now=NOW)
    assert said.endswith("at the next change of lamps")


def test_an_order_is_held_to_when_the_work_begins(angsby: Session) -> None:
    change(angsby, start="2 working_days")
    assert str(cases.targets_of_case(angsby, lamp(angsby), now=NOW).start) == "2 working_days"
