"""Texts edited without code: kept as versions, shown with real cases before they are saved, out and in by sheet."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import cases, messages
from backend.cases import Channel, ReportForm
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.database import Scope
from backend.foundation.errors import Conflict, Invalid
from backend.foundation.ids import new_id
from backend.messages import TextCode
from tests.conftest import OpenSession

ANGSBY, NORRKOPING = "9901", "0581"
NOW = datetime(2026, 9, 16, 8, 0, tzinfo=UTC)
ADMIN = Actor(ActorKind.STAFF, new_id())
HEADING = "code;language;own;subject;body;sms\r\n"


@pytest.fixture
def angsby(session: OpenSession) -> Session:
    return session(Scope((ANGSBY,)))


def save(session: Session, subject: str = "{ref}: Klart", language: str = "sv", seen: int | None = None) -> None:
    words = {"subject": subject, "body": "{ref}: Nu är det gjort! {verdict}"}
    messages.save_text(
        session, ANGSBY, TextCode.MENDED, language=language, **words, seen=seen, actor=ADMIN, now=NOW
    )  # fmt: skip


def take_in(session: Session, rows: str, *, dry_run: bool = False) -> messages.SheetRead:
    return messages.import_texts(session, ANGSBY, HEADING + rows, dry_run=dry_run, actor=ADMIN, now=NOW)


def test_every_saving_is_kept_with_who_and_when_and_so_is_the_way_back(angsby: Session) -> None:
    save(angsby)
    save(angsby, "{ref}: Lagat")
    assert messages.return_to_shipped(angsby, ANGSBY, TextCode.MENDED, language="sv", actor=ADMIN, now=NOW)
    assert not messages.return_to_shipped(angsby, ANGSBY, TextCode.MENDED, language="sv", actor=ADMIN, now=NOW)
    found = messages.list_text_versions(angsby, ANGSBY, TextCode.MENDED, language="sv")
    assert [(each.number, each.subject) for each in found] == [(3, None), (2, "{ref}: Lagat"), (1, "{ref}: Klart")]
    assert {(each.edited_by, each.edited_at) for each in found} == {(ADMIN.id, NOW)}
    assert not messages.get_edited_text(angsby, ANGSBY, TextCode.MENDED, language="sv").is_own
    assert messages.get_text(angsby, ANGSBY, TextCode.MENDED, language="sv").subject == "{ref}: {verb}"


def test_who_saves_on_an_older_version_is_told(angsby: Session) -> None:
    save(angsby, seen=0)
    with pytest.raises(Conflict):
        save(angsby, "{ref}: Lagat", seen=0)
    assert messages.find_number(angsby, ANGSBY, TextCode.MENDED, language="sv") == 1


def test_a_version_can_be_changed_by_nobody(angsby: Session) -> None:
    save(angsby)
    with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
        angsby.execute(sa.text("UPDATE message_text_version SET body = 'x'"))


def test_the_list_says_which_are_ones_own_in_each_language(angsby: Session) -> None:
    save(angsby, language="so")
    assert messages.list_text_languages(angsby, ANGSBY)[:2] == ["sv", "en"]
    assert "so" in messages.list_text_languages(angsby, ANGSBY)
    own = [each.code for each in messages.list_texts(angsby, ANGSBY, language="so") if each.is_own]
    assert own == [TextCode.MENDED]
    assert {each.code for each in messages.list_texts(angsby, ANGSBY, language="sv")} == set(TextCode)
    mended = messages.get_edited_text(angsby, ANGSBY, TextCode.MENDED, language="sv")
    assert "verdict" in mended.must
    assert "reason" not in mended.names_in_sms


def test_words_not_saved_are_shown_with_a_real_open_case_of_each_kind_and_nothing_is_kept(angsby: Session) -> None:
    for category in ("belysning.enstaka", "belysning.enstaka", "trafik.farthinder"):
        form = ReportForm(new_id().hex, category, 18.606, 58.2, Channel.WEB, words="Grannen är en bov.")
        cases.submit_report(angsby, ANGSBY, form, now=NOW)
    shown = messages.preview_draft(
        angsby, ANGSBY, TextCode.MENDED, language="sv", subject="{ref} nu", body="{ref} {name} {verdict}", now=NOW
    )
    assert [each.kind for each in shown] == ["fault", "viewpoint"]
    assert all("[verdict]" in each.body and "{" not in each.body and "bov" not in each.body for each in shown)
    assert messages.get_text(angsby, ANGSBY, TextCode.MENDED, language="sv").subject == "{ref}: {verb}"
    assert messages.find_number(angsby, ANGSBY, TextCode.MENDED, language="sv") == 0


def test_every_shipped_text_is_previewed_whole(angsby: Session) -> None:
    form = ReportForm(new_id().hex, "belysning.enstaka", 18.606, 58.2, Channel.WEB)
    cases.submit_report(angsby, ANGSBY, form, now=NOW)
    for text in messages.list_texts(angsby, ANGSBY, language="sv"):
        words = {"subject": text.subject, "body": text.body}
        (shown,) = messages.preview_draft(angsby, ANGSBY, text.code, language="sv", **words, now=NOW)
        assert "{" not in shown.subject + shown.body + shown.sms, text.code
        assert bool(shown.reference) == (text.code in messages.TO_REPORTERS)


def test_a_text_that_would_not_work_is_not_previewed(angsby: Session) -> None:
    with pytest.raises(Invalid):
        messages.preview_draft(
            angsby, ANGSBY, TextCode.MENDED, language="sv", subject="{ref}", body="{reporter} {verdict}", now=NOW
        )


def test_the_sheet_read_back_changes_nothing(angsby: Session) -> None:
    save(angsby)
    sheet = messages.write_texts(angsby, ANGSBY)
    assert sheet.startswith("\ufeffcode;language;own;subject;body;sms;names;must\r\n")
    read = messages.import_texts(angsby, ANGSBY, sheet, dry_run=False, actor=ADMIN, now=NOW)
    assert (read.changed, read.wrong, read.is_done) == ((), (), True)
    assert read.rows >= 2 * len(TextCode)


def test_a_dry_run_tells_what_would_change_and_keeps_nothing(angsby: Session) -> None:
    row = "mended;sv;ja;{ref}: Klart;{ref}: Gjort! {verdict};\r\n"
    read = take_in(angsby, row, dry_run=True)
    assert [(each.row, each.subject, each.column) for each in read.changed] == [
        (2, "mended sv", "subject"),
        (2, "mended sv", "body"),
    ]
    assert (read.changed[0].before, read.changed[0].after, read.is_done) == ("{ref}: {verb}", "{ref}: Klart", False)
    assert messages.find_number(angsby, ANGSBY, TextCode.MENDED, language="sv") == 0
    assert take_in(angsby, row).is_done
    assert messages.get_text(angsby, ANGSBY, TextCode.MENDED, language="sv").body == "{ref}: Gjort! {verdict}"
    assert take_in(angsby, row).changed == ()


def test_one_wrong_row_keeps_all_of_them_out_and_is_told_by_row_and_column(angsby: Session) -> None:
    read = take_in(
        angsby,
        "mended;sv;ja;{ref}: Klart;{ref}: Gjort! {verdict};\r\n"
        "planned;sv;ja;{ref};Namnet är {reporter} {follow};\r\n"
        "nothing;sv;ja;{ref};x;\r\n"
        "mended;sv;ja;{ref}: Klart;{ref}: Gjort! {verdict};\r\n"
        "delayed;sv;kanske;{ref};x;\r\n",
    )
    assert [(each.row, each.column) for each in read.wrong] == [(3, "body"), (4, "code"), (5, "code"), (6, "own")]
    assert not read.is_done
    assert messages.find_number(angsby, ANGSBY, TextCode.MENDED, language="sv") == 0


def test_no_in_the_sheet_brings_the_shipped_words_back(angsby: Session) -> None:
    save(angsby)
    read = take_in(angsby, "mended;sv;nej;{ref}: Klart;{ref}: Nu är det gjort! {verdict};\r\n")
    assert [(each.column, each.after) for each in read.changed] == [("own", "nej")]
    assert not messages.get_edited_text(angsby, ANGSBY, TextCode.MENDED, language="sv").is_own


def test_words_changed_beside_a_forgotten_no_become_ones_own(angsby: Session) -> None:
    take_in(angsby, "mended;sv;nej;{ref}: Klart;{ref}: Gjort! {verdict};\r\n")
    assert messages.get_edited_text(angsby, ANGSBY, TextCode.MENDED, language="sv").is_own


def test_a_sheet_without_its_columns_is_refused(angsby: Session) -> None:
    with pytest.raises(Invalid):
        messages.import_texts(angsby, ANGSBY, "a;b\r\n1;2\r\n", dry_run=True, actor=ADMIN, now=NOW)


def test_versions_are_the_municipalitys_own(angsby: Session, session: OpenSession) -> None:
    save(angsby)
    other = session(Scope((NORRKOPING,)))
    assert other.execute(sa.select(sa.func.count()).select_from(messages.MessageTextVersion)).scalar_one() == 0
