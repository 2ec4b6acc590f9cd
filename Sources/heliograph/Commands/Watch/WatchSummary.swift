/// What a watch has seen, once it is over.
struct WatchSummary: Encodable, Hashable {
    let kind = "summary"
    /// Statements that verify.
    let verified: Int
    /// Those of them that a quorum recorded.
    let recorded: Int
    let unverifiable: Int
    /// Contradictions that were seen, or proven by evidence.
    let contradictions: Int
    /// How often a log's newest record became overdue.
    let alarms: Int
    /// Messages that were let go because they came too fast.
    let dropped: Int
    /// Logs whose genesis was seen and verified.
    let logs: Int
    let logsInPolicy: Int

    init(
        verified: Int, recorded: Int, unverifiable: Int, contradictions: Int, alarms: Int, dropped: Int, logs: Int,
        logsInPolicy: Int
    ) {
        self.verified = verified
        self.recorded = recorded
        self.unverifiable = unverifiable
        self.contradictions = contradictions
        self.alarms = alarms
        self.dropped = dropped
        self.logs = logs
        self.logsInPolicy = logsInPolicy
    }

    /// Whether everything that was seen verifies, and nothing contradicts itself.
    var isSound: Bool { unverifiable == 0 && contradictions == 0 }

    /// For people.
    var text: String {
        var parts = ["\(verified) statements of \(logs) logs verified, \(recorded) of them recorded"]
        if unverifiable > 0 { parts.append("\(unverifiable) unverifiable") }
        if contradictions > 0 { parts.append("\(contradictions) contradictions") }
        if alarms > 0 { parts.append("\(alarms) times a record was overdue") }
        if dropped > 0 { parts.append("\(dropped) messages came too fast and were not looked at") }
        if logs < logsInPolicy { parts.append("nothing was seen of \(logsInPolicy - logs) of \(logsInPolicy) logs") }
        return parts.joined(separator: "; ") + "."
    }
}
