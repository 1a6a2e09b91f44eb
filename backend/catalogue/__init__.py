"""The catalogue: what may be reported, what is asked, what is promised, and the calendar promises are counted in.

Everything here is a municipality's own: rows copied from the shipped tree in ``data/``, changed without code.
"""

from backend.catalogue.actions import seed_catalogue
from backend.catalogue.answers import (
    NO_ANSWERS,
    SAYS_ACUTE,
    Answers,
    is_acute,
    is_dangerous,
    kind_of,
    list_choices,
    priority_of,
    read_answers,
    routes_of,
    targets_of,
    words_for_answers,
)
from backend.catalogue.calendar import SWEDISH_TIME, WorkingCalendar
from backend.catalogue.category_sheet import import_categories, write_categories
from backend.catalogue.cells import WORDS as CELLS_OF_WORDS
from backend.catalogue.cells import list_languages, write_cells
from backend.catalogue.counting import FoundRule, list_count_rules
from backend.catalogue.counts import (
    CountRule,
    count_things,
    read_count,
    read_count_rules,
    row_around,
    tighten,
    write_count_rules,
)
from backend.catalogue.editing import (
    CategoryVersion,
    change_category,
    find_category_number,
    is_paused,
    list_category_versions,
)
from backend.catalogue.hours import OpeningHours, read_opening_hours
from backend.catalogue.kinds import (
    ANSWERED_KINDS,
    authority_of,
    is_public_kind,
    routes_of_kind,
    targets_of_kind,
)
from backend.catalogue.naming import name_codes
from backend.catalogue.ordinals import words_for_ordinal
from backend.catalogue.queries import (
    Sibling,
    category_for_intake,
    find_category,
    get_calendar,
    get_category,
    list_calendars,
    list_categories,
    list_groups,
    list_siblings,
    name_categories,
    names_of,
)
from backend.catalogue.routes import codes_of
from backend.catalogue.seasons import SeasonTargets, in_season, read_items, read_season_targets, write_items
from backend.catalogue.shipped import CATCH_ALL, shipped_categories, shipped_tree
from backend.catalogue.suggestions import acute_words_in, suggest_categories
from backend.catalogue.surface import ROAD_ROUTE, SAYS_SURFACE, SURFACE_QUESTION, asks_surface
from backend.catalogue.target_words import words_for_target, words_for_targets
from backend.catalogue.targets import (
    TARGET_NAMES,
    Precision,
    Season,
    Target,
    Targets,
    TargetUnit,
    Window,
    precision_of,
    read_target,
    read_window,
)
from backend.catalogue.tree import (
    WORK_KINDS,
    CaseKind,
    Category,
    Choice,
    Group,
    Priority,
    Question,
    QuestionKind,
    word_in,
)
from backend.catalogue.urgency import Urgency, speaks_of_hurt, urgency_of
from backend.catalogue.wording import (
    words_for_day,
    words_for_moment,
    words_for_season,
    words_for_time,
    words_for_week,
)
from backend.foundation.sheets import SheetRead

__all__ = [
    "ANSWERED_KINDS",
    "CATCH_ALL",
    "CELLS_OF_WORDS",
    "NO_ANSWERS",
    "ROAD_ROUTE",
    "SAYS_ACUTE",
    "SAYS_SURFACE",
    "SURFACE_QUESTION",
    "SWEDISH_TIME",
    "TARGET_NAMES",
    "WORK_KINDS",
    "Answers",
    "CaseKind",
    "Category",
    "CategoryVersion",
    "Choice",
    "CountRule",
    "FoundRule",
    "Group",
    "OpeningHours",
    "Precision",
    "Priority",
    "Question",
    "QuestionKind",
    "Season",
    "SeasonTargets",
    "SheetRead",
    "Sibling",
    "Target",
    "TargetUnit",
    "Targets",
    "Urgency",
    "Window",
    "WorkingCalendar",
    "acute_words_in",
    "asks_surface",
    "authority_of",
    "category_for_intake",
    "change_category",
    "codes_of",
    "count_things",
    "find_category",
    "find_category_number",
    "get_calendar",
    "get_category",
    "import_categories",
    "in_season",
    "is_acute",
    "is_dangerous",
    "is_paused",
    "is_public_kind",
    "kind_of",
    "list_calendars",
    "list_categories",
    "list_category_versions",
    "list_choices",
    "list_count_rules",
    "list_groups",
    "list_languages",
    "list_siblings",
    "name_categories",
    "name_codes",
    "names_of",
    "precision_of",
    "priority_of",
    "read_answers",
    "read_count",
    "read_count_rules",
    "read_items",
    "read_opening_hours",
    "read_season_targets",
    "read_target",
    "read_window",
    "routes_of",
    "routes_of_kind",
    "row_around",
    "seed_catalogue",
    "shipped_categories",
    "shipped_tree",
    "speaks_of_hurt",
    "suggest_categories",
    "targets_of",
    "targets_of_kind",
    "tighten",
    "urgency_of",
    "word_in",
    "words_for_answers",
    "words_for_day",
    "words_for_moment",
    "words_for_ordinal",
    "words_for_season",
    "words_for_target",
    "words_for_targets",
    "words_for_time",
    "words_for_week",
    "write_categories",
    "write_cells",
    "write_count_rules",
    "write_items",
]
