"""Names for things: UUIDv7 inside, short references with a check character outside. Neither grants access."""

import secrets
from uuid import UUID

import uuid_utils.compat

from backend.foundation.errors import Invalid

# 29 characters, a prime, so that one wrong or two swapped characters are always caught; no 0/O, 1/I, no vowels,
# so that a reference can be read aloud and never spells a word.
ALPHABET = "23456789BCDFGHJKLMNPQRSTVWXYZ"
LENGTH = 8


def new_id() -> UUID:
    """A new UUIDv7: roughly ordered by time of making, so that indexes stay compact."""
    return UUID(int=uuid_utils.compat.uuid7().int)


def new_reference() -> str:
    """Eight random characters, the last one a check character. Unique only once the database has said so."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + _check_character(body)


def read_reference(text: str) -> str:
    """A reference as a person typed or said it, in the stored form; forgives case, spaces and dashes.

    Raises ``Invalid`` where the length, a character or the check character is wrong.
    """
    reference = "".join(character for character in text.upper() if character.isalnum())
    wrong_characters = any(character not in ALPHABET for character in reference)
    if len(reference) != LENGTH or wrong_characters or _check_character(reference[:-1]) != reference[-1]:
        raise Invalid(
            "reference_misread", "That reference is not complete, or a character is wrong. Please look again."
        )
    return reference


def show_reference(reference: str) -> str:
    """The form people read: two groups of four."""
    return f"{reference[:4]}-{reference[4:]}"


def _check_character(body: str) -> str:
    # Weights 2, 3, 4 … below the prime differ for every position, which is what catches swapped neighbours.
    total = sum(weight * ALPHABET.index(character) for weight, character in enumerate(body, start=2))
    return ALPHABET[-total % len(ALPHABET)]
