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
        let (alphabet, wholeEnd) = (alphabet, bytes.count / 3 * 3)
        // Written in place, since a character appended costs several times as much.
        var position = text.count
        text.append(contentsOf: repeatElement(padding, count: (bytes.count + 2) / 3 * 4))
        for start in stride(from: 0, to: wholeEnd, by: 3) {
            let bits = Int(bytes[start]) << 16 | Int(bytes[start + 1]) << 8 | Int(bytes[start + 2])
            text[position] = alphabet[bits >> 18]
            text[position + 1] = alphabet[bits >> 12 & 63]
            text[position + 2] = alphabet[bits >> 6 & 63]
            text[position + 3] = alphabet[bits & 63]
            position += 4
        }
        guard wholeEnd < bytes.count else { return }
        let isLast = wholeEnd + 1 == bytes.count
        let bits = Int(bytes[wholeEnd]) << 16 | (isLast ? 0 : Int(bytes[wholeEnd + 1]) << 8)
        text[position] = alphabet[bits >> 18]
        text[position + 1] = alphabet[bits >> 12 & 63]
        if !isLast { text[position + 2] = alphabet[bits >> 6 & 63] }
    }

    /// The inverse, and only that: each byte string has one text.
    /// - Returns: `nil` for a length that is no multiple of 4, a character outside the alphabet (the URL alphabet and
    ///   white space included), misplaced padding, or unused bits that are not zero.
    package static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 4) else { return nil }
        let paddingCount = text.suffix(2).reversed().prefix { $0 == padding }.count
        let tail = paddingCount > 0 ? text.endIndex - 4 : text.endIndex
        var bytes = [UInt8](repeating: 0, count: text.count / 4 * 3 - paddingCount)
        var position = 0
        for start in stride(from: text.startIndex, to: tail, by: 4) {
            let (first, second) = (values[Int(text[start])], values[Int(text[start + 1])])
            let (third, fourth) = (values[Int(text[start + 2])], values[Int(text[start + 3])])
            guard first | second | third | fourth < 64 else { return nil }
            bytes[position] = first << 2 | second >> 4
            bytes[position + 1] = second << 4 | third >> 2
            bytes[position + 2] = third << 6 | fourth
            position += 3
        }
        guard paddingCount > 0 else { return bytes }
        let (first, second) = (values[Int(text[tail])], values[Int(text[tail + 1])])
        let third = paddingCount == 1 ? values[Int(text[tail + 2])] : 0
        guard first | second | third < 64 else { return nil }
        bytes[position] = first << 2 | second >> 4
        guard paddingCount == 1 else { return second & 15 == 0 ? bytes : nil }
        bytes[position + 1] = second << 4 | third >> 2
        return third & 3 == 0 ? bytes : nil
    }

    /// The inverse, of a whole array.
    package static func decode(_ text: [UInt8]) -> [UInt8]? { decode(text[...]) }

    /// What each character stands for; 255 is none.
    private static let values = {
        var values = InlineArray<256, UInt8>(repeating: 255)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()
}
