"""Verdicts: is it mended, is it still there, do you think it is ours? And what a "no" does."""

from backend.feedback.actions import find_verdict, follow_verdict, give_verdict, list_verdicts
from backend.feedback.decisions import ASKS_YES_OR_NO, ONLY_OBJECTION, NoFacts, consequence_of_no
from backend.feedback.errors import NothingAsked
from backend.feedback.models import Verdict
from backend.feedback.words import Answer, Consequence

__all__ = [
    "ASKS_YES_OR_NO", "ONLY_OBJECTION", "Answer", "Consequence", "NoFacts", "NothingAsked", "Verdict",
    "consequence_of_no", "find_verdict", "follow_verdict", "give_verdict", "list_verdicts",
]  # fmt: skip
