# Sourced by the scripts beside it: Debian packages, fetched and unpacked below .build/rig, never installed.
# shellcheck shell=bash

# Debian keeps depmod and mosquitto where only root looks.
PATH=$PATH:/usr/sbin:/sbin
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cache=$repository/.build/rig
setup=test # what of toolchain/setup installs what is required here

say() { printf 'rig: %s\n' "$*" >&2; }
# 98 tells a failure of the host from whatever the guest returns.
fail() {
    say "$@"
    exit 98
}

# require COMMAND PACKAGE...: all that are missing are named at once.
require() {
    local missing=()
    while [ $# -gt 0 ]; do
        command -v "$1" >/dev/null || missing+=("$2")
        shift 2
    done
    [ ${#missing[@]} -eq 0 ] || fail "missing: ${missing[*]}. “toolchain/setup $setup” installs all of it."
}

require_amd64() {
    [ "$(uname -m)" = x86_64 ] || fail "the emulated board runs this machine's own programs, and only amd64 is supported so far."
}

# The mirror comes from the package lists that apt already uses, for the distribution of this machine.
debian_mirror() {
    local release mirror
    release=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
    # shellcheck disable=SC2016
    mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' |
        awk -v release="$release" '$2 == release { print $1; exit }')
    [ -n "$mirror" ] || fail "apt has no package lists of $release: run apt-get update, then try again."
    printf '%s\n' "${mirror%/}"
}

# One process at a time fills the cache; tests run side by side.
lock_cache() {
    mkdir -p "$cache"
    exec 8>"$cache/lock"
    flock 8
}

# apt with its lists and archives below $1 instead of in the system, so that it needs no root and changes nothing there.
# A second argument that is a file replaces the system's sources.
private_apt() {
    local state=$1 sources=$2
    shift 2
    mkdir -p "$state/lists/partial" "$state/archives/partial"
    local options=(
        -o "Dir::State::lists=$state/lists" -o "Dir::Cache=$state" -o "Dir::Cache::archives=$state/archives"
        -o APT::Sandbox::User=root -q
    )
    [ -z "$sources" ] || options+=(-o "Dir::Etc::sourcelist=$sources" -o Dir::Etc::sourceparts=-)
    "$1" "${options[@]}" "${@:2}"
}

# fetch DIRECTORY STATE SOURCES PACKAGE...: downloads and unpacks. With an empty STATE the system's own lists are used.
fetch() {
    local directory=$1 state=$2 sources=$3 archives
    shift 3
    archives=$(mktemp -d "$cache/archives.XXXXXX")
    if [ -n "$state" ]; then
        (cd "$archives" && private_apt "$state" "$sources" apt-get download "$@") >&2
    else
        (cd "$archives" && apt-get -q -o APT::Sandbox::User=root download "$@") >&2
    fi || {
        rm -rf "$archives"
        return 1
    }
    mkdir -p "$directory"
    for archive in "$archives"/*.deb; do dpkg-deb --extract "$archive" "$directory"; done
    rm -rf "$archives"
}
