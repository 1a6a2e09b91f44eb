"""One act cuts off a person, a firm, a device or a key, from page and API; and the log of who has looked."""

import secrets
from collections.abc import Iterator
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from backend import accounts
from backend.accounts import SessionKind
from backend.foundation import clock
from backend.foundation.database import GLOBAL, Database
from backend.foundation.settings import Settings
from tests.databases import DatabaseUrls
from tests.factor_builders import give_app
from tests.web.api_builders import ApiTown, code_of, open_town, read
from tests.web.conftest import ADMIN, BO, CLEO, DAG, begin_session
from tests.web.console_builders import HOME, Console

PEOPLE = f"{HOME}behorighet"
LOOKS = f"{HOME}insyn"


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    yield from open_town(app, database_urls)


@pytest.fixture
def frida(town: ApiTown) -> str:
    """One more of Dag's managers, new in each test."""
    email = f"frida-{secrets.token_hex(4)}@dag-el.example"
    with town.scope() as session:
        firm = accounts.find_organisation(session, "dag-el")
        assert firm is not None
        person = accounts.add_person(session, name="Frida", email=email)
        accounts.add_membership(
            session, person, municipality="9901", role=accounts.Role.MANAGER, organisation_id=firm.id
        )
    return email


def id_of(town: ApiTown, email: str) -> str:
    with town.scope() as session:
        person = accounts.find_person_by_email(session, email)
    assert person is not None
    return str(person.id)


def count(town: ApiTown, words: str) -> int:
    with town.scope() as session:
        return int(session.execute(sa.text(f"SELECT count(*) FROM {words}")).scalar_one())


def test_one_act_ends_everything_a_person_held(town: ApiTown, frida: str, settings: Settings) -> None:
    give_app(town.owner, frida, settings.secrets)
    person = id_of(town, frida)
    with town.owner.transaction(GLOBAL) as session:
        token = accounts.start_session(session, UUID(person), kind=SessionKind.BEARER, proven=True)
        accounts.attach_device(session, token, device_token=None, label="Chrome · Android")
    headers = {"Authorization": f"Bearer {token}"}
    assert town.app.test_client().get("/api/v1/me", headers=headers).status_code == 200
    assert town.post("/cut-offs", {"kind": "person", "id": person}, ADMIN).status_code == 204
    assert town.app.test_client().get("/api/v1/me", headers=headers).status_code == 401
    for table in ("authenticator", "recovery_code", "person_password", "passkey"):
        assert count(town, f"{table} WHERE person_id = '{person}'") == 0, table
    assert count(town, f"device WHERE person_id = '{person}' AND revoked_at IS NULL") == 0
    assert count(town, f"audit_entry WHERE act = 'cut_off_person' AND subject_id = '{person}'") == 1


def test_a_mailed_link_on_its_way_ends_too(town: ApiTown, frida: str) -> None:
    browser = secrets.token_urlsafe(24)
    client = town.app.test_client()
    client.post("/api/v1/sign-in-requests", json={"email": frida, "browserSecret": browser})
    with town.worker.transaction(GLOBAL) as session:
        newest = sa.text("SELECT id FROM sign_in_request ORDER BY created_at DESC LIMIT 1")
        link = accounts.make_sign_in_secret(session, session.scalar(newest), clock.now(session))
    assert town.post("/cut-offs", {"kind": "person", "id": id_of(town, frida)}, ADMIN).status_code == 204
    over = client.post("/api/v1/sessions", json={"token": link.token, "browserSecret": browser})
    assert code_of(over) == (409, "sign_in_link_over")


def test_a_firm_is_cut_off_with_its_people(town: ApiTown) -> None:
    with town.scope() as session:
        firm = accounts.add_organisation(
            session, code="gone", name="Borta AB", kind=accounts.OrganisationKind.CONTRACTOR
        )
        person = accounts.add_person(session, name="Gun", email="gun@gone.example")
        accounts.add_membership(session, person, municipality="9901", role=accounts.Role.MANAGER, organisation_id=firm)
    assert town.get("/work-orders", "gun@gone.example").status_code == 200
    assert town.post("/cut-offs", {"kind": "organisation", "id": str(firm)}, ADMIN).status_code == 204
    assert town.get("/work-orders", "gun@gone.example").status_code == 401
    anew = begin_session(town.owner, "gun@gone.example", kind=SessionKind.BEARER)
    assert town.get("/work-orders", headers={"Authorization": f"Bearer {anew}"}).status_code == 404


def test_a_key_reads_acts_on_nothing_and_is_cut_off(town: ApiTown) -> None:
    made = read(town.post("/keys", {"name": "Statistik", "rights": ["see_cases"]}, ADMIN))
    key = {"Authorization": f"Bearer {made['key']}"}
    assert town.get("/cases", headers=key).status_code == 200
    assert town.get("/deliveries", headers=key).status_code == 403
    assert town.call("GET", "/people", headers=key).status_code == 403
    assert town.app.test_client().get("/api/v1/me", headers=key).status_code == 403
    assert town.app.test_client().post("/api/v1/me/authenticator", headers=key).status_code == 403
    elsewhere = town.app.test_client().get("/api/v1/0581/cases", headers=key)
    assert elsewhere.status_code == 404
    assert count(town, f"api_key WHERE hash = '{made['key']}'") == 0  # kept by its seal alone
    assert [each["name"] for each in read(town.get("/keys", ADMIN))["items"]] == ["Statistik"]
    assert town.post("/cut-offs", {"kind": "key", "id": made["id"]}, ADMIN).status_code == 204
    assert town.get("/cases", headers=key).status_code == 401


def test_who_lost_phone_and_codes_begins_anew(town: ApiTown, frida: str, settings: Settings) -> None:
    give_app(town.owner, frida, settings.secrets)
    person = id_of(town, frida)
    assert town.call("DELETE", f"/people/{person}/second-factors", ADMIN).status_code == 204
    assert count(town, f"authenticator WHERE person_id = '{person}'") == 0
    assert count(town, f"audit_entry WHERE act = 'reset_proofs' AND subject_id = '{person}'") == 1


@pytest.mark.parametrize("email", [BO, CLEO])
def test_only_an_administrator_cuts_off_and_reads_looks(town: ApiTown, email: str) -> None:
    body = {"kind": "person", "id": id_of(town, DAG)}
    assert town.post("/cut-offs", body, email).status_code == 403
    for path in ("/people", "/keys", "/looks"):
        assert town.get(path, email).status_code == 403, path
    assert town.post("/keys", {"name": "x", "rights": ["see_cases"]}, email).status_code == 403
    assert town.call("DELETE", f"/people/{id_of(town, DAG)}/second-factors", email).status_code == 403
    assert town.get("/work-orders", DAG).status_code == 200


def test_what_is_not_there_and_what_is_wrong_are_refused(town: ApiTown) -> None:
    nobody = "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a10"
    for kind in ("person", "organisation", "device", "key"):
        assert town.post("/cut-offs", {"kind": kind, "id": nobody}, ADMIN).status_code == 404, kind
    assert town.post("/cut-offs", {"kind": "municipality", "id": nobody}, ADMIN).status_code == 422
    assert town.post("/keys", {"name": "x", "rights": ["administer"]}, ADMIN).status_code == 422
    assert town.get("/looks?reference=2345-6789", ADMIN).status_code in (404, 422)


def test_each_look_at_an_address_is_told_with_its_session(town: ApiTown) -> None:
    told = town.report()
    assert town.get(f"/cases/{told['reference']}/addresses", BO).status_code == 200
    looks = read(town.get(f"/looks?reference={told['reference']}", ADMIN))["items"]
    assert [(each["actorName"], each["act"], each["reference"]) for each in looks] == [
        ("Bo", "look_at_address", told["reference"])
    ]
    assert looks[0]["session"]
    again = read(town.get(f"/looks?reference={told['reference']}", ADMIN))["items"]
    assert [each["act"] for each in again] == ["look_at_looks", "look_at_address"]  # reading it is a look too
    mine = read(town.get(f"/looks?personId={id_of(town, BO)}", ADMIN))["items"]
    assert {each["actorName"] for each in mine} == {"Bo"}


def test_the_log_is_paged_by_a_cursor(town: ApiTown) -> None:
    for _ in range(5):
        town.get("/looks", ADMIN)
    first = read(town.get("/looks?limit=2", ADMIN))
    second = read(town.get(f"/looks?limit=2&after={first['next']}", ADMIN))
    ids = [each["id"] for each in first["items"] + second["items"]]
    assert ids == sorted(set(ids), reverse=True)
    assert len(ids) == 4


def test_a_search_for_a_person_is_a_look(town: ApiTown) -> None:
    found = read(town.get("/people?search=cleo", ADMIN))["items"]
    assert "cleo@cleo-drift.example" in [each["email"] for each in found]
    assert read(town.get("/looks?limit=1", ADMIN))["items"][0]["act"] == "search_person"


def page(town: ApiTown, email: str) -> "Console":
    return Console(town.app, TownOfPages(town.owner))  # type: ignore[arg-type]  # what opens a browser alone


class TownOfPages:
    """As much of a town as opens a browser."""

    def __init__(self, web: Database) -> None:
        self.web = web


def test_the_page_cuts_off_only_with_the_box_ticked(town: ApiTown, frida: str) -> None:
    admin = page(town, ADMIN).open(ADMIN)
    admin.go(f"{PEOPLE}?q=frida")
    assert frida in admin.text
    person = f"{PEOPLE}/person/{id_of(town, frida)}"
    admin.go(person)
    assert admin.send("/cut-off").status_code == 422
    admin.go(person)
    admin.send("/cut-off", sure="yes")
    assert "Avstängd" in admin.text
    assert count(town, f"person WHERE email = '{frida}' AND NOT active") == 1
    assert page(town, BO).open(BO).client.get(PEOPLE).status_code == 403


def test_the_page_makes_a_key_and_shows_it_once(town: ApiTown) -> None:
    admin = page(town, ADMIN).open(ADMIN)
    admin.go(PEOPLE)
    assert admin.send("/keys", name="").status_code == 422
    admin.go(PEOPLE)
    admin.send("/keys", name="Öppna data", right="see_cases")
    assert "lk_9901_" in admin.text
    assert "Den visas bara nu" in admin.text


def test_the_page_of_looks_filters_and_refuses_others(town: ApiTown) -> None:
    told = town.report()
    town.get(f"/cases/{told['reference']}/addresses", BO)
    admin = page(town, ADMIN).open(ADMIN)
    admin.go(f"{LOOKS}?q={told['reference']}")
    assert "Tittade på anmälares adresser" in admin.text
    assert told["reference"] in admin.text
    admin.go(f"{LOOKS}?q=nonsense")
    assert admin.page.status_code == 200
    assert page(town, BO).open(BO).client.get(LOOKS).status_code == 403
