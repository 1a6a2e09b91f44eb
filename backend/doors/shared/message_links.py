"""The links in messages: built from settings, never from a request's Host; the token is made when the letter is sent.

A token proves one purpose for one subject (see ``foundation.links``).
"""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy.orm import Session

from backend import accounts, cases, dispatch, geography
from backend.accounts import ReturnTo
from backend.deliveries import LinkEntry
from backend.foundation import clock
from backend.foundation.settings import Settings

FOLLOW, VERDICT, ALARM, PHOTOS = "follow", "verdict", "alarm", "photos"
SMS_CALLBACK = "sms_callback"
"""The purposes of tokens."""
_SECRETS_MADE = "sign_in_secrets"


def follow_path(slug: str, reference: str, token: str) -> str:
    """The page a reporter follows a report on."""
    return f"/{slug}/arende/{reference}/{token}"


def verdict_path(slug: str, reference: str, resolution: int, token: str) -> str:
    """The page with the one button."""
    return f"/{slug}/svar/{reference}/{resolution}/{token}"


def follow_token(settings: Settings, report_id: UUID) -> str:
    """Proves that its bearer got our answer to the report."""
    return settings.secrets.make_token(FOLLOW, report_id)


def verdict_token(settings: Settings, report_id: UUID, resolution: int) -> str:
    """Proves that its bearer was asked about that resolution."""
    return settings.secrets.make_token(VERDICT, report_id, resolution)


def sms_callback_purpose(municipality: str) -> str:
    """What a provider's token proves: that it was given the address for one delivery of that municipality."""
    return f"{SMS_CALLBACK}:{municipality}"


def _slug(session: Session, entry: LinkEntry) -> str:
    return geography.get_municipality(session, entry["municipality"]).slug


def _follow(settings: Settings, session: Session, entry: LinkEntry) -> str:
    report = cases.get_report(session, entry["municipality"], UUID(entry["report_id"]))
    path = follow_path(_slug(session, entry), report.reference, follow_token(settings, report.id))
    return settings.web_address + path


def _verdict(settings: Settings, session: Session, entry: LinkEntry) -> str:
    report = cases.get_report(session, entry["municipality"], UUID(entry["report_id"]))
    resolution = int(entry["resolution"])
    token = verdict_token(settings, report.id, resolution)
    return settings.web_address + verdict_path(_slug(session, entry), report.reference, resolution, token)


def _portal_order(settings: Settings, session: Session, entry: LinkEntry) -> str:
    order = dispatch.get_order(session, entry["municipality"], UUID(entry["order_id"]))
    return f"{settings.portal_address}/{entry['municipality']}/order/{order.reference}"


def _case_page(settings: Settings, session: Session, entry: LinkEntry) -> str:
    return f"{settings.web_address}/{_slug(session, entry)}/kontaktcenter/arende/{entry['reference']}"


def _alarm(settings: Settings, session: Session, entry: LinkEntry) -> str:
    alarm_id, number = UUID(entry["alarm_id"]), int(entry["number"])
    token = settings.secrets.make_token(ALARM, alarm_id, number)
    return f"{settings.web_address}/{_slug(session, entry)}/larm/{alarm_id}/{number}/{token}"


def _delivery_callback(settings: Settings, session: Session, entry: LinkEntry) -> str:
    municipality, delivery_id = str(entry["municipality"]), UUID(entry["delivery_id"])
    token = settings.secrets.make_token(sms_callback_purpose(municipality), delivery_id)
    return f"{settings.web_address}/callbacks/sms/{municipality}/{delivery_id}/{token}"


def _web(settings: Settings, session: Session, entry: LinkEntry) -> str:
    return settings.web_address + str(entry["path"])


def _sign_in(settings: Settings, session: Session, entry: LinkEntry) -> str:
    face = settings.portal_address if entry["return_to"] == ReturnTo.PORTAL else settings.web_address
    return f"{face}/sign-in/t/{_secret_of(session, entry).token}"


def _sign_in_digits(settings: Settings, session: Session, entry: LinkEntry) -> str:
    return _secret_of(session, entry).digits


def _secret_of(session: Session, entry: LinkEntry) -> accounts.SignInLink:
    # Link and digits of one letter belong together: both are filled in one transaction, whose session remembers.
    made: dict[str, accounts.SignInLink] = session.info.setdefault(_SECRETS_MADE, {})
    request_id = str(entry["request_id"])
    if request_id not in made:
        made[request_id] = accounts.make_sign_in_secret(session, UUID(request_id), clock.now(session))
    return made[request_id]


LINK_MAKERS: dict[str, Callable[[Settings, Session, LinkEntry], str]] = {
    "follow": _follow,
    "verdict": _verdict,
    "portal_order": _portal_order,
    "case_page": _case_page,
    "alarm": _alarm,
    "delivery_callback": _delivery_callback,
    "web": _web,
    "sign_in": _sign_in,
    "sign_in_digits": _sign_in_digits,
}
