# On the emulated board: a broker and four gateways that record each other; one of them has a meter on each of four lines.
# Lines are driven in several shapes; what the street says of it is for the test that started this:
#
#   standard output      “shape NAME SECONDS”: what was driven is in the readings of the interval that ended then (UTC)
#   /out/watch.json      every statement, verified by “heliograph watch”, one JSON object a line
#   /out/board.log       what the gateway with the meters said; /out/*.log the others
#
# Sourced by sh with BusyBox; “heliograph”, mosquitto and mosquitto_sub are on the board.
level=/sys/devices/platform/rigpio/level
watch=/out/watch.json
policy=/street/community.policy
interval=6 # every train fits into one

# gateway NAME: a folder with configuration and identity.
gateway() {
    mkdir -p "/street/$1"
    {
        printf 'origin: rig.test/%s\npolicy: %s\ninterval: %s\nbroker: {host: 127.0.0.1}\n' "$1" "$policy" "$interval"
        cat
    } >"/street/$1/heliograph.yaml"
    heliograph init --directory "/street/$1" </dev/null >"/out/$1.init" || exit 20
}

# A mirror with no meters knows of the others by the policy alone.
build_street() {
    mkdir -p /street
    gateway board <<'END'
light: {line: LIGHT}
meters:
  m0: {line: METER0, impulses: 1000}
  m1: {line: METER1, impulses: 1000}
  m2: {chip: rig, offset: 2, impulses: 800, active-low: true, bias: pull-up}
  m3: {line: METER3, impulses: 1000}
END
    for name in a b c; do gateway "$name" </dev/null; done
    heliograph community create --output "$policy" /street/*/card.txt 2>/out/community.log || exit 21
    printf 'listener 1883 127.0.0.1\nallow_anonymous true\nuser root\nlog_type error\nlog_type warning\n' >/street/broker.conf
}

# run_board LOG
run_board() {
    heliograph run -c /street/board/heliograph.yaml >"$1" 2>&1 &
    board=$!
    until grep -qs 'connected to the broker' "$1"; do sleep 0.2; done
}

start_street() {
    echo "2 1" >"$level" # as its pull-up does
    mosquitto -c /street/broker.conf >/out/broker.log 2>&1 &
    until grep -q ':075B 00000000:0000 0A' /proc/net/tcp; do sleep 0.1; done # it listens to 1883
    heliograph watch --broker 127.0.0.1:1883 --policy "$policy" --json >"$watch" 2>/out/watch.log &
    watcher=$!
    for name in a b c; do
        heliograph run -c "/street/$name/heliograph.yaml" >"/out/$name.log" 2>&1 &
        mirrors="$mirrors $!"
    done
    run_board /out/board.log
    mosquitto_sub -t heliograph/1/rig.test/board/recorded -C 1 -W 120 >/dev/null || exit 22
}

next_interval() {
    left=$((interval - $(date +%s) % interval))
    [ "$left" -eq 1 ] || sleep $((left - 1))
    while [ $(($(date +%s) % interval)) -ne 0 ]; do sleep 0.05; done
}

# shape NAME COMMAND...: then until the end of the interval, in which it must be over.
shape() {
    name=$1
    shift
    end=$(($(date +%s) / interval * interval + interval))
    "$@" || exit 23
    next_interval
    [ "$(date +%s)" -eq "$end" ] || exit 24
    echo "shape $name $end"
    sleep 0.3 # nothing of the next shape is in this reading
}

hold_back() {
    kill -STOP "$board"
    pulses --count 1000 --on 0.5 --off 0.5 1 || exit 25
    kill -CONT "$board"
}

# Clock ticks (10 ms) that the gateway with the meters has used.
processor_time() {
    cut -d ' ' -f 14,15 "/proc/$board/stat" | tr ' ' '+'
}

# The levels that the light's line has within ten seconds.
light() {
    : >/tmp/levels
    looks=0
    while [ "$(sort -u /tmp/levels | wc -l)" -lt 2 ] && [ $looks -lt 200 ]; do
        cut -c 5 "$level" >>/tmp/levels
        looks=$((looks + 1))
        sleep 0.05
    done
    sort -u /tmp/levels | tr '\n' ' '
}

# What the program says of the light's line, free and held.
check_light() {
    heliograph check -c /street/board/heliograph.yaml | sed -n 's/.*light: /check /p'
}

build_street
check_light
start_street
echo "light $(light)"
check_light
next_interval
shape start true
for bounce in 0 4; do
    for times in 30/30 31/70 40/40 50/50; do
        shape "$times+$bounce" pulses --count 50 --on "${times%/*}" --off "${times#*/}" --bounce "$bounce" 0 1 2- 3
    done
done
used=$(processor_time)
shape steady pulses --count 20 --on 50 --off 200 0 1 2- 3
echo "processor $(($(processor_time) - ($used))) $((100 * interval))"
shape burst pulses --count 1000 --on 0.5 --off 0.5 0
shape held hold_back
kill -TERM "$board"
wait "$board"
echo "exit board $?"
echo "dark $(cut -c 5 "$level")"
run_board /out/again.log
next_interval
shape again pulses --count 50 --on 30 --off 30 0 1 2- 3
kill -TERM "$board"
wait "$board"
echo "exit board $?"
kill -TERM $mirrors
for mirror in $mirrors; do
    wait "$mirror"
    echo "exit mirror $?"
done
kill -INT "$watcher"
wait "$watcher"
echo "exit watch $?"
