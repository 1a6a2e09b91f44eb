"""What a name means: streets, addresses, corners, local names and lamp posts, with spelling forgiven.

Names are public facts without a row policy, so one index of municipality and trigrams serves them (migration 0002).
At most three statements, whatever is asked.
"""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from backend.geography.models import PlaceKind
from backend.geography.names import PlaceQuestion, likeness, read_question

ADDRESS_BONUS = 0.1
OTHER_NUMBER = 0.85
SPELT_BONUS = 0.05
CANDIDATES = 12
"""How many names trigrams propose before letters are compared."""


@dataclass(frozen=True)
class PlaceHit:
    """A place a text may mean. ``context`` is the street it lies by, or "" where the name says it.

    ``score`` is 0 to about 1.2, for ordering alone; ``exact`` False where the house number asked for is unknown and
    the nearest one on that street is offered.
    """

    name: str
    kind: PlaceKind
    lon: float
    lat: float
    context: str
    score: float
    exact: bool = True


def search_places(session: Session, municipality: str, text: str, *, limit: int = 8) -> list[PlaceHit]:
    """The places ``text`` may mean in the municipality, likeliest first, then by name; [] where nothing is like it."""
    question = read_question(text)
    if not question.phrases:
        return []
    hits = _named(session, municipality, question, limit)
    if question.number is not None:
        hits += _addresses(session, municipality, question)
    if question.lamp_post is not None:
        hits += _lamp_posts(session, municipality, question.lamp_post)
    return sorted(hits, key=lambda hit: (-hit.score, hit.name, hit.lon, hit.lat))[:limit]


def _named(session: Session, municipality: str, question: PlaceQuestion, limit: int) -> list[PlaceHit]:
    rows = session.execute(
        _NAMED, {"municipality": municipality, "phrases": list(question.phrases), "limit": limit + CANDIDATES}
    )
    hits = []
    for row in rows:
        score = max(likeness(phrase, row.forgiven, row.likeness) for phrase in question.phrases) + row.weight / 100
        score += SPELT_BONUS if row.folded == question.spelt else 0
        hits.append(PlaceHit(row.name, PlaceKind(row.kind), row.lon, row.lat, row.street or "", round(score, 4)))
    return hits


def _addresses(session: Session, municipality: str, question: PlaceQuestion) -> list[PlaceHit]:
    street, number = question.street or "", question.number or 0
    rows = session.execute(
        _ADDRESSES,
        {
            "municipality": municipality,
            "street": street,
            "number": number,
            "ending": f"% {number}{question.letter}",
            "candidates": CANDIDATES,
        },
    ).all()
    found = {row.street for row in rows if row.number == number}
    hits = []
    for row in rows:
        exact = row.number == number
        if exact or row.street not in found:
            score = likeness(street, row.forgiven, row.likeness) * (1 if exact else OTHER_NUMBER) + ADDRESS_BONUS
            hits.append(PlaceHit(row.name, PlaceKind.ADDRESS, row.lon, row.lat, "", round(score, 4), exact))
    return hits


def _lamp_posts(session: Session, municipality: str, number: str) -> list[PlaceHit]:
    rows = session.execute(
        _LAMP_POSTS, {"municipality": municipality, "wanted": [f"stolpe {number}", f"stolpe {number.lstrip('0')}"]}
    )
    return [PlaceHit(row.name, PlaceKind.LAMP_POST, row.lon, row.lat, row.street or "", 1.15) for row in rows]


_LIKE = "greatest(similarity(forgiven, {0}), 0.9 * word_similarity({0}, forgiven))"
_NAMED = sa.text(
    "SELECT kind, name, folded, forgiven, lon, lat, street, weight, likeness"
    " FROM place_name, LATERAL ("
    f"   SELECT max({_LIKE.format('phrase')}) AS likeness FROM unnest(:phrases) AS phrase) AS compared"
    " WHERE municipality = :municipality AND kind <> 'address' AND kind <> 'lamp_post'"
    "   AND (forgiven % any(:phrases) OR forgiven %> any(:phrases))"
    " ORDER BY likeness + weight / 100.0 DESC, name, id LIMIT :limit"
).bindparams(sa.bindparam("phrases", type_=ARRAY(sa.Text)))

_ADDRESSES = sa.text(
    "WITH streets AS ("
    f"  SELECT name, forgiven, {_LIKE.format(':street')} AS likeness"
    "  FROM place_name WHERE municipality = :municipality AND kind <> 'address' AND kind <> 'lamp_post'"
    "    AND kind = 'street' AND (forgiven % :street OR forgiven %> :street)"
    "  ORDER BY likeness DESC, name LIMIT :candidates)"
    " SELECT a.name, a.number, a.lon, a.lat, s.name AS street, s.forgiven, s.likeness"
    " FROM streets s CROSS JOIN LATERAL ("
    "   SELECT name, number, lon, lat, id FROM place_name"
    "   WHERE municipality = :municipality AND kind = 'address' AND street = s.name"
    "   ORDER BY abs(number - :number), (forgiven LIKE :ending) DESC, name, id LIMIT 2) AS a"
    " ORDER BY s.likeness DESC, s.name, abs(a.number - :number), a.name, a.id"
)

_LAMP_POSTS = sa.text(
    "SELECT name, lon, lat, street FROM place_name"
    " WHERE municipality = :municipality AND kind = 'lamp_post' AND forgiven = any(:wanted) ORDER BY name, id LIMIT 2"
).bindparams(sa.bindparam("wanted", type_=ARRAY(sa.Text)))
