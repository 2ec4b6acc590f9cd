import Metering
import System
import Testing

@Suite("The machine's clocks")
struct SystemClockTests {
    @Test("Monotonic time moves forward and UTC is in this century")
    func clocks() throws {
        let clock = try SystemClock()
        let first = clock.monotonic()
        let second = SystemClock.monotonic()
        #expect(first <= second)
        #expect(first.nanoseconds > 0)
        #expect(clock.utc() > UnixTime(seconds: 1_700_000_000))
    }

    @Test("The boot has one name for all who ask")
    func boot() throws {
        let boot = try SystemClock().boot
        #expect(try SystemClock().boot == boot)
        let text = String(decoding: try SmallFile.read("/proc/sys/kernel/random/boot_id"), as: UTF8.self)
        #expect(text.filter { $0 != "-" }.hasPrefix(boot.description))
    }

    @Test("A sample joins what the clock says one by one")
    func sample() throws {
        let clock = try SystemClock()
        let before = clock.monotonic()
        let sample = clock.sample()
        #expect(before <= sample.monotonic)
        #expect(sample.monotonic <= clock.monotonic())
        #expect(sample.boot == clock.boot)
        #expect(sample.isKeptElsewhere == clock.hasHardwareClock)
    }
}
