"""Parts of the portal's addresses; what looks otherwise is no address of ours and is never asked of the backend."""

from flask import Flask, url_for
from werkzeug.routing import BaseConverter


class MunicipalityConverter(BaseConverter):
    """Four digits: an SCB code."""

    regex = "[0-9]{4}"


class ReferenceConverter(BaseConverter):
    """A reference as it is read aloud, with or without its dash."""

    regex = "[0-9A-Za-z]{4}-?[0-9A-Za-z]{4}"


def register(app: Flask) -> None:
    """Let routes name a municipality and an order."""
    app.url_map.converters.update(municipality=MunicipalityConverter, reference=ReferenceConverter)


def address_of_order(municipality: str, reference: str) -> str:
    """The page of an order."""
    return url_for("orders.show_order", municipality=municipality, reference=reference)
