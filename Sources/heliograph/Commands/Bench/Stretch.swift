import Metering
import System

/// Some work of one contestant: how much, and how long it took.
struct Stretch {
    let count: Int
    /// On the monotonic clock, waiting for the disk and for other programs included.
    let seconds: Double
    /// Of all threads, waiting excluded.
    let processorSeconds: Double

    var perSecond: Double { Double(count) / seconds }
    var perProcessorSecond: Double { Double(count) / processorSeconds }

    init(count: Int, seconds: Double, processorSeconds: Double) {
        self.count = count
        self.seconds = seconds
        self.processorSeconds = processorSeconds
    }

    /// Measures `body`, which does `count` of something.
    static func measure<E>(_ count: Int, _ body: () async throws(E) -> Void) async throws(E) -> Stretch {
        let watch = Stopwatch()
        try await body()
        return watch.stretch(of: count)
    }
}

/// Both clocks at one instant.
struct Stopwatch {
    private let start = SystemClock.monotonic()
    private let processorStart = CurrentProcess.processorTime

    /// What happened since.
    func stretch(of count: Int) -> Stretch {
        let nanoseconds = SystemClock.monotonic().nanoseconds(since: start)
        let processor = CurrentProcess.processorTime - processorStart
        return Stretch(count: count, seconds: Double(nanoseconds) / 1e9, processorSeconds: processor / .seconds(1))
    }
}

extension [Double] {
    /// The middle one, or the mean of the two in the middle; not a number where there is none.
    var median: Double {
        guard !isEmpty else { return .nan }
        let ordered = sorted()
        return (ordered[(count - 1) / 2] + ordered[count / 2]) / 2
    }
}
