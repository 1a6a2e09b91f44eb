"""What the doors share. How a door is written:

A door package (``citizen``, ``kontaktcenter``, ``api`` …) has ``register(app: Flask) -> None`` in its ``__init__``,
which registers its blueprint; its views, templates and ``locales/sv.po`` lie beside. ``backend/app.py`` calls it.

    pages = Blueprint("kontaktcenter", __name__, template_folder="templates")

    @pages.get("/<town:municipality_code>/kontaktcenter/arende/<reference>")
    @door(Right.SEE_CASES)
    def case_page(municipality_code: str, reference: str) -> str:
        with transaction(current_scope()) as session:
            case = cases.get_case(session, municipality_code, reference=read_reference(reference))
        return render_template("kontaktcenter/case.html", case=case_view(case))

0. **Addresses.** Pages for people say ``<town:municipality_code>`` (the slug; the view gets the code), the API says
   ``<municipality:municipality_code>`` (four digits).
1. **Access.** Every view declares ``@door(who, limit=…)``, just below ``route``. ``who`` is ``PUBLIC``,
   ``REPORTER_LINK`` (the view itself checks the token), ``SIGNED_IN``, ``HALF_SIGNED_IN`` (before the second factor
   too) or a ``Right``. With a ``Right`` the address
   names ``municipality_code``, and ``current_scope()``, ``current_caller()`` and ``current_actor()`` are there. An
   intake takes ``limit=HOLDS`` and passes ``over_limit=is_over_limit(), source=current_source()`` on: it refuses nobody.
2. **Transactions.** One use case, one ``with transaction(scope) as session``. A public view of one municipality uses
   ``Scope((code,))``, of global tables ``GLOBAL``. Never commit; never call the network inside. ``clock.now(session)``
   is the ``now`` of every action.
3. **Refusals.** Do not catch what you cannot answer: a ``LagatError`` becomes the right status and a page in the
   reader's language. A form that fails shows itself again: catch ``Invalid``, use ``error.fields`` and
   ``translate(error)``, answer 422. Before saving what a citizen typed call ``keep_typed({label: text})``: should the
   database be down, the page gives it back with a number to ring.
4. **Forms.** Views behind a session need ``<input type="hidden" name="csrf_token" value="{{ csrf_token() }}">``.
   Anonymous forms need none; they carry a client id (128 random bits) that makes sending twice harmless. A public
   form that signs somebody in says ``csrf=True``. After a POST answer ``redirect(…, 303)``.
5. **Words.** English msgids: ``_("Send the report")`` in templates, ``gettext(…)`` in code; Swedish in the door's own
   ``locales/sv.po``. A test fails where one is missing. ``lang``, ``languages`` and ``in_language("en")`` are in every
   template, and the filters ``day(now)``, ``moment(now)``, ``week(now)`` and ``clock`` say times as people do.
6. **Templates** lie in ``templates/<door>/`` and get small frozen views, never rows; an undefined name raises. No
   inline script or style, no ``|safe``: the content security policy refuses them. Static files are under ``/ui/``.
7. **Caching.** Pages of a token or a session are ``no-store``; public ones ``no-cache``. Set ``Cache-Control`` on the
   response only for what shared caches may keep.
8. **Sign-in.** ``ask_for_link`` and ``redeem_link`` in ``sign_in``; cookies in ``browser_session``. The link in the
   mail is ``<address of the face>/sign-in/t/<token>``: GET shows a button, POST redeems. Second factors: ``proving``.
9. **API.** One file per resource in ``doors/api``: see there.
"""

from pathlib import Path

from flask import Flask

from backend.accounts import Right
from backend.doors.shared import (
    access,
    addresses,
    base_map,
    csrf,
    dates,
    headers,
    health,
    language,
    problems,
    slow_bodies,
    towns,
    tracing,
)
from backend.doors.shared.access import (
    HALF_SIGNED_IN,
    HOLDS,
    PUBLIC,
    REPORTER_LINK,
    SIGNED_IN,
    current_actor,
    current_caller,
    current_proof,
    current_scope,
    current_source,
    door,
    is_over_limit,
)
from backend.doors.shared.house import House, current_house, transaction
from backend.doors.shared.language import current_language, in_language, translate
from backend.doors.shared.problems import keep_typed

__all__ = [
    "HALF_SIGNED_IN",
    "HOLDS",
    "PUBLIC",
    "REPORTER_LINK",
    "SIGNED_IN",
    "TEMPLATES",
    "House",
    "Right",
    "current_actor",
    "current_caller",
    "current_house",
    "current_language",
    "current_proof",
    "current_scope",
    "current_source",
    "door",
    "in_language",
    "is_over_limit",
    "keep_typed",
    "register",
    "transaction",
    "translate",
]

TEMPLATES = Path(__file__).parent / "templates"


def register(app: Flask) -> None:
    """Give ``app`` what every door relies on, in the order a request meets it."""
    addresses.register(app)
    towns.register(app)
    tracing.register(app)
    language.register(app)
    csrf.register(app)
    slow_bodies.register(app)
    access.register(app)
    headers.register(app)
    problems.register(app)
    dates.register(app)
    base_map.register(app)
    health.register(app)
