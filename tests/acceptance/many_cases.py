"""Sixty thousand cases in Ängsby, with all that hangs on them, made by the database itself in well under a minute."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

CASES = """
INSERT INTO cases (municipality, id, reference, authority_id, kind, category, state, outcome, priority, is_acute,
  longitude, latitude, cell, place, unit_code, promise_number, promise_kind, promise_due_at, promise_precision,
  opened_at, resolved_at, closes_at, closed_at, resolutions, last_number, version)
SELECT :m, md5('case' || n)::uuid, lpad(n::text, 8, '0'), :authority, 'fault',
  (ARRAY['belysning.enstaka', 'vag.potthal', 'klotter.ovrigt', 'park.mobler'])[1 + n % 4],
  CASE WHEN n % 12 = 0 THEN 'received' WHEN n % 12 = 1 THEN 'assigned' WHEN n % 12 = 2 THEN 'resolved' ELSE 'closed' END,
  CASE WHEN n % 12 > 1 THEN 'mended' END, 'normal', n % 5000 = 0,
  18.55 + (n % 997) / 10000.0, 58.15 + (n % 991) / 10000.0, 1163000000 + 1855 + n % 80, 'Storgatan ' || n % 90,
  (ARRAY['gata', 'park', 'va', 'trafik'])[1 + n % 4], 1, CASE WHEN n % 12 < 2 THEN 'mend' END,
  CASE WHEN n % 12 < 2 THEN lagat_now() + (n % 4000 - 200) * interval '1 hour' END,
  CASE WHEN n % 12 < 2 THEN 'day' END, lagat_now() - n * interval '30 minutes',
  CASE WHEN n % 12 > 1 THEN lagat_now() - n * interval '20 minutes' END,
  CASE WHEN n % 12 = 2 THEN lagat_now() + n % 300 * interval '1 hour' END,
  CASE WHEN n % 12 > 2 THEN lagat_now() - n * interval '10 minutes' END, 1, 6, 1
FROM generate_series(1, :cases) AS n
"""
HANGING = (
    """INSERT INTO report (municipality, id, reference, case_id, authority_id, channel, category_said, answers,
      answers_as_said, answers_restricted, words, language, longitude, latitude, place_words, may_show_words,
      may_show_photo, received_at, recorded_at)
    SELECT municipality, md5('report' || id::text)::uuid, reference, id, authority_id, 'web', category, '{}', '{}', '{}',
      'Den är trasig.', 'sv', longitude, latitude, '', false, false, opened_at, opened_at FROM cases
      WHERE municipality = :m AND reference LIKE '0%'""",
    """INSERT INTO reporter_address (municipality, id, report_id, channel, address, recipient_key, wants_word)
    SELECT municipality, md5('address' || id::text)::uuid, id, 'mail', 'reporter-' || reference || '@example.org',
      'mail:' || md5(reference), true FROM report WHERE municipality = :m AND reference LIKE '0%'""",
    """INSERT INTO timeline_entry (municipality, case_id, number, step, actor_kind, facts, occurred_at, recorded_at)
    SELECT municipality, id, n, (ARRAY['submit', 'assign', 'order_moved', 'order_moved', 'start', 'resolve'])[n],
      'system', '{"state": "assigned"}', opened_at, opened_at FROM cases, generate_series(1, 6) AS n
      WHERE municipality = :m AND reference LIKE '0%'""",
    """INSERT INTO promise (municipality, case_id, number, kind, due_at, precision, cause, made_at)
    SELECT municipality, id, 1, 'read', opened_at + interval '1 day', 'time', 'first', opened_at FROM cases
      WHERE municipality = :m AND reference LIKE '0%'""",
    """INSERT INTO attention (municipality, id, case_id, why, whose, unit_code, until, facts, is_acute, raised_at)
    SELECT municipality, md5('attention' || id::text)::uuid, id, 'undecided', 'kontaktcenter', NULL, promise_due_at,
      '{}', is_acute, opened_at FROM cases WHERE municipality = :m AND reference LIKE '0%' AND state = 'received'""",
    """INSERT INTO decision (municipality, id, case_id, edition, route, contract_id, unit_code, confidence, explanation,
      facts, decided_at)
    SELECT municipality, md5('decision' || id::text)::uuid, id, 1, 'contract', :contract, 'gata', 1,
      '{"sv": "Avtalet gäller.", "en": "The contract covers it."}', '{}', opened_at FROM cases WHERE municipality = :m AND reference LIKE '0%'""",
    """INSERT INTO work_order (municipality, id, reference, case_id, contractor_id, contract_id, unit_code, purpose, trade,
      state, is_acute, is_warranty, briefing, sent_at, accept_by, deadline_at, done_at, outcome, ended_at, version)
    SELECT c.municipality, md5('order' || c.id::text)::uuid, c.reference, c.id, :firm, :contract, 'gata', 'mend',
      'lighting', CASE WHEN c.state = 'assigned' THEN 'accepted' ELSE 'approved' END, c.is_acute, false, o.briefing,
      c.opened_at, c.opened_at + interval '1 day', c.opened_at + interval '9 days',
      CASE WHEN c.state <> 'assigned' THEN c.resolved_at END, CASE WHEN c.state <> 'assigned' THEN 'mended' END,
      CASE WHEN c.state <> 'assigned' THEN c.resolved_at END, 1
    FROM cases c, (SELECT briefing FROM work_order WHERE municipality = :m LIMIT 1) AS o
    WHERE c.municipality = :m AND c.reference LIKE '0%' AND c.state <> 'received'""",
    """INSERT INTO delivery (municipality, id, channel, recipient_kind, recipient_key, address, language, text_code,
      subject, body, links, case_id, step_id, urgent, fate, parked_reason, not_before, next_attempt_at, queued_at)
    SELECT municipality, md5('delivery' || id::text || n)::uuid, 'mail', 'reporter', 'mail:' || md5(reference),
      'reporter-' || reference || '@example.org', 'sv', 'received', 'Tack', 'Tack!', '{}', id,
      md5('step' || id::text || n)::uuid, false, CASE WHEN last_number = 6 AND n = 2 AND is_acute THEN 'parked'
        ELSE 'handed_over' END, CASE WHEN last_number = 6 AND n = 2 AND is_acute THEN 'gave_up' END,
      opened_at, opened_at, opened_at FROM cases, generate_series(1, 2) AS n WHERE municipality = :m AND reference LIKE '0%'""",
    """INSERT INTO event (municipality, id, stream_id, number, name, version, facts, occurred_at, position)
    SELECT municipality, md5('event' || id::text || n)::uuid, md5('stream' || id::text)::uuid, n, 'CaseClosed', 1, '{}',
      opened_at, nextval('event_position') FROM cases, generate_series(1, 3) AS n WHERE municipality = :m AND reference LIKE '0%'""",
    """INSERT INTO photo (municipality, id, case_id, report_id, kind, client_photo_hash, sha256, byte_length, content_type,
      state, shown_ok, received_at)
    SELECT municipality, md5('photo' || id::text)::uuid, id, md5('report' || id::text)::uuid, 'report',
      md5('a' || id::text) || md5('b' || id::text), md5('c' || id::text) || md5('d' || id::text), 1000, 'image/jpeg',
      'ready', false, opened_at FROM cases WHERE municipality = :m AND reference LIKE '0%' AND last_number = 6""",
    """INSERT INTO audit_entry (municipality, id, actor_kind, act, subject_kind, subject_id, facts, occurred_at)
    SELECT municipality, md5('audit' || id::text)::uuid, 'system', 'look_at_address', 'case', id, '{}', opened_at
      FROM cases WHERE municipality = :m AND reference LIKE '0%'""",
)


def fill_with_cases(
    session: Session, municipality: str, *, cases: int, authority: object, contract: object, firm: object
) -> None:
    """Add ``cases`` cases and what hangs on them; the municipality has one work order to copy the briefing from."""
    given = {"m": municipality, "cases": cases, "authority": authority, "contract": contract, "firm": firm}
    for words in (CASES, "ANALYZE cases", *HANGING[:1], "ANALYZE report", *HANGING[1:]):
        session.execute(sa.text(words), given)
