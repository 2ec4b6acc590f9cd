/// A cursor over deterministic CBOR, for what is parsed too often to be built as a ``CBOR`` value first.
///
/// Whatever it passes over is checked as ``CBOR/decode(_:limits:)`` would check it: shortest heads, definite lengths,
/// UTF-8, keys in order. It returns ranges of ``bytes``, never copies.
struct CBORReader {
    let bytes: [UInt8]
    private(set) var position: Int
    private let end: Int

    init(_ bytes: [UInt8]) {
        self.init(bytes, within: 0..<bytes.count)
    }

    /// A reader of a part of the bytes; offsets in errors count from the start of the whole.
    init(_ bytes: [UInt8], within range: Range<Int>) {
        self.bytes = bytes
        self.position = range.lowerBound
        self.end = range.upperBound
    }

    /// The type of the next item, or `nil` at the end.
    var nextType: CBORMajorType? {
        position < end ? CBORMajorType(rawValue: bytes[position] >> 5) : nil
    }

    /// Reads a head.
    mutating func head() throws(StatementError) -> (type: CBORMajorType, argument: UInt64) {
        let start = position
        guard start < end, let type = CBORMajorType(rawValue: bytes[start] >> 5) else { throw fault(.truncated) }
        let information = bytes[start] & 31
        position += 1
        guard information >= 24 else { return (type, UInt64(information)) }
        guard information <= 27 else {
            throw fault(information == 31 ? .indefiniteLength : .reservedHead(bytes[start]), at: start)
        }
        guard type != .simple else { throw fault(.notInUse("a float or a two-byte simple value"), at: start) }
        let width = 1 << Int(information - 24)
        guard end - position >= width else { throw fault(.truncated) }
        var argument: UInt64 = 0
        for _ in 0..<width {
            argument = argument << 8 | UInt64(bytes[position])
            position += 1
        }
        let least: UInt64 = width == 1 ? 24 : 1 << (4 * UInt64(width))
        guard argument >= least else { throw fault(.notShortest, at: start) }
        return (type, argument)
    }

    /// Reads the head of one type and returns its argument.
    mutating func argument(of expected: CBORMajorType) throws(StatementError) -> UInt64 {
        let start = position
        let (type, argument) = try head()
        guard type == expected else {
            throw fault(.unexpected(found: type.description, expected: expected.description), at: start)
        }
        return argument
    }

    /// Reads an integer within `Int64`.
    mutating func integer() throws(StatementError) -> Int64 {
        let start = position
        let (type, argument) = try head()
        guard type == .unsigned || type == .negative, let value = Int64(exactly: argument) else {
            throw fault(.unexpected(found: type.description, expected: "a signed 64-bit integer"), at: start)
        }
        return type == .negative ? ~value : value
    }

    /// Reads a byte string.
    mutating func byteString() throws(StatementError) -> Range<Int> {
        try content(of: argument(of: .bytes))
    }

    /// Reads a text string, which is UTF-8.
    mutating func textString() throws(StatementError) -> Range<Int> {
        let start = position
        let range = try content(of: argument(of: .text))
        guard isUTF8(range) else { throw fault(.invalidUTF8, at: start) }
        return range
    }

    /// Reads a text string as a value.
    mutating func text() throws(StatementError) -> String {
        String(decoding: bytes[try textString()], as: UTF8.self)
    }

    /// Reads the key of a map whose keys are integers and texts, such as COSE headers, CWT claims and SenML records.
    /// - Returns: `nil` for a text.
    mutating func label() throws(StatementError) -> Int64? {
        guard nextType == .text else { return try integer() }
        _ = try textString()
        return nil
    }

    /// Reads `true` or `false`.
    mutating func boolean() throws(StatementError) -> Bool {
        let start = position
        let value = try argument(of: .simple)
        guard value == 20 || value == 21 else {
            throw fault(.unexpected(found: "the simple value \(value)", expected: "true or false"), at: start)
        }
        return value == 21
    }

    /// Reads the head of an array or of a map.
    /// - Returns: the number of elements or pairs, never more than there are bytes left for them.
    mutating func count(of type: CBORMajorType) throws(StatementError) -> Int {
        let argument = try argument(of: type)
        return try count(argument, of: type)
    }

    /// Passes over one whole item.
    /// - Parameter depth: how many levels the item may nest, itself included.
    mutating func skip(depth: Int) throws(StatementError) {
        guard depth > 0 else { throw fault(.tooDeep(limit: CBORLimits.depthLimit)) }
        let start = position
        let (type, argument) = try head()
        switch type {
        case .unsigned, .negative:
            break
        case .bytes:
            _ = try content(of: argument)
        case .text:
            guard isUTF8(try content(of: argument)) else { throw fault(.invalidUTF8, at: start) }
        case .array:
            for _ in 0..<(try count(argument, of: type)) { try skip(depth: depth - 1) }
        case .map:
            var order = CBORKeyOrder()
            for _ in 0..<(try count(argument, of: type)) {
                let key = position
                try skip(depth: depth - 1)
                try order.admit(key..<position, of: bytes)
                try skip(depth: depth - 1)
            }
        case .tag:
            try checkTag(argument, at: start)
            try skip(depth: depth - 1)
        case .simple:
            try checkSimple(argument, at: start)
        }
    }

    /// Refuses bytes after the last item.
    func finish() throws(StatementError) {
        guard position == end else { throw fault(.trailingBytes(end - position)) }
    }

    /// An error at an offset, by default here.
    func fault(_ fault: CBORFault, at offset: Int? = nil) -> StatementError { .cbor(fault, offset: offset ?? position) }

    mutating func content(of length: UInt64) throws(StatementError) -> Range<Int> {
        guard length <= UInt64(end - position) else { throw fault(.truncated) }
        let start = position
        position += Int(length)
        return start..<position
    }

    func count(_ argument: UInt64, of type: CBORMajorType) throws(StatementError) -> Int {
        let room = UInt64(end - position) / (type == .map ? 2 : 1)
        guard argument <= room else { throw fault(.truncated) }
        return Int(argument)
    }

    func checkTag(_ tag: UInt64, at offset: Int) throws(StatementError) {
        guard tag != 2, tag != 3 else { throw fault(.notInUse("a bignum"), at: offset) }
    }

    func checkSimple(_ value: UInt64, at offset: Int) throws(StatementError) {
        guard (20...22).contains(value) else { throw fault(.notInUse("the simple value \(value)"), at: offset) }
    }

    func isUTF8(_ range: Range<Int>) -> Bool {
        for index in range where bytes[index] >= 0x80 {
            return String(validating: bytes[range], as: UTF8.self) != nil
        }
        return true
    }
}

extension CBORMajorType: CustomStringConvertible {
    var description: String {
        switch self {
        case .unsigned: "an unsigned integer"
        case .negative: "a negative integer"
        case .bytes: "a byte string"
        case .text: "a text"
        case .array: "an array"
        case .map: "a map"
        case .tag: "a tag"
        case .simple: "a simple value"
        }
    }
}
