-- Taking a report: eight rows, one statement, one durable commit.
-- The case, its report and where the reporter is answered; the promise and the timeline's first row, without which
-- somebody would wait in silence; the event and its stream, without which nobody would hear of it, in order; and the
-- sender's key, without which sending twice would make two. The scope travels in the same round trip; the walls stand.
\set cell random(0, 79)
\set east random(0, 996)
\set north random(0, 990)
\startpipeline
SELECT set_config('lagat.municipalities', '9901', true), set_config('lagat.authority', '', true),
  set_config('lagat.firm', '', true);
WITH given AS MATERIALIZED (
  SELECT clock_timestamp() AS now, benchmark_id() AS case_id, benchmark_id() AS report_id, benchmark_id() AS address_id,
    benchmark_id() AS event_id, substr(upper(md5(random()::text)), 1, 8) AS reference,
    md5(random()::text) || md5(random()::text) AS digest,
    cast(:authority AS uuid) AS authority_id, 18.55 + :east / 10000.0 AS longitude, 58.15 + :north / 10000.0 AS latitude),
key AS (
  INSERT INTO idempotency_key (municipality, digest, content, subject_id, recorded_at)
  SELECT '9901', digest, digest, report_id, now FROM given ON CONFLICT (municipality, digest) DO NOTHING),
the_case AS (
  INSERT INTO cases (municipality, id, reference, authority_id, kind, category, state, priority, is_acute, longitude,
    latitude, cell, place, promise_number, promise_kind, promise_due_at, promise_precision, opened_at, last_number,
    version)
  SELECT '9901', case_id, reference, authority_id, 'fault', 'belysning.enstaka', 'received', 'normal', false,
    longitude, latitude, 1163000000 + 1855 + :cell, 'Storgatan 12', 1, 'read', now + interval '1 day', 'time', now, 1, 1
  FROM given),
the_report AS (
  INSERT INTO report (municipality, id, reference, case_id, authority_id, channel, category_said, answers,
    answers_as_said, answers_restricted, words, language, longitude, latitude, place_words, may_show_words,
    may_show_photo, received_at, recorded_at)
  SELECT '9901', report_id, reference, case_id, authority_id, 'api', 'belysning.enstaka', '{"hur": "slackt"}', '{}',
    '{}', 'Lampan är mörk.', 'sv', longitude, latitude, '', false, false, now, now FROM given),
address AS (
  INSERT INTO reporter_address (municipality, id, report_id, channel, address, recipient_key, wants_word)
  SELECT '9901', address_id, report_id, 'mail', 'amira@example.org', 'mail:' || substr(digest, 1, 24), true FROM given),
promised AS (
  INSERT INTO promise (municipality, case_id, number, kind, due_at, precision, cause, made_at)
  SELECT '9901', case_id, 1, 'read', now + interval '1 day', 'time', 'first', now FROM given),
told AS (
  INSERT INTO timeline_entry (municipality, case_id, number, step, actor_kind, actor_id, facts, occurred_at, recorded_at)
  SELECT '9901', case_id, 1, 'submit', 'reporter', report_id,
    jsonb_build_object('state', 'received', 'channel', 'api', 'report_id', report_id), now, now FROM given),
stream AS (
  INSERT INTO event_stream (municipality, stream_id, last_number) SELECT '9901', case_id, 1 FROM given)
INSERT INTO event (municipality, id, stream_id, number, name, version, facts, occurred_at)
SELECT '9901', event_id, case_id, 1, 'ReportSubmitted', 1, jsonb_build_object('municipality', '9901', 'report_id',
  report_id, 'case_id', case_id, 'is_acute', false, 'is_held', false), now FROM given;
\endpipeline
