"""The simulated people: each signs in as anybody does, by the mailed link and its digits, and stays signed in."""

import json
import re
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.adapters.postbox import PostboxMail, read_mail
from backend.foundation.errors import Unavailable
from backend.replay.api_client import ApiClient, Refused

MAIL_SECONDS = 60.0
_LINK = re.compile(r"/sign-in/t/([\w-]+)")
_DIGITS = re.compile(r"(?<!\d)(\d{6})(?!\d)")


@dataclass(frozen=True)
class SignedIn:
    """One person with a session: its bearer token, and what the person is here."""

    name: str
    email: str
    token: str
    role: str
    organisation_id: str | None


@dataclass
class People:
    """Signs people in, and keeps their sessions in ``file`` as a browser does, so that a second run needs no mail."""

    api: ApiClient
    municipality: str
    mail_folder: Path
    file: Path

    def sign_in(self, emails: Iterable[str]) -> list[SignedIn]:
        """Everybody with their sessions, those kept from before where they still hold."""
        kept = json.loads(self.file.read_text()) if self.file.exists() else {}
        signed_in = []
        for email in emails:
            found = self._look_up(email, kept[email]) if email in kept else None
            if found is None:
                kept[email] = self._begin_session(email)
                found = self._look_up(email, kept[email])
            if found is None:
                raise Unavailable("replay_not_signed_in", "{email} could not sign in.", email=email)
            signed_in.append(found)
        self.file.touch(mode=0o600)
        self.file.write_text(json.dumps(kept))
        return signed_in

    def _look_up(self, email: str, token: str) -> SignedIn | None:
        try:
            me = self.api.get("/me", token=token)
        except Refused:
            return None
        here = next((each for each in me["memberships"] if _code_of(each) == self.municipality), None)
        if here is None:
            return None
        return SignedIn(me["name"], email, token, here["role"], here.get("organisationId"))

    def _begin_session(self, email: str) -> str:
        asked_at = time.time_ns()
        # The secret of the browser that asked is thrown away: the digits from the mail prove the person instead.
        asked = {"email": email, "browserSecret": secrets.token_urlsafe(24), "returnTo": "portal"}
        self.api.post("/sign-in-requests", asked)
        mail = self._wait_for_mail(email, since=asked_at)
        # A token may hold six digits too: they are looked for beside the link.
        link, digits = _LINK.search(mail.body), _DIGITS.search(_LINK.sub("", mail.body))
        if link is None or digits is None:
            raise Unavailable("replay_no_link", "The sign-in mail to {email} has no link or digits.", email=email)
        session = self.api.post("/sessions", {"token": link[1], "digits": digits[1]})
        return str(session["token"])

    def _wait_for_mail(self, email: str, *, since: int) -> PostboxMail:
        until = time.monotonic() + MAIL_SECONDS
        while time.monotonic() < until:
            for file in self.mail_folder.glob("*.eml"):
                if int(file.stem.partition("-")[0]) >= since:
                    mail = read_mail(file)
                    if mail.to == email and _LINK.search(mail.body):
                        return mail
            time.sleep(0.05)
        raise Unavailable("replay_no_mail", "No sign-in mail came to {email}.", email=email)


def _code_of(membership: dict[str, Any]) -> str:
    here = membership["municipality"]
    return str(here["code"] if isinstance(here, dict) else here)
