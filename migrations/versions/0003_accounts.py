"""Accounts: organisations, persons, memberships, sessions and sign-in (global); authorities and units (walled)."""

from alembic import op

from migrations.walls import open_to_all, raise_walls

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None
release = "before"

ORGANISATION = """
CREATE TABLE organisation (
  id uuid PRIMARY KEY, code text NOT NULL, name text NOT NULL,
  kind varchar(40) NOT NULL CHECK (kind IN ('municipality', 'contractor')), revoked_at timestamptz,
  CONSTRAINT organisation_code_unique UNIQUE (code));
"""
PERSON = """
CREATE TABLE person (
  id uuid PRIMARY KEY, name text NOT NULL, email text NOT NULL CHECK (email = lower(email)),
  language text NOT NULL, active boolean NOT NULL DEFAULT true, revoked_at timestamptz,
  CONSTRAINT person_email_unique UNIQUE (email));
"""
AUTHORITY = """
CREATE TABLE authority (
  municipality char(4) NOT NULL, id uuid NOT NULL, code text NOT NULL, name text NOT NULL,
  PRIMARY KEY (municipality, id), CONSTRAINT authority_code_unique UNIQUE (municipality, code));
"""
UNIT = """
CREATE TABLE unit (
  municipality char(4) NOT NULL, id uuid NOT NULL, code text NOT NULL, name text NOT NULL,
  public_name jsonb NOT NULL, authority_id uuid NOT NULL, mail text, phone text,
  head_person_id uuid REFERENCES person (id),
  PRIMARY KEY (municipality, id), CONSTRAINT unit_code_unique UNIQUE (municipality, code),
  FOREIGN KEY (municipality, authority_id) REFERENCES authority (municipality, id));
"""
# The authority of the unit is repeated here so that the caller's scope is known from the global tables alone.
MEMBERSHIP = """
CREATE TABLE membership (
  id uuid PRIMARY KEY, person_id uuid NOT NULL REFERENCES person (id), municipality char(4) NOT NULL,
  role varchar(40) NOT NULL CHECK (role IN ('agent', 'officer', 'head', 'admin', 'manager', 'crew')),
  organisation_id uuid REFERENCES organisation (id), unit_id uuid, authority_id uuid, ended_at timestamptz,
  CONSTRAINT membership_once UNIQUE NULLS NOT DISTINCT (person_id, municipality, role, organisation_id, unit_id),
  CONSTRAINT membership_of_firm CHECK ((role IN ('manager', 'crew')) = (organisation_id IS NOT NULL)),
  CONSTRAINT membership_of_unit CHECK (
    (role IN ('officer', 'head')) = (unit_id IS NOT NULL) AND (unit_id IS NULL) = (authority_id IS NULL)),
  FOREIGN KEY (municipality, unit_id) REFERENCES unit (municipality, id),
  FOREIGN KEY (municipality, authority_id) REFERENCES authority (municipality, id));
CREATE INDEX membership_by_municipality ON membership (municipality, role);
CREATE INDEX membership_by_organisation ON membership (organisation_id);
"""
SIGN_IN = """
CREATE TABLE session (
  id uuid PRIMARY KEY, token_hash char(64) NOT NULL, person_id uuid NOT NULL REFERENCES person (id),
  kind varchar(40) NOT NULL CHECK (kind IN ('browser', 'bearer')),
  created_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, ended_at timestamptz,
  CONSTRAINT session_token_unique UNIQUE (token_hash));
CREATE INDEX session_by_person ON session (person_id);
CREATE TABLE sign_in_request (
  id uuid PRIMARY KEY, person_id uuid REFERENCES person (id), browser_hash char(64) NOT NULL,
  return_to varchar(40) NOT NULL, created_at timestamptz NOT NULL, expires_at timestamptz NOT NULL);
CREATE INDEX sign_in_request_by_person ON sign_in_request (person_id, created_at);
CREATE INDEX sign_in_request_by_time ON sign_in_request (created_at);
CREATE TABLE sign_in_secret (
  hash char(64) PRIMARY KEY, request_id uuid NOT NULL REFERENCES sign_in_request (id) ON DELETE CASCADE,
  digits_hash char(64) NOT NULL, attempts integer NOT NULL DEFAULT 0,
  expires_at timestamptz NOT NULL, used_at timestamptz);
CREATE INDEX sign_in_secret_by_request ON sign_in_secret (request_id);
"""
# The web process tells in /healthz whether the database is at the newest revision.
READ_REVISION = """
DO $$ BEGIN
  IF to_regclass('alembic_version') IS NOT NULL THEN GRANT SELECT ON alembic_version TO lagat_web; END IF;
END $$
"""


def upgrade() -> None:
    """Build the accounts."""
    for statement in (ORGANISATION, PERSON, AUTHORITY, UNIT, MEMBERSHIP, SIGN_IN):
        op.execute(statement)
    raise_walls(op, "authority", grants="SELECT, INSERT, UPDATE")
    raise_walls(op, "unit", grants="SELECT, INSERT, UPDATE")
    for table in ("organisation", "person", "membership"):
        open_to_all(op, table, web="SELECT, INSERT, UPDATE")
    open_to_all(op, "session", web="SELECT, INSERT, UPDATE", worker="SELECT, DELETE")
    open_to_all(op, "sign_in_request", web="SELECT, INSERT", worker="SELECT, DELETE")
    open_to_all(op, "sign_in_secret", web="SELECT, UPDATE", worker="SELECT, INSERT, DELETE")
    op.execute(READ_REVISION)


def downgrade() -> None:
    """Take the accounts away."""
    for table in (
        "sign_in_secret", "sign_in_request", "session", "membership", "unit", "authority", "person", "organisation",
    ):  # fmt: skip
        op.execute(f"DROP TABLE {table}")
