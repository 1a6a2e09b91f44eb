"""Signing in by mailed link, on a real database."""

from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import accounts
from backend.accounts import ReturnTo, Role, SessionKind, SignInRefusal
from backend.foundation import clock
from backend.foundation.database import GLOBAL, Scope
from backend.foundation.errors import Conflict, Invalid
from tests.conftest import OpenSession
from tests.databases import DatabaseUrls

ANGSBY = Scope(("9901",))
BROWSER = "a secret only this browser holds"


@pytest.fixture(scope="module")
def database_urls(bare_urls: DatabaseUrls) -> DatabaseUrls:
    """No municipality is there yet."""
    return bare_urls


def add_bo(session: Session) -> UUID:
    person_id = accounts.add_person(session, name="Bo Lind", email="Bo@angsby.example")
    accounts.add_membership(session, person_id, municipality="9901", role=Role.AGENT)
    return person_id


def ask(session: Session, email: str = "bo@angsby.example") -> accounts.SignInStart:
    return accounts.request_sign_in(
        session, email=email, browser_secret=BROWSER, return_to=ReturnTo.KONTAKTCENTER, now=clock.now(session)
    )


def ask_and_get_mail(session: OpenSession) -> accounts.SignInLink:
    start = ask(session(GLOBAL))
    worker = session(GLOBAL, "worker")
    return accounts.make_sign_in_secret(worker, start.request_id, clock.now(worker))


def redeem(
    session: Session, token: str, *, digits: str | None = None, browser: str | None = None
) -> str | SignInRefusal:
    return accounts.redeem_sign_in(
        session, token=token, digits=digits, browser_secret=browser, kind=SessionKind.BROWSER
    )


def count_letters(session: OpenSession) -> int:
    return int(
        session(ANGSBY).execute(sa.text("SELECT count(*) FROM delivery WHERE text_code = 'sign_in'")).scalar_one()
    )


def test_a_member_gets_one_mail_whose_link_and_digits_are_not_stored(session: OpenSession) -> None:
    add_bo(session(ANGSBY))
    ask(session(GLOBAL))
    row = session(ANGSBY).execute(sa.text("SELECT * FROM delivery WHERE text_code = 'sign_in'")).one()
    assert row.address == "bo@angsby.example"
    assert "{link}" in row.body
    assert "{digits}" in row.body
    assert row.links["link"]["maker"] == "sign_in"
    assert row.links["digits"]["maker"] == "sign_in_digits"
    assert row.urgent


def test_a_stranger_gets_the_same_answer_and_no_mail(session: OpenSession) -> None:
    start = ask(session(GLOBAL), "nobody@angsby.example")
    assert start.expires_at > clock.real_now(session(GLOBAL))
    assert count_letters(session) == 0


def test_a_person_without_a_role_gets_no_mail(session: OpenSession) -> None:
    accounts.add_person(session(ANGSBY), name="Eva", email="eva@angsby.example")
    ask(session(GLOBAL), "eva@angsby.example")
    assert count_letters(session) == 0


def test_asking_again_and_again_sends_five_mails_and_no_more(session: OpenSession) -> None:
    add_bo(session(ANGSBY))
    for _ in range(7):
        ask(session(GLOBAL))
    assert count_letters(session) == 5


def test_the_asking_browser_signs_in_with_the_link_and_is_known_after(session: OpenSession) -> None:
    person_id = add_bo(session(ANGSBY))
    mail = ask_and_get_mail(session)
    web = session(GLOBAL)
    token = redeem(web, mail.token, browser=BROWSER)
    assert not isinstance(token, SignInRefusal)
    caller = accounts.find_caller(web, token)
    assert caller is not None
    assert (caller.person_id, caller.name, caller.language) == (person_id, "Bo Lind", "sv")
    assert [each.role for each in caller.memberships] == [Role.AGENT]


def test_a_link_opens_once(session: OpenSession) -> None:
    add_bo(session(ANGSBY))
    mail = ask_and_get_mail(session)
    web = session(GLOBAL)
    redeem(web, mail.token, browser=BROWSER)
    assert redeem(web, mail.token, browser=BROWSER) is SignInRefusal.OVER


def test_every_link_of_a_mail_sent_twice_ends_with_the_first_use(session: OpenSession) -> None:
    add_bo(session(ANGSBY))
    start = ask(session(GLOBAL))
    worker = session(GLOBAL, "worker")
    first = accounts.make_sign_in_secret(worker, start.request_id, clock.now(worker))
    second = accounts.make_sign_in_secret(worker, start.request_id, clock.now(worker))
    web = session(GLOBAL)
    assert not isinstance(redeem(web, second.token, browser=BROWSER), SignInRefusal)
    assert redeem(web, first.token, browser=BROWSER) is SignInRefusal.OVER


def test_another_browser_needs_the_digits_and_has_five_tries(session: OpenSession) -> None:
    add_bo(session(ANGSBY))
    mail = ask_and_get_mail(session)
    wrong = "000000" if mail.digits != "000000" else "111111"
    web = session(GLOBAL)
    assert redeem(web, mail.token) is SignInRefusal.DIGITS_NEEDED
    tries = [redeem(web, mail.token, digits=wrong) for _ in range(5)]
    assert tries == [SignInRefusal.DIGITS_WRONG] * 4 + [SignInRefusal.OVER]
    assert redeem(web, mail.token, digits=mail.digits) is SignInRefusal.OVER


def test_another_browser_signs_in_with_the_digits(session: OpenSession) -> None:
    add_bo(session(ANGSBY))
    mail = ask_and_get_mail(session)
    assert not isinstance(redeem(session(GLOBAL), mail.token, digits=mail.digits), SignInRefusal)


def test_a_link_sixteen_minutes_old_is_over(session: OpenSession) -> None:
    add_bo(session(ANGSBY))
    mail = ask_and_get_mail(session)
    session(GLOBAL).execute(sa.text("UPDATE sign_in_secret SET expires_at = expires_at - interval '16 minutes'"))
    assert redeem(session(GLOBAL), mail.token, browser=BROWSER) is SignInRefusal.OVER


def test_a_request_a_day_old_gets_no_link(session: OpenSession) -> None:
    add_bo(session(ANGSBY))
    start = ask(session(GLOBAL))
    session(GLOBAL, "owner").execute(sa.text("UPDATE sign_in_request SET expires_at = created_at"))
    worker = session(GLOBAL, "worker")
    worker.expire_all()
    with pytest.raises(Conflict):
        accounts.make_sign_in_secret(worker, start.request_id, clock.now(worker))


def test_neither_token_nor_digits_are_stored(session: OpenSession) -> None:
    add_bo(session(ANGSBY))
    mail = ask_and_get_mail(session)
    row = session(GLOBAL).execute(sa.text("SELECT * FROM sign_in_secret")).one()
    assert mail.token not in map(str, row)
    assert mail.digits not in map(str, row)


def test_signing_out_ends_the_session(session: OpenSession) -> None:
    person_id = add_bo(session(ANGSBY))
    web = session(GLOBAL)
    token = accounts.start_session(web, person_id, kind=SessionKind.BEARER)
    accounts.end_session(web, token)
    assert accounts.find_caller(web, token) is None


def test_a_bearer_token_does_not_work_as_a_cookie(session: OpenSession) -> None:
    person_id = add_bo(session(ANGSBY))
    web = session(GLOBAL)
    token = accounts.start_session(web, person_id, kind=SessionKind.BEARER)
    assert accounts.find_caller(web, token, kind=SessionKind.BROWSER) is None
    assert accounts.find_caller(web, token, kind=SessionKind.BEARER) is not None


def test_a_session_lives_twelve_hours(session: OpenSession) -> None:
    person_id = add_bo(session(ANGSBY))
    web = session(GLOBAL)
    token = accounts.start_session(web, person_id, kind=SessionKind.BROWSER)
    web.execute(sa.text("UPDATE session SET expires_at = expires_at - interval '12 hours'"))
    assert accounts.find_caller(web, token) is None


def test_a_browser_secret_that_could_be_guessed_is_refused(session: OpenSession) -> None:
    web = session(GLOBAL)
    with pytest.raises(Invalid):
        accounts.request_sign_in(
            web, email="bo@angsby.example", browser_secret="short", return_to=ReturnTo.PORTAL, now=clock.now(web)
        )


def test_old_requests_and_sessions_are_forgotten(session: OpenSession) -> None:
    add_bo(session(ANGSBY))
    ask_and_get_mail(session)
    session(GLOBAL, "owner").execute(sa.text("UPDATE sign_in_request SET expires_at = created_at"))
    worker = session(GLOBAL, "worker")
    assert accounts.forget_old_sign_ins(worker) == 1
    assert worker.execute(sa.text("SELECT count(*) FROM sign_in_secret")).scalar_one() == 0
