import Ledger

/// What waits in the memory of the ledger's loop. Each has a limit.
package struct LedgerBacklog: Hashable, Sendable {
    /// Messages for the broker; at most ``messageLimit``.
    package var messageCount: Int
    /// Statements that a failing store or a recovery keeps from being signed; at most ``statementLimit``.
    package var statementCount: Int
    /// The most that the staged entries of one neighbour's log weigh, in bytes; at most `Staging.byteLimit`.
    package var stagedBytes: Int

    /// Beyond, the oldest notes go, and questions and answers are not taken.
    package static let messageLimit = StatementSender.noteLimit + StatementSender.exchangeLimit
    /// Two days of one meter's minutes and more; beyond, the oldest go. A batch more may wait for the disk's answer.
    package static let statementLimit = 4096
}

extension LedgerService {
    /// What waits now.
    var backlog: LedgerBacklog {
        LedgerBacklog(
            messageCount: sender.waiting.count, statementCount: unsigned.count + (inDoubt?.drafts.count ?? 0),
            stagedBytes: street.mirrors.map(\.staging.byteCount).max() ?? 0)
    }
}
