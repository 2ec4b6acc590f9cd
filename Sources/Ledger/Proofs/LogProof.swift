package import Statements

/// What shows, offline, that an entry is in a log that mirrors hold: a `.tlog-proof` (C2SP tlog-proof).
///
/// Like a note it is a form, not a verdict; ``verify(entry:under:requiresRecord:_:)`` gives that.
package struct LogProof: Hashable, Sendable {
    /// No longer text is read, in bytes: what a ``ProofExtra`` may carry fits, in base64, and a note.
    package static let sizeLimit = 1024 * 1024
    /// No tree has longer inclusion proofs.
    package static let hashLimit = 63

    private static let heading = Array("c2sp.org/tlog-proof@v1".utf8)
    private static let extraWord = Array("extra ".utf8)
    private static let indexWord = Array("index ".utf8)

    /// Data that nothing in the proof authenticates; Heliograph's own is a ``ProofExtra``.
    package var extra: [UInt8]?
    /// The entry's place in the log.
    package let index: UInt64
    /// The inclusion proof, the leaf's sibling first.
    package let hashes: [Digest]
    /// The checkpoint, with its cosignatures.
    package let note: SignedNote

    package init(extra: [UInt8]? = nil, index: UInt64, hashes: [Digest], note: SignedNote) {
        self.extra = extra
        self.index = index
        self.hashes = hashes
        self.note = note
    }

    /// Reads a proof; what was read is what ``bytes`` gives back.
    package init(parsing bytes: [UInt8]) throws(LedgerError) {
        guard bytes.count <= Self.sizeLimit else { throw .proof(.tooLong(byteCount: bytes.count)) }
        guard let end = bytes.indices.dropLast().first(where: { bytes[$0] == 0x0A && bytes[$0 + 1] == 0x0A }) else {
            throw .proof(.noCheckpoint)
        }
        var lines = bytes[..<end].split(separator: 0x0A, omittingEmptySubsequences: false)[...]
        guard lines.popFirst()?.elementsEqual(Self.heading) == true else { throw .proof(.heading) }
        var extra: [UInt8]?
        if let line = lines.first, line.starts(with: Self.extraWord) {
            extra = Base64.decode(line.dropFirst(Self.extraWord.count))
            guard extra != nil else { throw .proof(.extra) }
            lines.removeFirst()
        }
        guard let line = lines.popFirst(), line.starts(with: Self.indexWord),
            let index = Decimal.parse(line.dropFirst(Self.indexWord.count))
        else { throw .proof(.index) }
        guard lines.count <= Self.hashLimit else { throw .proof(.tooManyHashes(lines.count)) }
        var hashes: [Digest] = []
        for line in lines {
            guard let hash = Base64.decode(line).flatMap({ Digest($0) }) else {
                throw .proof(.hash(ordinal: hashes.count + 1))
            }
            hashes.append(hash)
        }
        self.init(extra: extra, index: index, hashes: hashes, note: try SignedNote(parsing: Array(bytes[(end + 2)...])))
    }

    /// The text of the file.
    package var bytes: [UInt8] {
        var bytes = Self.heading + [0x0A]
        if let extra { bytes += Self.extraWord + Base64.encode(extra) + [0x0A] }
        bytes += Self.indexWord + Array("\(index)\n".utf8)
        for hash in hashes { bytes += Base64.encode(hash.bytes) + [0x0A] }
        return bytes + [0x0A] + note.bytes
    }
}
