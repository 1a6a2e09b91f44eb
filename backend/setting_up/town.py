"""Importing a town: the files laid in their order in the caller's transaction, all of it or nothing; done again, the same."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from backend import catalogue, geography
from backend.foundation import audit
from backend.foundation.actor import Actor
from backend.foundation.errors import Invalid
from backend.setting_up import agreed_rows, people_rows, retention_rows, rule_files
from backend.setting_up.errors import Fault, TownWrong
from backend.setting_up.folder import HOURS, RULES, TownFiles
from backend.setting_up.laying import Laid
from backend.setting_up.work import Work

Counts = Mapping[str, Counter[Laid]]
"""File → how many of its rows were new, changed and as before."""

_ROWS: tuple[tuple[str, Callable[[Work], None]], ...] = (
    (HOURS, lambda work: _lay_hours(work)),
    ("units.csv", people_rows.lay_units),
    ("firms.csv", people_rows.lay_firms),
    ("people.csv", people_rows.lay_people),
    ("contracts.csv", agreed_rows.lay_contracts),
    ("bodies.csv", agreed_rows.lay_bodies),
    ("call_list.csv", agreed_rows.lay_call_lists),
    (RULES, rule_files.lay_rules),
    ("retention.csv", retention_rows.lay_retention),
)
_CONTACT = ("phone", "acute_phone", "email", "web_address")


class _OnlyTried(Exception):
    """Ends a dry run: what was laid is taken back."""


def import_town(
    session: Session, municipality: str, files: TownFiles, *, dry_run: bool = False, actor: Actor, now: datetime
) -> Counts:
    """Lay the files; what they do not name stays as it is. With ``dry_run`` say what would differ, and change nothing.

    Categories are those Lagat comes with, where the municipality has none of that code. Under the owner's role, in a
    scope that holds the municipality. Raises ``TownWrong`` with every fault by file and row, ``NotFound``.
    """
    found = geography.get_municipality(session, municipality)
    work = Work(session=session, town=found, files=files, actor=actor, now=now)
    try:
        with session.begin_nested():
            work.count("categories", Laid.NEW, catalogue.seed_catalogue(session, municipality))
            for _, lay_rows in _ROWS:
                lay_rows(work)
            if work.faults:
                raise TownWrong(work.faults)
            if dry_run:
                raise _OnlyTried
    except _OnlyTried:
        session.expire_all()
        return work.counts
    facts = {name: {laid.value: many for laid, many in each.items()} for name, each in work.counts.items()}
    subject = ("municipality", None)
    audit.record(session, municipality, actor=actor, act="import_town", subject=subject, facts=facts, now=now)
    return work.counts


def _lay_hours(work: Work) -> None:
    """Telephones, addresses and opening hours, onto the municipality itself."""
    written = work.files.hours
    if not written:
        return
    known = (*_CONTACT, "opening_hours")
    for name in written.keys() - set(known):
        work.faults.append(Fault(HOURS, 0, name, f"There is no such thing; those there are: {', '.join(known)}."))
    for name in _CONTACT:
        if name in written and not isinstance(written[name], str):
            work.faults.append(Fault(HOURS, 0, name, "Write it between quotation marks."))
    try:
        catalogue.read_opening_hours(_as_table(written.get("opening_hours", {})))
    except Invalid as error:
        work.faults.append(Fault(HOURS, 0, "opening_hours", str(error)))
    if work.faults:
        return
    differing = {name: written[name] for name in known if name in written if getattr(work.town, name) != written[name]}
    for name, value in differing.items():
        setattr(work.town, name, value)
    work.session.flush()
    work.count(HOURS, Laid.CHANGED if differing else Laid.SAME)


def _as_table(written: object) -> dict[str, Any]:
    if not isinstance(written, dict):
        raise Invalid("opening_hours_not_understood", "Opening hours are written by weekday, under [opening_hours].")
    return written
