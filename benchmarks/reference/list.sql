-- The newest fifty open cases with what a list shows of each, and their categories' names: one look along one index.
-- One more than is shown tells whether there is a next page. The scope travels in the same round trip.
\startpipeline
SELECT set_config('lagat.municipalities', '9901', true), set_config('lagat.authority', '', true),
  set_config('lagat.firm', '', true);
SELECT c.reference, c.kind, c.category, c.state, c.outcome, c.priority, c.is_acute, c.place, c.longitude, c.latitude,
  c.unit_code, c.keeper_name, c.late_moves, c.waiting_on, c.waiting_reason, c.promise_kind, c.promise_due_at,
  c.promise_precision, c.promise_passed, c.opened_at, c.read_at, c.made_safe_at, c.resolved_at, c.closed_at, c.version,
  k.names
FROM cases c LEFT JOIN category k ON k.municipality = c.municipality AND k.code = c.category
WHERE c.municipality = '9901' AND c.state NOT IN ('resolved', 'closed')
ORDER BY c.opened_at DESC, c.id DESC LIMIT 51;
\endpipeline
