"""Geography: municipalities and names of places (public facts), areas, roads by cell, assets."""

from alembic import op

from migrations.walls import open_to_all, raise_walls

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None
release = "before"


def upgrade() -> None:
    """Build the tables of geography."""
    # A trusted extension: the database's owner may create it. With it one index holds municipality and trigrams.
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gin")
    for statement in (MUNICIPALITY, PLACE_NAME, AREA, ROAD_LINE, ROAD_CELL, ASSET):
        op.execute(statement)
    for index in INDEXES:
        op.execute(index)
    for table in ("municipality", "place_name"):
        open_to_all(op, table)
    # Facts about places, public on any map: a firm reads them too. The owner alone writes them.
    for table in ("area", "road_line", "road_cell", "asset"):
        raise_walls(op, table, firm="true", grants="SELECT")


def downgrade() -> None:
    """Take them away."""
    for table in ("asset", "road_cell", "road_line", "area", "place_name", "municipality"):
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP EXTENSION IF EXISTS btree_gin")


MUNICIPALITY = """
    CREATE TABLE municipality (
        code char(4) PRIMARY KEY,
        slug text NOT NULL,
        name text NOT NULL,
        full_name text NOT NULL,
        name_en text NOT NULL,
        kind varchar(40) NOT NULL DEFAULT 'real',
        active boolean NOT NULL DEFAULT false,
        boundary geometry(MultiPolygon, 4326),
        lon double precision,
        lat double precision,
        time_zone text NOT NULL DEFAULT 'Europe/Stockholm',
        default_language text NOT NULL DEFAULT 'sv',
        languages text[] NOT NULL DEFAULT '{sv,en}',
        phone text,
        acute_phone text,
        email text,
        web_address text,
        opening_hours jsonb NOT NULL DEFAULT '{}',
        CONSTRAINT municipality_slug_key UNIQUE (slug),
        CONSTRAINT municipality_code_digits CHECK (code ~ '^[0-9]{4}$')
    )"""

PLACE_NAME = """
    CREATE TABLE place_name (
        municipality char(4) NOT NULL REFERENCES municipality (code),
        id uuid NOT NULL,
        kind varchar(40) NOT NULL,
        name text NOT NULL,
        folded text NOT NULL,
        forgiven text NOT NULL,
        lon double precision NOT NULL,
        lat double precision NOT NULL,
        cell integer NOT NULL,
        weight integer NOT NULL DEFAULT 0,
        street text,
        number integer,
        asset_id uuid,
        PRIMARY KEY (municipality, id)
    )"""

AREA = """
    CREATE TABLE area (
        municipality char(4) NOT NULL REFERENCES municipality (code),
        code text NOT NULL,
        name text NOT NULL,
        kind varchar(40) NOT NULL,
        boundary geometry(MultiPolygon, 4326) NOT NULL,
        PRIMARY KEY (municipality, code)
    )"""

ROAD_LINE = """
    CREATE TABLE road_line (
        municipality char(4) NOT NULL REFERENCES municipality (code),
        id uuid NOT NULL,
        keeper varchar(40) NOT NULL,
        kind varchar(40) NOT NULL,
        name text NOT NULL,
        body_code text,
        line geometry(LineString, 4326) NOT NULL,
        PRIMARY KEY (municipality, id)
    )"""

ROAD_CELL = """
    CREATE TABLE road_cell (
        municipality char(4) NOT NULL,
        road_id uuid NOT NULL,
        cell integer NOT NULL,
        PRIMARY KEY (municipality, road_id, cell),
        FOREIGN KEY (municipality, road_id) REFERENCES road_line (municipality, id) ON DELETE CASCADE
    )"""

ASSET = """
    CREATE TABLE asset (
        municipality char(4) NOT NULL REFERENCES municipality (code),
        id uuid NOT NULL,
        kind varchar(40) NOT NULL,
        number text NOT NULL,
        name text NOT NULL,
        lon double precision NOT NULL,
        lat double precision NOT NULL,
        cell integer NOT NULL,
        street text,
        area_code text,
        PRIMARY KEY (municipality, id),
        CONSTRAINT asset_number_unique UNIQUE (municipality, kind, number)
    )"""

INDEXES = (
    "CREATE INDEX municipality_boundary ON municipality USING gist (boundary)",
    "CREATE INDEX place_name_cell ON place_name (municipality, kind, cell)",
    "CREATE INDEX place_name_exact ON place_name (municipality, kind, forgiven)",
    "CREATE INDEX place_name_address ON place_name (municipality, street, number) WHERE kind = 'address'",
    "CREATE INDEX place_name_trigrams ON place_name USING gin (municipality, forgiven gin_trgm_ops)"
    " WHERE kind <> 'address' AND kind <> 'lamp_post'",
    "CREATE INDEX road_cell_by_cell ON road_cell (cell, municipality, road_id)",
    "CREATE INDEX asset_by_cell ON asset (cell, municipality, kind)",
)
