"""Codes of cases, promises, steps and answers in staff's words, as msgids."""

from flask_babel import lazy_gettext

from backend.cases import Cause, Channel, LateReason, NoteKind, Outcome, Per, PromiseKind, State, Step, Why
from backend.catalogue import CaseKind, Precision, Priority
from backend.feedback import Answer, Consequence

STATES = {
    State.RECEIVED: lazy_gettext("Received, not decided"),
    State.HELD: lazy_gettext("Held"),
    State.WITH_UNIT: lazy_gettext("With the unit"),
    State.ASSIGNED: lazy_gettext("Assigned"),
    State.IN_PROGRESS: lazy_gettext("Work is under way"),
    State.WAITING: lazy_gettext("Waiting"),
    State.NEEDS_ANSWER: lazy_gettext("Waiting for the reporter's answer"),
    State.RESOLVED: lazy_gettext("Resolved"),
    State.CLOSED: lazy_gettext("Closed"),
}
OUTCOMES = {
    Outcome.MENDED: lazy_gettext("Mended"),
    Outcome.OTHER_FAULT_MENDED: lazy_gettext("Another fault was mended"),
    Outcome.TEMPORARILY_MENDED: lazy_gettext("Mended for now"),
    Outcome.NO_FAULT_FOUND: lazy_gettext("No fault found"),
    Outcome.GONE: lazy_gettext("Gone when we came"),
    Outcome.OWNER_DID_IT: lazy_gettext("The owner did it"),
    Outcome.MENDED_BY_OTHER: lazy_gettext("Mended by another body"),
    Outcome.NOT_OURS_HANDED_OVER: lazy_gettext("Not ours, handed over"),
    Outcome.NOT_OURS_SHOWN: lazy_gettext("Not ours, shown the way"),
    Outcome.PRIVATE: lazy_gettext("Private: we may not mend it"),
    Outcome.WITHIN_CARE_LEVEL: lazy_gettext("Within our care level"),
    Outcome.OFF_ON_PURPOSE: lazy_gettext("Off on purpose"),
    Outcome.PLANNED_UPKEEP: lazy_gettext("Waits for planned upkeep"),
    Outcome.INSUFFICIENT: lazy_gettext("Not enough information"),
    Outcome.ANSWERED: lazy_gettext("Answered"),
    Outcome.DELIVERED: lazy_gettext("Delivered as ordered"),
    Outcome.OTHER_AUTHORITY: lazy_gettext("Another authority's matter"),
    Outcome.WITHDRAWN: lazy_gettext("Withdrawn by the reporter"),
    Outcome.ABUSE: lazy_gettext("Abuse"),
}
WHYS = {
    Why.UNDECIDED: lazy_gettext("No rule is sure who is responsible. Decide."),
    Why.HELD: lazy_gettext("Held before anything is sent: many came at once, or the place is not known. Look at it."),
    Why.ACUTE_UNREAD: lazy_gettext("Acute, and nobody has said that they have it."),
    Why.ORDER_DECLINED: lazy_gettext("The contractor declined the order."),
    Why.ACCEPTANCE_OVERDUE: lazy_gettext("The contractor has not accepted the order in time."),
    Why.PROMISE_PASSED: lazy_gettext("What we promised has passed. Give a reason and a new date."),
    Why.THIRD_MOVE: lazy_gettext("The promise has been moved late three times."),
    Why.APPROVE: lazy_gettext("The contractor says it is done. Approve or send back."),
    Why.ANSWER: lazy_gettext("To be answered."),
    Why.ORDER_NEEDED: lazy_gettext("The contract asks for a person's yes before the order is sent."),
    Why.HAND_OVER: lazy_gettext("Tell the body that is responsible, and note who took it."),
    Why.OBJECTION: lazy_gettext("The reporter does not agree. Look again."),
    Why.NEW_WORDS: lazy_gettext("The reporter has written more."),
    Why.DELIVERY_PARKED: lazy_gettext("A message could not be delivered."),
    Why.REACTION_PARKED: lazy_gettext("Something automatic stopped. Look whether the case goes on."),
    Why.REFUSED_ACT: lazy_gettext("The contractor sent something after the order had moved on. Read it."),
    Why.PROBLEM: lazy_gettext("It fails again and again: the day has come to look at the cause."),
    Why.NEXT_LOOK: lazy_gettext("It is time to ask again, or to look."),
    Why.MAKE_SAFE_OVERDUE: lazy_gettext("The place has not been made safe in time."),
    Why.START_OVERDUE: lazy_gettext("The work has not begun in time."),
    Why.MEND_OVERDUE: lazy_gettext("The work is past its deadline."),
}
HELD_BY = {
    "": lazy_gettext("Held for another reason"),
    Per.SOURCE: lazy_gettext("Many from the same network"),
    Per.ADDRESS: lazy_gettext("Many from the same address"),
    Per.PLACE: lazy_gettext("Many about the same place"),
}
LATE_REASONS = {
    LateReason.OUTAGE: lazy_gettext("the system was down"),
    LateReason.PAPER: lazy_gettext("taken on a paper form"),
    LateReason.LETTER: lazy_gettext("a letter or a mail that lay"),
    LateReason.OTHER: lazy_gettext("another reason"),
}
PROMISES = {
    PromiseKind.READ: lazy_gettext("Is read"),
    PromiseKind.INSPECT: lazy_gettext("Is inspected"),
    PromiseKind.MAKE_SAFE: lazy_gettext("Is made safe"),
    PromiseKind.MEND: lazy_gettext("Is mended"),
    PromiseKind.ANSWER: lazy_gettext("Is answered"),
    PromiseKind.DELIVER: lazy_gettext("Is done"),
    PromiseKind.HAND_OVER: lazy_gettext("Is handed over"),
    PromiseKind.ASK_AGAIN: lazy_gettext("We ask again"),
    PromiseKind.NEXT_WORD: lazy_gettext("Next word from us"),
    PromiseKind.DATE_TO_BE_GIVEN: lazy_gettext("Moved in, a date is to be given"),
}
CAUSES = {
    Cause.FIRST: lazy_gettext("first promise"),
    Cause.NEXT_STEP: lazy_gettext("next step as planned"),
    Cause.WAITING: lazy_gettext("a wait"),
    Cause.LATE: lazy_gettext("late"),
    Cause.REOPENED: lazy_gettext("reopened"),
}
ENDINGS = {
    "kept": lazy_gettext("kept"),
    "moved": lazy_gettext("moved"),
    "passed": lazy_gettext("passed"),
    "joined": lazy_gettext("joined to another case"),
}
PRECISIONS = {
    Precision.DAY: lazy_gettext("that day"),
    Precision.WEEK: lazy_gettext("that week"),
    Precision.SEASON: lazy_gettext("that season"),
}
PRIORITIES = {
    Priority.ACUTE: lazy_gettext("acute priority"),
    Priority.HIGH: lazy_gettext("high priority"),
    Priority.NORMAL: lazy_gettext("normal priority"),
    Priority.LOW: lazy_gettext("low priority"),
}
KINDS = {
    CaseKind.FAULT: lazy_gettext("Fault"),
    CaseKind.VIEWPOINT: lazy_gettext("Viewpoint"),
    CaseKind.ORDER: lazy_gettext("Order"),
    CaseKind.AUTHORITY_MATTER: lazy_gettext("Another authority's matter"),
    CaseKind.QUESTION: lazy_gettext("Question"),
}
CHANNELS = {
    Channel.WEB: lazy_gettext("On the web"),
    Channel.PHONE: lazy_gettext("By phone"),
    Channel.APP: lazy_gettext("In an app"),
    Channel.MAIL: lazy_gettext("By mail"),
    Channel.VISIT: lazy_gettext("On a visit"),
    Channel.STAFF: lazy_gettext("By staff"),
    Channel.API: lazy_gettext("From another system"),
}
STEPS = {
    Step.SUBMIT: lazy_gettext("Reported"),
    Step.HOLD: lazy_gettext("Held"),
    Step.RELEASE: lazy_gettext("Let through"),
    Step.LEAVE_TO_PERSON: lazy_gettext("Left to a person"),
    Step.PASS_TO_UNIT: lazy_gettext("Passed to the unit"),
    Step.ASSIGN: lazy_gettext("Decided who acts"),
    Step.READ: lazy_gettext("Read by a person"),
    Step.START: lazy_gettext("Work began"),
    Step.WAIT: lazy_gettext("Began to wait"),
    Step.RESUME: lazy_gettext("Went on"),
    Step.ASK: lazy_gettext("The reporters were asked"),
    Step.TAKE_ANSWER: lazy_gettext("The reporter answered"),
    Step.MAKE_SAFE: lazy_gettext("Made safe"),
    Step.MOVE_PROMISE: lazy_gettext("New promise"),
    Step.NOTE: lazy_gettext("Note written"),
    Step.ADD_WORDS: lazy_gettext("The reporter wrote"),
    Step.ORDER_MOVED: lazy_gettext("Order or hand-over moved"),
    Step.RESOLVE: lazy_gettext("Resolved"),
    Step.REOPEN: lazy_gettext("Reopened"),
    Step.CONVERT: lazy_gettext("Converted"),
    Step.CHANGE_AUTHORITY: lazy_gettext("Given to another authority"),
    Step.JOIN: lazy_gettext("Joined to another case"),
    Step.UNJOIN: lazy_gettext("Stands alone again"),
    Step.TAKE_REPORT: lazy_gettext("A report came here"),
    Step.LOSE_REPORT: lazy_gettext("A report left"),
    Step.SPLIT: lazy_gettext("A report was split in two"),
    Step.CLOSE: lazy_gettext("Closed"),
    Step.COUNT_REPEAT: lazy_gettext("It had failed before"),
    Step.COUNT_ROW: lazy_gettext("Counted with its neighbours"),
    Step.MOVE_IN: lazy_gettext("Moved in from another system"),
}
NOTES = {
    NoteKind.NOTE: lazy_gettext("Note"),
    NoteKind.QUESTION: lazy_gettext("Question to the reporters"),
    NoteKind.ANSWER: lazy_gettext("Answer to the reporters"),
}
ANSWERS = {Answer.YES: lazy_gettext("Yes, it is right"), Answer.NO: lazy_gettext("No, it is not right")}
CONSEQUENCES = {
    Consequence.WARRANTY_ORDER: lazy_gettext("A new order to the same contractor, within warranty"),
    Consequence.BACK_TO_CREW: lazy_gettext("Back to the crew"),
    Consequence.UNIT: lazy_gettext("To the unit"),
    Consequence.VIEWPOINT: lazy_gettext("Became a viewpoint"),
    Consequence.PERSON: lazy_gettext("Waits for a person"),
}
