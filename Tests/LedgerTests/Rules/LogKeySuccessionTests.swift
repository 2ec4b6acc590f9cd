import Ledger
import Signing
import Statements
import Testing

@Suite("A log key's succession") struct LogKeySuccessionTests {
    private func progress(
        _ versioned: VersionedStreet, at seconds: Int64, followed: [Int: UInt64] = [:], hasOwn: Bool = true
    ) throws -> LogKeySuccession? {
        let street = versioned.street
        let last = street.gateways[3]
        let key = try NoteKey.log(of: last.origin, SimulatedStreet.signer(97).publicKey, cryptography)
        let numbers = Dictionary(uniqueKeysWithValues: followed.map { (street.gateways[$0].origin, $1) })
        return LogKeySuccession(
            of: key, own: hasOwn ? street.rules(of: last) : nil, under: last.identity.known, at: seconds
        ) { numbers[$0] ?? 0 }
    }

    @Test("waits for the policy, for its own record, and for those who have not followed, seven days at most")
    func steps() async throws {
        var versioned = try VersionedStreet()
        let street = versioned.street
        let last = street.gateways[3]
        try await street.startAll()
        await street.run(.seconds(21))
        #expect(await versioned.areRecorded(street.gateways))
        #expect(try progress(versioned, at: 0) == .waiting)
        try versioned.renewLastLog()
        try versioned.follow(last)
        #expect(try progress(versioned, at: 0) == .adopting)
        #expect(try progress(versioned, at: 0, hasOwn: false) == .over, "there is nothing that the old key signed")
        try await street.start(last)
        await street.run(.seconds(21))
        #expect(await versioned.areRecorded([last]))
        let since = Int64(try #require(street.rules(of: last).followed).since)
        let others = street.gateways.prefix(3).map(\.origin)
        #expect(try progress(versioned, at: since) == .shared(with: others))
        #expect(try progress(versioned, at: since, followed: [0: 2, 1: 1, 2: 3]) == .shared(with: [others[1]]))
        #expect(try progress(versioned, at: since, followed: [0: 2, 1: 2, 2: 3]) == .over)
        let week = since + 7 * 86_400
        #expect(try progress(versioned, at: week) == .shared(with: others))
        #expect(try progress(versioned, at: week + 1) == .over)
        try await street.inspect()
    }

    @Test("is none where a policy without versions names the key") func plain() throws {
        let versioned = try VersionedStreet()
        let street = versioned.street
        let signer = try SimulatedStreet.signer(97)
        let key = try NoteKey.log(of: street.gateways[3].origin, signer.publicKey, cryptography)
        let policy = try street.policy.changed(adding: [key], quorum: nil, cryptography)
        let rules = street.rules(of: street.gateways[3])
        #expect(LogKeySuccession(of: key, own: rules, under: KnownPolicy(policy), at: 0) { _ in 0 } == nil)
    }
}
