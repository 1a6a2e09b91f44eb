"""Rules tried on cases that have been: what would have gone elsewhere, counted from → to, each with both explanations.

Places are looked up for all at once, then the rules are asked in memory. Nothing is kept.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from backend import catalogue, geography
from backend.catalogue import Answers, Category
from backend.responsibility.answers import Answer, BodyReach, answer_of
from backend.responsibility.conditions import things_asked
from backend.responsibility.decisions import decide_responsibility
from backend.responsibility.ground import Asked, facts_of, read_ground
from backend.responsibility.rules import Rule

AT_ONCE = 20_000
"""As many places as one statement is asked about."""


@dataclass(frozen=True)
class Subject:
    """One case to try. ``key`` is what it is called in the list: a reference, or a row of a file."""

    key: str
    category: str
    answers: Answers
    longitude: float
    latitude: float
    at: datetime
    kind: str | None = None
    """None: as category and answers say."""
    asset_number: str | None = None
    accuracy_m: float | None = None


@dataclass(frozen=True)
class Moved:
    """A case that would have gone elsewhere."""

    subject: Subject
    before: Answer
    after: Answer


@dataclass
class DryRun:
    """What came of it. ``tried`` counts the cases that have a category here; ``counts`` from → to → how many.

    ``asked_before`` and ``asked_after``: of how many nobody has said "körbana eller gångbana?" though the rules need it.
    """

    tried: int = 0
    asked_before: int = 0
    asked_after: int = 0
    skipped: int = 0
    moved: list[Moved] = field(default_factory=list)

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """From, to and how many, most first."""
        counted = Counter((each.before.goes_to, each.after.goes_to) for each in self.moved)
        return [(before, after, many) for (before, after), many in sorted(counted.items(), key=lambda c: (-c[1], c[0]))]


def dry_run(
    session: Session,
    municipality: str,
    subjects: Sequence[Subject],
    *,
    before: Sequence[Rule],
    after: Sequence[Rule],
    now: datetime,
) -> DryRun:
    """Try both editions' rules on the cases; contracts and bodies as they hold ``now``, season and hours as it was then."""
    run = DryRun()
    known = {each.code for each in _list_categories(session, municipality)}
    fitting = [each for each in subjects if each.category in known]
    for start in range(0, len(fitting), AT_ONCE):
        chunk = fitting[start : start + AT_ONCE]
        was, would = answer_all(session, municipality, chunk, [before, after], now=now)
        run.tried += len(chunk)
        run.asked_before += sum(answer.asks for answer in was)
        run.asked_after += sum(answer.asks for answer in would)
        run.moved += [
            Moved(subject, old, new)
            for subject, old, new in zip(chunk, was, would, strict=True)
            if old.goes_to != new.goes_to
        ]
    run.skipped = len(subjects) - run.tried
    return run


def answer_all(
    session: Session,
    municipality: str,
    subjects: Sequence[Subject],
    editions: Sequence[Sequence[Rule]],
    *,
    now: datetime,
) -> list[list[Answer]]:
    """For each set of rules its answers to the subjects, in their order. Every category must be here."""
    categories = {each.code: each for each in _list_categories(session, municipality)}
    ground = read_ground(session, municipality, at=now)
    kinds, metres = things_asked([rule for rules in editions for rule in rules])
    points = {(each.longitude, each.latitude) for each in subjects}
    spots = geography.locate_many(session, municipality, points, asset_kinds=kinds, asset_metres=metres)
    found: list[list[Answer]] = [[] for _ in editions]
    reach = {code: BodyReach(body.way, body.acute_phone) for code, body in ground.bodies.items()}
    for subject in subjects:
        facts = facts_of(ground, _asked(subject, categories), spots[subject.longitude, subject.latitude])
        for answers, rules in zip(found, editions, strict=True):
            answers.append(answer_of(decide_responsibility(facts, list(rules)), facts, reach))
    return found


def _asked(subject: Subject, categories: Mapping[str, Category]) -> Asked:
    category = categories[subject.category]
    kind = subject.kind or catalogue.kind_of(category, subject.answers)
    return Asked(category, kind, subject.answers, subject.at, subject.asset_number, subject.accuracy_m)


def _list_categories(session: Session, municipality: str) -> list[Category]:
    return catalogue.list_categories(session, municipality, include_hidden=True, include_retired=True)
