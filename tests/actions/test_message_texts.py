"""A municipality's own words, previews before anything is sent, and what was told."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import cases, messages
from backend.cases import CaseNotFound, Channel, Outcome, ReportForm, Submitted
from backend.cases.events import ReportSubmitted
from backend.catalogue import Precision
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.database import Scope
from backend.foundation.errors import Invalid
from backend.foundation.ids import new_id, show_reference
from backend.messages import Given, TextCode
from backend.messages.codes import MOVES, OUTCOMES, RECEIPTS, REOPENINGS, SEEN
from backend.messages.to_reporters import tell_received
from tests.conftest import OpenSession

ANGSBY, NORRKOPING = "9901", "0581"
NOW = datetime(2026, 9, 16, 8, 0, tzinfo=UTC)
BO = Actor(ActorKind.STAFF, new_id())
ASKING_NOTHING = {TextCode.OTHER_AUTHORITY, TextCode.OTHER_AUTHORITY_REGISTERED}
TO_REPORTERS = sorted(RECEIPTS | SEEN | MOVES | REOPENINGS | OUTCOMES | {TextCode.MADE_SAFE, TextCode.NEED_INFO})


@pytest.fixture
def angsby(session: OpenSession) -> Session:
    return session(Scope((ANGSBY,)))


def report(session: Session, **changes: str) -> Submitted:
    form = ReportForm(
        client_id=new_id().hex,
        category="belysning.enstaka",
        longitude=18.606,
        latitude=58.2,
        channel=Channel.WEB,
        **{"words": "Grannen är en bov.", "mail": "amira@example.org", **changes},  # type: ignore[arg-type]  # texts
    )
    return cases.submit_report(session, ANGSBY, form, now=NOW)


def save(session: Session, code: TextCode, subject: str, body: str, language: str = "sv") -> None:
    messages.save_text(session, ANGSBY, code, language=language, subject=subject, body=body, actor=BO, now=NOW)


def test_a_municipalitys_own_words_replace_the_shipped_ones_and_are_audited(angsby: Session) -> None:
    shipped = messages.get_text(angsby, ANGSBY, TextCode.MENDED, language="sv")
    assert shipped.subject == "{ref}: {verb}"
    for body in ("{ref}: Klart! {verdict}", "{ref}: Nu är det gjort! {verdict}\r\nHej"):
        save(angsby, TextCode.MENDED, "{ref}: Klart", body)
    own = messages.get_text(angsby, ANGSBY, TextCode.MENDED, language="sv")
    assert (own.subject, own.body) == ("{ref}: Klart", "{ref}: Nu är det gjort! {verdict}\nHej")
    assert messages.get_text(angsby, ANGSBY, TextCode.MENDED, language="en").body.startswith(
        "{ref}: {verb}! Not right?"
    )
    acts = angsby.execute(sa.text("SELECT act FROM audit_entry WHERE act = 'save_text'")).scalars().all()
    assert len(acts) == 2


def test_words_in_a_new_language_are_used_and_what_is_not_translated_falls_back(angsby: Session) -> None:
    save(angsby, TextCode.RECEIVED, "{ref}", "Waad ku mahadsan tahay! {ref} {follow}", "so")
    assert messages.get_text(angsby, ANGSBY, TextCode.RECEIVED, language="so").language == "so"
    assert messages.get_text(angsby, ANGSBY, TextCode.MENDED, language="so").language == "sv"


def test_one_municipality_does_not_see_anothers_words(angsby: Session, session: OpenSession) -> None:
    save(angsby, TextCode.MENDED, "{ref}: Klart", "{ref}: Klart! {verdict}")
    other = session(Scope((NORRKOPING,)))
    assert other.execute(sa.select(sa.func.count()).select_from(messages.MessageText)).scalar_one() == 0
    assert messages.get_text(other, NORRKOPING, TextCode.MENDED, language="sv").subject == "{ref}: {verb}"


@pytest.mark.parametrize(
    ("body", "language"),
    [("{ref}: {verb}! {verdict} {reporter}", "sv"), ("{ref}: {verb}!", "sv"), ("{ref}: {verb}! {verdict}", "Svenska")],
)
def test_a_text_that_would_not_work_is_refused_when_saved(angsby: Session, body: str, language: str) -> None:
    with pytest.raises(Invalid):
        save(angsby, TextCode.MENDED, "{ref}", body, language)
    assert angsby.execute(sa.select(sa.func.count()).select_from(messages.MessageText)).scalar_one() == 0


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_text_to_reporters_is_previewed_whole(angsby: Session, language: str) -> None:
    submitted = report(angsby, place_words="hos Svensson")
    given = Given(
        NOW + timedelta(days=3),
        Precision.DAY,
        waiting_on="parts",
        reason="parts",
        words="Så här gjorde vi.",
        role="agent",
    )
    for code in TO_REPORTERS:
        preview = messages.preview_text(
            angsby, ANGSBY, code, submitted.case_id, language=language, given=given, now=NOW
        )
        said = f"{preview.subject}\n{preview.body}"
        assert "{" not in said, code
        assert "()" not in said or code is TextCode.WAITING_OTHER, "no hand-over, no reference of theirs"
        assert show_reference(submitted.reference) in preview.body, code
        assert "bov" not in said
        assert "Svensson" not in said
        assert ("[verdict]" in preview.body) == (code in OUTCOMES - ASKING_NOTHING), code
        if code in OUTCOMES | {TextCode.NEED_INFO}:
            assert preview.body.count("Så här gjorde vi.") == 1


def test_a_preview_takes_the_promise_that_stands(angsby: Session) -> None:
    submitted = report(angsby)
    preview = messages.preview_text(angsby, ANGSBY, TextCode.RECEIVED, submitted.case_id, language="sv", now=NOW)
    assert "Den läses senast tors 17 sept kl. 16.30. Följ: [follow]" in preview.body
    with pytest.raises(CaseNotFound):
        messages.preview_text(angsby, ANGSBY, TextCode.RECEIVED, new_id(), language="sv", now=NOW)


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_knows_its_text(outcome: Outcome) -> None:
    assert (messages.code_of_outcome(outcome) is None) == (outcome in (Outcome.WITHDRAWN, Outcome.ABUSE))


def test_what_was_told_is_shown_with_marks_for_links_and_no_address(angsby: Session) -> None:
    submitted = report(angsby)
    happened = ReportSubmitted(ANGSBY, submitted.report_id, submitted.case_id, False)
    for _ in range(2):
        tell_received(angsby, happened, NOW)
    (told,) = messages.told(angsby, ANGSBY, submitted.case_id)
    assert (told.code, told.fate.value, told.not_before) == ("received", "queued", NOW)
    assert "Följ: [follow]" in told.body
    assert "amira@" not in repr(told)
