"""The postbox of a demonstration: what each person was sent, with links to press, and what became of every message.

Mails on this page hold working links, so it stands only where nobody real depends on the installation: in a
demonstration or a test with a folder of mails, and never in production.
"""

from flask import Blueprint, Flask, render_template

from backend.doors.postbox.boxes import list_boxes
from backend.doors.shared import PUBLIC, current_house, door
from backend.foundation.errors import NotFound

__all__ = ["register"]

pages = Blueprint("postbox", __name__, template_folder="templates")


@pages.get("/postbox/")
@door(PUBLIC, keep=False)
def show_postbox() -> str:
    """Everybody's mail, by address, newest first."""
    settings = current_house().settings
    if settings.is_production or settings.mail_folder is None:
        raise NotFound("not_found", "There is no such page.")
    return render_template("postbox/postbox.html", boxes=list_boxes(settings, settings.mail_folder))


def register(app: Flask) -> None:
    """Open the postbox on ``app``."""
    app.register_blueprint(pages)
