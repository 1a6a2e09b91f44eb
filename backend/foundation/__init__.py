"""What everything stands on: database, events, outbox, clock, audit, ids, settings, errors. Knows nothing of faults."""
