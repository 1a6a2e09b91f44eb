#!/bin/sh
# A town set up from the files in tests/acceptance/town, and what is then left for people: tests/acceptance/set_up.sh
# In an installation of its own. Ends with 1 unless `golive` then lists what people must do and nothing else, and is
# green when each of those acts is entered by name, marked practice. Nothing leaves the house: the mail server it names
# does not exist, and the test message of a practice municipality lies in the postbox all the same.
set -eu
cd "$(dirname "$0")/../.."
LAGAT_VAR=$(mktemp -d) && export LAGAT_VAR
trap 'rm -rf "$LAGAT_VAR"' EXIT
chmod 755 "$LAGAT_VAR"
export LAGAT_MAIL_FROM=felanmalan@nyby.se LAGAT_SMTP_HOST=mail.nyby.invalid
lagat() { .venv/bin/python -m backend.cli "$@"; }
files=tests/acceptance/town code=9902

lagat migrate >/dev/null
lagat municipality add $code --kind practice --name Nyby --slug nyby --boundary $files/boundary.geojson
lagat admin add anna@nyby.example --municipality $code --name "Anna Ek"
lagat places import $code districts $files/districts.geojson
lagat places import $code addresses $files/addresses.csv
lagat places import $code assets $files/lamps.csv --class lamp_post --class-name Lyktstolpe --field number=stolpnr --field key=uuid
lagat town import $code $files --dry-run
lagat town import $code $files
lagat town import $code $files | grep -Eq "new|changed" && { echo "WRONG: done again it changed something"; exit 1; }
lagat golive $code --test-message anna.ek@mailbox.invalid >/dev/null && { echo "WRONG: green before people"; exit 1; }

acts="accessibility_test backup_tried information_text jour_rung retention_decision test_message"
listed=$(lagat golive $code | grep MISSING | grep -o "\[[a-z_]*\]" | tr -d "[]" | sort | tr "\n" " ")
missing=$(lagat golive $code | grep -c MISSING)
echo "  after the files are missing: $listed($missing)"
test "$listed" = "$acts " && test "$missing" = 6 || { echo "WRONG: something else than people's acts"; exit 1; }
test "$(find "$LAGAT_VAR/mail" -name "*.eml" | wc -l)" = 1 || { echo "WRONG: the test message is not in the postbox"; exit 1; }
for act in $acts; do
    lagat golive $code --done "$act" --by "Anna Ek" --note "by the script" >/dev/null && green=yes || green=no
    test "$act$green" = "${act}no" || test "$act" = test_message || { echo "WRONG: green at $act"; exit 1; }
done
test "$(lagat golive $code | grep -c "Anna Ek (PRACTICE)")" = 6 || { echo "WRONG: not all six are marked practice"; exit 1; }
lagat golive $code && echo "as it should be"
