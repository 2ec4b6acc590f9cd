import Ledger
import Signing
import Statements
import Testing

@Suite("Two successors of a policy's version") struct SuccessorEvidenceTests {
    private let street: SimulatedStreet
    private let founded: PolicyHistory

    init() throws {
        street = try SimulatedStreet()
        var history = try PolicyHistory(founding: street.policy())
        for gateway in street.gateways.prefix(3) { try history.sign(by: gateway.logKey, with: gateway.logSigner) }
        founded = history
    }

    /// The history with a proposal that these gateways have signed.
    private func proposal(leaving: Int? = nil, signedBy signers: [Int]) throws -> PolicyHistory {
        var history = founded
        let policy = try leaving.map {
            try street.policy().changed(removing: [street.gateways[$0].origin], quorum: nil, cryptography)
        }
        try history.propose(try policy ?? street.policy(quorum: 4), cryptography)
        for signer in signers {
            try history.sign(by: street.gateways[signer].logKey, with: street.gateways[signer].logSigner)
        }
        return history
    }

    private func evidence() throws -> SuccessorEvidence {
        let (one, other) = (try proposal(signedBy: [0, 1]), try proposal(leaving: 3, signedBy: [1, 2]))
        let evidence = try #require(one.evidence(with: other))
        #expect(other.evidence(with: one) == evidence, "whoever finds it writes the same")
        return evidence
    }

    private func refused(_ fault: EvidenceFault, _ bytes: [UInt8], after known: [PolicyVersion]? = nil) {
        #expect(throws: LedgerError.evidence(fault)) {
            try SuccessorEvidence(parsing: bytes, cryptography)
                .check(after: known ?? founded.versions.map(\.version), cryptography)
        }
    }

    @Test("convict who signed both, by the version before and nothing else, also when one is in force") func convicts()
        throws
    {
        let evidence = try evidence()
        let read = try SuccessorEvidence(parsing: evidence.bytes, cryptography)
        #expect(read == evidence)
        let conviction = try read.check(after: founded.versions.map(\.version), cryptography)
        #expect(conviction.members == [street.gateways[1].logKey])
        #expect(conviction.predecessor == founded.versions[0].version)
        let signers = conviction.successors.map { $0.signers.map(\.name) }
        let names = street.gateways.map(\.logKey.name)
        #expect(Set(signers) == [[names[0], names[1]], [names[1], names[2]]])
        // A policy without versions is what its first version would be.
        let first = try PolicyVersion(first: street.policy())
        #expect(try read.check(after: [first], cryptography).members == conviction.members)

        let inForce = try proposal(signedBy: [0, 2, 3])
        #expect(inForce.versions.count == 2)
        let late = try #require(inForce.evidence(with: try proposal(leaving: 1, signedBy: [3, 2])))
        let both = try late.check(after: inForce.versions.map(\.version), cryptography)
        #expect(both.members == [street.gateways[2].logKey, street.gateways[3].logKey])
    }

    @Test("are no evidence where nobody signed both, and two first versions never are") func none() throws {
        let (one, other) = (try proposal(signedBy: [0, 1]), try proposal(leaving: 3, signedBy: [2]))
        #expect(
            one.evidence(with: other) == nil && one.evidence(with: one) == nil && one.evidence(with: founded) == nil)
        let notes = [one, other].map { Array($0.bytes.dropFirst(founded.bytes.count)) }
        refused(.nobodySignedBoth, notes[0] + notes[1])
        var elsewhere = try PolicyHistory(founding: street.policy(quorum: 4))
        try elsewhere.sign(by: street.gateways[1].logKey, with: street.gateways[1].logSigner)
        #expect(founded.evidence(with: elsewhere) == nil)
        refused(.firstVersion, founded.bytes + elsewhere.bytes)
        refused(.firstVersion, founded.bytes + notes[0])
    }

    @Test("show nothing once a text or a signature is changed, or as something else than two versions") func changed()
        throws
    {
        let evidence = try evidence()
        let (one, other) = (evidence.notes[0].bytes, evidence.notes[1].bytes)
        refused(.notTwoVersions(1), one)
        refused(.notTwoVersions(3), one + other + one)
        refused(.sameVersion, one + one)
        refused(.unknownPredecessor(2), one + other, after: [try PolicyVersion(first: street.policy(quorum: 4))])
        refused(.tooLong(byteCount: 131_073), one + [UInt8](repeating: 0x0A, count: 131_073 - one.count))
        let liar = street.gateways[1].logKey
        let bytes = evidence.bytes
        for place in bytes.indices {
            var bent = bytes
            bent[place] ^= 0x01
            guard let read = try? SuccessorEvidence(parsing: bent, cryptography),
                let members = try? read.check(after: founded.versions.map(\.version), cryptography).members
            else { continue }
            // A line whose name or key ID is changed is a stranger's, and passed over: the liar's two remain.
            #expect(members == [liar], "byte \(place)")
        }
        // With every line of the liar's bent, nothing is left.
        let lines = evidence.notes[0].signatures.map { line in
            var spoilt = line.bytes
            spoilt[0] ^= 0x01
            return NoteSignature(name: line.name, keyID: line.keyID, bytes: spoilt)
        }
        var note = SignedNote(text: evidence.notes[0].text, signature: lines[0])
        for line in lines.dropFirst() { note.add(line) }
        #expect(throws: LedgerError.version(2, .signature(lines[0].name))) {
            try SuccessorEvidence(parsing: note.bytes + other, cryptography)
                .check(after: founded.versions.map(\.version), cryptography)
        }
    }

    @Test("convict members alone: a stranger may sign what it likes") func stranger() throws {
        let outsider = try SimulatedStreet(["roof-a", "roof-b", "roof-c", "roof-d", "roof-x"]).gateways[4]
        let evidence = try evidence()
        let notes = try evidence.notes.map { note in
            let line = NoteSignature(
                name: outsider.logKey.name, keyID: outsider.logKey.keyID, bytes: try outsider.logSigner.sign(note.text))
            return SignedNote(text: note.text, signature: line).bytes
        }
        refused(.nobodySignedBoth, notes[0] + notes[1])
    }
}
