"""Migrations: one line of them, each says whether it comes before or after the release, and each goes back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import Script, ScriptDirectory

from migrations import run
from tests.databases import Databases, DatabaseUrls

CONFIG = Config()
CONFIG.set_main_option("script_location", str(run.FOLDER))
SCRIPTS = ScriptDirectory.from_config(CONFIG)
STEPS = list(reversed(list(SCRIPTS.walk_revisions())))
SCHEMA = """
SELECT 'column', table_name || '.' || column_name, concat_ws(' ', udt_name, character_maximum_length, is_nullable,
  column_default) FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid) FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
UNION ALL SELECT 'policy', tablename || ' ' || policyname, concat_ws(' ', roles, qual, with_check) FROM pg_policies
UNION ALL SELECT 'function', proname, prosrc FROM pg_proc WHERE proname LIKE 'lagat%'
UNION ALL SELECT 'grant', concat_ws(' ', table_name, grantee), privilege_type FROM information_schema.role_table_grants
  WHERE table_schema = 'public' AND grantee LIKE 'lagat%'
ORDER BY 1, 2, 3
"""


@pytest.fixture
def empty(databases: Databases) -> Iterator[DatabaseUrls]:
    """A database with nothing of ours in it."""
    urls = databases.create_empty()
    yield urls
    databases.drop(urls)


def describe(urls: DatabaseUrls) -> list[tuple[str, ...]]:
    """The whole schema in words."""
    with sa.create_engine(urls.owner, poolclass=sa.pool.NullPool).connect() as connection:
        rows = connection.execute(sa.text(SCHEMA)).all()
        return [tuple(row) for row in rows if "alembic_version" not in row[1]]


def test_there_is_one_head_and_one_line() -> None:
    assert len(SCRIPTS.get_heads()) == 1
    assert len(SCRIPTS.get_bases()) == 1
    assert [step.revision for step in STEPS] == [f"{number:04}" for number in range(1, len(STEPS) + 1)]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.revision)
def test_a_migration_says_when_it_comes_what_it_does_and_goes_back(step: Script) -> None:
    assert step.module.release in ("before", "after")
    assert step.doc.endswith(".")
    assert Path(step.path).name.startswith(f"{step.revision}_")
    assert step.module.upgrade.__doc__
    assert step.module.downgrade.__doc__


def test_what_comes_after_the_release_comes_after_what_comes_before_it() -> None:
    when = [step.module.release for step in STEPS]
    assert when == sorted(when, key=["before", "after"].index)


@pytest.mark.slow
def test_every_step_back_undoes_its_own_step_and_the_whole_line_goes_up_again_to_the_same(empty: DatabaseUrls) -> None:
    states = [describe(empty)]
    for step in STEPS:
        run.upgrade(empty.owner, revision=step.revision)
        states.append(describe(empty))
    for number, step in reversed(list(enumerate(STEPS))):
        run.downgrade(empty.owner, revision=str(step.down_revision or "base"))
        assert describe(empty) == states[number], step.revision
    told: list[tuple[str, bool]] = []
    run.upgrade(empty.owner, tell=lambda revision, _, up: told.append((revision, up)))
    assert describe(empty) == states[-1]
    assert told == [(step.revision, True) for step in STEPS]


def test_what_may_run_while_the_release_before_still_serves_is_told(empty: DatabaseUrls) -> None:
    last = run.find_last_before_release(empty.owner)
    assert last == [step.revision for step in STEPS if step.module.release == "before"][-1]
    run.upgrade(empty.owner)
    assert run.find_last_before_release(empty.owner) is None
    assert run.find_revision(empty.owner) == run.newest_revision()
