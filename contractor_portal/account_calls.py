"""What the pages of signing in and of one's own account ask of the backend."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from contractor_portal import browser_session
from contractor_portal.calls import current_api, current_token
from contractor_portal.language import current_language
from contractor_portal.moments import words_for_moment


@dataclass(frozen=True)
class Factors:
    """What the person has set up. ``passkeys`` are (id, label)."""

    has_authenticator: bool
    has_password: bool
    recovery_codes_left: int
    passkeys: tuple[tuple[str, str], ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is no second factor yet."""
        return not self.has_authenticator and not self.passkeys


@dataclass(frozen=True)
class Device:
    """A browser or phone. ``seen`` says when it was seen last."""

    id: str
    person: str
    label: str
    seen: str
    is_current: bool


def sign_in_by_password(email: str, password: str) -> str:
    """Half a session's token. Raises ``Refused`` with the API's code."""
    body = {"email": email, "password": password, **browser_session.describe_device()}
    told = current_api().post("/password-sessions", body, token=None, language=current_language())
    browser_session.keep_device(str(told["deviceToken"]))
    return str(told["token"])


def renew_by_device() -> str:
    """A new session's token for a crew's phone. Raises ``Refused`` where the device may not."""
    body = {"deviceToken": browser_session.find_device()}
    return str(current_api().post("/device-sessions", body, token=None, language=current_language())["token"])


def show_code(**code: str) -> None:
    """Show ``code`` or ``recoveryCode``, and keep the raised session. Raises ``Refused``."""
    _raise(_post("/sessions/current/second-factor", dict(code)))


def ask_for_passkey() -> dict[str, Any]:
    """What a passkey signs."""
    return dict(_post("/sessions/current/passkey-options", {}))


def show_passkey(credential: dict[str, Any]) -> None:
    """Show what it signed, and keep the raised session. Raises ``Refused``."""
    _raise(_post("/sessions/current/passkey", {"credential": credential}))


def get_factors() -> Factors:
    """What the person has set up."""
    told = current_api().get("/me/second-factors", token=current_token(), language=current_language())
    return Factors(
        bool(told["hasAuthenticator"]),
        bool(told["hasPassword"]),
        int(told["recoveryCodesLeft"]),
        tuple((str(each["id"]), str(each["label"])) for each in told.get("passkeys") or ()),
    )


def begin_authenticator() -> tuple[str, str]:
    """The secret of a new app, and the address of its QR code. Raises ``Refused``."""
    told = _post("/me/authenticator", {})
    return str(told["secret"]), str(told["address"])


def confirm_authenticator(code: str) -> tuple[str, ...]:
    """Let the app count; returns the recovery codes. Raises ``Refused``."""
    return _added(_post("/me/authenticator/confirmation", {"code": code}))


def begin_passkey() -> dict[str, Any]:
    """What a new passkey is made by."""
    return dict(_post("/me/passkey-options", {}))


def add_passkey(credential: dict[str, Any], *, label: str) -> tuple[str, ...]:
    """Keep a passkey; returns recovery codes where it is the first factor. Raises ``Refused``."""
    return _added(_post("/me/passkeys", {"credential": credential, "label": label}))


def make_recovery_codes() -> tuple[str, ...]:
    """New ones; the earlier end."""
    return _added(_post("/me/recovery-codes", {}))


def set_password(password: str) -> None:
    """Set or change it. Raises ``Refused``."""
    current_api().put("/me/password", {"password": password}, token=current_token(), language=current_language())


def remove(path: str) -> None:
    """Take away what is at ``path`` below the person. Raises ``Refused``."""
    current_api().delete(f"/me/{path}", token=current_token(), language=current_language())


def list_devices() -> list[Device]:
    """One's own devices, latest seen first."""
    return _devices("/me/devices")


def list_firm_devices(municipality: str) -> list[Device]:
    """Those of the firm's people, for its manager."""
    return _devices(f"/{municipality}/firm/devices")


def revoke_firm_device(municipality: str, device_id: str) -> None:
    """Sign one of them out for good. Raises ``Refused``."""
    path = f"/{municipality}/firm/devices/{device_id}"
    current_api().delete(path, token=current_token(), language=current_language())


def _devices(path: str) -> list[Device]:
    told = current_api().get(path, token=current_token(), language=current_language(), limit=100)
    return [
        Device(
            str(each["id"]),
            str(each["personName"]),
            str(each["label"]),
            words_for_moment(datetime.fromisoformat(each["lastSeenAt"]), current_language(), now=datetime.now(UTC)),
            bool(each["isCurrent"]),
        )
        for each in told["items"]
    ]


def _post(path: str, body: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = current_api().post(path, body, token=current_token(), language=current_language())
    return told


def _raise(told: dict[str, Any]) -> None:
    browser_session.raise_to(str(told["token"]))


def _added(told: dict[str, Any]) -> tuple[str, ...]:
    if told.get("token"):
        _raise(told)
    return tuple(str(each) for each in told.get("recoveryCodes") or ())
