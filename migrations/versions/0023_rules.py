"""Editions of rules: drafts, what is in force when, their tests; contracts by season and hours; what is off on purpose."""

from alembic import op

from migrations.walls import raise_walls

revision = "0023"
down_revision = "0022"
release = "before"

TABLES = """
ALTER TABLE rule_edition ADD COLUMN name text NOT NULL DEFAULT '', ADD COLUMN tests jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN based_on integer, ADD COLUMN published_by uuid;
CREATE TABLE rule_force (
  municipality char(4) NOT NULL, number integer NOT NULL, edition integer NOT NULL, valid_from timestamptz NOT NULL,
  act varchar(40) NOT NULL, reason text NOT NULL, recorded_at timestamptz NOT NULL, recorded_by uuid,
  PRIMARY KEY (municipality, number),
  FOREIGN KEY (municipality, edition) REFERENCES rule_edition (municipality, number));
CREATE INDEX rule_force_by_time ON rule_force (municipality, valid_from DESC, number DESC);
CREATE TABLE rule_draft (
  municipality char(4) NOT NULL, id uuid NOT NULL, name text NOT NULL, based_on integer, rules jsonb NOT NULL,
  tests jsonb NOT NULL, begun_at timestamptz NOT NULL, begun_by uuid, changed_at timestamptz NOT NULL,
  changed_by uuid, published_as integer, version integer NOT NULL, PRIMARY KEY (municipality, id));
CREATE INDEX rule_draft_newest ON rule_draft (municipality, begun_at DESC, id DESC);
ALTER TABLE contract ADD COLUMN season text, ADD COLUMN hours text, ADD COLUMN jour_phone text,
  ADD COLUMN call_off_kr integer, ADD COLUMN frame_kr bigint, ADD COLUMN frame_used_kr bigint NOT NULL DEFAULT 0;
ALTER TABLE contract_coverage ADD COLUMN usual_kr integer;
ALTER TABLE body ADD COLUMN open311 text;
ALTER TABLE work_order ADD COLUMN usual_kr integer;
CREATE INDEX work_order_priced ON work_order (municipality, contract_id) INCLUDE (usual_kr, state)
  WHERE usual_kr IS NOT NULL;
CREATE TABLE known_lack (
  municipality char(4) NOT NULL, id uuid NOT NULL, kind varchar(40) NOT NULL, category text NOT NULL,
  area_code text, asset_numbers jsonb NOT NULL, season text, hours text, explanation jsonb NOT NULL,
  decision_reference text NOT NULL, valid_from timestamptz NOT NULL, valid_to timestamptz,
  PRIMARY KEY (municipality, id));
CREATE INDEX known_lack_by_category ON known_lack (municipality, category);
"""
# Behind the walls a row is seen only within the municipalities the transaction names: here all of them.
BACKFILL = """
SELECT set_config('lagat.municipalities', coalesce((SELECT string_agg(code, ',') FROM municipality), '0000'), true);
INSERT INTO rule_force (municipality, number, edition, valid_from, act, reason, recorded_at)
  SELECT municipality, number, number, published_at, 'published', '', published_at FROM rule_edition
  WHERE municipality = any(lagat_municipalities());
SELECT set_config('lagat.municipalities', '', true);
"""
ADDED = {
    "rule_edition": ("name", "tests", "based_on", "published_by"),
    "contract": ("season", "hours", "jour_phone", "call_off_kr", "frame_kr", "frame_used_kr"),
    "contract_coverage": ("usual_kr",),
    "body": ("open311",),
    "work_order": ("usual_kr",),
}


def upgrade() -> None:
    """What has been published has been in force since; nobody changes or deletes that it was."""
    op.execute(TABLES)
    op.execute(BACKFILL)
    raise_walls(op, "rule_force", grants="SELECT, INSERT")
    raise_walls(op, "rule_draft")
    raise_walls(op, "known_lack")


def downgrade() -> None:
    """Take it away again."""
    op.execute("DROP INDEX work_order_priced")
    for table in ("known_lack", "rule_draft", "rule_force"):
        op.execute(f"DROP TABLE {table}")
    for table, columns in ADDED.items():
        op.execute(f"ALTER TABLE {table} " + ", ".join(f"DROP COLUMN {column}" for column in columns))
