"""Parts of addresses. ``<municipality:municipality_code>`` takes an SCB code of four digits and nothing else."""

from flask import Flask
from werkzeug.routing import BaseConverter


class MunicipalityConverter(BaseConverter):
    """Four digits; what looks otherwise is no address of ours, and never reaches a scope."""

    regex = "[0-9]{4}"


def register(app: Flask) -> None:
    """Let routes name a municipality."""
    app.url_map.converters["municipality"] = MunicipalityConverter
