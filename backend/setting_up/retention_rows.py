"""Rules of retention as they were decided: entered, and let hold where the row says so."""

from uuid import UUID

from backend import catalogue, retention
from backend.accounts.models import Authority
from backend.foundation.errors import Invalid
from backend.retention import NewRule, RetentionRule
from backend.setting_up.folder import Line
from backend.setting_up.laying import Laid
from backend.setting_up.work import Work

RETENTION = "retention.csv"
_DECIDED = ("after_days", "decision", "basis", "plan_reference", "decided_on")


def lay_retention(work: Work) -> None:
    """One rule for what, category and authority: another one that stands is ended, and the row's entered."""
    authorities = work.ids_by_code(Authority)
    known = catalogue.list_categories(work.session, work.municipality, include_hidden=True, include_retired=True)
    categories = {each.code for each in known}
    for line in work.are_once(RETENTION, "what", "category", "authority"):
        is_known = work.is_known(line, "authority", authorities) and work.is_known(line, "category", categories)
        if is_known:
            try:
                work.count(RETENTION, _lay(work, line, _read(line, authorities)))
            except Invalid as error:
                work.faults += [line.fault(name, why) for name, why in (error.fields or {"": str(error)}).items()]


def _read(line: Line, authorities: dict[str, UUID]) -> NewRule:
    decided = {name: line.cells[name] for name in _DECIDED}
    authority_id = authorities.get(line.cells["authority"])
    return NewRule(what=line.cells["what"], category=line.cells["category"], authority_id=authority_id, **decided)


def _lay(work: Work, line: Line, rule: NewRule) -> Laid:
    standing = [each for each in retention.list_rules(work.session, work.municipality) if _is_about_same(each, rule)]
    same = [each for each in standing if all(getattr(each, name) == getattr(rule, name) for name in _DECIDED)]
    for each in standing:
        if each not in same:
            retention.end_rule(work.session, work.municipality, each.id, actor=work.actor, now=work.now)
    kept = same[0] if same else None
    if kept is None:
        kept = retention.enter_rule(work.session, work.municipality, rule, actor=work.actor, now=work.now)
    is_let = line.cells["active"] and not kept.is_active
    if is_let:
        retention.activate_rule(work.session, work.municipality, kept.id, actor=work.actor, now=work.now)
    if same:
        return Laid.CHANGED if is_let else Laid.SAME
    return Laid.CHANGED if standing else Laid.NEW


def _is_about_same(standing: RetentionRule, rule: NewRule) -> bool:
    about = (standing.what, standing.category, standing.authority_id)
    return standing.ended_at is None and about == (rule.what, rule.category, rule.authority_id)
