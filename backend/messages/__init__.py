"""What reporters, contractors, those on call and other bodies are told: hears all below, and no feature calls it."""

from backend.foundation.sheets import SheetRead
from backend.messages.actions import find_number, return_to_shipped, save_text
from backend.messages.codes import TextCode
from backend.messages.conversion_previews import ConversionPreview, preview_conversion
from backend.messages.drafts import TO_REPORTERS, DraftPreview, preview_draft
from backend.messages.many import ManyPreview, Sample, preview_many
from backend.messages.models import MessageText, MessageTextVersion
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
from backend.messages.text_sheet import import_texts, write_texts
from backend.messages.texts import (
    EditedText,
    TextVersion,
    get_edited_text,
    list_text_languages,
    list_text_versions,
    list_texts,
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
    "LANGUAGES",
    "REACTIONS",
    "TO_REPORTERS",
    "Asked",
    "ConversionPreview",
    "DraftPreview",
    "EditedText",
    "Given",
    "ManyPreview",
    "MessageText",
    "MessageTextVersion",
    "Preview",
    "ReadWords",
    "Sample",
    "SheetRead",
    "Standing",
    "Text",
    "TextCode",
    "TextVersion",
    "Told",
    "code_of_outcome",
    "find_common_question",
    "find_number",
    "get_edited_text",
    "get_text",
    "import_texts",
    "list_common_questions",
    "list_late_reasons",
    "list_text_languages",
    "list_text_versions",
    "list_texts",
    "preview_conversion",
    "preview_draft",
    "preview_many",
    "preview_text",
    "question_of",
    "read_as",
    "return_to_shipped",
    "save_text",
    "send_another_way",
    "tell_parked_reaction",
    "told",
    "words_for_outcome",
    "words_for_promise",
    "words_for_reason",
    "words_for_role",
    "words_for_state",
    "words_for_wait",
    "words_written_in",
    "write_texts",
]  # fmt: skip
