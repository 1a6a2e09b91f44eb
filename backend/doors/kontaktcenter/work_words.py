"""The words of orders that wait and hand-overs that are answered, as msgids."""

from flask_babel import lazy_gettext

from backend.cases import Whose
from backend.dispatch import BodyAnswer, Deadline, HandOverEnding, HeldBecause, PausedBy

HELD = {
    HeldBecause.CALL_OFF: lazy_gettext("call-off: the unit says yes first"),
    HeldBecause.APPROVAL_FIRST: lazy_gettext("the contract asks for a yes first"),
    HeldBecause.CEILING: lazy_gettext("the contract's ceiling of automatic orders is reached"),
    HeldBecause.UNCONFIRMED: lazy_gettext("many acute orders at once, from reporters nobody knows"),
    HeldBecause.FRAME: lazy_gettext("more than is left of the contract's frame"),
}
PAUSED = {
    PausedBy.CONTRACT: lazy_gettext("the contract names the reason"),
    PausedBy.UNIT: lazy_gettext("granted by the unit"),
}
DEADLINES = {
    Deadline.ACCEPT: lazy_gettext("To be accepted"),
    Deadline.MAKE_SAFE: lazy_gettext("To be made safe"),
    Deadline.START: lazy_gettext("To be begun"),
    Deadline.MEND: lazy_gettext("To be done"),
}
BODY_ANSWERS = {
    BodyAnswer.MENDED: lazy_gettext("It is mended"),
    BodyAnswer.WILL_DO: lazy_gettext("They will do it"),
    BodyAnswer.NOT_THEIRS: lazy_gettext("It is not theirs"),
}
HAND_OVER_ENDINGS = {
    HandOverEnding.THEIRS: lazy_gettext("It is theirs from then on"),
    HandOverEnding.MENDED: lazy_gettext("They mended it"),
    HandOverEnding.NOT_THEIRS: lazy_gettext("It was not theirs"),
    HandOverEnding.ALL_CLEAR: lazy_gettext("They gave the all-clear"),
    HandOverEnding.DECIDED_OTHERWISE: lazy_gettext("It was decided otherwise"),
    HandOverEnding.CASE_RESOLVED: lazy_gettext("The case was resolved otherwise"),
    HandOverEnding.WITHDRAWN: lazy_gettext("Nobody waits for it any more"),
}
CHASERS = {
    Whose.UNIT: lazy_gettext("The unit"),
    Whose.KONTAKTCENTER: lazy_gettext("The contact centre"),
}
LOCKED = lazy_gettext("danger to life, until the all-clear")
