"""How a target is said to people: "lagas inom 21 dagar", "mended within 3 working days". Pure.

Languages other than Swedish are said in English until they bring words of their own.
"""

from collections.abc import Mapping

from backend.catalogue.targets import TARGET_NAMES, Season, Target, TargetUnit

_DOINGS = {
    "sv": {
        "acknowledge": "läses", "inspect": "besöks", "make_safe": "görs säkert", "start": "påbörjas", "mend": "lagas",
        "answer": "besvaras",
    },
    "en": {
        "acknowledge": "read", "inspect": "visited", "make_safe": "made safe", "start": "begun", "mend": "mended",
        "answer": "answered",
    },
}  # fmt: skip
_UNITS = {
    "sv": {
        TargetUnit.HOURS: ("timme", "timmar"),
        TargetUnit.WORKING_HOURS: ("arbetstimme", "arbetstimmar"),
        TargetUnit.DAYS: ("dag", "dagar"),
        TargetUnit.WORKING_DAYS: ("arbetsdag", "arbetsdagar"),
        TargetUnit.WEEKS: ("vecka", "veckor"),
    },
    "en": {
        TargetUnit.HOURS: ("hour", "hours"),
        TargetUnit.WORKING_HOURS: ("working hour", "working hours"),
        TargetUnit.DAYS: ("day", "days"),
        TargetUnit.WORKING_DAYS: ("working day", "working days"),
        TargetUnit.WEEKS: ("week", "weeks"),
    },
}
_SEASONS = {Season.SPRING: "våren", Season.SUMMER: "sommaren", Season.AUTUMN: "hösten", Season.WINTER: "vintern"}


def words_for_target(target: Target, language: str) -> str:
    """Says "inom 21 dagar", "planerat inom 120 dagar", "under hösten"."""
    is_swedish = language == "sv"
    if target.season is not None:
        return f"under {_SEASONS[target.season]}" if is_swedish else f"in {target.season}"
    if target.unit is TargetUnit.PLANNED:
        return f"planerat inom {target.amount} dagar" if is_swedish else f"planned within {target.amount} days"
    one, many = _UNITS["sv" if is_swedish else "en"][target.unit]
    return f"{'inom' if is_swedish else 'within'} {target.amount} {one if target.amount == 1 else many}"


def words_for_targets(targets: Mapping[str, Target], language: str) -> str:
    """Says "läses inom 1 arbetsdag, lagas inom 21 dagar", in the order they are met."""
    doings = _DOINGS["sv" if language == "sv" else "en"]
    named = [(name, targets[name]) for name in TARGET_NAMES if name in targets]
    return ", ".join(f"{doings[name]} {words_for_target(target, language)}" for name, target in named)
