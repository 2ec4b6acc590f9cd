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
        if let offset = bytes.firstIndex(where: { $0 < 0x20 && $0 != Self.newline }) {
            throw .note(.controlCharacter(bytes[offset], offset: offset))
        }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .note(.notUTF8) }
        guard let end = Self.textEnd(bytes), end + 1 < bytes.count else { throw .note(.noSignature) }
        let lines = bytes[(end + 1)...].dropLast().split(separator: Self.newline, omittingEmptySubsequences: false)
        guard lines.count <= Self.signatureLimit else { throw .note(.tooManySignatures(lines.count)) }
        text = Array(bytes[..<end])
        signatures = []
        for (index, line) in lines.enumerated() {
            signatures.append(try NoteSignature(parsing: line, ordinal: index + 1))
        }
    }

    /// Where the newline of the last empty line stands: the text is all before it.
    private static func textEnd(_ bytes: [UInt8]) -> Int? {
        bytes.indices.dropFirst().last { bytes[$0] == newline && bytes[$0 - 1] == newline }
    }

    /// Text, empty line, signature lines.
    package var bytes: [UInt8] { signatures.reduce(into: text + [Self.newline]) { $0 += $1.line } }

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
