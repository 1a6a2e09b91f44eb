"""The codes of deliveries as the postbox says them."""

from flask_babel import lazy_gettext

from backend.deliveries import Fate, RecipientKind

FATES = {
    Fate.QUEUED: lazy_gettext("waits in the queue"),
    Fate.IN_DOUBT: lazy_gettext("in doubt, is tried again"),
    Fate.HANDED_OVER: lazy_gettext("handed over, on its way"),
    Fate.DELIVERED: lazy_gettext("delivered for certain"),
    Fate.FAILED: lazy_gettext("came back"),
    Fate.PARKED: lazy_gettext("given up, staff see it"),
    Fate.OVERTAKEN: lazy_gettext("never sent: a later step made it untrue"),
    Fate.UNWANTED: lazy_gettext("never sent: not wished"),
}
RECIPIENTS = {
    RecipientKind.REPORTER: lazy_gettext("reporter"),
    RecipientKind.STAFF: lazy_gettext("staff or on call"),
    RecipientKind.CONTRACTOR: lazy_gettext("contractor"),
    RecipientKind.BODY: lazy_gettext("another body"),
}
