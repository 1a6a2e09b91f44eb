"""A municipality's own tree: filled once, changed by it, read in one statement, never in the way of a report."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.catalogue import (
    CATCH_ALL,
    category_for_intake,
    find_category,
    get_calendar,
    get_category,
    list_categories,
    list_groups,
    seed_catalogue,
    shipped_categories,
    shipped_tree,
)
from backend.catalogue.models import CategoryGroupRow, CategoryRow, QuestionRow
from backend.foundation.database import Scope
from backend.foundation.errors import NotFound
from tests.conftest import OpenSession
from tests.databases import DatabaseUrls

ANGSBY = "9901"
NEIGHBOUR = "9902"


@pytest.fixture(scope="module")
def database_urls(bare_urls: DatabaseUrls) -> DatabaseUrls:
    """No municipality is there yet."""
    return bare_urls


@pytest.fixture
def angsby(session: OpenSession) -> Session:
    """A session of Ängsby with two municipalities there and no tree yet."""
    opened = session(Scope((ANGSBY,)), "owner")
    for code in (ANGSBY, NEIGHBOUR):
        opened.execute(
            sa.text(
                "INSERT INTO municipality (code, slug, name, full_name, name_en)"
                " VALUES (:code, :slug, 'A', 'A', 'A') ON CONFLICT DO NOTHING"
            ),
            {"code": code, "slug": f"test-{code}"},
        )
    return session(Scope((ANGSBY,)))


def _change(session: Session, code: str, **values: object) -> None:
    session.execute(sa.update(CategoryRow).where(CategoryRow.code == code).values(**values))


def test_the_tree_comes_back_as_it_was_shipped(angsby: Session) -> None:
    assert seed_catalogue(angsby, ANGSBY) == len(shipped_categories())
    assert list_categories(angsby, ANGSBY, include_hidden=True) == list(shipped_categories())
    assert list_groups(angsby, ANGSBY, include_hidden=True) == list(shipped_tree())


def test_seeding_again_keeps_the_municipalitys_own_words(angsby: Session) -> None:
    seed_catalogue(angsby, ANGSBY)
    _change(
        angsby, "belysning.enstaka", names={"sv": "Släckt lykta"}, targets={"acknowledge": "1 hours", "mend": "5 days"}
    )
    angsby.execute(sa.delete(QuestionRow).where(QuestionRow.category_code == "belysning.enstaka"))
    assert seed_catalogue(angsby, ANGSBY) == 0
    kept = get_category(angsby, ANGSBY, "belysning.enstaka")
    assert (kept.name("sv"), str(kept.mend), kept.questions) == ("Släckt lykta", "5 days", ())


def test_seeding_over_brings_the_shipped_words_back_and_keeps_what_is_retired(angsby: Session) -> None:
    seed_catalogue(angsby, ANGSBY)
    _change(angsby, "belysning.enstaka", names={"sv": "Släckt lykta"}, retired_at=sa.func.now())
    seed_catalogue(angsby, ANGSBY, overwrite=True)
    back = get_category(angsby, ANGSBY, "belysning.enstaka")
    assert (back.name("sv"), back.retired, len(back.questions)) == ("En lampa är släckt", True, 2)


def test_a_category_of_its_own_stays_when_seeding_over(angsby: Session) -> None:
    seed_catalogue(angsby, ANGSBY)
    row = angsby.execute(sa.select(CategoryRow.__table__).where(CategoryRow.code == "vag.grus")).mappings().one()
    angsby.execute(sa.insert(CategoryRow).values({**row, "code": "vag.egen", "names": {"sv": "Egen"}}))
    seed_catalogue(angsby, ANGSBY, overwrite=True)
    assert get_category(angsby, ANGSBY, "vag.egen").name("sv") == "Egen"


def test_hidden_and_retired_categories_are_not_offered(angsby: Session) -> None:
    seed_catalogue(angsby, ANGSBY)
    _change(angsby, "vag.grus", retired_at=sa.func.now())
    offered = [category.code for category in list_categories(angsby, ANGSBY)]
    assert "kris" not in offered
    assert "vag.grus" not in offered
    assert [group.code for group in list_groups(angsby, ANGSBY)][-2:] == ["trygghet", "annat"]
    assert find_category(angsby, ANGSBY, "vag.grus") is not None


@pytest.mark.parametrize(
    ("code", "taken"), [("vag.gc", "vag.gc"), ("kris", "kris"), ("vag.grus", CATCH_ALL), ("?", CATCH_ALL)]
)
def test_no_category_ever_costs_a_report(angsby: Session, code: str, taken: str) -> None:
    seed_catalogue(angsby, ANGSBY)
    _change(angsby, "vag.grus", retired_at=sa.func.now())
    assert category_for_intake(angsby, ANGSBY, code).code == taken


def test_a_report_is_taken_even_where_there_is_no_tree(angsby: Session) -> None:
    assert category_for_intake(angsby, ANGSBY, "vag.gc").code == CATCH_ALL
    with pytest.raises(NotFound):
        get_category(angsby, ANGSBY, "vag.gc")


def test_one_municipality_never_sees_anothers_tree(angsby: Session, session: OpenSession) -> None:
    seed_catalogue(angsby, ANGSBY)
    neighbour = session(Scope((NEIGHBOUR,)))
    assert neighbour.scalar(sa.select(sa.func.count()).select_from(CategoryRow)) == 0
    assert neighbour.scalar(sa.select(sa.func.count()).select_from(QuestionRow)) == 0
    assert neighbour.scalar(sa.select(sa.func.count()).select_from(CategoryGroupRow)) == 0


def test_a_category_is_read_in_one_statement(angsby: Session) -> None:
    seed_catalogue(angsby, ANGSBY)
    statements: list[str] = []
    sa.event.listen(angsby.get_bind(), "before_cursor_execute", lambda *said: statements.append(said[2]))
    category_for_intake(angsby, ANGSBY, "park.trad-fallit")
    list_categories(angsby, ANGSBY)
    assert len(statements) == 2


def test_the_calendar_is_the_municipalitys(angsby: Session, session: OpenSession) -> None:
    owner = session(Scope((ANGSBY,)), "owner")
    owner.execute(
        sa.text('UPDATE municipality SET opening_hours = \'{"friday": [["07:30", "15:00"]]}\' WHERE code = \'9901\'')
    )
    assert list(get_calendar(session(Scope((ANGSBY,))), ANGSBY).hours.days) == [4]
    with pytest.raises(NotFound):
        get_calendar(angsby, "0000")
