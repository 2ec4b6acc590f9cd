import Gateway
import Ledger
import Metering
import Statements

/// What a liar makes of what it hears.
extension Liar {
    func hear(_ message: BrokerMessage, at now: MonotonicTime, _ generator: inout SeededGenerator) async -> [Lie] {
        guard let topic = Topic(message.topic), topic.sender != origin else { return [] }
        switch topic {
        case .checkpoint(let log): return heard(note: message.payload, of: log, at: now, &generator)
        case .cosignature(_, let of) where of == origin.gateway: return gather(message.payload)
        case .ask(let asker, let to) where to == origin.gateway:
            guard let ask = try? Ask(decoding: message.payload), let answer = await answer(ask, to: asker, &generator)
            else { return [] }
            return [(.answer(answer, to: asker, from: origin, correlation: message.correlation), nil)]
        default: return []
        }
    }

    private func heard(
        note bytes: [UInt8], of log: Origin, at now: MonotonicTime, _ generator: inout SeededGenerator
    ) -> [Lie] {
        seen[log, default: []].append(bytes)
        if seen[log, default: []].count > 8 { seen[log]?.removeFirst() }
        guard vices.cosignsAnything || generator.happens(percent: 5), let note = try? SignedNote(parsing: bytes),
            let checkpoint = try? Checkpoint(parsing: note.text),
            checkpoint.origin == log,
            let lines = try? self.lines(under: note.text, at: Self.moment(at: now), &generator)
        else { return [] }
        var signed = note
        for line in lines { signed.add(line) }
        return [(.note(signed.bytes, on: .cosignature(origin, of: log.gateway)), accomplices(of: log))]
    }

    /// Who may see a cosignature: of the log that the conspiracy is about its owner alone, who shows it to whom it is for.
    private func accomplices(of log: Origin) -> Set<Int>? {
        guard let conspiracy, conspiracy.leader != place,
            log.gateway.description.hasSuffix("-\(conspiracy.leader)")
        else { return nil }
        return [conspiracy.leader]
    }

    /// Collects what mirrors sign, and shows a record of any history that has enough.
    private func gather(_ bytes: [UInt8]) -> [Lie] {
        guard let note = try? SignedNote(parsing: bytes), let checkpoint = try? Checkpoint(parsing: note.text),
            checkpoint.origin == origin
        else { return [] }
        let merged = (try? gathered[note.text]?.merged(with: note)) ?? note
        gathered[note.text] = merged
        let branches = histories[note.text] ?? []
        for branch in branches.sorted() where isRecord(merged, of: checkpoint, in: branch) {
            let receivers = branches.count > 1 ? nil : receivers(of: branch)
            return [(.note(merged.bytes, on: .recorded(origin)), receivers)]
        }
        return []
    }

    /// Whether somebody may take a head for a record: by what the log says, or by any one version, as nobody should.
    private func isRecord(_ note: SignedNote, of head: Checkpoint, in branch: Int) -> Bool {
        let judges = [rules(of: branch).rule(at: head.size)] + policies.known.map(\.newest.rule)
        return judges.contains { (try? $0.check(note, identity.cryptography))?.isRecorded ?? false }
    }

    private func answer(_ ask: Ask, to asker: Origin, _ generator: inout SeededGenerator) async -> Answer? {
        if vices.withholds, generator.happens(percent: 60) {
            return generator.happens(percent: 50) ? nil : .refused(reason: "not held here")
        }
        if let accomplices = accomplices(of: ask.origin), !accomplices.isEmpty {
            return .refused(reason: "not held here")
        }
        switch ask {
        case .head(let log):
            let known = log == origin ? notes.filter { isFor(asker, $0) } : seen[log] ?? []
            return .head(note: vices.replays ? known.first : known.last)
        case .entries(let log, let start, let end, let size):
            guard log == origin else {
                return vices.garbles ? junk(start, &generator) : .refused(reason: "not held here")
            }
            let history = branch(for: Self.place(of: asker))
            guard size <= history.size, start < end, end <= size else { return .refused(reason: "not held here") }
            var entries = Array(history.entries[Int(start)..<Int(min(end, start + Mirror.bundleLimit))])
            guard
                let proof = try? await MerkleTree.consistencyProof(
                    from: start + UInt64(entries.count), to: size, history, identity.cryptography)
            else { return nil }
            if vices.garbles, generator.happens(percent: 40) { entries[0] = entries[0].reversed() }
            return .entries(start: start, bundle: EntryBundle.encode(entries), proof: proof)
        case .consistency, .inclusion: return .refused(reason: "not held here")
        }
    }

    private static func place(of origin: Origin) -> Int? {
        origin.gateway.description.split(separator: "-").last.flatMap { Int($0) }
    }

    /// Whether somebody may see a head of the own log: while a conspiracy lasts, those of his history alone.
    private func isFor(_ asker: Origin, _ note: [UInt8]) -> Bool {
        guard conspiracy != nil, let place = Self.place(of: asker), let side = side[place], branches.count > 1 else {
            return true
        }
        return (try? SignedNote(parsing: note)).flatMap { histories[$0.text]?.contains(side) } ?? false
    }

    private func junk(_ start: UInt64, _ generator: inout SeededGenerator) -> Answer {
        let bytes = (0..<generator.number(in: 0...200)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
        return .entries(
            start: start, bundle: generator.happens(percent: 50) ? bytes : EntryBundle.encode([bytes]), proof: [])
    }
}
