# In the guest, inside the sandbox of heliograph.service: what is possible there and what is not, a line each.
# BusyBox is the only other program that the test lets in; what is not among its commands is done by its shell.
b=/usr/bin/busybox

# try NAME COMMAND...
try() {
    name=$1
    shift
    if answer=$("$@" 2>&1); then
        echo "probe $name: possible"
    else
        echo "probe $name: refused: $(echo "$answer" | $b tail -n 1)"
    fi
}

# What the service needs.
try write-state $b touch /var/lib/heliograph/probe
try write-runtime $b touch /run/heliograph/probe
try read-configuration $b cat /etc/heliograph/heliograph.yaml
try open-gpio $b sh -c ': <>/dev/gpiochip0'
try open-serial $b sh -c ': <>/dev/ttyS3'
try open-null $b sh -c ': >/dev/null'

# What it does not.
try write-configuration $b touch /etc/heliograph/heliograph.yaml
try write-etc $b touch /etc/probe
try write-usr $b touch /usr/bin/probe
try read-root $b ls /root
try open-disk $b head -c 1 /dev/pmem0
try open-memory $b head -c 1 /dev/mem
try open-rtc $b sh -c ': >/dev/rtc0'
try see-systemd $b ls /proc/1
try signal-systemd $b kill -0 1
try run-shell /bin/sh -c true
try run-other /usr/bin/openssl version
$b cp $b /var/lib/heliograph/busybox
$b chmod 755 /var/lib/heliograph/busybox
try run-own /var/lib/heliograph/busybox true
$b rm /var/lib/heliograph/busybox /var/lib/heliograph/probe
$b touch /var/lib/heliograph/suid
try set-user-id $b chmod 4755 /var/lib/heliograph/suid
$b rm /var/lib/heliograph/suid
try mount $b mount -t tmpfs none /tmp
try unshare $b unshare -m $b true
try change-root $b chroot / $b true
try raw-socket $b ping -c 1 -W 1 127.0.0.1
try netlink $b ip link
try set-clock $b adjtimex -t 10000
try host-name $b hostname probe
try kernel-setting $b sh -c 'echo 1 >/proc/sys/kernel/printk'
try kernel-log $b dmesg
try control-group $b mkdir /sys/fs/cgroup/probe
try raise-priority $b renice -n -10 $$
try trace /usr/bin/strace -o /dev/null $b true
