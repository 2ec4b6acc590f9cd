import Ledger
import Signing
import Statements

/// One pass over the bytes of a proof of a period: cut into items, checked in order, and each entry examined on whichever
/// processor has time.
struct PeriodPass {
    private var machine: PeriodVerifier
    private var examinations: LeafExaminations
    private var sequence = CBORSequence(limits: PeriodItem.limits)
    private let rows: ReadingRows?
    var progress = ProgressLine()

    /// - Parameter rows: is given every reading whose signature is valid; the rest is known at the end.
    init(under known: KnownPolicy, rows: ReadingRows?, _ cryptography: OpenSSLCryptography) {
        machine = PeriodVerifier(under: known, cryptography)
        examinations = LeafExaminations(cryptography)
        self.rows = rows
    }

    /// Takes the next bytes of the file.
    /// - Throws: ``LedgerError`` with the first thing in the file that does not hold, ``Finding`` where a row is not written.
    mutating func take(_ piece: [UInt8], _ group: inout LeafExaminations.Group) async throws {
        sequence.append(piece)
        while true {
            let leaf: PeriodLeaf?
            do throws(LedgerError) {
                guard let item = try nextItem() else { break }
                leaf = try machine.take(item)
            } catch {
                // What is wrong with an entry before it is told first.
                try await collectAll(&group)
                throw error
            }
            if let leaf { examinations.add(leaf, to: &group) }
            while examinations.isFull { try await collect(&group) }
        }
        let (count, end) = machine.progress
        progress.show("\(count) of \(end) entries are checked.")
    }

    /// What the whole has shown.
    /// - Throws: ``LedgerError``, also where something is missing at the end.
    mutating func finish(_ group: inout LeafExaminations.Group) async throws -> ProvenPeriod {
        try await collectAll(&group)
        do throws(StatementError) { try sequence.finish() } catch { throw LedgerError.statement(error) }
        return try machine.finish()
    }

    private mutating func nextItem() throws(LedgerError) -> PeriodItem? {
        let value: CBOR?
        do throws(StatementError) { value = try sequence.next() } catch { throw .statement(error) }
        return try value.map { value throws(LedgerError) in try PeriodItem(value) }
    }

    private mutating func collectAll(_ group: inout LeafExaminations.Group) async throws {
        examinations.begin(in: &group)
        while !examinations.isEmpty { try await collect(&group) }
    }

    private mutating func collect(_ group: inout LeafExaminations.Group) async throws {
        for leaf in try await examinations.next(from: &group) {
            try machine.add(leaf)
            guard let rows, case .reading(let reading) = leaf.message else { continue }
            try rows.add(reading, index: leaf.index, recordedTime: leaf.recordedTime)
        }
    }
}
