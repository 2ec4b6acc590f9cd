import ArgumentParser
import Gateway
import Ledger
import Metering
import Signing
import Statements
import Storage
import System

/// Checks a tile tree, and takes it into a gateway that lost what is in it.
struct LedgerImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Check a log that was written as tiles, and take it into a stopped gateway.",
        discussion: """
            Checks the checkpoint and its quorum under the policy, every hash of every level, and the signature of every \
            entry. Nothing is written, unless --into names a gateway's folder: then its database, while the service is stopped, \
            gets what it has not, as its mirror's copy. It is refused where it contradicts what is there, or no quorum recorded \
            it. The own log is not taken from a folder: the service asks the neighbours for it.
            Exit status: 0 when all of it holds and is recorded, 1 when something does not, 2 when it cannot be read or written.
            """)

    @Argument(help: "A folder that “heliograph ledger export --tiles” or another program wrote.")
    var folder: String

    @Option(help: ArgumentHelp("The community's policy; with --into, that gateway's unless given.", valueName: "file"))
    var policy: String?

    @Option(help: ArgumentHelp("The folder of a stopped gateway's configuration.", valueName: "folder"))
    var into: String?

    @Flag(help: "One JSON object instead of lines.")
    var json = false

    private struct Line: Encodable {
        let origin: String
        let size: UInt64
        let root: String
        /// Entries below are not in the tree, except for the genesis.
        let keptFrom: UInt64
        let isRecorded: Bool
        /// The gateways whose mirrors signed, of those that the policy names.
        let mirrors: [String]
        let mirrorCount: Int
        let quorum: Int
        /// How many entries were written; absent where none were to be.
        var written: UInt64?
    }

    func run() async throws {
        let file = try into.map { path throws(Finding) in try Self.configuration(in: path) }
        let known = try PolicyFile.known(policy, or: file)
        let tiles = try await CheckedTiles(reading: folder, under: known, progress: Self.show)
        var written: UInt64?
        if let file {
            _ = try CurrentProcess.becomeOwner(of: file.state.path)
            written = try await Self.write(tiles, into: file)
        }
        let note = tiles.note
        let line = Line(
            origin: note.checkpoint.origin.description, size: note.checkpoint.size,
            root: String(decoding: Base64.encode(note.checkpoint.root.bytes), as: UTF8.self),
            keptFrom: tiles.firstIndex, isRecorded: note.isRecorded,
            mirrors: note.cosigners.map(\.origin.description), mirrorCount: known.newest.mirrors.count,
            quorum: known.newest.quorum, written: written)
        if json { print(try JSON.line(line)) } else { Self.words(line).forEach { print($0) } }
        guard note.isRecorded else { throw Finding.negative("no quorum recorded it.") }
    }

    private static func words(_ line: Line) -> [String] {
        var words = ["\(line.origin), \(line.size) entries, root \(line.root)"]
        if line.keptFrom > 0 { words.append("Entries 1 to \(line.keptFrom - 1) are not in it.") }
        let mirrors = line.mirrors.isEmpty ? "no mirror" : line.mirrors.joined(separator: ", ")
        words.append(
            "\(line.mirrors.count) of \(line.mirrorCount) mirrors hold it, \(line.quorum) make a record: \(mirrors).")
        words.append("Every hash leads to that root, and every entry that is there is signed by the key of entry 0.")
        if let written = line.written {
            words.append(written == 0 ? "All of it was there already." : "\(written) entries were written.")
        }
        return words
    }

    private static func configuration(in folder: String) throws(Finding) -> ConfigurationFile {
        let path = "\(folder)/\(ConfigurationFile.usualName)"
        guard FileKind(of: path) == .file else {
            throw .unusable("\(path) is not there: --into wants the folder of the gateway's configuration.")
        }
        return try ConfigurationFile(reading: path)
    }

    /// The database is the service's alone while it runs: the store refuses a second writer.
    private static func write(_ tiles: CheckedTiles, into file: ConfigurationFile) async throws -> UInt64 {
        do {
            let database = try Database(at: file.state.database, .readWrite, cryptography: OpenSSLCryptography())
            do {
                let count = try await TileImport(tiles: tiles, database: database, own: file.configuration.origin)
                    .write()
                await database.close()
                return count
            } catch {
                await database.close()
                throw error
            }
        } catch StorageError.busy(let path) {
            throw Finding.unusable(
                "\(path) is in use: stop the service first (systemctl stop heliograph), and start it again afterwards.")
        } catch let error as StorageError {
            throw Finding.unusable("\(error)")
        }
    }

    /// Says now and then how far it is, to whoever waits at a terminal.
    private static func show(_ checked: UInt64, of size: UInt64) {
        guard checked.isMultiple(of: 16_384), checked < size, Terminal.isTerminal(.output) else { return }
        StandardStream.error.write("\(checked) of \(size) entries are checked.\n")
    }
}
