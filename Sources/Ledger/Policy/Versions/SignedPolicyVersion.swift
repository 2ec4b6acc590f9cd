import Statements

/// A version of a policy with the members of the version before who signed it; the first is signed by its own.
package struct SignedPolicyVersion: Hashable, Sendable {
    /// What they signed.
    package let version: PolicyVersion
    /// The note with the lines that verified and no others; `nil` while there is none.
    package private(set) var note: SignedNote?
    /// Whose signatures count.
    package let electors: [NoteKey]
    /// How many of them are needed.
    package let needed: Int

    /// A version that nobody has signed yet.
    /// - Parameter before: the policy in force, none for the first version.
    init(_ version: PolicyVersion, after before: Policy?) {
        let judge = before ?? version.policy
        self.version = version
        electors = judge.memberKeys
        needed = judge.quorum
    }

    /// A version with signatures; lines of unknown keys are passed over.
    /// - Throws: ``PolicyVersionFault/signature(_:)`` for a line that claims to be of a member's key and does not verify.
    init(
        _ note: SignedNote, _ version: PolicyVersion, after before: Policy?, _ cryptography: some Cryptography
    ) throws(LedgerError) {
        self.init(version, after: before)
        for line in note.signatures {
            guard let key = electors.first(where: { $0.claims(line) }) else { continue }
            guard key.verifies(line, over: version.text, cryptography) else {
                throw .version(version.number, .signature(key.name))
            }
            add(line)
        }
    }

    /// Who has signed, in the policy's order.
    package var signers: [NoteKey] { electors.filter { !(note?.signatures(by: $0).isEmpty ?? true) } }

    /// Whether enough have signed for it to be in force.
    package var isInForce: Bool { signers.count >= needed }

    /// Adds a member's signature; one that is there already stays.
    /// - Throws: ``PolicyVersionFault/notMember(_:)``, and what the signer throws.
    mutating func sign(by key: NoteKey, with signer: some Signer) throws {
        guard electors.contains(key) else { throw LedgerError.version(version.number, .notMember(key.name)) }
        guard signer.publicKey == key.publicKey else { throw LedgerError.key(.otherSigner(key.name)) }
        guard !signers.contains(key) else { return }
        add(NoteSignature(name: key.name, keyID: key.keyID, bytes: try signer.sign(version.text)))
    }

    /// Takes over the lines of another copy.
    mutating func merge(_ other: Self) {
        for key in other.signers where !signers.contains(key) {
            other.note?.signatures(by: key).prefix(1).forEach { add($0) }
        }
    }

    private mutating func add(_ line: NoteSignature) {
        guard var note else {
            note = SignedNote(text: version.text, signature: line)
            return
        }
        note.add(line)
        self.note = note
    }
}
