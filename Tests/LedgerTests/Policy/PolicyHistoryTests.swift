import Ledger
import Metering
import Signing
import Statements
import Testing

@Suite("A policy's versions") struct PolicyHistoryTests {
    private let street: SimulatedStreet
    private let joined: SimulatedStreet

    init() throws {
        street = try SimulatedStreet()
        joined = try SimulatedStreet(["roof-a", "roof-b", "roof-c", "roof-d", "roof-e"])
    }

    /// A history whose first version these gateways have signed.
    private func founded(by signers: Range<Int> = 0..<3) throws -> PolicyHistory {
        var history = try PolicyHistory(founding: street.policy())
        for signer in signers { try sign(&history, signer) }
        return history
    }

    private func sign(_ history: inout PolicyHistory, _ index: Int) throws {
        let gateway = joined.gateways[index]
        try history.sign(by: gateway.logKey, with: gateway.logSigner)
    }

    private func expect(_ number: UInt64, _ fault: PolicyVersionFault, _ body: () throws -> Void) {
        #expect(throws: LedgerError.version(number, fault), performing: body)
    }

    @Test("are in force once a quorum of the version before has signed, and are read back") func chain() throws {
        var history = try founded(by: 0..<2)
        #expect(history.policy == nil && history.proposal?.signers.count == 2)
        #expect(try PolicyHistory(parsing: history.bytes, cryptography) == history)
        try sign(&history, 3)
        #expect(history.policy == (try street.policy()) && history.proposal == nil)
        try history.propose(try joined.policy(), cryptography)
        #expect(history.proposal?.needed == 3, "the old quorum decides, though the new one is 4")
        for signer in [3, 1, 0] { try sign(&history, signer) }
        #expect(history.policy == (try joined.policy()) && history.versions.count == 2)
        #expect(try PolicyHistory(parsing: history.bytes, cryptography) == history)
        let plain = try joined.policy().text
        #expect(PolicyHistory.isHistory(history.bytes) && !PolicyHistory.isHistory(plain))
    }

    @Test("are vouched for by whoever signed one of them, with the key that it had then") func vouched() throws {
        var history = try founded()
        let (gateway, next) = (street.gateways[0], try SimulatedStreet.signer(98))
        let key = try NoteKey.log(of: gateway.origin, next.publicKey, cryptography)
        #expect(history.isSigned(byAnyOf: [gateway.logKey]) && !history.isSigned(byAnyOf: [street.gateways[3].logKey]))
        try history.propose(street.policy().changed(adding: [key], quorum: nil, cryptography), cryptography)
        for signer in 0..<3 { try sign(&history, signer) }
        #expect(!history.isSigned(byAnyOf: [key]), "the key before has signed that it comes")
        try history.propose(street.policy(quorum: 4).changed(adding: [key], quorum: 4, cryptography), cryptography)
        #expect(throws: (any Error).self, "it has gone") {
            try history.sign(by: gateway.logKey, with: gateway.logSigner)
        }
        try history.sign(by: key, with: next)
        #expect(history.isSigned(byAnyOf: [key]) && history.proposal != nil)
        #expect(try PolicyHistory(parsing: history.bytes, cryptography).isSigned(byAnyOf: [key]))
    }

    @Test("are a tlog-policy for every other reader") func plain() throws {
        let note = try #require(try founded().versions.first?.note)
        #expect(try Policy(parsing: note.text, cryptography) == street.policy())
    }

    @Test("one signature too few leaves the next without ground") func tooFew() throws {
        let whole = try founded()
        var next = whole
        try next.propose(try joined.policy(), cryptography)
        try sign(&next, 0)
        let first = try founded(by: 0..<2).bytes
        let second = next.bytes.dropFirst(whole.bytes.count)
        expect(1, .tooFewSignatures(count: 2, needed: 3)) {
            _ = try PolicyHistory(parsing: first + second, cryptography)
        }
    }

    @Test("a member who is new has no vote on being let in") func newcomer() throws {
        var history = try founded()
        try history.propose(try joined.policy(), cryptography)
        expect(2, .notMember(joined.gateways[4].logKey.name)) { try sign(&history, 4) }
    }

    @Test("the same member counts once") func once() throws {
        var history = try PolicyHistory(founding: street.policy())
        for _ in 0..<3 { try sign(&history, 0) }
        #expect(history.proposal?.signers.count == 1)
    }

    @Test("any byte changed in what is in force is refused, or changes nothing that counts") func flipped() throws {
        let history = try founded()
        let bytes = history.bytes
        for place in bytes.indices {
            var other = bytes
            other[place] ^= 1
            let read = try? PolicyHistory(parsing: other, cryptography)
            #expect(read?.policy == nil, "byte \(place)")
        }
    }

    @Test("a missing, repeated or exchanged version is refused") func order() throws {
        var history = try founded()
        let first = history.bytes
        try history.propose(try joined.policy(), cryptography)
        for signer in 0..<3 { try sign(&history, signer) }
        let second = Array(history.bytes.dropFirst(first.count))
        expect(2, .number(expected: 1)) { _ = try PolicyHistory(parsing: second, cryptography) }
        expect(1, .number(expected: 2)) { _ = try PolicyHistory(parsing: first + first, cryptography) }
        expect(2, .number(expected: 3)) { _ = try PolicyHistory(parsing: first + second + second, cryptography) }
        // Another founding by the same members: its text differs, so nothing that follows the first follows it.
        var other = try PolicyHistory(founding: street.policy(quorum: 4))
        for signer in 0..<4 { try sign(&other, signer) }
        expect(2, .predecessor) { _ = try PolicyHistory(parsing: other.bytes + second, cryptography) }
    }

    @Test("a text that is spelled otherwise is refused") func spelling() throws {
        let version = try PolicyVersion(first: street.policy())
        let text = String(decoding: version.text, as: UTF8.self)
        let wrong: [(String, PolicyVersionFault)] = [
            (text.replacing("log ", with: "log  "), .notCanonical), (text + "# a comment\n", .notCanonical),
            (text.replacing("energy 1", with: "energy 01"), .heading),
            (text.replacing("energy 1", with: "energy 2"), .heading),
            (text.replacing("# heliograph-policy linden", with: "# heliograph-policy ulmen"), .notCanonical),
            (text.replacing("energy 1\n", with: "energy 1 \(String(repeating: "A", count: 43))=\n"), .heading),
        ]
        for (text, fault) in wrong {
            let error = #expect(throws: LedgerError.self) { try PolicyVersion(parsing: Array(text.utf8), cryptography) }
            guard case .version(_, fault)? = error else {
                Issue.record("\(String(describing: error)) is not \(fault)")
                continue
            }
        }
    }

    @Test("whoever mirrors must have a log, with whose key to sign") func logless() throws {
        let gateways = street.gateways
        let policy = try Policy(
            logs: gateways.dropLast().map(\.logKey), mirrors: gateways.map(\.mirrorKey), cryptography)
        expect(1, .memberWithoutLog(gateways[3].origin)) { _ = try PolicyHistory(founding: policy) }
    }

    @Test("a proposal that changes nothing, or a second one, is refused") func idle() throws {
        var history = try founded()
        expect(2, .unchanged) { try history.propose(try street.policy(), cryptography) }
        try history.propose(try joined.policy(), cryptography)
        expect(2, .proposalWaits) { try history.propose(try street.policy(quorum: 4), cryptography) }
        var settled = try founded()
        expect(1, .noProposal) { try sign(&settled, 3) }
    }

    @Test("copies bring their signatures together, and a version that another has in force") func merging() throws {
        var (one, other) = (try founded(), try founded(by: 1..<4))
        try one.propose(try joined.policy(), cryptography)
        try other.merge(one)
        #expect(other.versions[0].signers.count == 4 && other.proposal?.version == one.proposal?.version)
        try sign(&one, 0)
        try sign(&other, 1)
        try sign(&other, 2)
        var late = one
        try one.merge(other)
        #expect(one.policy == (try joined.policy()) && one.versions[1].signers.count == 3)
        try late.merge(one)
        #expect(late.policy == one.policy)
        try one.merge(try founded())
        #expect(one.versions.count == 2, "what another has not changes nothing")
    }

    @Test("two successors do not come together, and who signed both is named") func successors() throws {
        var (one, other) = (try founded(), try founded())
        try one.propose(try joined.policy(), cryptography)
        try other.propose(try street.policy(quorum: 4), cryptography)
        for signer in [0, 2] { try sign(&one, signer) }
        for signer in [2, 3] { try sign(&other, signer) }
        expect(2, .otherProposal(signedBoth: [street.gateways[2].logKey.name])) { try one.merge(other) }
        var founding = try PolicyHistory(founding: street.policy(quorum: 4))
        for signer in 0..<4 { try sign(&founding, signer) }
        expect(1, .otherHistory) { try one.merge(founding) }
        #expect(one.versions.count == 1 && one.proposal?.signers.count == 2)
    }

    @Test("what a version changes of a policy", arguments: [nil, 4]) func changes(quorum: Int?) throws {
        let policy = try street.policy()
        let new = joined.gateways[4]
        let (leaver, log) = (street.gateways[1].origin, street.gateways[2].origin)
        let changed = try policy.changed(
            adding: [new.logKey, new.mirrorKey], removing: [leaver], quorum: quorum, minimumIndices: [log: 512],
            cryptography)
        #expect(changed.mirrors.count == 4 && changed.quorum == quorum ?? 3)
        #expect(
            changed.log(leaver) == nil && changed.mirror(of: leaver) == nil && changed.log(new.origin) == new.logKey)
        #expect(changed.minimumIndex(of: log) == 512)
        let replacement = try NoteKey.mirror(of: log, SimulatedStreet.signer(99).publicKey, cryptography)
        let replaced = try changed.changed(
            adding: [replacement], quorum: quorum, minimumIndices: [log: 0], cryptography)
        #expect(replaced.mirror(of: log) == replacement && replaced.mirrors.count == 4)
        #expect(replaced.log(log) == street.gateways[2].logKey && replaced.minimumIndex(of: log) == 0)
    }
}
