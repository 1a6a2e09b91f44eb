-- A contractor accepts an order, as the firm sees it: the act's key, without which a repeat would act twice; the order
-- and its case (whose number and version go up); the timeline's row; the event under the stream's next number.
-- One statement, one durable commit; the scope travels in the same round trip. Each client takes orders of its own.
\set n :n + 1
\set number (:client_id + :clients * :n) * 12 + 1
\startpipeline
SELECT set_config('lagat.municipalities', '9901', true), set_config('lagat.authority', '', true),
  set_config('lagat.firm', :firm, true);
WITH given AS MATERIALIZED (
  SELECT clock_timestamp() AS now, benchmark_id() AS event_id, md5(random()::text) || md5(random()::text) AS digest,
    md5('order' || md5('case' || :number)::uuid::text)::uuid AS order_id),
key AS (
  INSERT INTO idempotency_key (municipality, digest, content, subject_id, recorded_at)
  SELECT '9901', digest, digest, order_id, now FROM given ON CONFLICT (municipality, digest) DO NOTHING),
accepted AS (
  UPDATE work_order o SET state = 'accepted', accepted_at = now, version = version + 1 FROM given
  WHERE o.municipality = '9901' AND o.id = order_id AND o.state IN ('sent', 'received') RETURNING o.id, o.case_id, now),
moved AS (
  UPDATE cases c SET last_number = last_number + 1, version = c.version + 1, read_at = coalesce(read_at, now),
    read_by_role = coalesce(read_by_role, 'contractor') FROM accepted a
  WHERE c.municipality = '9901' AND c.id = a.case_id RETURNING c.id, c.state, c.last_number, a.id AS order_id, a.now),
told AS (
  INSERT INTO timeline_entry (municipality, case_id, number, step, actor_kind, facts, occurred_at, recorded_at)
  SELECT '9901', id, last_number, 'order_moved', 'contractor',
    jsonb_build_object('state', state, 'act', 'accept', 'order_id', order_id), now, now FROM moved),
stream AS (
  INSERT INTO event_stream AS s (municipality, stream_id, last_number) SELECT '9901', id, 1 FROM moved
  ON CONFLICT (municipality, stream_id) DO UPDATE SET last_number = s.last_number + 1 RETURNING stream_id, last_number)
INSERT INTO event (municipality, id, stream_id, number, name, version, facts, occurred_at)
SELECT '9901', event_id, stream_id, last_number, 'WorkOrderAccepted', 1,
  jsonb_build_object('municipality', '9901', 'case_id', stream_id, 'order_id', order_id), now FROM given, stream;
\endpipeline
