import Ledger
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
        let street = try Street()
        #expect(try Vector.lines("log").map(\.fields[0]) == [street.gateways[0].logKey.description])
        let mirrors = try Vector.lines("witness").map(\.fields[0])
        #expect(mirrors == street.gateways.map(\.mirrorKey.description))
        for text in mirrors { #expect(try NoteKey(parsing: text, cryptography).description == text) }
    }

    @Test(
        "refused keys",
        arguments: [
            ("", "nothing"), ("example.com/foo", "a name alone"), ("example.com/foo+530d903a", "no key"),
            ("example.com/foo+530d903a+", "an empty key"),
            ("+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "no name"),
            ("example.com/ foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "a space in the name"),
            ("example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "a key ID in capitals"),
            ("example.com/foo+30d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "a key ID of seven digits"),
            ("example.com/foo++30d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "a sign in the key ID"),
            ("example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "another key's ID"),
            ("example.com/bar+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "another name's ID"),
            ("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2", "a key without padding or end"),
            ("example.com/foo+530d903a+BOkyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "the ID of another kind"),
            ("example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "type 2, ECDSA"),
            ("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3Q==", "a key of 31 bytes"),
            ("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2kAA==", "a key of 34 bytes"),
        ] as [(String, Comment)])
    func refused(text: String, reason: Comment) {
        #expect(throws: LedgerError.self, reason) { try NoteKey(parsing: text, cryptography) }
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
