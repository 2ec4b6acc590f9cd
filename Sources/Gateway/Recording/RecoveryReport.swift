package import Ledger
package import Statements

/// How far a recovery is, for status, log and the owner.
package struct RecoveryReport: Hashable, Sendable {
    /// What one mirror said.
    package struct Holder: Hashable, Sendable {
        /// Which mirror.
        package var mirror: Origin
        /// How many entries of the own log it holds whole; `nil` while it has not answered.
        package var size: UInt64?
        /// Whether the owner goes on without it.
        package var isExcused: Bool
    }

    /// How it was found out.
    package var cause: Recovery.Cause
    /// The mirrors of the policy, without the own one.
    package var holders: [Holder]
    /// Entries of the own log that are here by now.
    package var size: UInt64
    /// Statements that wait in memory to be signed.
    package var heldCount: Int
    /// Whether the log can never be gone on with: another history under its key was seen.
    package var isContradicted: Bool

    init?(_ writer: Writer, heldCount: Int) {
        guard let recovery = writer.recovery else { return nil }
        cause = recovery.cause
        holders = writer.identity.otherMirrors.map {
            Holder(mirror: $0, size: recovery.heard[$0], isExcused: recovery.excused.contains($0))
        }
        size = writer.frontier.size
        self.heldCount = heldCount
        isContradicted = writer.phase == .contradicted
    }

    /// The mirrors that are waited for.
    package var silent: [Origin] { holders.filter { $0.size == nil && !$0.isExcused }.map(\.mirror) }

    /// What is the matter, for people.
    package var sentence: String {
        let found =
            switch cause {
            case .missing: "the database was lost"
            case .foreign: "the database is a copy, or from another machine"
            }
        let wait =
            if isContradicted {
                "another history of this log is in the neighbours' hands, and it can never be gone on with; `heliograph recover --new-origin` makes a new one"
            } else if holders.isEmpty {
                "the policy names no other mirror that could be asked; `heliograph recover --yes` goes on with what is here"
            } else if silent.isEmpty {
                "every mirror was asked, and what they hold is being fetched"
            } else {
                "waiting for \(silent.map(\.description).joined(separator: ", ")), which may hold more of this log; `heliograph recover` shows who said what"
            }
        return "\(found), so nothing is signed yet: \(wait)"
    }
}
