"""What erasing says to the database. ``:reports`` and their ``:cases``; ``:alone`` are cases left without a whole report."""

import sqlalchemy as sa

_ARRAYS = ("reports", "cases", "alone", "named_cases", "asked")


def _say(sql: str) -> sa.TextClause:
    said = sa.text(sql)
    binds = [sa.bindparam(name, type_=sa.ARRAY(sa.Uuid)) for name in _ARRAYS if f":{name}" in sql]
    binds += [sa.bindparam(name, type_=sa.ARRAY(sa.Text)) for name in ("keys", "patterns") if f":{name}" in sql]
    return said.bindparams(*binds)


LOCK_CASES = _say(
    "SELECT id FROM cases WHERE municipality = :m AND (id IN"
    " (SELECT case_id FROM report WHERE municipality = :m AND id = ANY(:reports)) OR reference IN"
    # The case it was born with, should it have been moved to another since.
    " (SELECT reference FROM report WHERE municipality = :m AND id = ANY(:reports))) ORDER BY id FOR UPDATE"
)
KEYS = _say("SELECT DISTINCT recipient_key FROM reporter_address WHERE municipality = :m AND report_id = ANY(:reports)")
ALONE = _say(
    "SELECT c FROM unnest(:cases) AS c WHERE NOT EXISTS (SELECT FROM report r WHERE r.municipality = :m"
    " AND r.case_id = c AND r.erased_at IS NULL AND r.id <> ALL(:reports))"
)
REPORTS_OF_CASES = _say("SELECT id FROM report WHERE municipality = :m AND case_id = ANY(:cases) ORDER BY id")

PHOTOS_OF_REPORTS = _say("SELECT id FROM photo WHERE municipality = :m AND report_id = ANY(:reports) ORDER BY id")
TERMS = _say(
    "SELECT c.id AS case_id, c.place = r.place_words AS is_place_typed, r.name, r.place_words, r.words,"
    " ARRAY(SELECT address FROM reporter_address a WHERE a.municipality = r.municipality AND a.report_id = r.id) AS addresses,"
    " ARRAY(SELECT words FROM report_addition a WHERE a.municipality = r.municipality AND a.report_id = r.id) AS additions"
    # Each by its own index: asked with OR, and without statistics, every case is read for every report.
    " FROM report r, LATERAL ("
    "   SELECT id, place FROM cases WHERE municipality = r.municipality AND id = r.case_id UNION"
    "   SELECT id, place FROM cases WHERE municipality = r.municipality AND reference = r.reference) c"
    " WHERE r.municipality = :m AND r.id = ANY(:reports) ORDER BY c.id, r.id"
)
PHOTO_AT_GATE = _say(
    "SELECT 1 FROM photo WHERE municipality = :m AND report_id = ANY(:reports) AND leased_until > clock_timestamp()"
    " FOR UPDATE"
)
TAKE_PHOTOS = _say("DELETE FROM photo WHERE municipality = :m AND report_id = ANY(:reports) RETURNING id")
TAKE_UPLOADS = _say("DELETE FROM photo_upload WHERE municipality = :m AND report_id = ANY(:reports) RETURNING id")
DROP_ORIGINALS = _say(
    "UPDATE photo SET original_gone_at = :now, original_kept_until = :now, original_rule = :rule"
    " WHERE municipality = :m AND case_id = ANY(:cases) AND original_gone_at IS NULL AND state <> 'received'"
    " RETURNING id"
)

# What waits is not sent any more, and a sender that has it in hand finds its lease gone.
_EMPTIED = (
    "address = NULL, subject = '', body = '', links = '{}', last_error = NULL, provider_id = NULL, source_mark = NULL,"
    " form = NULL, done_words = NULL, recipient_key = 'erased:' || id, lease_token = NULL, leased_until = NULL, parked_reason = NULL,"
    " ended_at = coalesce(ended_at, :now),"
    " fate = CASE WHEN fate IN ('queued', 'in_doubt', 'parked') THEN 'overtaken' ELSE fate END"
)
EMPTY_MESSAGES = _say(
    f"UPDATE delivery SET {_EMPTIED} WHERE municipality = :m AND case_id = ANY(:cases)"
    " AND recipient_key NOT LIKE 'erased:%' RETURNING id"
)
EMPTY_CALLBACKS = _say(
    "UPDATE delivery_report SET said = '{}', provider_id = NULL WHERE municipality = :m AND delivery_id IN"
    " (SELECT id FROM delivery WHERE municipality = :m AND case_id = ANY(:cases) AND recipient_key LIKE 'erased:%') RETURNING id"
)

_OF_CASES = "municipality = :m AND case_id = ANY(:cases)"
_OF_REPORTS = "municipality = :m AND report_id = ANY(:reports)"
EMPTY = {
    "renderings": _say(
        "DELETE FROM rendering WHERE municipality = :m AND case_id = ANY(:cases) AND (case_id = ANY(:alone)"
        " OR (of_kind = 'report' AND of_id = ANY(:reports)) OR (of_kind = 'addition' AND of_id IN"
        f" (SELECT id FROM report_addition WHERE {_OF_REPORTS}))) RETURNING id"
    ),
    "additions": _say(f"DELETE FROM report_addition WHERE {_OF_REPORTS} RETURNING id"),
    "deliveries": _say(
        f"UPDATE delivery SET {_EMPTIED} WHERE municipality = :m AND recipient_key = ANY(:keys)"
        " AND (case_id = ANY(:cases) OR case_id IS NULL) RETURNING id"
    ),
    "callbacks": EMPTY_CALLBACKS,
    "verdicts": _say(f"UPDATE verdict SET words = '' WHERE {_OF_REPORTS} RETURNING id"),
    "sendings": _say(
        "UPDATE idempotency_key SET content = repeat('0', 64) WHERE municipality = :m AND subject_id = ANY(:reports)"
        " RETURNING subject_id"
    ),
    "fixes": _say(f"DELETE FROM report_fix WHERE {_OF_REPORTS} RETURNING report_id"),
    "addresses": _say(f"DELETE FROM reporter_address WHERE {_OF_REPORTS} RETURNING id"),
    "errors": _say(
        "UPDATE reaction SET last_error = NULL WHERE municipality = :m AND stream_id = ANY(:cases)"
        " AND last_error IS NOT NULL RETURNING name"
    ),
    "failures": _say(
        "UPDATE tick_failure SET last_error = '' WHERE municipality = :m AND subject_id = ANY(:cases || :reports)"
        " RETURNING tick"
    ),
    "holds": _say(
        "UPDATE legal_hold SET recipient_key = NULL WHERE municipality = :m AND recipient_key = ANY(:keys)"
        " AND ended_at IS NOT NULL RETURNING id"
    ),
    "forms": _say("DELETE FROM kept_form RETURNING id"),
    "words": _say(
        "UPDATE report r SET words = '', name = NULL, place_words = '', answers_as_said = '{}',"
        " answers_restricted = '{}', asset_number = NULL, language = 'sv', words_language = NULL, source_key = NULL,"
        " accuracy_m = NULL, longitude = c.longitude, latitude = c.latitude, may_show_words = false,"
        " may_show_photo = false, erased_at = :now FROM cases c WHERE r.municipality = :m AND r.id = ANY(:reports)"
        " AND c.municipality = r.municipality AND c.id = r.case_id RETURNING r.id"
    ),
}
"""Emptied or removed whatever else is there. The places as they were typed are read before this."""

_ALONE = "municipality = :m AND case_id = ANY(:alone)"
EMPTY_ALONE = (
    _say(f"UPDATE case_note SET words = '' WHERE {_ALONE}"),
    _say(f"UPDATE hand_over SET masked_words = '', answer_words = NULL, contact_name = NULL WHERE {_ALONE}"),
    _say(
        f"UPDATE delivery SET subject = '', body = '', links = '{{}}', done_words = NULL, last_error = NULL WHERE {_ALONE}"
        " AND fate NOT IN ('queued', 'in_doubt')"
    ),
)

_NAMED = "unnest(:named_cases, :patterns) AS named (case_id, pattern)"


def _where_named(
    table: str, column: str, empty: str = "NULL", *, key: str = "case_id", also: str = ""
) -> sa.TextClause:
    return _say(
        f"UPDATE {table} t SET {column} = {empty} FROM {_NAMED} WHERE t.municipality = :m AND t.{key} = named.case_id"
        f" AND t.{column} ~* named.pattern{also}"
    )


EMPTY_NAMED = (
    _where_named("case_note", "words", "''"),
    _where_named("rendering", "words", "''"),
    _where_named("cases", "waiting_reason", key="id"),
    _where_named("promise", "reason"),
    _where_named("problem_step", "words", "''"),
    _where_named("hand_over", "masked_words", "''"),
    *(_where_named("hand_over", name) for name in ("answer_words", "contact_name")),
    *(
        _where_named("work_order", name)
        for name in ("waiting_reason", "done_words", "declined_reason", "sent_back_reason", "released_words")
    ),
    *(_where_named("delivery", name, "''") for name in ("body", "subject")),
    *(_where_named("delivery", name) for name in ("done_words", "last_error")),
    _say(
        f"UPDATE bulk_move b SET reason = '' FROM bulk_move_case c, {_NAMED} WHERE b.municipality = :m"
        " AND c.municipality = b.municipality AND c.bulk_move_id = b.id AND c.case_id = named.case_id"
        " AND b.reason ~* named.pattern"
    ),
    _say(
        f"UPDATE disclosure d SET asked_for = '', criteria = '{{}}', reason = NULL, decision = NULL FROM {_NAMED}"
        " WHERE d.municipality = :m AND concat_ws(' ', d.asked_for, d.criteria, d.reason, d.decision) ~* named.pattern"
    ),
    # The register of incidents names nobody; where somebody did after all, the words go and the steps stay.
    *(
        _say(
            f"UPDATE data_incident i SET {name} = '' FROM {_NAMED} WHERE i.municipality = :m AND i.{name} ~* named.pattern"
        )
        for name in ("what", "risk_words", "measures", "imy_words", "people_words")
    ),
    _say(
        f"UPDATE data_incident_step s SET words = '' FROM {_NAMED} WHERE s.municipality = :m AND s.words ~* named.pattern"
    ),
)
DROP_MASKS = _say(f"DELETE FROM disclosure_mask WHERE {_OF_CASES}")
TAKE_DISCLOSURES = _say(
    "UPDATE disclosure SET gone_at = :now WHERE municipality = :m AND written_at IS NOT NULL AND gone_at IS NULL"
    f" AND id IN (SELECT disclosure_id FROM disclosure_case WHERE {_OF_CASES}) RETURNING id"
)
