"""Who is responsible: other bodies, contracts, editions of rules, decisions."""

from alembic import op

from migrations.walls import raise_walls

revision = "0008"
down_revision = "0007"
release = "before"

TABLES = """
CREATE TABLE body (
  municipality char(4) NOT NULL, code text NOT NULL, names jsonb NOT NULL, way varchar(40) NOT NULL,
  phone text, acute_phone text, web text, mail text,
  valid_from timestamptz NOT NULL, valid_to timestamptz, PRIMARY KEY (municipality, code));
CREATE TABLE contract (
  municipality char(4) NOT NULL, id uuid NOT NULL, code text NOT NULL, name text NOT NULL,
  contractor_id uuid NOT NULL, unit_code text NOT NULL, trade text NOT NULL, is_in_house boolean NOT NULL,
  order_mode varchar(40) NOT NULL, accept_within_hours integer NOT NULL, may_decline boolean NOT NULL,
  approves_by_rule boolean NOT NULL, warranty_days integer NOT NULL, pauses jsonb NOT NULL,
  orders_an_hour integer NOT NULL, valid_from timestamptz NOT NULL, valid_to timestamptz,
  PRIMARY KEY (municipality, id), UNIQUE (municipality, code));
CREATE TABLE contract_coverage (
  municipality char(4) NOT NULL, contract_id uuid NOT NULL, category text NOT NULL, area_code text NOT NULL,
  PRIMARY KEY (municipality, contract_id, category, area_code),
  FOREIGN KEY (municipality, contract_id) REFERENCES contract (municipality, id));
CREATE TABLE rule_edition (
  municipality char(4) NOT NULL, number integer NOT NULL, published_at timestamptz NOT NULL, rules jsonb NOT NULL,
  PRIMARY KEY (municipality, number));
CREATE TABLE decision (
  municipality char(4) NOT NULL, id uuid NOT NULL, case_id uuid NOT NULL, edition integer, route varchar(40) NOT NULL,
  contract_id uuid, unit_code text, body_code text, confidence double precision NOT NULL,
  explanation jsonb NOT NULL, facts jsonb NOT NULL, decided_by uuid, decided_at timestamptz NOT NULL,
  PRIMARY KEY (municipality, id), FOREIGN KEY (municipality, case_id) REFERENCES cases (municipality, id));
CREATE INDEX decision_by_case ON decision (municipality, case_id, decided_at, id);
"""


def upgrade() -> None:
    """Build the tables. An edition and a decision are never changed."""
    op.execute(TABLES)
    everything = "SELECT, INSERT, UPDATE, DELETE"
    raise_walls(op, "body", grants=everything)
    raise_walls(op, "contract", firm="contractor_id = lagat_firm()", grants=everything)
    raise_walls(op, "contract_coverage", grants=everything)
    raise_walls(op, "rule_edition", grants="SELECT, INSERT")
    raise_walls(op, "decision", grants="SELECT, INSERT")


def downgrade() -> None:
    """Take the tables away."""
    for name in ("decision", "rule_edition", "contract_coverage", "contract", "body"):
        op.execute(f"DROP TABLE {name}")
