"""The room the kontaktcenter's pages stand in."""

from flask import Blueprint

pages = Blueprint("kontaktcenter", __name__, template_folder="templates")
