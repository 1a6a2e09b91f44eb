"""Texts and categories are edited without code: what each said before, by whom; planned upkeep in words, and frost."""

from alembic import op

from migrations.walls import raise_walls

revision = "0027"
down_revision = "0026"
release = "before"

TABLES = """
CREATE TABLE message_text_version (
  municipality char(4) NOT NULL, code varchar(40) NOT NULL, language text NOT NULL, number integer NOT NULL,
  subject text, body text, sms text, edited_by uuid, edited_at timestamptz NOT NULL,
  PRIMARY KEY (municipality, code, language, number));
INSERT INTO message_text_version (municipality, code, language, number, subject, body, sms, edited_at)
  SELECT municipality, code, language, 1, subject, body, sms, edited_at FROM message_text;
CREATE TABLE category_version (
  municipality char(4) NOT NULL, category_code text NOT NULL, number integer NOT NULL, changes jsonb NOT NULL,
  edited_by uuid, edited_at timestamptz NOT NULL, PRIMARY KEY (municipality, category_code, number));
ALTER TABLE category ADD COLUMN planned_words jsonb NOT NULL DEFAULT '{}';
ALTER TABLE category ADD COLUMN look_again_on date;
"""
NAMES = ("message_text_version", "category_version")


def upgrade() -> None:
    """Add the histories, which nobody changes afterwards, and what a category says of planned upkeep and of frost."""
    op.execute(TABLES)
    for name in NAMES:
        raise_walls(op, name, grants="SELECT, INSERT")


def downgrade() -> None:
    """Take tables and columns away."""
    for name in NAMES:
        op.execute(f"DROP TABLE {name}")
    op.execute("ALTER TABLE category DROP COLUMN planned_words, DROP COLUMN look_again_on")
