import Metering
import Statements
import Testing

@testable import Ledger

/// What mirrors have of a log beyond any head that they hold, put together with what its own gateway has.
@Suite("What lies loose") struct LooseTailTests {
    private let identity: LedgerIdentity

    init() throws {
        let street = try SimulatedStreet()
        let gateway = street.gateways[0]
        identity = try LedgerIdentity(
            origin: gateway.origin, policy: street.policy(), cryptography: cryptography,
            statementSigner: SimulatedStreet.signer(33), logSigner: gateway.logSigner,
            mirrorSigner: gateway.mirrorSigner)
    }

    private func entry(_ index: UInt64, saying digest: UInt8 = 1) throws -> [UInt8] {
        let stamp = ClockStamp(
            time: UnixTime(seconds: 1_767_225_600), quality: .synchronised,
            boot: try #require(BootIdentity([1, 2, 3, 4, 5, 6, 7, 8])), uptime: MonotonicTime(nanoseconds: 1))
        let draft = Draft(.configuration(cryptography.sha256([digest])), at: stamp)
        return try identity.entry(draft, index: index, record: nil).bytes
    }

    private func tail(_ entries: [UInt8]...) -> LooseTail {
        var tail = LooseTail()
        tail.keep(entries, of: identity, from: 2)
        return tail
    }

    @Test("is nobody's but the own, and bounded") func bounds() throws {
        var forged = try entry(3)
        forged[forged.count - 1] ^= 1
        let none = tail(forged, try entry(1), [], [0xd2])
        #expect(!none.isBeyond(0))
        var many = LooseTail()
        for index in UInt64(2)..<600 { many.keep([try entry(index)], of: identity, from: 2) }
        #expect(many.entries.count == LooseTail.limit && many.entries[2] != nil && many.entries[599] == nil)
        #expect(many.isBeyond(513) && !many.isBeyond(514))
        var first = tail(try entry(3))
        first.merge(tail(try entry(3, saying: 9), try entry(4)))
        #expect(first.entries[3] == (try entry(3)) && first.entries[4] != nil, "the first that came stays")
    }
}
