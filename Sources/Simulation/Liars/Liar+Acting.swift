import Gateway
import Ledger
import Metering
import Statements

/// What a liar does when an interval is over.
extension Liar {
    /// - Parameters:
    ///   - version: the place of the newest version of the policy that is in force.
    ///   - isFirstHalf: whether the day is young: some wait with their worst.
    func act(at now: MonotonicTime, version: Int, isFirstHalf: Bool, _ generator: inout SeededGenerator) async -> [Lie]
    {
        var lies: [Lie] = []
        do {
            let moment = Self.moment(at: now)
            takeSides(at: Int(now.nanoseconds / 1_000_000_000))
            let isReady = branches[0].size > UInt64(generator.number(in: 1...40)) || !isFirstHalf
            if vices.equivocates, conspiracy == nil, isReady, branches.count == 1 || generator.happens(percent: 15) {
                equivocate(&generator)
            }
            for branch in branches.indices {
                let changes = try await follow(version, in: branch, at: moment, &generator)
                let receivers = receivers(of: branch)
                lies += try changes.map { (try .statement($0, of: origin), receivers) }
                lies += try extend(branch, at: moment, &generator)
            }
            if vices.replays, generator.happens(percent: 50) { lies += replay(&generator) }
            if vices.accuses, generator.happens(percent: 30) { lies += try await accuse(&generator) }
            if vices.garbles, generator.happens(percent: 50) { lies += babble(&generator) }
        } catch {
            tell("it fails at lying: \(error)")
        }
        return lies
    }

    static func moment(at now: MonotonicTime) -> Moment {
        guard let boot = BootIdentity([UInt8](repeating: 0xEE, count: BootIdentity.byteCount)) else {
            preconditionFailure("these are as many bytes as name a boot")
        }
        let seconds = SimulatedClock.epoch + Int64(now.nanoseconds / 1_000_000_000)
        let stamp = ClockStamp(
            time: UnixTime(seconds: seconds), quality: .synchronised, boot: boot, uptime: now)
        return Moment(monotonic: now, stamp: stamp)
    }

    private func extend(_ branch: Int, at moment: Moment, _ generator: inout SeededGenerator) throws -> [Lie] {
        let receivers = receivers(of: branch)
        var lies: [Lie] = []
        for _ in 0..<generator.number(in: 1...2) {
            let entry = try sign(in: branch, at: moment, &generator)
            if vices.withholds, generator.happens(percent: 30) { continue }
            lies.append((try .statement(entry, of: origin), receivers))
        }
        lies.append((.note(try head(of: branch, at: moment, &generator), on: .checkpoint(origin)), receivers))
        return lies
    }

    /// Old heads of the own log, to anybody.
    private func replay(_ generator: inout SeededGenerator) -> [Lie] {
        guard !notes.isEmpty else { return [] }
        let note = generator.pick(notes)
        let topic = generator.happens(percent: 50) ? Topic.checkpoint(origin) : .recorded(origin)
        return [(.note(note, on: topic), nil)]
    }

    /// What is no evidence against anybody.
    private func accuse(_ generator: inout SeededGenerator) async throws -> [Lie] {
        guard let victim = seen.keys.sorted().randomElement(using: &generator), let notes = seen[victim],
            let one = notes.first, let other = notes.last
        else { return [] }
        let cryptography = identity.cryptography
        let junk = cryptography.sha256([UInt8(truncatingIfNeeded: generator.next())])
        let evidence: Evidence =
            switch generator.number(in: 0...3) {
            case 0: .fork(victim, one, other)
            case 1: .rewrite(victim, older: one, newer: other, root: junk, proof: [junk])
            case 2:
                .entry(
                    victim, index: 0, entry: branches[0].entries.first ?? [], note: other, proof: [junk])
            default: .rewrite(victim, older: one, newer: other, root: junk, proof: [])
            }
        tell("it accuses \(victim)")
        return [
            (
                BrokerMessage(
                    topic: Topic.evidence(origin, against: victim.gateway).text, payload: evidence.encode(),
                    isRetained: true), nil
            )
        ]
    }

    /// Bytes that mean nothing.
    private func babble(_ generator: inout SeededGenerator) -> [Lie] {
        var bytes = generator.happens(percent: 50) ? notes.last ?? [] : branches[0].entries.last ?? []
        for _ in 0..<generator.number(in: 1...4) where !bytes.isEmpty {
            bytes[generator.number(in: 0...bytes.count - 1)] ^= UInt8(truncatingIfNeeded: generator.next())
        }
        guard let pv = try? Name("pv") else { return [] }
        let topics: [Topic] = [
            .checkpoint(origin), .recorded(origin), .statement(origin, subject: pv), .genesis(origin),
        ]
        return [(BrokerMessage(topic: generator.pick(topics).text, payload: bytes), nil)]
    }
}
