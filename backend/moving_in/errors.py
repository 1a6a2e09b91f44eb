"""The refusals of moving in."""

from backend.foundation.errors import Conflict, Invalid, NotFound


class MappingWrong(Invalid):
    """The mapping file cannot be followed; ``what`` says where."""

    def __init__(self, what: str) -> None:
        super().__init__("mapping_wrong", "The mapping file: {what}", what=what)


class FileWrong(Invalid):
    """The file has not the columns that the mapping names, or is no table."""

    def __init__(self, what: str) -> None:
        super().__init__("file_wrong", "The file: {what}", what=what)


class AnotherFile(Conflict):
    """That name has been used for another file or another mapping."""

    def __init__(self, name: str) -> None:
        words = (
            "{name} has moved in already, from another file or by another mapping. Undo it first, or give this one a"
            " name of its own."
        )
        super().__init__("another_file", words, name=name)


class MovingInNotFound(NotFound):
    """Nothing has moved in under that name."""

    def __init__(self, name: str) -> None:
        super().__init__("moving_in_not_found", "Nothing has moved in here under the name {name}.", name=name)


class LivedSince(Conflict):
    """Some of the cases have been worked with since: taking them away would take that away too."""

    def __init__(self, references: list[str], count: int) -> None:
        words = "{count} of the cases have been worked with since, and are not taken away: {references}"
        shown = ", ".join(references) + (" …" if count > len(references) else "")
        super().__init__("lived_since", words, count=count, references=shown)
