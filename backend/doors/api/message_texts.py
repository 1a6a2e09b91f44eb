"""A municipality's own texts: edited, tried with real cases, with their history, out to a sheet and in again."""

from dataclasses import asdict
from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from backend import accounts, messages
from backend.accounts import Right
from backend.doors.api.acting import Body
from backend.doors.api.message_text_schemas import (
    PREVIEW_EXAMPLE,
    TEXT_EXAMPLE,
    VERSION_EXAMPLE,
    WORDS,
    DraftPreviewList,
    ReturnBody,
    TextBody,
    TextInFull,
    TextList,
    TextQuery,
    TextSheetQuery,
    WordsBody,
)
from backend.doors.api.room import ApiBlueprint
from backend.doors.api.sheet_schemas import BINARY, SHEET_EXAMPLE, SHEET_SENT, SheetAnswer, SheetBody, say_read
from backend.doors.shared import current_actor, current_scope, door, transaction
from backend.doors.shared.sheet_views import answer_sheet, name_text_sheet
from backend.foundation import clock
from backend.foundation.errors import NotFound
from backend.foundation.ids import show_reference
from backend.messages import TextCode

resource = ApiBlueprint("message-texts", __name__, description="What is told, in the municipality's own words.")

_ALL = "/<municipality:municipality_code>/message-texts"
_ONE = f"{_ALL}/<text_code>/<language>"
_FULL = {**TEXT_EXAMPLE, "version": 2, "versions": [VERSION_EXAMPLE]}
_IN_FULL: dict[str, Any] = {"schema": TextInFull, "example": _FULL, "description": "The text."}


@resource.route(_ALL)
@resource.arguments(TextQuery, location="query")
@resource.response(
    200, schema=TextList, example={"items": [TEXT_EXAMPLE], "languages": ["sv", "en"]}, description="The texts."
)
@door(Right.ADMINISTER)
def list_message_texts(query: dict[str, Any], municipality_code: str) -> dict[str, Any]:
    """List the texts in a language

    Those the municipality wrote, and those that come with Lagat.
    """
    with transaction(current_scope()) as session:
        return {
            "items": messages.list_texts(session, municipality_code, language=query["language"]),
            "languages": messages.list_text_languages(session, municipality_code),
        }


@resource.route(_ONE)
@resource.response(200, **_IN_FULL)
@door(Right.ADMINISTER)
def get_message_text(municipality_code: str, text_code: str, language: str) -> dict[str, Any]:
    """Tell everything of one text

    With every way it was: who saved what, when.
    """
    with transaction(current_scope()) as session:
        return _in_full(session, municipality_code, _read_code(text_code), language)


@resource.route(_ONE, methods=["PUT"])
@resource.arguments(TextBody, example={**WORDS, "seen": 1})
@resource.response(200, **_IN_FULL)
@door(Right.ADMINISTER)
def save_message_text(body: Body, municipality_code: str, text_code: str, language: str) -> dict[str, Any]:
    """Say it in one's own words

    The names in braces are checked. What is queued already is sent as it was written.
    """
    code = _read_code(text_code)
    with transaction(current_scope()) as session:
        given = {**body, "language": language, "actor": current_actor(), "now": clock.now(session)}
        messages.save_text(session, municipality_code, code, **given)
        return _in_full(session, municipality_code, code, language)


@resource.route(f"{_ONE}/returns", methods=["POST"])
@resource.arguments(ReturnBody, example={"seen": 2})
@resource.response(201, **_IN_FULL)
@door(Right.ADMINISTER)
def return_message_text(body: Body, municipality_code: str, text_code: str, language: str) -> dict[str, Any]:
    """Go back to the shipped words

    Done again it changes nothing. One's own stay in the history.
    """
    code = _read_code(text_code)
    with transaction(current_scope()) as session:
        given = {**body, "language": language, "actor": current_actor(), "now": clock.now(session)}
        messages.return_to_shipped(session, municipality_code, code, **given)
        return _in_full(session, municipality_code, code, language)


@resource.route(f"{_ONE}/preview", methods=["POST"])
@resource.arguments(WordsBody, example=WORDS)
@resource.response(200, schema=DraftPreviewList, example={"items": [PREVIEW_EXAMPLE]}, description="How it will read.")
@door(Right.ADMINISTER, limit="60/minute")
def preview_message_text(body: Body, municipality_code: str, text_code: str, language: str) -> dict[str, Any]:
    """Try words with real cases

    With the newest open case of each kind. Nothing is kept and nothing is sent.
    """
    code = _read_code(text_code)
    with transaction(current_scope()) as session:
        now = clock.now(session)
        shown = messages.preview_draft(session, municipality_code, code, language=language, **body, now=now)
    return {
        "items": [
            {
                **asdict(each),
                "reference": show_reference(each.reference) if each.reference else "",
                "sms_segments": each.sms_length.segments,
            }
            for each in shown
        ]
    }


@resource.route(f"{_ALL}/sheet")
@resource.arguments(TextSheetQuery, location="query")
@resource.response(200, schema=BINARY, content_type="text/csv", description="The sheet.")
@door(Right.ADMINISTER)
def get_message_text_sheet(query: dict[str, Any], municipality_code: str) -> Response:
    """Take the texts out to a spreadsheet

    In every language, or in one, where those without words in it yet hold the Swedish ones to be translated. CSV in UTF-8 with a byte order mark and semicolons. A cell that begins like a formula has an apostrophe before it.
    """
    with transaction(current_scope()) as session:
        sheet = messages.write_texts(session, municipality_code, language=query["language"])
    return answer_sheet(sheet, name_text_sheet(query["language"]))


@resource.route(f"{_ALL}/imports", methods=["POST"])
@resource.arguments(SheetBody, example=SHEET_SENT)
@resource.response(200, schema=SheetAnswer, example=SHEET_EXAMPLE, description="What it changes.")
@door(Right.ADMINISTER, limit="30/minute")
def import_message_texts(body: Body, municipality_code: str) -> dict[str, Any]:
    """Take texts in from a spreadsheet

    Tried first unless said otherwise. Where one row is wrong none is kept; taken in again it changes nothing.
    """
    with transaction(current_scope()) as session:
        given = {"dry_run": body["dry_run"], "actor": current_actor(), "now": clock.now(session)}
        return say_read(messages.import_texts(session, municipality_code, body["sheet"], **given))


def _read_code(text: str) -> TextCode:
    try:
        return TextCode(text)
    except ValueError:
        raise NotFound("no_such_text", "There is no such text.") from None


def _in_full(session: Session, municipality: str, code: TextCode, language: str) -> dict[str, Any]:
    versions = messages.list_text_versions(session, municipality, code, language=language)
    names = accounts.name_people(session, [each.edited_by for each in versions if each.edited_by])
    text = messages.get_edited_text(session, municipality, code, language=language)
    return {
        **asdict(text),
        "version": versions[0].number if versions else 0,
        "versions": [
            {
                **asdict(each),
                "is_shipped": each.body is None,
                "edited_by": names.get(each.edited_by, "") if each.edited_by else "",
            }
            for each in versions
        ],
    }
