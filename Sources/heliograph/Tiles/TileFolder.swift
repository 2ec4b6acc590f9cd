import Glibc
import Ledger
import Statements
import System

/// A log's static tree on a disk, in the layout of C2SP tlog-tiles: `checkpoint`, `tile/<level>/<index>`, `tile/entries/<index>`.
///
/// Nothing in it is believed: ``TileAudit`` checks it.
struct TileFolder: Sendable {
    let path: String
    /// The checkpoint's size, which says how wide the last tiles are.
    let size: UInt64

    /// A bundle of 256 entries of the greatest length.
    private static let bundleLimit = Tile.fullWidth * (2 + EntryBundle.entrySizeLimit)

    /// The folder's checkpoint, not verified.
    /// - Throws: an unusable ``Finding`` where there is none, or what is there cannot be read as one.
    static func note(in path: String) throws(Finding) -> SignedNote {
        let file = "\(path)/checkpoint"
        guard FileKind(of: path) == .folder, FileKind(of: file) == .file else {
            throw .unusable(
                "\(path) has no checkpoint: it is no tile tree, or one whose export did not end and has to be done again."
            )
        }
        let bytes = try InputFile.read(file, limit: SignedNote.sizeLimit)
        do throws(LedgerError) {
            return try SignedNote(parsing: bytes)
        } catch {
            throw .unusable("\(file): \(error)")
        }
    }

    /// The tile of a kind at a place, as wide as the size makes it.
    func tile(_ content: Tile.Content, index: UInt64) throws(Finding) -> Tile {
        guard let last = Tile.last(content, size: size), index <= last.index,
            let tile = index == last.index ? last : Tile(content, index: index)
        else { throw .negative("\(path): a tree of \(size) entries has no such tile.") }
        return tile
    }

    /// Whether there is a tile, or the full one in a partial one's place.
    func has(_ tile: Tile) -> Bool { file(of: tile) != nil }

    /// Entry 0 where it is all that is kept of the first bundle: the bundle that the log had when it was one entry long.
    var loneGenesis: Tile? { Tile(.entries, index: 0, width: 1) }

    /// The hashes of a tile.
    /// - Throws: a negative ``Finding`` that names the file where it is missing or has another length.
    func hashes(_ tile: Tile) throws(Finding) -> [Digest] {
        let (bytes, isFull) = try read(tile, limit: Tile.fullWidth * 32)
        do throws(LedgerError) {
            guard isFull, let full = Tile(tile.content, index: tile.index) else { return try tile.decode(bytes) }
            return Array(try full.decode(bytes).prefix(tile.width))
        } catch {
            throw .negative("\(name(of: tile)): \(error)")
        }
    }

    /// The entries of a bundle.
    /// - Throws: a negative ``Finding`` that names the file where it is missing or holds another number of entries.
    func entries(_ tile: Tile) throws(Finding) -> [[UInt8]] {
        let (bytes, isFull) = try read(tile, limit: Self.bundleLimit)
        let entries: [[UInt8]]
        do throws(LedgerError) {
            entries = try EntryBundle.decode(bytes)
        } catch {
            throw .negative("\(name(of: tile)): \(error)")
        }
        guard entries.count == (isFull ? Tile.fullWidth : tile.width) else {
            throw .negative("\(name(of: tile)) has \(entries.count) entries where there must be \(tile.width).")
        }
        return Array(entries.prefix(tile.width))
    }

    /// Where a tile is read from, for messages.
    func name(of tile: Tile) -> String { file(of: tile)?.path ?? "\(path)/\(tile.path)" }

    /// A partial tile may have been deleted once the full one exists, which begins with the same hashes or entries.
    private func file(of tile: Tile) -> (path: String, isFull: Bool)? {
        let isFull = tile.width == Tile.fullWidth
        let own = "\(path)/\(tile.path)"
        if FileKind(of: own) == .file { return (own, isFull) }
        guard !isFull, let full = Tile(tile.content, index: tile.index),
            FileKind(of: "\(path)/\(full.path)") == .file
        else { return nil }
        return ("\(path)/\(full.path)", true)
    }

    private func read(_ tile: Tile, limit: Int) throws(Finding) -> (bytes: [UInt8], isFull: Bool) {
        guard let (file, isFull) = file(of: tile) else {
            throw .negative("\(path)/\(tile.path) is missing.")
        }
        do throws(SystemError) {
            return (try SmallFile.read(file, limit: limit), isFull)
        } catch {
            if case .file(_, _, EFBIG) = error { throw .negative("\(file) is longer than any tile.") }
            throw .unusable("\(error)")
        }
    }
}

extension TileFolder: TreeReader {
    /// The elements of tiles, for the edge of the tree where a log's beginning was let go.
    func hashes(of nodes: [TreeNode]) async throws -> [Digest] {
        var hashes: [Digest] = []
        for node in nodes {
            let row = try self.hashes(tile(.hashes(level: node.level / 8), index: node.index >> 8))
            hashes.append(row[Int(node.index & 255)])
        }
        return hashes
    }
}
