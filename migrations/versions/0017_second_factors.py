"""Passwords, second factors, devices, pauses, forms kept over a sign-in, API keys, and the log of looks by time."""

from alembic import op

from migrations.walls import open_to_all, raise_walls

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None
release = "before"

DEVICE = """
CREATE TABLE device (
  id uuid PRIMARY KEY, token_hash char(64) NOT NULL, person_id uuid NOT NULL REFERENCES person (id),
  label text NOT NULL, first_seen_at timestamptz NOT NULL, last_seen_at timestamptz NOT NULL,
  linked_at timestamptz NOT NULL, revoked_at timestamptz, revoked_by uuid,
  CONSTRAINT device_token_unique UNIQUE (token_hash));
CREATE INDEX device_by_person ON device (person_id, last_seen_at);
"""
# Those of the release before begin sessions without a device and by a link; one hour of theirs is proven by nothing.
SESSION = """
ALTER TABLE session ADD COLUMN device_id uuid REFERENCES device (id);
ALTER TABLE session ADD COLUMN began_by varchar(40) NOT NULL DEFAULT 'link';
ALTER TABLE session ADD COLUMN proven_at timestamptz;
ALTER TABLE session ADD COLUMN challenge text;
ALTER TABLE session ADD CONSTRAINT session_began_by CHECK (began_by IN ('link', 'password', 'device'));
CREATE INDEX session_by_device ON session (device_id);
"""
PERSON_PASSWORD = """
CREATE TABLE person_password (
  person_id uuid PRIMARY KEY REFERENCES person (id), hash text NOT NULL, set_at timestamptz NOT NULL);
"""
AUTHENTICATOR = """
CREATE TABLE authenticator (
  person_id uuid PRIMARY KEY REFERENCES person (id), sealed_secret text NOT NULL, last_step bigint NOT NULL DEFAULT 0,
  made_at timestamptz NOT NULL, confirmed_at timestamptz);
"""
PASSKEY = """
CREATE TABLE passkey (
  id uuid PRIMARY KEY, person_id uuid NOT NULL REFERENCES person (id), site text NOT NULL, credential_id text NOT NULL,
  public_key text NOT NULL, sign_count bigint NOT NULL, label text NOT NULL, made_at timestamptz NOT NULL,
  last_used_at timestamptz, CONSTRAINT passkey_credential_unique UNIQUE (credential_id));
CREATE INDEX passkey_by_person ON passkey (person_id);
"""
RECOVERY_CODE = """
CREATE TABLE recovery_code (
  person_id uuid NOT NULL REFERENCES person (id), hash char(64) NOT NULL, used_at timestamptz,
  PRIMARY KEY (person_id, hash));
"""
SIGN_IN_PAUSE = """
CREATE TABLE sign_in_pause (key char(64) PRIMARY KEY, failures integer NOT NULL, last_failed_at timestamptz NOT NULL);
CREATE INDEX sign_in_pause_by_time ON sign_in_pause (last_failed_at);
"""
# Sealed with a key that only the browser holds.
KEPT_FORM = """
CREATE TABLE kept_form (
  id uuid PRIMARY KEY, person_id uuid NOT NULL REFERENCES person (id), sealed text NOT NULL,
  expires_at timestamptz NOT NULL);
CREATE INDEX kept_form_by_time ON kept_form (expires_at);
"""
API_KEY = """
CREATE TABLE api_key (
  municipality char(4) NOT NULL, id uuid NOT NULL, name text NOT NULL, prefix text NOT NULL, hash char(64) NOT NULL,
  rights jsonb NOT NULL, made_at timestamptz NOT NULL, made_by uuid NOT NULL, revoked_at timestamptz, revoked_by uuid,
  PRIMARY KEY (municipality, id), CONSTRAINT api_key_hash_unique UNIQUE (municipality, hash));
"""
# Ids grow with time: the log of looks is read from its end.
LOOKS = """
CREATE INDEX audit_look_by_id ON audit_entry (municipality, id)
  WHERE act IN ('look_at_address', 'look_at_looks', 'search_person', 'export');
CREATE INDEX audit_look_by_actor ON audit_entry (municipality, actor_id, id)
  WHERE act IN ('look_at_address', 'look_at_looks', 'search_person', 'export');
"""
TABLES = (
    "api_key", "kept_form", "sign_in_pause", "recovery_code", "passkey", "authenticator", "person_password",
)  # fmt: skip


def upgrade() -> None:
    """Add what second factors, devices and keys need."""
    for statement in (
        DEVICE, SESSION, PERSON_PASSWORD, AUTHENTICATOR, PASSKEY, RECOVERY_CODE, SIGN_IN_PAUSE, KEPT_FORM, API_KEY,
        LOOKS,
    ):  # fmt: skip
        op.execute(statement)
    open_to_all(op, "device", web="SELECT, INSERT, UPDATE", worker="SELECT, DELETE")
    for table in ("person_password", "authenticator", "passkey", "recovery_code"):
        open_to_all(op, table, web="SELECT, INSERT, UPDATE, DELETE", worker="")
    open_to_all(op, "sign_in_pause", web="SELECT, INSERT, UPDATE, DELETE", worker="SELECT, DELETE")
    open_to_all(op, "kept_form", web="SELECT, INSERT, DELETE", worker="SELECT, DELETE")
    raise_walls(op, "api_key", grants="SELECT, INSERT, UPDATE")


def downgrade() -> None:
    """Take it away."""
    op.execute("DROP INDEX audit_look_by_actor, audit_look_by_id")
    for table in TABLES:
        op.execute(f"DROP TABLE {table}")
    op.execute(
        "ALTER TABLE session DROP COLUMN challenge, DROP COLUMN proven_at, DROP COLUMN began_by, DROP COLUMN device_id"
    )
    op.execute("DROP TABLE device")
