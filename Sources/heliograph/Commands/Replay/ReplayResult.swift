import Metering

/// What the filter made of a recording.
struct ReplayResult {
    /// Something that was not a clean pulse, and when.
    struct Anomaly: Encodable {
        let kind: String
        let timeNs: UInt64
        let count: Int64

        /// For people.
        var sentence: String {
            let seconds = Double(timeNs / 1_000_000) / 1000
            switch kind {
            case "bounced": return "at \(seconds) s: \(count) excursion\(count == 1 ? "" : "s") too short to be a pulse"
            case "stuck": return "from \(seconds) s: on for too long"
            default: return "before \(seconds) s: at least \(count) edge\(count == 1 ? "" : "s") missing"
            }
        }
    }

    /// The JSON of `heliograph replay --json`.
    struct Summary: Encodable {
        let edges: Int
        let pulses: Int64
        let bounced: Int64
        let stuck: Int64
        let lost: Int64
        let energyJ: Int64
        let anomalies: [Anomaly]
    }

    private(set) var edges = 0
    private(set) var pulses: Int64 = 0
    private(set) var bounced: Int64 = 0
    private(set) var stuck: Int64 = 0
    private(set) var lost: Int64 = 0
    private(set) var anomalies: [Anomaly] = []

    init(of recording: [Edge], through profile: PulseProfile) {
        var filter = PulseFilter(profile: profile)
        for edge in recording {
            edges += 1
            count(filter.accept(edge), at: edge.time)
        }
        if let last = recording.last {
            let decided = last.time + max(profile.minOn, profile.minOff)
            count(filter.advance(to: decided), at: decided)
        }
    }

    func summary(energy: Joules) -> Summary {
        Summary(
            edges: edges, pulses: pulses, bounced: bounced, stuck: stuck, lost: lost, energyJ: energy.rawValue,
            anomalies: anomalies)
    }

    private mutating func count(_ events: [PulseEvent], at time: MonotonicTime) {
        for event in events {
            switch event {
            case .pulse: pulses += 1
            case .bounced(let number):
                bounced += number
                note("bounced", time, number)
            case .stuck(let since):
                stuck += 1
                note("stuck", since, 1)
            case .lost(let number):
                lost += number
                note("lost", time, number)
            }
        }
    }

    private mutating func note(_ kind: String, _ time: MonotonicTime, _ count: Int64) {
        anomalies.append(Anomaly(kind: kind, timeNs: time.nanoseconds, count: count))
    }
}
