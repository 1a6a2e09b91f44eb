#!/bin/sh
# Pins every package with its hashes. The result names no address, so that any mirror serves it.
set -eu
cd "$(dirname -- "$0")"
for name in base dev; do
    uv pip compile "$name.in" --output-file "$name.txt" --quiet --no-config --universal --python-version 3.11 \
        --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links "$@"
done
if grep -nE '://|--(extra-)?index|--find-links' base.txt dev.txt; then
    echo "An address got into the compiled requirements: see the lines above." >&2
    exit 1
fi
