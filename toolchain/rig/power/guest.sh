# On a machine whose power will be cut: gateways that record each other, under load, on a disk that may lose what was not
# flushed. Everything that leaves a gateway leaves this machine at once, through ports that are named
#
#   seen    every message of the street's broker: topic and payload in hexadecimal
#   pulses  what the meters sent
#   log     what the gateways say
#   copy    the gateways' databases as they are found, before any program of ours has opened them; a tar
#   stage   how far this script is
#
# The broker has no disk: what it knew is lost as well. PRELOAD, for the control run alone, takes flushing away. PULSES are
# options of “steady”.
port() {
    for candidate in /sys/class/virtio-ports/*; do
        [ "$(cat "$candidate/name")" != "$1" ] || echo "/dev/$(basename "$candidate")"
    done
}
for name in seen pulses log copy stage; do
    until [ -n "$(port $name)" ]; do sleep 0.1; done # they turn up one after the other
done
stage=$(port stage)
say() { echo "$*" >"$stage"; }

mkdir -p /disk
mount -t ext4 /dev/vda /disk || say "mount failed"
copy=$(port copy)
(cd /disk && tar -cf - */heliograph.db*) >"$copy"
say copied

mosquitto -c /disk/broker.conf &
until grep -q ':075B 00000000:0000 0A' /proc/net/tcp; do sleep 0.1; done # it listens to 1883
mosquitto_sub -V mqttv5 -q 1 -t 'heliograph/1/#' -F '%t %x' >"$(port seen)" &
mkfifo /log # a port has room for one writer
cat /log >"$(port log)" &
for folder in /disk/*/heliograph.yaml; do
    gateway=$(basename "$(dirname "$folder")")
    (
        LD_PRELOAD=$PRELOAD heliograph run -c "$folder"
        echo "ended with exit code $?"
    ) 2>&1 | while read -r line; do echo "$gateway: $line"; done >/log &
done
say launched
mount -t debugfs debugfs /sys/kernel/debug
until [ "$(grep -c 'METER[01] *|heliograph' /sys/kernel/debug/gpio)" -eq 2 ]; do sleep 0.1; done
say counting
# shellcheck disable=SC2086
steady --on 20 --off 20 $PULSES 0 1 >"$(port pulses)"
sleep 600 # until the power is cut
