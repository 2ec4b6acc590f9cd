import Ledger
import Statements

/// Evidence: whatever is put together of what an honest log has signed, and of what anybody can make up, does not convict it.
extension FuzzTarget {
    /// The bytes of a piece of evidence.
    static let evidence = codec(
        "evidence", sizeLimit: 8192,
        seeds: { files in
            try pieces(FuzzStreet.shared.get()).map { $0.encode() } + files.format("evidence")
                + files.refused("evidence")
        },
        decode: { try Evidence(decoding: $0) }, encode: { $0.encode() }, also: { try judge($0) })

    /// Evidence as it is handed on, judged by whoever has the policy and nothing else.
    static let evidenceFile = codec(
        "evidence-file", sizeLimit: 8192,
        seeds: { files in
            let street = try FuzzStreet.shared.get()
            let accused = [
                street.fork.file(street.fork.accusation(of: 3, size: 9)),
                street.honest.file(street.honest.accusation(of: 3, size: 9)),
                street.honest.file(street.fork.accusation(of: 3, size: 9)),
            ]
            return try accused.map { $0.encode() } + files.format("evidence", "evidence-file")
        },
        decode: { try EvidenceFile(decoding: $0) }, encode: { $0.encode() },
        also: { file in
            guard let street = try? FuzzStreet.shared.get() else { return }
            try judge(try? file.check(under: street.policy, cryptography), of: file.evidence.origin, in: street)
        })

    /// Evidence put together of notes, entries and hashes by choice, of which the input may change a few bytes.
    static let framing = Self(
        "framing", sizeLimit: 512,
        seeds: { _ in framings },
        check: { input in
            var choices = Choices(input)
            let street = try FuzzStreet.shared.get()
            let piece = chosenPiece(&choices, street)
            let again = try? Evidence(decoding: piece.encode())
            try require(again == piece, "written and read again it is another piece")
            guard try judge(piece) else { throw Refusal("it convicts nobody") }
        })

    /// Choices that lead to each kind of evidence, first against the log that did contradict itself, which it convicts, then
    /// the same of the honest one.
    private static let framings: [[UInt8]] = [
        [2, 0, 0, 22, 0, 0, 0, 0, 31, 0, 0, 0, 0], [2, 3, 1, 21, 0, 0, 0, 0, 35, 0, 0, 0, 0, 3, 8, 0, 0],
        [2, 3, 2, 35, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 8, 0, 0, 0], [0, 0, 0, 4, 0, 0, 0, 0, 13, 1, 0, 7, 1, 0, 0],
        [0, 0, 1, 3, 0, 0, 0, 0, 8, 0, 0, 0, 0, 3, 8, 0, 0], [0, 0, 2, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 8, 0, 0, 0],
    ]

    /// - Returns: whether it convicts the log that did contradict itself.
    @discardableResult
    private static func judge(_ evidence: Evidence) throws(BrokenProperty) -> Bool {
        guard let street = try? FuzzStreet.shared.get() else { return false }
        let conviction = try? evidence.check(
            under: street.policy, author: street.author(of: evidence.origin), cryptography)
        return try judge(conviction, of: evidence.origin, in: street)
    }

    @discardableResult
    private static func judge(
        _ conviction: Conviction?, of accused: Origin, in street: FuzzStreet
    ) throws(BrokenProperty) -> Bool {
        guard let conviction else { return false }
        try require(conviction.origin == accused, "it convicts another log than it accuses")
        try require(conviction.origin == street.forked.origin, "it convicts \(conviction.origin), which is honest")
        try require(
            conviction.mirrors.allSatisfy { $0 == street.accomplice }, "it convicts the mirrors \(conviction.mirrors)")
        return true
    }

    /// Pieces that convict the log with two histories, and pieces that convict nobody.
    private static func pieces(_ street: FuzzStreet) -> [Evidence] {
        let (honest, forked, fork) = (street.honest, street.forked, street.fork)
        return [
            .fork(forked.origin, forked.note(5).bytes, fork.note(5).bytes), fork.accusation(of: forked, from: 4, to: 9),
            fork.accusation(of: forked, from: 7, to: 8), fork.accusation(of: 3, size: 9),
            .fork(honest.origin, honest.note(5).bytes, honest.note(5).bytes),
            .fork(honest.origin, honest.note(5).bytes, fork.note(5).bytes),
            honest.accusation(of: honest, from: 3, to: 9), honest.accusation(of: 3, size: 9),
            honest.accusation(of: 0, size: 1),
        ]
    }

    private static func chosenPiece(_ choices: inout Choices, _ street: FuzzStreet) -> Evidence {
        let origin = choices.one(of: [street.honest.origin, street.honest.origin, street.forked.origin])
        let log = choices.one(of: [street.honest, street.honest, street.forked, street.fork])
        let hashes = log.tree.all
        let kind = choices.byte() % 3
        let (one, other) = (chosenNote(&choices, street), chosenNote(&choices, street))
        let index = choices.byte()
        let size = Int(choices.byte()) % FuzzStreet.length + 1
        var proof =
            kind == 1
            ? log.tree.consistencyProof(from: Int(index) % size + 1, to: size)
            : log.tree.inclusionProof(of: Int(index) % size, size: size)
        for _ in 0..<choices.byte() % 3 {
            let place = Int(choices.byte()) % (proof.count + 1)
            if choices.byte() & 1 == 0, place < proof.count {
                proof.remove(at: place)
            } else {
                proof.insert(choices.byte() & 1 == 0 ? choices.one(of: hashes) : choices.digest(), at: place)
            }
        }
        switch kind {
        case 0: return .fork(origin, one, other)
        case 1:
            let root = choices.byte() & 1 == 0 ? log.tree.root(size: Int(index) % size + 1) : choices.digest()
            return .rewrite(origin, older: one, newer: other, root: root, proof: proof)
        default:
            let number = choices.byte() & 1 == 0 ? UInt64(Int(index) % size) : choices.number()
            var entry = log.entries[Int(index) % size]
            bend(&entry, &choices)
            return .entry(origin, index: number, entry: entry, note: one, proof: proof)
        }
    }

    /// A note that was signed, perhaps with lines of other notes and of strangers, perhaps with a byte changed.
    private static func chosenNote(_ choices: inout Choices, _ street: FuzzStreet) -> [UInt8] {
        let notes = (street.honest.notes + street.honest.notes + street.forked.notes + street.fork.notes)
        var note = choices.one(of: notes)
        for _ in 0..<choices.byte() % 3 { note.add(choices.one(of: choices.one(of: notes).signatures)) }
        if choices.byte() & 1 == 1 {
            let line = choices.one(of: note.signatures)
            note.add(NoteSignature(name: street.stranger.mirrorKey.name, keyID: line.keyID, bytes: line.bytes))
        }
        if choices.byte() % 4 == 3 {
            note = SignedNote(text: note.text, signature: choices.one(of: note.signatures))
        }
        var bytes = note.bytes
        bend(&bytes, &choices)
        return bytes
    }

    private static func bend(_ bytes: inout [UInt8], _ choices: inout Choices) {
        guard !bytes.isEmpty else { return }
        for _ in 0..<choices.byte() % 3 {
            let place = (Int(choices.byte()) << 8 | Int(choices.byte())) % bytes.count
            bytes[place] ^= choices.byte()
        }
    }
}
