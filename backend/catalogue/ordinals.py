"""How a time in a row is said: "nionde", "14:e", "21:a"; "ninth", "14th", "21st". Pure."""

_SWEDISH = (
    "första", "andra", "tredje", "fjärde", "femte", "sjätte", "sjunde", "åttonde", "nionde", "tionde", "elfte", "tolfte",
)  # fmt: skip
_ENGLISH = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
)  # fmt: skip
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def words_for_ordinal(number: int, language: str) -> str:
    """The ordinal in words up to twelve, then in figures. Languages other than Swedish are said in English.

    Raises ``ValueError`` below one.
    """
    if number < 1:
        raise ValueError("An ordinal is at least one.")
    words = _SWEDISH if language == "sv" else _ENGLISH
    if number <= len(words):
        return words[number - 1]
    is_teen = number % 100 in (11, 12, 13)
    if language == "sv":
        return f"{number}:a" if number % 10 in (1, 2) and not is_teen else f"{number}:e"
    return f"{number}{'th' if is_teen else _ENDINGS.get(number % 10, 'th')}"
