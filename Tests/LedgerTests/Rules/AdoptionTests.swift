import Ledger
import Metering
import Signing
import Statements
import Testing

@Suite("A log that adopts a version of the policy") struct AdoptionTests {
    @Test("says so, and shows in itself by whom that was recorded") func first() async throws {
        let versioned = try VersionedStreet()
        let street = versioned.street
        try await street.startAll()
        await street.run(.seconds(21))
        #expect(await versioned.areRecorded(street.gateways))
        for gateway in street.gateways {
            let rules = street.rules(of: gateway)
            let adoption = try #require(rules.adoptions.first)
            #expect(rules.adoptions.count == 1 && adoption.version.number == 1 && adoption.index == 1)
            #expect(rules.version(at: 1) == nil && rules.version(at: 2) == adoption.version)
            let mirrored = street.gateways.compactMap { $0.street?.mirrors[gateway.origin]?.rules.adoptions.first }
            #expect(mirrored == [adoption, adoption, adoption], "whoever holds the log finds the same")
        }
        try await street.inspect()
    }

    @Test(
        "one gateway after another, in any order: readings go on being recorded",
        arguments: [[0, 1, 2, 3], [3, 1, 0, 2]])
    func oneByOne(order: [Int]) async throws {
        var versioned = try VersionedStreet()
        let street = versioned.street
        try await street.startAll()
        await street.run(.seconds(21))
        #expect(await versioned.areRecorded(street.gateways))
        let old = try await versioned.proof(3, of: street.gateways[0])
        try versioned.exchangeLastMirror()
        for place in order {
            let before = street.gateways.map(\.recordedSize)
            try await versioned.adopt(street.gateways[place])
            await street.run(.seconds(21))
            #expect(await versioned.areRecorded(street.gateways))
            #expect(zip(street.gateways, before).allSatisfy { $0.recordedSize > $1 }, "after \(place)")
        }
        for gateway in street.gateways {
            let adoptions = street.rules(of: gateway).adoptions
            #expect(adoptions.map(\.version.number) == [1, 2] && adoptions.allSatisfy { $0.record != nil })
        }
        // Whoever judges by one policy alone is told by no log which.
        let own = try old.verify(
            entry: street.gateways[0].own(\.entries)[3], under: KnownPolicy(alone: street.policy), cryptography)
        #expect(own.note.isRecorded && own.version == nil)
        // Whoever has only the first version follows from there.
        let gateway = street.gateways[0]
        let new = try await versioned.proof(gateway.recordedSize - 1, of: gateway)
        for known in [try versioned.first(), try versioned.known] {
            let earlier = try old.verify(entry: gateway.own(\.entries)[3], under: known, cryptography)
            let later = try new.verify(entry: #require(gateway.own(\.entries).last), under: known, cryptography)
            #expect(earlier.version?.number == 1 && later.version?.number == 2)
            #expect(later.policy == (try versioned.known.newest) && earlier.policy == street.policy)
        }
        try await street.inspect()
    }

    @Test("is recorded by the quorums of both versions and not by one") func bothQuorums() async throws {
        var versioned = try VersionedStreet()
        let street = versioned.street
        try await street.startAll()
        await street.run(.seconds(21))
        try versioned.exchangeLastMirror()
        for gateway in street.gateways { street.kill(gateway) }
        // Of the first version's quorum one is missing: the last gateway has a new key.
        let gateway = street.gateways[0]
        for other in [0, 1, 3] { try await versioned.adopt(street.gateways[other]) }
        await street.run(.seconds(61))
        let adoption = try #require(street.rules(of: gateway).unsettled)
        #expect(gateway.recordedSize <= adoption.index && adoption.version.number == 2)
        let offered = try #require(gateway.street?.writer.offered?.note)
        #expect(offered.cosigners.count == 3, "a quorum of the second version alone")
        #expect(try versioned.known.newest.check(offered.note, cryptography).isRecorded)
        try await versioned.adopt(street.gateways[2])
        #expect(await versioned.areRecorded([gateway]))
        #expect(gateway.recordedSize > adoption.index)
        try await street.inspect()
    }

    @Test("cannot be proven under the old version, nor without what led to the new one") func hidden() async throws {
        var versioned = try VersionedStreet()
        let street = versioned.street
        try await street.startAll()
        await street.run(.seconds(21))
        try versioned.exchangeLastMirror()
        for gateway in street.gateways { try await versioned.adopt(gateway) }
        await street.run(.seconds(21))
        // One of those who were there before is away: the first version's quorum is not reached any more.
        street.kill(street.gateways[2])
        await street.run(.seconds(41))
        let gateway = street.gateways[0]
        #expect(await versioned.areRecorded([gateway]))
        let entry = try #require(gateway.own(\.entries).last)
        let proof = try await versioned.proof(gateway.size - 1, of: gateway)
        #expect(try proof.verify(entry: entry, under: versioned.first(), cryptography).note.cosigners.count == 3)
        let extra = try ProofExtra(parsing: #require(proof.extra))
        func refuse(_ rules: CarriedRules, under known: KnownPolicy, _ reason: ProofFault? = nil) {
            var changed = proof
            changed.extra = ProofExtra(genesis: extra.genesis, path: extra.path, rules: rules).bytes
            let error = #expect(throws: LedgerError.self, "\(rules.changes.count) changes") {
                try changed.verify(entry: entry, under: known, cryptography)
            }
            if let reason { #expect(error == .proof(reason)) }
        }
        let changes = extra.rules.changes
        #expect(changes.count == 4)
        refuse(CarriedRules(), under: try versioned.first())
        refuse(CarriedRules(changes: Array(changes.prefix(2))), under: try versioned.first())
        refuse(CarriedRules(changes: Array(changes.prefix(2))), under: KnownPolicy(street.policy), .unknownVersion(1))
        refuse(CarriedRules(changes: Array(changes.prefix(3))), under: try versioned.known)
        refuse(CarriedRules(changes: changes.reversed()), under: try versioned.known)
        refuse(CarriedRules(changes: changes), under: try versioned.first(), .unknownVersion(2))
        for place in changes.indices {
            var forged = changes
            forged[place][forged[place].count - 1] ^= 1
            refuse(CarriedRules(changes: forged), under: try versioned.known)
        }
    }

    @Test("is waited for for seven days, and then cosigned no more until it follows") func leftBehind() async throws {
        var versioned = try VersionedStreet()
        let street = versioned.street
        try await street.startAll()
        await street.run(.seconds(21))
        try versioned.dismissLast()
        for gateway in street.gateways.prefix(2) { try await versioned.adopt(gateway) }
        await street.run(.seconds(41))
        #expect(await versioned.areRecorded(street.gateways.prefix(3)))
        let late = street.gateways[2]
        func days(_ count: UInt64) async {
            street.now = MonotonicTime(nanoseconds: street.now.nanoseconds + count * 86_400_000_000_000)
            await street.run(.seconds(31))
        }
        await days(6)
        #expect(await versioned.areRecorded([late]))
        await days(2)
        let stuck = late.recordedSize
        await street.run(.seconds(61))
        #expect(late.recordedSize == stuck && late.size > stuck, "two of the four sign no more")
        try await versioned.adopt(late)
        await street.run(.seconds(31))
        #expect(await versioned.areRecorded(street.gateways.prefix(3)))
        #expect(late.recordedSize > stuck)
        try await street.inspect()
    }

    @Test("a card that died behind the adoption has it back with the log") func recovered() async throws {
        let versioned = try VersionedStreet()
        let street = versioned.street
        try await street.startAll()
        await street.run(.seconds(31))
        let gateway = street.gateways[1]
        #expect(await versioned.areRecorded([gateway]))
        let rules = street.rules(of: gateway).adoptions
        try await street.exchangeCard(of: gateway)
        await street.run(.seconds(31))
        #expect(await versioned.areRecorded([gateway]))
        #expect(gateway.street?.writer.rules.adoptions == rules && street.rules(of: gateway).adoptions == rules)
        try await street.inspect()
    }
}
