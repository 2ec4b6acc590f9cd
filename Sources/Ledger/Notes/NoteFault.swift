/// What keeps bytes from being a signed note.
package enum NoteFault: Hashable, Sendable, CustomStringConvertible {
    /// What is wrong within a signature line.
    package enum Line: Hashable, Sendable {
        case noDash, noSpace, name, base64
        case short(byteCount: Int)
    }

    case tooLong(byteCount: Int)
    case noFinalNewline
    case controlCharacter(UInt8, offset: Int)
    case notUTF8
    case noSignature
    case tooManySignatures(Int)
    case signatureLine(ordinal: Int, Line)
    case otherText

    package var description: String {
        switch self {
        case .tooLong(let count): "The note has \(count) bytes, more than \(SignedNote.sizeLimit)."
        case .noFinalNewline: "The note does not end in a newline: was it cut short?"
        case .controlCharacter(let byte, let offset):
            "The note has the control character \(byte) at byte \(offset): was it converted to another line ending?"
        case .notUTF8: "The note is not UTF-8."
        case .noSignature: "The note has no signature line behind an empty line."
        case .tooManySignatures(let count):
            "The note has \(count) signature lines, more than \(SignedNote.signatureLimit)."
        case .signatureLine(let ordinal, let line): "Signature line \(ordinal) of the note \(Self.text(line))."
        case .otherText: "The two notes have different texts: their signatures cannot be put together."
        }
    }

    private static func text(_ line: Line) -> String {
        switch line {
        case .noDash: "does not begin with an em dash and a space"
        case .noSpace: "has no signature behind the name"
        case .name: "names a key with a space or a plus sign, or none at all"
        case .base64: "is not in strict base64 (RFC 4648 §4, padded)"
        case .short(let count): "holds \(count) bytes; a key ID and a signature have at least 5"
        }
    }
}
