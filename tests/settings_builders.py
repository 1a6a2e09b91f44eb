"""Environments and settings for tests that start nothing."""

from backend.foundation.settings import Settings

FIRST_SECRET, SECOND_SECRET, THIRD_SECRET = (
    f"the {number} secret of an installation" for number in ("1st", "2nd", "3rd")
)
ENVIRONMENT = {
    "DATABASE_URL": "postgresql://lagat_owner@db.example/lagat",
    "LAGAT_LINK_SECRET": FIRST_SECRET + " for its links",
    "LAGAT_SESSION_SECRET": FIRST_SECRET + " for its sessions",
    "LAGAT_WEB_ADDRESS": "https://lagat.example",
    "LAGAT_PORTAL_ADDRESS": "https://portal.example",
}
"""The least an installation must say."""


def read_settings(**changes: str) -> Settings:
    """The settings of ``ENVIRONMENT`` with variables replaced or added."""
    return Settings.from_environment({**ENVIRONMENT, **changes})
