"""How many SMS a text becomes."""

import pytest

from backend.deliveries import Coding, measure_sms


@pytest.mark.parametrize(
    ("text", "coding", "used", "segments"),
    [
        ("", Coding.GSM7, 0, 1),
        ("Lampan på Ängsgatan lyser, Åsa!", Coding.GSM7, 31, 1),
        ("x" * 160, Coding.GSM7, 160, 1),
        ("x" * 161, Coding.GSM7, 161, 2),
        ("x" * 306, Coding.GSM7, 306, 2),
        ("x" * 307, Coding.GSM7, 307, 3),
        ("€" * 80, Coding.GSM7, 160, 1),
        ("€" * 81, Coding.GSM7, 162, 2),
        ("ł" * 70, Coding.UCS2, 70, 1),
        ("ł" * 71, Coding.UCS2, 71, 2),
        ("ł" * 134, Coding.UCS2, 134, 2),
        ("ł" * 135, Coding.UCS2, 135, 3),
        ("😀" * 35, Coding.UCS2, 70, 1),
        ("😀" * 36, Coding.UCS2, 72, 2),
    ],
)
def test_the_length_of_a_text(text: str, coding: Coding, used: int, segments: int) -> None:
    length = measure_sms(text)
    assert (length.coding, length.used, length.segments) == (coding, used, segments)


def test_what_takes_the_room_of_two_is_never_cut_in_half() -> None:
    # 76 pairs fill 152 of 153; the next one begins a new segment though a septet is left.
    assert measure_sms("€" * 76 * 2 + "x" * 3).segments == 3
    assert measure_sms("x" * 152 + "€" + "x" * 151).segments == 2


def test_an_editor_sees_which_characters_make_it_long_and_what_is_left() -> None:
    length = measure_sms("Är någon i fara – ring – nu 😀")
    assert (length.coding, length.forces_ucs2) == (Coding.UCS2, "–😀")
    assert measure_sms("x" * 150).left == 10
