"""The foundation: scope, clock, events and their reactions, agenda, idempotency, audit, epoch."""

from alembic import op

from migrations.walls import open_to_all, raise_walls

revision = "0001"
down_revision = None
release = "before"

FUNCTIONS = """
CREATE FUNCTION lagat_municipalities() RETURNS char(4)[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE said text := current_setting('lagat.municipalities', true);
BEGIN
  -- After a first SET LOCAL the setting reads '' instead of NULL: both mean that nobody took a scope.
  IF said IS NULL OR said = '' THEN
    RAISE EXCEPTION 'a tenant table was read without a scope' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN string_to_array(said, ',')::char(4)[];
END $$;
CREATE FUNCTION lagat_authority() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('lagat.authority', true), '')::uuid $$;
CREATE FUNCTION lagat_firm() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('lagat.firm', true), '')::uuid $$;
CREATE FUNCTION lagat_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
  SELECT coalesce(
    (SELECT starts_at + (clock_timestamp() - real_start_at) * speed FROM simulated_clock), clock_timestamp()) $$;
"""

CLOCK = """
CREATE TABLE simulated_clock (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  starts_at timestamptz NOT NULL, real_start_at timestamptz NOT NULL, speed double precision NOT NULL);
"""

TABLES = """
CREATE TABLE follower_epoch (only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one), epoch integer NOT NULL);
INSERT INTO follower_epoch (epoch) VALUES (1);
CREATE SEQUENCE event_position;
CREATE TABLE event_stream (
  municipality char(4) NOT NULL, stream_id uuid NOT NULL, last_number integer NOT NULL,
  PRIMARY KEY (municipality, stream_id));
CREATE TABLE event (
  municipality char(4) NOT NULL, id uuid NOT NULL, stream_id uuid NOT NULL, number integer NOT NULL,
  name text NOT NULL, version integer NOT NULL, facts jsonb NOT NULL,
  occurred_at timestamptz NOT NULL, recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  traceparent text, position bigint, firm_id uuid DEFAULT lagat_firm(),
  PRIMARY KEY (municipality, id), UNIQUE (municipality, stream_id, number));
CREATE INDEX event_unplaced ON event (recorded_at, number) WHERE position IS NULL;
CREATE INDEX event_by_position ON event (municipality, position);
CREATE TABLE reaction (
  municipality char(4) NOT NULL, event_id uuid NOT NULL, name text NOT NULL,
  stream_id uuid NOT NULL, number integer NOT NULL, state text NOT NULL DEFAULT 'pending'
    CHECK (state IN ('pending', 'done', 'parked')),
  attempts integer NOT NULL DEFAULT 0, next_attempt_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  last_error text, done_at timestamptz, PRIMARY KEY (municipality, event_id, name));
CREATE INDEX reaction_pending ON reaction (next_attempt_at, event_id) WHERE state = 'pending';
CREATE INDEX reaction_in_order ON reaction (municipality, stream_id, name, number) WHERE state <> 'done';
CREATE TABLE tick_slot (
  job text NOT NULL, slot bigint NOT NULL, leased_until timestamptz NOT NULL, finished_at timestamptz,
  PRIMARY KEY (job, slot));
CREATE TABLE tick_failure (
  municipality char(4) NOT NULL, tick text NOT NULL, subject_id uuid NOT NULL, attempts integer NOT NULL DEFAULT 1,
  last_error text NOT NULL, last_failed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (municipality, tick, subject_id));
CREATE TABLE idempotency_key (
  municipality char(4) NOT NULL, digest char(64) NOT NULL, content char(64) NOT NULL, subject_id uuid NOT NULL,
  recorded_at timestamptz NOT NULL, firm_id uuid DEFAULT lagat_firm(), PRIMARY KEY (municipality, digest));
CREATE TABLE audit_entry (
  municipality char(4) NOT NULL, id uuid NOT NULL, actor_kind text NOT NULL, actor_id uuid, act text NOT NULL,
  subject_kind text NOT NULL, subject_id uuid, facts jsonb NOT NULL, occurred_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(), traceparent text, firm_id uuid DEFAULT lagat_firm(),
  PRIMARY KEY (municipality, id));
CREATE INDEX audit_entry_by_subject ON audit_entry (municipality, subject_id, recorded_at);
CREATE INDEX audit_entry_by_time ON audit_entry (recorded_at, id);
CREATE TABLE audit_seal (
  position bigint PRIMARY KEY, municipality char(4) NOT NULL, entry_id uuid NOT NULL, hash char(64) NOT NULL,
  UNIQUE (municipality, entry_id));
"""


def upgrade() -> None:
    """Build the foundation."""
    op.execute(CLOCK)
    open_to_all(op, "simulated_clock")
    op.execute(FUNCTIONS)
    op.execute(TABLES)
    op.execute("GRANT USAGE ON SCHEMA public TO lagat_web, lagat_worker, lagat_backup")
    op.execute("GRANT USAGE ON SEQUENCE event_position TO lagat_worker")
    op.execute("GRANT SELECT ON SEQUENCE event_position TO lagat_backup")
    open_to_all(op, "follower_epoch")
    everything = "SELECT, INSERT, UPDATE, DELETE"
    open_to_all(op, "tick_slot", web="", worker=everything)
    open_to_all(op, "tick_failure", web="SELECT", worker=everything)
    open_to_all(op, "audit_seal", web="", worker="SELECT, INSERT")
    raise_walls(op, "event_stream", firm="true", grants="SELECT, INSERT, UPDATE")
    raise_walls(op, "event", firm="firm_id = lagat_firm()", worker_sees_all=True, grants="SELECT, INSERT, UPDATE")
    raise_walls(op, "reaction", worker_sees_all=True, grants="SELECT, INSERT, UPDATE")
    raise_walls(op, "idempotency_key", firm="firm_id = lagat_firm()", grants="SELECT, INSERT")
    raise_walls(op, "audit_entry", firm="firm_id = lagat_firm()", worker_sees_all=True, grants="SELECT, INSERT")


def downgrade() -> None:
    """Take the foundation away."""
    for table in (
        "audit_seal", "audit_entry", "idempotency_key", "tick_failure", "tick_slot", "reaction", "event",
        "event_stream", "follower_epoch",
    ):  # fmt: skip
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP SEQUENCE event_position")
    op.execute("DROP FUNCTION lagat_now(), lagat_firm(), lagat_authority(), lagat_municipalities()")
    op.execute("DROP TABLE simulated_clock")
