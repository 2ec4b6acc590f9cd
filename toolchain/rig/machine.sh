# Sourced by run and systemd-guest, after debian.sh: an emulated machine with Debian's kernel, an initramfs in $root, and
# virtual time. Instructions are counted, an idle machine jumps to its next timer; it begins in June 2030, with one
# processor. What runs there writes to three serial ports: console, the command's output, “up=…” and “status=N …”.
# shellcheck shell=bash

require_machine() {
    require gcc-12 gcc make make xz xz-utils qemu-system-x86_64 qemu-system-x86 busybox busybox-static cpio cpio modprobe kmod \
        ldd libc-bin strip binutils
}

# begin_machine: sets $work, which goes away at the end, and $root, the folder that becomes the initramfs. $target is
# where files are taken to.
begin_machine() {
    work=$(mktemp -d) || exit 98
    machine=
    trap end_machine EXIT
    trap 'exit 98' INT TERM
    root=$work/root
    target=$root
    mkdir -p "$root/modules"
    : >"$root/modules/order"
}

end_machine() {
    [ -z "$machine" ] || kill -KILL "$machine" 2>/dev/null
    rm -rf "$work"
}

# take FILE PATH: a program without its debugging symbols, which are most of a debug build and nobody reads there.
take() {
    mkdir -p "$target$(dirname "$2")"
    cp -L "$1" "$target$2" || fail "$1 cannot be read."
    chmod u+w "$target$2"
    strip --strip-unneeded "$target$2" 2>/dev/null || true # a script has none
}

# take_program FILE PATH, with its libraries. One from outside the system's folders (found by LD_LIBRARY_PATH or a run
# path) goes where the machine's loader looks; where a whole Debian runs ($own_libraries), the system's are there.
own_libraries=
take_program() {
    local library place
    take "$1" "$2"
    while read -r library; do
        case $library in
        /lib/* | /lib64/* | /usr/lib/*)
            [ -z "$own_libraries" ] || continue
            place=$library
            ;;
        *) place=/usr/lib/$(basename "$library") ;;
        esac
        [ -e "$target$place" ] || take "$library" "$place"
    done < <(ldd "$1" 2>/dev/null | awk '{ for (i = 1; i <= NF; i++) if ($i ~ /^\//) print $i }')
}

# take_programs FOLDER FILE[:PATH]...: into the folder unless a path says where.
take_programs() {
    local folder=$1 item
    shift
    for item in "$@"; do
        if [ "$item" = "${item%%:*}" ]; then
            take_program "$item" "$folder/$(basename "$item")"
        else
            take_program "${item%%:*}" "${item#*:}"
        fi
    done
}

# take_files FILE:PATH...: files and folders as they are.
take_files() {
    local item
    for item in "$@"; do
        mkdir -p "$target$(dirname "${item#*:}")"
        cp -rL "${item%%:*}" "$target${item#*:}" || fail "${item%%:*} cannot be read."
    done
}

# take_modules NAME...: of Debian's kernel, with those they need, to be loaded in this order.
take_modules() {
    local version module
    version=$(ls "$cache/kernel/lib/modules")
    for module in "$@"; do
        modprobe --dirname "$cache/kernel" --set-version "$version" --show-depends "$module" | awk '$1 == "insmod" { print $2 }'
    done | awk '!seen[$0]++' | while read -r module; do
        cp "$module" "$root/modules/" && basename "$module" >>"$root/modules/order"
    done
}

# take_rigpio NAME,NAME…: the GPIO chip and the names of its lines.
take_rigpio() {
    cp "$cache/kernel/rigpio/rigpio.ko" "$root/modules/"
    printf 'label=rig names=%s\n' "$1" >"$root/modules/rigpio.options"
}

# archive_root: the initramfs; its size in MB is $archive_mb. Not compressed: the emulated processor would unpack it.
archive_root() {
    (cd "$root" && find . -print0 | sort -z | cpio --null --create --format=newc --quiet --owner=0:0) >"$work/initramfs" ||
        fail "no initramfs."
    archive_mb=$(($(stat -c %s "$work/initramfs") / 1048576))
}

# run_machine MEMORY_MB LIMIT_S VERBOSE KERNEL_ARGUMENTS OPTION...: boots, waits, prints the command's output and exits
# with its status. OPTION is QEMU's.
run_machine() {
    local memory_mb=$1 limit_s=$2 verbose=$3 arguments=$4 log_level status end
    shift 4
    log_level=$([ -n "$verbose" ] && echo 7 || echo 3)
    qemu-system-x86_64 -accel tcg -cpu max -smp 1 -m "$memory_mb,slots=1,maxmem=16G" -icount shift=2,sleep=off \
        -rtc base=2030-06-21T10:00:00,clock=vm -nodefaults -no-user-config -display none -monitor none -nic none -no-reboot \
        -kernel "$cache/kernel/vmlinux" -initrd "$work/initramfs" \
        -append "console=ttyS0 panic=-1 8250.nr_uarts=4 random.trust_cpu=on nokaslr cryptomgr.notests loglevel=$log_level $arguments" \
        -serial "file:$work/console" -serial "file:$work/stdout" -serial "file:$work/status" "$@" 2>"$work/machine" &
    machine=$!
    end=$((SECONDS + limit_s))
    while kill -0 "$machine" 2>/dev/null && [ $SECONDS -lt $end ]; do sleep 0.1; done
    kill -KILL "$machine" 2>/dev/null && say "gave up after $limit_s s."
    wait "$machine" 2>/dev/null
    machine=

    [ -z "$verbose" ] || cat "$work/console" "$work/status" >&2
    tr -d '\r' <"$work/stdout" 2>/dev/null
    status=$(sed -n 's/^status=\([0-9]*\) .*/\1/p' "$work/status" 2>/dev/null | tail -n 1)
    if [ -z "$status" ]; then
        say "the machine did not finish the command. Its kernel and QEMU said last:"
        tail -n 60 "$work/console" "$work/machine" >&2 # a panic is some 40
        exit 97
    fi
    exit "$status"
}
