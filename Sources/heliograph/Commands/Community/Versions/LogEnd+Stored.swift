import Gateway
import Ledger
import Signing
import Statements

extension LogEnd {
    /// Where a person wants a log to end: `community/name` with what is recorded of it here, `community/name=size` with fewer.
    /// - Parameter state: the folder of a gateway that holds the log, whose tree gives the root.
    static func read(_ text: String, in state: String?) async throws -> (Origin, Self) {
        let words = text.split(separator: "=", omittingEmptySubsequences: false)
        guard words.count <= 2, let origin = try? Origin(String(words[0])) else {
            throw Finding.unusable("“\(text)” is no community/name or community/name=size.")
        }
        guard let state else {
            throw Finding.unusable("--end needs --state, the folder of a gateway that holds the log.")
        }
        let gateway = try StoredGateway(at: state)
        let log = try await gateway.log(origin.description)
        guard let end = try await Self(of: log, at: words.count == 1 ? nil : UInt64(words[1]) ?? 0, in: gateway) else {
            throw Finding.unusable("nothing of \(origin) is recorded here: let the log leave with --remove instead.")
        }
        return (origin, end)
    }

    /// The end of a log with what a gateway knows to be recorded of it, or with fewer entries.
    /// - Parameter wanted: with how many; `nil` for all that is recorded.
    /// - Returns: `nil` where nothing of it is recorded.
    init?(of log: LogState, at wanted: UInt64?, in gateway: StoredGateway) async throws {
        let recorded = min(log.checkpoint(.recorded)?.size ?? 0, log.frontier.size)
        guard recorded > 0 else { return nil }
        let size = wanted ?? recorded
        guard (1...recorded).contains(size) else {
            throw Finding.unusable(
                "\(log.origin) has 1 to \(recorded) recorded entries here: end it with a number of them.")
        }
        let tree = StoredTree(of: log.origin, in: gateway.database)
        self.init(size: size, root: try await MerkleTree.root(size: size, tree, OpenSSLCryptography()))
    }
}
