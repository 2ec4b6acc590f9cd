import Ledger
import Logging
import Metering
import Statements

extension LedgerService {
    /// Puts the questions among the effects. They go out before the changes are durable, since a question promises nothing: a
    /// neighbour reads and answers while this disk still writes.
    func ask(_ effects: [LedgerEffect], _ street: inout Street, at moment: Moment) {
        var isAsked = false
        for case .ask(let query) in effects {
            if let correlation = questions.put(query, at: moment.monotonic),
                sender.enqueue(exchange: .ask(query, from: street.identity.origin, correlation: correlation))
            {
                isAsked = true
            } else {
                street.unanswered(query)
            }
        }
        if isAsked, isConnected { sender.flush { broker.publish($0, token: $1) } }
    }

    /// Does what the machines want, now that their changes are durable.
    /// - Returns: what was read, as input for the next round.
    func perform(_ effects: [LedgerEffect], at moment: Moment) async -> [LedgerInput] {
        var inputs: [LedgerInput] = []
        for effect in effects {
            do {
                if let input = try await perform(effect, at: moment) { inputs.append(input) }
            } catch {
                logger.error("the store could not be read", metadata: ["error": "\(error)"])
                account.storeFailure = "\(error)"
            }
        }
        return inputs
    }

    private func perform(_ effect: LedgerEffect, at moment: Moment) async throws -> LedgerInput? {
        let cryptography = street.identity.cryptography
        switch effect {
        case .publish(let publication):
            try await publish(publication)
        case .ask:
            return nil  // went out before the commit
        case .compare(let comparison):
            return try await compare(comparison)
        case .prove(let invalid):
            let tree = StoredTree(of: invalid.origin, in: store)
            let proof = try await MerkleTree.inclusionProof(
                index: invalid.index, size: invalid.note.checkpoint.size, tree, cryptography)
            return .proved(invalid, proof: proof)
        case .readOwnTail(let start):
            return try await readOwnTail(from: start)
        case .restoreRegisters(let totals):
            unsigned = isHolding ? unsigned.map { $0.raised(by: totals) } : unsigned
            await restoreRegisters(totals)
        case .recovered:
            reopen()
        case .checkEntries(let origin, let range):
            let entries = try await store.entries(
                of: origin, from: range.lowerBound, countLimit: range.count, byteLimit: Answerer.byteLimit)
            return .toCheck(origin, start: range.lowerBound, entries: entries)
        case .settle(let index, let note):
            let path = try await MerkleTree.inclusionProof(
                index: index, size: note.checkpoint.size, StoredTree(of: street.identity.origin, in: store),
                cryptography)
            let record = AdoptionRecord(index: index, path: path, note: note.note.bytes)
            let draft = Draft(issuedAt: moment.stamp.time, message: .rule(.record(record)))
            return .statements([draft], changes: [], whenDurable: nil)
        case .recorded(let origin, let size, let cosigners):
            guard origin == street.identity.origin else { return nil }
            account.cosigners = cosigners
            account.recordedAt = moment.stamp.time
            logger.debug("recorded", metadata: ["size": "\(size)", "cosigners": "\(cosigners)"])
        case .alarm(let alarm):
            raise(alarm.description)
        }
        return nil
    }

    /// What the own copy of a log says about a head: its root at that size and, where it differs, the proof from there to the
    /// larger head that is held.
    private func compare(_ comparison: HeadComparison) async throws -> LedgerInput {
        let cryptography = street.identity.cryptography
        let head = comparison.head.checkpoint
        // Every mirror held what was let go. A head in the middle of one of its tiles can be told from nothing any more.
        guard street.knowsRoot(of: head.origin, at: head.size) else {
            return .compared(comparison, root: head.root, proof: [])
        }
        let tree = StoredTree(of: head.origin, in: store)
        let root = try await MerkleTree.root(size: head.size, tree, cryptography)
        guard root != head.root, let held = comparison.held else {
            return .compared(comparison, root: root, proof: [])
        }
        let proof = try await MerkleTree.consistencyProof(
            from: head.size, to: held.checkpoint.size, tree, cryptography)
        return .compared(comparison, root: root, proof: proof)
    }

    private func publish(_ publication: LedgerPublication) async throws {
        let origin = street.identity.origin
        switch publication {
        case .genesis:
            guard let note = street.writer.announced else { return }
            let entry = try await store.entries(of: origin, from: 0, countLimit: 1, byteLimit: Int(UInt16.max))
            guard let genesis = entry.first else { return }
            let path = try await MerkleTree.inclusionProof(
                index: 0, size: note.checkpoint.size, StoredTree(of: origin, in: store), street.identity.cryptography)
            let changes = try await store.logs().first { $0.origin == origin }?.ruleChanges ?? []
            let rules = CarriedRules(changes, upTo: note.checkpoint.size)
            let extra = rules.isEmpty ? nil : ProofExtra(genesis: genesis, path: path, rules: rules).bytes
            let proof = LogProof(extra: extra, index: 0, hashes: path, note: note.note)
            let message = GenesisAnnouncement(entry: genesis, proof: proof.bytes)
            sender.enqueue(
                BrokerMessage(
                    topic: Topic.genesis(origin).text, payload: message.encode(), isRetained: true,
                    contentType: BrokerMessage.arrayType))
        case .checkpoint(let note): sender.enqueue(.note(note, on: .checkpoint(origin)))
        case .recorded(let note): sender.enqueue(.note(note, on: .recorded(origin)))
        case .cosignature(let of, let note): sender.enqueue(.note(note, on: .cosignature(origin, of: of.gateway)))
        case .evidence(let against, let evidence):
            sender.enqueue(
                BrokerMessage(
                    topic: Topic.evidence(origin, against: against.gateway).text, payload: evidence, isRetained: true,
                    contentType: BrokerMessage.arrayType))
        }
    }

    /// A page of the own log, as much as an answer to a neighbour may weigh. Each is looked at and may have to be signed again,
    /// so after a few of them the rest of the world has its turn.
    private func readOwnTail(from start: UInt64) async throws -> LedgerInput? {
        // A store knows nothing of a log that has no entry yet.
        guard street.writer.frontier.size > 0 else { return .ownPage(base: MerkleFrontier(), entries: []) }
        let origin = street.identity.origin
        let base = try await MerkleFrontier(size: start, StoredTree(of: origin, in: store))
        let entries = try await store.entries(
            of: origin, from: start, countLimit: Int(Mirror.bundleLimit), byteLimit: Answerer.byteLimit)
        let page = LedgerInput.ownPage(base: base, entries: entries)
        pagesLeft -= 1
        if pagesLeft >= 0 { return page }
        mailbox.send(page, isUrgent: true)
        return nil
    }

    /// Hands to the broker what there is room for: waiting messages first, then entries in order.
    func pump() async {
        guard isConnected else { return }
        sender.flush { broker.publish($0, token: $1) }
        let now = timekeeper.now().monotonic
        if let pausedUntil {
            guard now >= pausedUntil else { return }
            self.pausedUntil = nil
            sender.restart(at: street.writer.publishedEnd)
        }
        let publishable = street.writer.publishable
        var next = max(sender.next, publishable.lowerBound)
        while next < publishable.upperBound {
            do {
                let entries = try await store.entries(
                    of: street.identity.origin, from: next, countLimit: 32, byteLimit: 64 * 1024)
                guard !entries.isEmpty else { return }
                for bytes in entries {
                    let message = try BrokerMessage.statement(Entry(parsing: bytes), of: street.identity.origin)
                    guard next < street.writer.publishable.upperBound, broker.publish(message, token: next) == .accepted
                    else { return }
                    sender.sent(next)
                    next += 1
                }
            } catch {
                raise("own entry \(next) cannot be read back: \(error)")
                return
            }
        }
    }

    /// How the ledger is doing.
    package var report: LedgerReport {
        let (writer, moment) = (street.writer, timekeeper.now())
        var report = account
        report.isConnected = isConnected
        report.signed = writer.frontier.size
        report.published = writer.publishedEnd
        report.recorded = writer.recorded?.checkpoint.size ?? 0
        report.isOpen = writer.phase == .open
        report.mirrored = Dictionary(uniqueKeysWithValues: street.mirrors.map { ($0.origin, $0.frontier.size) })
        report.recovery = RecoveryReport(writer, heldCount: unsigned.count)
        report.droppedCount += mailbox.droppedCount
        report.silence = silence(at: moment)
        return report
    }

    /// Why this gateway does not cosign.
    private func silence(at moment: Moment) -> String? {
        let identity = street.identity
        if let words = identity.mirrorReplacement { return words }
        if identity.mirrorKey == nil { return "the policy names no mirror of this gateway" }
        if isHolding { return "the own log is being recovered" }
        return moment.mayCosign ? nil : "the clock was not set in this boot (quality \(moment.stamp.quality.rawValue))"
    }
}
