import Gateway
import Ledger
import Metering
import Signing
import Statements
import Storage
import System

/// Writes the proof of a period, and its readings as CSV beside it, from what a gateway holds.
///
/// What is written is checked on its way as its reader will, but for the entries' signatures, which were checked when they came.
struct PeriodExport {
    let database: Database
    let log: LogState
    let records: StoredRecords
    /// Entries about other meters are withheld; `nil`: about none.
    let meter: Name?

    private let cryptography = OpenSSLCryptography()

    init(_ database: Database, _ log: LogState, _ records: StoredRecords, meter: Name?) {
        self.database = database
        self.log = log
        self.records = records
        self.meter = meter
    }

    /// Writes both files.
    /// - Parameters:
    ///   - entries: the indices of the first and the last one.
    ///   - end: the size of the smallest record that covers them.
    /// - Returns: how many entries are shown, and how many readings are among them.
    func write(
        _ entries: ClosedRange<UInt64>, end: UInt64, to path: String
    ) async throws -> (entries: UInt64, readings: UInt64) {
        var proof = try Output(path, PeriodVerifier(under: records.rules.known, cryptography))
        let rows = try ReadingRows("\(path).csv")
        try proof.add(.header(try await header(from: entries.lowerBound, to: end)))
        let carried = CarriedRules(log.ruleChanges, upTo: end, records.rules)
        if !carried.policy.isEmpty { try proof.add(.policy(carried.policy)) }
        for change in carried.changes { try proof.add(.change(change)) }
        var (index, shown, readings): (UInt64, UInt64, UInt64) = (entries.lowerBound, 0, 0)
        var progress = ProgressLine()
        while index < end {
            guard let record = try await records.first(from: index + 1), record.checkpoint.size <= end,
                let time = record.recordedTime
            else {
                throw Finding.unusable("a record of \(log.origin) that was there is gone: try again.")
            }
            try proof.add(.record(record.note))
            let last = min(record.checkpoint.size, entries.upperBound + 1)
            while index < last {
                for bytes in try await stored(index..<last) {
                    let message = try? Message.decode(Entry(parsing: bytes))
                    if isShown(message) {
                        try proof.add(.entry(bytes))
                        shown += 1
                        if case .reading(let reading) = message {
                            readings += 1
                            try rows.add(reading, index: index, recordedTime: time)
                        }
                    } else {
                        try proof.add(.withheld(cryptography.leafHash(bytes), height: 0))
                    }
                    index += 1
                }
                progress.show("\(index - entries.lowerBound) of \(end - entries.lowerBound) entries are written.")
            }
            try await withhold(index..<record.checkpoint.size, in: &proof)
            index = record.checkpoint.size
        }
        progress.clear()
        try proof.commit()
        try rows.commit()
        return (shown, readings)
    }

    /// Whatever is about the meter or the gateway, whose events say how far to trust the meter; and the genesis.
    private func isShown(_ message: Message?) -> Bool {
        guard let meter else { return true }
        return message.map { $0.subject == meter || $0.subject == .gateway } ?? false
    }

    private func header(from start: UInt64, to end: UInt64) async throws -> PeriodHeader {
        let tree = StoredTree(of: log.origin, in: database)
        var genesis: PeriodHeader.Genesis?
        if start > 0 {
            guard let entry = try await stored(0..<1).first else {
                throw Finding.unusable("entry 0 of \(log.origin) is missing from the database.")
            }
            let largest = UInt64(1) << UInt64(63 - start.leadingZeroBitCount)
            genesis = PeriodHeader.Genesis(
                entry: entry,
                path: try await MerkleTree.inclusionProof(index: 0, in: 0..<largest, tree, cryptography))
        }
        return PeriodHeader(
            origin: log.origin, frontier: try await MerkleFrontier(size: start, tree), count: end - start,
            genesis: genesis)
    }

    private func stored(_ range: Range<UInt64>) async throws -> [[UInt8]] {
        let entries = try await database.entries(
            of: log.origin, from: range.lowerBound, countLimit: Int(min(UInt64(range.count), 1024)), byteLimit: 1 << 20)
        guard !entries.isEmpty else {
            throw Finding.unusable("entry \(range.lowerBound) of \(log.origin) is missing from the database.")
        }
        return entries
    }

    /// Entries behind the period, up to the record, in the fewest hashes.
    private func withhold(_ range: Range<UInt64>, in proof: inout Output) async throws {
        guard !range.isEmpty else { return }
        let nodes = MerkleTree.nodes(of: range)
        let hashes = try await StoredTree(of: log.origin, in: database).hashes(of: nodes)
        for (node, hash) in zip(nodes, hashes) { try proof.add(.withheld(hash, height: node.level)) }
    }

    /// The file, with what its reader will make of it.
    private struct Output {
        private let file: StagedFile
        private var verifier: PeriodVerifier

        init(_ path: String, _ verifier: PeriodVerifier) throws(Finding) {
            file = try NewFile.stage(path)
            self.verifier = verifier
        }

        mutating func add(_ item: PeriodItem) throws(Finding) {
            do throws(LedgerError) { _ = try verifier.take(item) } catch { throw .negative("\(error)") }
            do throws(SystemError) { try file.add(item.bytes) } catch { throw .unusable("\(error)") }
        }

        func commit() throws(Finding) {
            do throws(SystemError) { try file.commit() } catch { throw .unusable("\(error)") }
        }
    }
}
