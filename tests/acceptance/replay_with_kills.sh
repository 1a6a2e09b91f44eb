#!/bin/sh
# The same day twice from nothing: once undisturbed, once with web, worker and database ended with kill -9 at random
# moments and the mail server refusing for an hour. Ends with 0 when both tables are the same, nothing is lost, no step
# was told to a person under two Message-IDs and only deliveries in doubt were repeated.
#
#   tests/acceptance/replay_with_kills.sh STREAM.ndjson BOUNDARIES.geojson [KILLS [SEED [HH:MM-HH:MM]]]
#
# By default 10 kills, seed 1, no mail from 14:00 to 15:00. PLAIN=FILE takes the figures of an undisturbed run from
# FILE (its --json) instead of running it. Its folder is removed afterwards, unless KEEP=yes.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
[ $# -ge 2 ] || { sed -n '2,10p' "$0" >&2; exit 2; }
stream=$1 boundaries=$2 kills=${3:-10} seed=${4:-1} outage=${5:-14:00-15:00}

mkdir -p "$root/var"
LAGAT_VAR=$(mktemp -d "$root/var/replay-kills.XXXXXX")
export LAGAT_VAR
chmod 755 "$LAGAT_VAR"
leave() {
    [ "${KEEP:-no}" = yes ] || rm -rf -- "$LAGAT_VAR"
}
trap leave EXIT
trap 'exit 130' INT TERM

run() {
    name=$1
    shift
    started=$(date +%s)
    "$root/lagat" replay "$stream" --boundaries "$boundaries" "$@" --json "$LAGAT_VAR/$name.json" || code=1
    printf '%-58s %4d s\n' "The $name run" "$(($(date +%s) - started))"
}

code=0
if [ -n "${PLAIN:-}" ]; then
    cp -- "$PLAIN" "$LAGAT_VAR/plain.json"
else
    run plain
fi
run disturbed --kills "$kills" --seed "$seed" --mail-outage "$outage"
(cd "$root" && .venv/bin/python -m tests.acceptance.compare_replays disturbed "$LAGAT_VAR/plain.json" "$LAGAT_VAR/disturbed.json") || code=1
exit $code
