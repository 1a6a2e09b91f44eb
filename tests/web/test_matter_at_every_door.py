"""Of another authority's matter nobody else reads a word, at any door: every address there is, as everybody else."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import IntegerConverter, Rule, UUIDConverter

from backend import cases, retention
from backend.accounts import SessionKind
from backend.cases import ReportForm
from backend.catalogue import CaseKind
from backend.foundation import clock
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.ids import new_id, show_reference
from backend.foundation.outbox import Outbox, ParkedReaction
from tests.databases import DatabaseUrls
from tests.rolled_back_town import CORE
from tests.web.api_builders import CODE, ApiTown, new_key, open_town, read
from tests.web.conftest import ADMIN, BO, CLEO, STREETS, begin_session

MILJO = "miljo@angsby.example"
OTHERS = (BO, ADMIN, STREETS, CLEO, None)
SAID = ("gummi", "bildäck", "Hemliga Granne", "hemlig.granne", "bakom ladan")
"""Of the words, a note, the name, the address and the place of the matter: each stands in nothing anybody else reads."""
STAFF = Actor(ActorKind.STAFF, uuid4())
QUERIES = {
    "/cases": ["", "open=false", "q=gummi", "find={reference}"],
    "/work-orders": ["", "state=ended", "contractorId={firm}", "contractorId={firm}&state=ended"],
    "/hitta": ["", "reference={reference}"],
    "/ny": ["", "place=ladan&what=gummi", "latitude=58.2&longitude=18.606&category=renhallning.dumpning"],
    "/arenden": ["", "which=all", "reference={reference}", "q=gummi", "words=gummi"],
    "/utlamnande": ["", "words=gummi"],
    "/kontaktcenter/": ["", "tab=unit", "tab=units"],
    "/places": ["q=gummi", "q=ladan"],
    "/near": ["latitude=58.2&longitude=18.606&category=renhallning.dumpning"],
    "/sammanfoga": ["", "with={reference}"],
}


@dataclass
class Matter:
    """One matter and the ids of what hangs on it."""

    town: ApiTown
    reference: str
    ids: dict[str, UUID]
    firm: UUID
    order: str


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    yield from open_town(app, database_urls)


def _form(**more: Any) -> ReportForm:
    said: dict[str, Any] = {
        "words": "Grannen bränner gummi.", "name": "Hemliga Granne", "mail": "hemlig.granne@example.org",
        "place_words": "bakom ladan", "fix_longitude": 18.606, "fix_latitude": 58.2,
    }  # fmt: skip
    category = more.pop("category", "renhallning.dumpning")
    return ReportForm(new_key(), category, 18.606, 58.2, cases.Channel.WEB, **said | more)


@pytest.fixture(scope="module", params=["from the beginning", "converted"])
def matter(town: ApiTown, request: pytest.FixtureRequest) -> Matter:
    """With a note, an addition, a photo, a letter and indexed words; one of them was a fault first, and ordered."""
    was_fault = request.param == "converted"
    form = _form(category="belysning.enstaka") if was_fault else _form(answers={"land": "private"})
    with town.scope() as session:
        now = clock.now(session)
        taken = cases.submit_report(session, CODE, form, now=now)
    _work(town)
    with town.scope() as session:
        cases.note_on_case(session, CODE, taken.case_id, words="Han har bildäck kvar.", actor=STAFF, now=now)
        cases.add_words(
            session,
            CODE,
            taken.report_id,
            words="Det ryker gummi igen.",
            actor=Actor(ActorKind.REPORTER, taken.report_id),
            now=now,
        )
        if was_fault:
            cases.convert_case(
                session, CODE, taken.case_id, kind=CaseKind.AUTHORITY_MATTER, category="renhallning.dumpning",
                reason="Han eldar bildäck.", actor=STAFF, now=now,
            )  # fmt: skip
    _work(town)
    given: dict[str, Any] = {
        "m": CODE,
        "case": taken.case_id,
        "report": taken.report_id,
        "photo": new_id(),
        "letter": new_id(),
        "at": now,
    }
    with town.scope() as session:
        for statement in (_PHOTO, _LETTER):
            session.execute(statement, given)
        order = session.execute(_ORDER, given).one_or_none()
        firm = session.scalar(sa.text("SELECT contractor_id FROM contract ORDER BY code LIMIT 1"))
        retention.read_from_the_start(session, CODE)
        retention.index_next(session, CODE, real_now=clock.real_now(session))
    drafted = read(town.post("/disclosures", _DISCLOSURE, MILJO))
    ids = {
        "photo_id": given["photo"], "delivery_id": given["letter"], "disclosure_id": UUID(drafted["id"]),
        "case_id": taken.case_id, "order_id": order.id if order else new_id(),
    }  # fmt: skip
    assert firm is not None
    shown = show_reference(taken.reference)
    return Matter(
        town, shown, ids | {"report_id": taken.report_id}, firm, show_reference(order.reference) if order else shown
    )


def _work(town: ApiTown) -> None:
    """Every reaction but the letters."""

    def fail(_session: object, parked: ParkedReaction, _now: datetime) -> None:
        raise AssertionError(f"{parked.reaction}: {parked.error}")

    outbox = Outbox(town.worker, CORE, tell_parked=fail, lease_seconds=60)
    while outbox.turn():
        pass


def _list_addresses(matter: Matter) -> Iterator[str]:
    for rule in matter.town.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or "filename" in rule.arguments or rule.endpoint == "static":
            continue
        given = {name: _something(matter, rule, name) for name in rule.arguments}
        with matter.town.app.test_request_context():
            address = matter.town.app.url_map.bind("127.0.0.1:8080").build(rule.endpoint, given)
        for query in next((asked for ending, asked in QUERIES.items() if str(rule).endswith(ending)), [""]):
            yield f"{address}?{query.format(firm=matter.firm, reference=matter.reference)}"


def _something(matter: Matter, rule: Rule, name: str) -> object:
    if name == "municipality_code":
        return CODE
    if name == "reference":
        return matter.order if "order" in str(rule) else matter.reference
    if name == "size":
        return "thumb"
    converter = rule._converters[name]
    if isinstance(converter, UUIDConverter):
        return matter.ids.get(name, matter.ids["report_id"])
    return 1 if isinstance(converter, IntegerConverter) else "annat"


def _open(matter: Matter, who: str | None) -> tuple[FlaskClient, dict[str, str]]:
    client = matter.town.app.test_client()
    if who is None:
        return client, {}
    cookie = begin_session(matter.town.owner, who, kind=SessionKind.BROWSER)
    client.set_cookie("lagat_session", cookie, domain="127.0.0.1")
    return client, {"Authorization": f"Bearer {matter.town.token(who)}"}


@pytest.mark.slow
@pytest.mark.parametrize("who", OTHERS)
def test_no_address_tells_anybody_else_a_word_of_it(matter: Matter, who: str | None) -> None:
    client, bearer = _open(matter, who)
    leaks, seen = [], 0
    for number, address in enumerate(_list_addresses(matter)):
        source = {"REMOTE_ADDR": f"10.9.{number // 250}.{number % 250}"}
        headers = bearer if "/api/" in address else {}
        answer = client.get(address, headers=headers, base_url="http://127.0.0.1:8080", environ_overrides=source)
        seen += answer.status_code == 200
        asked = address.partition("?")[2]
        leaks += [f"{address}: {word}" for word in SAID if word in answer.text and word not in asked]
    assert leaks == []
    assert seen > (5 if who is None else 10)


def test_its_own_officer_reads_it(matter: Matter) -> None:
    told = matter.town.get(f"/cases/{matter.reference}", MILJO).text
    assert "gummi" in told
    assert "bildäck" in told


@pytest.mark.parametrize("who", [BO, ADMIN, STREETS])
def test_no_address_of_a_reporter_is_given_out(matter: Matter, who: str) -> None:
    answer = matter.town.get(f"/cases/{matter.reference}/addresses", who)
    assert answer.status_code in (403, 404)


_DISCLOSURE = {"askedFor": "Allt.", "search": {"categories": ["renhallning.dumpning"]}}
ASKED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/disclosures", {"askedFor": "Allt.", "search": {"words": "gummi"}}),
    ("/register-extracts", {"person": "hemlig.granne@example.org"}),
    ("/erasures", {"person": "{reference}", "decision": "1", "basis": "2"}),
    ("/legal-holds", {"decision": "1", "reason": "2", "reviewOn": "2027-01-01", "references": ["{reference}"]}),
    ("/target-simulations", {"category": "renhallning.dumpning"}),
    ("/message-texts/received/sv/preview", {"subject": "x", "body": "x"}),
)


@pytest.mark.parametrize("who", [BO, ADMIN, STREETS])
@pytest.mark.parametrize(("path", "body"), ASKED)
def test_no_question_that_is_posted_is_answered_with_it(
    matter: Matter, path: str, body: dict[str, Any], who: str
) -> None:
    filled = {name: _fill(said, matter) for name, said in body.items()}
    answer = matter.town.post(path, filled, who)
    assert [word for word in SAID if word.encode() in answer.data] == []
    assert answer.status_code < 500
    if path in ("/register-extracts", "/erasures", "/legal-holds"):
        assert answer.status_code in (403, 404)
    if path == "/disclosures" and answer.status_code == 201:
        assert read(answer)["cases"] == 0


def _fill(said: Any, matter: Matter) -> Any:
    if isinstance(said, list):
        return [_fill(each, matter) for each in said]
    return said.replace("{reference}", matter.reference) if isinstance(said, str) else said


_PHOTO = sa.text(
    "INSERT INTO photo (municipality, id, case_id, report_id, kind, client_photo_hash, sha256, byte_length, content_type,"
    " state, shown_ok, received_at) VALUES (:m, :photo, :case, :report, 'report', :photo, repeat('d', 64), 1,"
    " 'image/jpeg', 'received', false, :at)"
)
_LETTER = sa.text(
    "INSERT INTO delivery (municipality, id, authority_id, channel, recipient_kind, recipient_key, address, language,"
    " text_code, subject, body, links, case_id, step_id, urgent, fate, parked_reason, not_before, next_attempt_at,"
    " queued_at) SELECT :m, :letter, authority_id, 'mail', 'reporter', 'key', 'hemlig.granne@example.org', 'sv',"
    " 'received', 'Om gummi', 'Det du skrev om gummi bakom ladan', '{}', id, :letter, false, 'parked', 'refused', :at,"
    " :at, :at FROM cases WHERE municipality = :m AND id = :case"
)
_ORDER = sa.text("SELECT id, reference FROM work_order WHERE municipality = :m AND case_id = :case LIMIT 1")
