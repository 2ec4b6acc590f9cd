import Metering

/// Bounds how often the service says the same, and how much it says at all, so that neither the journal nor a card fills up
/// with one line.
struct LogRate {
    /// Lines that were held back, and how many.
    struct HeldBack: Hashable {
        /// `nil` for lines of any kind, when there was too much of everything.
        let text: String?
        let count: Int
    }

    /// For how long lines are counted together.
    static let period: Duration = .seconds(60)
    /// How often the same is said in a period.
    static let sameLimit = 5
    /// How much is said in a period.
    static let allLimit = 300

    private var begun: MonotonicTime?
    /// How often each was asked for in this period; at most ``allLimit`` of them.
    private var counts: [String: Int] = [:]
    private var saidCount = 0
    private var otherCount = 0

    /// Asks for a line.
    /// - Parameter text: what makes lines the same.
    /// - Returns: whether to say it; and what a period that is now over held back, to be said before it.
    mutating func ask(_ text: String, at now: MonotonicTime) -> (isSaid: Bool, heldBack: [HeldBack]) {
        var heldBack: [HeldBack] = []
        if let begun, now >= begun + Self.period {
            heldBack = end()
        }
        if begun == nil { begun = now }
        guard saidCount < Self.allLimit || counts[text] != nil else {
            otherCount += 1
            return (false, heldBack)
        }
        counts[text, default: 0] += 1
        guard counts[text, default: 0] <= Self.sameLimit else { return (false, heldBack) }
        saidCount += 1
        return (true, heldBack)
    }

    private mutating func end() -> [HeldBack] {
        let same = counts.filter { $0.value > Self.sameLimit }.sorted { $0.key < $1.key }
            .map { HeldBack(text: $0.key, count: $0.value - Self.sameLimit) }
        let other = otherCount > 0 ? [HeldBack(text: nil, count: otherCount)] : []
        self = LogRate()
        return same + other
    }
}
