/// Why bytes are not the deterministic CBOR that Heliograph accepts.
package enum CBORFault: Hashable, Sendable, CustomStringConvertible {
    case truncated
    case trailingBytes(Int)
    case indefiniteLength
    /// Additional information 28, 29 or 30, which RFC 8949 reserves.
    case reservedHead(UInt8)
    /// An argument in more bytes than it needs.
    case notShortest
    /// A float, `undefined`, another simple value, or a bignum.
    case notInUse(String)
    case invalidUTF8
    case unsortedKeys
    case repeatedKey
    case tooDeep(limit: Int)
    case tooManyItems(limit: Int)
    case unexpected(found: String, expected: String)

    package var description: String {
        switch self {
        case .truncated: "it ends early"
        case .trailingBytes(let count): "\(count) bytes follow its end"
        case .indefiniteLength: "a length is indefinite"
        case .reservedHead(let byte): "the head 0x\(hexadecimal([byte])) is reserved"
        case .notShortest: "a head is longer than its argument needs"
        case .notInUse(let what): "\(what) is not used in Heliograph's formats"
        case .invalidUTF8: "a text is not UTF-8"
        case .unsortedKeys: "the keys of a map are not in order"
        case .repeatedKey: "a map repeats a key"
        case .tooDeep(let limit): "it nests deeper than \(limit)"
        case .tooManyItems(let limit): "it has more than \(limit) items"
        case .unexpected(let found, let expected): "there is \(found) where \(expected) belongs"
        }
    }
}
