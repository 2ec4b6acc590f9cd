/// A SHA-256 value, 32 bytes, kept inline: trees hold millions of them, and none is an allocation of its own.
package struct Digest: Hashable, Sendable, CustomStringConvertible {
    /// The 32 bytes where they lie; ``bytes`` is the same as an array.
    package let storage: InlineArray<32, UInt8>

    package init(_ storage: InlineArray<32, UInt8>) { self.storage = storage }

    /// - Returns: `nil` unless there are exactly 32 bytes.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        var iterator = bytes.makeIterator()
        self.storage = InlineArray { _ in iterator.next() ?? 0 }
    }

    /// A copy for where an array is wanted.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        for index in 0..<32 { bytes.append(storage[index]) }
        return bytes
    }

    /// Lowercase hexadecimal, 64 digits.
    package var description: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }

    package static func == (left: Self, right: Self) -> Bool {
        var difference: UInt8 = 0
        for index in 0..<32 { difference |= left.storage[index] ^ right.storage[index] }
        return difference == 0
    }

    package func hash(into hasher: inout Hasher) {
        for index in 0..<32 { hasher.combine(storage[index]) }
    }
}
