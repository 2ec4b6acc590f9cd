import Ledger
import Statements

/// What was seen from outside, across all lives: enough to notice every promise that is broken.
struct Inspection {
    /// A checkpoint, whoever signed it.
    struct Head {
        var root: Digest
        /// The number of this very beginning in ``SimulatedDiskLog/link(at:)``, as soon as an honest gateway stands for it.
        var link: UInt64?
        /// The mirrors that cosigned it, a bit for each card of ``StreetPolicies``.
        var signers: UInt64 = 0
        /// What makes it recorded, as soon as an honest gateway stands for it.
        var quorums: [StreetPolicies.Quorum] = []
        var isRecorded = false
    }

    /// The beginning of a log.
    struct Beginning {
        var size: UInt64
        var link: UInt64
    }

    /// What a log's changes say to somebody.
    struct Rules: Hashable {
        var log: Int
        /// How far he has followed the policy.
        var version: Int
        /// Which changes: the number of the beginning that ends with the last of them.
        var last: UInt64
    }

    /// A head that a mirror cosigned; the mirror by its card.
    struct Cosigned: Hashable {
        var card: Int
        var log: Int
        var size: UInt64
    }

    /// The entries of a log that the broker has acknowledged.
    struct Acknowledged {
        /// All below.
        private(set) var end: UInt64 = 0
        private var beyond: Set<UInt64> = []

        mutating func add(_ index: UInt64) {
            guard index >= end else { return }
            beyond.insert(index)
            while beyond.remove(end) != nil { end += 1 }
        }
    }

    let isLiar: [Bool]
    /// By place of the log, by size.
    var heads: [[UInt64: [Head]]]
    /// The largest recorded one, by place of the log.
    var recorded: [Beginning?]
    /// The newest that was cosigned, by place of the mirror and then of the log.
    var cosigned: [[Beginning?]]
    /// When honest mirrors said that they cosigned a head, POSIX seconds.
    var dates: [Cosigned: UInt64] = [:]
    /// Between which times the honest mirrors of a kept record said that they cosigned it, by the note's digest; `nil` for none.
    var honestTimes: [Digest: ClosedRange<UInt64>?] = [:]
    /// By place of the log, what was published at each index: the first word of its hash.
    var entries: [[UInt64: UInt64]]
    /// By place, up to where a gateway knew durably that the broker has its entries.
    var cursor: [UInt64]
    /// By place, what the broker told the gateway that it has.
    var acknowledged: [Acknowledged]
    /// By place, the largest record that a gateway published of its own log.
    var announced: [UInt64]
    /// By place, the sizes of logs when the last fault was over.
    var sizeAtPeace: [UInt64]
    /// Liars against whom an honest gateway published evidence.
    var convicted: Set<Int> = []
    var recordCount = 0
    /// What was found before.
    var rules: [Rules: LogRules] = [:]
    /// How many cards of honest gateways died, each with what it held of others' logs.
    var lostCardCount = 0

    init(count: Int, liars: [Int]) {
        isLiar = (0..<count).map { liars.contains($0) }
        heads = Array(repeating: [:], count: count)
        recorded = Array(repeating: nil, count: count)
        cosigned = Array(repeating: Array(repeating: nil, count: count), count: count)
        entries = Array(repeating: [:], count: count)
        cursor = Array(repeating: 0, count: count)
        acknowledged = Array(repeating: Acknowledged(), count: count)
        announced = Array(repeating: 0, count: count)
        sizeAtPeace = Array(repeating: 0, count: count)
    }
}
