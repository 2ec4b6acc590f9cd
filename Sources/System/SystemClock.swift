internal import CSystem
internal import Glibc
package import Metering

/// The clocks of this machine, and what is known about them. Where time must be a parameter, this is what is handed in.
package struct SystemClock: Sendable {
    /// This boot: the first half of the kernel's random `boot_id`.
    package let boot: BootIdentity
    /// Whether a battery-backed clock set the time at this boot, so that it is roughly right even without a network.
    package let hasHardwareClock: Bool

    /// Reads what does not change while the machine runs.
    /// - Throws: ``SystemError`` when `/proc` gives no `boot_id`: without it, monotonic times of two boots cannot be told apart.
    package init() throws(SystemError) {
        let path = "/proc/sys/kernel/random/boot_id"
        let digits = try SmallFile.read(path).compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        let bytes = stride(from: 0, to: digits.count - digits.count % 2, by: 2).map {
            UInt8(digits[$0] * 16 + digits[$0 + 1])
        }
        guard bytes.count == 16, let boot = BootIdentity(Array(bytes.prefix(BootIdentity.byteCount))) else {
            throw .unreadable(path: path, expected: "a UUID")
        }
        self.boot = boot
        hasHardwareClock = Self.rtcSetTheClock()
    }

    /// One look at both clocks, and at what is known about them now.
    package func sample() -> ClockSample {
        ClockSample(
            monotonic: monotonic(), utc: utc(), isSynchronised: isSynchronised(), isKeptElsewhere: hasHardwareClock,
            boot: boot)
    }

    /// Time since an arbitrary point of this boot, on the clock that stamps GPIO edges.
    package func monotonic() -> MonotonicTime { Self.monotonic() }

    /// ``monotonic()`` for whoever only measures a duration.
    package static func monotonic() -> MonotonicTime {
        // SAFETY: a local that the call fills. Both clocks exist on every Linux, so it does not fail.
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
    }

    /// The wall clock as it stands, right or wrong: ``isSynchronised()`` says how much to believe.
    package func utc() -> UnixTime { Self.utc() }

    /// ``utc()`` for whoever only shows it.
    package static func utc() -> UnixTime {
        // SAFETY: as in `monotonic()`.
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return UnixTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    /// Whether the kernel's clock is being disciplined (NTP, PTP): adjtimex(2) without `STA_UNSYNC`.
    ///
    /// systemd's `ProtectClock=` forbids that call even for asking. Then the mark that systemd-timesyncd leaves decides, and
    /// under another time daemon the answer is no.
    package func isSynchronised() -> Bool {
        // SAFETY: the path is a constant.
        switch csystem_clock_is_synchronised() {
        case 1: true
        case 0: false
        default: unsafe access("/run/systemd/timesync/synchronized", F_OK) == 0
        }
    }

    /// `hctosys` is 1 for the RTC that the kernel took the time from.
    private static func rtcSetTheClock() -> Bool {
        (0..<4).contains { ordinal in
            (try? SmallFile.read("/sys/class/rtc/rtc\(ordinal)/hctosys"))?.first == UInt8(ascii: "1")
        }
    }
}
