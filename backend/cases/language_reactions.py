"""Marking what people wrote with its language, once it is there: finding it costs nobody their report."""

from datetime import datetime

from sqlalchemy.orm import Session

from backend.cases.detecting import find_language
from backend.cases.events import ReportSubmitted, WordsAdded
from backend.cases.models import Report, ReportAddition


def mark_report(session: Session, submitted: ReportSubmitted, now: datetime) -> None:
    """The report's words have a language of their own, whatever the form's was."""
    report = session.get(Report, (submitted.municipality, submitted.report_id))
    if report is not None and report.words_language is None:
        report.words_language = find_language(report.words, among=(report.language,))


def mark_addition(session: Session, added: WordsAdded, now: datetime) -> None:
    """The same of what a reporter wrote afterwards."""
    addition = session.get(ReportAddition, (added.municipality, added.addition_id))
    report = session.get(Report, (added.municipality, added.report_id))
    if addition is not None and report is not None and addition.language is None:
        addition.language = find_language(addition.words, among=(report.language,))


def language_of(report: Report) -> str:
    """The language of the report's words: as found, else the form's."""
    return report.words_language or report.language
