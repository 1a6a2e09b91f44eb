"""What the portal may know and what it lets out: headers, cookies, tokens, settings, imports."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest

import contractor_portal
from backend.commands.serve import portal_environment
from contractor_portal.app import create_app
from contractor_portal.settings import PortalSettings, SettingsWrong
from tests.portal.conftest import CLEO, SECRET, BrowserOf, OrderOf
from tests.portal.servers import Served

GOOD = {
    "LAGAT_MODE": "production",
    "LAGAT_WEB_ADDRESS": "https://felanmalan.example/",
    "LAGAT_PORTAL_ADDRESS": "https://entreprenor.example",
    "LAGAT_PORTAL_SECRET": SECRET,
}
PAPER = Path(__file__).parents[2] / "docs" / "contractor-portal.md"
PACKAGE = Path(contractor_portal.__file__).parent


def test_every_page_is_kept_by_nobody_and_runs_no_script(browser_of: BrowserOf, order_of: OrderOf) -> None:
    cleo = browser_of(CLEO)
    for path in ("/", order_of(), "/sign-in", "/nowhere"):
        page = cleo.go(path)
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        policy = page.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "script" not in policy
        assert "unsafe" not in policy
        assert "<script" not in page.text
        assert " style=" not in page.text


def test_the_cookie_is_unreadable_to_scripts_and_stays_on_this_site(browser_of: BrowserOf) -> None:
    page = browser_of(None).go("/sign-in")
    cookie = page.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_on_a_public_address_the_cookie_travels_over_https_alone() -> None:
    app = create_app(PortalSettings.from_environment(GOOD))
    page = app.test_client().get("/sign-in", base_url="https://entreprenor.example")
    assert page.headers["Set-Cookie"].startswith("__Host-lagat_portal=")
    assert "Secure" in page.headers["Set-Cookie"]
    assert page.headers["Strict-Transport-Security"]


def test_a_call_carries_the_persons_own_token_and_language_and_nothing_of_the_browsers(
    browser_of: BrowserOf, backend: Served
) -> None:
    cleo = browser_of(CLEO)
    with cleo.client.session_transaction() as kept:
        token = kept["token"]
    cleo.go("/?lang=en")
    _, path, environ = backend.seen[0]
    assert path == "/api/v1/me"
    assert environ["HTTP_AUTHORIZATION"] == f"Bearer {token}"
    assert environ["HTTP_ACCEPT_LANGUAGE"] == "en"
    assert "HTTP_COOKIE" not in environ
    assert token not in cleo.text


def test_no_write_goes_through_without_the_forms_own_token(browser_of: BrowserOf, order_of: OrderOf) -> None:
    address = order_of()
    cleo = browser_of(CLEO)
    posts = [rule.rule for rule in cleo.app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    assert len(posts) > 15
    fill_in = {
        "<string(minlength=22, maxlength=200):token>": "a" * 30,
        "/<municipality:municipality>/order/<reference:reference>": address,
        "<municipality:municipality>": "9901",
        "<uuid:device_id>": "0192f3c1-7c1e-7f3a-9b1d-2f6c3f1f9a10",
    }
    for path in posts:
        path = re.sub(r"<any\(([a-z_]+),.*?>", r"\1", path)
        for part, value in fill_in.items():
            path = path.replace(part, value)
        assert "<" not in path
        assert cleo.client.post(path, data={}).status_code == 400, path


def test_the_portal_can_be_asked_whether_it_lives_while_the_backend_is_away() -> None:
    app = create_app(PortalSettings("test", "http://127.0.0.1:9", "http://127.0.0.1:8081", SECRET))
    assert app.test_client().get("/healthz").json == {"portal": "answers"}


def test_what_the_portals_process_is_given_is_enough_and_holds_no_secret_of_the_backends() -> None:
    given = portal_environment({**GOOD, "DATABASE_URL": "postgresql://x", "LAGAT_LINK_SECRET": "l", "SMTP": "s"})
    assert set(given) == set(GOOD)
    settings = PortalSettings.from_environment(given)
    assert settings.api_address == "https://felanmalan.example"


def test_every_setting_that_is_wrong_is_told_at_once() -> None:
    wrong = {"LAGAT_MODE": "holiday", "LAGAT_PORTAL_SECRET": "short", "LAGAT_PORTAL_TIMEOUT_SECONDS": "soon"}
    with pytest.raises(SettingsWrong) as refusal:
        PortalSettings.from_environment(wrong)
    assert set(refusal.value.faults) == {*wrong, "LAGAT_WEB_ADDRESS", "LAGAT_PORTAL_ADDRESS"}


def test_a_demonstration_is_refused_on_a_public_address() -> None:
    with pytest.raises(SettingsWrong) as refusal:
        PortalSettings.from_environment({**GOOD, "LAGAT_MODE": "demo"})
    assert set(refusal.value.faults) == {"LAGAT_PORTAL_ADDRESS"}


def test_the_paper_names_every_setting_with_its_default_and_no_other() -> None:
    asked: dict[str, object] = {}

    class Remembers(dict[str, str]):
        def get(self, key: str, default: Any = None) -> Any:
            asked[key] = default if asked.get(key) in (None, "") else asked[key]
            return super().get(key, default)

    PortalSettings.from_environment(Remembers(GOOD))
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.*?) \|", PAPER.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(name for name, _ in rows) == sorted(asked)
    for name, said in rows:
        if isinstance(asked[name], float):
            assert said == f"{asked[name]:g}"


def test_a_page_that_changes_nothing_sets_no_cookie(browser_of: BrowserOf) -> None:
    cleo = browser_of(CLEO)
    cleo.go("/")
    cleo.go("/")
    assert "Set-Cookie" not in cleo.go("/").headers


def test_only_one_module_speaks_http() -> None:
    speakers = set()
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            if any(name.split(".")[0] in ("requests", "urllib3") for name in names):
                speakers.add(file.name)
    assert speakers == {"backend_api.py"}


def test_no_template_lets_text_through_as_markup() -> None:
    for template in PACKAGE.rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        assert "|safe" not in text.replace(" ", ""), template
        assert "autoescape" not in text, template
