# On QEMU's Raspberry Pi 3 B, by `gpio17`: a light on GPIO17, first by “check”, then by the service.
# Sourced by sh with BusyBox; commands are shown as they are run.
show() {
    echo "\$ $*"
    "$@"
}

show uname -srm
show cat /proc/device-tree/model
echo
show heliograph --version
mkdir /gateway
cat >/gateway/heliograph.yaml <<'END'
origin: pi.test/roof
light: {line: GPIO17}
meters:
  pv: {line: GPIO27, bias: pull-up, active-low: true, impulses: 1000}
END
show cat /gateway/heliograph.yaml
heliograph init --directory /gateway </dev/null >/dev/null || exit 20
show heliograph check -c /gateway
heliograph run -c /gateway >/run.log 2>&1 &
service=$!
for _ in $(seq 60); do
    grep -q 'GPIO17 .*heliograph' /sys/kernel/debug/gpio && break
    sleep 1
done
echo "$ heliograph run -c /gateway & the kernel on its lines, for five seconds:"
for _ in $(seq 50); do
    grep heliograph /sys/kernel/debug/gpio
    sleep 0.1
done | sort | uniq -c
heliograph check -c /gateway | grep gpio
kill -TERM "$service"
wait "$service"
echo "run ended with $?"
cat /run.log
