# On the emulated board: three gateways that record each other, each with its state on a disk that is going to fail.
#
#   full      a file system that somebody fills
#   readonly  a file system that the kernel makes read-only because it found an error in it
#   broken    a disk that answers writes with an I/O error
#
# Meters count all along. One disk fails after the other, for some intervals. “full” and “broken” heal by themselves;
# “readonly” is repaired by somebody who stops the gateway meanwhile. Standard output says:
#
#   failed NAME SECONDS   the gateway says on its status topic that nothing is signed
#   healed NAME SECONDS   the disk is well again; UTC
#   pulses COUNT          what each meter sent
#   exit NAME CODE        the gateways, which must have lived through it
#
# /out/watch.json has every verified statement, /out/*.log what the gateways said. The file system for “readonly” and
# “broken” is /disk.image: the beginning of an ext4 of 16 MB without a journal; the rest of it is zeros.
policy=/street/community.policy
interval=6

gateway() {
    mkdir -p "/state/$1"
    case $1 in
    full) mount -t tmpfs -o size=6m full /state/full || exit 25 ;;
    readonly)
        cp /disk.image /tmp/readonly.image
        truncate -s 16M /tmp/readonly.image
        losetup /dev/loop6 /tmp/readonly.image
        mount -t ext4 -o errors=remount-ro /dev/loop6 /state/readonly || exit 25
        ;;
    broken)
        cp /disk.image /tmp/broken.image
        truncate -s 16M /tmp/broken.image
        losetup /dev/loop7 /tmp/broken.image
        dmsetup --noudevsync create broken --table '0 32768 linear /dev/loop7 0' || exit 25
        mount -t ext4 /dev/dm-0 /state/broken || exit 25
        ;;
    esac
    cat >"/state/$1/heliograph.yaml" <<END
origin: rig.test/$1
policy: $policy
interval: $interval
broker: {host: 127.0.0.1}
meters: {$1: {line: $2, impulses: 1000}}
END
    heliograph init --directory "/state/$1" </dev/null >"/out/$1.init" 2>&1 || exit 20
}

start() {
    heliograph run -c "/state/$1/heliograph.yaml" >>"/out/$1.log" 2>&1 &
    eval "process_$1=$!"
}

# stop NAME: and its exit code.
stop() {
    eval "process=\$process_$1"
    kill -TERM "$process"
    wait "$process"
}

status() { mosquitto_sub -t "heliograph/1/rig.test/$1/status" -C 1 -W 20; }

# await NAME WORDS: until the gateway's status has these words.
await() {
    tries=0
    until status "$1" | grep -q "$2"; do
        sleep 1
        tries=$((tries + 1))
        [ $tries -lt 60 ] || { echo "$1 never says “$2”: $(status "$1")" && exit 21; }
    done
}

# fault NAME FAIL HEAL: a disk fails, some intervals pass, it heals, and the gateway signs again.
fault() {
    $2
    await "$1" "nothing is signed"
    echo "failed $1 $(date +%s)"
    sleep $((4 * interval))
    grep -q "nothing is signed" <<END || exit 22
$(status "$1")
END
    $3 || exit 23
    echo "healed $1 $(date +%s)"
    await "$1" '"alarms":\[\]'
    sleep $((2 * interval))
}

fill() { dd if=/dev/zero of=/state/full/fill bs=4k 2>/dev/null; }
empty() { rm /state/full/fill; }
# become TABLE: what the disk of “broken” is from here on.
become() {
    dmsetup --noudevsync suspend --nolockfs broken && dmsetup load broken --table "$1" && dmsetup --noudevsync resume broken
}
break_writing() { become '0 32768 flakey /dev/loop7 0 0 60 1 error_writes'; }
mend_writing() { become '0 32768 linear /dev/loop7 0'; }
find_error() { echo 1 >/sys/fs/ext4/loop6/trigger_fs_error; }
repair() {
    stop readonly
    umount /state/readonly
    e2fsck -f -y /dev/loop6 >/out/e2fsck.log 2>&1
    mount -t ext4 /dev/loop6 /state/readonly && start readonly
}

gateway full METER0
gateway readonly METER1
gateway broken METER2
mkdir -p /street
heliograph community create --output "$policy" /state/*/card.txt 2>/out/community.log || exit 24
printf 'listener 1883 127.0.0.1\nallow_anonymous true\nuser root\nlog_type error\nlog_type warning\n' >/street/broker.conf
mosquitto -c /street/broker.conf >/out/broker.log 2>&1 &
until grep -q ':075B 00000000:0000 0A' /proc/net/tcp; do sleep 0.1; done # it listens to 1883
heliograph watch --broker 127.0.0.1:1883 --policy "$policy" --json >/out/watch.json 2>/out/watch.log &
watcher=$!
for name in full readonly broken; do start $name; done
for name in full readonly broken; do until grep -qs 'connected to the broker' "/out/$name.log"; do sleep 0.2; done; done
steady --on 30 --off 220 0 1 2 >/tmp/pulses &
meters=$!
sleep $((2 * interval))
fault full fill empty
fault broken break_writing mend_writing
fault readonly find_error repair
kill -TERM "$meters"
sleep $((2 * interval))
echo "pulses $(grep -c '^pulse' /tmp/pulses)"
for name in full readonly broken; do
    stop $name
    echo "exit $name $?"
done
kill -INT "$watcher"
wait "$watcher"
echo "exit watch $?"
