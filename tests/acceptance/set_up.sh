#!/bin/sh
# A town set up from files, as far as files go, and what is then left for people:
#     tests/acceptance/set_up.sh MUNICIPALITIES.geojson [CODE]
# In an installation of its own. Ends with 1 unless `golive` lists what people do before they have entered it, and none
# of it afterwards; what else it lists is entered on pages, or by the importers of places, rules and retention.
set -eu
boundaries=$1 code=${2:-0581}
cd "$(dirname "$0")/../.."
LAGAT_VAR=$(mktemp -d) && export LAGAT_VAR
chmod 755 "$LAGAT_VAR"
LAGAT_MAIL_FROM=felanmalan@norrkoping.se && export LAGAT_MAIL_FROM
lagat() { .venv/bin/python -m backend.cli "$@"; }

lagat migrate >/dev/null
lagat boundaries import "$boundaries"
lagat municipality add "$code" --kind practice
lagat admin add anna@angsby.example --municipality "$code" --name "Anna Ek"

acts="accessibility_test backup_tried information_text jour_rung retention_decision test_message"
before=$(lagat golive "$code") && { echo "WRONG: green before anybody did anything"; exit 1; }
for act in $acts; do
    echo "$before" | grep -q "$act" || { echo "WRONG: $act is not listed"; exit 1; }
    lagat golive "$code" --done "$act" --by "Anna Ek" --note "by the script" >/dev/null || true
done
after=$(lagat golive "$code") || true
echo "$after"
test "$(echo "$after" | grep -c "Anna Ek (PRACTICE)")" = 6 || { echo "WRONG: not all six are entered, marked practice"; exit 1; }
echo "$after" | grep -q "MISSING.*\[" && { echo "WRONG: something people entered is still missing"; exit 1; }
echo "as it should be, as far as files go"
