# In the guest of systemd-guest: the whole life of the packaged service under systemd, from its installation to its purge.
#
#   standard output      “== STEP”, then what was done and what came of it; “fact NAME VALUE” is for the test that
#                        started this, and so is “failed: …”, which ends nothing
#   /out/watch.json      every statement, verified by “heliograph watch”, one JSON object a line
#   /out/journal.json    what the service wrote to the journal, one JSON object a line
#
# Sourced by sh; /rig has heliograph.deb, newer.deb (the same program, a later version) and older.deb (an earlier schema).
# Everything that waits, waits in virtual time, which costs nothing.
configuration=/etc/heliograph/heliograph.yaml
street=/root/street # certificates
watch=/out/watch.json

step() { printf '== %s\n' "$1"; }
fact() { printf 'fact %s\n' "$*"; }
failed() { printf 'failed: %s\n' "$*"; }
# say COMMAND...: shows it, its output and its status if it is not 0.
say() {
    printf '$ %s\n' "$*"
    "$@" 2>&1 || printf '(status %s)\n' $?
}
package() { say dpkg "$@" | grep -v '^(Reading database'; }
property() { systemctl show heliograph --property "$1" --value; }
# await SECONDS COMMAND...: until it succeeds.
await() {
    end=$(($(cut -d. -f1 /proc/uptime) + $1))
    shift
    until "$@"; do
        [ "$(cut -d. -f1 /proc/uptime)" -lt $end ] || return 1
        sleep 2
    done
}
# The newest verified reading of a meter: its pulses, what it lost.
counted() { grep '"kind":"statement"' $watch | grep "\"subject\":\"$1\"" | sed -n 's/.*"pulses":\([0-9]*\).*/\1/p' | tail -n 1; }
lost() { grep "\"subject\":\"$1\"" $watch | sed -n 's/.*"lost":\([0-9]*\).*/\1/p' | tail -n 1; }
has_counted() { [ "$(counted "$1")" = "$2" ]; }
# count METER PULSES NAME: waits for the reading, and says how many there are.
expect_count() {
    await 40 has_counted "$1" "$2"
    fact "$3" "$(counted "$1")" "$(lost "$1")"
}
is_ended() { [ "$(property SubState)" != running ]; }
is_active() { [ "$(property ActiveState)/$(property SubState)" = active/running ]; }
journal() { journalctl --unit heliograph --output cat --no-pager --since "@$since"; }
mark() { since=$(date +%s); }

certificate() { # NAME FILE
    openssl ecparam -name prime256v1 -genkey -noout -out "$street/$2.key"
    printf 'subjectAltName=DNS:localhost\n' >"$street/extensions"
    openssl req -new -key "$street/$2.key" -subj "/CN=$(printf %s "$1" | sed 's|/|\\/|')" |
        openssl x509 -req -CA "$street/ca.pem" -CAkey "$street/ca.key" -CAcreateserial -days 30 \
            -extfile "$street/extensions" -out "$street/$2.pem"
} 2>/dev/null

start_broker() { # as systemd/README.md says
    mkdir -p $street
    openssl ecparam -name prime256v1 -genkey -noout -out $street/ca.key
    openssl req -x509 -new -key $street/ca.key -subj /CN=street -days 30 -out $street/ca.pem
    certificate broker broker
    certificate rig.test/roof roof
    certificate rig.test/watcher watcher
    cp /usr/share/heliograph/mosquitto/heliograph.conf /etc/mosquitto/conf.d/
    cp /usr/share/heliograph/mosquitto/heliograph.acl /etc/mosquitto/
    install -m 644 $street/ca.pem /etc/mosquitto/ca_certificates/street.pem
    install -m 644 -o mosquitto $street/broker.pem /etc/mosquitto/certs/broker.pem
    install -m 600 -o mosquitto $street/broker.key /etc/mosquitto/certs/broker.key
    systemctl start mosquitto
}

publish() { # AS TOPIC: prints what the broker answered
    mosquitto_pub -h localhost -p 8883 --cafile $street/ca.pem --cert "$street/$1.pem" --key "$street/$1.key" -V mqttv5 -q 1 \
        -t "$2" -m hello -d 2>&1 | sed -n 's/.*received PUBACK.*RC:\([0-9]*\).*/\1/p'
}

write_configuration() { # ...more lines
    {
        printf 'origin: rig.test/roof\nstate: /var/lib/heliograph\ninterval: 6\npolicy: community.policy\n'
        printf 'broker: {host: localhost, tls: {ca: ca.pem, certificate: roof.pem, key: roof.key}}\n'
        printf 'meters:\n  pv: {line: METER0, impulses: 1000}\n'
        printf '%s\n' "$@"
    } >$configuration
}

install_package() {
    step install
    package --install /rig/heliograph.deb
    say systemctl is-enabled heliograph
    say systemctl is-active heliograph
    say id heliograph
    say ls -ld /etc/heliograph $configuration /var/lib/heliograph
    await 10 sh -c 'stat -c %G /dev/gpiochip0 | grep -q gpio'
    fact chip "$(stat -c '%G %a' /dev/gpiochip0)"

    step unedited
    mark
    say systemctl start heliograph
    journal | grep -v systemd | head -n 5
    systemctl stop heliograph
    systemctl reset-failed heliograph 2>/dev/null
}

first_start() {
    step first-start
    start_broker
    install -m 640 -g heliograph $street/ca.pem /etc/heliograph/ca.pem
    install -m 640 -g heliograph $street/roof.pem /etc/heliograph/roof.pem
    install -m 600 -o heliograph $street/roof.key /etc/heliograph/roof.key
    write_configuration
    sed -i '/^policy/d' $configuration
    say systemctl enable --now heliograph
    say ls -l /var/lib/heliograph
    say heliograph community create --output /etc/heliograph/community.policy /var/lib/heliograph/card.txt
    write_configuration
    chmod 644 /etc/heliograph/community.policy
    say systemctl restart heliograph
    heliograph watch --broker localhost:8883 --ca $street/ca.pem --certificate $street/watcher.pem --key $street/watcher.key \
        --policy /etc/heliograph/community.policy --json >$watch 2>/out/watch.log &
    watcher=$!
    await 20 sh -c 'systemctl status heliograph | grep -q "Status.*; connected"'
    say systemctl status heliograph --no-pager --lines 0
    fact state "$(property ActiveState)" "$(systemctl is-enabled heliograph)"
    fact broker "$(publish roof heliograph/1/rig.test/roof/test)" "$(publish watcher heliograph/1/rig.test/roof/test)"

    step pulse
    say pulses --count 20 --on 40 --off 60 0
    expect_count pv 20 pulse
    grep '"subject":"pv"' $watch | tail -n 1
}

restart_while_pulses_come() {
    step restart
    pulses --count 300 --on 30 --off 30 0 &
    sleep 4
    say systemctl restart heliograph
    sleep 4
    say systemctl restart heliograph
    wait $!
    expect_count pv 320 restart
    systemctl status heliograph --no-pager --lines 0 | grep -i 'fd store\|Status'
}

quiet_hours() {
    step watchdog-fed
    before=$(property NRestarts)
    sleep 120 # four times the watchdog's limit
    fact quiet $(($(property NRestarts) - before))
    fact status "$(property StatusText)"
}

reload_adds_a_meter() {
    step reload
    write_configuration '  east: {line: METER1, impulses: 800}'
    say systemctl reload heliograph
    say pulses --count 10 --on 40 --off 60 1
    expect_count east 10 reload
    cp $configuration /root/good.yaml
    printf 'intervall: 7\n' >>$configuration
    mark
    say systemctl reload heliograph
    journal
    cp /root/good.yaml $configuration
    fact reload "$(property ActiveState)" "$(property NRestarts)"
}

hang() {
    step hang
    mark
    before=$(property NRestarts)
    main=$(property MainPID)
    thread=$(grep -lx storage /proc/"$main"/task/*/comm | cut -d/ -f5)
    # The disk does not answer any more, until the watchdog has bitten: no signal ends a thread that waits for a disk.
    strace -qq -p "$thread" --trace=fdatasync,fsync --inject=fdatasync,fsync:delay_enter=600000000 >/dev/null 2>&1 &
    strace=$!
    await 120 is_ended
    kill -KILL $strace
    await 60 is_active
    journal
    fact hang "$(property ActiveState)" $(($(property NRestarts) - before)) "$([ "$(property MainPID)" = "$main" ] && echo same || echo other)"
    pulses --count 20 --on 40 --off 60 0
    await 40 has_counted pv 340
    fact after-hang "$(counted pv)" "$(lost pv)"
}

look_into_the_journal() {
    step journal
    journalctl --unit heliograph --output json --no-pager >/out/journal.json
    say journalctl --unit heliograph --no-pager --lines 3
    say journalctl HELIOGRAPH_ORIGIN=rig.test/roof --output cat --no-pager --lines 1
}

# What somebody who has taken over the service could do: a shell in the sandbox of the unit, started beside it.
try_the_sandbox() {
    step sandbox
    mkdir -p /run/systemd/system/heliograph.service.d
    printf '[Service]\nExecPaths=/usr/bin/busybox /usr/bin/strace\nExecStartPost=/usr/bin/busybox sh /rig/probe.sh\n' \
        >/run/systemd/system/heliograph.service.d/probe.conf
    systemctl daemon-reload
    mark
    say systemctl restart heliograph
    journal | sed -n '/^probe/p'
    rm /run/systemd/system/heliograph.service.d/probe.conf
    systemctl daemon-reload
    systemd-analyze security heliograph --no-pager | tail -n 1
    systemd-analyze security heliograph --threshold=16 >/dev/null 2>&1
    fact security $?
}

keys_as_credentials() {
    step credentials
    cd /var/lib/heliograph || return
    mkdir -p /etc/credstore.encrypted
    for key in statement.pem log.pem; do
        systemd-creds encrypt --with-key=host --name=$key $key /etc/credstore.encrypted/$key 2>/dev/null
        cp $key /root/
        shred -u $key
    done
    mark
    say systemctl restart heliograph
    say ls /var/lib/heliograph
    await 20 is_active
    fact credentials "$(property ActiveState)" "$(stat -c '%a %s' /proc/"$(property MainPID)"/root/run/credentials/heliograph.service/log.pem)"
    install -m 600 -o heliograph -g heliograph /root/statement.pem /root/log.pem .
    rm /etc/credstore.encrypted/*
    systemctl restart heliograph
    cd /root || return
}

packages_come_and_go() {
    step upgrade
    pulses --count 200 --on 40 --off 40 0 &
    sleep 3
    package --install /rig/newer.deb
    wait $!
    expect_count pv 540 upgrade
    fact upgraded "$(dpkg-query --show --showformat '${Version}' heliograph)" "$(property ActiveState)"

    step downgrade
    package --install /rig/heliograph.deb
    await 20 is_active
    pulses --count 20 --on 40 --off 60 0
    expect_count pv 560 downgrade
    main=$(property MainPID)
    package --install /rig/older.deb
    fact refused "$(dpkg-query --show --showformat '${Version}' heliograph)" "$(property ActiveState)" \
        "$([ "$(property MainPID)" = "$main" ] && echo same || echo other)"

    step remove
    package --remove heliograph
    say ls /etc/heliograph /var/lib/heliograph
    fact removed "$(systemctl is-active heliograph)" "$(ls /var/lib/heliograph | grep -c pem)"
    package --install /rig/heliograph.deb
    say systemctl enable --now heliograph
    pulses --count 20 --on 40 --off 60 0
    expect_count pv 580 reinstalled

    step purge
    package --purge heliograph
    fact purged "$(ls -d /var/lib/heliograph /etc/heliograph 2>/dev/null | wc -l)" "$(id heliograph >/dev/null 2>&1 && echo user)"
}

install_package
first_start
restart_while_pulses_come
quiet_hours
reload_adds_a_meter
hang
look_into_the_journal
try_the_sandbox
keys_as_credentials
packages_come_and_go
kill -INT $watcher
wait $watcher
step end
fact watch $?
