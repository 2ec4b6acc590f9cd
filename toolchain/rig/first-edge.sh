# On the emulated board: pulses every 30 ms, and in the midst of them the program is started. Those that are missing tell
# when the first one counted. Standard output, for the test that started this:
#
#   first OPEN COUNTED   ms from the program's start to its lines being open, as it says; and to the first pulse that counted
#
# Sourced by sh with BusyBox; “heliograph” and “sqlite3” are on the board.

# Hundredths of a second since the board began.
now() { cut -d ' ' -f 1 /proc/uptime | tr -d .; }

mkdir -p /gateway
printf 'origin: rig.test/board\nmeters: {m0: {line: METER0, impulses: 1000}}\n' >/gateway/heliograph.yaml
heliograph init --directory /gateway </dev/null >/out/init.log 2>&1 || exit 20
pulses --count 200 --on 15 --off 15 0 >/out/pulses.log &
train=$!
sent=$(now)
sleep 0.5
started=$(now)
heliograph run -c /gateway/heliograph.yaml >/out/board.log 2>&1 &
wait "$train" || exit 21
sleep 7 # a copy of the register
counted=$(sqlite3 -readonly /gateway/heliograph.db 'SELECT pulses FROM register')
opened=$(sed -n 's/.*after-ms: \([0-9]*\).*/\1/p' /out/board.log)
echo "first $opened $(((200 - counted) * 30 - (started - sent) * 10))"
kill -TERM "$(pidof heliograph)"
while pidof heliograph >/dev/null; do sleep 0.1; done
