import Metering
import Synchronization

/// How often things happen, where a reload can change it while several loops look at it.
final class Pace: Sendable {
    private struct Values {
        var interval: Duration
        var registerSync: Duration
    }

    private let values: Mutex<Values>

    /// - Parameters:
    ///   - interval: the shortest time between two readings of a meter.
    ///   - registerSync: how old the registers' durable copy may be.
    init(interval: Duration, registerSync: Duration) {
        values = Mutex(Values(interval: interval, registerSync: registerSync))
    }

    var interval: Duration { values.withLock { $0.interval } }

    var registerSync: Duration { values.withLock { $0.registerSync } }

    /// From now on.
    func change(interval: Duration, registerSync: Duration) {
        values.withLock { $0 = Values(interval: interval, registerSync: registerSync) }
    }

    /// The shortest interval of some meters; of none, the usual one.
    static func shortest(_ meters: [MeterSetup]) -> Duration {
        .seconds(meters.map(\.schedule.seconds).min() ?? 60)
    }
}
