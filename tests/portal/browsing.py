"""A browser without JavaScript: it follows links, fills in the forms a page has, and sends what they hold."""

import io
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse


@dataclass
class Form:
    """A form of a page: where it goes, what it holds, and the names one can fill in."""

    action: str
    values: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    choices: dict[str, list[str]] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
        if not self.forms or not given.get("name"):
            return
        form, name = self.forms[-1], given["name"]
        form.names.add(name)
        if tag == "input" and given.get("type") in ("radio", "checkbox"):
            form.choices.setdefault(name, []).append(given["value"])
            if "checked" in given:
                form.values[name] = given["value"]
        elif tag == "input" and given.get("type") != "file":
            form.values[name] = given.get("value", "")
        elif tag == "textarea":
            self._area, form.values[name] = name, ""

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.forms[-1].values[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            # A browser takes away the line break that follows the tag.
            self.forms[-1].values[self._area] = self.forms[-1].values[self._area].removeprefix("\n")
            self._area = None


class Browser:
    """One person's browser at the portal. ``page`` is what it shows now."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self.page: TestResponse

    @property
    def text(self) -> str:
        """The page as HTML."""
        return self.page.text

    @property
    def path(self) -> str:
        """Where the browser is now."""
        return self.page.request.path

    def go(self, address: str) -> TestResponse:
        """Open an address and follow where it leads."""
        self.page = self.client.get(address, follow_redirects=True)
        return self.page

    def form(self, ending: str) -> Form:
        """The form of this page whose address ends so."""
        forms = _Forms()
        forms.feed(self.text)
        return next(form for form in forms.forms if form.action.endswith(ending))

    def has_form(self, ending: str) -> bool:
        """Whether the page has such a form."""
        forms = _Forms()
        forms.feed(self.text)
        return any(form.action.endswith(ending) for form in forms.forms)

    def send(self, ending: str, *, photo: bytes | list[bytes] | None = None, **filled_in: str) -> TestResponse:
        """Fill in and send the form whose address ends so; follow where it leads."""
        form = self.form(ending)
        assert set(filled_in) <= form.names, f"the form has no {set(filled_in) - form.names}"
        values: dict[str, Any] = {**form.values, **filled_in}
        if photo is not None:
            assert "photo" in form.names
            several = photo if isinstance(photo, list) else [photo]
            values["photo"] = [(io.BytesIO(each), "IMG_0001.jpg", "image/jpeg") for each in several]
        self.page = self.client.post(
            form.action, data=values, content_type="multipart/form-data", follow_redirects=True
        )
        return self.page

    def sign_in_with(self, token: str, *, person: str = "somebody") -> None:
        """Hold a session already."""
        with self.client.session_transaction() as kept:
            kept["token"], kept["person"] = token, person
