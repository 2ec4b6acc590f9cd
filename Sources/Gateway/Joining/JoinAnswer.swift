import Ledger
package import Statements

/// What the inviter answers to a request, signed by the key of the street's authority, which the invitation names.
package struct JoinAnswer: Hashable, Sendable {
    /// What a new member needs.
    package struct Admission: Hashable, Sendable {
        /// The authority's certificate, PEM.
        package let authority: [UInt8]
        /// The gateway's certificate, PEM.
        package let certificate: [UInt8]
        /// The card of whoever let it in: the beginning of the community's policy is signed by this log's key.
        package let inviter: MemberCard
        /// The versions of the policy that are in force; empty while there is none.
        package let policy: [UInt8]

        package init(authority: [UInt8], certificate: [UInt8], inviter: MemberCard, policy: [UInt8]) {
            self.authority = authority
            self.certificate = certificate
            self.inviter = inviter
            self.policy = policy
        }
    }

    /// Why somebody is not let in.
    package enum Refusal: String, Hashable, Sendable, CaseIterable {
        /// There is no such invitation.
        case unknown
        /// Another gateway has joined with it.
        case used
        /// It has ended.
        case expired
        /// Another gateway has the name.
        case nameTaken = "name-taken"
        /// The inviter said no.
        case declined
        /// Card or request cannot be used.
        case unusable
    }

    /// The answer itself.
    package enum Content: Hashable, Sendable {
        case admitted(Admission)
        case refused(Refusal)
    }

    /// Longer messages are not read; bytes.
    package static let sizeLimit = PolicyHistory.sizeLimit + 16_384
    private static let purpose = Array("heliograph join answer 1\n".utf8)
    private static let what = "an answer about joining"

    /// SHA-256 of the request's message.
    package let request: Digest
    /// What is said.
    package let content: Content

    package init(to request: Digest, _ content: Content) {
        self.request = request
        self.content = content
    }

    /// The message.
    /// - Throws: what the signer throws.
    package func signed(by signer: some Signer) throws -> [UInt8] {
        let body: CBOR =
            switch content {
            case .admitted(let admission):
                .array([
                    .text("admitted"), .bytes(request.bytes), .bytes(admission.authority),
                    .bytes(admission.certificate), .text(admission.inviter.text), .bytes(admission.policy),
                ])
            case .refused(let reason): .array([.text("refused"), .bytes(request.bytes), .text(reason.rawValue)])
            }
        return try SignedBody.signed(body, for: Self.purpose, by: signer)
    }

    /// Reads a message.
    /// - Parameter key: the authority's.
    /// - Throws: ``JoinFault``
    package init(decoding bytes: [UInt8], by key: PublicKey, _ cryptography: some Cryptography) throws(JoinFault) {
        let message = try SignedBody(bytes, limit: Self.sizeLimit, of: Self.what)
        try message.check(for: Self.purpose, by: key, of: Self.what, cryptography)
        let parts = message.parts
        guard parts.count >= 3, let kind = parts[0].text, let request = parts[1].bytes.flatMap({ Digest($0) }) else {
            throw Self.fault("its beginning", "a kind and a hash")
        }
        self.request = request
        switch (kind, parts.count) {
        case ("admitted", 6):
            guard let authority = parts[2].bytes, let certificate = parts[3].bytes, let policy = parts[5].bytes,
                let card = parts[4].text.flatMap({ try? MemberCard(parsing: $0) })
            else { throw Self.fault("what is handed over", "two certificates, a card and a policy") }
            content = .admitted(
                Admission(authority: authority, certificate: certificate, inviter: card, policy: policy))
        case ("refused", 3):
            guard let reason = parts[2].text.flatMap(Refusal.init(rawValue:)) else {
                throw Self.fault("the reason", "one that this version knows")
            }
            content = .refused(reason)
        default: throw Self.fault("the kind", "“admitted” or “refused” with its fields")
        }
    }

    private static func fault(_ field: String, _ expected: String) -> JoinFault {
        .content(of: what, field: field, expected: expected)
    }
}

extension JoinAnswer.Refusal {
    /// For whoever was refused: what is so, and what to do next.
    package var words: String {
        switch self {
        case .unknown: "the street knows no such invitation, or it is long over: ask for a new one."
        case .used: "the invitation was used already, by another gateway than this one: ask for one of your own."
        case .expired: "the invitation's time is over: ask for a new one."
        case .nameTaken:
            "the street has a gateway of this name already: join again with the same line and another --gateway."
        case .declined: "whoever invited you declined: did the two of you compare the fingerprint?"
        case .unusable:
            "the street's side could not use what this gateway sent: do both have the same version of Heliograph?"
        }
    }
}
