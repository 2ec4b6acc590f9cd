/// Judges the machine's clock: what time a reading gets, of which quality, and when a jump must be told.
///
/// A pure state machine. The shell looks at the clocks now and then (``observe(_:)``) and asks for stamps
/// (``stamp(at:)``). README.md in this folder has the rules.
package struct ClockTracker: Sendable {
    /// Jumps up to this size are no events: reading two clocks one after the other is never exact.
    ///
    /// Slewing needs no tolerance at all: Linux slews `CLOCK_MONOTONIC` and `CLOCK_REALTIME` together, so only setting
    /// the clock (and a suspended machine, and a leap second) moves one against the other.
    package static let stepTolerance: Duration = .milliseconds(500)
    /// For how long after a synchronisation the clock still counts as synchronised.
    package static let synchronisationLifetime: Duration = .seconds(24 * 60 * 60)
    /// The same, worked out once: a stamp is made at every turn.
    private static let lifetimeNanoseconds = synchronisationLifetime.wholeNanoseconds
    /// The smallest time that is ever given: SenML (RFC 8428, 4.5.3) reads a smaller base time as relative to now.
    package static let smallestTime = UnixTime(seconds: 1 << 28)

    private var boot: BootIdentity
    private var lastSigned: UnixTime?
    /// No clock that says less than this is believed, whoever keeps it.
    private let floor: UnixTime
    /// Where dates without a believed clock count on from.
    private var reference: (time: UnixTime, monotonic: MonotonicTime)
    private var newest: ClockSample?
    private var isBelieved = false
    /// The newest sample that was synchronised; `nil` before the first, and after somebody set the clock by hand.
    private var synchronised: MonotonicTime?
    /// Whether the clock was ever synchronised in this boot.
    private var isAnchored = false
    /// UTC minus monotonic in ns, as readings have been dated since the last step; `nil` while the clock is not believed.
    private var knownOffset: Int128?

    /// A tracker that has not yet looked at the clock.
    /// - Parameters:
    ///   - started: now, on the monotonic clock of `boot`.
    ///   - lastSigned: the time in the newest own statement; `nil` before the first.
    ///   - buildDate: when this software was made: it cannot run earlier.
    package init(boot: BootIdentity, started: MonotonicTime, lastSigned: UnixTime?, buildDate: UnixTime) {
        self.boot = boot
        self.lastSigned = lastSigned
        floor = max(buildDate, Self.smallestTime)
        reference = (max(lastSigned ?? floor, floor), started)
    }

    /// Takes a look at the clocks. Call it at start, before each reading, and when the kernel says that the clock was set.
    /// - Returns: what must be recorded, in this order: a step, then the anchor.
    package mutating func observe(_ sample: ClockSample) -> [ClockEvent] {
        if sample.boot != boot { startOver(with: sample) }
        var events: [ClockEvent] = []
        let offset = Int128(sample.utc.nanoseconds) - Int128(sample.monotonic.nanoseconds)
        if let knownOffset, (offset - knownOffset).magnitude > Self.stepTolerance.wholeNanoseconds.magnitude {
            events.append(.step(before: Self.time(at: sample.monotonic, offset: knownOffset), after: sample.utc))
            self.knownOffset = nil
            synchronised = nil  // unless this very sample says otherwise, below
        }
        isBelieved = sample.utc >= floor && (sample.isSynchronised || sample.isKeptElsewhere || isAnchored)
        newest = sample
        guard isBelieved else {
            knownOffset = nil
            return events
        }
        knownOffset = knownOffset ?? offset
        reference = (sample.utc, sample.monotonic)
        if sample.isSynchronised {
            synchronised = max(synchronised ?? sample.monotonic, sample.monotonic)
            if !isAnchored {
                isAnchored = true
                events.append(.anchor(stamp(at: sample.monotonic)))
            }
        }
        return events
    }

    /// The date and its quality at a point of the monotonic clock, normally now.
    ///
    /// Under `S` and `I` the machine's clock, carried on from the newest sample; under `R` and `U` never less than the
    /// last signed time and the build date. Order is the log's index, never this time.
    package func stamp(at monotonic: MonotonicTime) -> ClockStamp {
        guard let newest, isBelieved else {
            let elapsed = monotonic.nanoseconds(since: reference.monotonic)
            let reckoned = Self.time(
                at: MonotonicTime(nanoseconds: elapsed), offset: Int128(reference.time.nanoseconds))
            return ClockStamp(
                time: max(reckoned, lastSigned ?? reckoned), quality: newest == nil ? .unknown : .relative, boot: boot,
                uptime: monotonic)
        }
        let offset = Int128(newest.utc.nanoseconds) - Int128(newest.monotonic.nanoseconds)
        let isFresh = synchronised.map { Int128(monotonic.nanoseconds(since: $0)) <= Self.lifetimeNanoseconds } ?? false
        return ClockStamp(
            time: max(Self.time(at: monotonic, offset: offset), floor), quality: isFresh ? .synchronised : .informative,
            boot: boot, uptime: monotonic)
    }

    /// Notes that a statement with this time was signed: under `R` and `U` no later one is dated before it.
    package mutating func signed(at time: UnixTime) { lastSigned = time }

    /// Forgets all that belonged to another boot: a suspended process can wake on a machine that has restarted.
    private mutating func startOver(with sample: ClockSample) {
        boot = sample.boot
        reference = (max(lastSigned ?? floor, floor), sample.monotonic)
        newest = nil
        synchronised = nil
        isAnchored = false
        knownOffset = nil
    }

    private static func time(at monotonic: MonotonicTime, offset: Int128) -> UnixTime {
        UnixTime(nanoseconds: Int64(clamping: Int128(monotonic.nanoseconds) + offset))
    }
}
