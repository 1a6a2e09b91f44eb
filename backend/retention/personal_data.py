"""Where persons are kept: every column of text, JSON or position, declared as a person's or as none.

An architecture test holds this equal to the database, so that nobody adds a column without saying which it is.
``REPORTERS`` is what erasing must reach; ``STAFF`` are people at work, who go with their account; what ``NOBODY`` lists
holds codes, rules, names of places and of offices.
"""

from collections.abc import Mapping
from enum import StrEnum


class Gone(StrEnum):
    """What erasing does to a column that holds a reporter."""

    EMPTIED = "emptied"
    ROW = "row"
    """The whole row goes."""
    REBUILT = "rebuilt"
    """Made again from what is left."""
    WHERE_NAMED = "where_named"
    """Staff's words: emptied with the case's last report, else where the person's own words, name or address stand in them."""


_E, _R, _B, _N = Gone.EMPTIED, Gone.ROW, Gone.REBUILT, Gone.WHERE_NAMED

REPORTERS: Mapping[str, Mapping[str, Gone]] = {
    "report": {
        "words": _E, "name": _E, "place_words": _E, "answers_as_said": _E, "answers_restricted": _E,
        "asset_number": _E, "language": _E, "words_language": _E, "source_key": _E, "accuracy_m": _E,
        "longitude": _B, "latitude": _B,
    },
    "reporter_address": {"address": _R, "recipient_key": _R},
    "report_fix": {"lon": _R, "lat": _R, "accuracy_m": _R},
    "report_addition": {"words": _R, "language": _R},
    "rendering": {"words": _R, "language": _R},
    "verdict": {"words": _E},
    "case_note": {"words": _N},
    "cases": {"place": _B, "longitude": _B, "latitude": _B, "waiting_reason": _N},
    "promise": {"reason": _N},
    "problem_step": {"words": _N},
    "bulk_move": {"reason": _N},
    "hand_over": {"masked_words": _N, "answer_words": _N, "contact_name": _N},
    "work_order": {
        "briefing": _B, "waiting_reason": _N, "done_words": _N, "declined_reason": _N, "sent_back_reason": _N,
        "released_words": _N,
    },
    "delivery": {
        "address": _E, "recipient_key": _E, "subject": _E, "body": _E, "links": _E, "last_error": _E,
        "provider_id": _E, "source_mark": _E, "done_words": _E,
        "form": _E,
    },
    "delivery_report": {"said": _E, "provider_id": _E},
    "photo": {"client_photo_hash": _R, "sha256": _R, "content_type": _R, "taken_lon": _R, "taken_lat": _R},
    "photo_upload": {"client_photo_hash": _R, "sha256": _R, "content_type": _R},
    "idempotency_key": {"content": _E},
    "case_word": {"word": _B},
    "reaction": {"last_error": _E},
    "tick_failure": {"last_error": _E},
    "legal_hold": {"recipient_key": _E},
    "disclosure": {"asked_for": _N, "criteria": _N, "reason": _N, "decision": _N},
    "kept_form": {"sealed": _R},
    "data_incident": {"what": _N, "risk_words": _N, "measures": _N, "imy_words": _N, "people_words": _N},
    "data_incident_step": {"words": _N},
}  # fmt: skip
"""Table → column → what erasing does. The bytes of photos and files of disclosures lie beside the database: they go too."""

STAFF: Mapping[str, tuple[str, ...]] = {
    "person": ("name", "email", "language"),
    "person_password": ("hash",),
    "authenticator": ("sealed_secret",),
    "passkey": ("site", "credential_id", "public_key", "label"),
    "recovery_code": ("hash",),
    "device": ("token_hash", "label"),
    "session": ("token_hash", "challenge"),
    "sign_in_pause": ("key",),
    "sign_in_request": ("browser_hash",),
    "sign_in_secret": ("hash", "digits_hash"),
    "call_list_entry": ("mail", "phone"),
    "unit": ("mail", "phone"),
    "body": ("phone", "acute_phone", "web", "mail"),
    "hand_over": ("mail",),
    "api_key": ("name",),
    "contract": ("jour_phone",),
    "going_live_act": ("by_name", "note"),
    "data_incident": ("noticed_by",),
}
"""People at work, and where offices are reached."""

NOBODY: Mapping[str, tuple[str, ...]] = {
    "alarm": ("list_codes", "acknowledged_role"),
    "alarm_call": ("list_code", "role"),
    "api_key": ("prefix", "hash", "rights"),
    "area": ("code", "name", "source", "source_key"),
    "asset": ("number", "name", "lon", "lat", "street", "area_code", "source", "source_key"),
    "asset_class": ("names",),
    "attention": ("unit_code", "facts"),
    "audit_entry": ("actor_kind", "act", "subject_kind", "facts", "traceparent"),
    "audit_seal": ("hash",),
    "authority": ("code", "name"),
    "body": ("code", "names", "open311", "jurisdiction", "services"),
    "call_list_entry": ("list_code", "role", "language"),
    "case_note": ("language",),
    "cases": ("category", "unit_code", "keeper_name", "read_by_role", "registry_number", "counted"),
    "category": (
        "code", "group_code", "unit_code", "authority_code", "trade", "season", "targets", "names", "helps",
        "public_names", "verbs", "advice", "search_words", "not_ours", "planned_words", "season_targets",
        "count_rules",
    ),
    "category_version": ("category_code", "changes"),
    "category_group": ("code", "names"),
    "contract": ("code", "name", "unit_code", "trade", "pauses", "targets", "season", "hours"),
    "contract_coverage": ("category", "area_code"),
    "data_incident": ("imy_number",),
    "data_incident_step": ("facts",),
    "culled_case": ("category",),
    "decision": ("unit_code", "body_code", "confidence", "explanation", "facts"),
    "delivery": ("language", "text_code", "message_id", "traceparent", "by_day_in"),
    "delivery_report": ("status",),
    "disclosure": ("number", "paragraph", "shown", "sha256", "list_sha256"),
    "disclosure_case": ("left_out",),
    "disclosure_mask": ("paragraph",),
    "erasure": ("decision", "basis", "counts"),
    "event": ("name", "facts", "traceparent"),
    "hand_over": ("body_code", "body_name", "their_reference", "their_token", "group_code"),
    "idempotency_key": ("digest",),
    "known_lack": (
        "area_code", "asset_numbers", "category", "decision_reference", "explanation", "hours", "season",
    ),
    "legal_hold": ("decision", "reason", "ended_reason"),
    "message_text": ("language", "subject", "body", "sms"),
    "message_text_version": ("language", "subject", "body", "sms"),
    "moving_in": ("counted", "file_name", "file_sha256", "mapping_sha256", "name", "source", "time_zone"),
    "municipality": (
        "slug", "name", "full_name", "name_en", "lon", "lat", "time_zone", "default_language", "phone", "acute_phone",
        "email", "web_address", "opening_hours",
    ),
    "old_reference": ("source", "old_id", "search_key", "category_there", "state_there"),
    "organisation": ("code", "name"),
    "place_name": ("name", "folded", "forgiven", "lon", "lat", "street", "source", "source_key"),
    "problem": ("category", "unit_code"),
    "question": ("category_code", "code", "texts", "choices"),
    "reaction": ("name", "state"),
    "report": ("category_said", "answers"),
    "retention_rule": ("category", "decision", "basis", "plan_reference"),
    "road_line": ("name", "body_code", "source", "source_key"),
    "rule_draft": ("name", "rules", "tests"),
    "rule_edition": ("name", "rules", "tests"),
    "rule_force": ("reason",),
    "simulated_clock": ("speed",),
    "tick_failure": ("tick",),
    "tick_slot": ("job",),
    "timeline_entry": ("facts",),
    "unit": ("code", "name", "public_name"),
    "wanted_reaction": ("name", "event"),
    "work_order": ("unit_code", "trade", "terms", "waits_for"),
}  # fmt: skip
"""No person. Facts of events, steps and audit are ids and codes; reasons of decisions name cases, never people."""


def list_declared() -> set[tuple[str, str]]:
    """Every (table, column) that is declared."""
    of_reporters = {(table, column) for table, columns in REPORTERS.items() for column in columns}
    others = {(table, column) for each in (STAFF, NOBODY) for table, columns in each.items() for column in columns}
    return of_reporters | others


def list_declared_twice() -> set[tuple[str, str]]:
    """(table, column) that is said to be two things."""
    every = [(table, column) for table, columns in REPORTERS.items() for column in columns]
    every += [(table, column) for each in (STAFF, NOBODY) for table, columns in each.items() for column in columns]
    return {each for each in every if every.count(each) > 1}
