import Ledger
import Metering
import Statements
import Storage

/// A gateway's log as its writer makes it: a genesis that is recorded, then a reading a minute.
struct BenchLog {
    let street: BenchStreet
    /// Its number in the street.
    private let number: Int
    private(set) var writer: Writer
    /// What a store needs before the first reading.
    let opening: [LedgerChange]
    private var minute = 0

    init(of street: BenchStreet, by author: Int = 0, selfCheck: SelfCheck) throws {
        self.street = street
        number = author
        let identity = try street.identity(of: author, selfCheck: selfCheck)
        let moment = try street.moment(minute: 0)
        let scales = [street.meter.name: EnergyScale(of: street.meter)]
        var state = LogState(origin: identity.origin)
        var first = try Writer(
            identity: identity, state: state, genesis: nil, restored: [:], scales: scales, at: moment)
        let outcome = try first.append([street.genesis(of: author)], at: moment)
        let note = try street.policy.check(
            street.recordedNote(of: first.frontier, by: author), street.cryptography)
        var keeping = RecordKeeping()
        opening = outcome.changes + keeping.changes(recording: note, street.cryptography)
        state.frontier = first.frontier
        state.notes = [.recorded: note.note.bytes]
        state.newestKept = keeping.newest
        writer = try Writer(
            identity: identity, state: state, genesis: opening.entries.first, restored: [:], scales: scales,
            at: moment)
    }

    var author: BenchStreet.Gateway { street.gateways[number] }

    /// Its head with a quorum's cosignatures.
    func recordedNote() throws -> SignedNote { try street.recordedNote(of: writer.frontier, by: number) }

    /// What the meter says in the next minutes.
    mutating func drafts(_ count: Int) throws -> [Draft] {
        defer { minute += count }
        return try (minute + 1...minute + count).map { try street.reading(minute: $0) }
    }

    mutating func append(_ drafts: [Draft]) throws -> LedgerOutcome {
        try writer.append(drafts, at: street.moment(minute: minute))
    }

    /// Signs readings into a database that holds the log, 2000 a transaction.
    mutating func grow(by count: Int, in database: Database) async throws {
        var left = count
        while left > 0 {
            let part = min(left, 2000)
            try await database.commit(append(drafts(part)).changes)
            left -= part
        }
    }
}

extension [LedgerChange] {
    /// The entries that they append.
    var entries: [[UInt8]] {
        flatMap { change -> [[UInt8]] in
            if case .grow(let growth) = change { growth.entries } else { [] }
        }
    }

    /// The last note of a kind.
    func note(_ wanted: NoteKind) -> [UInt8]? {
        for case .note(_, wanted, let bytes?) in reversed() { return bytes }
        return nil
    }
}

extension [[UInt8]] {
    /// How long the signed bytes are in the middle one: those around an entry's header and payload are 56 fewer than in
    /// the entry with its signature.
    var signedSize: Int {
        let sizes = map(\.count).sorted()
        return sizes[sizes.count / 2] - 56
    }
}
