import Statements

/// Bytes of an input, taken as choices: what a fuzzer bends, where bending a finished message would only break its form.
struct Choices {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isEmpty: Bool { rest.isEmpty }

    /// The next byte; 0 behind the end.
    mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

    /// The next eight bytes, big-endian.
    mutating func number() -> UInt64 { (0..<8).reduce(0) { value, _ in value << 8 | UInt64(byte()) } }

    /// One of the values, by the next byte.
    mutating func one<Value>(of values: [Value]) -> Value { values[Int(byte()) % values.count] }

    /// As many bytes as the next one says.
    mutating func bytes() -> [UInt8] {
        let count = min(Int(byte()), rest.count)
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    /// 32 bytes.
    mutating func digest() -> Digest {
        var words = InlineArray<4, UInt64>(repeating: 0)
        for index in words.indices { words[index] = number() }
        return Digest(words: words)
    }
}
