"""How fast it is, beside the fewest rows that keep the same promises.

    .venv/bin/python -m benchmarks.speed

starts a durable cluster of its own, fills Ängsby with 60 000 cases, serves it as ``./lagat serve`` does, and measures
intake, list, follow page and order update in turns: ``reference/*.sql`` straight to PostgreSQL by its own ``pgbench``,
then the API over HTTP, with as many clients. What counts is the ratio of one run; seconds are the machine's.
``docs/benchmarks.md`` says what is measured, what it costs and what was seen.
"""
