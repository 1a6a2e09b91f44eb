"""The statements of the search, each over the one table of names; what they are given is forgiven (``names.forgive``)."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from backend.geography.models import BY_LIKENESS, PlaceKind

CANDIDATES = 12
"""How many names trigrams or beginnings propose before letters are compared."""

_HERE = "municipality = CAST(:municipality AS bpchar) AND ended_at IS NULL"
_COLUMNS = "kind, name, folded, forgiven, lon, lat, street, number, weight"
_KINDS = ", ".join(f"'{kind.value}'" for kind in PlaceKind)
_TEXTS = ARRAY(sa.Text)

FORGIVE = sa.text("SELECT set_config('pg_trgm.similarity_threshold', :least, true)")

KNOWN = sa.text(
    f"(SELECT {_COLUMNS} FROM place_name WHERE {_HERE} AND kind IN ({_KINDS}) AND forgiven = any(:keys) LIMIT 60)"
    " UNION ALL"
    f" (SELECT {_COLUMNS} FROM place_name WHERE {_HERE} AND {BY_LIKENESS} AND forgiven LIKE :begin"
    "   AND forgiven <> all(:keys) ORDER BY weight DESC, length(forgiven), name, id LIMIT :limit)"
).bindparams(sa.bindparam("keys", type_=_TEXTS))

_NUMBERS = (
    " CROSS JOIN LATERAL ("
    f"   SELECT {_COLUMNS}, forgiven = s.forgiven || ' ' || :tail AS is_tail FROM place_name"
    f"   WHERE {_HERE} AND street = s.name AND number IS NOT NULL"
    "   ORDER BY forgiven = s.forgiven || ' ' || :tail DESC, abs(number - :number), name, id LIMIT 3) AS a"
    " ORDER BY s.likeness DESC, s.name, a.is_tail DESC, abs(a.number - :number), a.name"
)
_OF_STREETS = (
    " SELECT a.kind, a.name, a.folded, a.forgiven, a.lon, a.lat, a.street, a.number, a.weight, a.is_tail,"
    " s.forgiven AS its_street, s.likeness FROM streets AS s"
)
NUMBERED = sa.text(
    "WITH streets AS (SELECT DISTINCT name, forgiven, 1.0::real AS likeness"
    "  FROM unnest(:streets, :forgiven) AS known (name, forgiven))"
    f"{_OF_STREETS}{_NUMBERS}"
).bindparams(sa.bindparam("streets", type_=_TEXTS), sa.bindparam("forgiven", type_=_TEXTS))

NUMBERED_LIKE = sa.text(
    "WITH streets AS (SELECT name, forgiven, max(similarity(forgiven, :street)) AS likeness FROM place_name"
    f"  WHERE {_HERE} AND {BY_LIKENESS} AND kind IN ('street', 'tract')"
    "    AND (forgiven % :street OR forgiven LIKE :begin)"
    "  GROUP BY name, forgiven ORDER BY likeness DESC, name LIMIT :limit)"
    f"{_OF_STREETS}{_NUMBERS}"
)

# Each phrase by itself: an index of trigrams answers one, and reads every name for a list of them.
LIKE = sa.text(
    f"SELECT DISTINCT ON (likeness + weight / 100.0, name, id) {_COLUMNS}, likeness"
    " FROM unnest(:phrases) AS asked (phrase) CROSS JOIN LATERAL ("
    f"   SELECT id, {_COLUMNS}, similarity(forgiven, phrase) AS likeness FROM place_name"
    f"   WHERE {_HERE} AND {BY_LIKENESS} AND forgiven % phrase"
    "   ORDER BY similarity(forgiven, phrase) + weight / 100.0 DESC, name, id LIMIT :limit) AS near"
    " ORDER BY likeness + weight / 100.0 DESC, name, id LIMIT :limit"
).bindparams(sa.bindparam("phrases", type_=_TEXTS))

CORNERS_LIKE = sa.text(
    "WITH pairs AS (SELECT * FROM unnest(:firsts, :seconds) AS pair (one, other)),"
    " parts AS MATERIALIZED (SELECT p.part, s.forgiven, s.likeness"
    "   FROM (SELECT one AS part FROM pairs UNION SELECT other FROM pairs) AS p CROSS JOIN LATERAL ("
    "     SELECT forgiven, similarity(forgiven, p.part) AS likeness FROM place_name"
    f"    WHERE {_HERE} AND {BY_LIKENESS} AND kind = 'street' AND forgiven % p.part"
    "     GROUP BY forgiven ORDER BY likeness DESC, forgiven LIMIT 12) AS s)"
    " SELECT c.kind, c.name, c.folded, c.forgiven, c.lon, c.lat, c.street, c.number, c.weight,"
    "   (a.likeness + b.likeness) / 2 AS likeness"
    " FROM pairs JOIN parts AS a ON a.part = one JOIN parts AS b ON b.part = other JOIN place_name AS c"
    f"   ON c.{_HERE} AND c.kind = 'corner'"
    "   AND c.forgiven IN (a.forgiven || ' ' || b.forgiven, b.forgiven || ' ' || a.forgiven)"
    " ORDER BY likeness DESC, c.name, c.id LIMIT :limit"
).bindparams(sa.bindparam("firsts", type_=_TEXTS), sa.bindparam("seconds", type_=_TEXTS))
