"""Why a case needs a person, and whose it is, in words."""

from typing import Any

from flask_babel import gettext

from backend.cases import Attention, Whose, Why
from backend.dispatch import WaitReason
from backend.doors.kontaktcenter.case_words import HELD_BY, WHYS
from backend.doors.kontaktcenter.frame import Frame
from backend.doors.kontaktcenter.problem_views import words_for_failures
from backend.doors.kontaktcenter.words import word_for
from backend.doors.kontaktcenter.work_words import ACTS, DECLINES, MODES, WAITS


def words_for_why(attention: Attention) -> str:
    """The reason, with what is known of it."""
    said = word_for(WHYS, attention.why)
    detail = _detail(attention.why, attention.facts)
    return f"{said} {detail}" if detail else said


def words_for_whose(frame: Frame, attention: Attention) -> str:
    """On whose list a row stands."""
    if attention.whose is Whose.KONTAKTCENTER:
        return str(gettext("The contact centre"))
    unit = frame.unit_name(attention.unit_code)
    return str(gettext("The head of %(unit)s", unit=unit)) if attention.whose is Whose.HEAD else unit


def _whom(facts: dict[str, Any]) -> str:
    """A body by its name, anything else by what it is; the words that were written beside it where there are some."""
    reason, on = str(facts.get("reason") or ""), facts.get("waiting_on")
    if on in (None, "body") or on not in set(WaitReason):
        return reason
    return word_for(WAITS, on) if reason in ("", on) else f"{word_for(WAITS, on)}, {reason}"


def _of_look(facts: dict[str, Any]) -> str:
    return str(gettext("Waiting for: %(whom)s.", whom=_whom(facts)))


def _of_approval(facts: dict[str, Any]) -> str:
    if facts.get("sampled"):
        return str(gettext("Sample: a rule would have approved it."))
    return "" if facts.get("has_proof") else str(gettext("There is no photo."))


def _of_problem(facts: dict[str, Any]) -> str:
    return f"{words_for_failures(int(facts.get('failures') or 1))}."


_DETAILS = {Why.NEXT_LOOK: _of_look, Why.APPROVE: _of_approval, Why.PROBLEM: _of_problem}


def _detail(why: Why, facts: dict[str, Any]) -> str:
    if why in _DETAILS:
        return _DETAILS[why](facts)
    if why is Why.ORDER_DECLINED:
        reason, words = word_for(DECLINES, facts.get("reason")), str(facts.get("words") or "")
        return str(gettext("Reason: %(reason)s.", reason=f"{reason}. {words}" if words else reason))
    if why is Why.ORDER_NEEDED:
        return str(gettext("Because: %(reason)s.", reason=word_for(MODES, facts.get("mode"))))
    if why is Why.HELD and facts.get("per"):
        return f"{word_for(HELD_BY, facts['per'])}."
    if why is Why.HAND_OVER:
        return str(gettext("It is for %(body)s.", body=str(facts.get("body_name", ""))))
    if why is Why.REFUSED_ACT:
        return f"{word_for(ACTS, facts.get('act'))}. {facts.get('words') or ''}".strip().capitalize()
    if why is Why.NEW_WORDS and facts.get("answered"):
        return str(gettext("It is the answer to our question."))
    return ""
