/// Why bytes are not the statement, or the part of one, that they claim to be.
package enum StatementError: Error, Hashable, CustomStringConvertible {
    /// Not the CBOR that every format here is made of; `offset` counts from the start of the bytes that were given.
    case cbor(CBORFault, offset: Int)
    case tooLong(size: Int, limit: Int)
    /// The outermost shape is not that of an entry.
    case notAnEntry(EnvelopeFault)
    /// A label of the protected header, or a claim in it, is missing or has another form than it must.
    case header(label: String, expected: String)
    /// `crit` names a label that a mirror does not know, or is itself malformed.
    case critical(label: String)
    /// The entry is well formed, and not this log's at this index.
    case check(EntryFault)
    /// The signer's key cannot make a signature of the header's algorithm.
    case signer(algorithm: Algorithm)
    /// The content does not have the form that its kind demands; `field` names a record, a key or a line.
    case content(of: String, field: String, expected: String)

    package var description: String {
        switch self {
        case .cbor(let fault, let offset):
            "Not deterministic CBOR at byte \(offset): \(fault). Ask its sender which program wrote it."
        case .tooLong(let size, let limit):
            "\(size) bytes are more than the \(limit) that are allowed; nothing was read."
        case .notAnEntry(let fault):
            "Not a log entry: \(fault). An entry is a tagged COSE_Sign1 with an empty unprotected header."
        case .header(let label, let expected):
            "The protected header's \(label) must be \(expected)."
        case .critical(let label):
            "The header calls \(label) critical, which is not understood here; a newer Heliograph may."
        case .check(let fault):
            "The entry does not belong here: \(fault)."
        case .signer(let algorithm):
            "The signing key is not one for \(algorithm): use the key that the genesis names."
        case .content(let kind, let field, let expected):
            "In \(kind), \(field) must be \(expected)."
        }
    }
}

/// What is wrong with the outermost shape of an entry.
package enum EnvelopeFault: Hashable, Sendable, CustomStringConvertible {
    case tag(UInt64)
    case elements(Int)
    case unprotectedHeader

    package var description: String {
        switch self {
        case .tag(let tag): "it is tagged \(tag), not 18"
        case .elements(let count): "it has \(count) elements, not 4"
        case .unprotectedHeader: "its unprotected header is not empty"
        }
    }
}

/// Which item of the mirror's list an entry fails.
package enum EntryFault: Hashable, Sendable, CustomStringConvertible {
    case algorithm(Algorithm)
    case keyIdentifier([UInt8])
    case issuer(String)
    /// The context part of `cti` is another log's.
    case context([UInt8])
    case index(UInt64, expected: UInt64)
    case signature

    package var description: String {
        switch self {
        case .algorithm(let algorithm): "\(algorithm) is not an algorithm of this log's statement key"
        case .keyIdentifier(let kid): "key \(hexadecimal(kid)) is not this log's statement key"
        case .issuer(let issuer): "it was issued by \(issuer)"
        case .context(let context): "its cti begins with \(hexadecimal(context)), which is another log's"
        case .index(let index, let expected): "it has index \(index), not \(expected)"
        case .signature: "its signature does not verify"
        }
    }
}
