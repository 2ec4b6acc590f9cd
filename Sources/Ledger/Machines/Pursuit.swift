import Metering
import Statements

/// The own log being fetched from mirrors that hold more of it, in rounds of a bounded size.
package struct Pursuit: Hashable, Sendable {
    /// How many entries one round takes into the database at least, and at most.
    static let roundLimits = 2048...16_384

    /// The head whose entries are fetched.
    package let claim: Claim
    /// Where this round starts: below it the own log and the claimed one are the same.
    let start: UInt64
    /// What was fetched in this round, proven to lead to the claimed head; `nil` until the own tree at `start` is read.
    var growth: LogGrowth?
    /// Whom to ask, the one who showed the head first.
    let sources: [Origin]
    /// How many entries this round takes: as many as may have to be signed again behind them, within ``roundLimits``.
    let roundLimit: Int
    /// At the round's end the own log is read beside what was fetched: below this index both are the same.
    var compared: UInt64
    /// The own log being written anew, once the two have parted.
    var rewrite: Rewrite?
    /// Answers that did not come or did not prove themselves, in a row.
    var failedAsks = 0
    var asking: LedgerQuery?
    var asked: MonotonicTime?
    var isWithholdingSaid = false
    /// How many entries the rounds took.
    var takenCount: UInt64 = 0
    /// How many of the own waiting statements the rounds could not sign again.
    var leftOutCount = 0

    /// - Parameter waiting: how many own entries there are from `start` on.
    init(_ claim: Claim, from start: UInt64, sources: [Origin], waiting: UInt64) {
        self.claim = claim
        self.start = start
        self.sources = sources.filter { $0 == claim.holder } + sources.filter { $0 != claim.holder }
        compared = start
        roundLimit = min(max(Int(clamping: waiting), Self.roundLimits.lowerBound), Self.roundLimits.upperBound)
    }

    /// The round after this one, on top of what it took.
    init(after previous: Self, on frontier: MerkleFrontier, waiting: UInt64) {
        self.init(previous.claim, from: frontier.size, sources: previous.sources, waiting: waiting)
        growth = LogGrowth(origin: previous.claim.note.checkpoint.origin, onTopOf: frontier)
        failedAsks = previous.failedAsks
        isWithholdingSaid = previous.isWithholdingSaid
        takenCount = previous.takenCount
        leftOutCount = previous.leftOutCount
    }

    /// The size that is claimed.
    var size: UInt64 { claim.note.checkpoint.size }

    /// Whether enough is fetched to be taken.
    var isRoundOver: Bool {
        guard let growth else { return false }
        return growth.frontier.size == size || growth.entries.count >= roundLimit
    }

    /// The own entry that is read next.
    var next: UInt64 { rewrite?.next ?? compared }

    /// Somebody did not hand over what was asked for: the next one is asked at once, and after the last one all again later.
    mutating func fail() {
        failedAsks += 1
        asking = nil
        if !sources.isEmpty, !failedAsks.isMultiple(of: sources.count) { asked = nil }
    }

    /// A session with the broker began: questions on their way are lost.
    mutating func connected() {
        asking = nil
        asked = nil
    }
}
