/// A value of the CBOR data model (RFC 8949) as far as Heliograph's formats use it.
///
/// There are no floats, no bignums, no `undefined` and no other simple values: bytes that hold one are refused.
package enum CBOR: Hashable, Sendable {
    case unsigned(UInt64)
    /// The integer −1 − n.
    case negative(UInt64)
    case bytes([UInt8])
    case text(String)
    case array([CBOR])
    case map(CBORMap)
    indirect case tagged(UInt64, CBOR)
    case bool(Bool)
    case null
}

extension CBOR {
    /// The integer of that value, in whichever of CBOR's two kinds it belongs.
    package static func integer(_ value: Int64) -> CBOR {
        value < 0 ? .negative(UInt64(bitPattern: ~value)) : .unsigned(UInt64(value))
    }

    /// The value of an integer; `nil` for everything else, and outside `Int64`.
    package var integer: Int64? {
        switch self {
        case .unsigned(let value): Int64(exactly: value)
        case .negative(let value): Int64(exactly: value).map { ~$0 }
        default: nil
        }
    }

    /// The bytes of a byte string.
    package var bytes: [UInt8]? {
        if case .bytes(let bytes) = self { bytes } else { nil }
    }

    /// The text of a text string.
    package var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The elements of an array.
    package var array: [CBOR]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The pairs of a map.
    package var map: CBORMap? {
        if case .map(let map) = self { map } else { nil }
    }
}
