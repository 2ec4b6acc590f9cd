package import Statements

/// What somebody who was invited says at the street's door, signed by the key that the invitation's code gives.
package struct JoinRequest: Hashable, Sendable {
    /// What is said.
    package enum Content: Hashable, Sendable {
        /// Please let this gateway in: its card, and a request (PKCS#10, PEM) for its certificate.
        case ask(MemberCard, certificateRequest: [UInt8])
        /// The answer has arrived, and is on the disk.
        case done
    }

    /// Longer messages are not read; bytes.
    package static let sizeLimit = 8192
    private static let purpose = Array("heliograph join request 1\n".utf8)

    /// The public half of the invitation's key, by which the inviter knows the invitation; 32 bytes.
    package let invitation: [UInt8]
    /// Where the answer is waited for: the session's name at the broker, 32 hexadecimal digits.
    package let reply: String
    /// What is said.
    package let content: Content

    package init(invitation: [UInt8], reply: String, content: Content) {
        self.invitation = invitation
        self.reply = reply
        self.content = content
    }

    /// The message.
    /// - Throws: what the signer throws.
    package func signed(by signer: some Signer) throws -> [UInt8] {
        let common: [CBOR] = [.bytes(invitation), .text(reply)]
        let body: CBOR =
            switch content {
            case .ask(let card, let request): .array([.text("ask")] + common + [.text(card.text), .bytes(request)])
            case .done: .array([.text("done")] + common)
            }
        return try SignedBody.signed(body, for: Self.purpose, by: signer)
    }

    /// Reads a message, whose signature must be the one of the invitation that it names. Whether there is such an invitation is
    /// for the inviter to say.
    /// - Throws: ``JoinFault``
    package init(decoding bytes: [UInt8], _ cryptography: some Cryptography) throws(JoinFault) {
        let message = try SignedBody(bytes, limit: Self.sizeLimit, of: Self.what)
        let parts = message.parts
        guard parts.count >= 3, let kind = parts[0].text, let invitation = parts[1].bytes, invitation.count == 32 else {
            throw Self.fault("its beginning", "a kind and a key of 32 bytes")
        }
        guard let reply = parts[2].text, Self.isReply(reply) else {
            throw Self.fault("the place for the answer", "32 hexadecimal digits")
        }
        try message.check(for: Self.purpose, by: .ed25519(invitation), of: Self.what, cryptography)
        self.invitation = invitation
        self.reply = reply
        switch (kind, parts.count) {
        case ("ask", 5):
            guard let card = parts[3].text.flatMap({ try? MemberCard(parsing: $0) }) else {
                throw Self.fault("the card", "a member's card")
            }
            guard let request = parts[4].bytes else { throw Self.fault("the request", "a byte string") }
            content = .ask(card, certificateRequest: request)
        case ("done", 3): content = .done
        default: throw Self.fault("the kind", "“ask” or “done” with its fields")
        }
    }

    private static let what = "a request to join"

    private static func isReply(_ text: String) -> Bool {
        text.utf8.count == 32 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private static func fault(_ field: String, _ expected: String) -> JoinFault {
        .content(of: what, field: field, expected: expected)
    }
}
