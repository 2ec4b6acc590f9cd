# On a board, emulated or real, by `board`: what counting and publishing the pulses of one line costs. Each figure is a line:
#
#   start MS                     from the program's start until it holds the line
#   time RATE NS PULSES SECONDS  processor time, at so many pulses a second; “-” is as they come
#   disk RATE BYTES FLUSHES SECONDS   written to the disk meanwhile
#   memory RESIDENT PROPORTIONAL ANONYMOUS   in KiB, at the end
#   counted PULSES DRIVEN        at the end; “-” where nobody drives the line
#
#   sh board.sh heliograph|floor FOLDER    the programs are in PATH; FOLDER is for what they store
#
# LINE, SETTLE and LENGTH (seconds) come from the environment, and RATES, empty where a real meter drives the line.
set -eu
subject=$1 folder=$2
port=18831

notes=$(mktemp -d) # not on the disk that is measured
broker=$notes/broker.conf
printf 'listener %s 127.0.0.1\nallow_anonymous true\nuser root\nlog_type error\n' $port >"$broker"
mosquitto -c "$broker" >"$notes/broker.log" 2>&1 &
broker=$!
program=
end() {
    for process in $program $broker; do kill "$process" 2>/dev/null || true; done
    wait
    rm -rf "$notes"
}
trap end EXIT
until mosquitto_pub -p $port -t up -n 2>/dev/null; do sleep 0.2; done

if [ "$subject" = heliograph ]; then
    mkdir "$folder/gateway"
    printf 'origin: bench.test/board\nclock: {kept-by-host: true}\nbroker: {host: 127.0.0.1, port: %s}\nmeters: {pv: {line: %s, impulses: 1000}}\n' \
        $port "$LINE" >"$folder/gateway/heliograph.yaml"
    heliograph init --directory "$folder/gateway" </dev/null >"$notes/init.log" 2>&1
    set -- heliograph run -c "$folder/gateway"
else
    set -- board-floor "$LINE" 60 bench/board 127.0.0.1 $port
fi
board-probe start "$LINE" "$@" >"$notes/start" 2>"$notes/program.log" &
probe=$!
until [ -s "$notes/start" ]; do
    kill -0 $probe 2>/dev/null || {
        cat "$notes/program.log" >&2
        exit 1
    }
    sleep 0.1
done
read -r _ program milliseconds <"$notes/start"
echo "start $milliseconds"

driven=-
if [ -n "$RATES" ]; then
    # At once: what the program missed at its start would be missing at the end.
    pulses --count 5 --on 30 --off 30 0 >/dev/null
    driven=5
fi
sleep "$SETTLE"

# The disk that holds the folder, where it has one: /sys/dev/block by its numbers.
disk=/sys/dev/block/$(stat -c %d "$folder" | awk '{ print int($1 / 256) ":" $1 % 256 }')/stat
written() { if [ -e "$disk" ]; then awk '{ print $7 * 512, $16 }' "$disk"; else echo "0 0"; fi; }

# phase RATE
phase() {
    used=$(board-probe time "$program")
    before=$(written)
    number=0
    case $1 in
    -) sleep "$LENGTH" ;;
    *)
        number=$(($1 * LENGTH))
        pulses --count "$number" --on 30 --off "$(echo "$1" | awk '{ print 1000 / $1 - 30 }')" 0 >/dev/null
        driven=$((driven + number))
        ;;
    esac
    echo "time $1 $(($(board-probe time "$program") - used)) $number $LENGTH"
    echo "$before $(written)" | awk -v rate="$1" -v length_s="$LENGTH" '{ print "disk", rate, $3 - $1, $4 - $2, length_s }'
}
for rate in ${RATES:--}; do phase "$rate"; done

awk '$1 == "Rss:" { rss = $2 } $1 == "Pss:" { pss = $2 } $1 == "Anonymous:" { anonymous = $2 }
    END { print "memory", rss, pss, anonymous }' "/proc/$program/smaps_rollup"
kill "$program"
while [ -e "/proc/$program" ]; do sleep 0.1; done
program=
if [ "$subject" = heliograph ]; then
    counted=$(heliograph readings --json --state "$folder/gateway" | sed -n 's/.*"register_j":\([0-9]*\).*/\1/p' | tail -n 1)
    counted=$((counted / 3600))
else
    counted=$(sed -n 's/^pulses //p' "$notes/start")
fi
echo "counted $counted $driven"
