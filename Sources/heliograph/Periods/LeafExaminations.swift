import Ledger
import Signing

/// Examines entries on all processors, some hundred at a time, and gives back what came of them in their order. Of what is
/// under way there is never more than a few batches.
struct LeafExaminations {
    typealias Result = Swift.Result<[PeriodLeaf.Examined], LedgerError>
    typealias Outcome = (ordinal: Int, result: Result)
    typealias Group = TaskGroup<Outcome>

    private static let batchCount = 256
    private static let batchSize = 256 << 10
    private static let batchLimit = 6

    private let cryptography: OpenSSLCryptography
    private var batch: [PeriodLeaf] = []
    private var byteCount = 0
    private var begun = 0
    private var returned = 0
    private var early: [Int: Result] = [:]

    init(_ cryptography: OpenSSLCryptography) { self.cryptography = cryptography }

    /// Whether ``next(from:)`` is to be called before more is added.
    var isFull: Bool { begun - returned >= Self.batchLimit }

    /// Whether everything that was begun was returned.
    var isEmpty: Bool { begun == returned }

    mutating func add(_ leaf: PeriodLeaf, to group: inout Group) {
        batch.append(leaf)
        byteCount += leaf.bytes.count
        if batch.count >= Self.batchCount || byteCount >= Self.batchSize { begin(in: &group) }
    }

    /// Begins with what was added since the last batch.
    mutating func begin(in group: inout Group) {
        guard !batch.isEmpty else { return }
        let (leaves, ordinal, cryptography) = (batch, begun, cryptography)
        group.addTask {
            let result = Result { () throws(LedgerError) in
                var examined: [PeriodLeaf.Examined] = []
                examined.reserveCapacity(leaves.count)
                for leaf in leaves { examined.append(try leaf.examine(cryptography)) }
                return examined
            }
            return (ordinal, result)
        }
        begun += 1
        batch.removeAll(keepingCapacity: true)
        byteCount = 0
    }

    /// What came of the next batch.
    /// - Returns: nothing where none is under way.
    mutating func next(from group: inout Group) async throws(LedgerError) -> [PeriodLeaf.Examined] {
        guard !isEmpty else { return [] }
        while early[returned] == nil, let outcome = await group.next() { early[outcome.ordinal] = outcome.result }
        defer { returned += 1 }
        return try early.removeValue(forKey: returned)?.get() ?? []
    }
}
