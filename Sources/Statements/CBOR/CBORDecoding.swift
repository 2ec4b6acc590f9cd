extension CBOR {
    /// Decodes one item that fills all the bytes.
    /// - Throws: ``StatementError/cbor(_:offset:)`` for whatever ``encode()`` would not give back byte for byte: indefinite
    ///   lengths, keys out of order or repeated, longer heads than needed, floats, trailing bytes, text that is not UTF-8;
    ///   ``StatementError/tooLong(size:limit:)`` beyond the limit.
    package static func decode(_ bytes: [UInt8], limits: CBORLimits = .statement) throws(StatementError) -> CBOR {
        try decode(bytes, within: 0..<bytes.count, limits: limits)
    }

    /// The same of an item that fills a part of the bytes.
    static func decode(
        _ bytes: [UInt8], within range: Range<Int>, limits: CBORLimits
    ) throws(StatementError) -> CBOR {
        guard range.count <= limits.size else { throw .tooLong(size: range.count, limit: limits.size) }
        var decoder = Decoder(
            reader: CBORReader(bytes, within: range), itemsLeft: limits.items, itemLimit: limits.items)
        let value = try decoder.item(depth: CBORLimits.depthLimit)
        try decoder.reader.finish()
        return value
    }

    private struct Decoder {
        var reader: CBORReader
        var itemsLeft: Int
        let itemLimit: Int

        mutating func item(depth: Int) throws(StatementError) -> CBOR {
            guard depth > 0 else { throw reader.fault(.tooDeep(limit: CBORLimits.depthLimit)) }
            guard itemsLeft > 0 else { throw reader.fault(.tooManyItems(limit: itemLimit)) }
            itemsLeft -= 1
            let start = reader.position
            let (type, argument) = try reader.head()
            switch type {
            case .unsigned: return .unsigned(argument)
            case .negative: return .negative(argument)
            case .bytes: return .bytes(Array(reader.bytes[try reader.content(of: argument)]))
            case .text:
                let range = try reader.content(of: argument)
                guard let text = String(validating: reader.bytes[range], as: UTF8.self) else {
                    throw reader.fault(.invalidUTF8, at: start)
                }
                return .text(text)
            case .array:
                var elements: [CBOR] = []
                for _ in 0..<(try reader.count(argument, of: type)) { elements.append(try item(depth: depth - 1)) }
                return .array(elements)
            case .map:
                return .map(try map(count: reader.count(argument, of: type), depth: depth))
            case .tag:
                try reader.checkTag(argument, at: start)
                return .tagged(argument, try item(depth: depth - 1))
            case .simple:
                try reader.checkSimple(argument, at: start)
                return argument == 22 ? .null : .bool(argument == 21)
            }
        }

        mutating func map(count: Int, depth: Int) throws(StatementError) -> CBORMap {
            var order = CBORKeyOrder()
            var pairs: [CBORMap.Pair] = []
            for _ in 0..<count {
                let start = reader.position
                let key = try item(depth: depth - 1)
                try order.admit(start..<reader.position, of: reader.bytes)
                pairs.append(CBORMap.Pair(key: key, value: try item(depth: depth - 1)))
            }
            return CBORMap(ordered: pairs)
        }
    }
}
