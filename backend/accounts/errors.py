"""The refusals of accounts."""

from backend.foundation.errors import Conflict, Invalid, LagatError, NotAllowed, NotFound


def not_yours() -> NotFound:
    """No membership there: not yours is not found."""
    return NotFound("not_found", "There is no such thing here, or it is not yours.")


def right_missing() -> NotAllowed:
    """A member, but the role does not carry the right."""
    return NotAllowed("right_missing", "Your role does not allow that.")


def link_over() -> LagatError:
    """Unknown, used, too old, or ended by wrong digits: one answer for all, so that nothing can be found out."""
    return Conflict("sign_in_link_over", "This sign-in link has been used or is too old. Please ask for a new one.")


def digits_needed() -> LagatError:
    """Another browser than the one that asked, and no digits."""
    said = "This is not the browser where you asked to sign in. Please write the six digits from the message too."
    return Invalid("digits_needed", said, fields={"digits": "Write the six digits from the message."})


def digits_wrong() -> LagatError:
    """Wrong digits, with tries left."""
    said = "Those are not the six digits from the message. After five wrong tries the link ends."
    return Invalid("digits_wrong", said, fields={"digits": "Write the six digits from the message."})


def browser_secret_short() -> LagatError:
    """A browser secret that could be guessed."""
    said = "The browser's own secret must be at least 128 random bits, as text."
    return Invalid("browser_secret_short", said, fields={"browser_secret": said})


def membership_wrong() -> LagatError:
    """A role without what it is held for."""
    return Invalid(
        "membership_wrong",
        "A manager or crew member belongs to an organisation, an officer or head to a unit, others to neither.",
    )


def device_over() -> LagatError:
    """Revoked, unknown or too long since its mailed link: one answer for all."""
    return Conflict("device_over", "This device must be signed in by a mailed link again.")


def factor_first() -> LagatError:
    """A password without a second factor beside it."""
    return Conflict(
        "factor_first", "A password needs an authenticator or a passkey beside it. Please set one up first."
    )


def factor_needed() -> LagatError:
    """The session has not shown its second factor yet."""
    return NotAllowed(
        "second_factor_needed", "Please show your second factor first: the code of your app, or your passkey."
    )


def authenticator_there() -> LagatError:
    """One authenticator at a time."""
    return Conflict("authenticator_there", "You have an authenticator already. Take it away before you set up another.")


def password_weak() -> LagatError:
    """Too short, or among what is guessed first."""
    said = "At least twelve characters, and not what everybody chooses. Three words of your own make a good one."
    return Invalid("password_weak", said, fields={"password": said})


def password_wrong() -> LagatError:
    """The same for an unknown address, a wrong password and none."""
    said = "That address and password do not belong together. You can always have a link mailed instead."
    return Invalid("password_wrong", said, fields={"password": "Try again, or have a link mailed."})


def code_wrong() -> LagatError:
    """Six digits or a recovery code that do not open: wrong, too old, or used before."""
    said = "That code does not open. Each code works once; wait for the next one in your app."
    return Invalid("code_wrong", said, fields={"code": "Write the code your app shows now."})


def too_many_tries(wait_seconds: int) -> LagatError:
    """A pause after wrong tries; what was sent was not looked at."""
    said = "That was several wrong tries. Please wait {wait_seconds} seconds, or have a link mailed."
    return Conflict("too_many_tries", said, wait_seconds=wait_seconds)


def passkey_wrong() -> LagatError:
    """The passkey's answer does not hold: another site, another key, or asked for too long ago."""
    return Invalid("passkey_wrong", "The passkey could not be used. Please try again.")


def passkeys_not_here() -> LagatError:
    """Browsers know passkeys only at a name over HTTPS."""
    return Conflict("passkeys_not_here", "Passkeys do not work at this address. An authenticator does.")
