import Metering
package import Statements

/// One gateway's part of the street: the own log's writer and a mirror of each neighbour's log. Inputs go to the
/// machine they concern.
///
/// What throws a ``LedgerError`` or a ``StatementError`` has refused an input; the value is as good as before. After a
/// ``SigningFailure`` the changed value is of no use.
package struct Street: Sendable {
    /// Who this gateway is.
    package let identity: LedgerIdentity
    /// The own log.
    package internal(set) var writer: Writer
    /// The neighbours' logs, all that the policy names.
    package internal(set) var mirrors: Mirrors
    /// Whether there is a session with the broker: without one nothing is asked.
    package internal(set) var isConnected = false
    /// The length of the reading interval, which paces checkpoints.
    package var interval: Duration
    private var isAbsenceSaid = false
    /// Whether the mirrors cosign nothing for now.
    private var isSilent = false
    /// What the mirrors know of how far the own log has followed the policy.
    private var followed: Followed?

    /// The machines as the store has them; nothing is cosigned while the writer recovers its log.
    package init(writer: Writer, mirrors: [Mirror], interval: Duration) {
        identity = writer.identity
        self.writer = writer
        self.mirrors = Mirrors(mirrors)
        self.interval = interval
        silence()
        lead()
    }

    /// A session with the broker began. Everything that is retained is published again: the broker may have forgotten
    /// it.
    package mutating func connected(at moment: Moment) throws -> LedgerOutcome {
        isConnected = true
        writer.connected()
        var outcome = LedgerOutcome(effects: writer.retained.map { .publish($0) })
        if !identity.isInPolicy, !isAbsenceSaid {
            isAbsenceSaid = true
            outcome.effects.append(.alarm(.notInPolicy))
        }
        if let end = identity.policy.ends[identity.origin], !isAbsenceSaid {
            isAbsenceSaid = true
            outcome.effects.append(.alarm(.ended(size: end.size)))
        }
        for origin in mirrors.origins {
            mirrors[origin]?.connected()
            outcome.effects += mirrors[origin]?.retained ?? []
        }
        outcome += try tick(at: moment)
        return outcome
    }

    /// The session with the broker ended.
    package mutating func disconnected() { isConnected = false }

    /// Time has passed.
    package mutating func tick(at moment: Moment) throws -> LedgerOutcome {
        var outcome = writer.compareTick(at: moment, isConnected: isConnected)
        silence()
        lead()
        outcome += try writer.offer(at: moment, interval: interval)
        outcome += writer.recordLate(at: moment)
        for origin in mirrors.dueForTick(isConnected: isConnected) {
            outcome += try mirrors[origin]?.tick(at: moment, isConnected: isConnected) ?? LedgerOutcome()
        }
        return outcome
    }

    /// Signs and appends statements of this gateway.
    package mutating func append(_ drafts: [Draft], at moment: Moment) throws -> LedgerOutcome {
        try writer.append(drafts, at: moment)
    }

    /// The broker acknowledged the own entries below `end`.
    package mutating func acknowledged(end: UInt64, at moment: Moment) throws -> LedgerOutcome {
        var outcome = writer.acknowledge(end: end)
        outcome += try writer.offer(at: moment, interval: interval)
        return outcome
    }

    /// An entry that a neighbour published.
    /// - Throws: ``StatementError`` or ``LedgerError`` when it is refused.
    package mutating func receive(entry bytes: [UInt8], from origin: Origin, at moment: Moment) throws -> LedgerOutcome
    {
        try mirrors[origin]?.receive(entry: bytes, at: moment) ?? LedgerOutcome()
    }

    /// A note of a log, from whatever topic it came: a checkpoint, a record or a cosignature.
    /// - Parameters:
    ///   - log: whose checkpoint it is.
    ///   - sender: below whose root it was published.
    package mutating func receive(
        note bytes: [UInt8], of log: Origin, from sender: Origin, at moment: Moment
    ) throws -> LedgerOutcome {
        guard log == identity.origin else {
            return try mirrors[log]?.receive(note: bytes, at: moment) ?? LedgerOutcome()
        }
        let note = try identity.note(bytes, of: log, by: writer.rules, knowing: writer.known)
        writer.holders.see(note)
        var outcome = try writer.collect(note)
        if outcome == nil { outcome = writer.learn(head: note, from: sender, isAnswer: false, at: moment) }
        return outcome ?? LedgerOutcome()
    }

    /// The answer to a question, from the gateway it was put to.
    package mutating func answered(_ query: LedgerQuery, _ answer: Answer, at moment: Moment) throws -> LedgerOutcome {
        switch (query.ask, answer) {
        case (.head(identity.origin), .head(let bytes, let ends)):
            let note = try bytes.map {
                try identity.note($0, of: identity.origin, by: writer.rules, knowing: writer.known)
            }
            if let note { writer.holders.see(note) }
            let loose = try ends.map { try tail($0) } ?? LooseTail()
            var outcome = LedgerOutcome()
            let collected = try note.flatMap { try writer.collect($0) }
            if let collected { outcome += collected }
            if collected == nil || writer.phase != .open {
                outcome += writer.learn(head: note, from: query.to, isAnswer: true, loose: loose, at: moment)
            }
            outcome += try writer.offer(at: moment, interval: interval)
            return outcome
        case (.entries(identity.origin, _, _, _), .entries(let start, let bundle, let proof)):
            let entries = try EntryBundle.decode(bundle, limit: Int(Mirror.bundleLimit))
            return writer.fetched(start: start, entries: entries, proof: proof, from: query.to, at: moment)
        case (.entries(let origin, _, _, _), .entries(let start, let bundle, let proof)):
            return try mirrors[origin]?.receive(start: start, bundle: bundle, proof: proof, from: query.to, at: moment)
                ?? LedgerOutcome()
        default:
            unanswered(query)
            return LedgerOutcome()
        }
    }

    /// What lies loose at a mirror beyond the head that it holds, as far as it is this gateway's own.
    private func tail(_ ends: LooseEnds) throws(LedgerError) -> LooseTail {
        var tail = LooseTail()
        if let bytes = ends.note { tail.keep(try identity.note(bytes, of: identity.origin, by: writer.rules)) }
        let entries = try EntryBundle.decode(ends.bundle, limit: Int(Mirror.bundleLimit))
        tail.keep(entries, of: identity, from: writer.publishedEnd)
        return tail
    }

    /// The answer to the question for a log's head.
    /// - Parameter asker: the log's own gateway is also told what lies loose beyond.
    package func head(of log: Origin, for asker: Origin) -> Answer {
        guard log != identity.origin else {
            return .head(note: writer.offered?.note.note.bytes ?? writer.recorded?.note.bytes)
        }
        let mirror = mirrors[log]
        return .head(note: mirror?.held?.note.bytes, loose: asker == log ? mirror?.looseEnds : nil)
    }

    /// The owner goes on without these mirrors, where the own log is being recovered.
    package mutating func goOn(without mirrors: Set<Origin>) -> LedgerOutcome { writer.goOn(without: mirrors) }

    /// Nothing is cosigned while the own log is being recovered: this database's memory is not to be trusted yet.
    private mutating func silence() {
        guard isSilent != (writer.recovery != nil) else { return }
        isSilent.toggle()
        for origin in mirrors.origins { mirrors[origin]?.isSilent = isSilent }
    }

    /// Where this gateway has followed the policy, its neighbours must within some days, or are cosigned no more.
    private mutating func lead() {
        guard followed != writer.rules.followed else { return }
        followed = writer.rules.followed
        for origin in mirrors.origins { mirrors[origin]?.followed = followed }
    }

    /// The question was refused, or its time is over.
    package mutating func unanswered(_ query: LedgerQuery) {
        guard case .entries(let origin, _, _, _) = query.ask else { return }
        guard origin != identity.origin else { return writer.unanswered(query) }
        mirrors[origin]?.unanswered(query)
    }

    /// Somebody's proof that a log contradicted itself; it convicts only by the log's own signatures.
    /// - Throws: ``LedgerError`` when it proves nothing.
    package mutating func receive(_ evidence: Evidence, against origin: Origin, at moment: Moment) throws
        -> LedgerOutcome
    {
        guard evidence.origin == origin else { throw LedgerError.evidence(.otherOrigin(evidence.origin)) }
        guard origin != identity.origin else { return try writer.convicted(by: evidence) }
        return try mirrors[origin]?.receive(evidence) ?? LedgerOutcome()
    }
}

// MARK: - What was read for an effect

extension Street {
    /// The root of the own copy of a log at a head's size, which ``LedgerEffect/compare(_:)`` asked for.
    /// - Parameter proof: from the head's size to that of ``HeadComparison/held``, where there is one.
    package mutating func compared(
        _ comparison: HeadComparison, root: Digest, proof: [Digest], at moment: Moment
    ) throws -> LedgerOutcome {
        let origin = comparison.head.checkpoint.origin
        guard origin == identity.origin else {
            return try mirrors[origin]?.compared(comparison, root: root, proof: proof) ?? LedgerOutcome()
        }
        var outcome = writer.compared(comparison, root: root, at: moment)
        outcome += try writer.offer(at: moment, interval: interval)
        return outcome
    }

    /// A page of the own log, which ``LedgerEffect/readOwnTail(from:)`` asked for.
    package mutating func adopt(base: MerkleFrontier, page: [[UInt8]], at moment: Moment) throws -> LedgerOutcome {
        try writer.adopt(base: base, page: page, at: moment)
    }

    /// Entries to check, which ``LedgerEffect/checkEntries(_:_:)`` asked for.
    package mutating func check(_ entries: [[UInt8]], of origin: Origin, from start: UInt64) -> LedgerOutcome {
        mirrors[origin]?.checkHeld(entries, from: start) ?? LedgerOutcome()
    }

    /// The inclusion proof that ``LedgerEffect/prove(_:)`` asked for.
    /// - Throws: ``LedgerError`` when it does not prove it.
    package mutating func proved(_ invalid: InvalidEntry, proof: [Digest]) throws -> LedgerOutcome {
        try mirrors[invalid.origin]?.proved(invalid, proof: proof) ?? LedgerOutcome()
    }
}
