# On the emulated board: one gateway with two meters, ended and started again while pulses come. Its lines are kept in
# between by “holder”, which plays the service manager. Standard output, for the test that started this:
#
#   NAME METER PULSES BOUNCED LOST NUMBER   what the register gained, and the number of the newest edge that is stored
#   taken NAME N         how many of its lines the newest life took over
#
# Sourced by sh with BusyBox; “heliograph”, “holder” and “sqlite3” are on the board.
database=/gateway/heliograph.db
log=/out/restart.log

# life SIGNAL SECONDS: ends the service, and starts it again after so long.
life() {
    kill "-$1" "$(pidof heliograph)"
    while pidof heliograph >/dev/null; do sleep 0.02; done
    sleep "$2"
    begin
}

begin() {
    lives=$((lives + 1))
    if [ -z "$holder" ]; then
        holder heliograph run -c /gateway/heliograph.yaml >>"$log" 2>&1 &
        holder=$!
    else
        kill -USR1 "$holder"
    fi
    until [ "$(grep -c 'lines open' "$log")" -eq "$lives" ]; do sleep 0.02; done
}

# Offset 26 of what is stored of a line holds the newest edge's number: Sources/Metering/LineMemory.swift.
registers() {
    sqlite3 -readonly "$database" "SELECT meter, pulses, bounced, lost, '0x' || substr(hex(value), 53, 8)
        FROM register JOIN setting ON key = 'line/' || meter ORDER BY meter" | tr '|' ' '
}

# shape NAME COMMAND...: what both registers gained by it.
shape() {
    name=$1
    shift
    registers >/before
    "$@" || exit 23
    sleep 7 # two copies of the registers
    registers >/after
    paste -d ' ' /before /after | while read -r meter p b l number _ p2 b2 l2 number2; do
        echo "$name $meter $((p2 - p)) $((b2 - b)) $((l2 - l)) $((number2))"
    done
    echo "taken $name $(grep 'lines open' "$log" | tail -n 1 | sed 's/.*taken-over: \([0-9]*\).*/\1/')"
}

# Line 0 bounces, line 1 does not; 300 pulses of each in 18 s.
trains() {
    pulses --count 300 --on 30 --off 30 --bounce 4 0 >>"$log" &
    bouncing=$!
    pulses --count 300 --on 31 --off 29 1 >>"$log" &
    clean=$!
}

# Ends and starts at four phases of the pulses: with nothing, with a rising edge, with bounce on its way.
restarts() {
    trains
    sleep 2.013
    life "$1" 0.5
    sleep 1.541
    life "$1" 1.007
    sleep 2.002
    life "$1" 0
    sleep 0.9
    life "$1" 2
    wait "$bouncing" "$clean"
}

overflow() {
    kill -TERM "$(pidof heliograph)"
    while pidof heliograph >/dev/null; do sleep 0.02; done
    pulses --count 1000 --on 0.5 --off 0.5 1 >>"$log" || exit 25
    begin
}

# Asked for differently, a line is requested anew; the other one is taken over.
changed() {
    sed -i 's/line: METER0/line: METER0, bias: pull-up/' /gateway/heliograph.yaml
    life TERM 0
    pulses --count 20 --on 30 --off 30 0 1 >>"$log"
}

mkdir -p /gateway
printf 'origin: rig.test/board\ninterval: 6\nmeters:\n  m0: {line: METER0, impulses: 1000}\n  m1: {line: METER1, impulses: 1000}\n' \
    >/gateway/heliograph.yaml
heliograph init --directory /gateway </dev/null >"$log" 2>&1 || exit 20
lives=0 holder=
begin
pulses --count 1 --on 30 --off 30 0 1 >>"$log"
sleep 7
shape TERM restarts TERM
shape KILL restarts KILL
shape overflow overflow
shape changed changed
kill -TERM "$(pidof heliograph)"
while pidof heliograph >/dev/null; do sleep 0.02; done
kill "$holder"
