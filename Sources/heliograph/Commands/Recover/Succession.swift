import FoundationEssentials
import Gateway
import Ledger
import Metering
import Signing
import Statements
import Storage
import System

/// The opening of a new origin where an old log cannot be gone on with: its own log key, database and mirror, the same
/// statement key, and a genesis that names the old log as far as its end is known.
struct Succession {
    private let old: ConfigurationFile
    private let origin: Origin

    /// - Throws: an unusable ``Finding`` where no further name fits.
    init(of file: ConfigurationFile) throws(Finding) {
        old = file
        origin = try Self.successor(of: file.configuration.origin)
    }

    /// `roof-a` is followed by `roof-a-g2`, that by `roof-a-g3`.
    static func successor(of origin: Origin) throws(Finding) -> Origin {
        let parts = origin.gateway.text.split(separator: "-", omittingEmptySubsequences: false)
        let generation =
            parts.count > 1 && parts.last?.first == "g" ? parts.last.flatMap { UInt16($0.dropFirst()) } : nil
        let stem = generation == nil ? origin.gateway.text : parts.dropLast().joined(separator: "-")
        do throws(NameError) {
            return Origin(community: origin.community, gateway: try Name("\(stem)-g\((generation ?? 1) + 1)"))
        } catch {
            throw .unusable("no further name can be made of \(origin): \(error)")
        }
    }

    /// Makes it, and says what is to be done with it.
    func open(isSure: Bool) async throws {
        guard FileKind(of: old.state.statementKey) != .nothing else {
            throw Finding.unusable(
                "\(old.state.statementKey) is not here: put it back from the backup (heliograph keys restore). The new origin is known by it."
            )
        }
        if !isSure { try confirm() }
        let (known, registers) = try await lastKnown()
        let text = try configuration()
        let file = try ConfigurationFile(path: path, text)
        guard file.configuration.origin == origin, file.configuration.stateDirectory == stateDirectory else {
            throw Finding.unusable(
                "\(old.path) is not written so that its origin and its state could be replaced: put “origin:” and “state:” on lines of their own."
            )
        }
        try NewFile.write(path, text)
        do {
            try FileManager.default.createDirectory(
                atPath: file.state.path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            _ = try CurrentProcess.becomeOwner(of: old.state.path)
            var identity = NewIdentity(origin: origin, state: file.state)
            try await identity.makeDatabase(after: known, registers)
            try KeyFile.create(file.state.statementKey, try KeyFile.load(old.state.statementKey))
            try identity.makeKeys()
            try await identity.makeCard()
        } catch let finding as Finding {
            throw finding
        } catch {
            throw Finding.unusable("\(error)")
        }
        say(known, file)
    }

    private var generation: String { String(origin.gateway.text.split(separator: "-").last ?? "") }

    /// The configuration of the new origin, beside the old one, so that the names in it lead to the same files.
    private var path: String {
        let stem = old.path.hasSuffix(".yaml") ? String(old.path.dropLast(5)) : old.path
        return "\(stem).\(generation).yaml"
    }

    private var stateDirectory: String {
        let before = old.configuration.stateDirectory
        return before == "." ? origin.gateway.text : "\(before)/\(origin.gateway)"
    }

    private func configuration() throws(Finding) -> [UInt8] {
        let text = String(decoding: try InputFile.read(old.path), as: UTF8.self)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("state:") }
        guard let place = lines.firstIndex(where: { $0.hasPrefix("origin:") }) else { return Array(text.utf8) }
        lines[place] = "origin: \(origin)"
        lines.insert("state: \(stateDirectory)", at: lines.index(after: place))
        return Array(lines.joined(separator: "\n").utf8)
    }

    /// The end of the old log as far as this machine knows it, and what its meters had counted.
    private func lastKnown() async throws -> (note: [UInt8]?, registers: [Name: StoredRegister]) {
        guard FileKind(of: old.state.database) != .nothing,
            let database = try? Database(at: old.state.database, .readOnly, cryptography: OpenSSLCryptography())
        else { return (nil, [:]) }
        let notes = try await database.log(old.configuration.origin)?.notes
        let registers = try await database.registers()
        await database.close()
        return (notes?[.recorded] ?? notes?[.held], registers)
    }

    private func confirm() throws(Finding) {
        print(
            "\(old.configuration.origin) will not be gone on with: its readings stay proven, and \(origin) goes on behind it."
        )
        guard Terminal.isTerminal(.input), Terminal.isTerminal(.output) else {
            throw .unusable("there is no terminal to ask on: say --yes")
        }
        guard Terminal.ask("Open \(origin)? [yes/no] ")?.lowercased() == "yes" else {
            throw .negative("nothing was made")
        }
    }

    private func say(_ note: [UInt8]?, _ file: ConfigurationFile) {
        let head = note.flatMap { try? Checkpoint(parsing: SignedNote(parsing: $0).text) }
        let link =
            head.map { "Its genesis will name \($0.origin), \($0.size) entries, and their root." }
            ?? "Nothing is known here of the old log's end: the genesis will not name it. The statement key is the same."
        print(
            """
            \(origin) is made: \(path) and \(file.state.path).
            \(link)

            Next: stop the service for good with the old configuration; hand \(file.state.card) to your community, which
            leaves the old log's line in the policy and takes out its mirror's; give the broker a user \(origin);
            back up its keys (heliograph keys backup FILE --configuration \(path)); and start the service
            with \(path).
            """)
    }
}
