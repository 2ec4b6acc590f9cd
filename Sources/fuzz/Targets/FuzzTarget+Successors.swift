import Ledger
import Statements

/// Evidence against members of a community: who signed one successor of a version is not convicted, whatever is put together.
extension FuzzTarget {
    /// Two successors of one version, judged by whoever has that version.
    static let successors = codec(
        "successors", sizeLimit: 8192,
        seeds: { _ in
            let street = try FuzzStreet.shared.get()
            let (liar, honest) = (1, 0)
            // Each honest member signs one of the two; the second gateway, as is its way, signs both.
            let one = try successor(changed(street, quorum: 4), signedBy: [liar, honest], street)
            let other = try successor(changed(street, leaving: 3), signedBy: [liar, 2], street)
            let sound = try successor(changed(street, leaving: 3), signedBy: [2, 3], street)
            let first = try PolicyVersion(first: street.policy).text
            let line = street.gateways[liar].logSigner.sign(first)
            let key = street.gateways[liar].logKey
            let founding = SignedNote(
                text: first, signature: NoteSignature(name: key.name, keyID: key.keyID, bytes: line))
            return [one + other, other + one, one + one, one + sound, founding.bytes + one, one, one + other + one]
        },
        decode: { try SuccessorEvidence(parsing: $0, cryptography) }, encode: { $0.bytes },
        also: { evidence in
            let street = try FuzzStreet.shared.get()
            try require(evidence.versions[0] != evidence.versions[1], "one version contradicts itself")
            let known = [try PolicyVersion(first: street.policy)]
            guard let conviction = try? evidence.check(after: known, cryptography) else { return }
            let liar = street.gateways[1].logKey
            try require(conviction.members == [liar], "it convicts \(conviction.members.map(\.name))")
        })

    private static func changed(_ street: FuzzStreet, quorum: Int? = nil, leaving: Int? = nil) throws -> Policy {
        try street.policy.changed(
            removing: Set(leaving.map { [street.gateways[$0].origin] } ?? []), quorum: quorum, cryptography)
    }

    /// A version after the street's own, with the lines of these gateways.
    private static func successor(_ policy: Policy, signedBy signers: [Int], _ street: FuzzStreet) throws -> [UInt8] {
        var history = try PolicyHistory(founding: street.policy)
        for gateway in street.gateways.prefix(3) { try history.sign(by: gateway.logKey, with: gateway.logSigner) }
        let inForce = history.bytes.count
        try history.propose(policy, cryptography)
        for signer in signers {
            try history.sign(by: street.gateways[signer].logKey, with: street.gateways[signer].logSigner)
        }
        return Array(history.bytes.dropFirst(inForce))
    }
}
