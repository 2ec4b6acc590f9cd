import Ledger
import Metering
import Statements
import Testing

@Suite("A mirror that is behind") struct CatchUpTests {
    /// A street where one gateway has not seen what the others recorded.
    static func behind(entryCount: Int, seed: UInt64 = 1) async throws -> Neighbourhood {
        let street = try Neighbourhood(seed: seed)
        for gateway in street.gateways.dropLast() { try await street.start(gateway) }
        await street.run(.seconds(3))
        let author = street.gateways[0]
        for _ in 0..<(entryCount / 100) {
            await street.append((0..<100).map { _ in street.reading(of: author) }, by: author)
        }
        street.isCounting = false
        #expect(
            await street.run(atMost: .seconds(60)) {
                street.gateways.dropLast().allSatisfy { $0.recordedSize == $0.size }
            })
        street.waiting = [:]
        return street
    }

    @Test("takes a thousand entries in a few proven bundles, and checks their signatures afterwards")
    func thousand() async throws {
        let street = try await Self.behind(entryCount: 1000)
        let (author, late) = (street.gateways[0], street.gateways[3])
        let asked = street.correlation
        try await street.start(late)
        let isHeld = await street.run(atMost: .seconds(10)) {
            late.disk.logs[author.origin]?.entries.count == author.own(\.entries).count
        }
        #expect(isHeld)
        #expect(street.correlation - asked < 20)
        let mirror = try #require(late.street?.mirrors[author.origin])
        #expect(mirror.held?.isCosigned(by: late.origin) == true)
        let isChecked = await street.run(atMost: .seconds(10)) {
            late.street?.mirrors[author.origin]?.checkedEnd == author.size
        }
        #expect(isChecked)
        try await street.inspect()
    }

    @Test("asks the other mirrors when the log's own gateway is dead") func deadAuthor() async throws {
        let street = try await Self.behind(entryCount: 300)
        let (author, late) = (street.gateways[0], street.gateways[3])
        street.kill(author)
        try await street.start(late)
        let isHeld = await street.run(atMost: .seconds(60)) {
            late.disk.logs[author.origin]?.entries.count == author.own(\.entries).count
        }
        #expect(isHeld)
        try await street.inspect()
    }

    @Test("goes on where it stopped when it dies in between", arguments: [1, 2]) func death(seed: UInt64) async throws {
        let street = try await Self.behind(entryCount: 1000, seed: seed)
        let (author, late) = (street.gateways[0], street.gateways[3])
        try await street.start(late)
        street.crashProbability = 0.2
        for _ in 0..<200 where late.disk.logs[author.origin]?.notes[.held] == nil {
            await street.run(.milliseconds(500))
            for gateway in street.gateways where gateway.street == nil { try await street.start(gateway) }
        }
        street.crashProbability = 0
        for gateway in street.gateways where gateway.street == nil { try await street.start(gateway) }
        #expect(await street.run(atMost: .seconds(60)) { street.gateways.allSatisfy { $0.recordedSize == $0.size } })
        try await street.inspect()
    }

    @Test("does not lose its way when every checkpoint is newer than the last answer") func movingTarget() async throws
    {
        let street = try await Self.behind(entryCount: 1000)
        let (author, late) = (street.gateways[0], street.gateways[3])
        street.isCounting = true
        street.faults.delay = .seconds(6)
        try await street.start(late)
        let isHeld = await street.run(atMost: .seconds(120)) {
            (late.disk.logs[author.origin]?.notes[.held]).map { !$0.isEmpty } ?? false
        }
        #expect(isHeld)
        try await street.inspect()
    }

    @Test("is stuck neither by wrong bytes at an index nor by a flood of far ones") func garbage() async throws {
        let street = try Neighbourhood()
        try await street.startAll()
        await street.run(.seconds(6))
        let (author, victim) = (street.gateways[0], street.gateways[3])
        // Well formed and of the right place, but never signed by the author.
        let forger = try SimulatedGateway(street.keys.gateways[0], ordinal: 60, policy: street.policy)
        let next = author.size
        for index in next..<next + 900 {
            let text = String(repeating: "x", count: 100)
            let draft = Draft(
                .adjustment(DialAdjustment(dial: Joules(0), oldOffset: nil, newOffset: Joules(0), reason: text)),
                of: author.meter.name, at: street.moment(of: author).stamp)
            guard let entry = try? forger.identity.entry(draft, index: index, record: nil) else { break }
            await street.receive(.entry(entry.bytes, from: author.origin), victim)
        }
        await street.run(.seconds(21))
        street.isCounting = false
        #expect(
            await street.run(atMost: .seconds(30)) {
                victim.disk.logs[author.origin]?.entries.count == author.own(\.entries).count
            })
        #expect(victim.street?.mirrors[author.origin]?.staging.droppedCount ?? 0 > 0)
        try await street.inspect()
    }

    @Test("believes no answer that does not prove itself, and asks somebody else") func lyingMirror() async throws {
        let street = try await Self.behind(entryCount: 300)
        let (author, late) = (street.gateways[0], street.gateways[3])
        var lies = 0
        street.forge = { wire in
            guard case .answer(let bytes, author.origin, late.origin, let correlation) = wire,
                case .entries(let start, let bundle, let proof)? = try? Answer(decoding: bytes)
            else { return wire }
            lies += 1
            var entries = (try? EntryBundle.decode(bundle)) ?? []
            switch lies % 4 {
            case 0: entries.swapAt(0, 1)
            case 1: entries[0][entries[0].count - 1] ^= 1
            case 2: entries.removeLast()
            default: entries = []
            }
            let answer = Answer.entries(start: start, bundle: EntryBundle.encode(entries), proof: proof)
            return .answer(answer.encode(), from: author.origin, to: late.origin, correlation: correlation)
        }
        try await street.start(late)
        #expect(
            await street.run(atMost: .seconds(60)) {
                late.disk.logs[author.origin]?.entries.count == author.own(\.entries).count
            })
        #expect(lies > 0)
        try await street.inspect()
    }

    @Test("asks patiently when nobody answers") func silence() async throws {
        let street = try await Self.behind(entryCount: 100)
        let (author, late) = (street.gateways[0], street.gateways[3])
        street.forge = { wire in
            guard case .answer(_, let sender, late.origin, let correlation) = wire else { return wire }
            return .answer(
                Answer.refused(reason: "not today").encode(), from: sender, to: late.origin, correlation: correlation)
        }
        try await street.start(late)
        let asked = street.correlation
        await street.run(.seconds(60))
        #expect(late.disk.logs[author.origin]?.entries.isEmpty ?? true)
        #expect(street.correlation - asked < 150, "three logs and the own head, a round of three every ten seconds")
    }
}
