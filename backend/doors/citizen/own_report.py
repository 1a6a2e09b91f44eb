"""Whose page it is: a report by its reference and a token. Unknown, another's and a wrong token are all not found."""

from sqlalchemy.orm import Session

from backend import cases
from backend.cases import Report, ReportNotFound
from backend.doors.shared import current_house
from backend.doors.shared.message_links import FOLLOW, VERDICT
from backend.foundation.errors import Invalid
from backend.foundation.ids import read_reference


def get_followed_report(session: Session, municipality_code: str, reference: str, token: str) -> Report:
    """The report whose follow link this is. Raises ``ReportNotFound``."""
    report = _find(session, municipality_code, reference)
    if report is None or not current_house().settings.secrets.proves(token, FOLLOW, report.id):
        raise ReportNotFound
    return report


def get_asked_report(
    session: Session, municipality_code: str, reference: str, token: str, *, resolution: int
) -> Report:
    """The report whose reporter was asked about that resolution by this link. Raises ``ReportNotFound``."""
    report = _find(session, municipality_code, reference)
    if report is None or not current_house().settings.secrets.proves(token, VERDICT, report.id, resolution):
        raise ReportNotFound
    return report


def _find(session: Session, municipality_code: str, reference: str) -> Report | None:
    try:
        stored = read_reference(reference)
    except Invalid:
        return None
    return cases.find_report_by_reference(session, municipality_code, stored)
