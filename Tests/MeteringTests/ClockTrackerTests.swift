import Metering
import Testing

@Suite("The clock's quality")
struct ClockTrackerTests {
    private static let boot = BootIdentity([1, 2, 3, 4, 5, 6, 7, 8])
    private static let otherBoot = BootIdentity([8, 7, 6, 5, 4, 3, 2, 1])
    /// 2026-07-17 12:00 UTC, and when the software was made.
    private static let noon: Int64 = 1_784_289_600
    private static let built = UnixTime(seconds: noon - 30 * 86_400)

    private func tracker(lastSigned: Int64? = nil, started: UInt64 = 10) throws -> ClockTracker {
        ClockTracker(
            boot: try #require(Self.boot), started: .at(milliseconds: started * 1000),
            lastSigned: lastSigned.map(UnixTime.init(seconds:)), buildDate: Self.built)
    }

    private func sample(
        uptime: UInt64, utc: Int64, milliseconds: Int64 = 0, synchronised: Bool = false, kept: Bool = false,
        boot: BootIdentity? = boot
    ) throws -> ClockSample {
        ClockSample(
            monotonic: .at(milliseconds: uptime * 1000), utc: UnixTime(seconds: utc) + .milliseconds(milliseconds),
            isSynchronised: synchronised, isKeptElsewhere: kept, boot: try #require(boot))
    }

    private func seconds(_ value: UInt64) -> MonotonicTime { .at(milliseconds: value * 1000) }

    @Test("is U before anybody looked, dated by what was signed last or by the build")
    func unknown() throws {
        let fresh = try tracker().stamp(at: seconds(15))
        #expect(fresh.quality == .unknown)
        #expect(fresh.time == Self.built + .seconds(5))
        #expect(fresh.uptime == seconds(15))
        let continued = try tracker(lastSigned: Self.noon).stamp(at: seconds(15))
        #expect(continued.time.seconds == Self.noon + 5)
        let older = try tracker(lastSigned: 5).stamp(at: seconds(10))
        #expect(older.time == Self.built, "a last signed time from before the software existed")
    }

    @Test("is R on a board without a clock, whatever its wall clock says")
    func relative() throws {
        var tracker = try tracker(lastSigned: Self.noon)
        #expect(try tracker.observe(sample(uptime: 11, utc: 0)) == [])
        #expect(
            try tracker.observe(sample(uptime: 12, utc: Self.noon + 99_999)) == [], "nothing was dated by that clock")
        let stamp = tracker.stamp(at: seconds(70))
        #expect(stamp.quality == .relative)
        #expect(stamp.time.seconds == Self.noon + 60)
    }

    @Test("never dates anything before 2^28 s, however old the build date", arguments: [0, 5, (1 << 28) - 1])
    func floor(build: Int64) throws {
        let tracker = ClockTracker(
            boot: try #require(Self.boot), started: seconds(0), lastSigned: nil, buildDate: UnixTime(seconds: build))
        #expect(tracker.stamp(at: seconds(0)).time.seconds == 1 << 28)
    }

    @Test("is I with a hardware clock and R with one whose battery is dead")
    func keptElsewhere() throws {
        var tracker = try tracker()
        _ = try tracker.observe(sample(uptime: 20, utc: Self.noon, kept: true))
        #expect(tracker.stamp(at: seconds(80)).quality == .informative)
        #expect(tracker.stamp(at: seconds(80)).time.seconds == Self.noon + 60)
        var dead = try self.tracker()
        _ = try dead.observe(sample(uptime: 20, utc: 946_684_800, kept: true))
        #expect(dead.stamp(at: seconds(80)).quality == .relative)
        #expect(dead.stamp(at: seconds(80)).time > Self.built)
    }

    @Test("does not believe even a synchronised clock that says less than the build date")
    func synchronisedTooEarly() throws {
        var tracker = try tracker()
        #expect(try tracker.observe(sample(uptime: 20, utc: 1000, synchronised: true)) == [])
        #expect(tracker.stamp(at: seconds(21)).quality == .relative)
    }

    @Test("is S for 24 h after a synchronisation, then I, and S again")
    func ageing() throws {
        var tracker = try tracker()
        let events = try tracker.observe(sample(uptime: 100, utc: Self.noon, synchronised: true))
        guard case .anchor(let anchor) = try #require(events.first), events.count == 1 else {
            Issue.record("the first synchronisation is an anchor, not \(events)")
            return
        }
        #expect(anchor == tracker.stamp(at: seconds(100)))
        #expect(anchor.time.seconds == Self.noon)
        _ = try tracker.observe(sample(uptime: 200, utc: Self.noon + 100))
        #expect(tracker.stamp(at: seconds(100 + 86_400)).quality == .synchronised)
        #expect(tracker.stamp(at: seconds(100 + 86_400) + .nanoseconds(1)).quality == .informative)
        #expect(try tracker.observe(sample(uptime: 90_000, utc: Self.noon + 89_900, synchronised: true)) == [])
        #expect(tracker.stamp(at: seconds(90_001)).quality == .synchronised)
    }

    @Test(
        "tells a step once, and only beyond the tolerance",
        arguments: [(499, 0), (500, 0), (501, 1), (-500, 0), (-501, 1)])
    func tolerance(milliseconds: Int64, count: Int) throws {
        var tracker = try tracker()
        _ = try tracker.observe(sample(uptime: 100, utc: Self.noon, synchronised: true))
        let moved = try sample(uptime: 160, utc: Self.noon + 60, milliseconds: milliseconds, synchronised: true)
        let events = tracker.observe(moved)
        let expected: [ClockEvent] = [.step(before: UnixTime(seconds: Self.noon + 60), after: moved.utc)]
        #expect(events == (count == 0 ? [] : expected))
        let later = try sample(uptime: 170, utc: Self.noon + 70, milliseconds: milliseconds, synchronised: true)
        #expect(tracker.observe(later) == [])
        #expect(tracker.stamp(at: seconds(170)).time == later.utc)
    }

    @Test("tells a clock that is moved in portions")
    func creeping() throws {
        var tracker = try tracker()
        _ = try tracker.observe(sample(uptime: 100, utc: Self.noon, synchronised: true))
        var steps = 0
        for portion in 1...10 {
            let moved = try sample(
                uptime: 100 + UInt64(portion), utc: Self.noon + Int64(portion), milliseconds: Int64(portion) * 200,
                synchronised: true)
            steps += tracker.observe(moved).count
        }
        #expect(steps == 3, "2 s in portions of 200 ms: told at 600, 1200 and 1800 ms")
    }

    @Test("is I, not S, after somebody set the clock by hand")
    func setByHand() throws {
        var tracker = try tracker()
        _ = try tracker.observe(sample(uptime: 100, utc: Self.noon, synchronised: true))
        #expect(try tracker.observe(sample(uptime: 160, utc: Self.noon + 3660)).count == 1)
        #expect(tracker.stamp(at: seconds(160)).quality == .informative)
        #expect(try tracker.observe(sample(uptime: 220, utc: Self.noon + 120, synchronised: true)).count == 1)
        #expect(tracker.stamp(at: seconds(220)).quality == .synchronised)
        #expect(tracker.stamp(at: seconds(220)).time.seconds == Self.noon + 120, "time may go back, order is the index")
    }

    @Test("tells the step before the anchor when a believed clock is corrected by the first synchronisation")
    func correctedAtFirst() throws {
        var tracker = try tracker()
        _ = try tracker.observe(sample(uptime: 100, utc: Self.noon, kept: true))
        let events = try tracker.observe(sample(uptime: 160, utc: Self.noon + 63, synchronised: true, kept: true))
        #expect(
            events.first == .step(before: UnixTime(seconds: Self.noon + 60), after: UnixTime(seconds: Self.noon + 63)))
        #expect(events.last == .anchor(tracker.stamp(at: seconds(160))))
        #expect(events.count == 2)
    }

    @Test("goes on from where it was when a believed clock falls back before the build date")
    func fallsBack() throws {
        var tracker = try tracker()
        _ = try tracker.observe(sample(uptime: 100, utc: Self.noon, kept: true))
        tracker.signed(at: UnixTime(seconds: Self.noon + 30))
        #expect(try tracker.observe(sample(uptime: 160, utc: 60, kept: true)).count == 1)
        #expect(tracker.stamp(at: seconds(170)).quality == .relative)
        #expect(tracker.stamp(at: seconds(170)).time.seconds == Self.noon + 70)
    }

    @Test("never dates a relative reading before the last signed one")
    func notBeforeSigned() throws {
        var tracker = try tracker()
        _ = try tracker.observe(sample(uptime: 11, utc: 0))
        tracker.signed(at: UnixTime(seconds: Self.noon))
        #expect(tracker.stamp(at: seconds(12)).time.seconds == Self.noon)
    }

    @Test("forgets a synchronisation of another boot")
    func anotherBoot() throws {
        var tracker = try tracker(lastSigned: Self.noon)
        _ = try tracker.observe(sample(uptime: 100, utc: Self.noon + 100, synchronised: true))
        #expect(try tracker.observe(sample(uptime: 5, utc: 5, boot: Self.otherBoot)) == [])
        let stamp = tracker.stamp(at: seconds(6))
        #expect(stamp.quality == .relative)
        #expect(stamp.boot == Self.otherBoot)
        #expect(stamp.time.seconds >= Self.noon)
        let again = try tracker.observe(
            sample(uptime: 10, utc: Self.noon + 500, synchronised: true, boot: Self.otherBoot))
        #expect(again == [.anchor(tracker.stamp(at: seconds(10)))])
    }

    @Test("takes eight bytes for a boot and no other number", arguments: [0, 7, 9, 16])
    func bootLength(count: Int) throws {
        #expect(BootIdentity([UInt8](repeating: 0, count: count)) == nil)
        #expect(try #require(BootIdentity([0, 1, 2, 10, 16, 0xAB, 0xFF, 0])).description == "0001020a10abff00")
    }
}
