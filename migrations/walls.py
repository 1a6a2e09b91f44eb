"""The walls of a tenant table: forced row-level security by the transaction's municipalities, authority and firm."""

from typing import Any

WEB, WORKER, BACKUP = "lagat_web", "lagat_worker", "lagat_backup"


def raise_walls(
    op: Any,
    table: str,
    *,
    firm: str | None = None,
    authority: bool = False,
    worker_sees_all: bool = False,
    grants: str = "SELECT, INSERT, UPDATE, DELETE",
) -> None:
    """Put ``table`` behind forced row-level security and let web and worker use it.

    ``firm`` is the SQL condition under which a firm may see and write a row (it may call ``lagat_firm()``); None: a
    firm sees no row. ``authority``: the table has ``authority_id`` and an authority's transaction sees its own alone.
    ``worker_sees_all``: the outbox and the deliveries, which the worker reads before it takes a row's scope.
    """
    seen = ["municipality = any(lagat_municipalities())"]
    if authority:
        seen.append("(lagat_authority() IS NULL OR authority_id = lagat_authority())")
    seen.append(f"(lagat_firm() IS NULL OR ({firm}))" if firm else "lagat_firm() IS NULL")
    condition = " AND ".join(seen)
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    roles = WEB if worker_sees_all else f"{WEB}, {WORKER}"
    op.execute(f"CREATE POLICY {table}_scope ON {table} TO {roles}, lagat_owner USING ({condition})")
    if worker_sees_all:
        op.execute(f"CREATE POLICY {table}_worker ON {table} TO {WORKER} USING (true)")
    op.execute(f"GRANT {grants} ON {table} TO {WEB}, {WORKER}")
    op.execute(f"GRANT SELECT ON {table} TO {BACKUP}")


def open_to_all(op: Any, table: str, *, web: str = "SELECT", worker: str = "SELECT") -> None:
    """A global table: no row policy, named rights for web and worker ('' for none)."""
    if web:
        op.execute(f"GRANT {web} ON {table} TO {WEB}")
    if worker:
        op.execute(f"GRANT {worker} ON {table} TO {WORKER}")
    op.execute(f"GRANT SELECT ON {table} TO {BACKUP}")


def open_to_firm(op: Any, table: str, condition: str, *, authority: bool = False) -> None:
    """Let a firm see and write the rows of ``table`` for which ``condition`` holds; everything else stays as raised."""
    seen = ["municipality = any(lagat_municipalities())"]
    if authority:
        seen.append("(lagat_authority() IS NULL OR authority_id = lagat_authority())")
    seen.append(f"(lagat_firm() IS NULL OR ({condition}))" if condition else "lagat_firm() IS NULL")
    op.execute(f"ALTER POLICY {table}_scope ON {table} USING ({' AND '.join(seen)})")
