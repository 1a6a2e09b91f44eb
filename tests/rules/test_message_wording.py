"""The public words of states, outcomes, waits, promises and questions."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from backend.cases import Outcome, PromiseKind, State
from backend.catalogue import SWEDISH_TIME, Precision, shipped_categories
from backend.feedback import ASKS_YES_OR_NO, ONLY_OBJECTION
from backend.messages import (
    list_late_reasons,
    question_of,
    words_for_promise,
    words_for_reason,
    words_for_role,
    words_for_state,
    words_for_wait,
)
from backend.messages.moments import period_in_mail, words_in_mail

NOON = datetime(2026, 12, 1, 11, 0, tzinfo=UTC)
LAMP = next(category for category in shipped_categories() if category.code == "belysning.enstaka")


@dataclass(frozen=True)
class Standing:
    """A case as words see it."""

    state: State = State.RECEIVED
    outcome: Outcome | None = None
    is_acute: bool = False
    read_at: datetime | None = None
    made_safe_at: datetime | None = None
    keeper_name: str | None = None
    waiting_on: str | None = None
    waiting_reason: str | None = None
    promise_kind: PromiseKind | None = None
    promise_due_at: datetime | None = None
    promise_precision: Precision | None = None
    kind: str = "fault"


@pytest.mark.parametrize(
    ("case", "sv", "en"),
    [
        (Standing(), "Mottagen", "Received"),
        (Standing(State.HELD), "Mottagen", "Received"),
        (Standing(State.ASSIGNED, keeper_name="Gatuenheten"), "Skickad till Gatuenheten", "Sent to Gatuenheten"),
        (Standing(State.WITH_UNIT, keeper_name="Parken"), "Skickad till Parken", "Sent to Parken"),
        (Standing(State.ASSIGNED), "Skickad till den som ska åtgärda", "Sent to those who will see to it"),
        (Standing(State.IN_PROGRESS), "Arbete pågår", "Work is under way"),
        (Standing(State.NEEDS_ANSWER), "Vi behöver mer information", "We need more information"),
        (
            Standing(State.WAITING, waiting_on="frost", waiting_reason="frost"),
            "Väntar på mildare väder: det är för kallt för arbetet",
            "Waiting for milder weather: it is too cold for the work",
        ),
        (
            Standing(State.WAITING, waiting_on="body", waiting_reason="Ängsby Elnät"),
            "Väntar på Ängsby Elnät",
            "Waiting for Ängsby Elnät",
        ),
        (Standing(State.IN_PROGRESS, made_safe_at=NOON), "Säkrad, lagning återstår", "Made safe, repair remains"),
        (
            Standing(State.ASSIGNED, is_acute=True, keeper_name="Gatuenheten"),
            "Mottagen. Ingen på kommunen har läst den än",
            "Received. Nobody here has read it yet",
        ),
        (Standing(State.RECEIVED, is_acute=True, read_at=NOON), "Mottagen", "Received"),
        (Standing(State.RESOLVED, Outcome.MENDED), "Lampan lyser", "The lamp is lit"),
        (Standing(State.RESOLVED, Outcome.GONE, made_safe_at=NOON), "Borta när vi kom", "Gone when we came"),
        (
            Standing(State.RESOLVED, Outcome.NOT_OURS_SHOWN, keeper_name="Trafikverket"),
            "Sköts av Trafikverket",
            "Belongs to Trafikverket",
        ),
        (Standing(State.CLOSED, Outcome.MENDED), "Avslutad", "Closed"),
    ],
)
def test_where_a_case_stands(case: Standing, sv: str, en: str) -> None:
    assert words_for_state(case, "sv", category=LAMP) == sv
    assert words_for_state(case, "en", category=LAMP) == en


def test_an_outcome_whose_verb_is_unknown_still_says_what_happened() -> None:
    assert words_for_state(Standing(State.RESOLVED, Outcome.MENDED), "sv") == "Lagat"


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("language", ["sv", "en", "ar"])
def test_every_outcome_has_words_without_braces(outcome: Outcome, language: str) -> None:
    said = words_for_state(Standing(State.RESOLVED, outcome), language)
    assert said
    assert "{" not in said


@pytest.mark.parametrize(
    ("kind", "after", "precision", "waiting_on", "sv", "en"),
    [
        (PromiseKind.READ, timedelta(hours=3), Precision.TIME, None, "Den läses senast i dag kl. 15.00",
         "It is read by today at 15:00"),
        (PromiseKind.READ, timedelta(days=1), Precision.TIME, None, "Den läses senast i morgon kl. 12.00",
         "It is read by tomorrow at 12:00"),
        (PromiseKind.MEND, timedelta(days=3), Precision.DAY, None, "Lagas senast fre 4 dec", "Mended by Fri 4 Dec"),
        (PromiseKind.MEND, timedelta(days=10), Precision.WEEK, None, "Lagas v. 50", "Mended week 50"),
        (PromiseKind.MEND, timedelta(days=100), Precision.SEASON, None, "Lagas i vår", "Mended this spring"),
        (PromiseKind.ASK_AGAIN, timedelta(days=3), Precision.DAY, "body", "Vi frågar igen senast fre 4 dec",
         "We ask again by Fri 4 Dec"),
        (PromiseKind.ASK_AGAIN, timedelta(days=3), Precision.DAY, "frost", "Nytt besked senast fre 4 dec",
         "Next word by Fri 4 Dec"),
        (PromiseKind.MEND, timedelta(days=-3), Precision.DAY, None,
         "Tiden vi gav (lör 28 nov) har gått ut. Vi är skyldiga dig ett nytt besked",
         "The time we gave (Sat 28 Nov) has passed. We owe you new word"),
    ],
)  # fmt: skip
def test_what_is_promised(
    kind: PromiseKind, after: timedelta, precision: Precision, waiting_on: str | None, sv: str, en: str
) -> None:
    case = Standing(
        State.ASSIGNED,
        waiting_on=waiting_on,
        promise_kind=kind,
        promise_due_at=NOON + after,
        promise_precision=precision,
    )
    assert words_for_promise(case, "sv", now=NOON) == sv
    assert words_for_promise(case, "en", now=NOON) == en


def test_a_case_without_a_promise_promises_nothing() -> None:
    assert words_for_promise(Standing(State.RESOLVED), "sv", now=NOON) == ""


@pytest.mark.parametrize("outcome", Outcome)
def test_an_outcome_asks_what_a_verdict_may_answer(outcome: Outcome) -> None:
    asked = question_of(outcome)
    if asked is None:
        assert outcome not in ASKS_YES_OR_NO | ONLY_OBJECTION
        return
    assert asked.only_objection == (outcome in ONLY_OBJECTION)
    assert (not asked.only_objection) == (outcome in ASKS_YES_OR_NO)
    for language in ("sv", "en"):
        assert asked.ask_in(language).endswith("?")
        assert asked.object_in(language)
        assert bool(asked.agree_in(language)) == (not asked.only_objection)


def test_is_it_still_there_is_agreed_with_by_a_no() -> None:
    asked = question_of(Outcome.NO_FAULT_FOUND)
    assert asked is not None
    assert asked.ask_in("sv") == "Finns det kvar?"
    assert asked.agree_in("sv").startswith("Nej")
    assert asked.object_in("sv").startswith("Ja")


@pytest.mark.parametrize(
    ("waiting_on", "reason", "said"),
    [
        ("parts", "parts", ("reservdelar", "de måste komma först")),
        (None, "parts", ("reservdelar", "de måste komma först")),
        ("Vattenfall", "De byter kabeln. ", ("Vattenfall", "De byter kabeln")),
        ("owner", "Nyckeln saknas", ("ägaren", "Nyckeln saknas")),
        ("body", "Trafikverket", ("Trafikverket", "")),
        ("body", None, ("den som ansvarar för platsen", "")),
    ],
)
def test_who_is_waited_for_and_why(waiting_on: str | None, reason: str | None, said: tuple[str, str]) -> None:
    assert words_for_wait(waiting_on, reason, "sv") == said


def test_reasons_and_roles_are_codes_with_words_or_words_already() -> None:
    assert words_for_reason("weather", "en") == "the weather"
    assert words_for_reason("Grävmaskinen gick sönder.", "en") == "Grävmaskinen gick sönder (written in Swedish)"
    assert words_for_reason("Grävmaskinen gick sönder.", "sv") == "Grävmaskinen gick sönder"
    assert next(iter(list_late_reasons("sv"))) == "many"
    assert words_for_role("contractor", "sv") == "Entreprenören"
    assert words_for_role("Gatujouren", "en") == "Gatujouren"


@pytest.mark.parametrize(
    ("after", "precision", "said", "period"),
    [
        (timedelta(0), Precision.TIME, "tis 1 dec kl. 12.00", "senast tis 1 dec kl. 12.00"),
        (timedelta(days=1), Precision.DAY, "ons 2 dec", "senast ons 2 dec"),
        (timedelta(days=-1), Precision.DAY, "mån 30 nov", "senast mån 30 nov"),
        (timedelta(days=14), Precision.WEEK, "v. 51", "v. 51"),
        (timedelta(days=250), Precision.DAY, "sön 8 aug 2027", "senast sön 8 aug 2027"),
        (timedelta(days=120), Precision.SEASON, "i vår", "i vår"),
    ],
)
def test_a_mail_never_says_tomorrow(after: timedelta, precision: Precision, said: str, period: str) -> None:
    at = NOON + after
    assert words_in_mail(at, precision, "sv", tz=SWEDISH_TIME, now=NOON) == said
    assert period_in_mail(at, precision, "sv", tz=SWEDISH_TIME, now=NOON) == period
