extension CBOR {
    /// The deterministic encoding (RFC 8949 §4.2.1): shortest heads, definite lengths, keys in order. One value has one.
    package func encode() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(self)
        return bytes
    }
}

/// The major types of RFC 8949 §3.1.
enum CBORMajorType: UInt8 {
    case unsigned, negative, bytes, text, array, map, tag, simple
}

extension [UInt8] {
    /// Appends a head with its argument in the fewest bytes that hold it.
    mutating func appendHead(_ type: CBORMajorType, _ argument: UInt64) {
        let high = type.rawValue << 5
        switch argument {
        case 0..<24:
            append(high | UInt8(argument))
        case 24...0xff:
            append(high | 24)
            append(UInt8(argument))
        case 0x100...0xffff:
            append(high | 25)
            appendBigEndian(UInt16(argument))
        case 0x1_0000...0xffff_ffff:
            append(high | 26)
            appendBigEndian(UInt32(argument))
        default:
            append(high | 27)
            appendBigEndian(argument)
        }
    }

    /// Appends a byte string with its head.
    mutating func appendByteString(_ content: some Collection<UInt8>) {
        appendHead(.bytes, UInt64(content.count))
        append(contentsOf: content)
    }

    /// Appends a text string with its head.
    mutating func appendTextString(_ text: String) {
        appendHead(.text, UInt64(text.utf8.count))
        append(contentsOf: text.utf8)
    }

    /// Appends an integer.
    mutating func appendInteger(_ value: Int64) {
        if value < 0 {
            appendHead(.negative, UInt64(bitPattern: ~value))
        } else {
            appendHead(.unsigned, UInt64(value))
        }
    }

    /// Appends the most significant byte first.
    mutating func appendBigEndian(_ value: some FixedWidthInteger & UnsignedInteger) {
        var shift = value.bitWidth
        while shift > 0 {
            shift -= 8
            append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    /// Appends a whole value.
    mutating func append(_ value: CBOR) {
        switch value {
        case .unsigned(let value): appendHead(.unsigned, value)
        case .negative(let value): appendHead(.negative, value)
        case .bytes(let content): appendByteString(content)
        case .text(let text): appendTextString(text)
        case .array(let elements):
            appendHead(.array, UInt64(elements.count))
            for element in elements { append(element) }
        case .map(let map):
            appendHead(.map, UInt64(map.pairs.count))
            for pair in map.pairs {
                append(pair.key)
                append(pair.value)
            }
        case .tagged(let tag, let content):
            appendHead(.tag, tag)
            append(content)
        case .bool(let value): appendHead(.simple, value ? 21 : 20)
        case .null: appendHead(.simple, 22)
        }
    }
}
