import Ledger
import Metering
import Statements

/// The meters as a log describes them, read from its first entry to its last: what the store had remembered of it is lost
/// with a database.
struct LoggedMeters {
    private static let pieceLength = 256

    private(set) var meters: [Name: MeterDescription] = [:]

    /// - Throws: what the store throws.
    init(of origin: Origin, size: UInt64, in store: any LedgerStore) async throws {
        var next: UInt64 = 0
        while next < size {
            let piece = try await store.entries(
                of: origin, from: next, countLimit: Self.pieceLength, byteLimit: 1 << 20)
            guard !piece.isEmpty else { return }
            // An entry of a newer version says nothing here.
            for bytes in piece { if let message = try? Message.decode(Entry(parsing: bytes)) { note(message) } }
            next += UInt64(piece.count)
            await Task.yield()
        }
    }

    private mutating func note(_ message: Message) {
        switch message {
        case .genesis(let genesis):
            for meter in genesis.meters { meters[meter.name] = meter }
        case .event(let event):
            guard case .meter(let change) = event.kind else { return }
            if case .removed = change.kind {
                meters[event.subject] = nil
            } else {
                meters[event.subject] = change.description
            }
        case .reading, .rule: return
        }
    }
}
