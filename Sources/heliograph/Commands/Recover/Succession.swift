import FoundationEssentials
import Gateway
import Ledger
import Metering
import Signing
import Statements
import Storage
import System

/// The opening of a new origin where an old log cannot be gone on with, or a key of it was stolen: new keys, a database and a
/// mirror of its own, the registers of the old one, and a genesis that names where the old log ends.
///
/// It asks for no key of the old origin: they may be lost, and what a thief has as well proves nothing.
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
    /// - Parameter size: how many entries of the old log stand; `nil` for what is recorded of it.
    func open(endingAt size: UInt64?, isSure: Bool) async throws {
        try await checkRest()
        if !isSure { try confirm() }
        let past = try await past(endingAt: size)
        let text = try configuration()
        let file = try ConfigurationFile(path: path, text)
        guard file.configuration.origin == origin, file.configuration.stateDirectory == stateDirectory else {
            throw Finding.unusable(
                "\(old.path) is not written so that its origin and its state could be replaced: put “origin:” and “state:” on lines of their own."
            )
        }
        try NewFile.write(path, text)
        do {
            _ = try CurrentProcess.becomeOwner(of: old.state.path)
            try FileManager.default.createDirectory(
                atPath: file.state.path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            var identity = NewIdentity(origin: origin, state: file.state)
            try await identity.makeDatabase(after: past.head, past.registers)
            try identity.makeKeys()
            try await identity.makeCard()
        } catch let finding as Finding {
            throw finding
        } catch {
            throw Finding.unusable("\(error)")
        }
        SuccessionWords(from: old, to: file, past).lines.forEach { print($0) }
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

    /// What a running service counts after the registers were read would be in neither log.
    private func checkRest() async throws(Finding) {
        let service = RunningService(of: old)
        guard FileKind(of: old.state.control) != .nothing,
            (try? await service.ask(.recover(without: [], apply: false))) != nil
        else { return }
        throw .unusable(
            "the service of \(old.configuration.origin) runs, and counts on: stop it for good first (systemctl disable --now heliograph)."
        )
    }

    /// What is known here of the old log and its meters.
    private func past(endingAt size: UInt64?) async throws -> Past {
        guard FileKind(of: old.state.database) != .nothing else {
            guard size == nil else {
                throw Finding.unusable(
                    "\(old.state.database) is not here, and nothing else says what the old log's entries are: leave out --end."
                )
            }
            return Past()
        }
        let gateway: StoredGateway
        do {
            gateway = try StoredGateway(of: old)
        } catch {
            throw Finding.unusable(
                "\(error)\nOr, for a new origin whose registers begin at 0, move it away and call this again.")
        }
        var past = Past(registers: try await gateway.database.registers())
        let log = try await gateway.database.log(old.configuration.origin)
        if let log, let end = try await LogEnd(of: log, at: size, in: gateway) {
            past.head = Checkpoint(origin: log.origin, size: end.size, root: end.root)
            past.isRecorded = true
        } else if size != nil {
            throw Finding.unusable("nothing of \(old.configuration.origin) is recorded here: leave out --end.")
        } else if let head = log?.checkpoint(.held), head.size > 0 {
            past.head = head
        }
        await gateway.database.close()
        return past
    }

    /// What the old origin leaves.
    struct Past {
        /// Where its log ends, if that is known here.
        var head: Checkpoint?
        /// Whether a quorum recorded that much; otherwise the log's own key alone signed it.
        var isRecorded = false
        var registers: [Name: StoredRegister] = [:]
    }

    private func confirm() throws(Finding) {
        print(
            "\(old.configuration.origin) will not be gone on with: what is recorded of it stays proven, and \(origin) goes on behind it, with new keys."
        )
        try Confirmation.ask("Open \(origin)?", orElse: "nothing was made")
    }
}
