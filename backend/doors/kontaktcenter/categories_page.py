"""The municipality's categories: what they are called, who owns them, what is promised, and how they were."""

from datetime import datetime
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from backend import accounts, catalogue
from backend.accounts import Right
from backend.catalogue import Category
from backend.doors.kontaktcenter.acting import written
from backend.doors.kontaktcenter.category_words import CELLS, FLAGS, TARGETS, WORDS
from backend.doors.kontaktcenter.frame import build_frame
from backend.doors.kontaktcenter.room import pages
from backend.doors.kontaktcenter.seen_version import read_seen, write_seen
from backend.doors.kontaktcenter.sheet_form import Tried, take_sheet
from backend.doors.shared import current_actor, current_language, current_scope, door, transaction, translate
from backend.doors.shared.sheet_views import answer_sheet
from backend.doors.shared.target_views import TriedTarget, try_target
from backend.foundation import clock
from backend.foundation.errors import Conflict, Invalid
from backend.foundation.sheets import SheetRead

LIST = "/<town:municipality_code>/kontaktcenter/kategorier"
ONE = f"{LIST}/<category_code>"


@pages.get(LIST)
@door(Right.ADMINISTER)
def list_category_settings(municipality_code: str) -> str:
    """Every category in tree order, hidden and retired ones too."""
    return _render_list(municipality_code)


@pages.get(f"{LIST}/kategorier.csv")
@door(Right.ADMINISTER)
def download_categories(municipality_code: str) -> Response:
    """Every category as a sheet."""
    with transaction(current_scope()) as session:
        return answer_sheet(catalogue.write_categories(session, municipality_code), "kategorier.csv")


@pages.post(f"{LIST}/sheet")
@door(Right.ADMINISTER)
def take_in_categories(municipality_code: str) -> BaseResponse:
    """Try a sheet, or keep it."""

    def take_in(session: Session, sheet: str, dry_run: bool, now: datetime) -> SheetRead:
        actor = current_actor()
        return catalogue.import_categories(session, municipality_code, sheet, dry_run=dry_run, actor=actor, now=now)

    tried = take_sheet(take_in)
    return make_response(_render_list(municipality_code, tried), 422 if tried.told or tried.wrong else 200)


@pages.get(ONE)
@door(Right.ADMINISTER)
def show_category_setting(municipality_code: str, category_code: str) -> str:
    """One category to edit; ``target`` tries another on the cases of a year."""
    with transaction(current_scope()) as session:
        return _render(session, municipality_code, category_code)


@pages.post(ONE)
@door(Right.ADMINISTER)
def change_category_setting(municipality_code: str, category_code: str) -> BaseResponse:
    """Keep what was changed."""
    cells = {name: written(name) for name in request.form if name not in ("csrf_token", "seen")}
    try:
        with transaction(current_scope()) as session:
            catalogue.change_category(
                session, municipality_code, category_code, given=cells, seen=read_seen(),
                actor=current_actor(), now=clock.now(session),
            )  # fmt: skip
    except (Invalid, Conflict) as error:
        wrong = {name: gettext(words) for name, words in error.fields.items()}
        with transaction(current_scope()) as session:
            page = _render(
                session, municipality_code, category_code, typed=cells, told=translate(error), wrong=wrong,
                is_stale=isinstance(error, Conflict),
            )  # fmt: skip
        return make_response(page, 409 if isinstance(error, Conflict) else 422)
    here: dict[str, Any] = {"municipality_code": municipality_code, "category_code": category_code}
    return redirect(url_for("kontaktcenter.show_category_setting", **here, done="saved"), 303)


def _render_list(municipality_code: str, tried: Tried | None = None) -> str:
    language = current_language()
    with transaction(current_scope()) as session:
        found = catalogue.list_categories(session, municipality_code, include_hidden=True, include_retired=True)
        frame = build_frame(session, municipality_code)
    today = frame.now.astimezone(catalogue.SWEDISH_TIME).date()
    return render_template(
        "kontaktcenter/categories.html",
        frame=frame,
        rows=[
            (
                each,
                each.name(language),
                frame.unit_name(each.unit_code),
                str(each.targets.main),
                catalogue.is_paused(each, today),
            )
            for each in found
        ],
        tried=tried,
    )


def _render(
    session: Session,
    municipality: str,
    code: str,
    *,
    typed: dict[str, str] | None = None,
    told: str = "",
    wrong: dict[str, str] | None = None,
    is_stale: bool = False,
) -> str:
    category = catalogue.get_category(session, municipality, code)
    frame = build_frame(session, municipality)
    versions = catalogue.list_category_versions(session, municipality, code)
    words, tried, not_tried = _try(session, municipality, category, frame.now)
    return render_template(
        "kontaktcenter/category.html",
        frame=frame,
        category=category,
        name=category.name(current_language()),
        cells={**catalogue.write_cells(category), **(typed or {})},
        in_languages=catalogue.list_languages([category]),
        words_of=WORDS,
        flags=FLAGS,
        targets=TARGETS,
        cell_words=CELLS,
        told=told,
        wrong=wrong or {},
        target=words,
        only={name: request.args.get(f"only_{name}", "") for name in ("season", "count")},
        tried=tried,
        not_tried=not_tried,
        versions=versions,
        seen=write_seen(versions, is_stale=is_stale),
        names=accounts.name_people(session, [each.edited_by for each in versions if each.edited_by]),
        done=request.args.get("done", ""),
    )


def _try(session: Session, municipality: str, category: Category, now: datetime) -> tuple[str, TriedTarget | None, str]:
    """The target that was asked about, how it would have gone, and why it could not be tried."""
    asked = request.args.get("target", "").strip()
    if not asked:
        return "", None, ""
    season, count = (request.args.get(f"only_{name}", "").strip() for name in ("season", "count"))
    try:
        only: dict[str, Any] = {
            "window": catalogue.read_window(season) if season else None,
            "count": catalogue.read_count(count) if count else None,
        }
        return asked, try_target(session, municipality, category, catalogue.read_target(asked), **only, now=now), ""
    except Invalid as error:
        return asked, None, translate(error)
