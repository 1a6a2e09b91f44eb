"""Editions of the rules of responsibility: drafted, tried on cases that have been, tested, published, rolled back."""

import io
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend import responsibility
from backend.accounts import Right
from backend.doors.api.acting import Body
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.rule_schemas import (
    DRAFT_EXAMPLE,
    DRAFT_ITEM_EXAMPLE,
    DRY_RUN_EXAMPLE,
    EDITION_EXAMPLE,
    EDITIONS_EXAMPLE,
    RULE,
    DraftBody,
    DraftChange,
    DraftInFull,
    DraftPage,
    DryRunAnswer,
    DryRunBody,
    EditionInFull,
    EditionPage,
    PublicationBody,
    RollBackBody,
)
from backend.doors.api.schemas import PageQuery, cut_page
from backend.doors.shared import current_actor, current_scope, door, transaction
from backend.doors.shared.rule_views import MOST_TRIED, choose_subjects, look_at_draft, say_rules, try_draft
from backend.foundation import clock, idempotency
from backend.foundation.errors import Invalid
from backend.foundation.ids import new_id
from backend.responsibility import Moved, Names

resource = ApiBlueprint("rules", __name__, description="Editions of the rules of responsibility.")

_EDITIONS = "/<municipality:municipality_code>/rule-editions"
_DRAFTS = "/<municipality:municipality_code>/rule-drafts"
_DRAFT = f"{_DRAFTS}/<uuid:draft_id>"
_OF_DRAFT = ("id", "name", "based_on", "begun_at", "changed_at", "published_as")
_EDITION: dict[str, Any] = {"schema": EditionInFull, "example": EDITION_EXAMPLE, "description": "The edition."}
_IN_FULL: dict[str, Any] = {"schema": DraftInFull, "example": DRAFT_EXAMPLE, "description": "The draft."}
MOST_LISTED, MOST_MOVED = 1_000, 200


@resource.route(_EDITIONS)
@resource.arguments(PageQuery, location="query")
@resource.response(200, schema=EditionPage, example=EDITIONS_EXAMPLE, description="Editions.")
@door(Right.SEE_CASES)
def list_rule_editions(query: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """List the editions of the rules

    And which of them holds when: one at every moment.
    """
    with transaction(current_scope()) as session:
        found = responsibility.list_editions(session, municipality_code, limit=MOST_LISTED)
        return {**cut_page(list(found), query), "in_force": responsibility.list_spans(session, municipality_code)}


@resource.route(f"{_EDITIONS}/<int:number>")
@resource.response(200, **_EDITION)
@door(Right.SEE_CASES)
def get_rule_edition(municipality_code: str, number: int) -> dict[str, Any]:
    """Tell everything of one edition

    Its rules as data and in words, and the tests it passed. It is never changed.
    """
    with transaction(current_scope()) as session:
        return _edition(session, municipality_code, number)


@resource.route(f"{_EDITIONS}/<int:number>/rollbacks", methods=["POST"])
@resource.arguments(RollBackBody, example={"to": 1, "reason": "Fel enhet om natten"})
@resource.response(201, **_EDITION)
@door(Right.KEEP_RULES)
def roll_back_rules(body: Body, municipality_code: str, number: int) -> dict[str, Any]:
    """Roll an edition back

    Another holds in its place from now, or from when it was to begin. What it has decided stays as it was.
    """
    with transaction(current_scope()) as session:
        now, actor = clock.now(session), current_actor()
        responsibility.roll_back(
            session, municipality_code, number, to=body["to"], reason=body["reason"], actor=actor, now=now
        )
        return _edition(session, municipality_code, body["to"])


@resource.route(_DRAFTS)
@resource.arguments(PageQuery, location="query")
@resource.response(
    200,
    schema=DraftPage,
    example={"items": [DRAFT_ITEM_EXAMPLE], "page": 1, "limit": 20, "hasMore": False},
    description="Drafts.",
)
@door(Right.KEEP_RULES)
def list_rule_drafts(query: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """List the drafts

    Those that have not been published, last begun first.
    """
    with transaction(current_scope()) as session:
        return cut_page(list(responsibility.list_drafts(session, municipality_code, limit=MOST_LISTED)), query)


@resource.route(_DRAFTS, methods=["POST"])
@resource.arguments(DraftBody, example={"clientId": "m3Zk0o0q9eV5bFQnT7rGxA", "name": "Vintern"})
@resource.response(201, **_IN_FULL)
@door(Right.KEEP_RULES)
def begin_rule_draft(body: Body, municipality_code: str) -> dict[str, Any]:
    """Begin a draft

    With the rules and tests of the edition in force.
    """
    with transaction(current_scope()) as session:
        now, actor, draft_id, earlier = clock.now(session), current_actor(), new_id(), None
        if "client_id" in body:
            earlier = idempotency.claim(
                session, municipality_code, body["client_id"], purpose="rule_draft", body={"name": body["name"]},
                subject_id=draft_id, now=now,
            )  # fmt: skip
        if earlier is None:
            responsibility.begin_draft(
                session, municipality_code, name=body["name"], draft_id=draft_id, actor=actor, now=now
            )
        return _draft(session, municipality_code, earlier or draft_id)


@resource.route(_DRAFT)
@resource.response(200, **_IN_FULL)
@door(Right.KEEP_RULES)
def get_rule_draft(municipality_code: str, draft_id: UUID) -> dict[str, Any]:
    """Tell everything of one draft

    Its rules, what differs from the edition in force in words, and what its tests say.
    """
    with transaction(current_scope()) as session:
        return _draft(session, municipality_code, draft_id)


@resource.route(_DRAFT, methods=["PATCH"])
@resource.arguments(DraftChange, example={"rules": [RULE]})
@resource.response(200, **_IN_FULL)
@door(Right.KEEP_RULES)
def change_rule_draft(body: Body, municipality_code: str, draft_id: UUID) -> dict[str, Any]:
    """Change a draft

    Rules and tests are replaced as a whole; what is wrong is told by its place and nothing is changed.
    """
    if "rules" in body and "sheet" in body:
        raise Invalid(
            "rules_twice", "Send rules or a sheet, not both.", fields={"sheet": "Send rules or a sheet, not both."}
        )
    rules = responsibility.read_sheet(body["sheet"]) if "sheet" in body else body.get("rules")
    with transaction(current_scope()) as session:
        given: dict[str, Any] = {"name": body.get("name"), "rules": rules, "tests": body.get("tests")}
        actor, now = current_actor(), clock.now(session)
        responsibility.change_draft(session, municipality_code, draft_id, **given, actor=actor, now=now)
        return _draft(session, municipality_code, draft_id)


@resource.route(f"{_DRAFT}/dry-runs", methods=["POST"])
@resource.arguments(DryRunBody, example={"since": "2026-08-16T00:00:00.000Z"})
@resource.response(200, schema=DryRunAnswer, example=DRY_RUN_EXAMPLE, description="What would have gone elsewhere.")
@door(Right.KEEP_RULES, limit="10/minute")
def try_rule_draft(body: Body, municipality_code: str, draft_id: UUID) -> dict[str, Any]:
    """Try a draft on cases that have been

    On those of a period, the newest 5 000, or on the rows of a sheet; nothing is kept and nobody is told.
    """
    with transaction(current_scope()) as session:
        now = clock.now(session)
        draft = responsibility.get_draft(session, municipality_code, draft_id)
        if "sheet" in body:
            subjects = responsibility.read_subjects(session, municipality_code, io.StringIO(body["sheet"]))
        else:
            subjects = list(
                choose_subjects(session, municipality_code, since=body.get("since"), until=body.get("until"), now=now)
            )
        run = try_draft(session, municipality_code, draft, subjects, now=now)
        names = responsibility.read_names(session, municipality_code, now=now)
    return {
        "tried": run.tried,
        "asked_before": run.asked_before,
        "asked_after": run.asked_after,
        "skipped": run.skipped,
        "is_cut": len(subjects) > MOST_TRIED,
        "moved_count": len(run.moved),
        "counts": [_count(*each, names) for each in run.counts],
        "moved": [_moved(each) for each in run.moved[:MOST_MOVED]],
    }


@resource.route(f"{_DRAFT}/publications", methods=["POST"])
@resource.arguments(PublicationBody, example={})
@resource.response(201, **_EDITION)
@door(Right.KEEP_RULES)
def publish_rule_draft(body: Body, municipality_code: str, draft_id: UUID) -> dict[str, Any]:
    """Publish a draft

    Only when every test passes. It holds at once or from the moment said, and where that is said until another one.
    """
    with transaction(current_scope()) as session:
        now, actor = clock.now(session), current_actor()
        number = responsibility.publish_draft(session, municipality_code, draft_id, **body, actor=actor, now=now)
        return _edition(session, municipality_code, number)


def _edition(session: Session, municipality: str, number: int) -> dict[str, Any]:
    edition = responsibility.get_edition(session, municipality, number)
    names = responsibility.read_names(session, municipality, now=clock.now(session))
    spans = [each for each in responsibility.list_spans(session, municipality) if each.edition == number]
    said = {name: getattr(edition, name) for name in ("number", "name", "published_at", "based_on", "tests")}
    return {**said, "rules": say_rules(edition.rules, names), "in_force": spans}


def _draft(session: Session, municipality: str, draft_id: UUID) -> dict[str, Any]:
    draft = responsibility.get_draft(session, municipality, draft_id)
    seen = look_at_draft(session, municipality, draft)
    said = {name: getattr(draft, name) for name in (*_OF_DRAFT, "tests")}
    return {
        **said,
        "rules": seen.rules,
        "results": seen.results,
        "differences": [
            {"what": each.what, "code": each.code, "before": each.before or {}, "after": each.after or {}}
            for each in seen.differences
        ],
        "sheet": seen.sheet,
    }


def _count(before: str, after: str, count: int, names: Names) -> dict[str, Any]:
    words = {
        language: " → ".join(responsibility.say_target(each, names, language) for each in (before, after))
        for language in ("sv", "en")
    }
    return {"before": before, "after": after, "words": words, "count": count}


def _moved(moved: Moved) -> dict[str, Any]:
    subject = moved.subject
    return {"key": subject.key, "category": subject.category, "before": moved.before, "after": moved.after}
