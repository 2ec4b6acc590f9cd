# On the emulated board: how much a gateway writes to its card. Four gateways, each with one meter and an ext4 of its own
# on a loop device, whose counters are read (Documentation/block/stat.rst); a loop device, because an idle board's clock
# would run ahead while a disk outside answers. After an hour, when the write-ahead log no longer grows, for HOURS:
#
#   wear PULSES_A_SECOND BYTES_A_DAY FLUSHES_A_DAY
#
# STREET=yes: they publish to a broker and record each other; else each counts and signs alone. The file system is
# /disk.image (32 MB), mounted with OPTIONS.
gateway() {
    mkdir -p "/state/$1"
    cp /disk.image "/tmp/$1.image"
    losetup "/dev/loop$2" "/tmp/$1.image"
    mount -t ext4 -o "$OPTIONS" "/dev/loop$2" "/state/$1"
    {
        printf 'origin: rig.test/%s\nclock: {kept-by-host: true}\nmeters: {pv: {line: METER%s, impulses: 1000}}\n' "$1" "$2"
        [ -z "$STREET" ] || printf 'policy: /street/policy\nbroker: {host: 127.0.0.1}\n'
    } >"/state/$1/heliograph.yaml"
    heliograph init --directory "/state/$1" </dev/null >"/out/$1.init" 2>&1 || exit 20
}

# written DISK: sectors of 512 bytes, and flushes.
written() { awk '{ print $7, $16 }' "/sys/block/loop$1/stat"; }

names='a b c d'
disk=0
for name in $names; do
    gateway $name $disk
    disk=$((disk + 1))
done
if [ -n "$STREET" ]; then
    mkdir -p /street
    heliograph community create --output /street/policy /state/*/card.txt 2>/out/community.log || exit 21
    printf 'listener 1883 127.0.0.1\nallow_anonymous true\nuser root\n' >/street/broker.conf
    mosquitto -c /street/broker.conf >/out/broker.log 2>&1 &
    until grep -q ':075B 00000000:0000 0A' /proc/net/tcp; do sleep 0.1; done # it listens to 1883
fi
for name in $names; do heliograph run -c "/state/$name/heliograph.yaml" >"/out/$name.log" 2>&1 & done
for name in $names; do until grep -qs starting "/out/$name.log"; do sleep 0.2; done; done
# METER0 has no pulses.
steady --on 30 --off 970 1 >/dev/null &
steady --on 30 --off 220 2 >/dev/null &
steady --on 30 --off 32.5 3 >/dev/null &
sleep 3600
for disk in 0 1 2 3; do written $disk >"/tmp/before.$disk"; done
sleep $((HOURS * 3600))
disk=0
for rate in 0 1 4 16; do
    written $disk | cat "/tmp/before.$disk" - | tr '\n' ' ' |
        awk -v rate=$rate -v days="$(echo "$HOURS" | awk '{ print $1 / 24 }')" \
            '{ printf "wear %d %d %d\n", rate, ($3 - $1) * 512 / days, ($4 - $2) / days }'
    disk=$((disk + 1))
done
