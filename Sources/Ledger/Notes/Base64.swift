/// Base 64 as C2SP writes it: RFC 4648 §4, the standard alphabet, padded, one line.
package enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")

    /// Four characters for every three bytes begun, in ASCII.
    package static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        encode(bytes, to: &text)
        return text
    }

    /// Writes what ``encode(_:)`` returns behind `text`.
    static func encode(_ bytes: [UInt8], to text: inout [UInt8]) {
        let alphabet = alphabet
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            var bits = UInt32(bytes[start]) << 16
            if count > 1 { bits |= UInt32(bytes[start + 1]) << 8 }
            if count > 2 { bits |= UInt32(bytes[start + 2]) }
            text.append(alphabet[Int(bits >> 18)])
            text.append(alphabet[Int(bits >> 12 & 63)])
            text.append(count > 1 ? alphabet[Int(bits >> 6 & 63)] : padding)
            text.append(count > 2 ? alphabet[Int(bits & 63)] : padding)
        }
    }

    /// The inverse, and only that: each byte string has one text.
    /// - Returns: `nil` for a length that is no multiple of 4, a character outside the alphabet (the URL alphabet and
    ///   white space included), misplaced padding, or unused bits that are not zero.
    package static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 4) else { return nil }
        let paddingCount = text.suffix(2).reversed().prefix { $0 == padding }.count
        var bytes = [UInt8](repeating: 0, count: text.count / 4 * 3 - paddingCount)
        var end = 0
        var bits: UInt32 = 0
        var bitCount = 0
        let values = values
        for character in text.dropLast(paddingCount) {
            let sextet = values[Int(character)]
            guard sextet < 64 else { return nil }
            bits = bits << 6 | UInt32(sextet)
            bitCount += 6
            guard bitCount >= 8 else { continue }
            bitCount -= 8
            bytes[end] = UInt8(truncatingIfNeeded: bits >> UInt32(bitCount))
            end += 1
            bits &= (1 << UInt32(bitCount)) - 1
        }
        return bits == 0 ? bytes : nil
    }

    /// The inverse, of a whole array.
    package static func decode(_ text: [UInt8]) -> [UInt8]? { decode(text[...]) }

    /// What each character stands for; 255 is none.
    private static let values = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()
}
