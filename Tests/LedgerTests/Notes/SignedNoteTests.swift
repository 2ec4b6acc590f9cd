import Ledger
import Statements
import Testing

@Suite("Signed notes") struct SignedNoteTests {
    /// The example of C2SP signed-note.
    private static let key = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    private static let text = "This is an example message.\n"
    private static let line =
        "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"

    @Test("the note of C2SP signed-note") func published() throws {
        let key = try NoteKey(parsing: Self.key, cryptography)
        let bytes = Array("\(Self.text)\n\(Self.line)".utf8)
        let note = try SignedNote(parsing: bytes)
        #expect(note.text == Array(Self.text.utf8) && note.bytes == bytes)
        #expect(note.signatures(by: key) == note.signatures)
        #expect(key.verifies(note.signatures[0], over: note.text, cryptography))
        #expect(!key.verifies(note.signatures[0], over: note.text + [0x0A], cryptography))
    }

    @Test(
        "texts with empty lines, and other people's lines, survive",
        arguments: [
            "\n\n", "a\n\nb\n\n", "a\n\n\n", "a\n\n— not a signature line\n\n", "é\n\n",
        ])
    func survives(head: String) throws {
        let bytes = Array("\(head)\(Self.line)— Ω/x AAAAAAE=\n".utf8)
        let note = try SignedNote(parsing: bytes)
        #expect(note.bytes == bytes && note.text == Array(head.utf8.dropLast()))
        #expect(note.signatures[1].keyID == 0 && note.signatures[1].bytes == [1])
    }

    @Test(
        "refused notes",
        arguments: [
            ("", .noFinalNewline, "nothing"),
            ("a\n\n— k AAAAAAE=", .noFinalNewline, "no final newline"),
            ("a\r\n\r\n— k AAAAAAE=\r\n", .controlCharacter(13, offset: 1), "CR"),
            ("a\tb\n\n— k AAAAAAE=\n", .controlCharacter(9, offset: 1), "a tab"),
            ("a\0\n\n— k AAAAAAE=\n", .controlCharacter(0, offset: 1), "NUL"),
            ("a\n— k AAAAAAE=\n", .noSignature, "no empty line"),
            ("\n— k AAAAAAE=\n", .noSignature, "no text"),
            ("a\n", .noSignature, "no signature"),
            ("a\n\n", .noSignature, "an empty line and nothing"),
            ("a\n\n\n", .noSignature, "two empty lines and nothing"),
            ("a\n\n— k AAAAAAE=\n\n", .noSignature, "an empty line at the end"),
            ("a\n\n- k AAAAAAE=\n", .signatureLine(ordinal: 1, .noDash), "a hyphen for the em dash"),
            ("a\n\n–  k AAAAAAE=\n", .signatureLine(ordinal: 1, .noDash), "an en dash for the em dash"),
            ("a\n\n—k AAAAAAE=\n", .signatureLine(ordinal: 1, .noDash), "no space behind the dash"),
            ("a\n\n— k\n", .signatureLine(ordinal: 1, .noSpace), "no signature on the line"),
            ("a\n\n—  AAAAAAE=\n", .signatureLine(ordinal: 1, .name), "no name"),
            ("a\n\n— k+x AAAAAAE=\n", .signatureLine(ordinal: 1, .name), "a plus sign in the name"),
            ("a\n\n— k\u{A0}x AAAAAAE=\n", .signatureLine(ordinal: 1, .name), "U+00A0 in the name"),
            ("a\n\n— k\u{2003}x AAAAAAE=\n", .signatureLine(ordinal: 1, .name), "an em space in the name"),
            ("a\n\n— k AAAAAAE\n", .signatureLine(ordinal: 1, .base64), "no padding"),
            ("a\n\n— k AAAAAAF=\n", .signatureLine(ordinal: 1, .base64), "trailing bits"),
            ("a\n\n— k AAAAAA-_\n", .signatureLine(ordinal: 1, .base64), "the URL alphabet"),
            ("a\n\n— k AAAAAAE= \n", .signatureLine(ordinal: 1, .base64), "a space at the end"),
            ("a\n\n— k x AAAAAAE=\n", .signatureLine(ordinal: 1, .base64), "a space in the name"),
            ("a\n\n— k AAAAAA==\n", .signatureLine(ordinal: 1, .short(byteCount: 4)), "a key ID alone"),
            (
                "a\n\n— k AAAAAAE=\n— k \n", .signatureLine(ordinal: 2, .short(byteCount: 0)),
                "an empty second signature"
            ),
        ] as [(String, NoteFault, Comment)])
    func refused(text: String, fault: NoteFault, reason: Comment) {
        #expect(throws: LedgerError.note(fault), reason) { try SignedNote(parsing: Array(text.utf8)) }
    }

    @Test(
        "what is not UTF-8", arguments: [[0xFF], [0xE2, 0x80], [0xE2, 0x80, 0x94, 0x94], [0xF0, 0xE2, 0x80, 0x94]])
    func notUTF8(text: [UInt8]) {
        let bytes = text + [0x0A, 0x0A] + Array("— k AAAAAAE=\n".utf8)
        #expect(throws: LedgerError.note(.notUTF8)) { try SignedNote(parsing: bytes) }
    }

    @Test("too many signatures, and far too many") func tooMany() throws {
        func note(_ count: Int) -> [UInt8] { Array(("a\n\n" + String(repeating: "— k AAAAAAE=\n", count: count)).utf8) }
        #expect(try SignedNote(parsing: note(100)).signatures.count == 100)
        #expect(throws: LedgerError.note(.tooManySignatures(101))) { try SignedNote(parsing: note(101)) }
        let flood = note(1_000_000)
        #expect(throws: LedgerError.note(.tooLong(byteCount: flood.count))) { try SignedNote(parsing: flood) }
    }

    @Test("notes of one text are put together, within the limit") func merged() throws {
        func note(_ text: String, _ numbers: Range<Int>) throws -> SignedNote {
            let name = try KeyName(Array("k".utf8))
            let lines = numbers.map { NoteSignature(name: name, keyID: UInt32($0), bytes: [1]) }
            var note = SignedNote(text: Array(text.utf8), signature: lines[0])
            for line in lines.dropFirst() { note.add(line) }
            return note
        }
        let merged = try note("a\n", 0..<3).merged(with: try note("a\n", 2..<5))
        #expect(merged.signatures.map(\.keyID) == [0, 1, 2, 3, 4])
        let full = try note("a\n", 0..<80).merged(with: try note("a\n", 80..<130))
        #expect(full.signatures.map(\.keyID) == Array(0..<100))
        let one = try note("a\n", 0..<1)
        let other = try note("b\n", 0..<1)
        #expect(throws: LedgerError.note(.otherText)) { try one.merged(with: other) }
    }

    @Test("a line that does not fit is not added") func noRoom() throws {
        let name = try KeyName(Array("k".utf8))
        var note = SignedNote(text: [0x61, 0x0A], signature: NoteSignature(name: name, keyID: 1, bytes: [1]))
        let long = NoteSignature(name: name, keyID: 2, bytes: Array(repeating: 0, count: SignedNote.sizeLimit))
        let isLongAdded = note.add(long)
        let isKnownAdded = note.add(note.signatures[0])
        #expect(!isLongAdded && isKnownAdded)
        #expect(note.signatures.count == 1)
    }
}
