import Gateway
import Metering
import Signing
import Statements
import Testing

@Suite("An invitation")
struct InvitationTests {
    private let cryptography = OpenSSLCryptography()
    private let invitation: Invitation

    init() throws {
        invitation = try Invitation(
            street: Name("linden.energy"), host: #require(BrokerHost("192.168.1.10")), brokerPort: 8883,
            doorPort: 8884, end: UnixTime(seconds: 1_767_229_200), anchor: [2] + Array(1...32),
            code: Array(repeating: 7, count: 16))
    }

    private func fault(of line: String) -> JoinFault? {
        do throws(JoinFault) {
            _ = try Invitation(line: line, cryptography)
            return nil
        } catch {
            return error
        }
    }

    @Test("is one line of ASCII that a QR code holds, and is read back")
    func line() throws {
        let line = invitation.line(cryptography)
        #expect(line.hasPrefix("heliograph-join:1:") && line.utf8.allSatisfy { (0x21...0x7e).contains($0) })
        #expect(line.utf8.count < 160)
        #expect(try Invitation(line: line, cryptography) == invitation)
        #expect(try Invitation(line: " \t\(line)\r\n", cryptography) == invitation)
    }

    @Test("is refused where it is none, of another version, or was changed on its way")
    func refused() throws {
        let line = invitation.line(cryptography)
        #expect(fault(of: "") == .noInvitation)
        #expect(fault(of: "https://example.org") == .noInvitation)
        #expect(fault(of: line + String(repeating: "A", count: 2000)) == .noInvitation)
        #expect(fault(of: line.replacing(":1:", with: ":2:")) == .otherVersion("2"))
        for damaged in [
            String(line.dropLast()), String(line.dropLast(40)), "heliograph-join:1:", "heliograph-join:1",
            line.replacing(":1:", with: ":1: "), line + "=", line + ":", line + "ä",
        ] {
            #expect(fault(of: damaged) == .damaged, "\(damaged)")
        }
        // Every single letter counts.
        let letters = Array(line)
        for index in letters.indices.dropFirst(18) {
            var changed = letters
            changed[index] = letters[index] == "A" ? "B" : "A"
            #expect(fault(of: String(changed)) == .damaged, "\(index)")
        }
    }

    @Test("names no broker, street or time that cannot be", arguments: 0..<7)
    func content(field: Int) throws {
        var fields: [CBOR] = [
            .text("linden.energy"), .text("roof-a.local"), .unsigned(8883), .unsigned(8884), .unsigned(1_767_229_200),
            .bytes([2] + Array(1...32)), .bytes(Array(repeating: 7, count: 16)),
        ]
        let wrong: [[CBOR]] = [
            [.text("Linden"), .text(""), .null], [.text("two words"), .text("-a"), .text("a\nb"), .bytes([1])],
            [.unsigned(0), .unsigned(65_536), .text("8883")], [.unsigned(0), .negative(0)],
            [.negative(3), .unsigned(1 << 40)], [.bytes([2]), .text("key")], [.bytes([]), .bytes([1, 2])],
        ]
        for value in wrong[field] {
            fields[field] = value
            let content = CBOR.array(fields).encode()
            let bytes = content + cryptography.sha256(content).bytes.prefix(4)
            let error = fault(of: "heliograph-join:1:" + encoded(bytes))
            guard case .content? = error else {
                Issue.record("\(value): \(String(describing: error))")
                continue
            }
        }
    }

    /// Base 64 for addresses, by another way than the one that is tested.
    private func encoded(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let bits = bytes.flatMap { byte in (0..<8).map { Int(byte >> (7 - UInt8($0))) & 1 } }
        return String(
            stride(from: 0, to: bits.count, by: 6).map { start in
                alphabet[(0..<6).reduce(0) { $0 << 1 | (start + $1 < bits.count ? bits[start + $1] : 0) }]
            })
    }

    @Test("is spoken of by the same twenty digits on both sides, which the card and the key decide")
    func fingerprint() throws {
        let cards = try ["roof-b", "roof-c"].map { name in
            try MemberCard(
                origin: Origin("linden.energy/\(name)"), logKey: "linden.energy/\(name)+00000001+AQ==",
                mirrorKey: "linden.energy/\(name)/mirror+00000002+AQ==")
        }
        let digest = cryptography.sha256([1])
        let one = SpokenFingerprint(card: cards[0], tlsKey: digest, cryptography)
        #expect(one.description.split(separator: " ").map(\.count) == [4, 4, 4, 4, 4])
        #expect(one.description.allSatisfy { $0.isNumber || $0 == " " })
        #expect(one == SpokenFingerprint(card: cards[0], tlsKey: digest, cryptography))
        #expect(one != SpokenFingerprint(card: cards[1], tlsKey: digest, cryptography))
        #expect(one != SpokenFingerprint(card: cards[0], tlsKey: cryptography.sha256([2]), cryptography))
        #expect(one.isSame(as: one.description.filter { $0 != " " }) && one.isSame(as: " \(one) "))
        #expect(!one.isSame(as: "") && !one.isSame(as: String(one.description.dropLast())))
    }
}
