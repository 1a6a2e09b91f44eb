"""Catalogue: groups, categories and questions, per municipality."""

from alembic import op

from migrations.walls import raise_walls

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None
release = "before"


def upgrade() -> None:
    """Build the tables."""
    for statement in (CATEGORY_GROUP, CATEGORY, QUESTION):
        op.execute(statement)
    # What the municipality asks and promises is public: a firm reads it too, to name what its orders are about.
    for table in ("category_group", "category", "question"):
        raise_walls(op, table, firm="true")


def downgrade() -> None:
    """Take the tables away."""
    for table in ("question", "category", "category_group"):
        op.execute(f"DROP TABLE {table}")


CATEGORY_GROUP = """
    CREATE TABLE category_group (
        municipality char(4) NOT NULL REFERENCES municipality (code),
        code text NOT NULL,
        position integer NOT NULL,
        names jsonb NOT NULL,
        PRIMARY KEY (municipality, code)
    )"""

CATEGORY = """
    CREATE TABLE category (
        municipality char(4) NOT NULL,
        code text NOT NULL,
        group_code text NOT NULL,
        position integer NOT NULL,
        retired_at timestamptz,
        kind varchar(40) NOT NULL,
        unit_code text NOT NULL,
        authority_code text NOT NULL,
        trade text,
        priority varchar(40) NOT NULL,
        can_be_acute boolean NOT NULL,
        joinable boolean NOT NULL,
        public_at_once boolean NOT NULL,
        accusation_likely boolean NOT NULL,
        hidden boolean NOT NULL,
        warranty_days integer NOT NULL,
        season text,
        targets jsonb NOT NULL,
        names jsonb NOT NULL,
        helps jsonb NOT NULL,
        public_names jsonb NOT NULL,
        verbs jsonb NOT NULL,
        advice jsonb NOT NULL,
        search_words text NOT NULL,
        not_ours jsonb NOT NULL,
        PRIMARY KEY (municipality, code),
        FOREIGN KEY (municipality, group_code) REFERENCES category_group (municipality, code)
    )"""

QUESTION = """
    CREATE TABLE question (
        municipality char(4) NOT NULL,
        category_code text NOT NULL,
        code text NOT NULL,
        position integer NOT NULL,
        kind varchar(40) NOT NULL,
        restricted boolean NOT NULL,
        texts jsonb NOT NULL,
        choices jsonb NOT NULL,
        PRIMARY KEY (municipality, category_code, code),
        FOREIGN KEY (municipality, category_code) REFERENCES category (municipality, code) ON DELETE CASCADE
    )"""
