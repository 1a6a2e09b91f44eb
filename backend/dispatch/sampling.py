"""Which of the work a rule would approve goes to a person all the same. The server draws, and nobody can tell before."""

import secrets

_SYSTEM = secrets.SystemRandom()


def is_drawn(percent: int) -> bool:
    """Whether this one goes to a person: ``percent`` of a hundred do, by the system's own randomness."""
    return _SYSTEM.randrange(100) < percent
