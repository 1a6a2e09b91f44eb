#!/bin/sh
# An empty Debian 12, a clone, two commands: prints the seconds of each. Ends with 0 when both work.
#
#   tests/acceptance/fresh_machine.sh [FOLDER]
#
# Needs root, debootstrap, git, and the network to Debian's packages, PyPI and npm. FOLDER (default: a new one under
# var/) takes 3 GB and is removed afterwards, unless KEEP=yes. Only the last commit is cloned. Settings of this
# machine that its own clients need to reach the registries (certificates, pip's and npm's environment) go along;
# DEBIAN_MIRROR names another source of Debian than debootstrap's own.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
machine=${1:-$root/var/fresh-machine}

[ "$(id -u)" = 0 ] || { echo "fresh_machine.sh: run it as root (it makes a chroot)." >&2; exit 1; }
command -v debootstrap >/dev/null || { echo "fresh_machine.sh: run: apt-get install debootstrap" >&2; exit 1; }
[ ! -e "$machine" ] || { echo "fresh_machine.sh: $machine exists; remove it or name another folder." >&2; exit 1; }

leave() {
    for mounted in proc dev/pts dev sys; do
        umount -l "$machine/$mounted" 2>/dev/null || true
    done
    [ "${KEEP:-no}" = yes ] || rm -rf --one-file-system "$machine"
}
trap leave EXIT
trap 'exit 130' INT TERM

timed() {
    title=$1
    shift
    started=$(date +%s)
    code=0
    "$@" >"$machine.log" 2>&1 || code=$?
    sed 's/^/    /' "$machine.log" | tail -n "${LINES_SHOWN:-40}"
    printf '%-58s %4d s%s\n' "$title" "$(($(date +%s) - started))" "$([ $code = 0 ] || echo "  FAILED ($code)")"
    return $code
}

inside() {
    # shellcheck disable=SC2046  # one NAME=value a word; none of these values holds a space
    chroot "$machine" /usr/bin/env -i \
        $(env | grep -E '^(PIP_|NPM_CONFIG_|npm_config_|https?_proxy|HTTPS?_PROXY|no_proxy|NO_PROXY)' || true) \
        PIP_CERT=/etc/ssl/registries.crt SSL_CERT_FILE=/etc/ssl/registries.crt NODE_EXTRA_CA_CERTS=/etc/ssl/registries.crt \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb \
        sh -c "cd /root/lagat 2>/dev/null || cd /; $1"
}

# Certificates and package sources that this machine needs to reach the registries at all.
take_network_along() {
    cp -L /etc/resolv.conf "$machine/etc/resolv.conf"
    cp -L /etc/hosts "$machine/etc/hosts"
    mkdir -p "$machine/etc/ssl" "$machine/etc/apt/apt.conf.d"
    cp -L /etc/ssl/certs/ca-certificates.crt "$machine/etc/ssl/registries.crt"
    grep -lE 'Proxy|CaInfo|Verify' /etc/apt/apt.conf.d/* 2>/dev/null | xargs -r -I{} cp {} "$machine/etc/apt/apt.conf.d/"
}

mount_system() {
    mount -t proc proc "$machine/proc"
    mount --rbind /dev "$machine/dev"
    mount --make-rslave "$machine/dev"
}

mkdir -p "$(dirname -- "$machine")"
timed "An empty Debian 12 (debootstrap, not counted)" debootstrap --variant=minbase bookworm "$machine" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"}
take_network_along
mount_system
timed "git, the one thing a clone needs" inside "apt-get update -q && apt-get install -qy --no-install-recommends git"
mkdir "$machine/source.git"
git clone --quiet --bare "$root" "$machine/source.git"
timed "The clone" inside "git clone --quiet /source.git /root/lagat"
timed "Command 1: ./lagat demo (installs, starts, answers, stops)" inside "./lagat demo --once"
timed "Command 2: ./lagat test" inside "./lagat test -q ${PYTEST_ARGUMENTS:--m 'not browser'}"
timed "Again: ./lagat demo" inside "./lagat demo --once"
echo "Both commands work on an empty machine."
