"""The room the kontaktcenter's pages stand in."""

from flask import Blueprint, Response
from werkzeug.wrappers import Response as BaseResponse

pages = Blueprint("kontaktcenter", __name__, template_folder="templates")


def own_response(response: BaseResponse) -> Response:
    """Flask's redirect answers with its own kind of response; said to the type checker."""
    if not isinstance(response, Response):
        raise TypeError("a redirect of Flask is a Flask response")
    return response
