import Gateway
import Metering
import Signing
import Statements
import Testing

@Suite("What is said at a street's door")
struct JoinMessageTests {
    private let cryptography = OpenSSLCryptography()
    private let guest: PrivateKey
    private let authority: PrivateKey
    private let card: MemberCard
    private let reply = "0123456789abcdef0123456789abcdef"

    init() throws {
        guest = try PrivateKey(rawEd25519: Invitation.seed(of: Array(repeating: 7, count: 16), OpenSSLCryptography()))
        authority = try PrivateKey.generate(.p256)
        card = try MemberCard(
            origin: Origin("linden.energy/roof-b"), logKey: "linden.energy/roof-b+00000001+AQ==",
            mirrorKey: "linden.energy/roof-b/mirror+00000002+AQ==")
    }

    private var invitation: [UInt8] {
        guard case .ed25519(let bytes) = guest.publicKey else { return [] }
        return bytes
    }

    private func request(_ content: JoinRequest.Content) -> JoinRequest {
        JoinRequest(invitation: invitation, reply: reply, content: content)
    }

    @Test("are requests that only whoever has the code can sign")
    func requests() throws {
        for content in [JoinRequest.Content.ask(card, certificateRequest: [1, 2, 3]), .done] {
            let bytes = try request(content).signed(by: guest)
            #expect(bytes.count < JoinRequest.sizeLimit)
            #expect(try JoinRequest(decoding: bytes, cryptography) == request(content))
            // Every byte is signed, or is the signature.
            for index in bytes.indices {
                var bent = bytes
                bent[index] ^= 1
                #expect(throws: JoinFault.self) { try JoinRequest(decoding: bent, cryptography) }
            }
            let stranger = try request(content).signed(by: PrivateKey.generate(.ed25519))
            #expect(throws: JoinFault.signature(of: "a request to join")) {
                try JoinRequest(decoding: stranger, cryptography)
            }
        }
        let long = try request(.ask(card, certificateRequest: [UInt8](repeating: 0, count: 8192))).signed(by: guest)
        #expect(throws: JoinFault.tooLong(byteCount: long.count, limit: 8192)) {
            try JoinRequest(decoding: long, cryptography)
        }
        for place in ["", "#", "0123456789abcdef0123456789abcde+", "0123456789ABCDEF0123456789ABCDEF"] {
            let bytes = try JoinRequest(invitation: invitation, reply: place, content: .done).signed(by: guest)
            #expect(throws: JoinFault.self) { try JoinRequest(decoding: bytes, cryptography) }
        }
    }

    @Test("are answers that only the street's authority can sign, and that belong to one request")
    func answers() throws {
        let digest = cryptography.sha256([1])
        let admission = JoinAnswer.Admission(authority: [1], certificate: [2], inviter: card, policy: [])
        let contents = [JoinAnswer.Content.admitted(admission)] + JoinAnswer.Refusal.allCases.map { .refused($0) }
        for content in contents {
            let answer = JoinAnswer(to: digest, content)
            let bytes = try answer.signed(by: authority)
            #expect(try JoinAnswer(decoding: bytes, by: authority.publicKey, cryptography) == answer)
            #expect(throws: JoinFault.signature(of: "an answer about joining")) {
                try JoinAnswer(decoding: bytes, by: PrivateKey.generate(.p256).publicKey, cryptography)
            }
            for index in bytes.indices {
                var bent = bytes
                bent[index] ^= 1
                #expect(throws: JoinFault.self) {
                    try JoinAnswer(decoding: bent, by: authority.publicKey, cryptography)
                }
            }
        }
        // A signature over a request is none over an answer, and the other way round.
        let ask = try request(.done).signed(by: authority)
        #expect(throws: JoinFault.self) { try JoinAnswer(decoding: ask, by: authority.publicKey, cryptography) }
    }

    @Test("are refusals that say what to do next", arguments: JoinAnswer.Refusal.allCases)
    func words(refusal: JoinAnswer.Refusal) { #expect(refusal.words.contains(":")) }
}
