import Ledger
import Statements

/// Notes and what is signed in them.
extension FuzzTarget {
    /// A signed note, whatever its text.
    static let note = codec(
        "note",
        seeds: { _ in
            let street = try FuzzStreet.shared.get()
            let example = """
                This is an example message.

                — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=

                """
            let cut = example.split(separator: "\n").map { Array("\($0)\n".utf8) }
            return street.honest.notes.map(\.bytes) + [Array(example.utf8)] + cut
        },
        decode: { try SignedNote(parsing: $0) }, encode: { $0.bytes },
        also: { note in
            // Each of its lines can be put below its text by itself, and is found there.
            for line in note.signatures {
                let alone = SignedNote(text: note.text, signature: line)
                let again = try? SignedNote(parsing: alone.bytes)
                try require(again == alone, "with one line alone it is another note")
            }
        })

    /// The text of a note that is a checkpoint.
    static let checkpoint = codec(
        "checkpoint", sizeLimit: 1024,
        seeds: { _ in
            let notes = try FuzzStreet.shared.get().honest.notes
            let empty = "linden.energy/roof-a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
            return notes.map(\.text) + [Array(empty.utf8)]
        },
        decode: { try Checkpoint(parsing: $0) }, encode: { $0.text })

    /// The text of a key.
    static let vkey = codec(
        "vkey", sizeLimit: 512,
        seeds: { _ in
            let keys = try FuzzStreet.shared.get().gateways.flatMap { [$0.logKey, $0.mirrorKey] }
            let example = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
            return (keys.map(\.description) + [example]).map { Array($0.utf8) }
        },
        decode: { try NoteKey(parsing: $0, cryptography) }, encode: { Array($0.description.utf8) })

    /// A note under a policy: lines of strangers, lines twice, lines of other notes.
    ///
    /// What passes is a head that its log signed, with lines that mirrors signed, one each; checked again it is the same.
    static let cosignature = Self(
        "cosignature",
        seeds: { _ in
            let street = try FuzzStreet.shared.get()
            let notes = street.honest.notes + street.forked.notes.suffix(2) + street.fork.notes.suffix(2)
            return notes.map(\.bytes) + [try padded(street).bytes]
        },
        check: { input in
            let street = try FuzzStreet.shared.get()
            let given = try SignedNote(parsing: input)
            let verified = try street.policy.check(given, cryptography)
            let signed = [street.honest, street.forked, street.fork].flatMap(\.notes).map(\.text)
            try require(signed.contains(given.text), "it passes, and no log signed it")
            try require(verified.note.text == given.text, "it passes as another text")
            try require(
                verified.note.signatures.allSatisfy { given.signatures.contains($0) }, "it has a line more than before")
            try require(
                Set(verified.cosigners.map(\.origin)).count == verified.cosigners.count, "a mirror counts twice")
            try require(
                verified.isRecorded == (verified.cosigners.count >= street.policy.quorum),
                "\(verified.cosigners.count) mirrors make it \(verified.isRecorded ? "" : "not ")recorded")
            let again = try? street.policy.check(verified.note, cryptography)
            try require(again == verified, "checked again it is another note")
        })

    /// A note with foreign lines, and with one mirror's line at several times.
    private static func padded(_ street: FuzzStreet) throws -> SignedNote {
        var note = SignedNote(text: street.honest.note(5).text, signature: street.honest.note(5).signatures[0])
        for time in 1...3 as ClosedRange<UInt64> {
            for gateway in [street.stranger, street.gateways[3]] {
                note.add(
                    try Cosignature.sign(note.text, time: time, key: gateway.mirrorKey, with: gateway.mirrorSigner))
            }
        }
        return note
    }
}
