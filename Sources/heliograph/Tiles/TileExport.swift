import FoundationEssentials
import Ledger
import Signing
import Statements
import Storage
import System

/// Lays a log out as a static tile tree in a folder, or brings one that is there up to date.
///
/// A checkpoint's tiles are never changed by later ones, so whoever reads the folder meanwhile loses nothing: the checkpoint is
/// written last, over the old one, when all that it covers is on disk and was read again. Without one it is no tree.
struct TileExport {
    /// What the folder holds besides what tlog-tiles asks for.
    static let readme = "README.txt"
    private static let heading = "A log of Heliograph as static tiles"

    let database: Database
    let log: LogState
    /// A checkpoint of which every entry is in the database.
    let note: SignedNote
    let checkpoint: Checkpoint
    let folder: String

    /// Writes it.
    /// - Returns: the size of the tree that was there, 0 for none.
    func write() async throws -> UInt64 {
        let old = try await oldSize()
        try make(folder)
        try stage(Array(text.utf8), at: Self.readme)
        try await writeTiles(above: old)
        let tree = TileFolder(path: folder, size: checkpoint.size)
        var audit = try await TileAudit(of: tree)
        try await audit.check(root: checkpoint.root) { _, _, _ in }
        do throws(SystemError) {
            try DurableFile.synchroniseFiles(around: folder)
            try DurableFile.write(note.bytes, to: "\(folder)/checkpoint", mode: 0o644)
        } catch {
            throw Finding.unusable("\(error)")
        }
        return old
    }

    // MARK: What is there

    /// The size of the tree that the folder holds, which must be the beginning of this one.
    private func oldSize() async throws -> UInt64 {
        switch FileKind(of: folder) {
        case .nothing: return 0
        case .file: throw Finding.unusable("\(folder) is a file: name a new folder.")
        case .folder: break
        }
        guard FileKind(of: "\(folder)/checkpoint") == .file else {
            try checkUnfinished()
            return 0
        }
        let old = try Checkpoint(parsing: TileFolder.note(in: folder).text)
        guard old.origin == checkpoint.origin else {
            throw Finding.unusable(
                "\(folder) holds a tree of \(old.origin), not of \(checkpoint.origin): name another folder.")
        }
        guard old.size <= checkpoint.size else {
            throw Finding.unusable(
                "\(folder) holds \(old.size) entries of \(old.origin) already, and here are \(checkpoint.size): nothing was changed."
            )
        }
        guard try await root(at: old.size) == old.root else {
            throw Finding.negative(
                "\(folder) holds another tree of \(old.origin): at \(old.size) entries its root is not the one here. Keep both: if the log signed them it contradicted itself, and if not, something damaged one of them."
            )
        }
        return old.size
    }

    /// The root that the log had, unless the leaves around that size were let go; a head in the middle of those is compared
    /// with nothing.
    private func root(at size: UInt64) async throws -> Digest {
        guard size >= log.firstIndex || size.isMultiple(of: UInt64(Tile.fullWidth)) else {
            throw Finding.unusable(
                "the entries at \(size), where the tree in \(folder) ends, are kept here no more: name a new folder.")
        }
        return try await MerkleTree.root(
            size: size, database.tree(of: log.origin), OpenSSLCryptography())
    }

    /// A folder without a checkpoint is one of ours, or empty.
    private func checkUnfinished() throws(Finding) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        guard !names.isEmpty else { return }
        let isOurs =
            Set(names).isSubset(of: [Self.readme, "tile"])
            && (try? SmallFile.read("\(folder)/\(Self.readme)"))?.starts(with: Self.heading.utf8) == true
        guard isOurs else {
            throw .unusable(
                "\(folder) is not empty and holds no tile tree: name a new folder, or one that an export has made.")
        }
    }

    // MARK: What is written

    private var text: String {
        let kept =
            log.firstIndex == 0
            ? "All entries from 0 on are here."
            : """
            Entries 1 to \(log.firstIndex - 1) are not: they were let go where this was written, as the community's policy
            allows. tile/entries/000.p/1 holds entry 0 alone, the genesis, which names the key of all statements.
            """
        return """
            \(Self.heading)

            Origin: \(log.origin)

            This is a C2SP tlog-tiles tree, https://c2sp.org/tlog-tiles: `checkpoint` is a signed note with the log's size and
            root and the signatures of the mirrors that hold it, `tile/<level>/<index>` are hashes, `tile/entries/<index>`
            entries. Any web server can serve it as it is. The keys of log and mirrors are in the community's policy: take
            that from a member whom you trust, it is not here on purpose.

            \(kept)

            Each entry is a COSE_Sign1 (RFC 9052) with CWT claims (RFC 8392) around SenML (RFC 8428). `heliograph ledger
            import` checks all of it, offline; golang.org/x/mod/sumdb does the tree and the notes.

            """
    }

    private func writeTiles(above old: UInt64) async throws {
        if log.firstIndex > 0, let genesis = Tile(.entries, index: 0, width: 1) {
            try await write(genesis)
        }
        var kinds: [Tile.Content] = [.entries]
        kinds += (0..<8).map { .hashes(level: $0) }
        for kind in kinds {
            guard let last = Tile.last(kind, size: checkpoint.size) else { continue }
            var index = Self.count(kind, old) >> 8
            while index < last.index {
                if let tile = Tile(kind, index: index), isKept(tile) { try await write(tile) }
                index += 1
            }
            // A tree that ended with this very tile has it.
            if Self.count(kind, old) < Self.count(kind, checkpoint.size), isKept(last) { try await write(last) }
        }
    }

    /// How many elements a kind has in a tree of this size.
    private static func count(_ kind: Tile.Content, _ size: UInt64) -> UInt64 {
        if case .hashes(let level) = kind { size >> UInt64(8 * level) } else { size }
    }

    /// Of the part that was let go there are the tiles above level 0, and the one with the genesis' hash (tlog-tiles, “Pruning”).
    private func isKept(_ tile: Tile) -> Bool {
        switch tile.content {
        case .hashes(0): tile.index == 0 || (tile.index + 1) * UInt64(Tile.fullWidth) > log.firstIndex
        case .hashes: true
        case .entries: (tile.index + 1) * UInt64(Tile.fullWidth) > log.firstIndex
        }
    }

    private func write(_ tile: Tile) async throws {
        let bytes: [UInt8]
        switch tile.content {
        case .hashes: bytes = tile.encode(try await database.hashes(of: log.origin, nodes: tile.nodes))
        case .entries:
            let start = tile.index << 8
            let entries = try await database.entries(
                of: log.origin, from: start, countLimit: tile.width, byteLimit: .max)
            bytes = EntryBundle.encode(entries)
        }
        try stage(bytes, at: tile.path)
        // tlog-tiles: partial tiles may go once there is the full one.
        let partial = "\(folder)/\(tile.path).p"
        if tile.width == Tile.fullWidth, FileKind(of: partial) == .folder {
            try? FileManager.default.removeItem(atPath: partial)
        }
    }

    private func stage(_ bytes: [UInt8], at name: String) throws(Finding) {
        let path = "\(folder)/\(name)"
        if let slash = path.lastIndex(of: "/") { try make(String(path[..<slash])) }
        do throws(SystemError) {
            try DurableFile.stage(bytes, at: path, mode: 0o644)
        } catch {
            throw .unusable("\(error)")
        }
    }

    private func make(_ folder: String) throws(Finding) {
        guard FileKind(of: folder) != .folder else { return }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw .unusable("the folder \(folder) could not be made: \(error)")
        }
    }
}
