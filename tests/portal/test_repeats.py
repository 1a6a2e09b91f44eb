"""A crew reads that it fails again and again, and nothing of it the first time."""

from backend import cases
from backend.cases import Outcome
from backend.foundation import clock
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.ids import new_id
from backend.practice import PRACTICE_CODE
from tests.portal.conftest import CLEO, BrowserOf, OrderOf, get_order
from tests.town import Town

BO = Actor(ActorKind.STAFF, new_id())


def mend(town: Town, address: str) -> None:
    """Bo says that it is whole."""
    case_id = get_order(town, address).case_id
    with town.transaction() as session:
        cases.resolve_case(session, PRACTICE_CODE, case_id, outcome=Outcome.MENDED, actor=BO, now=clock.now(session))
    town.work()


def test_the_crew_reads_how_manieth_time_in_its_own_language(
    browser_of: BrowserOf, order_of: OrderOf, town: Town
) -> None:
    first = order_of()
    cleo = browser_of(CLEO)
    cleo.go(first)
    assert "gången på ett år" not in cleo.text
    mend(town, first)
    mend(town, order_of())
    third = order_of()
    cleo.go(third)
    assert "Det går sönder för tredje gången på ett år. Leta efter orsaken också." in cleo.text
    cleo.go(f"{third}?lang=en")
    assert "It fails for the third time in a year." in cleo.text
