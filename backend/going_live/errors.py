"""The refusals of going live."""

from backend.foundation.errors import Invalid


class NotByPeople(Invalid):
    """The house finds this by itself: nobody can say that it is done."""

    def __init__(self) -> None:
        words = "That is found by the system itself, and cannot be entered."
        super().__init__("not_by_people", words, fields={"code": words})


class NameMissing(Invalid):
    """Who did it is not said."""

    def __init__(self) -> None:
        words = "Write the name of who did it."
        super().__init__("name_missing", words, fields={"by_name": words})


class DayToCome(Invalid):
    """It cannot have been done on a day that has not come."""

    def __init__(self) -> None:
        words = "That day has not come yet."
        super().__init__("day_to_come", words, fields={"done_on": words})


class AddressWrong(Invalid):
    """A test message is asked for to what is no mailbox."""

    def __init__(self) -> None:
        words = "That is not a mail address."
        super().__init__("email_wrong", words, fields={"address": words})
