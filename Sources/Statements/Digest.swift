/// A SHA-256 value, 32 bytes, kept inline: trees hold millions of them, and none is an allocation of its own.
package struct Digest: Hashable, Sendable, CustomStringConvertible {
    /// The bytes as they lie in memory, eight to a word: words are compared and copied faster than bytes.
    package let words: InlineArray<4, UInt64>

    package init(words: InlineArray<4, UInt64>) { self.words = words }

    /// - Returns: `nil` unless there are exactly 32 bytes.
    package init?(_ bytes: [UInt8]) { self.init(bytes[...]) }

    /// - Returns: `nil` unless there are exactly 32 bytes.
    package init?(_ bytes: ArraySlice<UInt8>) {
        // Not generic: a caller in another target would get the unspecialised code, which is twenty times slower.
        guard bytes.count == 32 else { return nil }
        var words = InlineArray<4, UInt64>(repeating: 0)
        for index in words.indices {
            let start = bytes.startIndex + 8 * index
            var word: UInt64 = 0
            for place in 0..<8 { word |= UInt64(bytes[start + place]) << UInt64(8 * place) }
            words[index] = UInt64(littleEndian: word)
        }
        self.words = words
    }

    /// A copy for where an array is wanted.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        for index in words.indices {
            let word = words[index].littleEndian
            for shift in stride(from: 0 as UInt64, to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        return bytes
    }

    /// Lowercase hexadecimal, 64 digits.
    package var description: String { hexadecimal(bytes) }

    package static func == (left: Self, right: Self) -> Bool {
        left.words[0] == right.words[0] && left.words[1] == right.words[1] && left.words[2] == right.words[2]
            && left.words[3] == right.words[3]
    }

    package func hash(into hasher: inout Hasher) {
        for index in words.indices { hasher.combine(words[index]) }
    }
}
