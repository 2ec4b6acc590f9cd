/// A text with signature lines below it (C2SP signed-note). The bytes that were parsed are the bytes that ``bytes`` gives back.
///
/// A note is a form, not a verdict: nothing here has been verified. ``Policy/check(_:_:)`` does that.
package struct SignedNote: Hashable, Sendable {
    /// No longer note is read or made, in bytes.
    package static let sizeLimit = 64 * 1024
    /// No more lines are read or kept. C2SP asks for 16 at least; Go's `sumdb/note` has the same limit.
    package static let signatureLimit = 100

    /// What the signatures cover, with its final newline and without the empty line behind it.
    package let text: [UInt8]
    /// At least one, in the order of the lines.
    package private(set) var signatures: [NoteSignature]

    private static let newline: UInt8 = 0x0A

    /// A note of one's own making.
    /// - Precondition: `text` ends in a newline and is free of control characters.
    package init(text: [UInt8], signature: NoteSignature) {
        precondition(text.last == Self.newline && text.allSatisfy { $0 == Self.newline || $0 >= 0x20 })
        self.text = text
        self.signatures = [signature]
    }

    /// Reads a note: text, an empty line, one or more signature lines. The text may contain empty lines itself.
    package init(parsing bytes: [UInt8]) throws(LedgerError) {
        guard bytes.count <= Self.sizeLimit else { throw .note(.tooLong(byteCount: bytes.count)) }
        guard bytes.last == Self.newline else { throw .note(.noFinalNewline) }
        let (end, lineEnds) = try Self.scan(bytes)
        guard let end, !lineEnds.isEmpty else { throw .note(.noSignature) }
        guard lineEnds.count <= Self.signatureLimit else { throw .note(.tooManySignatures(lineEnds.count)) }
        text = Array(bytes[..<end])
        signatures = []
        signatures.reserveCapacity(lineEnds.count)
        var start = end + 1
        for lineEnd in lineEnds {
            signatures.append(try NoteSignature(parsing: bytes[start..<lineEnd], ordinal: signatures.count + 1))
            start = lineEnd + 1
        }
    }

    /// A note of lines that have been verified.
    /// - Precondition: they are few and short enough, as those of one log and of a policy's mirrors always are.
    init(text: [UInt8], verified signatures: [NoteSignature]) {
        precondition(signatures.count <= Self.signatureLimit)
        self.text = text
        self.signatures = signatures
    }

    /// Checks that this is UTF-8 without control characters, in one pass. The dashes of signature lines are nearly always all
    /// that is not ASCII; anything else takes a whole decoder.
    /// - Returns: where the newline of the last empty line stands, since the text is all before it, and where the lines
    ///   after it end.
    private static func scan(_ bytes: [UInt8]) throws(LedgerError) -> (textEnd: Int?, lineEnds: [Int]) {
        var isPlain = true
        var (textEnd, lineEnds): (Int?, [Int]) = (nil, [])
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte &- 0x20 < 0x60 {
                index += 1
                continue
            }
            if byte == newline {
                if index > 0 && bytes[index - 1] == newline {
                    textEnd = index
                    lineEnds.removeAll(keepingCapacity: true)
                } else {
                    lineEnds.append(index)
                }
            } else if byte < 0x20 {
                throw .note(.controlCharacter(byte, offset: index))
            } else if byte == 0xE2, index + 2 < bytes.count, bytes[index + 1] == 0x80, bytes[index + 2] == 0x94 {
                index += 2  // an em dash
            } else if byte >= 0x80 {
                isPlain = false
            }
            index += 1
        }
        guard isPlain || String(validating: bytes, as: UTF8.self) != nil else { throw .note(.notUTF8) }
        return (textEnd, lineEnds)
    }

    /// Text, empty line, signature lines.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        bytes += text
        bytes.append(Self.newline)
        for signature in signatures { signature.append(to: &bytes) }
        return bytes
    }

    /// Whether a note's bytes begin with this note's text and an empty line: whatever follows, it says nothing else.
    func isText(of bytes: [UInt8]) -> Bool {
        bytes.count > text.count && bytes[text.count] == Self.newline && bytes.starts(with: text)
    }

    /// How long ``bytes`` is, without making it.
    private var byteCount: Int { signatures.reduce(text.count + 1) { $0 + $1.lineByteCount } }

    /// The lines that claim to be of this key; they may not verify.
    package func signatures(by key: NoteKey) -> [NoteSignature] { signatures.filter(key.claims) }

    /// Adds a line below the others.
    /// - Returns: whether it is there now: not if it would exceed one of the limits.
    @discardableResult
    package mutating func add(_ signature: NoteSignature) -> Bool {
        guard !signatures.contains(signature) else { return true }
        guard signatures.count < Self.signatureLimit, byteCount + signature.lineByteCount <= Self.sizeLimit else {
            return false
        }
        signatures.append(signature)
        return true
    }

    /// This note with the lines of another of the same text behind its own, as far as the limits allow.
    ///
    /// Merge what ``Policy/check(_:_:)`` returned, not what arrived: lines of unknown keys cost nothing to invent and would
    /// fill the note up.
    /// - Throws: ``NoteFault/otherText`` for another text.
    package func merged(with other: Self) throws(LedgerError) -> Self {
        guard other.text == text else { throw .note(.otherText) }
        var result = self
        for signature in other.signatures { result.add(signature) }
        return result
    }
}
