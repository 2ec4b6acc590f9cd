package import Statements

/// The head of a log (C2SP tlog-checkpoint): three lines, and none of the extension lines that the specification discourages.
package struct Checkpoint: Hashable, Sendable {
    /// The log whose head it is.
    package let origin: Origin
    /// How many entries the log has.
    package let size: UInt64
    /// The RFC 6962 tree head over them.
    package let root: Digest

    /// SHA-256 of nothing, the only root that a log without entries can have.
    private static let emptyRoot = Array("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=".utf8)

    package init(origin: Origin, size: UInt64, root: Digest) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// Reads the text of a note.
    package init(parsing text: [UInt8]) throws(LedgerError) {
        guard text.last == 0x0A else { throw .checkpoint(.lineCount(0)) }
        let lineCount = text.count { $0 == 0x0A }
        guard lineCount >= 3 else { throw .checkpoint(.lineCount(lineCount)) }
        guard lineCount == 3 else { throw .checkpoint(.extensionLines(lineCount - 3)) }
        var rest = text[...]
        let (first, second, third) = (Self.takeLine(&rest), Self.takeLine(&rest), Self.takeLine(&rest))
        guard let origin = try? Origin(first) else {
            throw .checkpoint(.origin(String(decoding: first, as: UTF8.self)))
        }
        guard let size = Decimal.parse(second) else {
            throw .checkpoint(.size(String(decoding: second, as: UTF8.self)))
        }
        guard let bytes = Base64.decode(third), let root = Digest(bytes) else {
            throw .checkpoint(.root(String(decoding: third, as: UTF8.self)))
        }
        guard size > 0 || Array(third) == Self.emptyRoot else { throw .checkpoint(.rootOfNothing) }
        self.init(origin: origin, size: size, root: root)
    }

    /// The next line without its newline.
    private static func takeLine(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let line = rest.prefix { $0 != 0x0A }
        rest = rest[line.endIndex...].dropFirst()
        return line
    }

    /// Origin, size and root, a line each: what the log's key signs and mirrors cosign.
    package var text: [UInt8] { Array("\(origin)\n\(size)\n".utf8) + Base64.encode(root.bytes) + [0x0A] }

    /// This head, signed by the log's key.
    /// - Throws: ``KeyFault/otherSigner(_:)`` if `signer` is not `key`'s, and what the signer throws.
    /// - Precondition: `key` is this log's.
    package func signed(by key: NoteKey, with signer: some Signer) throws -> SignedNote {
        precondition(key.kind == .signature && key.name == KeyName(logOf: origin))
        guard signer.publicKey == key.publicKey else { throw LedgerError.key(.otherSigner(key.name)) }
        let text = self.text
        let signature = NoteSignature(name: key.name, keyID: key.keyID, bytes: try signer.sign(text))
        return SignedNote(text: text, signature: signature)
    }
}
