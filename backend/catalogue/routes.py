"""What an answer may lead to: the closed vocabulary of ``Choice.routes``, and how a route is read.

| Route            | Means                                                                                         |
|------------------|-----------------------------------------------------------------------------------------------|
| ``acute``        | the case is acute whatever its category says                                                  |
| ``high``         | at least high priority                                                                        |
| ``112``          | say "ring 112" first and largest; the report is taken all the same                            |
| ``locked``       | our own order waits for an all-clear (frisläppt) from the body named beside it                |
| ``body:CODE``    | the body outside that this answer points to (``elnat``, ``fastighetsagare``, …)                |
| ``authority:CODE`` | another authority's matter (``miljo``)                                                      |
| ``category:CODE``| the category this really belongs to; staff or the form may move it, nothing moves by itself   |
| ``road:carriageway``, ``road:path`` | which of two lines lying side by side: beside a state road the path is often ours |
"""

PLAIN_ROUTES = frozenset({"acute", "high", "112", "locked", "road:carriageway", "road:path"})
ROUTES_WITH_CODE = ("body", "authority", "category")


def is_route(route: str) -> bool:
    """Whether ``route`` belongs to the vocabulary (its code is not looked up)."""
    kind, _, code = route.partition(":")
    return route in PLAIN_ROUTES or (kind in ROUTES_WITH_CODE and bool(code))


def codes_of(routes: tuple[str, ...], kind: str) -> tuple[str, ...]:
    """The codes behind the routes of one kind (``body``, ``authority``, ``category``), in order, each once."""
    codes = (code for before, _, code in (route.partition(":") for route in routes) if before == kind and code)
    return tuple(dict.fromkeys(codes))
