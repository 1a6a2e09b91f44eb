"""The states of a photo at the gate: received, then ready or refused for good. A photo never changes after that."""

from enum import StrEnum


class PhotoState(StrEnum):
    """Where a photo stands."""

    RECEIVED = "received"
    """Sealed as it came; nothing of it is shown yet."""
    READY = "ready"
    """Decoded and encoded anew: our own encodes may be served."""
    REFUSED = "refused"
    """Kept sealed and never shown; ``refused_why`` says the reason."""


class Refusal(StrEnum):
    """Why a photo cannot be shown. It never costs the report."""

    NOT_A_PHOTO = "not_a_photo"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_MANY_FRAMES = "too_many_frames"
    DAMAGED = "damaged"
    TOO_DEMANDING = "too_demanding"


REFUSAL_WORDS: dict[Refusal, str] = {
    Refusal.NOT_A_PHOTO: "The file is not a photo we can show. JPEG, PNG, WebP and HEIC work.",
    Refusal.TOO_MANY_PIXELS: "The photo has more than 40 million pixels. A smaller one works.",
    Refusal.TOO_MANY_FRAMES: "The file is a film of many pictures. A single photo works.",
    Refusal.DAMAGED: "The photo is damaged or did not arrive whole.",
    Refusal.TOO_DEMANDING: "The photo could not be read in reasonable time.",
}
"""What a person is told, as gettext msgids."""
