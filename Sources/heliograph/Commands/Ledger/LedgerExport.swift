import ArgumentParser
import FoundationEssentials
import Ledger
import Statements
import Storage
import System

/// Lays a log out as other people's tools expect one.
struct LedgerExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a log as tiles (C2SP tlog-tiles): checkpoint, hashes and entries.",
        discussion: "Exit status: 0, 1 when the log has no checkpoint yet, 2 when it cannot be read or written.")

    @OptionGroup
    var options: LedgerOptions

    @Option(name: .shortAndLong, help: "A new folder.")
    var output: String

    func run() async throws {
        let gateway = try StoredGateway(at: options.state)
        let log = try await gateway.log(options.origin)
        guard let note = log.notes[.recorded] ?? log.notes[.held],
            let size = try? Checkpoint(parsing: SignedNote(parsing: note).text).size
        else { throw Finding.negative("\(log.origin) has no checkpoint yet.") }
        guard FileKind(of: output) == .nothing else {
            throw Finding.unusable("\(output) exists and is left as it is: choose another folder.")
        }
        try write(note, to: "checkpoint")
        var content: [Tile.Content] = [.entries]
        content += (0..<8).map { .hashes(level: $0) }
        for kind in content {
            for tile in Self.tiles(kind, size: size) where Self.isKept(tile, from: log.firstIndex) {
                try write(try await Self.bytes(of: tile, in: log.origin, gateway.database), to: tile.path)
            }
        }
        let kept = log.firstIndex == 0 ? "" : " from \(log.firstIndex) on, those before it are kept here no more,"
        StandardStream.error.write("Wrote \(size - log.firstIndex) entries of \(log.origin)\(kept) to \(output).\n")
    }

    /// Of the part that was let go there are the tiles above level 0, and the one with the genesis' hash (tlog-tiles, “Pruning”).
    private static func isKept(_ tile: Tile, from first: UInt64) -> Bool {
        switch tile.content {
        case .hashes(0): tile.index == 0 || (tile.index + 1) * UInt64(Tile.fullWidth) > first
        case .hashes: true
        case .entries: (tile.index + 1) * UInt64(Tile.fullWidth) > first
        }
    }

    /// All tiles of a kind, of which only the last is not full.
    private static func tiles(_ content: Tile.Content, size: UInt64) -> [Tile] {
        guard let last = Tile.last(content, size: size) else { return [] }
        return (0..<last.index).compactMap { Tile(content, index: $0) } + [last]
    }

    private static func bytes(of tile: Tile, in origin: Origin, _ database: Database) async throws -> [UInt8] {
        switch tile.content {
        case .hashes: return tile.encode(try await database.hashes(of: origin, nodes: tile.nodes))
        case .entries:
            let start = tile.index * UInt64(Tile.fullWidth)
            return EntryBundle.encode(
                try await database.entries(of: origin, from: start, countLimit: tile.width, byteLimit: .max))
        }
    }

    private func write(_ bytes: [UInt8], to name: String) throws {
        let path = "\(output)/\(name)"
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? output
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw Finding.unusable("the folder \(folder) could not be made: \(error)")
        }
        try NewFile.write(path, bytes)
    }
}
