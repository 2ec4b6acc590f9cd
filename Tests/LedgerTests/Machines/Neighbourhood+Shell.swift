import Chance
import Ledger
import Metering
import Statements

/// The shell of each gateway: decide, commit, act. It does what the services of a real gateway do.
extension Neighbourhood {
    /// One input. What is refused must have changed nothing that the disk knows of.
    func process(_ gateway: SimulatedGateway, _ decide: (inout Street) throws -> LedgerOutcome) async {
        guard var next = gateway.street else { return }
        let outcome: LedgerOutcome
        do {
            outcome = try decide(&next)
        } catch let failure as SigningFailure {
            violations.append("\(gateway.origin): \(failure)")
            return
        } catch {
            gateway.refusedCount += 1
            gateway.street = next
            note(gateway.disk.differences(from: next), "\(gateway.origin) changed by refused input (\(error))")
            return
        }
        let isCommitting = !outcome.changes.isEmpty
        if isCommitting, generator.happens(crashProbability) { return kill(gateway) }
        do {
            try gateway.disk.commit(outcome.changes)
        } catch {
            violations.append("\(gateway.origin): commit failed: \(error)")
            return kill(gateway)
        }
        if isCommitting, generator.happens(crashProbability) { return kill(gateway) }
        gateway.street = next
        inputCount += 1
        // Nothing may change without a change for the disk either, but looking at every note is slow.
        if isCommitting || inputCount.isMultiple(of: 16) {
            note(gateway.disk.differences(from: next), "\(gateway.origin) differs from its disk")
        }
        for effect in outcome.effects { await perform(effect, by: gateway) }
    }

    private func note(_ differences: [String], _ what: String) {
        if !differences.isEmpty { violations.append("\(what): \(differences.joined(separator: ", "))") }
    }

    private func perform(_ effect: LedgerEffect, by gateway: SimulatedGateway) async {
        do {
            switch effect {
            case .publish(let publication): try publish(publication, by: gateway)
            case .ask(let query):
                correlation += 1
                gateway.questions[correlation] = (query, now + .seconds(10))
                publish(.ask(query, from: gateway.origin, correlation: correlation), to: query.to)
            case .compare(let comparison): try await compare(comparison, by: gateway)
            case .prove(let invalid):
                let proof = try await MerkleTree.inclusionProof(
                    index: invalid.index, size: invalid.note.checkpoint.size,
                    gateway.disk.logs[invalid.origin] ?? .init(), cryptography)
                await process(gateway) { try $0.proved(invalid, proof: proof) }
            case .readOwnTail(let start):
                let log = gateway.disk.logs[gateway.origin] ?? .init()
                let base = try await MerkleFrontier(size: start, log)
                let page = Array(log.entries.dropFirst(Int(start)).prefix(pageLimit))
                pageCount += 1
                await afterPage(gateway)
                await process(gateway) { try $0.adopt(base: base, page: page, at: self.moment(of: gateway)) }
            case .restoreRegisters(let meters):
                gateway.held = gateway.held.map { $0.raised(by: meters) }
                if let meter = meters[gateway.meter.name] {
                    gateway.base = gateway.base.merging(meter.register)
                    gateway.scale = meter.scale
                }
            case .checkEntries(let origin, let range):
                let entries = gateway.disk.logs[origin]?.entries[Int(range.lowerBound)..<Int(range.upperBound)] ?? []
                await process(gateway) { $0.check(Array(entries), of: origin, from: range.lowerBound) }
            case .settle(let index, let note):
                let path = try await MerkleTree.inclusionProof(
                    index: index, size: note.checkpoint.size, gateway.disk.logs[gateway.origin] ?? .init(), cryptography
                )
                let record = AdoptionRecord(index: index, path: path, note: note.note.bytes)
                await append([rule(.record(record), by: gateway)], by: gateway)
            case .recorded: break
            case .recovered:
                await process(gateway) { _ in LedgerOutcome(changes: [.setting(Recovery.setting, [])]) }
                await opening(of: gateway)
            case .alarm(let alarm): gateway.alarms.append(alarm)
            }
        } catch {
            violations.append("\(gateway.origin): \(error)")
        }
    }

    private func compare(_ comparison: HeadComparison, by gateway: SimulatedGateway) async throws {
        let head = comparison.head.checkpoint
        let log = gateway.disk.logs[head.origin] ?? .init()
        let root = try await MerkleTree.root(size: head.size, log, cryptography)
        var proof: [Digest] = []
        if root != head.root, let held = comparison.held {
            proof = try await MerkleTree.consistencyProof(
                from: head.size, to: held.checkpoint.size, log, cryptography)
        }
        await process(gateway) {
            try $0.compared(comparison, root: root, proof: proof, at: self.moment(of: gateway))
        }
    }

    /// Publishes the own entries that may be, in order; their acknowledgements come later.
    func pump(_ gateway: SimulatedGateway) {
        guard gateway.isConnected, let writer = gateway.street?.writer else { return }
        let range = writer.publishable
        let index = max(gateway.next, range.lowerBound)
        guard index < range.upperBound else { return }
        let receiver = gateways.firstIndex { $0 === gateway } ?? 0
        for index in index..<min(range.upperBound, index + 64) {
            let entry = gateway.own(\.entries)[Int(index)]
            seePublished(entry, of: gateway.origin, at: index)
            publish(.entry(entry, from: gateway.origin))
            enqueue(.acknowledgement(index: index, to: gateway.origin, session: gateway.session), to: receiver)
            gateway.next = index + 1
        }
    }

    func receive(_ wire: SimulatedWire, _ gateway: SimulatedGateway) async {
        let moment = moment(of: gateway)
        switch wire {
        case .entry(let bytes, let sender):
            await process(gateway) { try $0.receive(entry: bytes, from: sender, at: moment) }
        case .note(let bytes, let log, let sender):
            await process(gateway) { try $0.receive(note: bytes, of: log, from: sender, at: moment) }
        case .evidence(let bytes, let origin):
            await process(gateway) { try $0.receive(Evidence(decoding: bytes), against: origin, at: moment) }
        case .ask(let query, let asker, let correlation):
            guard asker != gateway.origin, let answer = try? await answer(query.ask, to: asker, by: gateway) else {
                return
            }
            publish(
                .answer(answer.encode(), from: gateway.origin, to: asker, correlation: correlation), to: asker)
        case .answer(let bytes, let sender, _, let correlation):
            guard let query = gateway.questions[correlation]?.query, query.to == sender else { return }
            gateway.questions[correlation] = nil
            await process(gateway) { try $0.answered(query, Answer(decoding: bytes), at: moment) }
        case .acknowledgement(let index, _, let session):
            guard session == gateway.session, var end = gateway.street?.writer.publishedEnd else { return }
            gateway.acknowledged.insert(index)
            while gateway.acknowledged.remove(end) != nil { end += 1 }
            await process(gateway) { try $0.acknowledged(end: end, at: moment) }
        }
    }

    /// What a gateway answers from its disk.
    private func answer(_ ask: Ask, to asker: Origin, by gateway: SimulatedGateway) async throws -> Answer {
        if let answer = answering(gateway, ask) { return answer }
        guard let street = gateway.street else { return .refused(reason: "dead") }
        let isOwn = ask.origin == gateway.origin
        let log = gateway.disk.logs[ask.origin] ?? .init()
        let shown =
            isOwn ? (street.writer.phase == .open ? street.writer.publishedEnd : 0) : UInt64(log.entries.count)
        switch ask {
        case .head:
            return street.head(of: ask.origin, for: asker)
        case .entries(_, let start, let end, let size):
            guard size <= shown, start < end, end <= size else { return .refused(reason: "not held here") }
            let entries = Array(log.entries[Int(start)..<Int(min(end, start + Mirror.bundleLimit))])
            let proof = try await MerkleTree.consistencyProof(
                from: start + UInt64(entries.count), to: size, log, cryptography)
            return .entries(start: start, bundle: EntryBundle.encode(entries), proof: proof)
        case .consistency, .inclusion: return .refused(reason: "nobody asks here")
        }
    }
}
