"""The refusals of incidents."""

from backend.foundation.errors import Conflict, Invalid, NotFound


class IncidentNotFound(NotFound):
    """No such incident, or another authority's."""

    def __init__(self) -> None:
        super().__init__("incident_not_found", "There is no such incident here.")


class IncidentChanged(Conflict):
    """Somebody did something with it since it was seen."""

    def __init__(self) -> None:
        super().__init__("incident_changed", "Somebody has changed this since you saw it. Look at it again first.")


class NotNow(Conflict):
    """The step does not follow from where it stands."""

    def __init__(self) -> None:
        super().__init__("incident_step_not_now", "This cannot be done now. Look at where the incident stands first.")


class SayingMissing(Invalid):
    """Something that must be said is not."""

    def __init__(self, field: str) -> None:
        said = "Please write something first."
        super().__init__("words_missing", said, fields={field: said})


class TimeNotPossible(Invalid):
    """A moment that has not come, or lies before it was noticed."""

    def __init__(self, field: str) -> None:
        said = "This moment has not come yet, or lies too early."
        super().__init__("time_not_possible", said, fields={field: said})


class AuthorityMissing(Invalid):
    """Whoever stands in no authority says whose incident it is."""

    def __init__(self) -> None:
        said = "Say which authority is responsible for the data."
        super().__init__("authority_missing", said, fields={"authority": said})


class NotOfTheAuthority(Invalid):
    """A case or a report that is another authority's: it keeps its own register."""

    def __init__(self, field: str) -> None:
        said = "There is no such case or report with this authority."
        super().__init__("not_of_the_authority", said, fields={field: said})
