"""ÖVNING stands before what a practice municipality sends, once, and before nothing else."""

from dataclasses import dataclass

import pytest

from backend.deliveries import Channel
from backend.deliveries.exercises import mark_exercise


@dataclass(frozen=True)
class Message:
    town_kind: str = "practice"
    channel: Channel = Channel.MAIL
    language: str = "sv"
    subject: str = "Logga in i Lagat"


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (Message(), ("ÖVNING: Logga in i Lagat", "Hej")),
        (Message(language="en", subject="Sign in"), ("EXERCISE: Sign in", "Hej")),
        (Message(language="so", subject="Gal"), ("ÖVNING: Gal", "Hej")),
        (Message(subject="ÖVNING: Ny arbetsorder"), ("ÖVNING: Ny arbetsorder", "Hej")),
        (Message(channel=Channel.SMS), ("Logga in i Lagat", "ÖVNING: Hej")),
        (Message(town_kind="real"), ("Logga in i Lagat", "Hej")),
        (Message(town_kind="replay"), ("Logga in i Lagat", "Hej")),
    ],
)
def test_the_mark(message: Message, expected: tuple[str, str]) -> None:
    assert mark_exercise(message, "Hej") == expected
