-- A report as its reporter follows it: the report (whose id proves the token), its case, the category's words, the
-- case's timeline and the reporter's photos, in one statement. The scope travels in the same round trip.
\set number random(0, :keys - 1) * 12 + 1
\startpipeline
SELECT set_config('lagat.municipalities', '9901', true), set_config('lagat.authority', '', true),
  set_config('lagat.firm', '', true);
SELECT r.id, r.reference, c.category, c.place, c.state, c.outcome, c.keeper_name, c.is_acute, c.read_at, c.read_by_role,
  c.made_safe_at, c.waiting_on, c.waiting_reason, c.promise_kind, c.promise_due_at, c.promise_precision,
  c.promise_passed, k.names, k.public_names, k.verbs,
  (SELECT json_agg(json_build_array(t.number, t.step, t.facts, t.occurred_at) ORDER BY t.number)
   FROM timeline_entry t WHERE t.municipality = '9901' AND t.case_id = r.case_id) AS timeline,
  (SELECT json_agg(json_build_array(p.id, p.kind, p.state)) FROM photo p
   WHERE p.municipality = '9901' AND p.case_id = r.case_id AND p.report_id = r.id) AS photos
FROM report r JOIN cases c ON c.municipality = r.municipality AND c.id = r.case_id
LEFT JOIN category k ON k.municipality = c.municipality AND k.code = c.category
WHERE r.municipality = '9901' AND r.id = md5('report' || md5('case' || :number)::uuid::text)::uuid;
\endpipeline
