"""The fields of a category's form in staff's words: (cell, label, hint)."""

from flask_babel import lazy_gettext

WORDS = (
    ("name", lazy_gettext("What it is called"), ""),
    ("public", lazy_gettext("Inside a sentence"), lazy_gettext("Safe on a locked screen: a lamp, a hole in the road.")),
    ("help", lazy_gettext("When to choose it"), ""),
    ("verb", lazy_gettext("When it is done"), lazy_gettext("The lamp is lit, the place is clean.")),
    ("advice", lazy_gettext("How to stay safe"), ""),
    ("planned", lazy_gettext("Next planned upkeep, in words"), lazy_gettext("Said in the place of a week or a season, never of a day: at the next change of lamps.")),
)  # fmt: skip
FLAGS = (
    ("public_at_once", lazy_gettext("Public at once: category, rough place, state and promise")),
    ("joinable", lazy_gettext("Several may report the same one")),
    ("hidden", lazy_gettext("Hidden: not offered, but taken where it is sent")),
    ("retired", lazy_gettext("Retired: no new case gets it, old ones keep it")),
)
TARGETS = (
    ("acknowledge", lazy_gettext("Acknowledge: a person has read it")),
    ("inspect", lazy_gettext("Inspect: somebody has been there")),
    ("make_safe", lazy_gettext("Make safe: nobody can be hurt")),
    ("start", lazy_gettext("Start: the work has begun")),
    ("mend", lazy_gettext("Mend: it is done")),
    ("answer", lazy_gettext("Tell: the reporter has word on what happens")),
)
CELLS = {
    "unit": (lazy_gettext("Unit that owns it"), ""),
    "search_words": (lazy_gettext("Words people search by"), ""),
    "near_metres": (lazy_gettext("Metres within which an open case may be the same"), lazy_gettext("Between 0 and 500.")),
    "season": (lazy_gettext("Season"), lazy_gettext("Month-day to month-day: 10-01/04-30")),
    "season_targets": (lazy_gettext("Other targets in a part of the year"), lazy_gettext("The day a case came in decides: 10-01/04-30: mend 7 days, start 2 days. Several with a semicolon between.")),
    "count_rules": (lazy_gettext("Several in a row"), lazy_gettext("3 within 120 metres in 21 days: mend 21 days. Each open case of the row is promised sooner, never later. May say of (which categories), during (season), as (another category's targets), priority high.")),
    "look_again_on": (lazy_gettext("Frost: look again on"), lazy_gettext("Until that day nothing but danger is promised mended; reporters are told when somebody looks again. Empty: no frost.")),
}  # fmt: skip
