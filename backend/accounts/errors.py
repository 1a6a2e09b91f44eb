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
