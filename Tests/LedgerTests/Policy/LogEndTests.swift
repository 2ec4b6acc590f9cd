import Ledger
import Metering
import Signing
import Statements
import Testing

@Suite("A log that the community ended") struct LogEndTests {
    private let street: SimulatedStreet
    private let log: SimulatedLog

    init() throws {
        street = try SimulatedStreet()
        log = try SimulatedLog(street, count: 11, signer: SimulatedStreet.signer(7))
    }

    private func ended(at size: Int) async throws -> Policy {
        try street.policy().changed(
            ending: [log.origin: LogEnd(size: UInt64(size), root: try await log.root(size: size))], quorum: nil,
            cryptography)
    }

    @Test("stands in the policy, where its mirror no longer does; once ended it has that end for ever") func text()
        async throws
    {
        let policy = try await ended(at: 6)
        #expect(policy.mirrors.count == 3 && policy.log(log.origin) != nil && policy.mirror(of: log.origin) == nil)
        #expect(try Policy(parsing: policy.text, cryptography) == policy && policy != (try street.policy()))
        let later = try policy.changed(
            ending: [log.origin: LogEnd(size: 9, root: try await log.root(size: 9))], quorum: nil, cryptography)
        #expect(later.ends == policy.ends)
    }

    @Test("has ended by every version of the policy that names it")
    func versions() async throws {
        let (before, after) = (try street.policy(), try await ended(at: 6))
        let judge = before.ended(by: after)
        #expect(judge.ends == after.ends && judge.mirrors == before.mirrors && judge.quorum == before.quorum)
        let proof = try await log.proof(6, size: 11)
        #expect(try proof.verify(entry: log.entries[6], under: before, cryptography).note.isRecorded)
        #expect(throws: LedgerError.proof(.beyondEnd(index: 6, size: 6))) {
            try proof.verify(entry: log.entries[6], under: judge, cryptography)
        }
        let without = try before.changed(removing: [log.origin], quorum: nil, cryptography)
        #expect(without.ended(by: after).ends.isEmpty)

        // No version takes an end back.
        let first = try PolicyVersion(first: before)
        let second = try PolicyVersion(after: first, after, cryptography)
        #expect(throws: LedgerError.version(3, .endChanged(log.origin))) {
            try PolicyVersion(after: second, without, cryptography)
        }
        let other = try await ended(at: 9)
        #expect(throws: LedgerError.version(3, .endChanged(log.origin))) {
            try PolicyVersion(after: second, other, cryptography)
        }
    }

    @Test("proves what stands before its end, by whatever record; what stands behind, by none", arguments: [6, 11])
    func proofs(size: Int) async throws {
        let policy = try await ended(at: 6)
        for index in 0..<size {
            let proof = try await log.proof(index, size: size)
            if index < 6 {
                #expect(try proof.verify(entry: log.entries[index], under: policy, cryptography).note.isRecorded)
            } else {
                #expect(throws: LedgerError.proof(.beyondEnd(index: UInt64(index), size: 6))) {
                    try proof.verify(entry: log.entries[index], under: policy, cryptography)
                }
            }
        }
    }

    @Test("is no mere comment where it is worded otherwise")
    func wrong() throws {
        let text = String(decoding: try street.policy().text, as: UTF8.self)
        let (origin, stranger) = (log.origin, try Origin("linden.energy/roof-x"))
        let root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        let cases: [(String, Int, PolicyFault)] = [
            ("# end \(origin)", 1, .endForm), ("# end \(origin) 0 \(root)", 1, .endForm),
            ("# end \(origin) 7", 1, .endForm), ("# end \(origin) 07 \(root)", 1, .endForm),
            ("# end \(origin) 7 \(root.dropLast())", 1, .endForm), ("# end \(origin) 7 \(root) \(root)", 1, .endForm),
            ("# end \(stranger) 7 \(root)", 1, .endOfUnknownLog(stranger)),
            ("# end \(origin) 7 \(root)\n# end \(origin) 7 \(root)", 2, .secondEnd(origin, firstLine: 1)),
        ]
        for (line, number, fault) in cases {
            #expect(throws: LedgerError.policy(line: number, fault), "\(line)") {
                try Policy(parsing: Array("\(line)\n\(text)".utf8), cryptography)
            }
        }
        let comment = Array("# end of the street, and of this comment\n\(text)".utf8)
        #expect(try Policy(parsing: comment, cryptography) == street.policy())
    }

    @Test("is mirrored no further, whatever its keys sign; the others record on", arguments: [true, false])
    func mirrors(isOwnerHonest: Bool) async throws {
        let street = try Neighbourhood()
        let ended = street.gateways[3]
        try await street.startAll()
        await street.run(.seconds(31))
        let size = ended.recordedSize
        #expect(size > 3)
        let note = try #require(ended.street?.writer.recorded)
        let policy = try street.policy.changed(
            ending: [ended.origin: LogEnd(size: size, root: note.checkpoint.root)], quorum: nil, cryptography)
        let others = street.gateways.dropLast()
        func held() -> [UInt64] { others.map { $0.disk.logs[ended.origin]?.frontier.size ?? 0 } }
        for gateway in street.gateways { street.kill(gateway) }
        for gateway in others + (isOwnerHonest ? [ended] : []) {
            let old = gateway.identity
            gateway.identity = try LedgerIdentity(
                origin: old.origin, policy: policy, cryptography: cryptography, statementSigner: old.statementSigner,
                logSigner: old.logSigner, mirrorSigner: old.mirrorSigner)
        }
        let (before, recorded) = (held(), others.map(\.recordedSize))
        #expect(before.allSatisfy { $0 >= size })
        try await street.startAll()
        await street.run(.seconds(60))
        #expect(held() == before, "they took more of it")
        #expect(ended.size > size && ended.recordedSize <= size)
        #expect(ended.alarms.contains(.ended(size: size)) == isOwnerHonest)
        #expect(zip(others, recorded).allSatisfy { $0.recordedSize > $1 })
        for gateway in others {
            #expect(gateway.street?.writer.recorded?.isCosigned(by: ended.origin) == false)
        }
    }
}
