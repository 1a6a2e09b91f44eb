"""The codes of problems and of moving many at once in staff's words, as msgids."""

from flask_babel import lazy_gettext

from backend.cases import BulkFate, BulkState, ProblemStep

PROBLEM_STEPS = {
    ProblemStep.OPENED: lazy_gettext("Became a problem"),
    ProblemStep.FAILED_AGAIN: lazy_gettext("Failed again"),
    ProblemStep.MOVED: lazy_gettext("New day to look at it"),
    ProblemStep.SOLVED: lazy_gettext("Solved"),
}
BULK_FATES = {
    BulkFate.MOVED: lazy_gettext("moved"),
    BulkFate.ENDED: lazy_gettext("resolved since"),
    BulkFate.ACUTE: lazy_gettext("somebody may be hurt: is moved one by one"),
    BulkFate.HELD: lazy_gettext("held: is let through first"),
    BulkFate.LATER_ALREADY: lazy_gettext("has a later date already"),
    BulkFate.TOO_LATE: lazy_gettext("the new date has passed"),
    BulkFate.NOT_NOW: lazy_gettext("cannot be moved as it stands"),
}
BULK_STATES = {
    BulkState.DRAFT: lazy_gettext("Not confirmed"),
    BulkState.WAITING: lazy_gettext("Begins soon"),
    BulkState.UNDER_WAY: lazy_gettext("Under way"),
    BulkState.DONE: lazy_gettext("Done"),
    BulkState.CANCELLED: lazy_gettext("Taken back"),
}
