"""What reporters, contractors, those on call and other bodies are told: hears all below, and no feature calls it."""

from backend.messages.actions import save_text
from backend.messages.codes import TextCode
from backend.messages.conversion_previews import ConversionPreview, preview_conversion
from backend.messages.many import ManyPreview, Sample, preview_many
from backend.messages.models import MessageText
from backend.messages.parked import tell_parked_reaction
from backend.messages.previews import Preview, code_of_outcome, preview_text
from backend.messages.queries import Told, get_text, told
from backend.messages.reactions import REACTIONS
from backend.messages.reporter_words import Given
from backend.messages.shipped import LANGUAGES, Text
from backend.messages.wording import (
    Asked,
    Standing,
    list_late_reasons,
    question_of,
    words_for_outcome,
    words_for_promise,
    words_for_reason,
    words_for_role,
    words_for_state,
    words_for_wait,
)

__all__ = [
    "LANGUAGES", "REACTIONS", "Asked", "ConversionPreview", "Given", "ManyPreview", "MessageText", "Preview",
    "Sample", "Standing", "Text", "TextCode", "Told", "code_of_outcome", "get_text", "list_late_reasons",
    "preview_conversion", "preview_many", "preview_text", "question_of", "save_text", "tell_parked_reaction",
    "told", "words_for_outcome", "words_for_promise", "words_for_reason", "words_for_role", "words_for_state",
    "words_for_wait",
]  # fmt: skip
