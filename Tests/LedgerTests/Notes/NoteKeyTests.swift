import Ledger
import Metering
import Statements
import Testing

@Suite("Keys of notes") struct NoteKeyTests {
    private static let example = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"

    @Test("the key of C2SP signed-note") func published() throws {
        let key = try NoteKey(parsing: Self.example, cryptography)
        #expect(key.name.description == "example.com/foo" && key.keyID == 0x530d_903a && key.kind == .signature)
        #expect(key.description == Self.example)
        #expect(key.name.logOrigin?.gateway.text == "foo" && key.name.mirrorOrigin == nil)
    }

    @Test("keys as Go writes them") func sumdb() throws {
        let street = try SimulatedStreet()
        #expect(try Vector.lines("log").map(\.fields[0]) == [street.gateways[0].logKey.description])
        let mirrors = try Vector.lines("witness").map(\.fields[0])
        #expect(mirrors == street.gateways.map(\.mirrorKey.description))
        for text in mirrors { #expect(try NoteKey(parsing: text, cryptography).description == text) }
    }

    @Test(
        "refused keys that are malformed",
        arguments: [
            ("", "nothing"), ("example.com/foo", "a name alone"), ("example.com/foo+530d903a", "no key"),
            ("example.com/foo+530d903a+", "an empty key"),
            ("example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "a key ID in capitals"),
            ("example.com/foo+30d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "a key ID of seven digits"),
            ("example.com/foo++30d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "a sign in the key ID"),
            ("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2", "a key cut short"),
            ("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k ", "a space at the end"),
        ] as [(String, Comment)])
    func malformed(text: String, reason: Comment) {
        #expect(throws: LedgerError.key(.malformed(text)), reason) { try NoteKey(parsing: text, cryptography) }
    }

    @Test("refused keys that say the wrong thing") func refused() throws {
        let (foo, bar) = (try KeyName(Array("example.com/foo".utf8)), try KeyName(Array("example.com/bar".utf8)))
        func expect(_ text: String, _ fault: KeyFault, _ reason: Comment) {
            #expect(throws: LedgerError.key(fault), reason) { try NoteKey(parsing: text, cryptography) }
        }
        let material = "AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
        expect("+530d903a+\(material)", .malformedName(""), "no name")
        expect("example.com/ foo+530d903a+\(material)", .malformedName("example.com/ foo"), "a space in the name")
        expect(
            "example.com/foo+530d903b+\(material)", .wrongKeyID(foo, found: 0x530d_903b, expected: 0x530d_903a),
            "another ID")
        let ofBar = try NoteKey(
            name: bar, kind: .signature, publicKey: NoteKey(parsing: Self.example, cryptography).publicKey, cryptography
        )
        expect(
            "example.com/bar+530d903a+\(material)", .wrongKeyID(bar, found: 0x530d_903a, expected: ofBar.keyID),
            "another name's ID")
        expect(
            "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", .unsupportedKind(foo, 2), "ECDSA")
        expect(
            "example.com/foo+530d903a+BukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", .unsupportedKind(foo, 6), "ML-DSA")
        expect("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3Q==", .notEd25519(foo), "31 bytes")
        expect(
            "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2kAA==", .notEd25519(foo), "33 bytes")
    }

    @Test("P-256 keys do not sign notes") func otherCurve() throws {
        let name = try KeyName(Array("a".utf8))
        let key = PublicKey.p256(x: Array(repeating: 1, count: 32), y: Array(repeating: 2, count: 32))
        #expect(throws: LedgerError.key(.notEd25519(name))) {
            try NoteKey(name: name, kind: .signature, publicKey: key, cryptography)
        }
    }

    @Test("names that look alike are two names") func lookAlike() throws {
        let composed = try KeyName(Array("caf\u{E9}".utf8))
        let decomposed = try KeyName(Array("cafe\u{301}".utf8))
        #expect(composed != decomposed)
    }
}
