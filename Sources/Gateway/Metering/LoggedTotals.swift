import Ledger
import Metering
import Statements

/// The newest reading of each meter in the own log: a durable copy of the registers besides the store's own, which it may
/// fall behind when what another life had counted was taken just before the power went.
struct LoggedTotals {
    /// How many entries are looked through at most; more only hold meters that were not read for days.
    static let entryLimit: UInt64 = 4096
    private static let pieceLength: UInt64 = 64

    private(set) var readings: [Name: Reading] = [:]

    /// Reads the log from its end backwards until a reading of each meter was found.
    /// - Throws: what the store throws.
    init(of meters: Set<Name>, in origin: Origin, size: UInt64, _ store: any LedgerStore) async throws {
        var missing = meters
        var end = size
        let stop = size - min(size, Self.entryLimit)
        while !missing.isEmpty, end > stop {
            let start = end - min(end - stop, Self.pieceLength)
            var piece: [[UInt8]] = []
            while start + UInt64(piece.count) < end {
                let next = start + UInt64(piece.count)
                let more = try await store.entries(
                    of: origin, from: next, countLimit: Int(end - next), byteLimit: 1 << 20)
                guard !more.isEmpty else { return }
                piece += more
            }
            for bytes in piece.reversed() where !missing.isEmpty {
                guard let entry = try? Entry(parsing: bytes), case .reading(let reading)? = try? Message.decode(entry),
                    missing.remove(reading.meter) != nil
                else { continue }
                readings[reading.meter] = reading
            }
            end = start
        }
    }
}
