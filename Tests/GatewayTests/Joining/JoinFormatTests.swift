import FoundationEssentials
import Gateway
import Metering
import Signing
import Statements
import Testing

/// The vectors of FORMAT.md about joining, which other people's programs made.
@Suite("FORMAT.md, about joining")
struct JoinFormatTests {
    private let cryptography = OpenSSLCryptography()
    private let text: String
    private let card: MemberCard

    init() throws {
        let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        text = String(
            decoding: try Data(contentsOf: repository.appending(path: "Sources/Statements/FORMAT.md")), as: UTF8.self)
        card = try MemberCard(parsing: try Self.block("card", in: text) + "\n")
    }

    private static func block(_ heading: String, in text: String) throws -> String {
        let start = try #require(text.firstRange(of: "\n```\(heading)\n")).upperBound
        let end = try #require(text[start...].firstRange(of: "\n```")).lowerBound
        return String(text[start..<end])
    }

    private func bytes(_ name: String) throws -> [UInt8] {
        let digits = try Self.block("hex \(name)", in: text).compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    private func invitation() throws -> Invitation {
        try Invitation(
            street: Name("linden.energy"), host: #require(BrokerHost("192.168.1.10")), brokerPort: 8883,
            doorPort: 8884, end: UnixTime(seconds: 1_767_225_600),
            anchor: try Invitation(line: Self.block("invitation", in: text), cryptography).anchor,
            code: Array(0..<16))
    }

    @Test("shows an invitation's line")
    func line() throws {
        let line = try Self.block("invitation", in: text)
        #expect(try Invitation(line: line, cryptography) == invitation())
        #expect(try invitation().line(cryptography) == line)
        // The key of RFC 6979 A.2.5, whose Y is odd.
        #expect(try invitation().anchor.prefix(3) == [3, 0x60, 0xfe])
        #expect(try TrustAnchor(name: "linden.energy", point: invitation().anchor).point == invitation().anchor)
    }

    @Test("shows requests, signed by the key that the code gives")
    func requests() throws {
        let key = try PrivateKey(rawEd25519: Invitation.seed(of: invitation().code, cryptography))
        guard case .ed25519(let name) = key.publicKey else { return }
        for (vector, content) in [
            ("join-request", JoinRequest.Content.ask(card, certificateRequest: Array("a request, PEM".utf8))),
            ("join-request-done join-request", .done),
        ] {
            let request = JoinRequest(
                invitation: name, reply: "00010203040506070001020304050607", content: content)
            #expect(try request.signed(by: key) == bytes(vector))
            #expect(try JoinRequest(decoding: bytes(vector), cryptography) == request)
        }
    }

    @Test("shows answers, signed by the authority")
    func answers() throws {
        let authority = try TrustAnchor(name: "linden.energy", point: invitation().anchor).publicKey
        let digest = cryptography.sha256(Array("a recorded note".utf8))
        let admission = JoinAnswer.Admission(
            authority: Array("the authority, PEM".utf8), certificate: Array("the certificate, PEM".utf8),
            inviter: card, policy: [])
        for (vector, content) in [
            ("join-answer", JoinAnswer.Content.admitted(admission)),
            ("join-answer-refused join-answer", .refused(.used)),
        ] {
            let answer = JoinAnswer(to: digest, content)
            #expect(try JoinAnswer(decoding: bytes(vector), by: authority, cryptography) == answer)
        }
    }
}
