"""The roles of the database, and what only a superuser may prepare. Nothing here is written by a migration.

The owner migrates, the web and the worker serve behind row-level security, the backup reads everything. None of
them is a superuser, and only the owner owns anything.
"""

import sqlalchemy as sa

OWNER, WEB, WORKER, BACKUP = "lagat_owner", "lagat_web", "lagat_worker", "lagat_backup"
ROLES = {OWNER: "", WEB: "", WORKER: "", BACKUP: " BYPASSRLS"}
EXTENSIONS = ("postgis", "pg_trgm", "btree_gist")


def list_missing_statements(connection: sa.Connection) -> list[str]:
    """What a superuser has still to run in this database before it can be migrated, in order; empty when ready."""
    roles = set(connection.scalars(sa.text("SELECT rolname FROM pg_roles WHERE rolname LIKE 'lagat\\_%'")))
    present = set(connection.scalars(sa.text("SELECT extname FROM pg_extension")))
    missing = [f"CREATE ROLE {role} LOGIN{rights}" for role, rights in ROLES.items() if role not in roles]
    if BACKUP not in roles:
        missing.append(f"GRANT pg_read_all_data TO {BACKUP}")
    missing += [f"CREATE EXTENSION {name}" for name in EXTENSIONS if name not in present]
    return missing


def prepare_database(connection: sa.Connection) -> list[str]:
    """Run what is missing, as far as this connection's role may; returns the statements a superuser has to run.

    ``connection`` must be in autocommit.
    """
    refused = []
    for statement in list_missing_statements(connection):
        try:
            connection.execute(sa.text(statement))
        except sa.exc.DBAPIError:
            refused.append(statement)
    return refused
