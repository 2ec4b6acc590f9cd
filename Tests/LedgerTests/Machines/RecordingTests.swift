import Ledger
import Metering
import Statements
import Testing

@Suite("A street records its readings") struct RecordingTests {
    @Test("with four gateways all is recorded, by all") func whole() async throws {
        let street = try Neighbourhood()
        try await street.startAll()
        await street.run(.seconds(60))
        street.isCounting = false
        let isRecorded = await street.run(atMost: .seconds(15)) {
            street.gateways.allSatisfy { $0.recordedSize == $0.size }
        }
        #expect(isRecorded)
        #expect(street.gateways.allSatisfy { $0.size >= 12 })
        #expect(street.gateways.allSatisfy { $0.street?.writer.recorded?.cosigners.count == 4 })
        try await street.inspect()
    }

    @Test("with one of four dead everything is still recorded") func oneDead() async throws {
        let street = try Neighbourhood()
        for gateway in street.gateways.dropLast() { try await street.start(gateway) }
        await street.run(.seconds(60))
        street.isCounting = false
        let isRecorded = await street.run(atMost: .seconds(15)) {
            street.gateways.dropLast().allSatisfy { $0.size > 0 && $0.recordedSize == $0.size }
        }
        #expect(isRecorded)
        try await street.inspect()
    }

    @Test("a record is published when it is made, and again with all lines that came late, not with each of them")
    func linesTogether() async throws {
        let street = try Neighbourhood((0..<10).map { "roof-\($0)" })
        let policy = street.policy
        var publications: [Neighbourhood.Place: [Int]] = [:]
        street.forge = { wire in
            if case .note(let bytes, of: let log, from: let sender) = wire, log == sender,
                let note = try? policy.check(SignedNote(parsing: bytes), cryptography), note.isRecorded
            {
                publications[.init(origin: log, index: note.checkpoint.size), default: []].append(note.cosigners.count)
            }
            return wire
        }
        street.faults.delay = .seconds(2)
        for gateway in street.gateways.dropLast() { try await street.start(gateway) }
        await street.run(.seconds(30))
        street.isCounting = false
        await street.run(.seconds(30))
        #expect(publications.count >= 9)
        #expect(publications.values.allSatisfy { $0.count <= 2 }, "\(publications)")
        for gateway in street.gateways.dropLast() {
            let last = publications[.init(origin: gateway.origin, index: UInt64(gateway.size))]
            #expect(last?.last == 9, "\(gateway.origin): \(last ?? [])")
        }
        try await street.inspect()
    }

    @Test("with two of four dead nothing is recorded, and everything once one returns") func twoDead() async throws {
        let street = try Neighbourhood()
        for gateway in street.gateways { try await street.start(gateway) }
        await street.run(.seconds(12))
        let before = street.gateways.prefix(2).map(\.recordedSize)
        street.kill(street.gateways[2])
        street.kill(street.gateways[3])
        // What was on its way when they died may still be recorded, nothing later.
        await street.run(.seconds(1))
        let after = street.gateways.prefix(2).map(\.recordedSize)
        await street.run(.seconds(60))
        #expect(street.gateways.prefix(2).map(\.recordedSize) == after)
        #expect(after.allSatisfy { $0 >= before.min() ?? 0 })
        #expect(street.gateways.prefix(2).allSatisfy { $0.own(\.publishedEnd) == $0.size })
        try await street.start(street.gateways[2])
        street.isCounting = false
        let isRecorded = await street.run(atMost: .seconds(30)) {
            street.gateways.prefix(3).allSatisfy { $0.recordedSize == $0.size }
        }
        #expect(isRecorded)
        try await street.inspect()
    }

    @Test("a broker that forgets everything costs nothing") func forgetfulBroker() async throws {
        let street = try Neighbourhood()
        try await street.startAll()
        for _ in 0..<6 {
            await street.run(.milliseconds(5250))
            await street.restartBroker()
        }
        street.isCounting = false
        let isRecorded = await street.run(atMost: .seconds(40)) {
            street.gateways.allSatisfy { $0.recordedSize == $0.size }
        }
        #expect(isRecorded)
        #expect(street.retained.keys.filter { $0.hasPrefix("recorded/") }.count == 4)
        try await street.inspect()
    }

    @Test("entries that were lost are asked for, from others too") func lostEntries() async throws {
        let street = try Neighbourhood()
        street.faults.loss = 0.3
        try await street.startAll()
        await street.run(.seconds(60))
        street.isCounting = false
        let isRecorded = await street.run(atMost: .seconds(120)) {
            street.gateways.allSatisfy { $0.size > 0 && $0.recordedSize == $0.size }
        }
        #expect(isRecorded)
        #expect(street.correlation > 12, "questions were put")
        try await street.inspect()
    }

    @Test("a link slower than two intervals records all the same") func slowLink() async throws {
        let street = try Neighbourhood()
        street.faults.delay = .seconds(14)
        try await street.startAll()
        await street.run(.seconds(120))
        #expect(street.gateways.allSatisfy { $0.recordedSize > 0 })
        try await street.inspect()
    }

    @Test("late cosignatures join the record, and not what is kept of it for ever, which the next statement names")
    func lateLines() async throws {
        let street = try Neighbourhood()
        let policy = street.policy
        try await street.startAll()
        await street.run(.seconds(21))
        for gateway in street.gateways {
            let record = try #require(gateway.street?.writer.recorded)
            #expect(gateway.own { $0.notes[.recorded] } == record.note.bytes)
            await street.read(gateway)
            let newest = try #require(gateway.own(\.entries).last)
            let kept = try #require(gateway.own(\.kept).last)
            #expect(record.cosigners.count == 4 && kept.digest == cryptography.sha256(kept.note))
            #expect(try policy.check(SignedNote(parsing: kept.note), cryptography).cosigners.count == 3)
            #expect(try StatementHeader(of: Entry(parsing: newest)).record == kept.digest)
        }
    }

    @Test("a clock that is not set holds and does not cosign, until it is") func clock() async throws {
        let street = try Neighbourhood()
        let unset = street.gateways[3]
        unset.quality = .relative
        try await street.startAll()
        await street.run(.seconds(31))
        #expect(unset.disk.logs[street.gateways[0].origin]?.entries.isEmpty == false)
        #expect(street.cosignedSizes.keys.allSatisfy { !$0.hasPrefix("\(unset.origin)/") })
        #expect(street.gateways.allSatisfy { $0.recordedSize > 0 && $0.street?.writer.recorded?.cosigners.count == 3 })
        unset.quality = .synchronised
        await street.run(.seconds(12))
        #expect(
            street.gateways.prefix(3).allSatisfy { $0.street?.writer.recorded?.isCosigned(by: unset.origin) == true })
        try await street.inspect()
    }

    @Test("a gateway that the policy does not name counts, publishes, and disturbs nobody") func stranger() async throws
    {
        let street = try Neighbourhood()
        let stranger = street.gateways[3]
        let others = try Policy(
            logs: street.keys.gateways.dropLast().map(\.logKey), mirrors: street.keys.gateways.map(\.mirrorKey),
            cryptography)
        stranger.identity = try LedgerIdentity(
            origin: stranger.origin, policy: others, cryptography: cryptography,
            statementSigner: stranger.identity.statementSigner, logSigner: stranger.identity.logSigner,
            mirrorSigner: stranger.identity.mirrorSigner)
        try await street.startAll()
        await street.run(.seconds(31))
        #expect(stranger.alarms == [.notInPolicy])
        #expect(stranger.recordedSize == 0)
        #expect(stranger.own(\.publishedEnd) == stranger.size)
        #expect(
            street.gateways.dropLast().allSatisfy {
                $0.street?.writer.recorded?.isCosigned(by: stranger.origin) == true
            })
        try await street.inspect()
    }
}
