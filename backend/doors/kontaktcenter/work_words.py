"""Codes of orders, acts, waits, deadlines and hand-overs in staff's words, as msgids."""

from flask_babel import lazy_gettext

from backend.cases import Whose
from backend.dispatch import (
    Act,
    BodyAnswer,
    Deadline,
    DeclineReason,
    HandOverEnding,
    HandOverState,
    HeldBecause,
    OrderState,
    PausedBy,
    Purpose,
    WaitReason,
)
from backend.responsibility import LackKind, OrderMode, Way

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
ORDER_STATES = {
    OrderState.UNSENT: lazy_gettext("Written, not sent"),
    OrderState.SENT: lazy_gettext("Sent, not opened"),
    OrderState.RECEIVED: lazy_gettext("Opened, not accepted"),
    OrderState.ACCEPTED: lazy_gettext("Accepted"),
    OrderState.STARTED: lazy_gettext("Work has begun"),
    OrderState.WAITING: lazy_gettext("The work waits"),
    OrderState.DONE: lazy_gettext("Done, not approved"),
    OrderState.APPROVED: lazy_gettext("Approved"),
    OrderState.DECLINED: lazy_gettext("Declined"),
    OrderState.CANCELLED: lazy_gettext("Cancelled"),
}
ACTS = {
    "sent": lazy_gettext("the order was sent"),
    Act.RECEIVE: lazy_gettext("the order was opened"),
    Act.ACCEPT: lazy_gettext("the order was accepted"),
    Act.DECLINE: lazy_gettext("the order was declined"),
    Act.START: lazy_gettext("the work began"),
    Act.MAKE_SAFE: lazy_gettext("the place was made safe"),
    Act.WAIT: lazy_gettext("the work waits"),
    Act.RESUME: lazy_gettext("the work went on"),
    Act.COMPLETE: lazy_gettext("the work was done"),
    Act.APPROVE: lazy_gettext("the work was approved"),
    Act.SEND_BACK: lazy_gettext("the work was sent back"),
    Act.CANCEL: lazy_gettext("the order was cancelled"),
    Act.SEND: lazy_gettext("the order was let go"),
    Act.RELEASE: lazy_gettext("the order was released: work may begin"),
    Act.PAUSE: lazy_gettext("the order's clock was stopped"),
}
PURPOSES = {Purpose.MEND: lazy_gettext("Mend"), Purpose.MAKE_SAFE: lazy_gettext("Make safe")}
DECLINES = {
    DeclineReason.NOT_OUR_CONTRACT: lazy_gettext("not in our contract"),
    DeclineReason.NOT_OUR_AREA: lazy_gettext("not in our area"),
    DeclineReason.NOT_IN_PRICE: lazy_gettext("not within the price"),
    DeclineReason.NO_CAPACITY: lazy_gettext("no capacity"),
    DeclineReason.WRONG_PLACE: lazy_gettext("the place is wrong"),
    DeclineReason.OTHER: lazy_gettext("another reason"),
}
WAITS = {
    WaitReason.FROST: lazy_gettext("frost"),
    WaitReason.PARTS: lazy_gettext("spare parts"),
    WaitReason.POWER_COMPANY: lazy_gettext("the power company"),
    WaitReason.PERMIT: lazy_gettext("a permit"),
    WaitReason.OWNER: lazy_gettext("the owner"),
    WaitReason.POLICE: lazy_gettext("the police"),
    WaitReason.REPORTER: lazy_gettext("the reporter"),
    WaitReason.OTHER: lazy_gettext("something else"),
}
MODES = {
    OrderMode.WITHIN_PRICE: lazy_gettext("within the price"),
    OrderMode.CALL_OFF: lazy_gettext("call-off"),
    OrderMode.APPROVAL_FIRST: lazy_gettext("approval first"),
    "ceiling": lazy_gettext("the contract's ceiling of automatic orders is reached"),
    "unconfirmed": lazy_gettext("many acute orders at once, from reporters nobody knows"),
    "frame": lazy_gettext("more than is left of the contract's frame"),
    "made_safe": lazy_gettext("the place is safe, and mending remains"),
    "waits_in_vain": lazy_gettext("the order it waits for was declined or taken back"),
    "locked": lazy_gettext("danger to life: our own part needs an order, and no contract covers it by rule"),
}
LACKS = {
    LackKind.OFF_ON_PURPOSE: lazy_gettext("Off on purpose"),
    LackKind.WITHIN_CARE_LEVEL: lazy_gettext("Within our care level"),
}
WAYS = {
    Way.SHOWN: lazy_gettext("the reporter is shown the way"),
    Way.PHONE: lazy_gettext("by telephone"),
    Way.FORM: lazy_gettext("by their form"),
    Way.MAIL: lazy_gettext("by mail"),
    Way.OPEN311: lazy_gettext("by Open311"),
}
HAND_OVERS = {
    HandOverState.TO_DO: lazy_gettext("Not told yet"),
    HandOverState.SENT: lazy_gettext("Told, no answer yet"),
    HandOverState.ACKNOWLEDGED: lazy_gettext("They have it"),
    HandOverState.ANSWERED: lazy_gettext("They have answered"),
    HandOverState.ENDED: lazy_gettext("Handed over"),
}
