import Ledger
import Testing

@Suite("A mirror key that is renewed") struct MirrorKeyRenewalTests {
    @Test(
        "cosigns by the former one where a log has not followed yet: with a neighbour away it is needed for the quorum",
        arguments: [true, false])
    func former(isKept: Bool) async throws {
        var versioned = try VersionedStreet()
        versioned.keepsFormerKeys = isKept
        let street = versioned.street
        try await street.startAll()
        await street.run(.seconds(21))
        #expect(await versioned.areRecorded(street.gateways))
        try versioned.exchangeLastMirror()
        let (renewed, away) = (street.gateways[3], street.gateways[2])
        try await versioned.adopt(renewed)
        #expect(await versioned.areRecorded([renewed]))
        street.kill(away)
        let stayed = Array(street.gateways[0...1])
        let before = stayed.map(\.recordedSize)
        await street.run(.seconds(21))
        #expect(await versioned.areRecorded(stayed, within: .seconds(20)) == isKept)
        #expect(zip(stayed, before).allSatisfy { $0.recordedSize > $1 } == isKept)
        // When they follow as well, the new key alone judges in the end.
        for gateway in stayed { try await versioned.adopt(gateway) }
        try await street.start(away)
        try await versioned.adopt(away)
        #expect(await versioned.areRecorded(street.gateways))
        let rule = street.rules(of: stayed[0]).rule(at: stayed[0].size)
        #expect(!rule.mirrors.contains { $0 == renewed.identity.formerMirrorKey })
        #expect(rule.mirrors.contains(renewed.identity.mirrorKeyInUse))
        try await street.inspect()
    }
}
