import Ledger
import Signing
import Statements
import Storage

/// Writes a checked tile tree into the database of a gateway that is stopped, as the mirror's copy of that log.
///
/// It is what catching up over the network would bring, with the same duties: what is written continues what is there, a quorum
/// recorded it, and each signature was checked.
struct TileImport {
    let tiles: CheckedTiles
    let database: Database
    /// The gateway's own log, which is never written.
    let own: Origin

    /// So many bundles a transaction.
    private static let step: UInt64 = 8

    private var origin: Origin { tiles.note.checkpoint.origin }
    private var size: UInt64 { tiles.note.checkpoint.size }

    /// Appends what is not there yet.
    /// - Returns: how many entries that was.
    func write() async throws -> UInt64 {
        let state = try await database.log(origin) ?? LogState(origin: origin)
        try checkWhether(state)
        try await compare(state.frontier)
        let held = state.frontier.size
        if held < size { try await append(onTopOf: state) }
        try await keepRecord(over: state)
        return size - min(held, size)
    }

    private func checkWhether(_ state: LogState) throws(Finding) {
        guard origin != own else {
            throw .negative(
                "\(origin) is this gateway's own log, which it takes back from the neighbours by itself, from all of them: start the service, “heliograph recover” shows how far that is."
            )
        }
        guard tiles.firstIndex == 0 else {
            throw .negative(
                "\(tiles.folder.path) begins with entry \(tiles.firstIndex): a log cannot be mirrored from its middle, since a mirror says that it held every entry. Take a tree of a neighbour who keeps all."
            )
        }
        guard tiles.note.isRecorded else {
            throw .negative(
                "\(tiles.folder.path): \(tiles.note.cosigners.count) mirrors hold this checkpoint, which is no quorum: only what is recorded is written."
            )
        }
        guard state.evidence == nil else {
            throw .negative(
                "\(origin) contradicted itself, and no entry of it is taken any more: “heliograph ledger” says how.")
        }
    }

    /// Refuses a tree that is another one than the one that is held.
    private func compare(_ frontier: MerkleFrontier) async throws {
        let cryptography = OpenSSLCryptography()
        let agrees: Bool
        if frontier.size >= size {
            agrees =
                try await MerkleTree.root(size: size, database.tree(of: origin), cryptography)
                == tiles.note.checkpoint.root
        } else {
            let reader = TileTreeReader(tiles.folder, cryptography)
            agrees = try await MerkleFrontier(size: frontier.size, reader) == frontier
        }
        guard agrees else {
            throw Finding.negative(
                "\(tiles.folder.path) is another history of \(origin) than the one held here: within the first \(min(frontier.size, size)) entries they differ. Keep both: if the log signed both it contradicted itself. Nothing was written."
            )
        }
    }

    private func append(onTopOf state: LogState) async throws {
        let cryptography = OpenSSLCryptography()
        var frontier = state.frontier
        while frontier.size < size {
            var growth = LogGrowth(origin: origin, onTopOf: frontier)
            let bundle = frontier.size >> 8
            let last = min(bundle + Self.step, (size + 255) >> 8)
            for index in bundle..<last {
                let known = growth.frontier.size - index << 8
                for entry in try tiles.entries(ofBundle: index).dropFirst(Int(known)) {
                    growth.append(entry, cryptography)
                }
            }
            frontier = growth.frontier
            var changes: [LedgerChange] = [.grow(growth)]
            if frontier.size == size { changes.append(.note(origin, .held, tiles.note.note.bytes)) }
            try await database.commit(changes)
        }
    }

    /// The largest recorded checkpoint counts, whether or not every entry of it was here before.
    private func keepRecord(over state: LogState) async throws {
        guard size > state.checkpoint(.recorded)?.size ?? 0 else { return }
        var keeping = RecordKeeping(newest: state.newestKept)
        try await database.commit(keeping.changes(recording: tiles.note, OpenSSLCryptography()))
    }
}
