# On the emulated board: “heliograph check” and “heliograph scope” in the situations that an owner meets. Each prints
# “case NAME”, what the program said, and “exit STATUS”; the tests read that.
#
# Sourced by sh with BusyBox; “heliograph”, gpiomon and pulses are on the board, its profiles in /boards.
level=/sys/devices/platform/rigpio/level
gateway=/gateway

# case NAME COMMAND...
case_of() {
    echo "case $1"
    shift
    # Through a file: the output here is a serial port, which is a terminal.
    "$@" >/tmp/said 2>&1
    status=$?
    cat /tmp/said
    echo "exit $status"
}

check() {
    heliograph check --boards /boards --board simulated "$@"
}

# An open collector on METER0 and METER1, both at rest: high, as their resistors outside hold them.
build_gateway() {
    printf 'gpio:x:997:\ndialout:x:20:\n' >>/etc/group
    mkdir -p /run/udev
    echo "0 1" >"$level"
    echo "1 1" >"$level"
    echo "5 1" >"$level" # the power is there
    mkdir "$gateway"
    mount -t tmpfs -o size=2g gateway "$gateway" # the board's own memory is less than a gateway asks for
    cat >"$gateway/heliograph.yaml" <<'END'
origin: rig.test/board
interval: 10
light: {line: LIGHT}
power-fail: {line: SPARE, bias: pull-down, active-low: true}
meters:
  pv: {line: METER0, bias: pull-up, active-low: true, impulses: 1000}
  house: {line: METER1, bias: pull-up, active-low: true, impulses: 500}
END
    heliograph init --directory "$gateway" </dev/null >/dev/null || exit 20
    chmod 755 "$gateway"
}

after() {
    sleep "$1"
    shift
    "$@" >/dev/null
}

check_cases() {
    case_of bare check
    # What udev does when the chip appears; there is no udev here, and it does it in a test as well.
    case_of rules udevadm test --action=add /sys/bus/gpio/devices/gpiochip0
    case_of well check --configuration "$gateway"
    case_of json check --configuration "$gateway" --json
    after 3 pulses --count 2 --on 50 --off 50 0- 1- &
    case_of pulses check --configuration "$gateway" --watch 60s
    wait
    echo "1 z" >"$level"
    case_of cut check --configuration "$gateway"
    after 3 pulses --count 2 --on 50 --off 50 0- &
    case_of missing check --configuration "$gateway" --watch 60s
    wait
    echo "1 1" >"$level"
    after 3 pulses --count 20 --on 2 --off 50 0- 1- &
    case_of short check --configuration "$gateway" --watch 10s
    wait
    echo "1 0" >"$level"
    case_of shorted check --configuration "$gateway"
    echo "1 1" >"$level"
    echo "5 0" >"$level"
    case_of power check --configuration "$gateway"
    echo "5 1" >"$level"
    gpiomon gpiochip0 1 >/dev/null &
    holder=$!
    sleep 1
    case_of taken check --configuration "$gateway"
    kill "$holder"
    wait "$holder"
    case_of forbidden su -s /bin/sh nobody -c "heliograph check --boards /boards --board simulated"
    case_of other check --board raspberry-pi-4
}

service_cases() {
    heliograph run -c "$gateway/heliograph.yaml" >/tmp/service.log 2>&1 &
    service=$!
    sleep 3
    pulses --count 7 --on 50 --off 50 0- >/dev/null
    sleep 8
    case_of held check --configuration "$gateway"
    after 3 pulses --count 5 --on 50 --off 50 0- 1- &
    case_of counted check --configuration "$gateway" --watch 60s
    wait $!
    case_of scope-held heliograph scope METER0 --for 1s
    kill -TERM "$service"
    wait "$service"
    echo "exit service $?"
}

scope_cases() {
    after 1 pulses --count 50 --on 30 --off 30 --bounce 4 2 &
    case_of scope-bounce heliograph scope METER2 --for 10s --record /tmp/edges
    wait
    case_of scope-again heliograph scope --replay /tmp/edges --json
    case_of replay heliograph replay /tmp/edges
    case_of scope-exists heliograph scope METER2 --for 1s --record /tmp/edges
    after 1 pulses --count 80 --on 31 --off 70 0- &
    case_of scope-meter heliograph scope pv -c "$gateway" --pulses 20 --json
    wait
    after 1 pulses --count 100 --on 40 --off 60 3 &
    echo "case scope-live"
    heliograph scope METER3 --for 5s
    echo "exit $?"
    wait
    case_of scope-silent heliograph scope rig:3 --bias pull-up --active-low --for 30s
}

build_gateway
check_cases
service_cases
scope_cases
