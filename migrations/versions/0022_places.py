"""Places from files and from people: where a row came from, when it ended, classes of assets, a report's own fixes."""

from alembic import op

from migrations.walls import WEB, WORKER, raise_walls

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None
release = "before"

IMPORTED = ("place_name", "area", "road_line", "asset")
# Numbers are found through their street or tract, lamp posts by theirs: trigrams and beginnings serve the rest.
BY_LIKENESS = "kind <> 'address' AND kind <> 'lamp_post' AND kind <> 'property' AND kind <> 'corner'"


def upgrade() -> None:
    """Add what an import must remember, and the two tables of this release."""
    for table in IMPORTED:
        op.execute(f"ALTER TABLE {table} ADD source text, ADD source_key text, ADD ended_at timestamptz")
        op.execute(f"CREATE UNIQUE INDEX {table}_source ON {table} (municipality, source, source_key)")
    op.execute("ALTER TABLE place_name ADD taught_by uuid, ADD taught_at timestamptz")
    for statement in (*INDEXES, ASSET_CLASS, REPORT_FIX):
        op.execute(statement)
    _open_what_was_shown()
    raise_walls(op, "asset_class", firm="true", grants="SELECT")
    raise_walls(op, "report_fix", grants="SELECT, INSERT, UPDATE, DELETE")
    _let_staff_teach()


def downgrade() -> None:
    """Take it away."""
    for table in ("report_fix", "asset_class"):
        op.execute(f"DROP TABLE {table}")
    for rule in ("seen", "taught", "changed", "owned"):
        op.execute(f"DROP POLICY place_name_{rule} ON place_name")
    op.execute("ALTER TABLE place_name NO FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE place_name DISABLE ROW LEVEL SECURITY")
    op.execute(f"REVOKE INSERT, UPDATE ON place_name FROM {WEB}")
    for name in ("place_name_numbered", "place_name_beginning", "place_name_likeness"):
        op.execute(f"DROP INDEX {name}")
    op.execute("ALTER TABLE place_name DROP taught_by, DROP taught_at")
    for table in IMPORTED:
        op.execute(f"ALTER TABLE {table} DROP source, DROP source_key, DROP ended_at")


def _open_what_was_shown() -> None:
    """What stood in the register before there were classes was shown to all, in every municipality."""
    op.execute("ALTER TABLE asset NO FORCE ROW LEVEL SECURITY")
    op.execute("INSERT INTO asset_class SELECT DISTINCT municipality, kind, '{}'::jsonb, true FROM asset")
    op.execute("ALTER TABLE asset FORCE ROW LEVEL SECURITY")


def _let_staff_teach() -> None:
    """Names stay public facts that everybody reads; web writes those of its own municipality, and never as a firm.

    A policy of ``true`` adds no condition, so trigrams and beginnings still serve as index conditions.
    """
    mine = "municipality = any(lagat_municipalities()) AND lagat_firm() IS NULL"
    op.execute("ALTER TABLE place_name ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE place_name FORCE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY place_name_seen ON place_name FOR SELECT USING (true)")
    op.execute(f"CREATE POLICY place_name_taught ON place_name FOR INSERT TO {WEB} WITH CHECK ({mine})")
    op.execute(f"CREATE POLICY place_name_changed ON place_name FOR UPDATE TO {WEB} USING ({mine})")
    op.execute("CREATE POLICY place_name_owned ON place_name TO lagat_owner USING (true)")
    op.execute(f"GRANT INSERT, UPDATE ON place_name TO {WEB}")
    op.execute(f"GRANT SELECT ON place_name TO {WORKER}")


INDEXES = (
    "CREATE INDEX place_name_numbered ON place_name (municipality, street, number) WHERE number IS NOT NULL",
    f"CREATE INDEX place_name_beginning ON place_name (municipality, forgiven text_pattern_ops) WHERE {BY_LIKENESS}",
    "CREATE INDEX place_name_likeness ON place_name USING gin (municipality, forgiven gin_trgm_ops)"
    f" WHERE {BY_LIKENESS}",
)

ASSET_CLASS = """
    CREATE TABLE asset_class (
        municipality char(4) NOT NULL REFERENCES municipality (code),
        code varchar(40) NOT NULL,
        names jsonb NOT NULL DEFAULT '{}',
        is_public boolean NOT NULL DEFAULT false,
        PRIMARY KEY (municipality, code)
    )"""

REPORT_FIX = """
    CREATE TABLE report_fix (
        municipality char(4) NOT NULL,
        report_id uuid NOT NULL,
        lon double precision NOT NULL,
        lat double precision NOT NULL,
        accuracy_m double precision,
        PRIMARY KEY (municipality, report_id),
        FOREIGN KEY (municipality, report_id) REFERENCES report (municipality, id) ON DELETE CASCADE
    )"""
