# Sourced by the scripts beside it: where things are, and which Swift.
# shellcheck shell=bash
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../rig/debian.sh
. "$here/../rig/debian.sh"

cache=${HELIOGRAPH_CACHE:-$repository/.build}/arm64
setup=arm64
triple=aarch64-unknown-linux-gnu
libraries=usr/lib/aarch64-linux-gnu
# Of the board: Debian 13, because Debian 12's libgpiod and glibc are older than what Debian's Swift is built for.
suite=trixie

say() { printf 'arm64: %s\n' "$*" >&2; }
fail() {
    say "$@"
    exit 1
}

# swift_package NAME ARCHITECTURE: the file that swift-packages lists.
swift_package() {
    awk -v wanted="$1_" -v end="_$2.deb" 'index($2, wanted) == 1 && substr($2, length($2) - length(end) + 1) == end { print $2 }' \
        "$here/swift-packages"
}

# swift_checksum FILE
swift_checksum() { awk -v file="$1" '$2 == file { print $1 }' "$here/swift-packages"; }

package_version=$(swift_package swiftlang arm64)
package_version=${package_version#swiftlang_}
package_version=${package_version%_arm64.deb} # 6.2.3-1+b1
swift_version=${package_version%%-*}          # 6.2.3
compiler=$cache/compiler-$package_version
bundle=$cache/sdks/debian-arm64-swift-$package_version.artifactbundle
sdk=debian-arm64-swift-$swift_version
sysroot=$bundle/$sdk/$triple/sysroot
scratch=$repository/.build-arm64

require_host() {
    [ "$(dpkg --print-architecture)" = amd64 ] || fail "the compiler is Debian's for amd64; on arm64 itself plain “make” builds."
    [ "$(id -u)" -eq 0 ] || fail "the compiler runs in a folder of its own (chroot), which needs root: sudo -E make arm64"
}

# The program for the board, as linked; `toolchain/arm64/package` strips it.
program=$scratch/$triple/release/heliograph
