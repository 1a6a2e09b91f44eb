"""Photos: what was sent, what became of it at the gate, and who may see it."""

from alembic import op

from migrations.walls import raise_walls

revision = "0006"
down_revision = "0005"
release = "before"

TABLE = """
CREATE TABLE photo (
  municipality char(4) NOT NULL, id uuid NOT NULL, case_id uuid NOT NULL, report_id uuid, order_id uuid,
  kind varchar(40) NOT NULL, client_photo_hash char(64) NOT NULL, sha256 char(64) NOT NULL,
  byte_length integer NOT NULL, content_type text NOT NULL,
  state varchar(40) NOT NULL CHECK (state IN ('received', 'ready', 'refused')), refused_why varchar(40),
  taken_at timestamptz, taken_lon double precision, taken_lat double precision, width integer, height integer,
  shown_ok boolean NOT NULL, firm_id uuid DEFAULT lagat_firm(), received_at timestamptz NOT NULL,
  attempts integer NOT NULL DEFAULT 0, leased_until timestamptz, lease_token uuid,
  PRIMARY KEY (municipality, id), CONSTRAINT photo_client_id_unique UNIQUE (municipality, client_photo_hash),
  CONSTRAINT photo_proof_has_order CHECK (kind <> 'proof' OR order_id IS NOT NULL),
  CONSTRAINT photo_refused_with_reason CHECK ((state = 'refused') = (refused_why IS NOT NULL)));
CREATE INDEX photo_by_case ON photo (municipality, case_id, id);
CREATE INDEX photo_waiting ON photo (municipality, id) WHERE state = 'received';
"""


def upgrade() -> None:
    """Build the table of photos. A firm sees those it sent; work orders open those of its cases."""
    op.execute(TABLE)
    raise_walls(op, "photo", firm="firm_id = lagat_firm()")


def downgrade() -> None:
    """Take it away."""
    op.execute("DROP TABLE photo")
