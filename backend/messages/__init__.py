"""What reporters, contractors, those on call and other bodies are told: hears all below, and no feature calls it."""

from backend.messages.actions import save_text
from backend.messages.codes import TextCode
from backend.messages.conversion_previews import ConversionPreview, preview_conversion
from backend.messages.many import ManyPreview, Sample, preview_many
from backend.messages.models import MessageText
from backend.messages.other_ways import send_another_way
from backend.messages.parked import tell_parked_reaction
from backend.messages.previews import Preview, code_of_outcome, preview_text
from backend.messages.queries import Told, get_text, told
from backend.messages.reactions import REACTIONS
from backend.messages.reporter_words import Given
from backend.messages.shipped import LANGUAGES, Text
from backend.messages.staff_words import (
    ReadWords,
    find_common_question,
    list_common_questions,
    read_as,
    words_written_in,
)
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
    "ReadWords", "Sample", "Standing", "Text", "TextCode", "Told", "code_of_outcome", "find_common_question",
    "get_text", "list_common_questions", "list_late_reasons", "preview_conversion", "preview_many",
    "preview_text", "question_of", "read_as", "save_text", "send_another_way", "tell_parked_reaction", "told", "words_for_outcome",
    "words_for_promise", "words_for_reason", "words_for_role", "words_for_state", "words_for_wait",
    "words_written_in",
]  # fmt: skip
