import Gateway
import Metering
import Statements

/// What is said at a street's door, and the line that leads there.
extension FuzzTarget {
    /// An invitation's line.
    static let invitation = spelled(
        "invitation", sizeLimit: 1024,
        seeds: { files in
            try files.blocks("invitation", in: "Sources/Statements/FORMAT.md").flatMap { block in
                let line = try Invitation(
                    street: Name("linden.energy"), host: accepted(BrokerHost("roof-a.local"), "no host"),
                    brokerPort: 1, doorPort: 65_535, end: UnixTime(seconds: 0),
                    anchor: [UInt8](repeating: 2, count: 33), code: [UInt8](repeating: 3, count: 16)
                ).line(cryptography)
                return [block.text, line, " \(line)\n", "heliograph-join:2:AAAA"].map { Array($0.utf8) }
            }
        },
        decode: { try Invitation(line: text($0), cryptography) }, encode: { Array($0.line(cryptography).utf8) })

    /// What somebody who was invited says.
    static let joinRequest = codec(
        "join-request",
        seeds: { files in
            let reply = String(repeating: "0a", count: 16)
            let contents = [JoinRequest.Content.ask(try strangersCard(), certificateRequest: [1, 2, 3]), .done]
            return try files.format("join-request")
                + contents.map { try signed(JoinRequest(invitation: Array(0..<32), reply: reply, content: $0)) }
        },
        decode: { try JoinRequest(decoding: $0, cryptography) }, encode: { try signed($0) },
        also: { request in
            // Nobody forges: what passes is what the seeds have signed.
            try require(request.invitation == Array(0..<32), "a request of an invitation that nobody has")
        })

    /// What the inviter answers.
    static let joinAnswer = codec(
        "join-answer",
        seeds: { files in
            let admission = JoinAnswer.Admission(
                authority: [1], certificate: [2, 2], inviter: try strangersCard(), policy: [3])
            let contents = [JoinAnswer.Content.admitted(admission), .refused(.nameTaken)]
            return try files.format("join-answer")
                + contents.map { try JoinAnswer(to: digest, $0).signed(by: authority) }
        },
        decode: { try JoinAnswer(decoding: $0, by: authority.publicKey, cryptography) },
        encode: { try $0.signed(by: authority) },
        also: { answer in try require(answer.request == digest, "an answer that nobody gave") })

    private static let authority = KeyedHashSigner(number: 250)
    private static let digest = cryptography.sha256([1])

    private static func strangersCard() throws -> MemberCard { try FuzzStreet.shared.get().stranger.card() }

    private static func signed(_ request: JoinRequest) throws -> [UInt8] {
        try request.signed(by: KeyedHashSigner(of: .ed25519(request.invitation)))
    }
}
