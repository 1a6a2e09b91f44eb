"""The municipality's texts: which are its own, one of them to edit, how it will read, and how it was."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import accounts, messages
from backend.accounts import Right
from backend.doors.kontaktcenter.acting import written
from backend.doors.kontaktcenter.case_words import KINDS
from backend.doors.kontaktcenter.frame import build_frame, name_categories
from backend.doors.kontaktcenter.room import pages
from backend.doors.kontaktcenter.seen_version import read_seen, write_seen
from backend.doors.kontaktcenter.sheet_form import Tried, take_sheet
from backend.doors.kontaktcenter.words import word_for
from backend.doors.shared import current_actor, current_scope, door, keep_typed, transaction, translate
from backend.doors.shared.language import name_language
from backend.doors.shared.sheet_views import answer_sheet, name_text_sheet
from backend.foundation import clock
from backend.foundation.errors import Conflict, Invalid, NotFound
from backend.foundation.ids import show_reference
from backend.foundation.sheets import SheetRead
from backend.messages import DraftPreview, TextCode

LANGUAGE = re.compile("[a-z]{2,3}")
LIST = "/<town:municipality_code>/kontaktcenter/texter"
ONE = f"{LIST}/<text_code>/<language>"


@dataclass(frozen=True)
class Shown:
    """What the page of a text shows beside it: what was typed, what is wrong with it, and how it will read."""

    typed: dict[str, str] | None = None
    told: str = ""
    wrong: dict[str, str] | None = None
    previews: tuple[DraftPreview, ...] = ()
    is_stale: bool = False


@pages.get(LIST)
@door(Right.ADMINISTER)
def list_message_texts(municipality_code: str) -> str:
    """Every text in one language; those that are the municipality's own are marked."""
    return _render_list(municipality_code)


@pages.get(f"{LIST}/texter.csv")
@door(Right.ADMINISTER)
def download_texts(municipality_code: str) -> Response:
    """Every text as a sheet: in every language, or in the one of ``in``."""
    language = request.args.get("in") or None
    if language and not LANGUAGE.fullmatch(language):
        raise NotFound("language_unknown", "There is no such page.")
    with transaction(current_scope()) as session:
        sheet = messages.write_texts(session, municipality_code, language=language)
    return answer_sheet(sheet, name_text_sheet(language))


@pages.post(f"{LIST}/sheet")
@door(Right.ADMINISTER)
def take_in_texts(municipality_code: str) -> BaseResponse:
    """Try a sheet, or keep it."""

    def take_in(session: Session, sheet: str, dry_run: bool, now: datetime) -> SheetRead:
        actor = current_actor()
        return messages.import_texts(session, municipality_code, sheet, dry_run=dry_run, actor=actor, now=now)

    tried = take_sheet(take_in)
    return make_response(_render_list(municipality_code, tried), 422 if tried.told or tried.wrong else 200)


@pages.get(ONE)
@door(Right.ADMINISTER)
def show_message_text(municipality_code: str, text_code: str, language: str) -> str:
    """One text to edit; ``version`` fills the form with how it was."""
    with transaction(current_scope()) as session:
        return _render(session, municipality_code, _read_code(text_code), language, Shown())


@pages.post(ONE)
@door(Right.ADMINISTER)
def save_message_text(municipality_code: str, text_code: str, language: str) -> BaseResponse:
    """Try the words with real cases, or keep them."""
    code = _read_code(text_code)
    typed = {name: written(name) for name in ("subject", "body", "sms")}
    keep_typed(
        {gettext("Subject"): typed["subject"], gettext("What it says"): typed["body"], gettext("SMS"): typed["sms"]}
    )
    words: dict[str, Any] = {"subject": typed["subject"], "body": typed["body"], "sms": typed["sms"] or None}
    try:
        with transaction(current_scope()) as session:
            now = clock.now(session)
            if request.form.get("act") == "preview":
                previews = tuple(
                    messages.preview_draft(session, municipality_code, code, language=language, **words, now=now)
                )
                return make_response(
                    _render(session, municipality_code, code, language, Shown(typed, previews=previews))
                )
            messages.save_text(
                session, municipality_code, code, language=language, **words, seen=read_seen(),
                actor=current_actor(), now=now,
            )  # fmt: skip
    except (Invalid, Conflict) as error:
        wrong = {name: gettext(words) for name, words in error.fields.items()}
        with transaction(current_scope()) as session:
            page = _render(
                session,
                municipality_code,
                code,
                language,
                Shown(typed, translate(error), wrong, is_stale=isinstance(error, Conflict)),
            )
        return make_response(page, 409 if isinstance(error, Conflict) else 422)
    return _to(municipality_code, code, language, "saved")


@pages.post(f"{ONE}/return")
@door(Right.ADMINISTER)
def return_message_text(municipality_code: str, text_code: str, language: str) -> BaseResponse:
    """Back to the words that come with Lagat."""
    code = _read_code(text_code)
    try:
        with transaction(current_scope()) as session:
            messages.return_to_shipped(
                session, municipality_code, code, language=language, seen=read_seen(), actor=current_actor(),
                now=clock.now(session),
            )  # fmt: skip
    except Conflict as error:
        with transaction(current_scope()) as session:
            page = _render(session, municipality_code, code, language, Shown(told=translate(error), is_stale=True))
        return make_response(page, 409)
    return _to(municipality_code, code, language, "returned")


def _to(municipality_code: str, code: TextCode, language: str, done: str) -> BaseResponse:
    here: dict[str, Any] = {"municipality_code": municipality_code, "text_code": code.value, "language": language}
    return redirect(url_for("kontaktcenter.show_message_text", **here, done=done), 303)


def _read_code(text: str) -> TextCode:
    try:
        return TextCode(text)
    except ValueError:
        raise NotFound("no_such_text", "There is no such text.") from None


def _render_list(municipality_code: str, tried: Tried | None = None) -> str:
    language = request.values.get("in", "sv")
    with transaction(current_scope()) as session:
        languages = messages.list_text_languages(session, municipality_code)
        return render_template(
            "kontaktcenter/texts.html",
            frame=build_frame(session, municipality_code),
            texts=messages.list_texts(session, municipality_code, language=language),
            text_languages=languages,
            sheet_languages=[(each, name_language(each)) for each in dict.fromkeys((*languages, language))],
            chosen=language,
            tried=tried,
        )


def _render(session: Session, municipality: str, code: TextCode, language: str, shown: Shown) -> str:
    text = messages.get_edited_text(session, municipality, code, language=language)
    versions = messages.list_text_versions(session, municipality, code, language=language)
    number = request.args.get("version", "")
    old = next((each for each in versions if str(each.number) == number and each.body is not None), None)
    stands = {"subject": text.subject, "body": text.body, "sms": text.own_sms or ""}
    if old is not None:
        stands = {"subject": old.subject or "", "body": old.body or "", "sms": old.sms or ""}
    categories = name_categories(session, municipality) if shown.previews else {}
    return render_template(
        "kontaktcenter/text.html",
        frame=build_frame(session, municipality),
        text=text,
        typed=shown.typed or stands,
        is_old=old is not None,
        told=shown.told,
        wrong=shown.wrong or {},
        previews=[_say_preview(each, categories) for each in shown.previews],
        versions=versions,
        seen=write_seen(versions, is_stale=shown.is_stale),
        names=accounts.name_people(session, [each.edited_by for each in versions if each.edited_by]),
        done=request.args.get("done", ""),
    )


def _say_preview(preview: DraftPreview, categories: dict[str, str]) -> tuple[str, str, str, DraftPreview]:
    reference = show_reference(preview.reference) if preview.reference else ""
    kind = str(word_for(KINDS, preview.kind)) if preview.kind else ""
    return reference, kind, categories.get(preview.category, preview.category), preview
